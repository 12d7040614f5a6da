"""The notation of access paths, moves and callbacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piilint.model.path import AccessPath, Callback, parse_callback, parse_move, parse_path, unparse

_NAMES = st.from_regex(r"[^\W\d]\w{0,8}", fullmatch=True)
_ROOTS = st.one_of(
    st.sampled_from(("arg*", "kw*", "self", "return")),
    st.integers(0, 99).map(lambda n: f"arg{n}"),
    st.integers(0, 99).map(lambda n: f"arg{n}+"),
    _NAMES.map(lambda name: f"kw:{name}"),
)
_SELECTORS = st.one_of(
    st.just("[*]"),
    st.integers(0, 99).map(lambda n: f"[{n}]"),
    _NAMES.map(lambda name: f".{name}"),
    st.text(st.characters(blacklist_characters='"\n'), max_size=8).map(lambda key: f'["{key}"]'),
)
_PATHS = st.builds(AccessPath, _ROOTS, st.lists(_SELECTORS, max_size=4).map(tuple))


@given(_PATHS)
def test_what_is_written_is_read_back(path: AccessPath) -> None:
    assert parse_path(unparse(path)) == path


@given(_PATHS, _PATHS)
def test_moves_are_read_back(source: AccessPath, target: AccessPath) -> None:
    assert parse_move(f"{unparse(source)} -> {unparse(target)}") == (source, target)


@given(_PATHS, st.lists(_PATHS, max_size=3).map(tuple), st.none() | _PATHS)
def test_callbacks_are_read_back(callee: AccessPath, args: tuple[AccessPath, ...], result: AccessPath | None) -> None:
    text = f"{unparse(callee)}({', '.join(map(unparse, args))})"
    text += "" if result is None else f" -> {unparse(result)}"
    assert parse_callback(text) == Callback(callee, args, result)


@pytest.mark.parametrize(
    ("text", "root", "selectors"),
    [
        ("arg0", "arg0", ()),
        ("arg1+", "arg1+", ()),
        ("arg*", "arg*", ()),
        ("kw:extra", "kw:extra", ()),
        ("kw*", "kw*", ()),
        ("self", "self", ()),
        ('return["iban"].text', "return", ('["iban"]', ".text")),
        ("arg0[*][0].余额", "arg0", ("[*]", "[0]", ".余额")),
    ],
)
def test_paths(text: str, root: str, selectors: tuple[str, ...]) -> None:
    assert parse_path(text) == AccessPath(root, selectors)


@pytest.mark.parametrize(
    "text", ["", "arg", "argument0", "kw:", "0", "arg0.", "arg0[", "arg0[iban]", "arg0 ", "arg0[-1]", "return()"]
)
def test_what_is_no_path_says_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected arg0, arg1\+"):
        parse_path(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arg0", "expected ->, found 'the end'"),
        ("arg0 -> ", "expected arg0"),
        ("arg0 -> return, arg1", "or the end, found ', arg1'"),
        ("arg0 => return", "expected ->, found ' => return'"),
    ],
)
def test_what_is_no_move_says_where(text: str, expected: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_move(text)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arg0", "expected ( and the callback's arguments"),
        ("arg0(arg1", "expected , or )"),
        ("arg0(arg1) return", "expected -> and where the result goes"),
        ("arg0(arg1) -> return x", "or the end, found ' x'"),
        ("arg0(,)", "expected arg0"),
    ],
)
def test_what_is_no_callback_says_where(text: str, expected: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_callback(text)
    assert expected in str(caught.value)
