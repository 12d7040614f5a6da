"""The loggers of the onboarding: one redacts, one doesn't."""

from __future__ import annotations

import logging
import re


class RedactContacts(logging.Filter):
    """Replaces anything that looks like contact data or a document number."""

    pattern = re.compile(r"[\w.+-]+@[\w.-]+|\+?\d[\d -]{6,}\d|[A-Z]{1,2}\d{6,9}")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self.pattern.sub("<redacted>", record.getMessage())
        record.args = ()
        return True


def redacting(name: str) -> logging.Logger:
    logger = logging.getLogger(name)
    logger.addFilter(RedactContacts())
    return logger


def plain(name: str) -> logging.Logger:
    return logging.getLogger(name)
