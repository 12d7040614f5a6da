"""Parties and what they have: on which side of a booking somebody stands, in the languages of banks, and what looks like it."""

from __future__ import annotations

import pytest

from piilint.catalogue.load import load

NAMES = load().names


@pytest.mark.parametrize(
    ("name", "owner", "expected"),
    [
        ("destination_name", "TransactionSplit", "counterparty_name"),  # a side of a booking
        ("to_name", "Transfer", "counterparty_name"),
        ("destination_name", "Edge", None),
        ("source_name", "FileTransfer", None),
        ("name", "Transfer", None),
        ("destination_address", "Transfer", None),
        ("target_name", "", None),
        ("receiving_company_name", "", "counterparty_name"),
        ("company_name", "", None),
        ("bank_party_name", "", "counterparty_name"),  # an account line's party, not its bank
        ("payee_bank_name", "", None),
        ("payee_real_name", "", "counterparty_name"),
        ("creditor_id_number", "", "national_id"),
        ("private_street", "", "postal_address"),
        ("private_ip_address", "", None),
        ("pan", "iso8583", "card_number"),  # a standard's number is part of its name
        ("date_expiration", "iso8583", "card_expiry"),
        ("expiration_date", "", None),
        ("sanitized_acc_number", "ResPartnerBank", "account_number"),  # without spaces, and whole
        ("sanitized_iban", "", None),
        ("principal", "approved", "loan_data"),
        ("approved_principal", "", "loan_data"),
        ("service_principal", "", None),
        ("normal_balance", "LedgerAccount", None),  # the side that an account's balance is usually on
        ("pin_number", "Gpio", None),
        ("pin_number", "Card", "card_pin"),
    ],
)
def test_owners_and_sides(name: str, owner: str, expected: str | None) -> None:
    match = NAMES.classify(name, (owner,) if owner else ())
    assert (None if match is None or match.level == "low" else match.element) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("iban_debiteur", "iban"),
        ("compte_creancier", "counterparty_account"),
        ("adresse_contrepartie", "postal_address"),
        ("deudor_cuenta", "counterparty_account"),
        ("numero_cuenta_acreedor", "counterparty_account"),
        ("documento_contraparte", "national_id"),
        ("sacado_nome", "counterparty_name"),
        ("cidade_sacado", "postal_address"),
        ("codice_fiscale_debitore", "tax_id"),
        ("controparte_conto", "counterparty_account"),
        ("telefoon_betaler", "phone"),
        ("rekening_debiteur", "counterparty_account"),
        ("gegenpartei_name", "counterparty_name"),
        ("收方户名", "counterparty_name"),
        ("转出方账号", "counterparty_account"),
        ("송금인이름", "counterparty_name"),
        ("tipo_cuenta_beneficiario", None),  # what stands first says that it is none of it
        ("institucion_contraparte", None),
        ("stato_bonifico", None),
        ("banca_beneficiario", None),
        ("bank_begunstigde", None),
        ("收方开户行", None),
        ("转入方类型", None),
    ],
)
def test_parties_of_other_languages(name: str, expected: str | None) -> None:
    match = NAMES.classify(name)
    assert (None if match is None or match.level == "low" else match.element) == expected
