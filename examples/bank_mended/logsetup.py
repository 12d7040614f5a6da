"""How the bank logs: one format, IBANs cut out, and a second logger for the auditors."""

from __future__ import annotations

import json
import logging
import logging.config
from typing import Any

from .masking import IbanRedactionFilter

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"iban": {"()": IbanRedactionFilter}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["iban"]}},
    "root": {"level": "INFO", "handlers": ["console"]},
}

_auditor = logging.getLogger("bank.audit")


def configure(verbose: bool = False) -> None:
    """Set logging up for the whole process."""
    logging.config.dictConfig(LOGGING)
    if verbose:
        logging.getLogger().setLevel(logging.DEBUG)


def audit(event: str, **fields: object) -> None:
    """Write one line for the auditors; callers hand over ids, never the data behind them."""
    _auditor.info("%s %s", event, json.dumps(fields, default=str, sort_keys=True))  # OK
