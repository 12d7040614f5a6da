"""What a framework hands to the methods and functions that it calls, and what a class has from its framework's base.

class PayeeForm(forms.Form):
    iban = forms.CharField()
    def clean(self):
        print(super().clean())                # the form's fields by name

@receiver(post_save, sender=Transfer)
def booked(sender, instance, **kwargs): ...   # a Transfer

@app.command("/balance")
def show(say): say(text)                      # what a chat's library passes

Which ones, the catalogue says (`[[hook]]`).
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.classes import classes
from piilint.catalogue.schema import Hook
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import UNKNOWN, Ref, Value, reference
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import typed
from piilint.flow.objects.declared import function_of
from piilint.flow.objects.members import call_method_of
from piilint.flow.sources.naming import named, with_match
from piilint.flow.sources.told import declared_meaning
from piilint.flow.syntax.annotations import related_class
from piilint.link.classes import resolve_expr
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model import ir

_DEEP = 4
"""How far a declaration is followed to the class that it means."""


def handed(act: Activation, param: ir.Param, value: Value) -> Value:
    """A parameter with what the framework is known to pass for it."""
    for hook, decorator in _met(act):
        for given in (f"arg{_position(act, param)}", f"kw:{param.name}"):
            if given in hook.gives and " of " not in hook.gives[given]:
                return Value(
                    value.labels, value.objects, value.refs | {("inst", hook.gives[given])}, opaque=value.opaque
                )
            if given in hook.gives:
                cls = _meant(act, hook.gives[given], act.function.cls, decorator)
                if cls is not None:
                    return _made(act, hook.gives[given], cls, value, param.at, param.name)
    return value


def converted_option(act: Activation, param: ir.Param, value: Value) -> Value:
    """A parameter as what a decorator's converter in view makes of what is typed, `@click.option("--iban", type=Ends())`,
    or what a library's does: `type=click.Path()`."""
    from piilint.flow.calling.calls import call_function

    for hook, decorator in _met(act) if act.function.node.decorators else ():
        how = hook.gives.get("option")
        if how is None or decorator is None or not _is_option(decorator, param.name):
            continue
        path, _, method = how.removeprefix("made by ").partition(".")
        given, module = _argument(decorator, path), act.function.module
        function = function_of(act, module, given) if given is not None else None
        if function is not None:
            return call_function(act, function, [value], {}, param.at)
        cls = class_of(act, _declared(act, given), module)
        found = act.program.find_method(cls.id, method) if cls is not None else None
        if cls is not None and found is not None:
            this = Value(objects=frozenset((("t", cls.id),)), opaque=True)
            return call_method_of(act, act.program.functions[found[1]], Arguments([this, value]), param.at)
        made = given.func if isinstance(given, ir.Call) else given
        ref = resolve_expr(made, act.program.modules[module], act.program) if made is not None else None
        if ref is not None and ("inst", ref[1]) in classes().handles:
            return Value(value.labels, value.objects, value.refs | {("inst", ref[1])}, value.const, value.opaque)
    return value


def _is_option(decorator: ir.Call, name: str) -> bool:
    """Whether a decorator's texts call a parameter so: `"iban"`, `"--iban"`, `"--payee-iban"`."""
    texts = [arg.value.value for arg in decorator.args if arg.keyword is None and isinstance(arg.value, ir.Const)]
    return any(isinstance(text, str) and text.lstrip("-").replace("-", "_") == name for text in texts)


def _declared(act: Activation, given: ir.Expr | None) -> ir.Expr | None:
    """What a module's variable is made by: `ENDS = Ends()`, `type=ENDS`."""
    stated = act.program.assigned(act.function.module, given.id) if isinstance(given, ir.Name) else ()
    return stated[0].value if len(stated) == 1 else given


def inherited(
    act: Activation, cls: ClassInfo, name: str, this: Value, at: int, args: Arguments | None = None
) -> Value | None:
    """What an instance has from a library's class under a name, or what calling it gives; None where nobody says."""
    from piilint.flow.calling.dumped import dumped, loaded

    for kind, base in cls.mro:
        for hook in act.catalogue.calls.hooks(f"{base}.{name}") if kind == "ext" else ():
            given = hook.gives.get("return")
            if given is not None and " of " not in given:
                return reference("inst", given)
            meant = _meant(act, given, cls.id, None) if given is not None else None
            if given is not None and meant is not None and given.startswith("dump"):
                found = dumped(act, meant, name, this, at, name)
                return found if found is None or given.startswith("dump ") else _many(act, meant, found, at)
            if given is not None and meant is not None and given.startswith("records"):
                fields = _fields(act, meant, at, name)
                made = loaded(act, meant, this, fields, args or Arguments([]), at) if fields is not None else fields
                return made if made is None or made is not fields else _many(act, meant, made, at)
            if given is not None and meant is not None:
                return _made(act, given, meant, UNKNOWN, at, name)
    return None


def is_given(act: Activation, cls: ClassInfo, name: str) -> bool:
    """Whether a library's class is known to say what an instance has under a name."""
    bases = [base for kind, base in cls.mro if kind == "ext"]
    return any("return" in hook.gives for base in bases for hook in act.catalogue.calls.hooks(f"{base}.{name}"))


def form_fields(act: Activation, cls: ClassInfo) -> dict[str, tuple[ClassInfo, FieldInfo]]:
    """The fields that a form, a serializer or a schema declares, or takes from the mapped class in its `Meta`."""
    found: dict[str, tuple[ClassInfo, FieldInfo]] = {}
    model = class_at(act, cls, ("Meta", "model"))
    names = listed(assigned(act, cls, ("Meta", "fields")))
    if model is not None:
        for name, field in act.program.all_fields(model.id).items():
            if not names or name in names:
                found[name] = (model, field)
    for name, field in act.program.all_fields(cls.id).items():
        found[name] = (cls, field)
    return found


# ---- which hooks a function is ---------------------------------------------------------------------------------------


def _met(act: Activation) -> Iterator[tuple[Hook, ir.Call | None]]:
    """The hooks that the function being interpreted is: by its class's bases, by its decorators."""
    info, calls = act.function, act.catalogue.calls
    if info.cls is not None:
        for kind, base in act.program.classes[info.cls].mro:
            if kind == "ext":
                yield from ((hook, None) for hook in calls.hooks(f"{base}.{info.node.name}"))
                yield from ((hook, None) for hook in calls.hooks(f"{base}.*"))
    for decorator in info.node.decorators:
        ref = resolve_expr(decorator, act.module, act.program)
        if ref is not None and ref[0] == "ext":
            given = decorator if isinstance(decorator, ir.Call) else None
            yield from ((hook, given) for hook in calls.hooks(ref[1]))


def _position(act: Activation, param: ir.Param) -> int:
    """Which argument a caller passes for it; -1 for what is passed by name only, or is the instance."""
    if param.kind not in ("posonly", "pos"):
        return -1
    names = [each.name for each in act.function.node.params]
    return names.index(param.name) - (act.function.cls is not None and act.function.kind != "staticmethod")


# ---- which class is meant --------------------------------------------------------------------------------------------


def _meant(act: Activation, what: str, owner: str | None, decorator: ir.Call | None) -> ClassInfo | None:
    """The class in "fields of self", "instance of .Meta.model|.model", "instance of @kw:sender"."""
    for where in what.partition(" of ")[2].partition(" in ")[0].split("|"):
        found: ClassInfo | None = None
        if where.startswith("@"):
            decorators = [decorator] if decorator is not None else _decorators(act, owner)
            given = next((arg for call in decorators if (arg := _argument(call, where[1:])) is not None), None)
            found = class_of(act, given, act.function.module)
        elif owner is not None and where == "self":
            found = act.program.classes[owner]
        elif owner is not None:
            found = class_at(act, act.program.classes[owner], tuple(where[1:].split(".")))
        if found is not None:
            return found
    return None


def _decorators(act: Activation, cls: str | None) -> list[ir.Call]:
    decorators = act.program.classes[cls].node.decorators if cls is not None else ()
    return [each for each in decorators if isinstance(each, ir.Call)]


def _argument(call: ir.Call, path: str) -> ir.Expr | None:
    if path.startswith("kw:"):
        return next((arg.value for arg in call.args if arg.keyword == path[3:]), None)
    positional = [arg.value for arg in call.args if arg.keyword is None and not arg.star]
    place = int(path[3:])
    return positional[place] if place < len(positional) else None


def class_at(act: Activation, cls: ClassInfo, path: tuple[str, ...]) -> ClassInfo | None:
    """The class that a class attribute names: `model = Transfer`, `queryset = Transfer.objects.all()`."""
    found = assigned(act, cls, path)
    return class_of(act, found[1], found[0].module) if found is not None else None


def assigned(act: Activation, cls: ClassInfo, path: tuple[str, ...]) -> tuple[ClassInfo, ir.Expr] | None:
    """What the body of a class, or of one that it is derived from, assigns; and the class whose body that is."""
    for kind, target in cls.mro:
        known = act.program.classes[target] if kind == "class" else None
        for stmt in known.node.body if known is not None else ():
            if known is not None and isinstance(stmt, ir.ClassDef) and stmt.name == path[0] and len(path) > 1:
                nested = act.program.class_by_spot.get((known.path, stmt.at))
                found = assigned(act, act.program.classes[nested], path[1:]) if nested is not None else None
                if found is not None:
                    return found
            if known is not None and len(path) == 1 and isinstance(stmt, ir.Assign) and _assigns(stmt, path[0]):
                return known, stmt.value
    return None


def _assigns(stmt: ir.Assign, name: str) -> bool:
    return any(isinstance(target, ir.Name) and target.id == name for target in stmt.targets)


def class_of(act: Activation, expr: ir.Expr | None, module: str, depth: int = _DEEP) -> ClassInfo | None:
    """The class in view that an expression starts from: `Transfer`, `Transfer.objects.filter(…)`."""
    if expr is None or not depth:
        return None
    if isinstance(expr, ir.Call):
        return class_of(act, expr.func, module, depth - 1)
    ref = resolve_expr(expr, act.program.modules[module], act.program)
    if ref is not None and ref[0] == "class":
        return act.program.classes[ref[1]]
    return class_of(act, expr.value, module, depth) if isinstance(expr, ir.Attr) else None


def listed(found: tuple[ClassInfo, ir.Expr] | None) -> frozenset[str]:
    """The names in `fields = ["iban", "kind"]`; none for `"__all__"`."""
    if found is None or not isinstance(found[1], ir.Seq):
        return frozenset()
    parts = (each.value for each in found[1].elements if isinstance(each, ir.Const))
    return frozenset(part for part in parts if isinstance(part, str))


# ---- what it is ------------------------------------------------------------------------------------------------------


def _made(act: Activation, what: str, cls: ClassInfo, value: Value, at: int, text: str) -> Value:
    """The value as an instance of the class, as many of them, or as its fields by name."""
    kind = what.partition(" of ")[0]
    if kind == "fields":
        return _fields(act, cls, at, text) or value
    if kind == "dump":
        from piilint.flow.calling.dumped import declared_choice, fields_given

        return fields_given(act, cls, declared_choice(act, cls), at, text) or value
    ref: Ref = ("class" if kind == "instance" else "list", cls.id)
    held = what.partition(" in ")[2]
    holder = frozenset((("inst", held),)) if held else frozenset()
    given = typed(act, value, ref)
    return Value(given.labels, given.objects, given.refs | holder, given.const, given.opaque)


def _many(act: Activation, cls: ClassInfo, found: Value, at: int) -> Value:
    """One such dict, or many of them."""
    if not found.objects or any(held.kind != "dict" for _, held in act.objects(found)):
        return found
    fields = {key: part for _, held in act.objects(found) for key, part in held.fields.items()}
    return act.allocate(at, "list", None, {**fields, "[*]": found.as_many()}, tag=f"records of {cls.id}")


def _fields(act: Activation, cls: ClassInfo, at: int, text: str) -> Value | None:
    """What a form or a schema has taken: not what is only given."""
    from piilint.flow.calling.dumped import left_out
    from piilint.flow.objects.made_fields import made_field

    fields, only_given = form_fields(act, cls), left_out(act, cls, classes().not_loaded)
    if not fields:
        return None
    parts: dict[str, Value] = {}
    for name, (owner, field) in fields.items():
        if name in only_given:
            continue
        made = made_field(act, owner, field, class_at(act, cls, ("Meta", "model")), at) if owner is cls else None
        if made is not None:
            parts[f'["{name}"]'] = made
            continue
        parts[f'["{name}"]'] = declared_part(act, owner, field, at, text)
    return act.allocate(at, "dict", None, parts, tag=f"fields of {cls.id}")


def declared_part(act: Activation, owner: ClassInfo, field: FieldInfo, at: int, text: str) -> Value:
    """What stands under a field's name, as its declaration and the name say."""
    part = typed(act, UNKNOWN, related_class(act, field.default, owner.module))
    match = declared_meaning(act, owner, field)
    place = f"{text}[{field.name!r}]"
    if match is not None:
        part = with_match(act, part, match, at, place, "read")
    return named(act, part, field.name, (owner.node.name,), at, place)


def take_parts(act: Activation, instance: Value, made: Value) -> None:
    """What a library's object keeps of what it was made with, an instance of a class derived from it keeps, too."""
    for _, held in act.objects(made):
        if held.kind == "library":
            for name in instance.objects:
                for selector, part in held.fields.items():
                    act.state.write(name, selector, part)
