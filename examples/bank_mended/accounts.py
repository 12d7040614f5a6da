"""The account service: what the branches and the app call."""

from __future__ import annotations

import logging
from decimal import Decimal
from pathlib import Path

from .importers import ImportFailure, import_file
from .logsetup import audit
from .masking import mask_card, mask_iban
from .models import Account, Card, Customer, PaymentOrder, Statement
from .notify import Notifier
from .repository import LedgerRepository

logger = logging.getLogger(__name__)


class PaymentRefused(Exception):
    """A payment that the bank won't make."""


class AccountService:
    """Opens accounts, issues cards, books statements, makes payments."""

    def __init__(self, repository: LedgerRepository, notifier: Notifier) -> None:
        self._repository = repository
        self._notifier = notifier

    def open_account(self, customer: Customer, account_id: int, iban: str) -> Account:
        logger.info("onboarding %s", customer.model_dump(include={"customer_id", "country"}))  # OK
        holder = customer.full_name.get_secret_value()
        account = Account(account_id, customer.customer_id, iban, holder, Decimal(0))
        self._repository.save_account(account)
        logger.info("opened %s", account)  # OK
        audit("account.opened", account_id=account.account_id, country=customer.country)  # OK
        return account

    def issue_card(self, account: Account, card: Card) -> None:
        assert card.account_id == account.account_id, f"card {card.card_id} is for another account"  # OK
        self._repository.save_card(card)
        logger.info("issued %s card %s", card.scheme, mask_card(card.card_number))  # OK
        logger.info("issued card %d ending %s", card.card_id, card.card_number[-4:])  # OK

    def book_file(self, account_id: int, path: Path) -> Statement | None:
        """Import one file into one account; None if the file was refused."""
        try:
            statement = import_file(path)
        except ImportFailure as failure:
            logger.error("refused %s: %s", path.name, failure)  # OK
            return None
        account = self._repository.find(account_id)
        if statement.iban != account.iban:
            logger.error("%s is for %s, not account %d", path.name, mask_iban(statement.iban), account_id)  # OK
            return None
        self._repository.book(account_id, statement)
        account.balance = statement.closing_balance
        self._repository.save_account(account)
        logger.info("account %d booked", account.account_id)  # OK
        return statement

    def pay(self, order: PaymentOrder) -> None:
        """Debit the account, or say why not."""
        account = self._repository.find(order.debtor_account_id)
        audit("payment.ordered", order=order.order_id, to=mask_iban(order.creditor_iban))  # OK
        if account.balance < order.amount:
            message = f"order {order.order_id} isn't covered by account {account.account_id}"
            raise PaymentRefused(message)  # OK
        if account.status != "open":
            raise PaymentRefused(f"account {account.account_id} is {account.status}")  # OK
        account.balance -= order.amount
        self._repository.save_account(account)
        audit("payment.made", order_id=order.order_id, currency=order.currency)  # OK

    def notify_all(self, customer: Customer, account: Account, statement: Statement) -> int:
        """Tell the customer about each booking and return how many there were."""
        for txn in statement.transactions:
            self._notifier.booking_mail(customer, account, txn)
            if txn.is_debit:
                self._notifier.booking_sms(customer, account, txn)
        logger.info("told customer %d about %d bookings", customer.customer_id, len(statement.transactions))  # OK
        return len(statement.transactions)
