"""Keeps cards in SQLite."""

from __future__ import annotations

import sqlite3

from cards.models import Card


class CardRepository:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path)

    def get(self, card_id: str) -> Card:
        row = self._connection.execute(
            "SELECT card_id, card_number, cvv, holder_name FROM cards WHERE card_id = ?", (card_id,)
        ).fetchone()
        if row is None:
            raise LookupError(f"no card {card_id}")  # OK
        return Card(*row)

    def count(self) -> int:
        return self._connection.execute("SELECT COUNT(*) FROM cards").fetchone()[0]

    def states(self) -> list[tuple[str, str]]:
        return self._connection.execute("SELECT card_id, status FROM cards").fetchall()
