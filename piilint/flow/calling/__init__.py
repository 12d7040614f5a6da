"""Calls: which function is meant, what it is given, what it did."""
