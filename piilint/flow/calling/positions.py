"""Where a parameter stands among a function's arguments."""

from __future__ import annotations

from piilint.link.program import FunctionInfo


def argument_of(info: FunctionInfo, name: str) -> str:
    """Which argument a parameter is, in access path notation: by position where it has one, whatever it is called."""
    params = [param for param in info.node.params if param.kind in ("posonly", "pos", "vararg")]
    if info.cls is not None and info.kind != "staticmethod":
        params = params[1:]
    for position, param in enumerate(params):
        if param.name == name:
            return f"arg{position}"
    kinds = {param.name: param.kind for param in info.node.params}
    return {"kwonly": f"kw:{name}", "kwarg": "kw*"}.get(kinds.get(name, ""), "self")
