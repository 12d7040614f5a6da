"""docs/gate.md tells the truth: its samples are run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from gate.commands import ROOT, commit, git, piilint, report, write

from piilint.config.layers import presets

PAGE = (ROOT / "docs/gate.md").read_text(encoding="utf-8")


def samples(heading: str, language: str) -> list[str]:
    """The blocks in this language below a heading of the page."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def test_suppressions_are_accepted_as_shown(tmp_path: Path) -> None:
    (program,) = samples("Suppressions", "python")
    write(tmp_path, {"main.py": program})
    found = report(tmp_path, ".")["findings"]
    assert [finding["code"] for finding in found if finding["suppressed"]] == ["PII201", "PII201"]
    assert len(found) == 2


def test_demands_are_understood(tmp_path: Path) -> None:
    (program,), (policy,) = samples("Suppressions", "python"), samples("Suppressions", "toml")
    write(tmp_path, {"main.py": program, "piilint.toml": policy})
    found = report(tmp_path, ".")["findings"]
    messages = [finding["message"] for finding in found if finding["code"] == "PII904"]
    assert len(messages) == 2
    assert "lacks by" in messages[0]
    assert "longer than 365 days" in messages[1]


def test_baseline_as_shown(tmp_path: Path) -> None:
    (commands,), (entries,) = samples("New findings only", "sh"), samples("New findings only", "text")
    write(tmp_path, {"bank/show.py": "class Screen:\n    def show(self, card):\n        print(card.iban)\n"})
    for command in commands.splitlines():
        assert piilint(tmp_path, *command.split()[1:]).returncode == 0, command
    (line,) = [line for line in entries.splitlines() if "show.py" in line]
    assert line.partition(" | accepted")[0] in (tmp_path / "piilint-baseline.txt").read_text(encoding="utf-8")
    section = PAGE.partition("\n## New findings only\n")[2].partition("\n## ")[0]
    for command in re.findall(r"^\| `piilint (.*?)` \|", section, re.MULTILINE):
        code = piilint(tmp_path, *shlex.split(command)).returncode
        assert code == {"baseline create": 2, "check --no-baseline": 1}.get(command, 0), command
    assert line in (tmp_path / "piilint-baseline.txt").read_text(encoding="utf-8")


def test_hooks_as_shown_exist() -> None:
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    known = set(re.findall(r"^- id: (\S+)", manifest, re.MULTILINE))
    shown = "".join(samples("Hooks", "yaml"))
    assert set(re.findall(r"- id: (\S+)", shown)) <= known
    section = PAGE.partition("\n## Hooks\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(piilint[\w-]*)` \|", section, re.MULTILINE)) == known


def test_commands_against_git_as_shown(tmp_path: Path) -> None:
    leak = "def show(card):\n    print(card.iban)\n"
    commit(tmp_path, {"old.py": leak})
    git(tmp_path, "switch", "--quiet", "--create", "branch")
    git(tmp_path, "mv", "old.py", "moved.py")
    commands = [
        line for heading in ("Hooks", "What a change introduces") for line in samples(heading, "sh")[0].splitlines()
    ]
    assert len(commands) == 4
    assert [piilint(tmp_path, *command.split()[1:]).returncode for command in commands] == [1, 0, 0, 0]
    write(tmp_path, {"new.py": leak})
    git(tmp_path, "add", "--all")
    assert [piilint(tmp_path, *command.split()[1:]).returncode for command in commands] == [1, 1, 1, 1]


def test_mending_as_shown(tmp_path: Path) -> None:
    """Each line of the table, before and after; a field, a setting and a comment in programs of their own."""
    section = PAGE.partition("\n## Mending\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(.+?)` \|(?: `(.+?)`)? \|(.*)\|$", section, re.MULTILINE)
    assert len(rows) == 7
    preview, safe, unsafe = samples("Mending", "sh")[0].splitlines()
    for before, after, why in rows:
        (tmp_path / "src").mkdir(exist_ok=True)
        write(tmp_path, {f"src/{path}": text for path, text in program(before, why).items()})
        main = tmp_path / "src/main.py"
        whole = main.read_text(encoding="utf-8")
        shown = piilint(tmp_path, *preview.split()[1:]).stdout
        assert main.read_text(encoding="utf-8") == whole
        assert ("*unsafe*" in why) == (not shown), before
        piilint(tmp_path, *(unsafe if "*unsafe*" in why else safe).split()[1:])
        mended = main.read_text(encoding="utf-8")
        assert mended != whole and not re.search(rf"{re.escape(before)}$", mended, re.MULTILINE), before
        assert after in mended, before


def program(line: str, why: str) -> dict[str, str]:
    """A program in which a line of the table stands."""
    mask = "def mask_iban(iban):\n    return '****' + iban[-4:]\n"
    log = "import logging\n\nlog = logging.getLogger()\n"
    own = f"from masks import mask_iban\n{log}" if "own mask" in why else log
    inside = f"{own}\n\ndef f(order, card):\n    {line}\n"
    if "error" in line:
        inside = (
            f"{log}\n\ndef f(order):\n    try:\n        raise ValueError(order.iban)\n"
            f"    except ValueError as error:\n        {line}\n"
        )
    elif ": str" in line:
        inside = f"from dataclasses import dataclass\n\n\n@dataclass\nclass Card:\n    {line}\n"
    elif "create_engine" in line:
        inside = (
            "from sqlalchemy import Column, String, create_engine\nfrom sqlalchemy.orm import declarative_base\n\n"
            "Base = declarative_base()\n\n\nclass Account(Base):\n    __tablename__ = 'account'\n"
            f"    iban = Column(String(34))\n\n\nurl = 'sqlite://'\nengine = {line}\n"
        )
    elif line.startswith("#"):
        inside = f"def f(x):\n    print(x.currency)  {line}\n"
    return {"main.py": inside, "masks.py": mask if "own mask" in why else ""}


def test_policy_as_shown(tmp_path: Path) -> None:
    (policy,), (commands,) = samples("Policy as code", "toml"), samples("Policy as code", "sh")
    leak = "import sentry_sdk\n\n\ndef f(card):\n    sentry_sdk.capture_message(card.phone)\n    print(card.credit_score)\n"
    write(tmp_path, {"piilint.toml": policy, "bank-policy.toml": 'extends = ["strict"]\n', "main.py": leak})
    found = report(tmp_path, ".")["findings"]
    assert [(finding["location"]["line"], finding["severity"]) for finding in found] == [(6, "error")]
    for command in commands.splitlines():
        assert piilint(tmp_path, *command.split()[1:]).returncode == 0, command
    section = PAGE.partition("\n## Policy as code\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)) == set(presets())


def test_completeness_as_shown(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": "", "broken.py": "def (:"})
    (option,) = re.findall(r"`(--require-complete [\d.]+)`", PAGE)
    assert piilint(tmp_path, "check", ".", *option.split()).returncode == 1
