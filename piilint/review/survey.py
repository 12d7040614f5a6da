"""What a repository is made of, as far as its configuration should know: libraries, wrappers, masks, tests."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from piilint.config.load import Configuration
from piilint.model.finding import Report
from piilint.model.proof import Proof
from piilint.model.run import Run

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<source>[A-Za-z_][\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#;]+)"
    r"|import[ \t]+(?P<modules>[^\n#;]+))",
    re.MULTILINE,
)
_WAY_OUT = re.compile(r"(?:^|_)(?:log|logger|logs|audit|auditor|trace|record|notify|alert|event)(?:_|$|s$)")
_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_TESTS = frozenset(("test", "tests", "testing"))
_GENERATED = ("_pb2.py", "_pb2_grpc.py")


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found; counts are of files."""

    report: Report
    proofs: tuple[Proof, ...]
    known: Mapping[str, int]
    """Libraries that the catalogue has entries for."""
    unseen: Mapping[str, int]
    """Imported names whose code isn't in view and that sound like a way out: "acme_log.audit"."""
    tests: tuple[str, ...]
    """Folders of tests, as patterns."""
    generated: tuple[str, ...]
    """Patterns of generated files."""
    chinese: int
    """Files with Chinese words."""


def survey(configuration: Configuration, run: Run) -> Survey:
    """Look at all that the configuration's paths hold."""
    from piilint.catalogue.load import libraries
    from piilint.lower.sources import read_sources
    from piilint.pipeline import check, discover_paths
    from piilint.review.safeguards import safeguards

    paths = [str(configuration.root / path) for path in configuration.settings.paths]
    report = check(paths, configuration, run=run)
    found = discover_paths(paths, configuration, None)
    texts = read_sources(found.files).texts(file.path for file in found.files)
    own = {part for path in texts for part in PurePosixPath(path).with_suffix("").parts}
    imported = _imported(texts)
    roots = Counter(root for names in imported.values() for root in {name.partition(".")[0] for name in names})
    known = libraries()
    unseen = Counter(
        name
        for names in imported.values()
        for name in names
        if "." in name
        and (root := name.partition(".")[0]) not in known | own | sys.stdlib_module_names
        and _WAY_OUT.search(name.rpartition(".")[2].lower())
        and root
    )
    return Survey(
        report=report,
        proofs=safeguards(paths, configuration, run=run).proofs,
        known={root: roots[root] for root in sorted(roots) if root in known - own - sys.stdlib_module_names},
        unseen=dict(sorted(unseen.items())),
        tests=tuple(
            sorted({f"{part}/" for path in texts for part in PurePosixPath(path).parts[:-1] if part in _TESTS})
        ),
        generated=tuple(f"*{ending}" for ending in _GENERATED if any(path.endswith(ending) for path in texts)),
        chinese=sum(bool(_CHINESE.search(text)) for text in texts.values()),
    )


def _imported(texts: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the names that each file imports, dotted."""
    found: dict[str, set[str]] = {}
    for path, text in texts.items():
        names: set[str] = set()
        for match in _IMPORT.finditer(text):
            if match["modules"]:
                names |= {word for part in match["modules"].split(",") for word in part.split()[:1]}
            else:
                inner = match["names"].strip("() \n").replace("\n", " ").split(",")
                names |= {f"{match['source']}.{part.split()[0]}" for part in inner if part.split()}
        found[path] = names
    return found
