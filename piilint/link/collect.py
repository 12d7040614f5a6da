"""Find the functions, classes and bindings of one module.

import logging as lg            # lg -> ("ext", "logging")
from .audit import write        # write -> ("import", "bank.audit:write")
def book(): ...                 # book -> ("func", "bank.app.book")
LIMIT = 3                       # LIMIT -> ("var", "bank.app:LIMIT")
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from piilint.link.made_classes import made_class, made_fields
from piilint.link.modules import ModuleIndex
from piilint.link.program import ClassInfo, FieldInfo, FunctionInfo, FunctionKind, ModuleInfo, Program, Ref
from piilint.model import ir


def collect_module(info: ModuleInfo, program: Program, index: ModuleIndex) -> None:
    """Enter the module's functions and classes into the program, and bind its top-level names."""
    body = ir.Function(-1, "<module>", (), info.node.body, binds=info.node.binds)
    main = FunctionInfo(f"{info.name}.<module>", info.name, info.path, body)
    program.functions[main.id] = main
    bound: dict[str, list[Ref]] = {}
    _Collector(info, program, index, bound).block(info.node.body, info.name, None, None)
    variables = ("var", "")
    for name, refs in bound.items():
        real = [ref for ref in refs if ref != variables]
        distinct = sorted(set(real))
        single = len(distinct) == 1 and len(real) == len(refs)
        info.scope[name] = distinct[0] if single else ("var", f"{info.name}:{name}")
    for name in info.node.binds:
        if name != "*":
            info.scope.setdefault(name, ("var", f"{info.name}:{name}"))


class _Collector:
    """Walks one module's statements; expressions hold no definitions that it needs."""

    def __init__(self, info: ModuleInfo, program: Program, index: ModuleIndex, bound: dict[str, list[Ref]]) -> None:
        self._info = info
        self._program = program
        self._index = index
        self._bound = bound

    def block(self, body: Iterable[ir.Stmt], prefix: str, function: str | None, cls: ClassInfo | None) -> None:
        """Collect from a list of statements and those inside them, however deep (a chain of `elif` nests)."""
        top = function is None and cls is None
        pending = [iter(body)]
        while pending:
            stmt = next(pending[-1], None)
            if stmt is None:
                pending.pop()
            elif isinstance(stmt, ir.FunctionDef):
                ref = self._function(stmt.function, prefix, function, cls)
                if top:
                    plain = not stmt.function.decorators
                    self._bind(stmt.function.name, ref if plain else ("var", ""))
            elif isinstance(stmt, ir.ClassDef):
                ref = self._class(stmt, prefix, function)
                if top:
                    self._bind(stmt.name, ref)
            elif isinstance(stmt, (ir.Import, ir.ImportFrom)):
                self._imports(stmt, top)
            else:
                made = made_class(stmt) if isinstance(stmt, ir.Assign) and cls is None else None
                if made is not None:
                    ref = self._class(made, prefix, function)
                    if top:
                        self._bind(made.name, ref)
                elif top:
                    self._variables(stmt)
                pending.extend(iter(inner) for inner in reversed(nested_blocks(stmt)))

    def _imports(self, stmt: ir.Import | ir.ImportFrom, top: bool) -> None:
        for name, ref in import_refs(stmt, self._info, self._index):
            if name == "*":
                self._info.stars = (*self._info.stars, ref[1])
            elif top:
                self._bind(name, ref)

    def _bind(self, name: str, ref: Ref) -> None:
        self._bound.setdefault(name, []).append(ref)

    def _variables(self, stmt: ir.Stmt) -> None:
        targets: tuple[ir.Expr, ...] = ()
        if isinstance(stmt, ir.Assign):
            targets = stmt.targets
            if isinstance(targets[0], ir.Name) and targets[0].id == "__all__":
                self._exports(stmt.value)
        elif isinstance(stmt, (ir.AnnAssign, ir.AugAssign)):
            targets = (stmt.target,)
        for target in targets:
            if isinstance(target, ir.Name):
                self._bind(target.id, ("var", ""))

    def _exports(self, value: ir.Expr) -> None:
        if isinstance(value, ir.Seq):
            names = [e.value for e in value.elements if isinstance(e, ir.Const) and isinstance(e.value, str)]
            if len(names) == len(value.elements):
                self._info.exports = tuple(names)

    def _unique(self, wanted: str, taken: Iterable[str]) -> str:
        name, number = wanted, 2
        while name in taken:
            name = f"{wanted}#{number}"
            number += 1
        return name

    def _function(self, node: ir.Function, prefix: str, parent: str | None, cls: ClassInfo | None) -> Ref:
        name = self._unique(f"{prefix}.{node.name}", self._program.functions)
        info = FunctionInfo(name, self._info.name, self._info.path, node, cls.id if cls else None, parent)
        _flags(info, cls)
        self._program.functions[name] = info
        self._program.function_by_spot[self._info.path, node.at] = name
        if cls is not None and not (info.is_overload or _is_setter(node)):
            cls.methods[node.name] = name
        self.block(node.body, name, name, None)
        return ("func", name)

    def _class(self, node: ir.ClassDef, prefix: str, function: str | None) -> Ref:
        name = self._unique(f"{prefix}.{node.name}", self._program.classes)
        cls = ClassInfo(name, self._info.name, self._info.path, node, parent=function)
        self._program.classes[name] = cls
        self._program.class_by_spot[self._info.path, node.at] = name
        for stmt in (*(field for base in node.bases for field in made_fields(base)), *node.body):
            if isinstance(stmt, ir.AnnAssign) and isinstance(stmt.target, ir.Name):
                field = FieldInfo(stmt.target.id, stmt.at, stmt.annotation, stmt.value, is_shown(stmt.value))
                handed = _outer_name(stmt.annotation) == "InitVar"
                if not handed:
                    cls.fields[field.name] = field
                if _is_taken(field):
                    cls.taken[field.name] = handed
            elif isinstance(stmt, ir.Assign) and isinstance(stmt.targets[0], ir.Name):
                target = stmt.targets[0]
                if isinstance(stmt.value, ir.Call):
                    cls.fields[target.id] = FieldInfo(target.id, stmt.at, None, stmt.value, is_shown(stmt.value))
        self.block(node.body, name, function, cls)
        for stmt in node.body:  # `__str__ = lambda self: self.iban`, `__repr__ = __str__`
            if isinstance(stmt, ir.Assign) and isinstance(stmt.value, ir.Lambda) and stmt.value.function.params:
                for target in [each for each in stmt.targets if isinstance(each, ir.Name)]:
                    self._function(msgspec.structs.replace(stmt.value.function, name=target.id), name, function, cls)
            if isinstance(stmt, ir.Assign) and isinstance(stmt.value, ir.Name) and stmt.value.id in cls.methods:
                others = [target.id for target in stmt.targets if isinstance(target, ir.Name)]
                cls.methods.update(dict.fromkeys(others, cls.methods[stmt.value.id]))
        return ("class", name)


def _outer_name(annotation: ir.Expr | None) -> str:
    """ "InitVar" of `InitVar[str]`, `dataclasses.InitVar[str]`; "ClassVar" likewise."""
    annotation = annotation.value if isinstance(annotation, ir.Sub) else annotation
    return (
        annotation.name if isinstance(annotation, ir.Attr) else annotation.id if isinstance(annotation, ir.Name) else ""
    )


def _is_taken(field: FieldInfo) -> bool:
    """Whether a generated constructor takes it: not `ClassVar[int]`, not `field(init=False)`."""
    call = field.default
    told = [arg.value for arg in call.args if arg.keyword == "init"] if isinstance(call, ir.Call) else []
    left_out = any(isinstance(each, ir.Const) and each.value is False for each in told)
    return not left_out and _outer_name(field.annotation) != "ClassVar"


def nested_blocks(stmt: ir.Stmt) -> list[tuple[ir.Stmt, ...]]:
    """The statement lists inside a compound statement."""
    if isinstance(stmt, (ir.If, ir.While, ir.For)):
        return [stmt.body, stmt.orelse]
    if isinstance(stmt, ir.With):
        return [stmt.body]
    if isinstance(stmt, ir.Try):
        return [stmt.body, *(handler.body for handler in stmt.handlers), stmt.orelse, stmt.final]
    if isinstance(stmt, ir.Match):
        return [case.body for case in stmt.cases]
    return []


def import_refs(stmt: ir.Import | ir.ImportFrom, info: ModuleInfo, index: ModuleIndex) -> list[tuple[str, Ref]]:
    """(bound name, what it is bound to) of an import; a star import binds "*" to the module."""
    found: list[tuple[str, Ref]] = []
    if isinstance(stmt, ir.Import):
        for alias in stmt.names:
            target = alias.name if alias.asname else alias.name.partition(".")[0]
            module = index.resolve(target, info.path)
            found.append((alias.asname or target, ("module", module) if module else ("ext", target)))
        return found
    if stmt.level:
        source = index.relative(info.path, stmt.level, stmt.module)
        shown = stmt.module
    else:
        source = index.resolve(stmt.module, info.path, *(alias.name for alias in stmt.names))
        shown = stmt.module
    for alias in stmt.names:
        name = alias.asname or alias.name
        if alias.name == "*":
            found.append(("*", ("module", source) if source else ("ext", shown)))
            continue
        inner = (
            index.relative(info.path, stmt.level, f"{stmt.module}.{alias.name}")
            if stmt.level
            else index.resolve(f"{stmt.module}.{alias.name}", info.path)
        )
        if source is not None:
            found.append((name, ("import", f"{source}:{alias.name}")))
        elif inner is not None:
            found.append((name, ("module", inner)))
        else:
            found.append((name, ("ext", f"{shown}.{alias.name}")))
    return found


def _ending(expr: ir.Expr) -> str:
    if isinstance(expr, ir.Call):
        return _ending(expr.func)
    if isinstance(expr, ir.Attr):
        return expr.name
    return expr.id if isinstance(expr, ir.Name) else ""


def _flags(info: FunctionInfo, cls: ClassInfo | None) -> None:
    kind: FunctionKind = "method" if cls is not None else "function"
    for decorator in info.node.decorators:
        name = _ending(decorator)
        if name == "staticmethod":
            kind = "staticmethod"
        elif name == "classmethod" or (name in ("validator", "field_validator", "root_validator") and cls):
            kind = "classmethod"
        elif name in ("property", "cached_property", "hybrid_property", "computed_field"):
            info.is_property = True
            info.is_kept = name == "cached_property"
        elif name in ("lru_cache", "cache"):
            info.is_kept = not info.node.params
        elif name in ("contextmanager", "asynccontextmanager"):
            info.is_context = True
        elif name in ("abstractmethod", "abstractproperty"):
            info.is_abstract = True
        elif name == "overload":
            info.is_overload = True
    if cls is not None and info.node.name in ("__new__",):
        kind = "staticmethod"
    if cls is not None and info.node.name in ("__init_subclass__", "__class_getitem__"):
        kind = "classmethod"
    info.kind = kind


def _is_setter(node: ir.Function) -> bool:
    return any(isinstance(d, ir.Attr) and d.name in ("setter", "deleter") for d in node.decorators)


def is_shown(default: ir.Expr | None) -> bool:
    """Whether `field(repr=False)` or the like hides it."""
    if isinstance(default, ir.Call):
        for arg in default.args:
            if arg.keyword == "repr" and isinstance(arg.value, ir.Const) and arg.value.value is False:
                return False
            if arg.keyword == "repr" and isinstance(arg.value, ir.Lambda) and _gives_a_constant(arg.value):
                return False
    return True


def _gives_a_constant(expr: ir.Lambda) -> bool:
    """Whether a lambda, whatever it is given, gives the same: `lambda value: "..."`."""
    body = expr.function.body
    return len(body) == 1 and isinstance(body[0], ir.Return) and isinstance(body[0].value, ir.Const)
