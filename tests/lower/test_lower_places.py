"""Where IR nodes stand in the source: what a report underlines."""

from __future__ import annotations

import pytest
from node_numbers import numbers_of

from piilint.lower import locate, lower
from piilint.lower.align import Alignment
from piilint.model import ir
from piilint.model.place import Place


def texts(source: str) -> list[str]:
    """Return the covered text of every number, in their order."""
    module = lower(source.encode(), "a.py").module
    assert module is not None
    places = locate(source.encode(), "a.py", numbers_of(module))
    return [covered(source, places[number]) for number in numbers_of(module)]


def covered(source: str, place: Place) -> str:
    lines = source.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("  # c\nlog.info( ( iban ) , x )\n", ["log.info( ( iban ) , x )"] * 2 + ["log.info", "log", "iban", "x"]),
        ("x = ( a,  b )\n", ["x = ( a,  b )", "x", "( a,  b )", "a", "b"]),
        ("x = ((a))\n", ["x = ((a))", "x", "a"]),
        ("x[ a : b , c ]\n", ["x[ a : b , c ]"] * 2 + ["x", "a : b , c", "a : b", "a", "b", "c"]),
        (
            "f'a {x !r:>{w} } b'\n",
            ["f'a {x !r:>{w} } b'"] * 2 + ["a ", "{x !r:>{w} }", "x", ">{w} ", ">", "{w}", "w", " ", " b"],
        ),
        ("中文 ; '中文' ; y\n", ["中文", "中文", "'中文'", "'中文'", "y", "y"]),
        ("f(x for x in y)\n", ["f(x for x in y)"] * 2 + ["f", "x for x in y", "x", "y", "x"]),
        ("(x for x in y)\n", ["(x for x in y)"] * 2 + ["x", "y", "x"]),
        ("import a . b as c, d\n", ["import a . b as c, d", "a . b as c", "d"]),
    ],
)  # fmt: skip
def test_expressions_and_small_statements(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("source", "header"),
    [
        ("# c\n@d\n\n# c\nasync  def f(a,\n      b) -> int :  # c\n    pass\n", "async  def f(a,\n      b) -> int :"),
        ("@d\nclass A( B ): x = 1\n", "class A( B ):"),
        ("if ( x ) : y\nelse : z\n", "if ( x ) :"),
        ("while x:\n    y\n", "while x:"),
        ("for x in y :\n    z\nelse:\n    w\n", "for x in y :"),
        ("with a as b, \\\n  c: d\n", "with a as b, \\\n  c:"),
        ("try :\n    x\nfinally:\n    y\n", "try :"),
        ("match  x :  # c\n    case 1: pass\n", "match  x :"),
    ],
)
def test_a_compound_statement_stands_at_its_header(source: str, header: str) -> None:
    assert texts(source)[0] == header


def test_clauses_stand_at_their_headers() -> None:
    found = texts(
        "try:\n    x\nexcept A as e :\n    y\nif a:\n    b\nelif c :\n    d\nmatch x:\n    # c\n    case [1] if y : z\n"
    )
    assert {"except A as e :", "elif c :", "case [1] if y :"} <= set(found)


def test_parameters_stand_with_their_annotation() -> None:
    found = texts("def f(a , *b: int , c : str = 1, **d): pass\n")
    assert {"a", "b: int", "c : str", "d"} <= set(found)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline: str) -> None:
    source = newline.join(["x = '''a", "b'''", "", "  # c", "if x:", "\ty = (1,", "  z)", ""])
    assert place_of_name(source.encode(), "z") == Place("a.py", 7, 3, 7, 4)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (b"\xef\xbb\xbfz\n", Place("a.py", 1, 1, 1, 2)),
        (b"\xef\xbb\xbf# c\n'\xe4\xb8\xad', z", Place("a.py", 2, 6, 2, 7)),
        ("# coding: gbk\n'中文', z\n".encode("gbk"), Place("a.py", 2, 7, 2, 8)),
        (b"\x0cz\n", Place("a.py", 1, 2, 1, 3)),
        (b"x\n\x0c\n\x0cif x:\n    y ; z\n", Place("a.py", 4, 9, 4, 10)),
        (b"\n  \n\x0c\nx\n  \nz   \n   \n # c\n\n", Place("a.py", 6, 1, 6, 2)),
    ],
)
def test_odd_files(source: bytes, place: Place) -> None:
    assert place_of_name(source, "z") == place


def place_of_name(source: bytes, name: str) -> Place:
    module = lower(source, "a.py").module
    assert module is not None
    waiting: list[object] = [module]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ir.Name) and each.id == name:
            return locate(source, "a.py", [each.at])[each.at]
        fields = getattr(each, "__struct_fields__", ())
        waiting += each if isinstance(each, tuple) else [getattr(each, field) for field in fields]
    raise AssertionError(name)


def test_unknown_numbers_and_unreadable_files_have_no_places() -> None:
    assert locate(b"x\n", "a.py", [-1, 0, 99]) == {0: Place("a.py", 1, 1, 1, 2)}
    assert locate(b"x\n", "a.py", []) == {}
    assert locate(b"x = (\n", "a.py", [0]) == {}
    assert locate(b"\xff\n", "a.py", [0]) == {}


@pytest.mark.parametrize(
    ("written", "source", "offset", "expected"),
    [
        ("abc", "abc", 2, 2),
        ("abc", "abc\n\n", 1, 1),
        ("abc", "\x0cabc", 0, 1),
        ("a\nb c", "a\n\x0cb \x0cc", 4, 6),
        ("a\n b", "a\n\n \n b", 3, 6),
        ("x" * 1000 + "y", "x" * 500 + " " + "x" * 500 + "y", 1000, 1001),
    ],
)
def test_alignment(written: str, source: str, offset: int, expected: int) -> None:
    assert source[expected : expected + 1] == written[offset : offset + 1]
    assert Alignment(written, source).source(offset) == expected
