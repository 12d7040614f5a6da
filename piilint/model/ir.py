"""piilint's intermediate representation: what a Python file does, without its layout.

One tree per file, made by `lower` from LibCST's tree, read by `link` and `flow`. It knows one file only: no
configuration, no catalogue, no other file; so it can be cached by the file's content for ever. Nodes are
`msgspec` structs that serialise to arrays; `at` is the node's number (see `model.place.Spot` and `lower.walk`), never a
position.

    log.info(f"paid {row['iban']}")

becomes

    ExprStmt(Call(Attr(Name("log"), "info"), [Arg(FString([Const("paid "), Formatted(Sub(Name("row"), Const("iban")))]))]))
"""

from __future__ import annotations

from typing import Union

import msgspec

from piilint.model.names import Names


class Node(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Anything that stands somewhere in the file."""

    at: int


# ---- expressions ----------------------------------------------------------------------------------------------------


class Name(Node, tag=1, frozen=True, array_like=True, gc=False):
    id: str


class Const(Node, tag=2, frozen=True, array_like=True, gc=False):
    """A literal; adjacent string literals are joined. `kind` is "bytes" for bytes (then `value` is their latin-1
    text), and "other" for Ellipsis, complex numbers and integers beyond 64 bits (then `value` is None)."""

    value: bool | int | float | str | None
    kind: str = ""


class Attr(Node, tag=3, frozen=True, array_like=True, gc=False):
    value: Expr
    name: str


class Sub(Node, tag=4, frozen=True, array_like=True, gc=False):
    """`value[index]`; several indexes are a `Seq` of kind "tuple", a slice is a `Slice`."""

    value: Expr
    index: Expr


class Slice(Node, tag=5, frozen=True, array_like=True, gc=False):
    lower: Expr | None
    upper: Expr | None
    step: Expr | None


class Arg(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One argument of a call: `x`, `key=x`, `*x` (star 1) or `**x` (star 2)."""

    value: Expr
    keyword: str | None = None
    star: int = 0


class Call(Node, tag=6, frozen=True, array_like=True, gc=False):
    func: Expr
    args: tuple[Arg, ...]


class Bin(Node, tag=7, frozen=True, array_like=True, gc=False):
    """`a + b + c`: a run of one operator, flattened from the left, so that long chains don't nest."""

    op: str
    operands: tuple[Expr, ...]


class Bool(Node, tag=8, frozen=True, array_like=True, gc=False):
    """`a or b or c` / `a and b and c`, flattened."""

    op: str
    operands: tuple[Expr, ...]


class Compare(Node, tag=9, frozen=True, array_like=True, gc=False):
    left: Expr
    ops: tuple[str, ...]
    comparators: tuple[Expr, ...]


class Unary(Node, tag=10, frozen=True, array_like=True, gc=False):
    op: str
    operand: Expr


class IfExp(Node, tag=11, frozen=True, array_like=True, gc=False):
    test: Expr
    body: Expr
    orelse: Expr


class Formatted(Node, tag=12, frozen=True, array_like=True, gc=False):
    """`{value!conversion:spec}` in an f-string; `debug` for `{value=}`."""

    value: Expr
    conversion: str = ""
    spec: Expr | None = None
    debug: bool = False


class FString(Node, tag=13, frozen=True, array_like=True, gc=False):
    """An f-string (or, with `template`, a t-string); parts are `Const` text and `Formatted`. Implicitly
    concatenated strings of which one is an f-string are one `FString`."""

    parts: tuple[Expr, ...]
    template: bool = False


class Seq(Node, tag=14, frozen=True, array_like=True, gc=False):
    """A tuple, list or set display, as `kind` says; elements may be `Star`."""

    kind: str
    elements: tuple[Expr, ...]


class Dict(Node, tag=15, frozen=True, array_like=True, gc=False):
    """A dict display; a None key stands for `**value`."""

    keys: tuple[Expr | None, ...]
    values: tuple[Expr, ...]


class CompFor(msgspec.Struct, frozen=True, array_like=True, gc=False):
    target: Expr
    iter: Expr
    ifs: tuple[Expr, ...]
    is_async: bool = False


class Comp(Node, tag=16, frozen=True, array_like=True, gc=False):
    """A comprehension of `kind` list, set, dict or generator; `value` only for dict (then `element` is the key)."""

    kind: str
    element: Expr
    value: Expr | None
    clauses: tuple[CompFor, ...]


class Lambda(Node, tag=17, frozen=True, array_like=True, gc=False):
    function: Function


class Await(Node, tag=18, frozen=True, array_like=True, gc=False):
    value: Expr


class Yield(Node, tag=19, frozen=True, array_like=True, gc=False):
    value: Expr | None


class YieldFrom(Node, tag=20, frozen=True, array_like=True, gc=False):
    value: Expr


class Star(Node, tag=21, frozen=True, array_like=True, gc=False):
    value: Expr


class Walrus(Node, tag=22, frozen=True, array_like=True, gc=False):
    target: Name
    value: Expr


class Watched(Node, frozen=True, array_like=True, gc=False):
    """A read whose value is followed by `piilint trace`, `index` says as which one; made by `flow.answers.watch`, not by
    lowering, and never kept."""

    inner: Expr
    index: int


Expr = Union[
    Name, Const, Attr, Sub, Slice, Call, Bin, Bool, Compare, Unary, IfExp, Formatted, FString, Seq, Dict, Comp, Lambda,
    Await, Yield, YieldFrom, Star, Walrus,
]  # fmt: skip


# ---- functions and classes ------------------------------------------------------------------------------------------


class Param(Node, frozen=True, array_like=True, gc=False):
    """A parameter; `kind` is one of "posonly", "pos", "vararg", "kwonly", "kwarg"."""

    name: str
    kind: str
    annotation: Expr | None = None
    default: Expr | None = None


class Function(Node, frozen=True, array_like=True, gc=False):
    """A `def`, `async def` or lambda (name "<lambda>", body one `Return`)."""

    name: str
    params: tuple[Param, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...] = ()
    returns: Expr | None = None
    is_async: bool = False
    is_generator: bool = False
    binds: tuple[str, ...] = ()
    """The names this scope binds itself, parameters included, sorted; without `global`/`nonlocal` names."""
    globals: tuple[str, ...] = ()
    nonlocals: tuple[str, ...] = ()
    doc: str = ""


# ---- statements -----------------------------------------------------------------------------------------------------


class ExprStmt(Node, tag=40, frozen=True, array_like=True, gc=False):
    value: Expr


class Assign(Node, tag=41, frozen=True, array_like=True, gc=False):
    """`a = b = value`: every target gets the same value, from left to right."""

    targets: tuple[Expr, ...]
    value: Expr


class AugAssign(Node, tag=42, frozen=True, array_like=True, gc=False):
    target: Expr
    op: str
    value: Expr


class AnnAssign(Node, tag=43, frozen=True, array_like=True, gc=False):
    target: Expr
    annotation: Expr
    value: Expr | None


class Delete(Node, tag=44, frozen=True, array_like=True, gc=False):
    targets: tuple[Expr, ...]


class Return(Node, tag=45, frozen=True, array_like=True, gc=False):
    value: Expr | None


class Raise(Node, tag=46, frozen=True, array_like=True, gc=False):
    exc: Expr | None
    cause: Expr | None


class Assert(Node, tag=47, frozen=True, array_like=True, gc=False):
    test: Expr
    message: Expr | None


class If(Node, tag=48, frozen=True, array_like=True, gc=False):
    """`if`/`elif`/`else`: an `elif` is an `If` alone in `orelse`."""

    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]


class While(Node, tag=49, frozen=True, array_like=True, gc=False):
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]


class For(Node, tag=50, frozen=True, array_like=True, gc=False):
    target: Expr
    iter: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    is_async: bool = False


class Handler(Node, frozen=True, array_like=True, gc=False):
    """`except type as name:`; `star` for `except*`."""

    type: Expr | None
    name: str | None
    body: tuple[Stmt, ...]
    star: bool = False


class Try(Node, tag=51, frozen=True, array_like=True, gc=False):
    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Stmt, ...]
    final: tuple[Stmt, ...]


class WithItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    context: Expr
    target: Expr | None


class With(Node, tag=52, frozen=True, array_like=True, gc=False):
    items: tuple[WithItem, ...]
    body: tuple[Stmt, ...]
    is_async: bool = False


class FunctionDef(Node, tag=53, frozen=True, array_like=True, gc=False):
    function: Function


class ClassDef(Node, tag=54, frozen=True, array_like=True, gc=False):
    name: str
    bases: tuple[Expr, ...]
    """Positional bases; a starred one is a `Star`."""
    keywords: tuple[Arg, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...]
    binds: tuple[str, ...] = ()
    doc: str = ""


class Alias(Node, frozen=True, array_like=True, gc=False):
    """`name as asname`; `name` is dotted in `import a.b`, "*" in a star import."""

    name: str
    asname: str | None


class Import(Node, tag=55, frozen=True, array_like=True, gc=False):
    names: tuple[Alias, ...]


class ImportFrom(Node, tag=56, frozen=True, array_like=True, gc=False):
    """`from ..module import names`: `level` counts the dots."""

    module: str
    names: tuple[Alias, ...]
    level: int = 0


class Global(Node, tag=57, frozen=True, array_like=True, gc=False):
    names: tuple[str, ...]


class Nonlocal(Node, tag=58, frozen=True, array_like=True, gc=False):
    names: tuple[str, ...]


class Break(Node, tag=59, frozen=True, array_like=True, gc=False):
    pass


class Continue(Node, tag=60, frozen=True, array_like=True, gc=False):
    pass


class Case(Node, frozen=True, array_like=True, gc=False):
    pattern: Pattern
    guard: Expr | None
    body: tuple[Stmt, ...]


class Match(Node, tag=61, frozen=True, array_like=True, gc=False):
    subject: Expr
    cases: tuple[Case, ...]


class TypeAlias(Node, tag=62, frozen=True, array_like=True, gc=False):
    name: str
    value: Expr


Stmt = Union[
    ExprStmt, Assign, AugAssign, AnnAssign, Delete, Return, Raise, Assert, If, While, For, Try, With, FunctionDef,
    ClassDef, Import, ImportFrom, Global, Nonlocal, Break, Continue, Match, TypeAlias,
]  # fmt: skip
"""`pass` and docstrings are left out."""


# ---- patterns -------------------------------------------------------------------------------------------------------


class MatchValue(Node, tag=80, frozen=True, array_like=True, gc=False):
    """A literal, a dotted name or a singleton."""

    value: Expr


class MatchSequence(Node, tag=81, frozen=True, array_like=True, gc=False):
    patterns: tuple[Pattern, ...]


class MatchMapping(Node, tag=82, frozen=True, array_like=True, gc=False):
    keys: tuple[Expr, ...]
    patterns: tuple[Pattern, ...]
    rest: str | None


class MatchClass(Node, tag=83, frozen=True, array_like=True, gc=False):
    cls: Expr
    patterns: tuple[Pattern, ...]
    keywords: tuple[str, ...]
    keyword_patterns: tuple[Pattern, ...]


class MatchStar(Node, tag=84, frozen=True, array_like=True, gc=False):
    name: str | None


class MatchAs(Node, tag=85, frozen=True, array_like=True, gc=False):
    """`pattern as name`; a capture has no pattern, the wildcard has neither."""

    pattern: Pattern | None
    name: str | None


class MatchOr(Node, tag=86, frozen=True, array_like=True, gc=False):
    patterns: tuple[Pattern, ...]


Pattern = Union[MatchValue, MatchSequence, MatchMapping, MatchClass, MatchStar, MatchAs, MatchOr]


# ---- a file ---------------------------------------------------------------------------------------------------------


class Module(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file's IR."""

    body: tuple[Stmt, ...]
    binds: tuple[str, ...]
    """The names that the module's own scope binds, sorted."""
    lines: int
    beyond: int
    """Above every number that lowering gave out."""
    doc: str = ""
    names: Names = Names()
