"""What IPython understands and Python doesn't, taken out of a cell so that every line and column stays where it is.

%matplotlib inline     → pass                a line magic
!pip install x         → pass                a shell command
df?                    → pass                help
rows = !cat x.csv      → rows = get_ipython()
%time load(path)       → 0   ; load(path)    the statement is run all the same
%%bash …               → (blank lines)       the whole cell is another language
"""

from __future__ import annotations

import re

_PYTHON_CELLS = frozenset(
    ("time", "timeit", "capture", "prun", "debug", "memit", "snakeviz", "pyinstrument", "python", "python3")
)
_PYTHON_LINES = frozenset(("time", "timeit", "prun", "memit"))
_SUSPECT = re.compile(r"^\s*(?:[%!?]|,|/)|\?\s*$|=\s*[%!]", re.MULTILINE)
_TEXT_OR_BRACKET = re.compile(
    r"\"{3}(?:\\.|.)*?\"{3}|'{3}(?:\\.|.)*?'{3}|(?P<triple>\"{3}|'{3})"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|\#[^\n]*|(?P<open>[(\[{])|(?P<close>[)\]}])",
    re.DOTALL,
)
_ASSIGNED = re.compile(r"^(?P<target>\s*[\w.\[\]'\", ]+=\s*)(?:[%!].*)$")
_MAGIC = re.compile(r"^(?P<indent>\s*)%(?P<name>\w+)(?P<options>(?:\s+-\w+(?:\s+\d+)?)*)(?P<rest>.*)$")


def plain_python(cell: str) -> str:
    """The cell without magics, line by line."""
    if not _SUSPECT.search(cell):
        return cell
    lines = cell.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        words = lines[first][2:].split()
        if not words or words[0] not in _PYTHON_CELLS:
            return "\n" * (len(lines) - 1)
        lines[first] = ""
    kept: list[str] = []
    for line in lines:
        is_suspect = _SUSPECT.search(line) is not None
        kept.append(_plain_line(line) if is_suspect and not _is_within("\n".join(kept)) else line)
    return "\n".join(kept)


def _plain_line(line: str) -> str:
    stripped = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    magic = _MAGIC.match(line)
    if magic is not None and magic["name"] in _PYTHON_LINES and magic["rest"].strip():
        head = line[: magic.start("rest")]
        return indent + "0" + " " * (len(head) - len(indent) - 1) + ";" + magic["rest"][1:]
    if stripped[:1] in ("%", "!", "?"):
        return indent + "pass"
    assigned = _ASSIGNED.match(line)
    if assigned is not None:
        return assigned["target"] + "get_ipython()"
    if stripped.endswith("?") and "#" not in stripped:
        return indent + "pass"
    return line


def _is_within(text: str) -> bool:
    """Whether what follows the text stands within its brackets or its string, or continues its line."""
    depth = 0
    for match in _TEXT_OR_BRACKET.finditer(text):
        if match["triple"]:
            return True
        depth += bool(match["open"]) - bool(match["close"])
    return depth > 0 or text.endswith("\\")
