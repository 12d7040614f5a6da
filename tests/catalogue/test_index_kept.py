"""The index of the catalogue's words judges alike when it was kept."""

from __future__ import annotations

import pytest

from piilint.catalogue.load import load
from piilint.catalogue.match import Names
from piilint.catalogue.shared import Shared

NAMES = (
    "iban",
    "acctNo",
    "drvr_lic_nbr",
    "对方账号",
    "duifang_zhanghao",
    "sfzh",
    "account_type",
    "ibans",
    "x",
    "cardholder2",
    "txn.amount",
)


def names_of(kept: bytes | None = None) -> Names:
    known = load().names
    names = Names(known.elements, shared_of(known))
    if kept is not None:
        names.recall(kept)
    return names


def shared_of(names: Names) -> Shared:
    return names._shared


def judged(names: Names) -> list[object]:
    return [
        (names.words(name), names.classify(name), names.classify(name, ("customer",)), names.is_plural(name))
        for name in NAMES
    ]


def test_it_judges_alike() -> None:
    made = names_of()
    expected = judged(made)
    kept = made.packed()
    assert kept is not None
    again = names_of(kept)
    assert judged(again) == expected
    assert again._index.phrases == made._index.phrases and again._index.initials == made._index.initials


@pytest.mark.parametrize("kept", [b"", b"no", b"\x90"])
def test_what_cannot_be_read_is_made_anew(kept: bytes) -> None:
    assert judged(names_of(kept)) == judged(names_of())


def test_nothing_is_kept_before_a_name_is_judged() -> None:
    assert names_of().packed() is None
