"""Tables by column: data frames, and SQL."""
