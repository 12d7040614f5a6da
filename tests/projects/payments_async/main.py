"""Sends the orders of a file."""

from __future__ import annotations

import asyncio
import csv
import sys

from payments import bank, worker
from payments.orders import Order


def load(path: str) -> list[Order]:
    with open(path) as source:
        return [
            Order(row["payment_id"], row["debtor_iban"], row["creditor_iban"], int(row["amount"]), row["currency"])
            for row in csv.DictReader(source)
        ]


async def main(path: str) -> None:
    orders = load(path)
    print(f"{len(orders)} orders")  # OK
    print({order.currency for order in orders})  # OK
    print(max(order.amount for order in orders))  # LEAK: print
    results = await asyncio.gather(*(bank.settle(order) for order in orders))
    print(all(results))  # OK
    for order, settled in zip(orders, results):
        print(order.payment_id, settled)  # OK
        if not settled:
            print("not settled:", order)  # LEAK: print
    await worker.run(orders)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
