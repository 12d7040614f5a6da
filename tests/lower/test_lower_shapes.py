"""What Python becomes in the IR, one line each; numbers left out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from node_numbers import numbers_of

from piilint.lower import lower
from piilint.model import ir


def shape(value: Any) -> Any:
    """Write a node as `Kind(field, …)` without its number, fields at their default left out."""
    if isinstance(value, tuple):
        return "[" + ", ".join(shape(each) for each in value) + "]"
    if not isinstance(value, msgspec.Struct):
        return repr(value)
    fields = msgspec.structs.fields(value)
    shown = [
        shape(getattr(value, field.name)) for field in fields
        if field.name != "at" and (field.required or getattr(value, field.name) != field.default)
    ]  # fmt: skip
    return f"{type(value).__name__}({', '.join(shown)})"


def lowered(source: str) -> ir.Module:
    result = lower(source.encode(), "a.py")
    assert result.problems == ()
    assert result.module is not None
    return result.module


EXPRESSIONS = {
    "x": "Name('x')",
    "ｉｂａｎ.ｎｏ": "Attr(Name('iban'), 'no')",
    "True": "Const(True)",
    "None": "Const(None)",
    "...": "Const(None, 'other')",
    "1_000": "Const(1000)",
    "0x7FFF_FFFF_FFFF_FFFF": "Const(9223372036854775807)",
    "0x8000_0000_0000_0000": "Const(None, 'other')",
    "1e3": "Const(1000.0)",
    "2j": "Const(None, 'other')",
    "'a' \"b\"": "Const('ab')",
    "'''a\nb'''": "Const('a\\nb')",
    "'''a\r\nb'''": "Const('a\\nb')",
    "''": "Const('')",
    "'\\x41\\101\\u4e2d\\n\\'\\N{EM DASH}\\d\\\n'": "Const(\"AA中\\n'—\\\\d\")",
    "r'\\n'": "Const('\\\\n')",
    "u'x'": "Const('x')",
    "'\\ud800'": "Const('\ufffd')",
    "b'\\xff\\u0041' b'z'": "Const('ÿ\\\\u0041z', 'bytes')",
    "a.b": "Attr(Name('a'), 'b')",
    "a[1]": "Sub(Name('a'), Const(1))",
    "a[1,]": "Sub(Name('a'), Seq('tuple', [Const(1)]))",
    "a[:2, *b]": "Sub(Name('a'), Seq('tuple', [Slice(None, Const(2), None), Star(Name('b'))]))",
    "a[*b]": "Sub(Name('a'), Seq('tuple', [Star(Name('b'))]))",
    "a[b:c:d]": "Sub(Name('a'), Slice(Name('b'), Name('c'), Name('d')))",
    "f(a, *b, c=1, **d)": "Call(Name('f'), [Arg(Name('a')), Arg(Name('b'), 1), Arg(Const(1), 'c'), Arg(Name('d'), 2)])",
    "a + b + c - d": "Bin('-', [Bin('+', [Name('a'), Name('b'), Name('c')]), Name('d')])",
    "'%s' % x": "Bin('%', [Const('%s'), Name('x')])",
    "a or b or c": "Bool('or', [Name('a'), Name('b'), Name('c')])",
    "a or (b or c) or d and e": "Bool('or', [Name('a'), Name('b'), Name('c'), Bool('and', [Name('d'), Name('e')])])",
    "a < b is not c not in d": "Compare(Name('a'), ['<', 'is not', 'not in'], [Name('b'), Name('c'), Name('d')])",
    "not -x": "Unary('not', Unary('-', Name('x')))",
    "a if b else c": "IfExp(Name('b'), Name('a'), Name('c'))",
    "f'a{x}b'": "FString([Const('a'), Formatted(Name('x')), Const('b')])",
    "f'{x!r:>{w}}{y=}{{'": "FString([Formatted(Name('x'), 'r', FString([Const('>'), Formatted(Name('w'))])), "
    "Formatted(Name('y'), True), Const('{')])",
    "f'{x:%Y-%m}'": "FString([Formatted(Name('x'), Const('%Y-%m'))])",
    "'a' f'b{x}' 'c' 'd'": "FString([Const('ab'), Formatted(Name('x')), Const('cd')])",
    "f'{f\"{x}\"}'": "FString([Formatted(FString([Formatted(Name('x'))]))])",
    "f'{a['b']}'": "FString([Formatted(Sub(Name('a'), Const('b')))])",
    "t'a{x}'": "FString([Const('a'), Formatted(Name('x'))], True)",
    "(1, *a)": "Seq('tuple', [Const(1), Star(Name('a'))])",
    "[]": "Seq('list', [])",
    "{1}": "Seq('set', [Const(1)])",
    "{'k': 1, **d}": "Dict([Const('k'), None], [Const(1), Name('d')])",
    "[x async for x in y if a if b for z in x]": "Comp('list', Name('x'), None, [CompFor(Name('x'), Name('y'), "
    "[Name('a'), Name('b')], True), CompFor(Name('z'), Name('x'), [])])",
    "{k: v for k, v in d}": "Comp('dict', Name('k'), Name('v'), "
    "[CompFor(Seq('tuple', [Name('k'), Name('v')]), Name('d'), [])])",
    "{*x for x in y}": "Comp('set', Star(Name('x')), None, [CompFor(Name('x'), Name('y'), [])])",
    "{**x for x in y}": "Comp('dict', Star(Name('x')), None, [CompFor(Name('x'), Name('y'), [])])",
    "f(x for x in y)": "Call(Name('f'), "
    "[Arg(Comp('generator', Name('x'), None, [CompFor(Name('x'), Name('y'), [])]))])",
    "lambda x, *y: x": "Lambda(Function('<lambda>', [Param('x', 'pos'), Param('y', 'vararg')], [Return(Name('x'))], "
    "['x', 'y']))",
    "await x": "Await(Name('x'))",
    "(yield)": "Yield(None)",
    "(yield from x)": "YieldFrom(Name('x'))",
    "(y := 1)": "Walrus(Name('y'), Const(1))",
}  # fmt: skip

STATEMENTS = {
    "pass": "",
    "a = b = 1": "Assign([Name('a'), Name('b')], Const(1))",
    "a, *b = c": "Assign([Seq('tuple', [Name('a'), Star(Name('b'))])], Name('c'))",
    "a += 1": "AugAssign(Name('a'), '+', Const(1))",
    "a //= 1": "AugAssign(Name('a'), '//', Const(1))",
    "a: 'int'": "AnnAssign(Name('a'), Const('int'), None)",
    "a.b: int = 1": "AnnAssign(Attr(Name('a'), 'b'), Name('int'), Const(1))",
    "del a, b[0]": "Delete([Name('a'), Sub(Name('b'), Const(0))])",
    "return": "Return(None)",
    "return *a, b": "Return(Seq('tuple', [Star(Name('a')), Name('b')]))",
    "raise": "Raise(None, None)",
    "raise a from b": "Raise(Name('a'), Name('b'))",
    "assert a, b": "Assert(Name('a'), Name('b'))",
    "if a: b\nelif c: d\nelse: e": "If(Name('a'), [ExprStmt(Name('b'))], "
    "[If(Name('c'), [ExprStmt(Name('d'))], [ExprStmt(Name('e'))])])",
    "while a: break\nelse: continue": "While(Name('a'), [Break()], [Continue()])",
    "for a in *b, c: pass": "For(Name('a'), Seq('tuple', [Star(Name('b')), Name('c')]), [], [])",
    "async for a in b: pass": "For(Name('a'), Name('b'), [], [], True)",
    "try: a\nexcept (B, C) as e: d\nexcept: f\nelse: g\nfinally: h": "Try([ExprStmt(Name('a'))], "
    "[Handler(Seq('tuple', [Name('B'), Name('C')]), 'e', [ExprStmt(Name('d'))]), "
    "Handler(None, None, [ExprStmt(Name('f'))])], [ExprStmt(Name('g'))], [ExprStmt(Name('h'))])",
    "try: pass\nexcept A, B: pass": "Try([], [Handler(Seq('tuple', [Name('A'), Name('B')]), None, [])], [], [])",
    "try: pass\nexcept* A as e: pass": "Try([], [Handler(Name('A'), 'e', [], True)], [], [])",
    "with (a as b, c): pass": "With([WithItem(Name('a'), Name('b')), WithItem(Name('c'), None)], [])",
    "async with a: pass": "With([WithItem(Name('a'), None)], [], True)",
    "import a.b, c as d": "Import([Alias('a.b', None), Alias('c', 'd')])",
    "from ..a import b as c": "ImportFrom('a', [Alias('b', 'c')], 2)",
    "from . import *": "ImportFrom('', [Alias('*', None)], 1)",
    "lazy from a import b": "ImportFrom('a', [Alias('b', None)])",
    "global a, b": "Global(['a', 'b'])",
    "nonlocal a": "Nonlocal(['a'])",
    "type A[T: int = str] = list[T]": "TypeAlias('A', Sub(Name('list'), Name('T')))",
    "print >>a": "ExprStmt(Bin('>>', [Name('print'), Name('a')]))",
    "@d(1)\nasync def f(a, /, b: int = 1, *, c=2, **d) -> E: 'doc'; return b": "FunctionDef(Function('f', "
    "[Param('a', 'posonly'), Param('b', 'pos', Name('int'), Const(1)), Param('c', 'kwonly', Const(2)), "
    "Param('d', 'kwarg')], [Return(Name('b'))], [Call(Name('d'), [Arg(Const(1))])], Name('E'), True, "
    "['a', 'b', 'c', 'd'], 'doc'))",
    "def f[T, *Ts, **P](x): 'a' 'b'": "FunctionDef("
    "Function('f', [Param('x', 'pos')], [], ['P', 'T', 'Ts', 'x'], 'ab'))",
    "class A(B, *c, metaclass=D, **e):\n  x = 1": "ClassDef('A', [Name('B'), Star(Name('c'))], "
    "[Arg(Name('D'), 'metaclass'), Arg(Name('e'), 2)], [Assign([Name('x')], Const(1))], [], ['x'])",
    "match a:\n  case 1 | -1: b\n  case [x, *_, None]: pass\n  case {'k': y, **z} if z: pass": "Match(Name('a'), "
    "[Case(MatchOr([MatchValue(Const(1)), MatchValue(Unary('-', Const(1)))]), None, [ExprStmt(Name('b'))]), "
    "Case(MatchSequence([MatchAs(None, 'x'), MatchStar(None), MatchValue(Const(None))]), None, []), "
    "Case(MatchMapping([Const('k')], [MatchAs(None, 'y')], 'z'), Name('z'), [])])",
    "match a:\n  case B(x, y=C.d) as e: pass\n  case _: pass": "Match(Name('a'), [Case(MatchAs(MatchClass(Name('B'), "
    "[MatchAs(None, 'x')], ['y'], [MatchValue(Attr(Name('C'), 'd'))]), 'e'), None, []), "
    "Case(MatchAs(None, None), None, [])])",
}  # fmt: skip


@pytest.mark.parametrize("source", EXPRESSIONS)
def test_expression(source: str) -> None:
    [statement] = lowered(f"_ = {source}\n").body
    assert isinstance(statement, ir.Assign)
    assert shape(statement.value) == EXPRESSIONS[source]


@pytest.mark.parametrize("source", STATEMENTS)
def test_statement(source: str) -> None:
    body = lowered(source + "\n").body
    assert ", ".join(shape(statement) for statement in body) == STATEMENTS[source]


@pytest.mark.parametrize(
    ("source", "doc", "statements"),
    [
        ("'''Doc.'''\nx = 1\n", "Doc.", 1),
        ("'a' 'b'", "ab", 0),
        ("'a'; 'b'", "a", 1),
        ("b'no doc'", "", 1),
        ("f'no doc'", "", 1),
        ("('doc')", "doc", 0),
        ("x = 1; 'no doc'", "", 2),
        ("# only a comment\n", "", 0),
        ("", "", 0),
    ],
)
def test_docstring(source: str, doc: str, statements: int) -> None:
    module = lowered(source)
    assert (module.doc, len(module.body)) == (doc, statements)


@pytest.mark.parametrize(
    ("source", "lines"), [("", 0), ("x", 1), ("x\n", 1), ("x\n\n", 2), ("x\r\ny", 2), ("x\ry\r", 2), ("# c", 1)]
)
def test_lines(source: str, lines: int) -> None:
    assert lowered(source).lines == lines


def test_ir_survives_storing() -> None:
    module = lowered("".join(f"{source}\n" for source in STATEMENTS))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(module), type=ir.Module) == module


def test_numbers_are_given_out_once_and_alike() -> None:
    source = "".join(f"{source}\n" for source in STATEMENTS)
    module = lowered(source)
    assert module == lowered(source)
    numbers = numbers_of(module)
    assert len(numbers) == len(set(numbers))
    assert numbers[-1] < module.beyond


def test_numbers_stay_when_other_functions_change() -> None:
    before = lowered("import a\nLIMIT = 5\nclass K:\n    x: int\n    def f(self): return a\ndef g(y): return y\n")
    after = lowered(
        "import a, b\nz = 1\nLIMIT = 5\n"
        "class K:\n    def e(self): pass\n    x: int\n    def f(self): return a\ndef g(y): return y\n"
    )
    assert before.body[1] == after.body[2]
    assert before.body[-1] == after.body[-1]
    old, new = before.body[2], after.body[3]
    assert isinstance(old, ir.ClassDef) and isinstance(new, ir.ClassDef)
    assert old.body[-1] == new.body[-1]
