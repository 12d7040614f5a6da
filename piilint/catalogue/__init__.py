"""What piilint knows: data elements and their names, and what libraries' calls do with data. All of it is TOML."""

from __future__ import annotations
