"""`def`, `lambda` and `class` as they are executed: closures, defaults, decorators, class attributes."""

from __future__ import annotations

from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import NOTHING, UNKNOWN, Object, Value, constant, reference
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.assign import bind_name
from piilint.flow.interpreter.yielding import begin
from piilint.flow.objects.enumerations import with_members
from piilint.flow.objects.making import MADE
from piilint.flow.objects.members import call_method_of
from piilint.flow.objects.metaclasses import metaclass
from piilint.flow.objects.sharing import share
from piilint.flow.objects.told_fields import without_told
from piilint.flow.syntax.scopes import captured_names
from piilint.link.program import ClassInfo
from piilint.model import ir


def closure(act: Activation, node: ir.Function, at: int) -> Value:
    """The function that a `def` or lambda makes here; inside a function it carries the frame it can read."""
    from piilint.flow.interpreter.expressions import evaluate

    name = act.program.function_by_spot.get((act.path, node.at))
    if name is None:
        name = f"{act.function.id.removesuffix('.<module>')}.<lambda@{node.at}>"
        act.solver.add_lambda(name, act.function, node)
    info = act.program.functions[name]
    for param in node.params:
        if param.default is not None:
            share(act, ("d", name, param.name), evaluate(act, param.default))
    if info.parent is None:
        return reference("func", name)
    frame = Value(objects=frozenset((("a", act.path, str(act.function.node.at), "frame"),)))
    return act.allocate(at, "bound", ("func", name), {"frame": frame}, tag="closure")


def define_function(act: Activation, stmt: ir.FunctionDef) -> None:
    """Execute a `def`: make the function, let its decorators replace it, bind the name."""
    from piilint.flow.calling.builtins import call_builtin
    from piilint.flow.interpreter.expressions import evaluate

    value = closure(act, stmt.function, stmt.at)
    for decorator in reversed(stmt.function.decorators):
        if _is_built_in(decorator):
            continue
        callee = evaluate(act, decorator)
        call = ir.Call(decorator.at, decorator, ())
        done = _registered(act, decorator, value, call)
        done = call_builtin(act, callee, Arguments([value]), call) if done is None else done
        if done is None and _known(act, callee):
            done = call_value(act, callee, Arguments([value]), decorator.at, text_of(decorator))
        elif done is None and value.objects:
            name = act.program.function_by_spot[act.path, stmt.function.at]
            act.handed_out = (*act.handed_out, (value, name, decorator.at))
        if done is not None and (done.refs or done.objects):
            value = done
    if act.scope:
        _keep_replaced(act, stmt, value)
        act.state.env[stmt.function.name] = value
        return
    if stmt.function.decorators and act.function.node.name == "<module>":
        _keep_replaced(act, stmt, value)
    bind_name(act, stmt.function.name, value)


def _registered(act: Activation, decorator: ir.Expr, value: Value, call: ir.Call) -> Value | None:
    """`@f.register` of a `singledispatch` function."""
    from piilint.flow.calling.dispatching import DISPATCH, register
    from piilint.flow.interpreter.expressions import evaluate

    if not isinstance(decorator, ir.Attr) or decorator.name != "register":
        return None
    owner = evaluate(act, decorator.value)
    if not any(held.cls == DISPATCH for _, held in act.objects(owner)):
        return None
    return register(act, owner, Arguments([value]), call)


_BUILT_IN = frozenset(
    (
        "property",
        "staticmethod",
        "classmethod",
        "setter",
        "getter",
        "deleter",
        "abstractmethod",
        "overload",
        "cached_property",
        "override",
    )
)


def _is_built_in(decorator: ir.Expr) -> bool:
    return text_of(decorator).rpartition(".")[2].removesuffix("()") in _BUILT_IN


def _known(act: Activation, callee: Value) -> bool:
    """Whether the decorator is in view; others are taken to give the function back."""
    if any(kind in ("func", "class") for kind, _ in callee.refs):
        return True
    return any(
        held.kind == "bound" or (held.cls is not None and held.cls[0] == "class") for _, held in act.objects(callee)
    )


def _keep_replaced(act: Activation, stmt: ir.FunctionDef, value: Value) -> None:
    """What a decorator in view made of a method or of a module's function: that is what gets called."""
    name = act.program.function_by_spot.get((act.path, stmt.function.at))
    if name is None:
        return
    replaced = value.objects and any(held.cls != ("func", name) for _, held in act.objects(value))
    if replaced or any(ref != ("func", name) for ref in value.refs):
        share(act, ("x", name), value)


def define_class(act: Activation, stmt: ir.ClassDef) -> None:
    """Execute a class body; its names become class attributes."""
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.interpreter.interpret import run_block

    cls = act.program.class_by_spot.get((act.path, stmt.at))
    outer = act.state.env
    act.state.env = dict(outer)
    act.scope.append(stmt.name)
    act.class_nodes.append(stmt.at)
    keywords = {keyword.keyword: evaluate(act, keyword.value) for keyword in stmt.keywords}
    run_block(act, stmt.body)
    act.scope.pop()
    act.class_nodes.pop()
    inner, act.state.env = act.state.env, outer
    if cls is None:
        return
    info = act.program.classes[cls]
    inner = with_members(act, info, inner, stmt)
    for name in stmt.binds:
        value = inner.get(name, NOTHING)
        if name not in info.methods and not value.is_nothing() and value is not outer.get(name):
            value = without_told(act, cls, name, value)
            share(act, ("c", cls, name), value)
            if act.function.node.name != "<module>":  # the class is made anew, with what its body says
                act.state.heap["c", cls, name] = Object("cell", None, {".": value})
    _tell_names(act, cls, {name: inner[name] for name in stmt.binds if name in inner}, stmt.at)
    told = {name: part for name, part in keywords.items() if name and name != "metaclass"}
    _tell_metaclass(act, info, inner, stmt, told)
    _tell_base(act, info, told, stmt.at)
    value = reference("class", cls)
    for decorator in reversed(stmt.decorators):
        callee = evaluate(act, decorator)
        if _known(act, callee):
            call_value(act, callee, Arguments([value]), decorator.at, text_of(decorator))
    bind_name(act, stmt.name, value)


def _tell_base(act: Activation, cls: ClassInfo, keywords: dict[str, Value], at: int) -> None:
    """The nearest class above that wants to know of classes below it is told of this one: `__init_subclass__`."""
    above = (act.program.classes[target] for kind, target in cls.mro[1:] if kind == "class")
    told = next((base.methods["__init_subclass__"] for base in above if "__init_subclass__" in base.methods), None)
    if told is not None:
        call_method_of(act, act.program.functions[told], Arguments([reference("class", cls.id)], keywords), at)


def _tell_metaclass(
    act: Activation, cls: ClassInfo, inner: dict[str, Value], stmt: ir.ClassDef, told: dict[str, Value]
) -> None:
    """A metaclass in view makes the class: its `__new__` and `__init__` are given the name, the bases, what the body binds
    and what its head says; among what the body binds stands, under a name of its own, the class, which `super().__new__(…)`
    gives."""
    meta = metaclass(act, cls)
    if not meta:
        return
    this = reference("class", cls.id)
    fields = {f'["{name}"]': inner[name] for name in stmt.binds if name in inner}
    body = act.allocate(stmt.at, "dict", None, {**fields, MADE: this}, tag="namespace")
    given = [constant(stmt.name), UNKNOWN, body]
    for name, first in (("__new__", reference("class", meta)), ("__init__", this)):
        found = act.program.find_method(meta, name)
        if found is not None:
            call_method_of(act, act.program.functions[found[1]], Arguments([first, *given], dict(told)), stmt.at)
    for _, held in act.objects(body):
        for selector, value in held.fields.items():
            if selector.startswith('["') and value is not fields.get(selector):
                share(act, ("c", cls.id, selector[2:-2]), value)  # what the metaclass put there


def _tell_names(act: Activation, cls: str, attributes: dict[str, Value], at: int) -> None:
    """Descriptors in view are told what they are called: `__set_name__`."""
    from piilint.flow.calling.methods import call_dunder

    for name, value in attributes.items():
        call_dunder(act, value, "__set_name__", [reference("class", cls), constant(name)], at)


def enter_frame(act: Activation) -> None:
    """Before a function's body runs: the frame that its inner functions read, and of a generator that it has given nothing."""
    if act.function.node.is_generator:
        begin(act)
    known = act.solver.learned.captured.get(act.function.id)
    if known is None:
        known = act.solver.learned.captured[act.function.id] = captured_names(act.function)
    act.captured = known
    if act.captured or act.function.node.name != "<module>":
        fields = {".^": Value(objects=frozenset((("p", "^"),)))} if act.function.parent is not None else {}
        if act.captured:
            from piilint.flow.domain.value import Object

            act.state.heap["a", act.path, str(act.function.node.at), "frame"] = Object("frame", None, fields)
