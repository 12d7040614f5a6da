"""Attributes in the concrete evaluation: fields, methods, properties, class attributes, parts of modules and libraries."""

from __future__ import annotations

import re
from typing import Any

from piilint.flow.concrete.library import is_result, method_of_result
from piilint.flow.concrete.machine import Machine, missing
from piilint.flow.concrete.operations import has_method, is_plain
from piilint.flow.concrete.values import Builtin, Class, External, Frame, Instance, Method, Module, NotShown, Opaque
from piilint.model import ir

_TYPES: dict[str, type] = {each.__name__: each for each in (str, bytes, int, dict, list)}
"""Types whose methods are used without an instance: `str.upper`, `bytes.fromhex`."""


def attribute(machine: Machine, value: Any, name: str) -> Any:
    """`value.name`. Raises Thrown where Python would, NotShown where it isn't known."""
    if isinstance(value, Instance):
        return _of_instance(machine, value, name)
    if isinstance(value, Class):
        return _of_class(machine, value.id, name, value)
    if isinstance(value, Module):
        return machine.global_name(value.name, name)
    if isinstance(value, External):
        if is_result(value):
            return method_of_result(value, name)
        return (
            External(f"{value.dotted}.{name}")
            if value.is_instance
            else machine.library.constant(f"{value.dotted}.{name}")
        )
    if isinstance(value, Opaque):
        return value.known[name] if name in value.known else Opaque(f"{value.text}.{name}")
    if isinstance(value, Builtin) and value.name in _TYPES and has_method(_TYPES[value.name], name):
        return Method(_TYPES[value.name], name)
    if is_plain(value) and has_method(value, name):
        return Method(value, name)
    if isinstance(value, (re.Match, re.Pattern)) and name in ("string", "pattern", "lastindex", "re", "flags"):
        return getattr(value, name)
    if is_plain(value):
        raise missing(name)
    raise NotShown(f"of the attribute {name}")


def _of_instance(machine: Machine, value: Instance, name: str) -> Any:
    if name in value.fields:
        return value.fields[name]
    return _of_class(machine, value.cls, name, value)


def _of_class(machine: Machine, cls: str, name: str, receiver: Any) -> Any:
    found = machine.program.find_method(cls, name)
    if found is not None:
        method = machine.method(found[1], receiver)
        if isinstance(receiver, Class) and machine.program.functions[found[1]].kind == "method":
            method.receiver = None
        is_property = machine.program.functions[found[1]].is_property
        return machine.call(method, []) if is_property and isinstance(receiver, Instance) else method
    for kind, target in machine.program.classes[cls].mro:
        if kind == "class":
            default = _class_variable(machine, target, name)
            if default is not None:
                return default[0]
    if any(kind == "ext" and target != "builtins.object" for kind, target in machine.program.classes[cls].mro):
        return Opaque(f"self.{name}")
    raise missing(name)


def _class_variable(machine: Machine, cls: str, name: str) -> tuple[Any] | None:
    from piilint.flow.concrete.expressions import evaluate

    info = machine.program.classes[cls]
    for stmt in info.node.body:
        if isinstance(stmt, ir.Assign):
            bound = any(isinstance(target, ir.Name) and target.id == name for target in stmt.targets)
        else:
            bound = isinstance(stmt, ir.AnnAssign) and isinstance(stmt.target, ir.Name) and stmt.target.id == name
        if bound and isinstance(stmt, (ir.Assign, ir.AnnAssign)) and stmt.value is not None:
            return (evaluate(machine, Frame(info.module), stmt.value),)
    return None
