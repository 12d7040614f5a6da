"""Every way of making commands: what its example's function writes out of many rows is a bulk export, a near miss's isn't."""

from __future__ import annotations

from harness import check_project

from piilint.catalogue.load import api_files

EXPORT = """
def export():
    from bank.repository import load_statements
    with open("statements.txt", "w") as out:
        for statement in load_statements():
            out.write(statement.iban)
"""
ENTRIES = [entry for _, api in api_files() for entry in api.command]


def rules(text: str) -> set[str]:
    """The rules that what is exported raises."""
    return {finding.rule for finding in check_project({"app.py": text + EXPORT}) if finding.family == "store"}


def test_examples_are_commands() -> None:
    for entry in ENTRIES:
        assert entry.example, entry.call
        assert rules(entry.example) == {"bulk-export"}, entry.call


def test_near_misses_are_not() -> None:
    for entry in ENTRIES:
        if entry.fine:
            assert rules(entry.fine) == {"file-write"}, entry.call


def test_a_script() -> None:
    assert rules('def main():\n    export()\n\n\nif __name__ == "__main__":\n    main()\n') == {"bulk-export"}
    assert rules("def main():\n    export()\n") == {"file-write"}


def test_one_row_is_no_export() -> None:
    text = 'import click\n\n\n@click.command()\ndef show(iban):\n    with open("one.txt", "w") as out:\n        out.write(iban)\n'
    assert {finding.rule for finding in check_project({"app.py": text})} == {"file-write"}


def test_a_project_says_what_its_commands_are() -> None:
    text = 'from bank.jobs import job\n\n\n@job("nightly")\ndef dump():\n    export()\n'
    assert rules(text) == {"file-write"}
    toml = '[[command]]\ncall = "bank.jobs.job"\nhow = "decorates"\n'
    assert {finding.rule for finding in check_project({"app.py": text + EXPORT}, toml)} == {"bulk-export"}


def test_ignoring_the_write_ignores_the_export() -> None:
    text = "import click\n\n\n@click.command()\ndef dump():\n    export()\n"
    for name in ("file-write", "bulk-export"):
        assert not check_project({"app.py": text + EXPORT}, f'[[override]]\npaths = ["*.py"]\nignore = ["{name}"]\n')
    assert not check_project({"app.py": text + EXPORT}, '[policy.high]\n"store.file" = "off"\n')
