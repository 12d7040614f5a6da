"""Names are cut into the words that they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piilint.catalogue.load import load
from piilint.catalogue.tokens import fold, tokens


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acctNo", ("acct", "no")),
        ("ACCT_NO", ("acct", "no")),
        ("acct-no", ("acct", "no")),
        ("IBANNumber", ("iban", "number")),
        ("IBANs", ("ibans",)),
        ("customerIBAN", ("customer", "iban")),
        ("track2Data", ("track", "2", "data")),
        ("__private_name__", ("private", "name")),
        ("row.amount", ("row", "amount")),
        ("", ()),
        ("_", ()),
        ("对方账号", ("对方账号",)),
        ("acct_账号", ("acct", "账号")),
        ("Ｉｂａｎ", ("iban",)),
        ("contraseña", ("contrasena",)),
        ("Straße", ("strasse",)),
        ("Nº_Compte", ("no", "compte")),
        ("खाता_संख्या", ("खाता", "संख्या")),
    ],
)
def test_writing_shows_where_words_end(name: str, expected: tuple[str, ...]) -> None:
    assert tokens(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acctno", "account number"),
        ("cardnum", "card number"),
        ("accountnumber", "account number"),
        ("CUST_NM", "customer name"),
        ("txnAmt", "transaction amount"),
        ("acc_no", "account number"),
        ("val_acc", "val acc"),
        ("no_card", "no card"),
        ("card_no_old", "card number old"),
        ("addresses", "address"),
        ("beneficiaries", "beneficiary"),
        ("address_line_01", "address line 1"),
        ("accountant", "accountant"),
        ("company", "company"),
        ("对方账号类型", "对方账号 类型"),
        ("對方賬號", "对方账号"),
        ("zhuanchuzhanghao", "zhuanchuzhanghao"),
        ("zhuan_chu_zhang_hao", "zhuanchuzhanghao"),
        ("huoqizhanghao", "huoqizhanghao"),
        ("CRD_HLDR_NM", "card holder name"),
        ("drvrLicNbr", "driver licence number"),
        ("CUST_LST_NM", "customer last name"),
        ("lst_items", "list item"),
        ("dat_path", "dat path"),
        ("crdhldr_nm", "card holder name"),
        ("midNm", "middle name"),
        ("bldg_no", "building number"),
        ("ctrl_sum", "ctrl sum"),
        ("zhangHuYuE", "zhanghuyue"),
        ("kaihuming", "kaihuming"),
        ("mPIN", "mpin"),
        ("Kontonummer", "konto nummer"),
        ("Empfängerkontonummer", "empfaenger konto nummer"),
        ("password", "password"),
        ("reciever_accoutn", "receiver account"),  # slips of the keyboard
        ("recipe_count", "recipe count"),
    ],
)
def test_words_are_the_ones_the_catalogue_knows(name: str, expected: str) -> None:
    assert " ".join(load().names.words(name)) == expected


@given(st.text(max_size=40))
def test_any_text_has_words_in_small_letters_and_stable(text: str) -> None:
    words = load().names.words(text)
    assert words == load().names.words(text)
    assert all(word and "_" not in word for word in words)


@given(st.lists(st.sampled_from(["account", "number", "iban", "file", "status", "total"]), min_size=1, max_size=4))
def test_case_and_separators_do_not_matter(parts: list[str]) -> None:
    names = load().names
    snake, shouting, kebab = "_".join(parts), "_".join(parts).upper(), "-".join(parts)
    camel = parts[0] + "".join(part.title() for part in parts[1:])
    assert len({names.words(name) for name in (snake, shouting, kebab, camel)}) == 1


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_plain_text_is_not_changed_by_folding(text: str) -> None:
    assert fold(text) == text
