"""Imports bank statements from CSV and MT940 files."""

from .booking import Ledger
from .models import Statement, Transaction

__all__ = ["Ledger", "Statement", "Transaction"]
