"""Which columns a data frame has that a library has read, where the function that uses it names them.

df = pd.read_csv(path)       # which columns? …
print(df.head())             # … so this shows an IBAN
for iban in df["iban"]:      # … this one, among others
"""

from __future__ import annotations

from piilint.flow.access import key_selector
from piilint.flow.activation import Activation
from piilint.flow.company import company_owners
from piilint.flow.frames import is_table, new_table
from piilint.flow.reads import reads_of
from piilint.flow.value import UNKNOWN, Value


def with_columns(act: Activation, variable: str, value: Value, at: int) -> Value:
    """The frame that is bound to a variable, with the sensitive columns that the function reads of the variable."""
    if not value.refs or not value.opaque or is_table(act, value) or not _is_frame(act, value):
        return value
    names = reads_of(act).get(variable, ())
    owners = company_owners(act.names, names)
    known = [
        name for name in names if (match := act.names.classify(name, owners)) is not None and act.names.follows(match)
    ]
    if not known:
        return value
    columns = {key_selector(name): UNKNOWN for name in known}
    return new_table(act, {**columns, "[*]": Value(value.labels, opaque=True)}, at, value)


def _is_frame(act: Activation, value: Value) -> bool:
    """Whether it is a new object of a library's class whose columns can be dropped."""
    if any(held.kind != "library" for _, held in act.objects(value)):
        return False
    calls = act.catalogue.calls
    return any(
        propagator.does == "drop"
        for kind, target in value.refs
        if kind == "inst"
        for propagator in calls.exact(f"{target}.drop").propagators
    )
