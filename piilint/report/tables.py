"""Tables for reviewers in any format: text, CSV, and a self-contained HTML page that needs no script."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from piilint.language import ENGLISH, Language
from piilint.report.excerpt import plain

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for a formula when a cell begins with it."""
_WIDEST = 60
_SHORT = 12
"""Characters of a cell that isn't broken into lines."""


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, columns and rows; cells are text, several lines in one cell are separated by a newline."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


def as_text(tables: Sequence[Table]) -> str:
    """The tables below each other, columns aligned."""
    parts: list[str] = []
    for table in tables:
        cells = [table.columns, *table.rows]
        widths = [
            max(_width(line) for row in cells for line in row[at].split("\n")) for at in range(len(table.columns))
        ]
        lines = [table.title, *([table.note] if table.note else [])]
        for row in cells:
            split = [cell.split("\n") for cell in row]
            for number in range(max(len(cell) for cell in split)):
                shown = [cell[number] if number < len(cell) else "" for cell in split]
                padded = [plain(c) + " " * (min(w, _WIDEST) - _width(c)) for c, w in zip(shown, widths, strict=True)]
                lines.append("  " + "  ".join(padded).rstrip())
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def as_csv(table: Table) -> str:
    """One table as CSV; cells that a spreadsheet would take for a formula begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def as_html(title: str, intro: Sequence[str], tables: Sequence[Table], language: Language = ENGLISH) -> str:
    """One page that holds everything it needs; whatever the cells hold is text."""
    from jinja2 import Environment
    from markupsafe import Markup

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["plain"] = plain
    environment.filters["width"] = lambda cell: Markup(' class="short"' if 0 < len(cell) <= _SHORT else "")
    environment.filters["lines"] = lambda cell: "\n".join(plain(line) for line in cell.split("\n"))
    return environment.from_string(_PAGE).render(title=title, intro=intro, tables=tables, language=language)


def _cell(text: str) -> str:
    text = "; ".join(plain(line) for line in text.split("\n"))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


_PAGE = """<!doctype html>
<html lang="{{ 'zh-CN' if language.code == 'zh' else 'en' }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title | plain }}</title>
<style>
:root { color-scheme: light dark; --line: #8886; --head: #8882; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; }
caption { text-align: left; font-size: 1.15rem; font-weight: 600; padding: .5rem 0; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--head); position: sticky; top: 0; }
td { white-space: pre-line; }
.short { white-space: nowrap; }
@media (max-width: 60rem) { section { overflow-x: auto; } }
nav li { display: inline; margin-right: 1rem; }
nav ul { padding: 0; }
@media print { thead th { position: static; } tr { break-inside: avoid; } }
</style>
</head>
<body>
<main>
<h1>{{ title | plain }}</h1>
{% for line in intro %}
<p>{{ line | plain }}</p>
{% endfor %}
{% if tables | length > 1 %}
<nav aria-label="{{ language.say('Contents') }}"><ul>
{% for table in tables %}
<li><a href="#t{{ loop.index }}">{{ table.title | plain }}</a></li>
{% endfor %}
</ul></nav>
{% endif %}
{% for table in tables %}
<section id="t{{ loop.index }}">
<table>
<caption>{{ table.title | plain }}</caption>
<thead><tr>{% for column in table.columns %}<th scope="col"{{ column | width }}>{{ column | plain }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in table.rows %}
<tr>
{% for cell in row %}
{% set tag = 'th' if loop.first else 'td' %}
<{{ tag }}{{ cell | width }}{% if loop.first %} scope="row"{% endif %}>{{ cell | lines }}</{{ tag }}>
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
{% if table.note %}
<p>{{ table.note | plain }}</p>
{% endif %}
</section>
{% endfor %}
</main>
</body>
</html>
"""
