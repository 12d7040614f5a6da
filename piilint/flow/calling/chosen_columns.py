"""Lists of columns that an overridden method hands on to a library's own, which writes only these.

    class Account(models.Model):
        def save(self, *args, **kwargs):
            self.slug = slugify(self.title)
            super().save(*args, **kwargs)

    account.save(update_fields=["locked"])      # the IBAN isn't written

Such a method is interpreted for each list that it is given.
"""

from __future__ import annotations

from piilint.flow.collections.known_keys import known_parts
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.class_constants import KnownItems, constants_in
from piilint.flow.solving.solver import Solver
from piilint.flow.syntax.nodes import calls_within
from piilint.flow.syntax.walked import KEYS, KnownKeys, KnownList, KnownText
from piilint.link.program import FunctionInfo
from piilint.model import ir

_KEYWORD = "kw:"


def columns_passed(act: Activation, info: FunctionInfo, roots: dict[str, Value]) -> dict[str, object]:
    """By parameter that the next method takes a list of columns from, the columns that are passed there."""
    found: dict[str, object] = {}
    for name, keyword in columns_handed_on(act.solver, info).items():
        value = roots.get(name)
        known = _known(act, value, keyword) if value is not None else None
        if known is not None:
            found[name] = known
    return found


def columns_handed_on(solver: Solver, info: FunctionInfo) -> dict[str, str]:
    """By parameter, see below, the keyword under which the next method takes columns; learned once."""
    learned = solver.learned
    return learned.once(learned.columns_handed_on, info.id, lambda: _handed_on(solver, info))


def _handed_on(solver: Solver, info: FunctionInfo) -> dict[str, str]:
    """Under the name of `**kwargs`, or of the parameter itself, the keyword under which the next method takes the columns."""
    cls = solver.program.classes.get(info.cls or "")
    params = {param.name: param.kind for param in info.node.params}
    bases = [target for kind, target in cls.mro if kind == "ext"] if cls is not None else []
    found: dict[str, str] = {}
    for call in calls_within(info.node) if bases else ():
        if not _is_next(call, info):
            continue
        sinks = [sink for base in bases for sink in solver.catalogue.calls.exact(f"{base}.{info.node.name}").sinks]
        keyword = next((sink.only.removeprefix(_KEYWORD) for sink in sinks if sink.only.startswith(_KEYWORD)), "")
        for arg in call.args if keyword else ():
            name = arg.value.id if isinstance(arg.value, ir.Name) else ""
            if name in params and (arg.keyword == keyword or (arg.star == 2 and params[name] == "kwarg")):
                found[name] = keyword if arg.star else ""
    return found


def _is_next(call: ir.Call, info: FunctionInfo) -> bool:
    """Whether it is `super().save(…)` in `save`."""
    func = call.func
    if not isinstance(func, ir.Attr) or func.name != info.node.name or not isinstance(func.value, ir.Call):
        return False
    return isinstance(func.value.func, ir.Name) and func.value.func.id == "super"


def _known(act: Activation, value: Value, keyword: str) -> KnownItems | KnownKeys | None:
    """The columns that are passed, or what `**kwargs` collects with them under its keyword."""
    if not keyword:
        return _names(act, value)
    parts = known_parts(act, value) if value.objects else None
    listed = _names(act, parts[key_selector(keyword)]) if parts and key_selector(keyword) in parts else None
    if parts is None or listed is None or len(parts) > KEYS:
        return None
    columns = KnownList(tuple(KnownText(str(item)) for item in listed.items), False)
    inside = tuple(columns if selector == key_selector(keyword) else None for selector in parts)
    return KnownKeys(tuple(selector[2:-2] for selector in parts), inside)


def _names(act: Activation, value: Value) -> KnownItems | None:
    listed = constants_in(act, value)
    return listed if listed is not None and all(isinstance(item, str) for item in listed.items) else None
