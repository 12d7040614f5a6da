"""Payment orders."""

from __future__ import annotations

from typing import NamedTuple


class Order(NamedTuple):
    payment_id: str
    debtor_iban: str
    creditor_iban: str
    amount: int
    currency: str

    def key(self) -> tuple[str, str]:
        return self.payment_id, self.currency

    def pair(self) -> tuple[str, str]:
        return self.debtor_iban, self.creditor_iban


def masked(order: Order) -> Order:
    return order._replace(debtor_iban=order.debtor_iban[-4:], creditor_iban=order.creditor_iban[-4:], amount=0)
