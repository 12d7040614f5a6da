"""The program: modules, functions and classes with their names resolved. Data only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from piilint.link.modules import ModuleIndex
from piilint.model import ir
from piilint.model.walking import last_word, parts_of

Ref = tuple[str, str]
"""A reference by kind: ("func", id) · ("class", id) · ("module", name) · ("ext", dotted) · ("var", "module:name")."""

Assignment = ir.Assign | ir.AnnAssign
FunctionKind = Literal["function", "method", "classmethod", "staticmethod"]
ClassKind = Literal[
    "plain", "dataclass", "attrs", "namedtuple", "typeddict", "pydantic", "enum", "orm", "exception", "protocol"
]


@dataclass(slots=True)
class FunctionInfo:
    """A `def`, lambda or module body."""

    id: str
    """Qualified name, unique in the program: "bank.app.Service.book"; a module's body is "bank.app.<module>"."""
    module: str
    path: str
    node: ir.Function
    cls: str | None = None
    """The class it is defined in."""
    parent: str | None = None
    """The function it is defined in."""
    kind: FunctionKind = "function"
    is_property: bool = False
    is_kept: bool = False
    """Whether what a property gave once is what its instance has from there on, or what a function without parameters gave
    is what it gives whoever calls it."""
    is_context: bool = False
    """Whether `@contextmanager` makes it one."""
    is_abstract: bool = False
    is_overload: bool = False
    called: str = ""
    """The name it is called by: the `def`'s, or the variable that a lambda is assigned to."""


@dataclass(slots=True)
class FieldInfo:
    """A field declared in a class body: `name: annotation = default`."""

    name: str
    at: int
    annotation: ir.Expr | None
    default: ir.Expr | None
    shown: bool = True
    """Whether a generated `repr` shows it."""
    told: tuple[tuple[str, ir.Call], ...] = ()
    """The calls that describe it, each with the module it stands in: what makes its default, and what its annotation says
    besides the type."""


@dataclass(slots=True)
class ClassInfo:
    """A class: what it inherits, holds and can do."""

    id: str
    module: str
    path: str
    node: ir.ClassDef
    kind: ClassKind = "plain"
    bases: tuple[Ref, ...] = ()
    """("class", id) or ("ext", dotted), in order."""
    mro: tuple[Ref, ...] = ()
    """Itself, then its bases in Python's order as far as known; library classes included."""
    methods: dict[str, str] = field(default_factory=dict)
    """Own methods' function ids by name."""
    plain_texts: frozenset[str] = frozenset()
    """Of the methods that make a text those that it has from `object`: `__repr__ = object.__repr__`."""
    fields: dict[str, FieldInfo] = field(default_factory=dict)
    taken: dict[str, bool] = field(default_factory=dict)
    """What a generated constructor takes, in order; True for what it only hands to `__post_init__` (`InitVar[str]`)."""
    subclasses: tuple[str, ...] = ()
    """Ids of all classes below it, sorted."""
    generated_repr: bool = False
    """Whether a generated `repr` shows the fields (dataclass, attrs, NamedTuple, pydantic…)."""
    parent: str | None = None
    """The function it is defined in."""


@dataclass(slots=True)
class ModuleInfo:
    """One file as a module."""

    name: str
    path: str
    node: ir.Module
    is_package: bool
    scope: dict[str, Ref] = field(default_factory=dict)
    """What a top-level name is bound to, where it is bound once: functions, classes, imports; everything else is
    ("var", "module:name")."""
    stars: tuple[str, ...] = ()
    """Modules imported with `*`, as ("module"/"ext") names in order."""
    exports: tuple[str, ...] | None = None
    """`__all__` where it is a plain list of strings."""
    parts: dict[str, str] = field(default_factory=dict)
    """Submodules: last name -> module name."""


@dataclass(slots=True)
class Program:
    """All that was linked."""

    modules: dict[str, ModuleInfo]
    functions: dict[str, FunctionInfo]
    classes: dict[str, ClassInfo]
    module_by_path: dict[str, str]
    function_by_spot: dict[tuple[str, int], str]
    """(path, number of the `def`) -> function id."""
    class_by_spot: dict[tuple[str, int], str]
    index: ModuleIndex
    settled: bool = False
    """Whether linking is done, so that answers stay the same and are remembered."""
    traced: set[Ref] = field(default_factory=set)
    """Variables whose makers are being looked for."""
    _members: dict[tuple[str, str], Ref | None] = field(default_factory=dict)
    _methods: dict[tuple[str, str], tuple[str, str] | None] = field(default_factory=dict)
    _fields: dict[str, dict[str, FieldInfo]] = field(default_factory=dict)
    _method_names: frozenset[str] | None = None
    _class_names: dict[str, tuple[str, ...]] | None = None
    _names: dict[str, frozenset[str]] = field(default_factory=dict)
    """What occurs anywhere, by how: see `Names`."""
    _setters: dict[tuple[str, str, str], str | None] = field(default_factory=dict)
    _assigned: dict[str, dict[str, tuple[Assignment, ...]]] = field(default_factory=dict)

    def member(self, module: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> Ref | None:
        """What `module.name` is, through re-exports and star imports; None if the module doesn't know it."""
        if seen or not self.settled:
            return self._member(module, name, seen)
        key = (module, name)
        if key not in self._members:
            self._members[key] = self._member(module, name, seen)
        return self._members[key]

    def _member(self, module: str, name: str, seen: frozenset[tuple[str, str]]) -> Ref | None:
        info = self.modules.get(module)
        if info is None:
            return None
        if (module, name) in seen:  # a package that imports its own part, or modules that import each other
            return ("module", info.parts[name]) if name in info.parts else None
        seen = seen | {(module, name)}
        found = info.scope.get(name)
        if found is not None:
            return self.follow(found, seen)
        for star in info.stars:
            if star in self.modules:
                exports = self.modules[star].exports
                hidden = name not in exports if exports is not None else name.startswith("_")
                through = None if hidden else self.member(star, name, seen)
                if through is not None:
                    return through
        if name in info.parts:
            return ("module", info.parts[name])
        return None

    def follow(self, ref: Ref, seen: frozenset[tuple[str, str]] = frozenset()) -> Ref:
        """The thing that an import finally stands for: ("import", "module:name") is resolved, others stay."""
        kind, target = ref
        if kind != "import":
            return ref
        module, _, name = target.partition(":")
        return self.member(module, name, seen) or ("ext", f"{module}.{name}")

    def find_method(self, cls: str, name: str) -> tuple[str, str] | None:
        """(class id, function id) of the method that an instance of the class would run, by its MRO."""
        if not self.settled:
            return self._find_method(cls, name)
        key = (cls, name)
        if key not in self._methods:
            self._methods[key] = self._find_method(cls, name)
        return self._methods[key]

    def _find_method(self, cls: str, name: str) -> tuple[str, str] | None:
        for kind, target in self.classes[cls].mro:
            if kind == "class":
                method = self.classes[target].methods.get(name)
                if method is not None:
                    return target, method
        return None

    def has_method(self, name: str) -> bool:
        """Whether some class in the program has a method of this name."""
        if self._method_names is None:
            self._method_names = frozenset(name for cls in self.classes.values() for name in cls.methods)
        return name in self._method_names

    def classes_called(self, name: str) -> tuple[str, ...]:
        """The ids of the classes of this name, wherever they are."""
        if self._class_names is None:
            found: dict[str, tuple[str, ...]] = {}
            for cls in self.classes.values():
                found[cls.node.name] = (*found.get(cls.node.name, ()), cls.id)
            self._class_names = found
        return self._class_names.get(name, ())

    def is_called(self, name: str) -> bool:
        """Whether something in the program calls, or decorates with, what has this name, whatever that is."""
        return name in self._occurring("called")

    def calls(self, module: str, name: str) -> bool:
        """Whether a module calls, or decorates with, what it calls so."""
        return name in self.modules[module].node.names.called

    def is_used(self, name: str) -> bool:
        """Whether some function calls what has this name, or it stands anywhere as a value."""
        return name in self._occurring("used")

    def is_written(self, attribute: str) -> bool:
        """Whether a function assigns to this attribute of anything but its own instance."""
        return attribute in self._occurring("written")

    def _occurring(self, how: Literal["called", "used", "written"]) -> frozenset[str]:
        if how not in self._names:
            words = (getattr(module.node.names, how) for module in self.modules.values())
            self._names[how] = frozenset(word for some in words for word in some)
        return self._names[how]

    def called_in_classes(self, name: str) -> tuple[tuple[str, ir.Call], ...]:
        """The calls in the bodies of classes of what has this name, each with its module."""
        return tuple(
            (cls.module, node)
            for cls in self.classes.values()
            if name in self.modules[cls.module].node.names.called
            for node in _nodes(cls.node.body, within=False)
            if isinstance(node, ir.Call) and last_word(node.func) == name
        )

    def setter(self, cls: str, name: str, kind: str) -> str | None:
        """The function that `@name.setter` made in a class or above it; of another kind, `@name.deleter`."""
        key = (cls, name, kind)
        if key not in self._setters:
            self._setters[key] = self._setter(*key)
        return self._setters[key]

    def _setter(self, cls: str, name: str, kind: str) -> str | None:
        for of, target in self.classes[cls].mro:
            owner = self.classes[target] if of == "class" else None
            for stmt in owner.node.body if owner is not None else ():
                if owner is not None and isinstance(stmt, ir.FunctionDef) and stmt.function.name == name:
                    for decorator in stmt.function.decorators:
                        if isinstance(decorator, ir.Attr) and decorator.name == kind:
                            return self.function_by_spot.get((owner.path, stmt.function.at))
        return None

    def assigned(self, module: str, name: str) -> tuple[Assignment, ...]:
        """The statements at a module's top level that give a value to this variable first of all."""
        known = self._assigned.get(module)
        if known is None:
            known = {}
            for stmt in self.modules[module].node.body if module in self.modules else ():
                if isinstance(stmt, (ir.Assign, ir.AnnAssign)):
                    target = stmt.targets[0] if isinstance(stmt, ir.Assign) else stmt.target
                    if isinstance(target, ir.Name):
                        known[target.id] = (*known.get(target.id, ()), stmt)
            self._assigned[module] = known
        return known.get(name, ())

    def packages(self, module: str) -> frozenset[str]:
        """The libraries that a module imports something of."""
        scope = self.modules[module].scope
        return frozenset(target.partition(".")[0] for kind, target in scope.values() if kind == "ext")

    def texts_with(self, *words: str) -> tuple[str, ...]:
        """The program's own texts that have all these words in them, in the order of the modules."""
        return tuple(
            text
            for name in sorted(self.modules)
            for text in _texts(self.modules[name].node.body)
            if all(word in text.lower() for word in words)
        )

    def all_fields(self, cls: str) -> dict[str, FieldInfo]:
        """Declared fields by name, inherited ones first, in the order of a generated constructor; not to be changed."""
        known = self._fields.get(cls)
        if known is not None:
            return known
        result: dict[str, FieldInfo] = {}
        for kind, target in reversed(self.classes[cls].mro):
            if kind == "class":
                result.update(self.classes[target].fields)
        if self.settled:
            self._fields[cls] = result
        return result


_DEFINITIONS = (ir.Function, ir.FunctionDef, ir.ClassDef)


def _texts(piece: object) -> Iterator[str]:
    """Every text in a piece of IR, functions and classes included."""
    return (node.value for node in _nodes(piece) if isinstance(node, ir.Const) and isinstance(node.value, str))


def _nodes(piece: object, within: bool = True) -> Iterator[object]:
    """Every node of a piece of IR, with those within functions and classes or without."""
    pending: list[object] = [piece]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending.extend(reversed(node))
        elif isinstance(node, msgspec.Struct) and (within or not isinstance(node, _DEFINITIONS)):
            yield node
            pending.extend([getattr(node, field) for field in reversed(parts_of(type(node)))])
