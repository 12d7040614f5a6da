"""`python -m piilint`."""

from __future__ import annotations

from piilint.entry import main

if __name__ == "__main__":
    main()
