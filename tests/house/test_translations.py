"""Chinese is complete: every message has its translation, in one file, with the same holes, and none is left over.

When this fails, the missing texts are printed as lines for `piilint/language/zh.toml`.
"""

from __future__ import annotations

import re

import pytest
from messages import messages, titles

from piilint.language import Language, language

HOLE = re.compile(r"\{(\w*)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def chinese() -> Language:
    return language("zh")


def test_every_message_is_translated(chinese: Language) -> None:
    missing = sorted(messages() - chinese.table.keys())
    assert not missing, "add to piilint/language/zh.toml:\n" + "\n".join(
        f"{_toml(text)} = {_toml('')}" for text in missing
    )


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def test_no_translation_is_left_over(chinese: Language) -> None:
    assert not sorted(chinese.table.keys() - messages())


def test_translations_have_the_same_holes(chinese: Language) -> None:
    for text, said in chinese.table.items():
        # Unnamed holes may change places, if all of them say which they are.
        names = [name or str(position) for position, name in enumerate(HOLE.findall(text))]
        own = [name or str(position) for position, name in enumerate(HOLE.findall(said))]
        assert sorted(names) == sorted(own), text


def test_translations_are_chinese(chinese: Language) -> None:
    for text, said in chinese.table.items():
        assert CHINESE.search(said) or not re.search(r"[a-z]{3}", HOLE.sub("", text)), text


def test_elements_and_channels_have_both_names() -> None:
    for key, title in titles().items():
        assert title.get("en") and CHINESE.search(title.get("zh", "")), key


def test_finished_messages_are_recognised(chinese: Language) -> None:
    for text in chinese.table:
        holes = HOLE.findall(text)
        if holes and text in chinese.recognised:
            message = HOLE.sub("Ω", text)
            said = chinese.translated(message)
            assert CHINESE.search(said) or not re.search(r"[a-z]{3}", message), message
            assert said.count("Ω") == message.count("Ω"), (message, said)
