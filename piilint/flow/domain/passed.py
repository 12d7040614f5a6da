"""What a call is seen to pass for a parameter whose name says that it is somebody's data, as the caller knows it.

def write(iban): log.info(iban)          # reported, since its name says what it is …

write(mask(row.iban))                    # KNOWN: nothing of it
def audit(iban): write(iban)             # "iban": whatever this function's own parameter is
write(row.iban)                          # ANYTHING: … unless it says more than callers do
"""

from __future__ import annotations

import msgspec

from piilint.model.place import Spot

ANYTHING, KNOWN, NONE = "?", "!", "-"
"""Something that may be the data; what is known to hold nothing of it; nothing at all."""


class Passed(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """See the module's docstring."""

    function: str
    parameter: str
    caller: str
    spot: Spot
    """The call."""
    what: str
    """ANYTHING, KNOWN, NONE, or the caller's parameter that is handed on as it is."""
