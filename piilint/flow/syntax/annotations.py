"""The class that a declaration names: an annotation, or a mapped class's relation.

account: Account                      # ("class", "bank.models.Account")
rows: dict[str, list[Account]]        # a collection of it
account = ForeignKey("Account")       # a row of it
"""

from __future__ import annotations

from piilint.catalogue.classes import classes
from piilint.flow.domain.value import Ref
from piilint.flow.interpreter.activation import Activation
from piilint.flow.sources.naming import last_word
from piilint.flow.syntax.generics import keeps_to_itself
from piilint.link.kinds import MAPPINGS
from piilint.link.program import FieldInfo
from piilint.model import ir


def related_class(act: Activation, default: ir.Expr | None, module: str) -> Ref | None:
    """The class of the row that `account = ForeignKey(Account)` refers to."""
    if not isinstance(default, ir.Call) or last_word(_dotted(default.func)) not in classes().relations:
        return None
    target = next((arg.value for arg in default.args if arg.keyword in (None, "to", "model")), None)
    if isinstance(target, ir.Const) and isinstance(target.value, str):
        target = ir.Const(-1, target.value.rpartition(".")[2])
    return annotation_class(act, target, module)


def is_relation(default: ir.Expr | None) -> bool:
    """`relationship(back_populates="holder")`, `ForeignKey(Card)`; `Required(str)` is a column."""
    if not isinstance(default, ir.Call) or last_word(_dotted(default.func)) not in classes().relations:
        return False
    first = next((arg.value for arg in default.args if arg.keyword is None), None)
    return not (isinstance(first, ir.Name) and first.id in _COLUMN_TYPES)


_COLUMN_TYPES = frozenset(("str", "int", "float", "bytes", "Decimal", "date", "datetime"))


def annotation_class(act: Activation, annotation: ir.Expr | None, module: str) -> Ref | None:
    """The class that an annotation names: ("class", id), ("list", id) for a collection of it, ("inst", dotted);
    ("tuple", ids) for a tuple of several, ("tuples", ids) for a collection of those; `COUNTS` or `NUMBERS` for a table."""
    if annotation is None:
        return None
    if annotation.at < 0:  # made here from an annotation's text
        return _annotated(act, annotation, module)
    learned = act.solver.learned  # meanwhile None, for an alias of itself
    return learned.once(learned.annotated, (module, id(annotation)), lambda: _annotated(act, annotation, module), None)


def _annotated(act: Activation, annotation: ir.Expr, module: str) -> Ref | None:
    from piilint.link.classes import resolve_expr

    if isinstance(annotation, ir.Const) and isinstance(annotation.value, str):
        return _textual(act, annotation.value, module)
    if isinstance(annotation, ir.Sub):
        return _subscripted(act, annotation, module)
    if isinstance(annotation, ir.Bin) and annotation.op == "|":
        return _first(act, annotation.operands, module)
    ref = resolve_expr(annotation, act.program.modules[module], act.program)
    if ref is not None and ref[0] == "var":
        return _aliased(act, ref)
    if ref is None or ref[0] == "class":
        return ref
    if _stream(ref) is not None:
        return _stream(ref)
    if (
        ref[0] == "ext"
        and not ref[1].startswith("builtins.")
        and ref[1].rpartition(".")[0] not in ("typing", "collections.abc")
    ):
        return ("inst", act.catalogue.calls.type_of_instance(ref[1]) or ref[1])
    return None


_WRAPPERS = frozenset(
    ("Optional", "Union", "Annotated", "Final", "ClassVar", "Mapped", "Awaitable", "Type", "type"),
)


def _subscripted(act: Activation, annotation: ir.Sub, module: str) -> Ref | None:
    """`list[Account]`, `dict[str, Account]`, `Optional[Account]`, `Concealed[str]`."""
    from piilint.link.classes import resolve_expr

    outer = last_word(_dotted(annotation.value))
    inner = annotation.index
    if outer in ("tuple", "Tuple") and isinstance(inner, ir.Seq) and len(inner.elements) > 1:
        members = _members(act, inner, module)
        if members is not None:
            return members
    numbers = _table_of_numbers(outer, inner)
    if numbers is not None:
        return numbers
    if isinstance(inner, ir.Seq):
        some = inner.elements[-1:] if outer in MAPPINGS else inner.elements[:1]
        choices = inner.elements if outer == "Union" else some
    else:
        choices = (inner,)
    found = _first(act, choices, module)
    own = resolve_expr(annotation.value, act.program.modules[module], act.program)  # `Concealed[str]`, `IO[str]`
    if own is not None and own[0] == "class":
        if found is None or found[0] == "inst" or keeps_to_itself(act, act.program.classes[own[1]]):
            return own
    elif found is None:
        return _stream(own)
    if outer in _WRAPPERS or found[0] not in ("counts", "tuple", "class"):
        return found
    if found[0] == "counts":
        return None
    return ("tuples" if found[0] == "tuple" else "mapping" if outer in MAPPINGS else "list", found[1])


def _first(act: Activation, choices: tuple[ir.Expr, ...], module: str) -> Ref | None:
    """The first class among several annotations."""
    for choice in choices:
        found = annotation_class(act, choice, module)
        if found is not None:
            return found
    return None


def _stream(ref: Ref | None) -> Ref | None:
    """`TextIO`, `IO[str]`: a file by its declaration, of whichever class it is."""
    declared = ("inst", ref[1]) if ref is not None and ref[0] == "ext" else None
    return declared if declared in classes().streams else None


COUNTS: Ref = ("counts", "counts")
"""The class of what holds counts or flags by name, and nothing else: `Counter`, `dict[str, bool]`."""

NUMBERS: Ref = ("counts", "numbers")
"""The class of a table of whole numbers by name: `dict[str, int]`."""

_TABLES = {"int": NUMBERS, "bool": COUNTS}


def _table_of_numbers(outer: str, inner: ir.Expr) -> Ref | None:
    if outer in MAPPINGS and isinstance(inner, ir.Seq) and len(inner.elements) == 2:
        return _TABLES.get(_dotted(inner.elements[1]))
    return COUNTS if outer == "Counter" else None


def _members(act: Activation, inner: ir.Seq, module: str) -> Ref | None:
    """The classes of a pair, `tuple[Customer, Booking]`: ("tuple", their ids in order, "" where none is in view)."""
    if any(isinstance(each, ir.Const) and not isinstance(each.value, str) for each in inner.elements):
        return None  # tuple[Row, ...]
    found = [annotation_class(act, each, module) for each in inner.elements]
    ids = [ref[1] if ref is not None and ref[0] == "class" else "" for ref in found]
    return ("tuple", "|".join(ids)) if any(ids) else None


def _aliased(act: Activation, variable: Ref) -> Ref | None:
    """What `Ledger = Annotated[Session, Depends(session)]` at a module's top level stands for."""
    module, _, name = variable[1].partition(":")
    for stmt in act.program.assigned(module, name):
        if stmt.value is not None and not isinstance(stmt.value, ir.Call):
            return annotation_class(act, stmt.value, module)
    return None


def _textual(act: Activation, text: str, module: str) -> Ref | None:
    name = text.replace("Optional[", "").replace("None", "").strip("[]| '\"")
    wraps = ("list[", "List[", "Sequence[", "Iterable[", "Iterator[", "tuple[", "set[")
    for start in wraps:
        if name.startswith(start):
            inner = _textual(act, name[len(start) :], module)
            return ("list", inner[1]) if inner is not None and inner[0] == "class" else inner
    outer, _, inner_text = name.partition("[")
    key, _, held = inner_text.replace(" ", "").partition(",")
    if outer in MAPPINGS and key == "str" and held in _TABLES:
        return _TABLES[held]
    if not name.replace(".", "").replace("_", "").isalnum():
        return None
    expr: ir.Expr | None = None
    for part in name.split("."):
        expr = ir.Name(-1, part) if expr is None else ir.Attr(-1, expr, part)
    return annotation_class(act, expr, module)


_MAY_BE_NONE = frozenset(("Optional", "Union", "Annotated", "Final", "ClassVar", "Mapped"))


def is_flag(field: FieldInfo) -> bool:
    """`verified: bool`, `verified = BooleanField()`, `verified = Column(Boolean)`: nobody's data, whatever its name."""
    if field.annotation is not None:
        return says_flag(field.annotation)
    return any(maker in classes().flags for maker in _makers(field))


def is_fraction(field: FieldInfo) -> bool:
    """`tax = FloatField()`, `social = DecimalField(decimal_places=2)`, `Column(Numeric(10, 2))`: a number with decimals
    identifies nobody."""
    annotated = last_word(_dotted(field.annotation)) if field.annotation is not None else ""
    if annotated in classes().fractions or any(maker in classes().fractions for maker in _makers(field)):
        return True
    made = field.default
    if not isinstance(made, ir.Call):
        return False
    inner = [arg.value for arg in made.args[:2] if isinstance(arg.value, ir.Call)]
    return any(_has_decimals(call) for call in (made, *inner))


def _has_decimals(call: ir.Call) -> bool:
    """Whether a column's type is told how many decimals its numbers have: `scale=2`, or behind the digits, `(10, 2)`."""
    numbers = [arg.value.value for arg in call.args if arg.keyword is None and isinstance(arg.value, ir.Const)]
    scales = [arg.value for arg in call.args if arg.keyword in classes().scales]
    behind = len(numbers) == 2 and all(type(number) is int for number in numbers) and numbers[1] != 0
    return behind or any(isinstance(scale, ir.Const) and scale.value not in (0, None) for scale in scales)


def _makers(field: FieldInfo) -> tuple[str, ...]:
    """What makes a field or column, and which type it is given: "Column" and "Boolean"."""
    made = field.default
    if not isinstance(made, ir.Call):
        return ()
    named = (made.func, *(arg.value.func if isinstance(arg.value, ir.Call) else arg.value for arg in made.args[:2]))
    return tuple(last_word(_dotted(each)) for each in named)


def says_flag(annotation: ir.Expr | None) -> bool:
    """`bool`, `Optional[bool]`, `"bool | None"`."""
    return _says(annotation, classes().flags)


def says_whole_number(annotation: ir.Expr | None) -> bool:
    """`int`, `Optional[int]`."""
    return _says(annotation, _WHOLE_NUMBERS)


_WHOLE_NUMBERS = frozenset(("int",))


def says_path(annotation: ir.Expr | None) -> bool:
    """`str`, `Optional[Path]`, `"str | PathLike"`: nothing can be written into what is passed."""
    return _says(annotation, classes().addresses)


def _says(annotation: ir.Expr | None, names: frozenset[str]) -> bool:
    if isinstance(annotation, ir.Const):
        text = annotation.value
        return isinstance(text, str) and text.replace("None", "").replace("Optional[", "").strip("[]| ") in names
    if isinstance(annotation, ir.Sub):
        if last_word(_dotted(annotation.value)) not in _MAY_BE_NONE:
            return False
        inner = annotation.index
        parts = inner.elements if isinstance(inner, ir.Seq) else (inner,)
        return _says(parts[0], names) and all(_is_none(part) or _says(part, names) for part in parts[1:])
    if isinstance(annotation, ir.Bin):
        choices = [part for part in annotation.operands if not _is_none(part)]
        return bool(choices) and all(_says(choice, names) for choice in choices)
    return annotation is not None and last_word(_dotted(annotation)) in names


def _is_none(annotation: ir.Expr) -> bool:
    return isinstance(annotation, ir.Const) and annotation.value is None


def _dotted(expr: ir.Expr) -> str:
    if isinstance(expr, ir.Attr):
        return f"{_dotted(expr.value)}.{expr.name}"
    return expr.id if isinstance(expr, ir.Name) else ""
