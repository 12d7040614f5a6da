"""Archives as if they were folders; `reading`, which needs the decompressors, is loaded once there is one."""

from __future__ import annotations

ZIPPED = (".zip", ".whl", ".egg", ".pyz")
TARRED = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")


def is_archive(path: str) -> bool:
    """Whether a file is one, by its name."""
    return path.lower().endswith((*ZIPPED, *TARRED))
