"""From described fields to catalogue entries: what the names that the catalogue doesn't know stand for.

A field whose name says what it is needs nothing. One whose comment says it adds a word to that element; one that only
the bank's classification knows becomes an element of the project's own. Everything says where it comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from piilint.catalogue.imports import Field
from piilint.catalogue.match import NameMatch, Names
from piilint.catalogue.schema import Element
from piilint.language import ENGLISH, Language
from piilint.model.finding import Level

WithElements = Callable[[tuple[Element, ...]], Names]
"""The catalogue's names with further elements."""
_ROUNDS = 20
_LONG = 4
"""Letters of a word that says something by itself, where there are several."""
_NO_CONTEXT = frozenset(("t", "tb", "tbl", "tab", "table", "the", "dim", "fact", "ods", "dwd", "dws", "tmp"))
"""Words of tables' names that say nothing of what they hold."""


@dataclass(slots=True)
class Seed:
    """An element that gets words, or a new one."""

    key: str
    level: Level
    is_new: bool
    title: dict[str, str]
    strong: dict[str, list[str]] = field(default_factory=dict)
    """Words, each with the places that it comes from."""
    weak: dict[str, list[str]] = field(default_factory=dict)
    """Words that count only with the context."""
    context: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Seeds:
    """All that was made of the fields."""

    elements: dict[str, Seed] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """Where classification and catalogue disagree."""
    known: int = 0
    """Fields whose names say what they hold already."""
    harmless: int = 0
    wanted: dict[tuple[str, str], str] = field(default_factory=dict)
    """What each field that isn't known must be told to hold, by name and owner; "" for nothing."""


def make_seeds(fields: Iterable[Field], names: Names, with_elements: WithElements) -> Seeds:
    """The entries that the fields need, in order of their keys.

    They are tried on the fields: words that would say something wrong of one of them are left out, and that is noted.
    """
    seeds = Seeds()
    for each in fields:
        _add(seeds, each, names)
    for _ in range(_ROUNDS):
        told = with_elements(_elements(seeds))
        wrong = [key for key, element in seeds.wanted.items() if _told(told, *key) != element]
        if not wrong:
            break
        for name, owner in wrong:
            _leave_out(seeds, name, owner, names)
    seeds.elements = {key: seed for key, seed in seeds.elements.items() if seed.strong or seed.weak}
    seeds.elements = {key: seeds.elements[key] for key in sorted(seeds.elements)}
    seeds.notes = sorted(set(seeds.notes))
    return seeds


def _add(seeds: Seeds, each: Field, names: Names) -> None:
    owners = (each.owner,) if each.owner else ()
    by_name = names.classify(each.name, owners)
    by_label = names.classify(each.label, owners) if each.label else None
    if by_name is not None and by_name.confidence != "low" and by_name.level != "low":
        seeds.known += 1
        _compare(seeds, each, by_name)
        if by_label is not None and by_label.confidence == "high" != by_name.confidence:
            _compare_label(seeds, each, by_name, by_label)
        return
    place = (each.name, each.owner)
    if each.level == "low" or (each.level is None and (by_label is None or by_label.level == "low")):
        seeds.harmless += 1
        if by_name is None:
            seeds.wanted.setdefault(place, "")
        return
    meant = next((m for m in (by_label, by_name) if m is not None and m.level == (each.level or m.level)), None)
    if meant is not None and meant.level != "low":
        element = names.elements[meant.element]
        seed = seeds.elements.setdefault(element.key, Seed(element.key, element.level, False, element.title))
    else:
        key = _key(each)
        level: Level = each.level or "high"
        seed = seeds.elements.setdefault(key, Seed(key, level, True, {"en": each.label or each.name}))
    seeds.wanted[place] = seed.key
    _word(seed, each, names)


def _elements(seeds: Seeds) -> tuple[Element, ...]:
    """The entries as the catalogue takes them."""
    return tuple(
        Element(
            key=seed.key, title=seed.title, level=seed.level, strong=tuple(seed.strong), weak=tuple(seed.weak),
            context=tuple(sorted(seed.context)),
        )
        for seed in seeds.elements.values()
        if seed.strong or seed.weak
    )  # fmt: skip


def _told(names: Names, name: str, owner: str) -> str:
    match = names.classify(name, (owner,) if owner else ())
    return match.element if match is not None and match.level != "low" else ""


def _leave_out(seeds: Seeds, name: str, owner: str, names: Names) -> None:
    """Drop the words by which a field would be taken for something else; numbers don't tell names apart."""
    phrase = _without_numbers(names.words(name))
    for seed in seeds.elements.values():
        for words in (seed.strong, seed.weak):
            for word in [word for word in words if _without_numbers(word.split()) == phrase]:
                for place in words.pop(word):
                    seeds.notes.append(f"{place}: its name can't be told from others', left out")
    seeds.wanted = {
        key: element for key, element in seeds.wanted.items() if _without_numbers(names.words(key[0])) != phrase
    }


def _without_numbers(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if not word.isdigit())


def _compare(seeds: Seeds, each: Field, match: NameMatch) -> None:
    if each.level is not None and each.level != match.level:
        name = f"{each.owner}.{each.name}" if each.owner else each.name
        seeds.notes.append(
            f"{each.where}: {name} is {each.level} there, and {match.level} here as {match.element}; "
            f"[policy.elements] can say how it's reported"
        )


def _compare_label(seeds: Seeds, each: Field, by_name: NameMatch, by_label: NameMatch) -> None:
    if by_label.element != by_name.element and by_label.level != "low":
        name = f"{each.owner}.{each.name}" if each.owner else each.name
        seeds.notes.append(f"{each.where}: {name} is {by_name.element} by its name, {by_label.element} by its comment")


def _word(seed: Seed, each: Field, names: Names) -> None:
    """The name as a word of the element, in the context of its table, unless it is long enough to stand alone."""
    words = names.words(each.name)
    place = f"{each.where}: {each.owner}.{each.name}" if each.owner else f"{each.where}: {each.name}"
    place += f" ({each.label})" if each.label else ""
    context = [word for word in names.words(each.owner) if not word.isdigit() and word not in _NO_CONTEXT]
    if context and not (len(words) > 1 and all(len(word) >= _LONG for word in words)):
        seed.weak.setdefault(" ".join(words), []).append(place)
        seed.context.update(context)
    else:
        seed.strong.setdefault(" ".join(words), []).append(place)


def _key(each: Field) -> str:
    slug = re.sub(r"\W+", "_", each.name).strip("_").lower() or "field"
    return f"own_{slug}"


# ---- TOML -----------------------------------------------------------------------------------------------------------


def as_toml(seeds: Seeds, sources: Sequence[str], said: Language = ENGLISH) -> str:
    """The entries as a file that a configuration can extend, with comments in a language."""
    head = "Written by `piilint import` from {}. Import again rather than edit: see docs/review.md."
    lines = [f"# {said.say(head, ', '.join(sources))}"]
    lines += [f"# {_comment(said.translated(note))}" for note in seeds.notes]
    for seed in seeds.elements.values():
        lines += ["", "[[element]]", f"key = {_text(seed.key)}", f"level = {_text(seed.level)}"]
        if seed.is_new:
            title = ", ".join(f"{language} = {_text(text)}" for language, text in sorted(seed.title.items()))
            lines.append(f"title = {{ {title} }}")
        lines += _words("strong", seed.strong)
        lines += _words("weak", seed.weak)
        if seed.weak:
            lines.append(f"context = [{', '.join(_text(word) for word in sorted(seed.context))}]")
    return "\n".join(lines) + "\n"


def _words(key: str, words: dict[str, list[str]]) -> list[str]:
    if not words:
        return []
    lines = [f"{key} = ["]
    for word in sorted(words):
        lines += [f"  # {_comment(place)}" for place in sorted(set(words[word]))]
        lines.append(f"  {_text(word)},")
    return [*lines, "]"]


def _text(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def differences(old: dict[str, object], new: dict[str, object], said: Language = ENGLISH) -> list[str]:
    """What a re-import changes, entry by entry: both are documents as `as_toml` writes them."""
    before, after, say = _by_word(old), _by_word(new), said.say
    found = [(word, say("new: {} → {}", word, after[word])) for word in after if word not in before]
    found += [(word, say("gone: {}, was {}", word, before[word])) for word in before if word not in after]
    found += [
        (word, say("changed: {}: {} → {}", word, before[word], after[word]))
        for word in after
        if before.get(word, after[word]) != after[word]
    ]
    return [line for _, line in sorted(found)]


def _by_word(document: dict[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    elements = document.get("element", [])
    for element in elements if isinstance(elements, list) else []:
        if isinstance(element, dict):
            for word in (*element.get("strong", []), *element.get("weak", [])):
                found[str(word)] = f"{element.get('key')} ({element.get('level')})"
    return found
