"""One function, statement by statement and expression by expression."""
