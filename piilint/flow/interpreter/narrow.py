"""What a test tells: constant truth, `isinstance`, and where something is empty, zero or a known constant."""

from __future__ import annotations

from piilint.flow.collections.wiping import empty_where_false
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.state import symbol_child
from piilint.flow.domain.value import Value
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.link.classes import resolve_expr
from piilint.model import ir


def constant_truth(act: Activation, test: ir.Expr) -> bool | None:
    """The truth of a test that doesn't depend on anything: `False`, `0`, `TYPE_CHECKING`, `not True`."""
    if isinstance(test, ir.Const) and test.kind != "other":
        return bool(test.value)
    if isinstance(test, ir.Unary) and test.op == "not":
        inner = constant_truth(act, test.operand)
        return None if inner is None else not inner
    if isinstance(test, ir.Name) and test.id in ("TYPE_CHECKING", "__debug__"):
        return test.id == "__debug__"
    if isinstance(test, ir.Attr) and test.name == "TYPE_CHECKING":
        return False
    if isinstance(test, ir.Bool):
        truths = [constant_truth(act, operand) for operand in test.operands]
        decisive = test.op == "or"
        if decisive in truths:
            return decisive
        return None if None in truths else not decisive
    return None


def decide(act: Activation, test: ir.Expr) -> bool | None:
    """The truth of a test where the values it compares are known: `key == "iban"`, `key in ("iban", "name")`."""
    known = constant_truth(act, test)
    if known is not None:
        return known
    if isinstance(test, ir.Unary) and test.op == "not":
        inner = decide(act, test.operand)
        return None if inner is None else not inner
    if isinstance(test, ir.Bool):
        truths = [decide(act, operand) for operand in test.operands]
        decisive = test.op == "or"
        return decisive if decisive in truths else None if None in truths else not decisive
    if isinstance(test, ir.Walrus):
        return True if _is_looked_up(act, test.value) else None
    if isinstance(test, ir.Compare) and len(test.ops) == 1:
        if isinstance(test.left, ir.Name) and test.left.id == "__name__":
            return None  # a module is run and imported
        return _compare(act, test.left, test.ops[0], test.comparators[0])
    if isinstance(test, ir.Call):
        return _called(act, test)
    if isinstance(test, (ir.Attr, ir.Sub)) and (declared := _declared(act, test, test.value)) is not None:
        return declared
    if isinstance(test, ir.Name):
        value = act.state.env.get(test.id)
        if value is not None and value.const and not value.labels and test.id in act.locals:
            return bool(value.const[0])
        if value is not None and _is_function(act, value):
            return True
        if value is not None and (known := _has_members(act, value)) is not None:
            return known
    if act.filled and _is_filled(act, test):
        return True
    if act.fixed and isinstance(test, (ir.Name, ir.Attr)):
        return _fixed(act, test)
    return None


def _is_looked_up(act: Activation, expr: ir.Expr) -> bool:
    """Whether it is a function that stands in a table: `if rule := self._rules.get(key)`."""
    from piilint.flow.interpreter.expressions import evaluate

    looks = isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name == "get"
    return looks and _is_function(act, evaluate(act, expr))


def _is_filled(act: Activation, expr: ir.Expr) -> bool:
    """Whether it is a parameter for which the caller passes an instance or a function, what is under a key of his table, or
    an attribute in which his instance holds one, as long as nothing else was put there."""
    from piilint.flow.interpreter.expressions import evaluate

    if isinstance(expr, ir.Name):
        value = evaluate(act, expr)
        known = value.const is None and not value.refs and len(value.objects) == 1
        return known and all((name, "") in act.filled for name in value.objects)
    if not isinstance(expr, ir.Attr):
        return False
    selector = f".{expr.name}"
    for name in evaluate(act, expr.value).objects:
        if (name, selector) in act.filled:
            held = act.state.object(name).fields.get(selector)
            return held is None or held.alike(symbol_child(name, selector))
    return False


def _has_members(act: Activation, value: Value) -> bool | None:
    """Whether a caller's sequence of known length has any members: see `flow.calling.stepped`."""
    objects = act.objects(value)
    is_known = len(objects) == 1 and objects[0][0][0] == "p" and objects[0][1].kind == "tuple"
    return bool(objects[0][1].fields) if is_known and not value.labels and not value.refs else None


def _fixed(act: Activation, test: ir.Name | ir.Attr) -> bool | None:
    """The truth of what is captured, or of an attribute, where this interpretation is for its value."""
    from piilint.flow.interpreter.expressions import evaluate

    if isinstance(test, ir.Name) and test.id in act.state.env:
        return None
    value = evaluate(act, test)
    if not any(value is held for held in act.fixed.values()):
        return None
    filled = [bool(held.fields) for _, held in act.objects(value) if held.kind in ("dict", "tuple")]
    return bool(value.const[0]) if value.const else filled[0] if filled else None


def _called(act: Activation, test: ir.Call) -> bool | None:
    """`key.startswith("acc")`, `any(word in key for word in WORDS)` of what is known."""
    from piilint.flow.interpreter.expressions import evaluate

    if isinstance(test.func, ir.Name) and test.func.id == "isinstance" and len(test.args) == 2:
        return _is_instance(act, evaluate(act, test.args[0].value), test.args[1].value)
    if isinstance(test.func, ir.Attr) and test.func.name == "get":
        return _declared(act, test, test.func.value)
    if isinstance(test.func, ir.Attr) and test.func.name in ("startswith", "endswith"):
        value = evaluate(act, test)
        return bool(value.const[0]) if value.const else None
    if isinstance(test.func, ir.Attr):
        from piilint.flow.texts.patterns import is_found

        return is_found(act, test)
    if not isinstance(test.func, ir.Name) or test.func.id not in ("any", "all") or len(test.args) != 1:
        return None
    truths = _truths(act, test.args[0].value)
    if truths is None:
        return None
    decisive = test.func.id == "any"
    return decisive if decisive in truths else None if None in truths else not decisive


def _declared(act: Activation, test: ir.Expr, owner: ir.Expr) -> bool | None:
    """`f.metadata.get("sensitive")`, `f.metadata["sensitive"]`, `f.repr` of what describes a class's field."""
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.objects.class_fields import is_described

    if not isinstance(owner, (ir.Name, ir.Attr)) or not is_described(act, evaluate(act, owner)):
        return None
    value = evaluate(act, test)
    if isinstance(test, ir.Call) and len(test.args) > 1:  # the default counts only where there is no such key
        asked = ir.Sub(test.at, owner, test.args[0].value)
        found = evaluate(act, asked)
        value = value if found.is_nothing() else found
    return bool(value.const[0]) if value.const and not value.labels else None


_ABSTRACT = {
    "dict": frozenset(("dict", "Mapping", "MutableMapping")),
    "tuple": frozenset(("tuple", "Sequence")),
    "list": frozenset(("list", "Sequence", "MutableSequence")),
}


def _is_instance(act: Activation, value: Value, classes: ir.Expr) -> bool | None:
    """Whether a dict or tuple that is known to be one, or a constant, is of a class of the language; or what is surely of a
    class in view of another."""
    if value.const and not value.labels and isinstance(classes, ir.Name) and classes.id in _CONSTANTS:
        return type(value.const[0]).__name__ == _CONSTANTS[classes.id]
    from piilint.flow.objects.sure_classes import is_instance

    objects = act.objects(value)
    if objects and objects[0][1].cls is not None:
        return is_instance(act, value, classes)
    if len(objects) != 1 or value.labels or value.refs or value.opaque or value.const is not None:
        return None
    held = objects[0][1]
    if held.kind not in _ABSTRACT or held.cls is not None:
        return None
    asked = classes.elements if isinstance(classes, ir.Seq) else (classes,)
    names = {text_of(each).rpartition(".")[2] for each in asked}
    if names & _ABSTRACT[held.kind]:
        return True
    return False if all(text_of(each) in _LANGUAGE or _is_another(act, each) for each in asked) else None


def _is_another(act: Activation, asked: ir.Expr) -> bool:
    """Whether no plain container is of a class: one in view, which says itself what is of it."""
    ref = resolve_expr(asked, act.module, act.program)
    cls = act.program.classes[ref[1]] if ref is not None and ref[0] == "class" else None
    return cls is not None and all(kind == "class" or target in _NO_PROTOCOLS for kind, target in cls.mro)


_NO_PROTOCOLS = frozenset(("builtins.object", "builtins.str", "builtins.int", "builtins.float", "builtins.Exception"))
"""What a class may be derived from that nothing else counts as an instance of."""


_CONSTANTS = {"str": "str", "slice": "SliceOf"}
"""Classes of constants that have no others above or below them, and how the engine's own are called."""

_LANGUAGE = frozenset(("dict", "list", "tuple", "set", "str", "bytes", "int", "float", "bool", "Mapping", "Decimal"))


def _truths(act: Activation, comp: ir.Expr) -> list[bool | None] | None:
    """What a generator's condition comes to for each of the known constants that it goes over."""
    from piilint.flow.interpreter.assign import bind_target
    from piilint.flow.interpreter.expressions import evaluate
    from piilint.flow.interpreter.iterate import unrolled

    if not isinstance(comp, ir.Comp) or len(comp.clauses) != 1 or comp.clauses[0].ifs or comp.value is not None:
        return None
    steps = unrolled(act, evaluate(act, comp.clauses[0].iter))
    if steps is None:
        return None
    outer = act.state.env.copy()
    truths: list[bool | None] = []
    for step in steps:
        bind_target(act, comp.clauses[0].target, step)
        truths.append(decide(act, comp.element))
    act.state.env = outer
    return truths


def _compare(act: Activation, left: ir.Expr, op: str, right: ir.Expr) -> bool | None:
    from piilint.flow.interpreter.expressions import evaluate

    if op not in ("==", "!=", "in", "not in", "is", "is not"):
        return None
    one, other = evaluate(act, left), evaluate(act, right)
    if op in ("is", "is not") and other.const == (None,) and _is_function(act, one):
        return op == "is not"
    if op in ("is", "is not") and other.const == (None,) and act.filled and _is_filled(act, left):
        return op == "is not"
    if op in ("is", "is not") and other.const == (None,):
        return None if not one.const or one.labels else (one.const[0] is None) == (op == "is")
    if not one.const or not isinstance(one.const[0], (str, int, type(None))):
        return None
    if op in ("in", "not in"):
        if other.const and isinstance(other.const[0], str) and isinstance(one.const[0], str) and not other.labels:
            return (one.const[0] in other.const[0]) == (op == "in")
        listed = members(act, other)
        if listed is not None and _may_lack(act, other, one.const[0]):
            return None
        return None if listed is None else (one.const[0] in listed) == (op == "in")
    if not other.const or not isinstance(other.const[0], (str, int)):
        return None
    return (one.const[0] == other.const[0]) == (op in ("==", "is"))


def _is_function(act: Activation, value: Value) -> bool:
    """Whether it is a function or class in view, and nothing else."""
    if value.labels or value.opaque or value.const is not None or not (value.refs or value.objects):
        return False
    if value.may_be_none:
        return False
    bound = all(held.kind == "bound" for _, held in act.objects(value))
    return bound and all(kind in ("func", "class") for kind, _ in value.refs)


def _may_lack(act: Activation, mapping: Value, key: object) -> bool:
    """Whether what was put under a key wasn't on every way."""
    fields = (held.fields for _, held in act.objects(mapping) if held.kind == "dict")
    parts = (part for held in fields if (part := held.get(key_selector(key))) is not None)
    return any(part.may_be_none and part.const is None for part in parts)


def members(act: Activation, value: Value) -> set[object] | None:
    """The members of a display of constants, or the keys of a known dict."""
    from piilint.flow.collections.known_keys import known_parts

    objects = act.objects(value)
    keys = known_parts(act, value)
    if keys is not None:
        return {selector[2:-2] for selector in keys}
    if len(objects) != 1 or value.labels:
        return None
    held = objects[0][1]
    if held.kind not in ("list", "tuple", "set", "constants"):
        return None
    parts = list(held.fields.values())
    known = [part.const[0] for part in parts if part.const]
    return set(known) if len(known) == len(parts) else None


def assume(act: Activation, test: ir.Expr, holds: bool) -> None:
    """Let a test tell what it can in the branch where it holds or doesn't: `isinstance(x, C)` what x is, `not x` and
    `x is None` that nothing of x is there to be seen."""
    from piilint.flow.interpreter.allowed_keys import assume_keys
    from piilint.flow.interpreter.asked import assume_class
    from piilint.flow.interpreter.bare import assume_bare
    from piilint.flow.interpreter.failed_answers import assume_answer
    from piilint.flow.interpreter.failures import assume_failure
    from piilint.flow.interpreter.lengths import assume_length
    from piilint.flow.interpreter.missing import assume_missing
    from piilint.flow.interpreter.told_apart import assume_part

    assume_missing(act, test, holds)
    assume_bare(act, test, holds)
    empty_where_false(act, test, holds)
    assume_class(act, test, holds)
    assume_keys(act, test, holds)
    assume_failure(act, test, holds)
    assume_length(act, test, holds)
    assume_part(act, test, holds)
    assume_answer(act, test, holds)
