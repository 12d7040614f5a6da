"""The bank's interface."""

from __future__ import annotations

import logging

from payments.orders import Order
from payments.retry import narrated, retried

log = logging.getLogger("payments.bank")


@retried(times=3)
async def look_up(reference: str) -> dict[str, str]:
    return {"iban": reference, "status": "open"}


@narrated
async def transfer(source: str, target: str) -> bool:
    return source != target


@narrated
async def ping(service: str) -> bool:
    return bool(service)


async def settle(order: Order) -> bool:
    await ping("bank")  # OK
    debtor, creditor = order.pair()
    found = await look_up(order.debtor_iban)
    log.info("status %s", found["status"])  # OK
    log.info("found %s", found["iban"])  # LEAK: log
    payment_id, currency = order.key()
    log.info("settling %s in %s", payment_id, currency)  # OK
    done = await transfer(debtor, creditor)  # LEAK: log
    log.info("settled: %s", done)  # OK
    return done
