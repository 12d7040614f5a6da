"""The CI recipes run: the script under each server's variables, and the recipes around it by what they would run."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from gate.commands import ROOT, Done, commit, git, run

pytestmark = pytest.mark.slow
SCRIPT = ROOT / "ci/piilint.sh"
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
LEAK = "def show(card):\n    print(card.iban)\n"
SERVERS = (
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "JENKINS_URL",
    "TF_BUILD",
    "TEAMCITY_VERSION",
    "GITHUB_OUTPUT",
    "GITHUB_STEP_SUMMARY",
)
ALWAYS = {"piilint.sarif", "piilint.html", "piilint.json", "piilint.md"}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A repository with a leak, and a `piilint` to call."""
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "piilint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m piilint "$@"\n')
    (commands / "piilint").chmod(0o755)
    commit(tmp_path / "bank", {"app.py": LEAK, "clean/app.py": "x = 1\n", "网银 转账/app.py": LEAK})
    return tmp_path / "bank"


def ci(bank: Path, *arguments: str, **variables: str) -> Done:
    """Run the script as a server with these variables would."""
    return run(bank, "bash", str(SCRIPT), *arguments, **_environment(bank, variables))


def _environment(bank: Path, variables: dict[str, str]) -> dict[str, str]:
    """No server but the one that the variables name; `piilint` is on the path."""
    path = f"{bank.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**dict.fromkeys(SERVERS, ""), "PATH": path, **variables}


def written(bank: Path, folder: str = "piilint-reports") -> set[str]:
    return {path.name for path in (bank / folder).iterdir()}


def findings(bank: Path) -> list[str]:
    document = json.loads((bank / "piilint-reports/piilint.json").read_text("utf-8"))
    return [finding["location"]["path"] for finding in document["findings"] if not finding["baselined"]]


def test_anywhere(bank: Path) -> None:
    done = ci(bank)
    assert done.returncode == 1, done.stderr
    assert "app.py:2:5: error PII201" in done.stdout
    assert written(bank) == ALWAYS | {"piilint-junit.xml", "piilint-checkstyle.xml"}
    assert (bank / ".piilint_cache").is_dir()


def test_github(bank: Path) -> None:
    output, summary = bank.parent / "output", bank.parent / "summary"
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    done = ci(bank, **variables)
    assert done.returncode == 1, done.stderr
    assert "::error file=app.py,line=2" in done.stdout
    assert set(output.read_text("utf-8").splitlines()) == {
        "exit-code=1", "reports=piilint-reports", "sarif=piilint-reports/piilint.sarif",
    }  # fmt: skip
    assert summary.read_text("utf-8").startswith("## piilint: 2 errors")


@pytest.mark.parametrize(
    ("server", "more", "said"),
    [
        ({"GITLAB_CI": "true"}, {"gl-code-quality-report.json", "gl-sast-report.json"}, "error PII201"),
        ({"TF_BUILD": "True"}, {"piilint-junit.xml"}, "##vso[task.logissue type=error;sourcepath=app.py;"),
        ({"TEAMCITY_VERSION": "2024.1"}, set(), "##teamcity[inspection typeId='PII201'"),
    ],
)
def test_other_servers(bank: Path, server: dict[str, str], more: set[str], said: str) -> None:
    done = ci(bank, **server)
    assert done.returncode == 1, done.stderr
    assert said in done.stdout
    assert written(bank) == ALWAYS | more


def test_paths_options_and_exit_codes(bank: Path) -> None:
    assert ci(bank, PIILINT_PATHS="clean").returncode == 0
    assert ci(bank, PIILINT_PATHS="clean app.py").returncode == 1
    assert findings(bank) == ["app.py"]
    assert ci(bank, PIILINT_PATHS="网银 转账\nclean\n").returncode == 1
    assert findings(bank) == ["网银 转账/app.py"]
    assert ci(bank, PIILINT_FAIL_ON="never").returncode == 0
    assert ci(bank, PIILINT_ARGS="--fail-on never --min-confidence high").returncode == 0
    assert ci(bank, "--fail-on", "never").returncode == 0
    assert ci(bank, PIILINT_PATHS="nowhere").returncode == 2
    assert ci(bank, PIILINT_ARGS="--no-such-option").returncode == 2
    assert ci(bank, PIILINT_REPORTS="elsewhere/in a folder").returncode == 1
    assert written(bank, "elsewhere/in a folder") >= ALWAYS


def test_a_run_that_looks_at_nothing_is_a_mistake(bank: Path) -> None:
    (bank / "empty").mkdir()
    assert ci(bank, PIILINT_PATHS="empty").returncode == 2


def test_variables_are_no_commands(bank: Path) -> None:
    hostile = '$(touch owned) `touch owned`; touch owned "'
    for name in ("PIILINT_PATHS", "PIILINT_DIFF", "PIILINT_FAIL_ON", "PIILINT_BASELINE", "PIILINT_ARGS"):
        assert ci(bank, **{name: hostile}).returncode == 2, name
    assert not list(bank.rglob("owned"))


def test_only_what_the_branch_adds(bank: Path) -> None:
    base = git(bank, "rev-parse", "HEAD")
    assert ci(bank, PIILINT_DIFF=base).returncode == 0
    commit(bank, {"new.py": LEAK})
    assert ci(bank, PIILINT_DIFF=base).returncode == 1
    assert findings(bank) == ["new.py"]


def test_cache_is_kept_where_the_recipes_keep_it(bank: Path) -> None:
    ci(bank)
    before = {path: path.stat().st_size for path in (bank / ".piilint_cache").rglob("*") if path.is_file()}
    assert before
    again = ci(bank, PIILINT_ARGS="--statistics")
    assert again.returncode == 1
    for recipe in ("action.yml", "ci/gitlab.yml"):
        assert ".piilint_cache" in (ROOT / recipe).read_text(encoding="utf-8"), recipe


# ---- the recipes around the script -----------------------------------------------------------------------------------


def test_action_hands_every_input_to_the_script(bank: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (check,) = [step for step in action["runs"]["steps"] if step.get("id") == "check"]
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(action["runs"])))
    assert used == set(action["inputs"])
    for step in action["runs"]["steps"]:
        # An input in a command's text could be a command.
        assert "${{" not in step.get("run", ""), step
        assert "uses" in step or step["shell"] == "bash"
    assert {output["value"] for output in action["outputs"].values()} == {
        f"${{{{ steps.check.outputs.{name} }}}}" for name in action["outputs"]
    }
    output = bank.parent / "output"
    variables = {name: _filled(str(value), action["inputs"]) for name, value in check["env"].items()}
    done = _shell(bank, check["run"], **variables, GITHUB_ACTIONS="true", GITHUB_OUTPUT=str(output))
    assert done.returncode == 1, done.stderr
    given = {line.partition("=")[0] for line in output.read_text("utf-8").splitlines()}
    assert given == set(action["outputs"])


def _filled(text: str, inputs: dict[str, Any]) -> str:
    """A value as GitHub fills it in, with the inputs' defaults."""
    text = text.replace("${{ github.action_path }}", str(ROOT))
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: str(inputs[found[1]]["default"]), text)


def _shell(bank: Path, command: str, **variables: str) -> Done:
    shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command)
    return run(bank, *shell, **_environment(bank, variables))


def test_gitlab_job(bank: Path) -> None:
    """Its script, but for the installation, as a merge request's pipeline runs it."""
    template = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text(encoding="utf-8"))
    job = template["piilint"]
    builds = bank.parent / "builds"
    shutil.copytree(ROOT / "ci", builds / "piilint-source/ci")
    script = [line for line in job["script"] if not line.startswith(("git clone", "python -m pip"))]
    assert len(script) == len(job["script"]) - 2
    base = git(bank, "rev-parse", "HEAD")
    commit(bank, {"new.py": LEAK})
    variables = {"GITLAB_CI": "true", "CI_BUILDS_DIR": str(builds), "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    done = _shell(bank, "\n".join(script), **variables)
    assert done.returncode == 1, done.stderr
    assert findings(bank) == ["new.py"]
    for path in job["artifacts"]["reports"].values():
        assert json.loads((bank / path).read_text("utf-8"))


def test_jenkins_stage(bank: Path) -> None:
    text = (ROOT / "ci/Jenkinsfile").read_text(encoding="utf-8")
    install, check = re.findall(r"^\s+sh '(.*)'$", text, re.MULTILINE)
    assert "pip install" in install
    done = _shell(bank, check.replace("$PWD/.piilint_venv/bin", str(bank.parent / "bin")), PIILINT_SOURCE=str(ROOT))
    assert done.returncode == 1, done.stderr
    (results,) = re.findall(r"testResults: '([^']+)'", text)
    assert (bank / results).exists()


@pytest.mark.skipif(shutil.which("make") is None, reason="make isn't here")
def test_make(bank: Path) -> None:
    (bank / "Makefile").write_text(f"include {ROOT}/ci/piilint.mk\n")
    done = _shell(bank, "make piilint")
    assert done.returncode == 2, done.stderr  # make's own code for a command that failed
    assert "error PII201" in done.stdout
    assert _shell(bank, "make piilint", PIILINT_PATHS="clean").returncode == 0


def test_recipes_are_what_their_servers_read(tmp_path: Path) -> None:
    """By the schemas that the servers' vendors publish, as check-jsonschema ships them."""
    blocks = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
    shown = {"vendor.github-workflows": blocks[0], "vendor.gitlab-ci": blocks[1]}
    for name, text in shown.items():
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    files = [(name, tmp_path / f"{name}.yml") for name in shown]
    for schema, file in [
        *files,
        ("vendor.github-actions", ROOT / "action.yml"),
        ("vendor.gitlab-ci", ROOT / "ci/gitlab.yml"),
    ]:
        done = run(tmp_path, sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file))
        assert done.returncode == 0, done.stdout + done.stderr


def test_page_shows_what_there_is() -> None:
    variables = set(re.findall(r"^\| `(PIILINT_\w+)` \|", PAGE, re.MULTILINE))
    assert variables == set(re.findall(r"\$\{(PIILINT_\w+)", SCRIPT.read_text(encoding="utf-8"))) | {"PIILINT_PATHS"}
    workflow, include = (yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S))
    (step,) = [step for step in workflow["jobs"]["piilint"]["steps"] if "piilint" in step["uses"]]
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert set(step["with"]) <= set(action["inputs"])
    assert (ROOT / include["include"][0]["file"]).exists()
    template = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text(encoding="utf-8"))
    assert set(include["variables"]) <= set(template["variables"])
    for link in re.findall(r"\]\(\.\./([^)]+)\)", PAGE):
        assert (ROOT / link).exists(), link


def test_script_in_the_readme_runs(bank: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("### In CI")[2]
    (command,) = re.findall(r"^```sh\n(.*?)^```", readme.partition("\n## ")[0], re.M | re.S)
    (bank / "piilint").symlink_to(ROOT)
    done = _shell(bank, command, PIILINT_PATHS="app.py clean")
    assert done.returncode == 1, done.stderr
    assert "app.py:2:5: error PII201" in done.stdout
    assert _shell(bank, command, PIILINT_PATHS="clean").returncode == 0
    assert written(bank) >= ALWAYS


def test_script_on_the_page_runs(bank: Path) -> None:
    (bank / "tools").mkdir()
    (bank / "tools/piilint").symlink_to(ROOT)
    (command,) = [block for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S) if "docker" not in block]
    assert _shell(bank, command, PIILINT_PATHS="app.py").returncode == 1
    (make,) = re.findall(r"^```make\n(.*?)^```", PAGE, re.M | re.S)
    (bank / "Makefile").write_text(make)
    if shutil.which("make"):
        assert _shell(bank, "make piilint", PIILINT_PATHS="clean").returncode == 0
