"""Which function is interpreted when and how often, and what is kept of it."""
