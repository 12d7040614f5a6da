"""The machine: evaluates functions of the program on given values, over our IR, within a budget.

    machine.call(function, ["4012888888881881"])      # "************1881"

Nothing of the program is imported or run by Python: what isn't understood raises NotShown, which says what it was.
"""

from __future__ import annotations

import re
from typing import Any

from piilint.catalogue.load import Catalogue
from piilint.flow.concrete.library import Library, call_of_result, sealed
from piilint.flow.concrete.operations import BUILTINS, call_builtin, call_method
from piilint.flow.concrete.values import (
    Builtin,
    Class,
    External,
    Frame,
    Function,
    Instance,
    Method,
    Module,
    NotShown,
    Opaque,
    Thrown,
)
from piilint.link.program import Program, Ref
from piilint.model import ir

STEPS = 30_000
"""Nodes that one evaluation may visit."""
DEEP = 30
"""Calls within each other."""
_HARMLESS = frozenset(
    ("staticmethod", "classmethod", "lru_cache", "cache", "wraps", "property", "cached_property", "override", "final")
)
_OTHER_BUILTINS = frozenset(
    ("print", "isinstance", "getattr", "hasattr", "type", "super", "open", "input", "setattr", "id", "callable", "vars")
)


class Machine:
    """One evaluation: its budget, and what it assumed."""

    def __init__(self, program: Program, catalogue: Catalogue, assume: bool = True) -> None:
        self.program = program
        self.catalogue = catalogue
        self.library = Library(catalogue.calls)
        self.assume = assume
        self.assumed: list[str] = []
        """Conditions that were taken to be `assume`, since nothing tells them."""
        self._steps = STEPS
        self._depth = 0
        self._variables: dict[str, Any] = {}
        self._computing: set[str] = set()

    def tick(self) -> None:
        """Count one step."""
        self._steps -= 1
        if self._steps < 0:
            raise NotShown("it takes too many steps")

    def renew(self) -> None:
        """A new budget, for the next input."""
        self._steps = STEPS
        self._depth = 0
        self.library.matched = False

    # ---- calls ------------------------------------------------------------------------------------------------------

    def call(self, callee: Any, args: list[Any], keywords: dict[str, Any] | None = None) -> Any:
        """Call anything that can be called."""
        keywords = keywords or {}
        self.tick()
        if isinstance(callee, Function):
            return self._function(callee, args, keywords)
        if isinstance(callee, Method):
            if isinstance(callee.value, re.Pattern):
                self.library.apply(callee.value)
            return call_method(callee, args, keywords, self.call)
        if isinstance(callee, Builtin):
            return call_builtin(callee.name, args, keywords, self.call)
        if isinstance(callee, Class):
            return self.instance(callee.id, args, keywords)
        if isinstance(callee, External):
            given = call_of_result(callee)
            return given if given is not None else self.library.call(callee, args, keywords, self.call)
        if isinstance(callee, Opaque):
            return Opaque(f"{callee.text}()")
        raise NotShown("it calls something that isn't known")

    def _function(self, callee: Function, args: list[Any], keywords: dict[str, Any]) -> Any:
        from piilint.flow.concrete.statements import run_function

        if self._depth >= DEEP:
            raise NotShown("its calls are too deep")
        if callee.node.is_async:
            raise NotShown("it is asynchronous")
        given = [callee.receiver, *args] if callee.receiver is not None else args
        self._depth += 1
        try:
            return run_function(self, callee, given, keywords)
        finally:
            self._depth -= 1

    def instance(self, cls: str, args: list[Any], keywords: dict[str, Any]) -> Any:
        """A new instance of a class in view."""
        made = Instance(cls)
        found = self.program.find_method(cls, "__init__")
        if found is not None:
            self.call(self.method(found[1], made), args, keywords)
            return made
        declared = self.program.all_fields(cls)
        for name, value in zip(declared, args, strict=False):
            made.fields[name] = value
        made.fields.update(keywords)
        return made

    def method(self, function: str, receiver: Any) -> Function:
        """A method bound to its receiver."""
        info = self.program.functions[function]
        _must_be_undecorated(info.node)
        bound = receiver if info.kind != "staticmethod" else None
        if info.kind == "classmethod" and isinstance(receiver, Instance):
            bound = Class(receiver.cls)
        return Function(info.node, info.module, None, bound, info.cls)

    # ---- names ------------------------------------------------------------------------------------------------------

    def global_name(self, module: str, name: str) -> Any:
        """What a name means at the top of a module."""
        ref = self.program.member(module, name)
        if ref is not None:
            return self.value_of(ref)
        if name in BUILTINS or name in _OTHER_BUILTINS:
            return Builtin(name)
        error = getattr(__import__("builtins"), name, None)
        if isinstance(error, type) and issubclass(error, BaseException):
            return External(f"builtins.{name}")
        raise NotShown(f"it uses {name}, which isn't in view")

    def value_of(self, ref: Ref) -> Any:
        """What a reference stands for."""
        kind, target = ref
        if kind == "func":
            info = self.program.functions[target]
            declared = self.catalogue.calls.exact(target).sanitizers
            if declared and declared[0].kind != "mask":
                return sealed(declared[0].kind)
            return self.decorated(Function(info.node, info.module), Frame(info.module))
        if kind == "class":
            return Class(target)
        if kind == "module":
            return Module(target)
        if kind == "ext":
            return self.library.constant(target)
        module, _, name = target.partition(":")
        return self._variable(module, name)

    def _variable(self, module: str, name: str) -> Any:
        """A module's variable: what its only assignment at the top gives."""
        key = f"{module}:{name}"
        if key in self._variables:
            return self._variables[key]
        if key in self._computing or module not in self.program.modules:
            raise NotShown(f"of the value of {name}")
        self._computing.add(key)
        try:
            self._variables[key] = self._computed(module, name)
        finally:
            self._computing.discard(key)
        return self._variables[key]

    def _computed(self, module: str, name: str) -> Any:
        from piilint.flow.concrete.expressions import evaluate

        info = self.program.modules[module]
        found = [stmt for stmt in info.node.body if name in _bound(stmt)]
        if len(found) != 1:
            return Opaque(name)
        stmt = found[0]
        frame = Frame(module)
        if isinstance(stmt, ir.FunctionDef):
            return self.decorated(Function(stmt.function, module), frame)
        if isinstance(stmt, (ir.Assign, ir.AnnAssign)) and stmt.value is not None:
            return evaluate(self, frame, stmt.value)
        return Opaque(name)

    def decorated(self, made: Function, frame: Frame) -> Any:
        """What decorators in view make of a function. Raises NotShown for others but those that change nothing."""
        from piilint.flow.concrete.expressions import evaluate

        result: Any = made
        for decorator in reversed(made.node.decorators):
            name = _called(decorator)
            if name not in _HARMLESS:
                maker = evaluate(self, frame, decorator)
                if not isinstance(maker, Function):
                    raise NotShown(f"it is decorated with {name or 'something'}")
                result = self.call(maker, [result])
        return result

    def truth(self, value: Any) -> bool:
        """Whether a value counts as true; of one that isn't known, what this evaluation assumes."""
        if isinstance(value, External) and not value.is_instance:
            value = Opaque(value.dotted)
        if isinstance(value, Opaque):
            if value.text not in self.assumed:
                self.assumed.append(value.text)
            return self.assume
        if isinstance(value, (Instance, External, Function, Class, Module, Builtin, Method)):
            return True
        return bool(value)

    def read(self, value: Any, name: str) -> Any:
        """`value.name`."""
        from piilint.flow.concrete.members import attribute

        return attribute(self, value, name)


def _bound(stmt: ir.Stmt) -> tuple[str, ...]:
    if isinstance(stmt, ir.Assign):
        return tuple(target.id for target in stmt.targets if isinstance(target, ir.Name))
    if isinstance(stmt, (ir.AnnAssign, ir.AugAssign)):
        return (stmt.target.id,) if isinstance(stmt.target, ir.Name) else ()
    if isinstance(stmt, ir.FunctionDef):
        return (stmt.function.name,)
    return ()


def _must_be_undecorated(node: ir.Function) -> None:
    for decorator in node.decorators:
        name = _called(decorator)
        if name not in _HARMLESS:
            raise NotShown(f"it is decorated with {name or 'something'}")


def _called(decorator: ir.Expr) -> str:
    """The last name of a decorator."""
    inner = decorator.func if isinstance(decorator, ir.Call) else decorator
    return inner.name if isinstance(inner, ir.Attr) else inner.id if isinstance(inner, ir.Name) else ""


def missing(name: str) -> Thrown:
    """Python's own complaint about an attribute that isn't there."""
    return Thrown(AttributeError(name))
