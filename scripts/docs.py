"""Write the generated pages: `python scripts/docs.py`; with --check only say which are stale, and exit 1.

Generated are docs/rules/*.md from the rules' docstrings, docs/configuration.md from the schemas' field docstrings,
docs/catalogue/*.md from the catalogue, and the report in README.md between its markers.

The catalogue's pages hold counts that every entry changes; --check is about the others, and --check-all about those,
too.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from catalogue_pages import catalogue_pages
from configuration_page import configuration_page
from readme_report import readme_with_report
from rule_pages import rule_pages

ROOT = Path(__file__).parents[1]
RULES = Path("docs/rules")
CATALOGUE = Path("docs/catalogue")


def pages(*, counts: bool = True) -> dict[Path, str]:
    """All generated files by their path in the repository; without those that hold the catalogue's counts."""
    readme = Path("README.md")
    text = (ROOT / readme).read_text(encoding="utf-8")
    return {
        **{RULES / name: page for name, page in rule_pages().items()},
        **({CATALOGUE / name: page for name, page in catalogue_pages().items()} if counts else {}),
        Path("docs/configuration.md"): configuration_page(ROOT),
        readme: readme_with_report(text, ROOT),
    }


def stale(wanted: dict[Path, str]) -> list[Path]:
    """The files that differ from what they should be, missing and left-over ones included."""
    left_over = {path.relative_to(ROOT) for path in (ROOT / RULES).glob("*.md")} - set(wanted)
    return sorted({path for path, text in wanted.items() if _read(ROOT / path) != text} | left_over)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def write(path: Path, text: str | None) -> None:
    """Write one file; None removes it."""
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main() -> int:
    """Write or check; 1 if --check found something stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument("--check-all", action="store_true", help="change nothing; the catalogue's counts, too")
    options = parser.parse_args()
    check = options.check or options.check_all
    wanted = pages(counts=not options.check)
    changed = stale(wanted)
    for path in changed:
        print(f"{'stale' if check else 'written'}: {path}")
        if not check:
            write(ROOT / path, wanted.get(path))
    if check and changed:
        print("run: python scripts/docs.py")
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
