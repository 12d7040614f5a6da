"""One safeguard on trial: which parameter takes the data, and how it is called with samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from piilint.catalogue.load import Catalogue
from piilint.flow.concrete.machine import Machine
from piilint.flow.concrete.values import Class, Function, Instance, NotShown, Opaque, Thrown
from piilint.flow.protection.experiments import Outcome, tell
from piilint.flow.syntax.nodes import calls_within, nodes_of, nodes_within
from piilint.link.program import FunctionInfo, Program
from piilint.model import ir

_RECORDS = frozenset(("dict", "Dict", "Mapping", "MutableMapping", "EventDict", "OrderedDict"))
_NO_DATA = frozenset(("int", "bool", "float"))


@dataclass(frozen=True, slots=True)
class Trial:
    """How a safeguard is run on samples."""

    program: Program
    catalogue: Catalogue
    info: FunctionInfo
    parameter: ir.Param
    key: str = ""
    """Of a record: the key that the sample stands under."""
    assume: bool = True
    """What conditions that nothing tells are taken to be."""
    flags: Mapping[str, object] = field(default_factory=dict)
    """Parameters that are given a value instead of their default; ".keep" is an attribute of the instance."""
    assumed: list[str] = field(default_factory=list)
    """The conditions met, filled in by running."""

    def run(self, inputs: Sequence[str]) -> list[Outcome]:
        """Run it on each of these; raises NotShown where it can't be evaluated."""
        machine = Machine(self.program, self.catalogue, self.assume)
        outcomes = [self._once(machine, text) for text in inputs]
        self.assumed[:] = machine.assumed
        return outcomes

    def patterns(self, text: str) -> frozenset[str]:
        """The patterns that it applies to a text; raises NotShown where it can't be evaluated."""
        machine = Machine(self.program, self.catalogue, self.assume)
        self._once(machine, text)
        return frozenset(machine.library.patterns)

    def _once(self, machine: Machine, text: str) -> Outcome:
        machine.renew()
        try:
            given: Any = {self.key: text, "currency": "EUR"} if self.key else _typed(self.parameter, text)
            result = self._call(machine, given)
            if isinstance(given, dict) and (result is None or isinstance(result, bool)):
                result = given
            return Outcome(tell(result), by_pattern=machine.library.matched)
        except Thrown as thrown:
            return Outcome(raised=thrown.name)
        except RecursionError:
            raise NotShown("its calls are too deep") from None

    def _call(self, machine: Machine, given: Any) -> Any:
        info = self.info
        function = Function(info.node, info.module)
        if info.cls is not None and info.kind == "method":
            function = machine.method(info.id, self._receiver(machine, info.cls))
        elif info.cls is not None and info.kind == "classmethod":
            function = machine.method(info.id, Class(info.cls))
        elif info.node.name != "<lambda>":
            made = machine.value_of(("func", info.id))
            function = made if isinstance(made, Function) else function
        args: list[Any] = []
        keywords: dict[str, Any] = {}
        for param in info.node.params[function.receiver is not None :]:
            if param.name == self.parameter.name:
                value = given
            elif param.name in self.flags:
                value = self.flags[param.name]
            elif param.default is None and param.kind not in ("vararg", "kwarg"):
                value = Opaque(param.name)
            else:
                continue
            if param.kind in ("kwonly", "kwarg") or keywords or len(args) < _place(info, param, function):
                keywords[param.name] = value
            else:
                args.append(value)
        return machine.call(function, args, keywords)

    def _receiver(self, machine: Machine, cls: str) -> Any:
        """An instance, its constructor given what isn't known; of an enumeration any member."""
        if machine.program.classes[cls].kind == "enum":
            return Opaque("self")
        found = machine.program.find_method(cls, "__init__")
        params = machine.program.functions[found[1]].node.params[1:] if found is not None else ()
        needed = [p.name for p in params if p.default is None and p.kind not in ("vararg", "kwarg")]
        if found is None:
            fields = machine.program.all_fields(cls).values()
            needed = [field.name for field in fields if field.annotation is not None and field.default is None]
        instance = machine.instance(cls, [], {name: Opaque(name) for name in needed})
        held = {name[1:]: value for name, value in self.flags.items() if name.startswith(".")}
        if isinstance(instance, Instance):
            instance.fields.update({name: value for name, value in held.items() if name in instance.fields})
        return instance


def data_parameter(info: FunctionInfo, catalogue: Catalogue) -> ir.Param | None:
    """The parameter that takes the data: the first that may be data, one that is named like it before others."""
    params = [param for param in info.node.params if param.name not in ("self", "cls") or info.cls is None]
    likely = [param for param in params if _may_be_data(param)]
    named = [param for param in likely if (match := catalogue.names.classify(param.name)) and match.level != "low"]
    records = [param for param in likely if is_record(param, info)]
    required = [param for param in likely if param.default is None and param.kind != "vararg"]
    return next(iter([*named, *records, *required, *likely]), None)


def is_told_what(info: FunctionInfo, parameter: ir.Param) -> bool:
    """Whether its callers say what is to be hidden: `for value in values: text = text.replace(value, "***")`."""
    told = {p.name for p in info.node.params if p is not parameter and p.default is None and _may_be_data(p)}
    told -= {"self", "cls"}
    for loop in nodes_within(info.node) if told else ():
        if isinstance(loop, ir.For) and isinstance(loop.target, ir.Name) and _names_in(loop.iter) & told:
            told.add(loop.target.id)
    asked = (_names_in(call.args[0].value) for call in calls_within(info.node) if _replaces(call)) if told else ()
    return any(names & told and parameter.name not in names for names in asked)


def _replaces(call: ir.Call) -> bool:
    """`text.replace(value, "***")`, `re.sub(pattern, "***", text)`"""
    return isinstance(call.func, ir.Attr) and call.func.name in ("replace", "sub") and len(call.args) > 1


def _names_in(expr: ir.Expr) -> set[str]:
    return {node.id for node in nodes_of(expr) if isinstance(node, ir.Name)}


def flags_of(info: FunctionInfo) -> dict[str, bool]:
    """Parameters that are switches, with the value that isn't their default."""
    return {
        param.name: not param.default.value
        for param in info.node.params
        if isinstance(param.default, ir.Const) and isinstance(param.default.value, bool)
    }


def is_record(param: ir.Param, info: FunctionInfo) -> bool:
    """Whether it takes a record, by its annotation or name, or since the function asks whether it is a mapping or uses it
    as one."""
    named = _annotation(param) in _RECORDS or param.name in ("event_dict", "record", "row", "payload", "data", "body")
    calls = list(calls_within(info.node))
    return named or any(_asks_for_mapping(call, param.name) or _uses_mapping(call, param.name) for call in calls)


_OF_MAPPINGS = frozenset(("items", "keys", "values"))


def _uses_mapping(call: ir.Call, name: str) -> bool:
    """`dict(event)`, `event.items()` of the parameter `event`."""
    if isinstance(call.func, ir.Attr):
        return call.func.name in _OF_MAPPINGS and isinstance(call.func.value, ir.Name) and call.func.value.id == name
    given = call.args[0].value if len(call.args) == 1 and not call.args[0].star else None
    is_dict = isinstance(call.func, ir.Name) and call.func.id == "dict"
    return is_dict and isinstance(given, ir.Name) and given.id == name


def _asks_for_mapping(call: ir.Call, name: str) -> bool:
    """`isinstance(obj, dict)` of the parameter `obj`."""
    if not isinstance(call.func, ir.Name) or call.func.id != "isinstance" or len(call.args) != 2:
        return False
    asked = call.args[1].value
    classes = asked.elements if isinstance(asked, ir.Seq) else (asked,)
    of_name = isinstance(call.args[0].value, ir.Name) and call.args[0].value.id == name
    return of_name and any(
        each.id in _RECORDS if isinstance(each, ir.Name) else isinstance(each, ir.Attr) and each.name in _RECORDS
        for each in classes
    )


def _may_be_data(param: ir.Param) -> bool:
    if param.kind == "kwarg" or _annotation(param) in _NO_DATA:
        return False
    return not (isinstance(param.default, ir.Const) and param.default.value is not None)


def _annotation(param: ir.Param) -> str:
    expr = param.annotation
    if isinstance(expr, ir.Sub):
        expr = expr.value
    if isinstance(expr, ir.Const) and isinstance(expr.value, str):
        return expr.value.partition("[")[0]
    return expr.id if isinstance(expr, ir.Name) else expr.name if isinstance(expr, ir.Attr) else ""


def _typed(param: ir.Param, text: str) -> Any:
    return text.encode() if _annotation(param) == "bytes" else text


def _place(info: FunctionInfo, param: ir.Param, function: Function) -> int:
    return [each.name for each in info.node.params].index(param.name) - (function.receiver is not None)
