"""Text: what is formatted into it, what is left of it."""
