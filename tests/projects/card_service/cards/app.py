"""The service's entry points."""

from __future__ import annotations

import logging

from cards.gateway import Gateway, GatewayError
from cards.models import Authorisation
from cards.repository import CardRepository

log = logging.getLogger("cards.app")


class CardService:
    def __init__(self, repository: CardRepository, gateway: Gateway) -> None:
        self.repository = repository
        self.gateway = gateway

    def pay(self, card_id: str, cents: int, currency: str) -> bool:
        card = self.repository.get(card_id)
        authorisation = Authorisation(card, cents, currency)
        try:
            return self.gateway.authorise(authorisation)
        except GatewayError as error:
            log.error("refused for %s", card_id)  # OK
            log.error("refused: %s", error)  # LEAK: log
            return False

    def support_view(self, card_id: str) -> str:
        card = self.repository.get(card_id)
        print(card)  # OK
        print(card.brand)  # OK
        print(card.card_number)  # LEAK: print
        return str(card)

    def statistics(self) -> None:
        log.info("%d cards", self.repository.count())  # OK
        for card_id, status in self.repository.states():
            log.info("%s is %s", card_id, status)  # OK
