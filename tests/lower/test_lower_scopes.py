"""Which names a scope binds: small tables, and Python's own symbol tables as the oracle over the standard library."""

from __future__ import annotations

import re
import symtable
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from piilint.lower import lower
from piilint.model import ir

STDLIB = Path(sysconfig.get_path("stdlib"))
SAMPLE = [
    "_pydecimal.py", "ast.py", "asyncio/base_events.py", "contextlib.py", "copy.py", "dataclasses.py", "doctest.py",
    "enum.py", "functools.py", "heapq.py", "inspect.py", "logging/handlers.py", "pathlib.py", "pdb.py", "random.py",
    "shutil.py", "smtplib.py", "ssl.py", "subprocess.py", "tarfile.py", "threading.py", "typing.py", "zipfile.py",
    "test/test_generators.py", "test/test_named_expressions.py", "test/test_patma.py", "test/test_scope.py",
]  # fmt: skip


def module_of(source: str | bytes) -> ir.Module:
    module = lower(source.encode() if isinstance(source, str) else source, "a.py").module
    assert module is not None
    return module


@pytest.mark.parametrize(
    ("source", "binds"),
    [
        ("a = b.c = d[e] = 1", "a"),
        ("(a, [b, *c]), d = e", "a b c d"),
        ("a += 1; b: int; c: int = 1", "a b c"),
        ("import a.b, c.d as e; from f import g, h as i; from j import *", "a e g i"),
        ("for a, b in c: d = 1", "a b d"),
        ("with a as b, c as (d, e), f as g.h: pass", "b d e"),
        ("try: a = 1\nexcept E as b: c = 1\nelse: d = 1\nfinally: e = 1", "a b c d e"),
        ("del a", "a"),
        ("def a(b=(c := 1)): d = 1", "a c"),
        ("class A(b := C): d = 1", "A b"),
        ("@(a := b)\ndef c(): pass", "a c"),
        ("[a for a in b if (c := a)]", "c"),
        ("lambda a: (b := a)", ""),
        ("match a:\n case [b, *c] | {'k': d, **e} | F(g, h=i) as j if (k := 1): l = 1", "b c d e g i j k l"),
        ("match a:\n case _: pass", ""),
        ("type A[T] = B", "A"),
        ("while (a := b): pass", "a"),
        ("if x:\n  a = 1\nelif y:\n  b = 1\nelse:\n  c = 1", "a b c"),
        ("f(a=1); a.b = 1; a[b] = 1", ""),
        ("global a; a = 1", ""),
    ],
)
def test_binds(source: str, binds: str) -> None:
    assert module_of(source).binds == tuple(binds.split())


def test_a_function_binds_what_it_doesnt_declare_elsewhere() -> None:
    [statement] = module_of(
        "def f(a, *b, c=1, **d):\n  global g\n  nonlocal n\n  g = n = x = a\n  def h(): y = 1\n"
    ).body
    assert isinstance(statement, ir.FunctionDef)
    function = statement.function
    assert function.binds == ("a", "b", "c", "d", "h", "x")
    assert (function.globals, function.nonlocals) == (("g",), ("n",))


@pytest.mark.parametrize(
    ("body", "is_generator"),
    [
        ("yield", True),
        ("x = [(yield)]", True),
        ("yield from x", True),
        ("def g(): yield", False),
        ("lambda: (yield)", False),
        ("class A: x = lambda: (yield)", False),
        ("return x", False),
    ],
)
def test_is_generator(body: str, is_generator: bool) -> None:
    [statement] = module_of(f"def f():\n  {body}\n").body
    assert isinstance(statement, ir.FunctionDef)
    assert statement.function.is_generator is is_generator


@pytest.mark.parametrize("name", [name for name in SAMPLE if (STDLIB / name).exists()])
def test_scopes_bind_what_symtable_says(name: str) -> None:
    source = (STDLIB / name).read_bytes()
    assert sorted(scopes_of_ir(module_of(source))) == sorted(scopes_of_python(source))


Scope = tuple[str, tuple[str, ...]]


def scopes_of_ir(module: ir.Module) -> Iterator[Scope]:
    yield "top", module.binds
    waiting: list[object] = [module.body]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ir.Function):
            yield each.name.strip("<>"), each.binds
        elif isinstance(each, ir.ClassDef):
            yield each.name, each.binds
        if isinstance(each, msgspec.Struct):
            waiting += [getattr(each, field) for field in each.__struct_fields__]
        elif isinstance(each, tuple):
            waiting += each


def scopes_of_python(source: bytes) -> Iterator[Scope]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        waiting = [(symtable.symtable(source, "a.py", "exec"), ())]
    while waiting:
        table, type_parameters = waiting.pop()
        kind, name = str(table.get_type()).rpartition(".")[2].lower(), table.get_name()
        own = tuple(symbol.get_name() for symbol in table.get_symbols() if is_bound(symbol, kind))
        is_scope = kind in ("module", "class", "function")
        if is_scope and name not in ("listcomp", "setcomp", "dictcomp", "genexpr"):
            yield name, tuple(sorted({as_written(each) for each in (*own, *type_parameters)} - HIDDEN))
        parameters = () if is_scope else own
        waiting += [(child, parameters) for child in table.get_children()]


def as_written(name: str) -> str:
    """`symtable` tells private names of a class mangled, the IR as they are written."""
    return re.sub(r"^_[A-Za-z]\w*?(?=__\w+(?<!__)$)", "", name)


HIDDEN = {"__class__", "__classdict__", "__conditional_annotations__", ".type_params", ".defaults", ".generic_base"}


def is_bound(symbol: symtable.Symbol, kind: str) -> bool:
    is_elsewhere = kind != "module" and (symbol.is_declared_global() or symbol.is_nonlocal())
    is_bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_parameter() or symbol.is_annotated()
    return is_bound and not is_elsewhere and not symbol.get_name().startswith(".")
