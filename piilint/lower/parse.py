"""Text → LibCST's tree, or a problem that says where and why not."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from itertools import accumulate

import libcst as cst

from piilint.discover import UNREADABLE
from piilint.model.finding import Problem

MOST_NESTED = 200
"""CPython's own limit for brackets within brackets (MAXLEVEL of its tokenizer)."""
_STEP = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_STEPS = bytes([_STEP.get(chr(code), 0) & 0xFF for code in range(256)])
_OTHERS = bytes([code for code in range(256) if chr(code) not in _STEP])
_BRACKET_OR_TEXT = re.compile(
    r"""[()\[\]{}]|(\"{3}|'{3})(?:\\.|.)*?\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*""", re.DOTALL
)


def parse(text: str, path: str) -> cst.Module | Problem:
    """Parse a file's text with LibCST's native parser."""
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        return explain(text, path, error.raw_line)
    except SyntaxError:  # LibCST's own validation of the nodes it made
        return explain(text, path, 1)
    except cst.CSTLogicError:  # such as text beside t-strings
        return explain(text, path, 1)
    except UnicodeEncodeError:
        return Problem(path, 1, UNREADABLE, "the text holds lone surrogates, which no source file can")
    except BaseException as error:
        # A panic of the native parser derives from BaseException and has no importable type.
        if type(error).__name__ != "PanicException":
            raise
        return explain(text, path, 1)


def explain(text: str, path: str, line: int) -> Problem:
    """Say why LibCST refused the text, in the words of Python's own parser where that refuses too."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return Problem(path, error.lineno or line, UNREADABLE, f"syntax error: {error.msg}")
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return Problem(path, line, UNREADABLE, f"syntax error: {type(error).__name__} while parsing")
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    message = f"{python} reads this file, but LibCST {_libcst_version()}, which piilint uses, doesn't"
    return Problem(path, line, UNREADABLE, message)


def _libcst_version() -> str:
    from importlib.metadata import version

    return version("libcst")


def too_nested(text: str, path: str) -> Problem | None:
    """Refuse brackets nested deeper than Python itself allows."""
    # Brackets in strings and comments count here too, so this quick count can only raise a suspicion.
    heights = list(accumulate(memoryview(text.encode("latin-1", "replace").translate(_STEPS, _OTHERS)).cast("b")))
    if not heights or max(heights) - min(0, *heights) <= MOST_NESTED:
        return None
    depth = 0
    for match in _BRACKET_OR_TEXT.finditer(text):
        depth = max(0, depth + _STEP.get(match[0], 0))
        if depth > MOST_NESTED:
            line = 1 + text.count("\n", 0, match.start())
            return Problem(path, line, UNREADABLE, f"brackets nested more than {MOST_NESTED} deep, Python's own limit")
    return None
