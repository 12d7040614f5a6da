"""Takes orders from a queue and sends them."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager

from payments.errors import PaymentError, Undeliverable
from payments.orders import Order, masked

log = logging.getLogger("payments.worker")


@asynccontextmanager
async def step(label: str):
    log.debug("begin %s", label)
    yield label
    log.debug("end")  # OK


async def deliver(order: Order) -> None:
    async with step(order.payment_id):  # OK
        await asyncio.sleep(0)
    async with step(f"delivery to {order.creditor_iban}"):  # LEAK: log
        await asyncio.sleep(0)
    if order.currency != "EUR":
        raise PaymentError(order, "wrong currency")  # OK
    if not order.creditor_iban.startswith("DE"):
        raise Undeliverable(order)  # LEAK: error


async def work(queue: asyncio.Queue[Order]) -> None:
    while True:
        order = await queue.get()
        log.info("order %s", order.key())  # OK
        log.info("order %s", masked(order))  # OK
        try:
            await deliver(order)
        except PaymentError as error:
            log.error("failed: %s", error)  # OK
            log.error("failed: %s", error.reason)  # OK
            log.error("failed: %s", error.order)  # LEAK: log
        except Undeliverable as error:
            log.error("undeliverable: %s", error)  # LEAK: log
        finally:
            queue.task_done()


async def feed(queue: asyncio.Queue[Order], orders: list[Order]) -> None:
    for order in orders:
        await queue.put(order)
    log.info("%d orders waiting", queue.qsize())  # OK


async def run(orders: list[Order]) -> None:
    queue: asyncio.Queue[Order] = asyncio.Queue()
    workers = [asyncio.create_task(work(queue)) for _ in range(3)]
    await feed(queue, orders)
    await queue.join()
    for worker in workers:
        worker.cancel()
