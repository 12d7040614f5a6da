"""Where a text that is filled in by `%` takes something: `"%s of %(iban)-20s"`; a `%%` is one of type `%`."""

from __future__ import annotations

import re

PERCENT = re.compile(
    r"%(?:\((?P<key>[^)]*)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(?P<type>[diouxXeEfFgGcrsab%])"
)
