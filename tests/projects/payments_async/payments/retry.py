"""Runs a coroutine until it succeeds."""

from __future__ import annotations

import functools
import logging

log = logging.getLogger("payments.retry")


def retried(times: int, loud: bool = False):
    def decorate(function):
        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            for attempt in range(times):
                log.info("attempt %d of %s", attempt + 1, function.__name__)  # OK
                try:
                    return await function(*args, **kwargs)
                except OSError as error:
                    log.warning("attempt failed: %s", type(error).__name__)  # OK
            return None

        return wrapper

    return decorate


def narrated(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        log.info("%s%s", function.__name__, args)
        return await function(*args, **kwargs)

    return wrapper
