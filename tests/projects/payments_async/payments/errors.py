"""What can go wrong with a payment."""

from __future__ import annotations

from payments.orders import Order


class PaymentError(Exception):
    def __init__(self, order: Order, reason: str) -> None:
        super().__init__(f"{order.payment_id}: {reason}")
        self.order = order
        self.reason = reason


class Undeliverable(Exception):
    def __init__(self, order: Order) -> None:
        super().__init__(f"can't deliver to {order.creditor_iban}")
