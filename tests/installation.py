"""Fresh virtual environments for commands that install something, without any index.

Pip finds what the test's own environment has installed, and takes everything else from folders of wheels that the test
made (`stand_in`). So what a page or the Dockerfile says can be run as it stands.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path

from gate.commands import ENVIRONMENT, ROOT

PARTS = ("piilint", "examples", "pyproject.toml", "README.md", "LICENSE")
"""What a clone has that installing and trying it needs."""


class Installation:
    """A virtual environment and the wheels that pip may take."""

    def __init__(self, folder: Path, wheels: Path | None = None) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        self.know_dependencies(folder)
        self.wheels = wheels

    def know_dependencies(self, environment: Path) -> None:
        """Let an environment see the packages of the test's own."""
        paths = sysconfig.get_paths("venv", {"base": str(environment), "platbase": str(environment)})
        Path(paths["purelib"], "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")

    def run(self, folder: Path, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a line of shell where the environment is active."""
        commands = self.folder / "bin"
        offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        if self.wheels is not None:
            offline["PIP_FIND_LINKS"] = str(self.wheels)
        inherited = {key: value for key, value in ENVIRONMENT.items() if key != "PYTHONPATH"}
        path = f"{commands}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env={**inherited, **offline, "PATH": path, "VIRTUAL_ENV": str(self.folder), **variables},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def clone(folder: Path) -> Path:
    """What a clone of piilint holds for those who install it."""
    folder.mkdir(parents=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        else:
            shutil.copy(ROOT / part, folder / part)
    return folder


def stand_in(folder: Path, name: str, version: str, files: dict[str, str], commands: Sequence[str] = ()) -> Path:
    """A wheel of this name; each of its commands says how it is called and ends well."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    about = f"{stem}.dist-info"
    scripts = "".join(f"{command} = {stem.partition('-')[0]}_stand_in:main\n" for command in commands)
    held = {
        **files,
        f"{stem.partition('-')[0]}_stand_in.py": "import sys\n\n\ndef main():\n    print(*sys.argv)\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": f"[console_scripts]\n{scripts}" if scripts else "",
    }
    record = "".join(f"{path},,\n" for path in [*held, f"{about}/RECORD"])
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**held, f"{about}/RECORD": record}.items():
            archive.writestr(path, text)
    return wheel
