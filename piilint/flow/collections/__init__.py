"""Python's own containers, by key and by index."""
