"""Talks to the scheme."""

from __future__ import annotations

import logging

from cards.masking import digest, mask_cvv, mask_holder, mask_pan, pseudonym
from cards.models import Authorisation, Card

log = logging.getLogger("cards.gateway")


class GatewayError(Exception):
    pass


class Gateway:
    def __init__(self, key: bytes, debug: bool = False) -> None:
        self.key = key
        self.debug = debug

    def authorise(self, authorisation: Authorisation) -> bool:
        card = authorisation.card
        log.info("authorising %s", card)  # OK
        log.info("authorising %s", mask_pan(card.card_number))  # OK
        log.info("authorising %s", pseudonym(card.card_number, self.key))  # OK
        log.info("authorising %s", digest(card.card_number))  # LEAK: safeguard
        if self.debug:
            log.debug("sending %s", authorisation.as_message())  # LEAK: log
        log.debug("sending %s", authorisation.as_summary())  # OK
        if not card.cvv:
            raise GatewayError(f"no code for {card.card_id}")  # OK
        if len(card.cvv) != 3:
            raise GatewayError(f"code {card.cvv} is wrong")  # LEAK: error
        authorisation.approved = True
        return authorisation.approved

    def emboss(self, card: Card) -> None:
        log.info("embossing for %s", mask_holder(card.holder_name))  # LEAK: log
        log.info("embossing with %s", mask_cvv(card.cvv))  # OK
        log.info("embossing %s", card.brand)  # OK
        with open("emboss.dat", "a") as out:
            out.write(card.embossing)  # LEAK: store
            out.write(str(card))  # OK
