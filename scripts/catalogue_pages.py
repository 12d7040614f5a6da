"""The catalogue's pages: its counts, its elements, its libraries and its clauses, all from the data."""

from __future__ import annotations

from collections import Counter

from piilint.catalogue.calls import expand
from piilint.catalogue.clauses import regulations
from piilint.catalogue.load import api_files, element_files, load

_KINDS = ("sink", "source", "propagator", "sanitizer", "value", "query")
_LEVELS = ("critical", "high", "low")
_LANGUAGES = {
    "en": "English", "zh": "Chinese", "zh-pinyin": "pinyin", "de": "German", "fr": "French", "es": "Spanish",
    "pt": "Portuguese", "it": "Italian", "nl": "Dutch", "ja": "Japanese", "ko": "Korean", "hi": "Hindi", "tr": "Turkish",
    "pl": "Polish", "ru": "Russian", "vi": "Vietnamese", "id": "Indonesian", "th": "Thai", "ar": "Arabic",
    "sv": "Swedish, Norwegian, Danish and Finnish", "cs": "Czech and Slovak", "hu": "Hungarian", "ro": "Romanian",
    "hr": "Croatian, Serbian, Slovene, Bulgarian and Greek", "et": "Estonian, Latvian and Lithuanian",
    "standard": "message formats and interfaces",
}  # fmt: skip
_GENERATED = "Generated from the catalogue by `scripts/docs.py`."


def catalogue_pages() -> dict[str, str]:
    """All pages by file name."""
    return {
        "README.md": _index(),
        "elements.md": _elements(),
        "libraries.md": _libraries(),
        "regulations.md": _regulations(),
    }


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('--:' if name.startswith('#') else '---' for name in head)} |"]
    lines[0] = lines[0].replace("#", "")
    return [*lines, *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)]


def _index() -> str:
    elements = load().elements
    apis = [api for _, api in api_files()]
    entries = {kind: sum(len(getattr(api, kind)) for api in apis) for kind in _KINDS}
    calls = {
        kind: len({name for api in apis for e in getattr(api, kind) for p in e.call for name in expand(p)})
        for kind in _KINDS
    }
    clauses = [clause for regulation in regulations() for clause in regulation.clause]
    levels = Counter(element.level for element in elements.values())
    words = _words_by_language()
    lines = [
        "# The catalogue",
        "",
        f"{_GENERATED} What piilint knows: which names stand for which data, what libraries' calls do with it, and which",
        "clauses support a finding. `piilint explain` shows any entry with its file and line.",
        "",
        f"- [{len(elements)} elements](elements.md): "
        + ", ".join(f"{levels[level]} of level {level}" for level in _LEVELS),
        f"- {sum(words.values())} words and phrases in {len(words) - 1} languages and the message formats",
        f"- [{len(apis)} files of libraries](libraries.md) with {sum(entries.values())} entries",
        f"- [{len(clauses)} clauses](regulations.md), {sum(clause.is_verified for clause in clauses)} of them checked",
        "",
        "## Words by language",
        "",
        *_table(("language", "#words and phrases"), [(_LANGUAGES.get(key, key), words[key]) for key in words]),
        "",
        "## Entries",
        "",
        *_table(("kind", "#entries", "#names of callables"), [(kind, entries[kind], calls[kind]) for kind in _KINDS]),
    ]
    return "\n".join(lines) + "\n"


def _words_by_language() -> dict[str, int]:
    counts: Counter[str] = Counter()
    for _, file in element_files():
        for element in file.element:
            counts[file.language] += len(element.strong) + len(element.weak)
        for words in file.words.values():
            counts[file.language] += len(words.strong) + len(words.weak)
    return dict(counts.most_common())


def _elements() -> str:
    lines = ["# Elements", "", f"{_GENERATED} `like` are names that match, `not like` their nearest misses."]
    elements = load().elements.values()
    for level in _LEVELS:
        rows = [
            (
                f"`{e.key}`",
                e.title["en"],
                e.title.get("zh", ""),
                len(e.strong) + len(e.weak),
                _some(e.leaks),
                _some(e.fine),
            )
            for e in elements
            if e.level == level
        ]
        head = ("element", "what", "中文", "#words", "like", "not like")
        lines += ["", f"## Level {level}", "", *_table(head, rows)]
    return "\n".join(lines) + "\n"


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names[:4])


def _libraries() -> str:
    rows = []
    for path, api in api_files():
        channels = sorted({sink.channel for sink in api.sink})
        counts = [len(getattr(api, kind)) or "" for kind in _KINDS]
        link = f"[{api.library}](../../piilint/catalogue/apis/{path.name})"
        rows.append((link, *counts, ", ".join(f"`{channel}`" for channel in channels)))
    head = ("library", *(f"#{kind}s" if kind != "query" else "#queries" for kind in _KINDS), "channels")
    return "\n".join(["# Libraries", "", _GENERATED, "", *_table(head, rows)]) + "\n"


def _regulations() -> str:
    lines = [
        "# Regulations",
        "",
        f"{_GENERATED} Paraphrases in our own words, no legal advice. *Checked* says where the wording was: in the text",
        'itself, in a secondary source, or nowhere; what wasn\'t checked is shown as "see also", never as a verdict.',
    ]
    checked = {"V": "text", "V2": "secondary source", "K": "no"}
    for regulation in regulations():
        rows = [
            (
                clause.id,
                clause.words(),
                ", ".join((*clause.families, *clause.channels)),
                ", ".join((*clause.classes, *clause.elements)) or "all",
                checked[clause.mark],
            )
            for clause in regulation.clause
        ]
        head = ("clause", "asks for", "families", "data", "checked")
        lines += ["", f"## {regulation.title}", "", *_table(head, rows)]
    return "\n".join(lines) + "\n"
