"""Running a pure function on standard shapes, for `piilint safeguards --execute`: the only place where piilint runs
code that it analyses, and only when it's told to.

What may run is decided first, on the source: the function and what it uses at the top of its file, from an allowed set
of names, modules and attributes. It then runs in a process of its own, without site packages and environment, that can
open no file and no socket (its limit of open files is what it has already), start no process, and use only so much time
and memory; an audit hook refuses whatever else would touch the world.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Sequence

import msgspec

from piilint.catalogue.load import load
from piilint.flow.concrete.values import NotShown
from piilint.flow.protection.experiments import Outcome
from piilint.flow.protection.proofs import judge, meant_by_proof, try_shapes
from piilint.model.proof import Proof

MODULES = frozenset(
    (
        "re", "string", "math", "itertools", "functools", "operator", "unicodedata", "textwrap", "base64", "binascii",
        "json", "typing", "collections", "collections.abc", "enum", "decimal", "html", "hashlib", "hmac", "__future__",
    )
)  # fmt: skip
_REFUSED = frozenset(
    (
        "open", "exec", "eval", "compile", "input", "globals", "locals", "vars", "getattr", "setattr", "delattr",
        "breakpoint", "help", "exit", "quit", "memoryview", "super", "object", "type", "dir", "id", "print",
    )
)  # fmt: skip
_WAYS_OUT = frozenset(
    (
        "sys",
        "os",
        "io",
        "builtins",
        "codecs",
        "modules",
        "importlib",
        "inspect",
        "types",
        "warnings",
        "weakref",
        "token",
    )
)
"""Modules that the allowed ones hold, by which one would get further."""
_SECONDS = 10

_CHILD = """
import importlib, json, resource, sys
task = json.load(sys.stdin)
for name in task["modules"]:
    importlib.import_module(name)
code = compile(task["source"], "<safeguard>", "exec")
for what, limit in ((resource.RLIMIT_CPU, 5), (resource.RLIMIT_AS, 1 << 29), (resource.RLIMIT_FSIZE, 0),
                    (resource.RLIMIT_NOFILE, 0), (resource.RLIMIT_NPROC, 0)):
    try:
        resource.setrlimit(what, (limit, limit))
    except (ValueError, OSError):
        if what == resource.RLIMIT_NOFILE:
            raise
armed, started = [False], []
def watch(event, args):
    if event == "exec" and not started:
        started.append(event)
    elif armed[0] and not event.startswith(("object.", "code.", "builtins.id")):
        raise PermissionError(event)
sys.addaudithook(watch)
space = {"__name__": "safeguard", "__builtins__": __builtins__}
def work():
    armed[0] = True
    exec(code, space)
    function = space[task["function"]]
    found = []
    for text in task["inputs"]:
        given = {task["key"]: text, "currency": "EUR"} if task["key"] else text
        try:
            result = function(**{task["parameter"]: given})
            if isinstance(given, dict) and (result is None or isinstance(result, bool)):
                result = given
            found.append([result if isinstance(result, str) else repr(result), ""])
        except Exception as error:
            found.append(["", type(error).__name__])
    armed[0] = False
    return found
sys.stdout.write(json.dumps(work()))
"""


def execute(proof: Proof, text: str) -> Proof | None:
    """What a safeguard does when it's run; None if it isn't a pure function, with the reason as a caveat."""
    function = proof.name.rpartition(".")[2]
    try:
        source, modules = pure_source(text, function)
    except NotShown as refused:
        return msgspec.structs.replace(proof, caveats=(*proof.caveats, f"not run: {refused}"))

    def runner(key: str) -> _Runner:
        return _Runner(source, modules, function, proof.parameter, key)

    meant = meant_by_proof(load().names, proof)
    try:
        observations = try_shapes(runner, meant, record=False)
    except NotShown as failed:
        return msgspec.structs.replace(proof, caveats=(*proof.caveats, f"not shown by running it: {failed}"))
    plain = msgspec.structs.replace(proof, evidence="executed", reason="", caveats=())
    return judge(plain, observations, [], meant)


class _Runner:
    """Runs one function in the sandbox."""

    def __init__(self, source: str, modules: Sequence[str], function: str, parameter: str, key: str) -> None:
        self._task = {
            "source": source, "modules": list(modules), "function": function, "parameter": parameter, "key": key,
        }  # fmt: skip

    def __call__(self, inputs: Sequence[str]) -> list[Outcome]:
        task = json.dumps({**self._task, "inputs": list(inputs)})
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-S", "-c", _CHILD],
                input=task, capture_output=True, text=True, timeout=_SECONDS, env={}, cwd="/", check=False,
            )  # fmt: skip
            if done.returncode:
                raise NotShown("it was stopped by the sandbox")
            return [Outcome(text, raised) for text, raised in json.loads(done.stdout)]
        except subprocess.TimeoutExpired:
            raise NotShown("it didn't end in time") from None
        except (OSError, ValueError):
            raise NotShown("there is no sandbox on this system") from None


def pure_source(text: str, function: str) -> tuple[str, tuple[str, ...]]:
    """The function with what it uses, and the modules that it imports. Raises NotShown with what isn't pure."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        raise NotShown("its file can't be parsed") from None
    bound: dict[str, ast.stmt] = {}
    for stmt in tree.body:
        for name in _bound_by(stmt):
            if name in bound:
                bound[name] = ast.Pass()  # bound twice: which one counts isn't known
            else:
                bound[name] = stmt
    if not isinstance(bound.get(function), ast.FunctionDef):
        raise NotShown("it isn't a function at the top of its file")
    wanted, pending = {function}, [function]
    while pending:
        stmt = bound[pending.pop()]
        _must_be_pure(stmt)
        for name in sorted({node.id for node in ast.walk(stmt) if isinstance(node, ast.Name)} & bound.keys() - wanted):
            wanted.add(name)
            pending.append(name)
    kept = [stmt for stmt in tree.body if any(name in wanted for name in _bound_by(stmt)) or _is_future(stmt)]
    imported = {name for stmt in kept for name in _modules_of(stmt)}
    return ast.unparse(ast.Module(kept, [])), tuple(sorted(imported))


def _must_be_pure(stmt: ast.stmt) -> None:
    if not isinstance(stmt, (ast.FunctionDef, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)):
        raise NotShown("it uses something that isn't a function, a constant or an import")
    for module in _modules_of(stmt):
        if module not in MODULES:
            raise NotShown(f"it uses {module}")
    for node in ast.walk(stmt):
        if isinstance(node, (ast.Global, ast.Nonlocal, ast.With, ast.AsyncFunctionDef, ast.Await, ast.ClassDef)):
            raise NotShown(f"it has a {type(node).__name__.lower()} statement")
        if isinstance(node, ast.Attribute) and (node.attr.startswith("_") or node.attr in _WAYS_OUT):
            raise NotShown(f"it uses the attribute {node.attr}")
        if (
            isinstance(node, ast.alias)
            and (node.name.startswith("_") or node.name in _WAYS_OUT)
            and node.name != "__future__"
        ):
            raise NotShown(f"it imports {node.name}")
        if isinstance(node, ast.Name) and (node.id in _REFUSED or node.id.startswith("__")):
            raise NotShown(f"it uses {node.id}")
        if isinstance(node, (ast.Import, ast.ImportFrom)) and node is not stmt:
            raise NotShown("it imports when it's called")
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            raise NotShown("it is decorated")


def _bound_by(stmt: ast.stmt) -> tuple[str, ...]:
    if isinstance(stmt, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
        return (stmt.name,)
    if isinstance(stmt, (ast.Import, ast.ImportFrom)):
        return tuple((alias.asname or alias.name).partition(".")[0] for alias in stmt.names)
    targets = stmt.targets if isinstance(stmt, ast.Assign) else [stmt.target] if isinstance(stmt, ast.AnnAssign) else []
    return tuple(node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


def _modules_of(stmt: ast.stmt) -> tuple[str, ...]:
    if isinstance(stmt, ast.Import):
        return tuple(alias.name for alias in stmt.names)
    if isinstance(stmt, ast.ImportFrom):
        return (stmt.module or ".",) if not stmt.level else (".",)
    return ()


def _is_future(stmt: ast.stmt) -> bool:
    return isinstance(stmt, ast.ImportFrom) and stmt.module == "__future__"
