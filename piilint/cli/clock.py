"""Which day it is: suppressions expire. `SOURCE_DATE_EPOCH` stands in for the clock, so that a run can be repeated."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone

from piilint.model.errors import UsageError

_VARIABLE = "SOURCE_DATE_EPOCH"
"""Seconds since 1970: https://reproducible-builds.org/specs/source-date-epoch/."""


def today() -> date:
    """Return the day by the environment, or else by the clock."""
    seconds = os.environ.get(_VARIABLE)
    if not seconds:
        return date.today()
    try:
        return datetime.fromtimestamp(int(seconds), timezone.utc).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{_VARIABLE}: expected seconds since 1970") from None
