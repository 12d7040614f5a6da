"""What a project says about itself: its `piilint.toml`, or `[tool.piilint]` in its `pyproject.toml`."""
