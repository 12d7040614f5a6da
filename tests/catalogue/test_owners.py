"""Whose a name is: roles, payment providers, tables of other writings, and what stands before a record."""

from __future__ import annotations

import pytest

from piilint.catalogue.load import load

NAMES = load().names


def reported(name: str, owners: tuple[str, ...]) -> str | None:
    """The element that a name holds, but for those of level low."""
    match = NAMES.classify(name, owners)
    return None if match is None or match.level == "low" else match.element


@pytest.mark.parametrize(
    ("owner", "name", "expected"),
    [
        ("", "director_name", "customer_name"),  # a role in the name itself; as an owner it may be anything
        ("director", "name", None),
        ("", "child_name", None),
        ("", "executor_name", None),
        ("StripeCharge", "amount_captured", "transaction_amount"),  # a provider's charge is a payment
        ("PayPalCapture", "gross_amount", "transaction_amount"),
        ("ScreenCapture", "gross_amount", None),
        ("BatteryCharge", "amount_captured", None),
        ("XeroBankTransaction", "Total", "transaction_amount"),
        ("SearchResult", "Total", None),
        ("ObStandingOrder", "reference_text", "transaction_narrative"),  # an order by its whole name
        ("SortOrder", "reference_text", None),
        ("Girokonto", "zweitkontoinhaber", "account_holder_name"),
        ("ClienteBR", "profissao", "demographics"),  # whose country's
        ("顧客情報", "勤務先", "demographics"),  # what tables are called in writings without spaces
        ("接続情報", "勤務先", None),
        ("고객정보", "국적", "demographics"),
        ("交易流水", "备注", "transaction_narrative"),
        ("图书流水线", "备注", None),
        ("iso8583", "currency_code_transaction", None),  # what stands before a record says what it is
        ("iso8583", "amount_transaction", "transaction_amount"),
        ("account", "available_on", None),  # a date
        ("account", "available", "account_balance"),
        ("Virement", "iban_donneur_ordre", "iban"),  # two words for whose it is
        ("Virement", "type_donneur_ordre", None),
        ("OBAccount", "pan", "card_number"),  # owner and name say it together
        ("camera_account", "zoom", None),
        ("CNABField", "name", None),  # a class of fields
        ("CNABField", "amount", "transaction_amount"),
        ("CNABRecord", "name", "counterparty_name"),
        ("account", "reference_number", None),  # said by the fields beside it, which make nothing else of it
        ("account", "number", "account_number"),
        ("customer", "company", None),  # a firm, or the tenant of a programme
        ("customer", "employer", "demographics"),
        ("EAST_GRHQCKMX", "DBRZJHM", "national_id"),  # initials that end as those of banks' tables do
        ("EAST_GRHQCKMX", "JYGYH", None),
        ("orders_mx", "DBRZJHM", None),
        ("客户基本信息表", "JTZZ", "postal_address"),
        ("指标基本信息表", "JTZZ", None),
        ("khzl", "jt_dz", "postal_address"),  # initials that are written apart
        ("zhmx", "df_hm", "counterparty_name"),
        ("config", "df_hm", None),
        ("", "relationship_to_sender", None),
        ("RU_1C", "ПлательщикСчет", "counterparty_account"),
        ("MT940_PL", "kwota", "transaction_amount"),  # whatever its number
        (
            "",
            "payment_merchant_name",
            "merchant_info",
        ),  # a phrase of two words is who it says, whatever the first one owns
        ("", "payment_name", None),
        ("customers", "cust_since_dt", None),
        ("", "cash_lim", "credit_limit_and_overdraft"),
        ("", "upper_lim", None),
        (
            "FUNDS.TRANSFER",
            "PAYMENT.DETAILS",
            "transaction_narrative",
        ),  # owner and name say more than a word for records
        ("Mt940Transaction", "applicant_name", "counterparty_name"),
        ("LoanForm", "applicant_name", "customer_name"),
        ("MT103", "details_of_charges", None),
        ("MT103", "details_of_payment", "transaction_narrative"),
        ("CardAuthorization", "auth_code", None),  # the issuer's answer, not the customer's code
        ("login", "auth_code", "otp_code"),
    ],
)
def test_what_owners_and_roles_make_of_words(owner: str, name: str, expected: str | None) -> None:
    assert reported(name, (owner,) if owner else ()) == expected
