"""Encryption of what rests: fields in the database and whole files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet


class Sealer:
    """Seals values with the key of the environment (or one that is handed in)."""

    def __init__(self, key: bytes | None = None) -> None:
        self._fernet = Fernet(key or os.environ["BANK_SEALING_KEY"].encode("ascii"))

    def seal(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode("utf-8"))

    def unseal(self, token: bytes) -> str:
        return self._fernet.decrypt(token).decode("utf-8")

    def seal_fields(self, fields: dict[str, Any]) -> bytes:
        """One token for a whole record."""
        return self.seal(json.dumps(fields, default=str))

    def unseal_fields(self, token: bytes) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads(self.unseal(token))
        return fields

    def write(self, target: Path, text: str) -> Path:
        """Write an encrypted file and return where it is."""
        target = target.with_suffix(target.suffix + ".sealed")
        target.write_bytes(self.seal(text))  # OK
        return target
