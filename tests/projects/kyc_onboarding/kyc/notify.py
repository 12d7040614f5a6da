"""Tells customers and colleagues."""

from __future__ import annotations

from functools import wraps

from kyc.customers import Customer
from kyc.logs import plain, redacting

log = plain("kyc.notify")
safe_log = redacting("kyc.notify.safe")


def announced(function):
    @wraps(function)
    def wrapper(recipient, text):
        log.debug("%s to %s", function.__name__, recipient)
        return function(recipient, text)

    return wrapper


@announced
def send_letter(recipient, text):
    return len(text)


def welcome(customer: Customer) -> None:
    send_letter(customer.customer_id, "welcome")  # OK
    send_letter(customer.email, "welcome")  # LEAK: log
    safe_log.info("welcomed %s", customer.email)  # SPURIOUS: log
    log.info("welcomed %s", customer.shape())  # OK
    log.info("welcomed %s", customer.salutation())  # LEAK: log
    log.info("phone %s", customer.phone_number)  # OK
    log.info("phone %s", customer.phone_number.get_secret_value())  # LEAK: log
