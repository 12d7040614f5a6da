"""Binding values to targets: names, attributes, items, unpacking by position."""

from __future__ import annotations

from piilint.flow.answers.exposure import expose_setting
from piilint.flow.collections.chains import put_into_first, take_out
from piilint.flow.collections.pairs import KEYS, as_key, key_held
from piilint.flow.collections.wiping import wipe
from piilint.flow.domain.selectors import attribute_selector, index_selector, key_selector
from piilint.flow.domain.value import NOTHING, Object, ObjectId, Value, constant, join
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.unpacking import unpack
from piilint.flow.objects.access import (
    exact_items,
    read_part,
    remove_part,
    write_part,
)
from piilint.flow.objects.derived import contents
from piilint.flow.objects.kept_properties import forget_given
from piilint.flow.sources.naming import no_record, without_denied
from piilint.model import ir


def bind_target(act: Activation, target: ir.Expr, value: Value) -> None:
    """Assign a value to an assignment target."""
    if isinstance(target, ir.Name):
        bind_name(act, target.id, value.then(act.spot(target.at), "assigned", target.id), target.at)
    elif isinstance(target, ir.Attr):
        from piilint.flow.interpreter.expressions import evaluate
        from piilint.flow.syntax.meant import as_class_changed

        if act.solver.probe is not None:
            act.solver.probe.note(act, "stored", text_of(target), [value], target.at)
        owner = as_class_changed(act, target, evaluate(act, target.value))
        set_attribute(act, owner, target.name, value, target.at, text_of(target))
        _attach(act, owner, target.name, value, target.at)
    elif isinstance(target, ir.Sub):
        if isinstance(target.index, ir.Slice) and isinstance(target.value, ir.Attr):
            from piilint.flow.interpreter.expressions import evaluate

            _attach(act, evaluate(act, target.value.value), target.value.name, value, target.at)
        if act.solver.probe is not None:
            act.solver.probe.note(act, "stored", text_of(target), [value], target.at)
        _bind_item(act, target, value)
    elif isinstance(target, ir.Seq):
        unpack(act, target, value)
    elif isinstance(target, ir.Star):
        bind_target(act, target.value, value)


def _attach(act: Activation, owner: Value, name: str, value: Value, at: int) -> None:
    """`logger.handlers = [handler]`: what guards a library's object may be assigned to it."""
    from piilint.flow.domain.arguments import Arguments
    from piilint.flow.protection.redaction import attach

    for kind, target in sorted(owner.refs):
        if kind in ("ext", "inst"):
            for attachment in act.catalogue.calls.exact(f"{target}.{name}").attachments:
                attach(act, attachment, owner, Arguments([value]), at)


def bind_name(act: Activation, name: str, value: Value, at: int = -1) -> None:
    """Assign to a variable, where Python's scopes say it lives."""
    from piilint.flow.objects.sharing import share

    function = act.function
    if name in act.globals or (function.node.name == "<module>" and not act.scope):
        oid: ObjectId = ("m", function.module, name)
        act.state.env[name] = value
        if name.isupper() and (value.const == (True,) or value.objects):
            expose_setting(act, name, value, at)
        if name in act.globals:
            act.state.heap[oid] = Object("cell", None, {".": value})
        share(act, oid, value)
        return
    if name in function.node.nonlocals:
        _bind_outer(act, name, value)
        return
    if name in act.captured:
        oid = ("a", act.path, str(function.node.at), "frame")
        act.state.write(oid, f".{name}", value)
        return
    act.state.env[name] = value


def _bind_outer(act: Activation, name: str, value: Value) -> None:
    frame = Value(objects=frozenset((("p", "^"),)))
    parent = act.function.parent
    while parent is not None:
        info = act.program.functions[parent]
        if name in info.node.binds:
            write_part(act, frame, f".{name}", value)
            return
        parent = info.parent
        frame = read_part(act, frame, ".^")


def set_attribute(act: Activation, owner: Value, name: str, value: Value, at: int, text: str) -> None:
    """`owner.name = value`, through a property's setter or a descriptor where the class has one."""
    from piilint.flow.calling.calls import call_function
    from piilint.flow.calling.library import call_library
    from piilint.flow.domain.arguments import Arguments
    from piilint.flow.objects.intercepted import set_by_method
    from piilint.flow.objects.sharing import share
    from piilint.flow.tabular.column_changes import as_assigned

    stored = value.then(act.spot(at), "stored", text)
    for kind, target in sorted(owner.refs):
        if kind in ("class", "module", "func"):
            place: ObjectId = ("c" if kind == "class" else "m", target, name)
            act.state.heap[place] = Object("cell", None, {".": stored})
            share(act, place, stored)
        elif kind in ("inst", "ext") and not act.catalogue.calls.exact(f"{target}.__setattr__").empty:
            call_library(act, f"{target}.__setattr__", owner, Arguments([constant(name), stored]), at, text)
    for oid, held in act.objects(owner):
        if held.cls is not None and held.cls[0] == "class" and held.kind in ("instance", "symbol", "typed"):
            setter = accessor_of(act, held.cls[1], name)
            if setter is not None:
                call_function(act, setter, [Value(objects=frozenset((oid,)), opaque=True), stored], {}, at)
                return
            if _set_descriptor(act, held.cls[1], name, oid, stored, at):
                return
            cls = act.program.classes[held.cls[1]]
            if set_by_method(act, cls, oid, name, stored, at) and len(owner.objects) == 1:
                return
    write_part(act, owner, as_assigned(act, owner, name), stored)


def _set_descriptor(act: Activation, cls: str, name: str, owner: ObjectId, value: Value, at: int) -> bool:
    """Write through a class attribute in view that has `__set__`; whether there is one."""
    from piilint.flow.calling.calls import call_function

    for kind, target in act.program.classes[cls].mro:
        held = act.state.object(("c", target, name)).fields.get(".") if kind == "class" else None
        for oid, thing in act.objects(held) if held is not None else []:
            if thing.cls is not None and thing.cls[0] == "class" and thing.kind == "instance":
                setter = act.program.find_method(thing.cls[1], "__set__")
                if setter is not None:
                    this = Value(objects=frozenset((oid,)))
                    call_function(
                        act, setter[1], [this, Value(objects=frozenset((owner,)), opaque=True), value], {}, at
                    )
                    return True
    return False


def accessor_of(act: Activation, cls: str, name: str, kind: str = "setter") -> str | None:
    """The function that `@name.setter` made, or `@name.deleter`."""
    return act.program.setter(cls, name, kind)


def as_named(act: Activation, target: ir.Expr, value: Value) -> Value:
    """What a variable is given, without records and guesses that its name denies: `payment_id = book(iban)` is no iban."""
    if not isinstance(target, ir.Name) or not value.labels:
        return value
    return without_denied(act, target.id, no_record(act, target.id, value))


def as_attribute(target: ir.Expr, source: ir.Expr, value: Value) -> Value:
    """`name = path.name`: the attribute of a library's object, whose own name has said what it is, under that name once
    more. Whatever stands beside the variable, it is no customer's."""
    if not isinstance(source, ir.Attr) or not isinstance(target, ir.Name) or target.id != source.name:
        return value
    if not value.refs or any(kind != "inst" for kind, _ in value.refs):
        return value
    if any(label.element for label in value.labels.values()):
        return value
    return Value(value.labels, value.objects, value.refs, value.const)


def dict_of(expr: ir.Expr) -> ir.Expr | None:
    """Whose attributes a mapping is: `self.__dict__`, `vars(self)`."""
    if isinstance(expr, ir.Attr) and expr.name == "__dict__":
        return expr.value
    is_vars = isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id == "vars"
    return expr.args[0].value if is_vars and isinstance(expr, ir.Call) and len(expr.args) == 1 else None


def _bind_item(act: Activation, target: ir.Sub, value: Value) -> None:
    from piilint.flow.calling.library import call_library, sink_by_name
    from piilint.flow.calling.methods import call_dunder
    from piilint.flow.domain.arguments import Arguments
    from piilint.flow.interpreter.expressions import evaluate

    instance = dict_of(target.value)
    if instance is not None and not isinstance(target.index, ir.Slice):
        stored = value.then(act.spot(target.at), "stored", text_of(target))
        write_part(act, evaluate(act, instance), attribute_selector(evaluate(act, target.index)), stored)
        return
    owner = evaluate(act, target.value)
    if isinstance(target.index, ir.Slice) and _replace_all(act, owner, target, target.index, value):
        return
    index = NOTHING if isinstance(target.index, ir.Slice) else evaluate(act, target.index)
    stored = value.then(act.spot(target.at), "stored", text_of(target))
    if index.objects and _bind_columns(act, target, owner, index, stored):
        return
    if call_dunder(act, owner, "__setitem__", [index, stored], target.at) is not None:
        return
    owner = contents(act, owner)
    for kind, name in sorted(owner.refs):
        if kind in ("inst", "ext") and not act.catalogue.calls.exact(f"{name}.__setitem__").empty:
            call_library(act, f"{name}.__setitem__", owner, Arguments([index, stored]), target.at, text_of(target))
            return
    sink_by_name(act, "__setitem__", owner, text_of(target.value), Arguments([index, stored]), target.at)
    set_item(act, owner, index, stored, target.value)


def _bind_columns(act: Activation, target: ir.Sub, owner: Value, index: Value, value: Value) -> bool:
    """`df[["iban", "name"]] = value`, `df.loc[:, "iban"] = value`; whether it is that."""
    from piilint.flow.tabular.column_changes import assign_columns, columns_assigned, table_for

    told = columns_assigned(act, target, index)
    if told is None or not (owner.objects or owner.refs):
        return False
    variable = target.value.value if isinstance(target.value, ir.Attr) else target.value
    if not owner.objects:
        if not isinstance(variable, ir.Name) or variable.id not in act.state.env:
            return False
        owner = act.state.env[variable.id] = table_for(act, owner, target.at)
    assign_columns(act, owner, *told, value)
    return True


def _replace_all(act: Activation, owner: Value, target: ir.Sub, index: ir.Slice, value: Value) -> bool:
    """`items[:] = others`: the list holds the others instead, and so does a `bytearray`; whether that was said."""
    objects = act.objects(owner)
    whole = not (index.lower or index.upper or index.step)
    if whole and (owner.labels or not owner.opaque) and not owner.objects and isinstance(target.value, ir.Name):
        bind_name(act, target.value.id, Value(value.labels, opaque=value.opaque))
        return True
    if len(objects) == 1 and not whole:
        return _replace_some(act, objects[0], index, value)
    if len(objects) != 1 or objects[0][1].kind not in ("list", "symbol"):
        return False
    others = act.objects(value)
    exact = exact_items(others[0][1]) if len(others) == 1 else None
    fields = (
        {f"[{i}]": item for i, item in enumerate(exact)} if exact is not None else {"[*]": read_part(act, value, "[*]")}
    )
    return wipe(act, owner, fields)


def _replace_some(act: Activation, owner: tuple[ObjectId, Object], index: ir.Slice, value: Value) -> bool:
    """`items[2:] = others` of a list of known length: these stand in the place of those; whether all is known of it."""
    from piilint.flow.interpreter.slicing import int_of

    name, held = owner
    others = act.objects(value)
    items = exact_items(held) if held.kind == "list" and held.cls is None else None
    new = exact_items(others[0][1]) if len(others) == 1 and not value.labels else None
    lower, upper = int_of(act, index.lower), int_of(act, index.upper)
    known = (index.lower is None) == (lower is None) and (index.upper is None) == (upper is None)
    if items is None or new is None or not known or index.step is not None or act.repeats:
        return False
    items[lower:upper] = new
    act.state.heap[name] = Object("list", None, {f"[{i}]": item for i, item in enumerate(items)})
    return True


def set_item(act: Activation, owner: Value, index: Value, value: Value, owner_expr: ir.Expr | None = None) -> None:
    """`owner[index] = value`; an owner without identity (a plain variable) takes the label itself."""
    selector = index_selector(as_key(act, index, owner))
    write_part(act, owner, selector, value)
    put_into_first(act, owner, selector, value)
    if index.const and isinstance(index.const[0], str) and any(kind == "module" for kind, _ in owner.refs):
        set_attribute(
            act, owner, index.const[0], value, owner_expr.at if owner_expr is not None else -1, index.const[0]
        )
    key = key_held(act, index)
    if key.labels or key.objects:
        for name, held in act.objects(owner):
            if held.kind in ("dict", "symbol"):
                act.state.add(name, KEYS, key)
    if owner.objects or owner_expr is None:
        return
    if isinstance(owner_expr, ir.Name) and owner_expr.id in act.state.env:
        made = act.allocate(owner_expr.at, "dict", None, {})
        write_part(act, made, selector, value)
        act.state.env[owner_expr.id] = join(owner, made)
    elif isinstance(owner_expr, ir.Sub) and not isinstance(owner_expr.index, ir.Slice):
        made = act.allocate(owner_expr.at, "dict", None, {selector: value})  # what a `defaultdict` makes on the way
        bind_target(act, owner_expr, join(owner, made))


def delete_target(act: Activation, target: ir.Expr) -> None:
    """`del iban`, `del row.iban`, `del row["iban"]`, `del rows[:]`."""
    from piilint.flow.interpreter.expressions import evaluate

    if isinstance(target, ir.Name):
        bind_name(act, target.id, NOTHING)
    elif isinstance(target, ir.Attr):
        delete_attribute(act, evaluate(act, target.value), target.name, target.at)
    elif isinstance(target, ir.Sub) and isinstance(target.index, ir.Slice):
        delete_slice(act, evaluate(act, target.value), target.index)
    elif isinstance(target, ir.Sub):
        delete_item(act, evaluate(act, target.value), evaluate(act, target.index), target.at)


def delete_attribute(act: Activation, owner: Value, name: str, at: int) -> None:
    """`del account.iban`, through a property's deleter where the class has one."""
    from piilint.flow.calling.calls import call_function

    for oid, held in act.objects(owner):
        is_instance = held.cls is not None and held.cls[0] == "class" and held.kind in ("instance", "symbol", "typed")
        deleter = accessor_of(act, held.cls[1], name, "deleter") if held.cls is not None and is_instance else None
        if deleter is not None:
            call_function(act, deleter, [Value(objects=frozenset((oid,)), opaque=True)], {}, at)
            return
        if is_instance and held.cls is not None and forget_given(act, oid, held.cls[1], name):
            return
    remove_part(act, owner, f".{name}")


def delete_item(act: Activation, owner: Value, index: Value, at: int) -> None:
    """`del row["iban"]`, `del rows[0]`: a list of known length gets shorter."""
    from piilint.flow.calling.methods import call_dunder

    if call_dunder(act, owner, "__delitem__", [index], at) is None:
        drop_item(act, owner, index)


def drop_item(act: Activation, owner: Value, index: Value) -> None:
    """What is under a known key or at a known position is gone, past a class's own `__delitem__`."""
    owner = contents(act, owner)
    index = as_key(act, index, owner)
    if not index.const:
        return
    position = index.const[0]
    objects = act.objects(owner)
    items = exact_items(objects[0][1]) if len(objects) == 1 else None
    if items is not None and isinstance(position, int) and -len(items) <= position < len(items) and not act.repeats:
        del items[position]
        fields = {f"[{i}]": item for i, item in enumerate(items)}
        act.state.heap[objects[0][0]] = Object(objects[0][1].kind, objects[0][1].cls, fields)
        return
    take_out(act, owner, key_selector(position))


def delete_slice(act: Activation, owner: Value, index: ir.Slice) -> None:
    """`del rows[:]`: nothing is left."""
    if not (index.lower or index.upper or index.step):
        wipe(act, owner)
