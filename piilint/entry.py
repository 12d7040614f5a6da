"""Where the `piilint` command begins: what needs no command line at all is answered before one is loaded."""

from __future__ import annotations

import sys

from piilint import __version__


def main() -> None:
    """The entry point; see `piilint.cli.guard` for the exit codes."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"piilint, version {__version__}\n")
        return
    from piilint.cli import main as run

    run()
