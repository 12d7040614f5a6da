"""Displays and comprehensions: containers as they are written out.

{"iban": x, **row}              # by key; what comes later overwrites
[s.iban for s in statements]    # any element: {IBAN}
{k: v for k, v in row.items() if k != "iban"}   # key by key, where the keys are known
"""

from __future__ import annotations

from piilint.flow.collections.pairs import as_key, with_key
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, Value, join
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.interpreter.allowed_keys import assume_keys
from piilint.flow.interpreter.asked import choose_class
from piilint.flow.interpreter.assign import bind_target
from piilint.flow.interpreter.failures import assume_failure
from piilint.flow.interpreter.iterate import element_of, iterated, known_constants, one_by_one, unrolled
from piilint.flow.interpreter.narrow import decide
from piilint.flow.objects.abstract import as_dict
from piilint.flow.objects.access import exact_items, read_part, write_part
from piilint.flow.objects.derived import contents
from piilint.flow.protection.guards import guarded
from piilint.flow.syntax.meant import element_meant
from piilint.flow.texts.characters import guard_of_comprehension
from piilint.model import ir


def _evaluate(act: Activation, expr: ir.Expr) -> Value:
    from piilint.flow.interpreter.expressions import evaluate

    return evaluate(act, expr)


def evaluate_seq(act: Activation, expr: ir.Seq) -> Value:
    """A list, tuple or set as it is written out; what stars spread is known by position where its length is."""
    fields: dict[str, Value] = {}
    exact = True
    for element in expr.elements:
        if isinstance(element, ir.Star):
            spread = iterated(act, _evaluate(act, element.value), element.at)
            objects = act.objects(spread)
            known = (
                exact_items(objects[0][1]) if len(objects) == 1 and not spread.labels and expr.kind != "set" else None
            )
            exact = exact and known is not None
            values = known if known is not None else [read_part(act, spread, "[*]")]
        else:
            values = [_evaluate(act, element)]
        for value in values:
            selector = f"[{len(fields)}]" if exact else "[*]"
            fields[selector] = join(fields[selector], value) if selector in fields else value
    return act.allocate(expr.at, expr.kind, None, fields)


def evaluate_dict(act: Activation, expr: ir.Dict) -> Value:
    """A dict as it is written out; what stars spread into it is there by key, as far as its keys are known."""
    from piilint.flow.collections.united import united

    pieces: list[Value | dict[str, Value]] = []
    fields: dict[str, Value] = {}
    for key, value_expr in zip(expr.keys, expr.values, strict=True):
        if key is None:
            pieces += [fields, contents(act, as_dict(act, _evaluate(act, value_expr), value_expr.at))]
            fields = {}
            continue
        key_value = _evaluate(act, key)
        value = _evaluate(act, value_expr)
        known = as_key(act, key_value).const
        if known:
            fields[key_selector(known[0])] = value
        else:
            fields["[*]"] = join(fields.get("[*]", NOTHING), value)
        if not key_value.const:
            fields |= with_key(act, fields, key_value)
    if pieces:
        return united(act, [*pieces, fields], expr.at)
    made = act.allocate(expr.at, "dict", None, fields)
    if fields:
        act.displayed.update(dict.fromkeys(made.objects, frozenset(s for s in fields if s.startswith('["'))))
    return made


def evaluate_comp(act: Activation, expr: ir.Comp) -> Value:
    """A comprehension: its elements, its keys; its targets end with it."""
    outer = act.state.env
    act.state.env = dict(outer)
    enclosing = act.elements
    guard = guard_of_comprehension(act, expr)
    if guard is None:
        act.elements |= {name for clause in expr.clauses for name in _target_names(clause.target)}
    result = _comprehend(act, expr, outer, guard or "")
    act.elements = enclosing
    return result


def _comprehend(act: Activation, expr: ir.Comp, outer: dict[str, Value], guard: str) -> Value:
    if len(expr.clauses) == 1:
        iterated = one_by_one(act, _evaluate(act, expr.clauses[0].iter), expr.at)
        steps, exact = unrolled(act, iterated), True
        if steps is None:
            from piilint.flow.syntax.keys_read import steps_by_key

            steps, exact = steps_by_key(act, expr.clauses[0].iter, expr.clauses[0].target, (expr,)), False
        if steps is not None:
            result = _comp_steps(act, expr, steps, exact)
            _keep_rest(act, expr, iterated, result)
            _leave_out(act, expr, result)
            _end(act, expr, outer)
            return result
    for clause in expr.clauses:
        items = element_of(act, _evaluate(act, clause.iter), clause.target.at, text_of(clause.iter))
        bind_target(act, clause.target, element_meant(act, items, clause.target, clause.iter))
        for condition in clause.ifs:
            _evaluate(act, condition)
            assume_failure(act, condition, True)
            assume_keys(act, condition, True)
            choose_class(act, condition)
    value = _evaluate(act, expr.element)
    value = guarded(act, value, guard) if guard else value
    if expr.kind == "dict" and expr.value is not None:
        key, value = value, _evaluate(act, expr.value)
        selector = key_selector(key.const[0]) if key.const else "[*]"
        fields = {selector: value, **with_key(act, {}, key)}
        result = act.allocate(expr.at, "dict", None, fields)
        _leave_out(act, expr, result)
    else:
        kind = {"list": "list", "set": "set"}.get(expr.kind, "generator")
        result = act.allocate(expr.at, kind, None, {"[*]": value})
    _end(act, expr, outer)
    return result


def _end(act: Activation, expr: ir.Comp, outer: dict[str, Value]) -> None:
    """The variables after a comprehension: its own are as before it, those that `(y := f(x))` in it sets stay."""
    targets = {name for clause in expr.clauses for name in _target_names(clause.target)}
    inner = act.state.env
    act.state.env = {name: value for name, value in inner.items() if name not in targets}
    act.state.env.update({name: outer[name] for name in targets if name in outer})


def _comp_steps(act: Activation, expr: ir.Comp, steps: list[Value], exact: bool) -> Value:
    """A comprehension over known constants or items: each on its own, as far as its conditions let it in; `exact` where
    there is just one of each."""
    fields: dict[str, Value] = {}
    clause = expr.clauses[0]
    for step in act.rounds(steps):
        bind_target(act, clause.target, step)
        if any(_excludes(act, condition) for condition in clause.ifs):
            continue
        for condition in clause.ifs:
            choose_class(act, condition)
        value = _evaluate(act, expr.element)
        selector = f"[{len(fields)}]" if exact and expr.kind in ("list", "generator") else "[*]"
        if expr.value is not None:
            key, value = value, _evaluate(act, expr.value)
            selector = key_selector(key.const[0]) if key.const else "[*]"
            fields |= with_key(act, fields, key)
        fields[selector] = join(fields.get(selector, NOTHING), value)
    return act.allocate(expr.at, expr.kind, None, fields)


def _keep_rest(act: Activation, expr: ir.Comp, names: Value, chosen: Value) -> None:
    """What is chosen of the names of a table's columns may be any of the columns whose names aren't known."""
    from piilint.flow.tabular.column_changes import REST, rest_of

    target = expr.clauses[0].target
    if isinstance(target, ir.Name) and isinstance(expr.element, ir.Name) and expr.element.id == target.id:
        rest = rest_of(act, names)
        if not rest.is_nothing():
            write_part(act, chosen, REST, rest)


def _leave_out(act: Activation, expr: ir.Comp, made: Value) -> None:
    """Of a dict whose keys pass a test, the keys that it leaves out have nothing: `{k: row[k] for k in row if k != "iban"}`."""
    target = expr.clauses[0].target
    key = target.elements[0] if isinstance(target, ir.Seq) and target.elements else target
    same = isinstance(key, ir.Name) and isinstance(expr.element, ir.Name) and key.id == expr.element.id
    if expr.kind != "dict" or len(expr.clauses) != 1 or not same or not isinstance(key, ir.Name):
        return
    for name, held in act.objects(made):
        for selector in [key_selector(each) for test in expr.clauses[0].ifs for each in _left_out(act, test, key.id)]:
            if "[*]" in held.fields and selector not in held.fields:
                act.state.write(name, selector, NOTHING)


def _left_out(act: Activation, test: ir.Expr, key: str) -> list[object]:
    """The constants that a variable isn't where a test holds."""
    if isinstance(test, ir.Bool) and test.op == "and":
        return [each for operand in test.operands for each in _left_out(act, operand, key)]
    if not isinstance(test, ir.Compare) or not isinstance(test.left, ir.Name) or test.left.id != key:
        return []
    if len(test.ops) != 1 or test.ops[0] not in ("!=", "not in"):
        return []
    value = _evaluate(act, test.comparators[0])
    if test.ops[0] == "!=":
        return [value.const[0]] if value.const else []
    return [part.const[0] for part in (known_constants(act, value) or {}).values() if part.const]


def _excludes(act: Activation, condition: ir.Expr) -> bool:
    """Whether a condition is known to leave an element out; what it assigns on the way (`if (y := f(x))`) is assigned."""
    _evaluate(act, condition)
    return decide(act, condition) is False


def _target_names(target: ir.Expr) -> list[str]:
    if isinstance(target, ir.Name):
        return [target.id]
    if isinstance(target, ir.Seq):
        return [name for element in target.elements for name in _target_names(element)]
    return _target_names(target.value) if isinstance(target, ir.Star) else []
