"""What a function's text says before it is run."""
