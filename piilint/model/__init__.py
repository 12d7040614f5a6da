"""The words every stage shares: plain data, no input or output."""
