"""Broken input is a problem with its place and a clear message, never an exception."""

from __future__ import annotations

import pytest

from piilint.lower import Lowered, lower
from piilint.model import ir


def problem(source: bytes) -> tuple[int, str]:
    result = lower(source, "pay.py")
    assert result.module is None
    [found] = result.problems
    assert (found.path, found.code) == ("pay.py", "PII900")
    return found.line, found.message


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        (b"x = 1\nif x\n    y\n", 2, "syntax error: expected ':'"),
        (b"x = (1,\n\n", 1, "syntax error: '(' was never closed"),
        (b"def f():\nx\n", 2, "syntax error: expected an indented block"),
        (b"x\n  y\n", 2, "syntax error: unexpected indent"),
        (b"if x:\n\ty\n        z\n", 3, "syntax error: inconsistent use of tabs and spaces in indentation"),
        (b"x = '''a\n", 1, "syntax error: unterminated triple-quoted string literal"),
        (b"a\nb = 'x\n", 2, "syntax error: unterminated string literal"),
        (b"print 'x'\n", 1, "syntax error: Missing parentheses in call to 'print'. Did you mean print(...)?"),
        (b"a\r\nx = 1\0\r\n", 2, "NUL byte in the source, which Python doesn't accept"),
        (
            "x = 1\n".encode("utf-16"),
            1,
            "NUL byte in the source, which Python doesn't accept (UTF-16? save it as UTF-8)",
        ),
        (b"x = 1\n# \xd5\xcb\xba\xc5\n", 2, "byte 0xd5 isn't utf-8; expected text in that encoding"),
        (b"# coding: gbk\nx = '\xff\xff'\n", 2, "byte 0xff isn't gbk"),
        (b"#!/usr/bin/python\n# -*- coding: uft-8 -*-\n", 1, "unknown encoding uft-8 in the coding cookie"),
        (b"# coding: hex\n", 1, "unknown encoding hex in the coding cookie"),
        (b"\xef\xbb\xbf# coding: gbk\n", 1, "a UTF-8 byte order mark and the coding cookie gbk contradict each other"),
        (b"[" * 201 + b"]" * 201, 1, "brackets nested more than 200 deep, Python's own limit"),
        (b"x\n" + b"f(\n" * 201 + b")" * 201, 202, "brackets nested more than 200 deep, Python's own limit"),
        ("".join(" " * i + "if x:\n" for i in range(101)).encode() + b" " * 101 + b"x\n", 101, "syntax error: "),
    ],
)
def test_problem(source: bytes, line: int, message: str) -> None:
    found = problem(source)
    assert found[0] == line
    assert found[1].startswith(message)


def test_what_only_libcst_cannot_read_is_said_so() -> None:
    line, message = problem(b"x = 1\n(y): int = 2\n")
    assert line == 2
    assert "reads this file, but LibCST" in message


@pytest.mark.parametrize(
    "source",
    [
        b"iban = 'DE89370400440532013000' x\n",
        b"'4111111111111111\n",
        b"x = {'DE89370400440532013000': \n",
        b"f'{DE89370400440532013000'\n",
        b"# coding: gbk\n'DE89370400440532013000\xff'\n",
        b"'DE89370400440532013000\0'\n",
    ],
)
def test_problems_never_quote_the_source(source: bytes) -> None:
    _, message = problem(source)
    assert "DE89" not in message
    assert "4111" not in message


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# -*- coding: gbk -*-\nx = '账号'\n".encode("gbk"), "账号"),
        ("#!/bin/sh\n# vim: set fileencoding=gb18030 :\nx = '账号'\n".encode("gb18030"), "账号"),
        ("# 账号\n# coding: gbk\nx = '卡号'\n".encode("gbk"), "卡号"),
        (b"\xef\xbb\xbfx = '\xe8\xb4\xa6'\n", "账"),
        (b"\xef\xbb\xbf# coding: utf8\nx = '\xe8\xb4\xa6'\n", "账"),
        (b"# coding: utf-8-unix\nx = '\xe8\xb4\xa6'\n", "账"),
        (b"# coding: Latin_1-dos\nx = '\xe9'\n", "é"),
        (b"x = 1\n# coding: nonsense\nx = 'a'\n", "a"),
    ],
)
def test_encodings(source: bytes, text: str) -> None:
    module = lower(source, "a.py").module
    assert module is not None
    last = module.body[-1]
    assert isinstance(last, ir.Assign)
    assert isinstance(last.value, ir.Const)
    assert last.value.value == text


def test_brackets_in_strings_and_comments_nest_nothing() -> None:
    source = b"x = '" + b"(" * 300 + b"' # " + b"[" * 300 + b'\ny = """\n' + b"{" * 300 + b'"""\n'
    assert lower(source, "a.py").problems == ()


def test_an_empty_file_is_fine() -> None:
    assert lower(b"", "a.py") == Lowered(ir.Module((), (), 0, 0))
