"""Whatever the bytes: IR or problem, and every number has a place."""

from __future__ import annotations

import ast
import sysconfig
import warnings
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from node_numbers import numbers_of

from piilint.lower import locate, lower
from piilint.model import ir

STDLIB = Path(sysconfig.get_path("stdlib"))
TOKENS = """
if else elif for while in not is lambda def class return yield from import as with try except finally match case type
async await global nonlocal del raise assert pass break continue and or None True False x y _ a.b f 1 0777 1.5 1j 0x
99999999999999999999 "s" f'{x}' f"{ }" b"x" b'é' \"\"\" ''' \\ : :: := = == != < > + - * ** / // % @ ~ & | ^ ( ) [ ] { }
, ; . ... -> += é 变量 #c !r t" rf" print ` $ ? ! except* lazy '\\ud800' '\\x4' '\\N{NO}'
"""
SPACES = [" ", " ", " ", "", "\n", "\n ", "\n    ", "\t", "\x0c", "\r", "\r\n", "\\\n"]


def check(source: bytes) -> None:
    result = lower(source, "a.py")
    if result.module is None:
        assert [problem.code for problem in result.problems] == ["PII900"]
        assert locate(source, "a.py", [0]) == {}
        return
    assert result.problems == ()
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(result.module), type=ir.Module) == result.module
    numbers = numbers_of(result.module)
    assert sorted(locate(source, "a.py", numbers)) == numbers


@given(st.binary(max_size=60))
def test_random_bytes(source: bytes) -> None:
    check(source)


@settings(max_examples=400)
@given(st.lists(st.tuples(st.sampled_from(TOKENS.split()), st.sampled_from(SPACES)), max_size=12))
def test_token_soup(tokens: list[tuple[str, str]]) -> None:
    check("".join(token + space for token, space in tokens).encode())


LINES = (STDLIB / "statistics.py").read_bytes().splitlines(keepends=True)


@given(
    st.integers(0, len(LINES) - 1),
    st.integers(1, 30),
    st.integers(0, 400),
    st.integers(0, 5),
    st.sampled_from(TOKENS.split()),
)
def test_real_code_with_a_slip(start: int, count: int, at: int, cut: int, token: str) -> None:
    source = b"".join(LINES[start : start + count])
    check(source[:at] + token.encode() + source[at + cut :])


def standard_library() -> list[Path]:
    paths = sorted(STDLIB.rglob("*.py"), key=lambda path: path.as_posix())
    return [path for path in paths if "site-packages" not in path.parts][::23]


@pytest.mark.parametrize("path", standard_library(), ids=lambda path: path.relative_to(STDLIB).as_posix())
def test_the_standard_library_is_lowered(path: Path) -> None:
    source = path.read_bytes()
    result = lower(source, "a.py")
    if is_python(source):
        assert result.problems == ()
        assert result.module is not None
    else:
        assert result.problems != ()


def is_python(source: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True
