"""Cards and authorisations."""

from __future__ import annotations

from cards.masking import mask_pan


class Card:
    def __init__(self, card_id: str, card_number: str, cvv: str, holder_name: str) -> None:
        self.card_id = card_id
        self.card_number = card_number
        self.cvv = cvv
        self.holder_name = holder_name

    def __str__(self) -> str:
        return mask_pan(self.card_number)

    @property
    def brand(self) -> str:
        return "visa" if self.card_number.startswith("4") else "other"

    @property
    def embossing(self) -> str:
        return f"{self.holder_name} {self.card_number}"


class Authorisation:
    def __init__(self, card: Card, amount: int, currency: str) -> None:
        self.card = card
        self.amount = amount
        self.currency = currency
        self.approved = False

    def as_message(self) -> dict[str, object]:
        return {"2": self.card.card_number, "4": self.amount, "49": self.currency}

    def as_summary(self) -> dict[str, object]:
        return {"card": self.card.card_id, "currency": self.currency, "approved": self.approved}
