"""Lowering says the same as Python's own `ast`, node by node and place by place, over the standard library.

`ast` is the oracle: every node that it knows must stand in the IR with the same kind, the same place and the
same detail (a name, an operator, a constant's value …), and the IR must know no others.
"""

from __future__ import annotations

import ast
import re
import sysconfig
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from node_numbers import numbers_of

from piilint.lower import locate, lower
from piilint.model import ir
from piilint.model.place import Place

Told = tuple[str, tuple[int, ...], Any]
STDLIB = Path(sysconfig.get_path("stdlib"))
SAMPLE = [
    "argparse.py", "ast.py", "asyncio/tasks.py", "bdb.py", "codecs.py", "contextlib.py", "csv.py", "dataclasses.py",
    "datetime.py", "decimal.py", "email/_header_value_parser.py", "enum.py", "fractions.py", "functools.py",
    "http/client.py", "inspect.py", "json/decoder.py", "logging/__init__.py", "pickle.py", "pprint.py", "re/_parser.py",
    "socketserver.py", "sqlite3/dump.py", "statistics.py", "tempfile.py", "textwrap.py", "this.py", "tokenize.py",
    "traceback.py", "turtle.py", "types.py", "typing.py", "unittest/mock.py", "uuid.py", "xml/dom/minidom.py",
    "test/test_patma.py", "test/test_except_star.py", "test/test_named_expressions.py",
    "test/test_positional_only_arg.py", "test/test_unpack_ex.py", "test/test_coroutines.py", "test/test_with.py",
    "test/test_type_params.py",
    "test/test_type_aliases.py", "test/test_fstring.py", "test/test_string_literals.py", "test/test_syntax.py",
]  # fmt: skip
COMPOUND = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.While, ast.For, ast.AsyncFor, ast.With,
    ast.AsyncWith, ast.Try, getattr(ast, "TryStar", ast.Try), ast.Match, ast.ExceptHandler,
)  # fmt: skip
COMPOUND_IR = (ir.FunctionDef, ir.ClassDef, ir.If, ir.While, ir.For, ir.With, ir.Try, ir.Match, ir.Handler)
OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "MatMult": "@", "Pow": "**",
    "LShift": "<<", "RShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^", "And": "and", "Or": "or", "Not": "not",
    "USub": "-", "UAdd": "+", "Invert": "~", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
    "In": "in", "NotIn": "not in", "Is": "is", "IsNot": "is not",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in SAMPLE if (STDLIB / name).exists()])
def test_lowering_tells_what_ast_tells(name: str) -> None:
    assert_same((STDLIB / name).read_bytes())


def test_lowering_tells_what_ast_tells_of_every_construct() -> None:
    assert_same(CONSTRUCTS.encode())


def assert_same(source: bytes) -> None:
    by_ir, by_ast = Counter(told_by_ir(source)), Counter(told_by_ast(source))
    assert sum(by_ast.values()) > 10
    assert {"only lowering": sorted(by_ir - by_ast, key=repr), "only ast": sorted(by_ast - by_ir, key=repr)} == {
        "only lowering": [],
        "only ast": [],
    }


CONSTRUCTS = '''
"""Doc."""
from __future__ import annotations
import a, b.c, d.e as f
from . import *
from ..g import (h, i as j,)
x = y = (1, 2)
(x), [y, *z] = (3,), 4
x: int
self.x: "str" = -1 + ~2 ** 3
x //= (yield_ := 5)
del x, (y), [z]
global g; nonlocal_ = 1; pass
assert x, "message"
if x: pass
elif (y): x
else:
    z
while x < y <= z is not None not in w: break
else: pass
for i, (j, *k) in *a, b: continue
with (a as b, c as (d, e),): pass
with (a): pass
@a.b[1](c)
@d
async def f(p, /, q: int = 1, *args: str, r, s=2, **kw: (bytes)) -> None:
    """Doc"""; x
    nonlocal t
    async with a, b as c: pass
    async for i in j: pass
    else: await x
    return [x async for x in y if await z if w], {**a, "k": 1}, {*b, 2}
def g():
    x = yield
    yield from (y)
    yield 1, *z
    raise
    raise E(1) from (e)
class C(B, *bases, metaclass=M, **kw): "doc"
class D: x = lambda a, *b, c=1, **d: (a, b)
try: pass
except (A, B) as e: pass
except: pass
else: x
finally: y
f(1, *a, k=2, **d)(x).y[1:2:3, ::, ...][()][-1,]
(x if y else z, not x, (x and y) and z or w, x - y - z, (x), ())
b"bytes" b"more", "a" 'b' """c
d""", r"\\d", "\\x41\\u4e2d\\N{EM DASH}\\101\\
", 0xFF_FF, 1e5, 1j, 99999999999999999999, True, None, ...
f"a{x!r:>{w}}b{{c}}" "d" f"{y=}", rf"\\d{z}"
{k: v for k, v in x if k}, {e for e in s}, [(a, b) for a in b for b in c]
(lambda: (yield))
match x, y:
    case 1 | -1 | 1+2j | "a" "b" | None | True | a.b: pass
    case [a, (b), *_] if c: pass
    case (a, *rest): pass
    case {"k": v, 1: [x], **rest}: pass
    case C() | D(1, x=y, z=(1 | 2) as w): pass
    case a, b: pass
    case [] | (): pass
    case (_): pass
print(*a, sep="")
变量 = "值"; Ünïcode = 变量
'''


# ---- what the IR tells ----------------------------------------------------------------------------------------------


def told_by_ir(source: bytes) -> list[Told]:
    module = lower(source, "a.py").module
    assert module is not None
    numbers = numbers_of(module)
    places = locate(source, "a.py", numbers)
    assert sorted(places) == numbers
    told = []
    for node, is_in_string in nodes_of_ir(module, False):
        kind = type(node).__name__
        if not is_in_string and (kind, getattr(node, "kind", "")) != ("Comp", "generator"):
            told += tell_ir(node, kind, places[node.at])
    return told


def nodes_of_ir(value: object, is_in_string: bool) -> Iterator[tuple[Any, bool]]:
    if isinstance(value, tuple):
        for each in value:
            yield from nodes_of_ir(each, is_in_string)
    elif isinstance(value, msgspec.Struct):
        if isinstance(value, ir.Node):
            yield value, is_in_string
        inside = is_in_string or isinstance(value, ir.FString)
        if isinstance(value, ir.Lambda):  # its `return` is the IR's own
            value = ir.Lambda(0, msgspec.structs.replace(value.function, body=(value.function.body[0].value,)))
        for field in value.__struct_fields__:
            yield from nodes_of_ir(getattr(value, field), inside)


def tell_ir(node: Any, kind: str, place: Place) -> Iterator[Told]:
    where: tuple[int, ...] = (place.line, place.column, place.end_line, place.end_column)
    if isinstance(node, COMPOUND_IR):
        where = where[:2]
    match node:
        case ir.Name(id=detail) | ir.Attr(name=detail) | ir.Global(names=detail) | ir.Nonlocal(names=detail):
            yield kind, where, detail
        case ir.Compare(ops=detail) | ir.Unary(op=detail) | ir.AugAssign(op=detail) | ir.Handler(name=detail):
            yield kind, where, detail
        case ir.Const():
            yield kind, where, (node.kind, repr(node.value))
        case ir.Call():
            yield kind, where, tuple((arg.keyword, arg.star) for arg in node.args)
        case ir.Bin(op=op) | ir.Bool(op=op):
            yield kind, where, (op, len(node.operands))
        case ir.Import() | ir.ImportFrom():
            yield kind, where, (getattr(node, "module", ""), getattr(node, "level", 0))
        case ir.Alias():
            yield kind, where, (node.name, node.asname)
        case ir.Param():
            yield kind, where, (node.name, node.kind, node.default is not None)
        case ir.FunctionDef(function=function):
            yield kind, where, (function.name, function.is_async, len(function.decorators), function.doc)
        case ir.ClassDef():
            yield kind, where, (node.name, len(node.bases), len(node.keywords), len(node.decorators), node.doc)
        case ir.Comp():
            yield kind, where, (node.kind, tuple((clause.is_async, len(clause.ifs)) for clause in node.clauses))
        case ir.Seq():
            yield kind, where, (node.kind, len(node.elements))
        case ir.For() | ir.With():
            yield kind, where, node.is_async
        case ir.Formatted() | ir.Function() | ir.Case() | ir.TypeAlias():
            pass
        case ir.MatchAs(name=detail) | ir.MatchStar(name=detail) | ir.MatchMapping(rest=detail):
            yield kind, where, detail
        case _:
            yield kind, where, None


# ---- what ast tells, in the same words ------------------------------------------------------------------------------


def told_by_ast(source: bytes) -> list[Told]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    lines = source.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").encode().split(b"\n")
    told = []
    for node in nodes_of_ast(tree):
        for kind, where, detail in tell_ast(node):
            start = (where.lineno, column(lines, where.lineno, where.col_offset))
            end = (where.end_lineno, column(lines, where.end_lineno, where.end_col_offset))
            told.append((kind, start if isinstance(where, COMPOUND) else start + end, detail))
    return told


def column(lines: list[bytes], line: int, offset: int) -> int:
    return len(lines[line - 1][:offset].decode()) + 1


def nodes_of_ast(node: Any) -> Iterator[Any]:
    yield node
    if not isinstance(node, ast.JoinedStr):
        for child in children(node):
            yield from nodes_of_ast(child)


def children(node: Any) -> Iterator[Any]:
    """Return the child nodes that the IR keeps as such: no docstrings, type parameters, nested runs of one operator."""
    if isinstance(node, (ast.BinOp, ast.BoolOp)):
        yield from operands(node)
    elif isinstance(node, ast.Call):
        yield node.func
        yield from [arg.value if isinstance(arg, ast.Starred) else arg for arg in node.args]
        yield from [keyword.value for keyword in node.keywords]
    elif isinstance(node, ast.Delete) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple):
        yield from node.targets[0].elts  # `del (a, b)` deletes what `del a, b` does
    elif isinstance(node, getattr(ast, "TypeAlias", ())):
        yield node.value
    else:
        fields = [value for name, value in ast.iter_fields(node) if name != "type_params"]
        doc = node.body[0] if docstring(node) is not None else None
        for value in fields:
            nodes = value if isinstance(value, list) else [value]
            yield from [each for each in nodes if isinstance(each, ast.AST) and each is not doc]


def operands(node: Any) -> list[Any]:
    flat = []
    for each in node.values if isinstance(node, ast.BoolOp) else [node.left]:
        flat += operands(each) if type(each) is type(node) and type(each.op) is type(node.op) else [each]
    return flat if isinstance(node, ast.BoolOp) else [*flat, node.right]


def docstring(node: Any) -> str | None:
    documented = isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    return ast.get_docstring(node, clean=False) if documented else None


def tell_ast(node: Any) -> Iterator[tuple[str, Any, Any]]:
    kind = type(node).__name__
    match node:
        case ast.Name():
            yield "Name", node, node.id
        case ast.Attribute():
            yield "Attr", node, node.attr
        case ast.Global() | ast.Nonlocal():
            yield kind, node, tuple(node.names)
        case ast.Compare():
            yield kind, node, tuple(operator(op) for op in node.ops)
        case ast.UnaryOp():
            yield "Unary", node, operator(node.op)
        case ast.AugAssign():
            yield kind, node, operator(node.op)
        case ast.BinOp() | ast.BoolOp():
            yield kind.removesuffix("Op"), node, (operator(node.op), len(operands(node)))
        case ast.Constant():
            yield "Const", node, constant(node.value)
        case ast.MatchSingleton():
            yield "MatchValue", node, None
            yield "Const", node, constant(node.value)
        case ast.Call():
            args = [*[(arg, None, int(isinstance(arg, ast.Starred))) for arg in node.args]]
            args += [(keyword.value, keyword.arg, 0 if keyword.arg else 2) for keyword in node.keywords]
            args.sort(key=lambda arg: (arg[0].lineno, arg[0].col_offset))
            yield kind, node, tuple(arg[1:] for arg in args)
        case ast.arguments():
            yield from params(node)
        case _:
            yield from tell_statement(node, kind)


def tell_statement(node: Any, kind: str) -> Iterator[tuple[str, Any, Any]]:
    match node:
        case ast.Import() | ast.ImportFrom():
            yield kind, node, (getattr(node, "module", "") or "", getattr(node, "level", 0))
        case ast.alias():
            yield "Alias", node, (node.name, node.asname)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            is_async = isinstance(node, ast.AsyncFunctionDef)
            yield "FunctionDef", node, (node.name, is_async, len(node.decorator_list), docstring(node) or "")
        case ast.ClassDef():
            counts = len(node.bases), len(node.keywords), len(node.decorator_list)
            yield kind, node, (node.name, *counts, docstring(node) or "")
        case ast.ListComp() | ast.SetComp() | ast.DictComp():
            clauses = tuple((bool(clause.is_async), len(clause.ifs)) for clause in node.generators)
            yield "Comp", node, (kind.removesuffix("Comp").lower(), clauses)
        case ast.Tuple() | ast.List() | ast.Set():
            yield "Seq", node, (kind.lower(), len(node.elts))
        case ast.For() | ast.With() | ast.AsyncFor() | ast.AsyncWith():
            yield kind.removeprefix("Async"), node, kind.startswith("Async")
        case ast.ExceptHandler(name=name):
            yield "Handler", node, name
        case ast.MatchAs(name=name) | ast.MatchStar(name=name) | ast.MatchMapping(rest=name):
            yield kind, node, name
        case _ if kind in PLAIN:
            yield PLAIN[kind], node, None


def params(node: ast.arguments) -> Iterator[tuple[str, Any, Any]]:
    positional = [*[(arg, "posonly") for arg in node.posonlyargs], *[(arg, "pos") for arg in node.args]]
    first_default = len(positional) - len(node.defaults)
    for at, (arg, kind) in enumerate(positional):
        yield "Param", arg, (arg.arg, kind, at >= first_default)
    for arg, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        yield "Param", arg, (arg.arg, "kwonly", default is not None)
    for star, kind in (node.vararg, "vararg"), (node.kwarg, "kwarg"):
        if star is not None:
            yield "Param", star, (star.arg, kind, False)


def operator(op: ast.AST) -> str:
    return OPERATORS[type(op).__name__]


def constant(value: Any) -> tuple[str, str]:
    if isinstance(value, bytes):
        return "bytes", repr(value.decode("latin-1"))
    if value is Ellipsis or isinstance(value, complex) or (isinstance(value, int) and value >= 2**63):
        return "other", "None"
    if isinstance(value, str):
        value = re.sub("[\ud800-\udfff]", "\ufffd", value)
    return "", repr(value)


PLAIN = {
    "Subscript": "Sub", "NamedExpr": "Walrus", "Starred": "Star", "JoinedStr": "FString", "Expr": "ExprStmt",
    "TryStar": "Try",
} | {
    kind: kind
    for kind in (
        "Slice", "IfExp", "Lambda", "Await", "Yield", "YieldFrom", "Dict", "Assign", "AnnAssign", "Delete", "Return",
        "Raise", "Assert", "Break", "Continue", "If", "While", "Try", "Match", "MatchValue", "MatchSequence",
        "MatchClass", "MatchOr",
    )
}  # fmt: skip
