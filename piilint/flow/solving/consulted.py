"""What an interpretation consults of the program's text, so that it is known when a change of the text concerns it.

`Notes(program).program` is the same program and takes note: of every function, class and module that is looked up, there or
not, and of what names, methods and imports were resolved to. Each is told by a key, such as `F bank.app.pay`, and has a
print: a digest of what the text says of it. A function's includes its body; those of modules (`T`) and classes stop at the
functions in them. Where little was asked of much, the answer's print counts: `N` what a module's name means, `A` what is
assigned to it, `M` a method, `D` a class's fields, `P` the libraries in use, `S` what texts with some words there are,
`Y` what methods are called, `K` the classes of a name, `U` whether something calls it, `I` and `R` what an import means,
`L` what was learned of the text for all (`solving/lessons.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from piilint.flow.solving.lessons import ABSENT, Key, Lesson, Lessons
from piilint.flow.solving.packing import digest_of
from piilint.link.modules import ModuleIndex
from piilint.link.program import Assignment, ClassInfo, FieldInfo, FunctionInfo, ModuleInfo, Program, Ref
from piilint.model import ir

if TYPE_CHECKING:
    from typing_extensions import Self

_T = TypeVar("_T")
_EVERY = "*"
_LAMBDA = ".<lambda@"
_encode = msgspec.msgpack.Encoder().encode


class _Noting(dict[str, _T]):
    """A dict that notes which keys are looked up."""

    seen: set[str]

    def __getitem__(self, key: str) -> _T:
        self.seen.add(key)
        return dict.__getitem__(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        self.seen.add(str(key))
        return dict.__contains__(self, key)

    def __iter__(self) -> Iterator[str]:
        self.seen.add(_EVERY)
        return dict.__iter__(self)

    def items(self) -> Any:
        self.seen.add(_EVERY)
        return dict.items(self)

    def values(self) -> Any:
        self.seen.add(_EVERY)
        return dict.values(self)


class _NotingModule(ModuleInfo):
    """A module that says who it is, and notes when more of it is looked at."""

    __slots__ = ("_answers", "_plain")

    def __init__(self, plain: ModuleInfo, answers: _Answers) -> None:
        self._plain = plain
        self._answers = answers

    def _text(self) -> ModuleInfo:
        self._answers.seen.add(("T", self._plain.name))
        return self._plain

    name = property(lambda self: self._plain.name)
    path = property(lambda self: self._plain.path)
    is_package = property(lambda self: self._plain.is_package)
    node = property(lambda self: self._text().node)
    scope = property(lambda self: self._text().scope)
    stars = property(lambda self: self._text().stars)
    exports = property(lambda self: self._text().exports)
    parts = property(lambda self: self._text().parts)


class _NotingIndex(ModuleIndex):
    """Imports are resolved, and noted."""

    def __init__(self, index: ModuleIndex, answers: _Answers) -> None:
        self.__dict__.update(index.__dict__)
        self._index = index
        self._answers = answers

    def resolve(self, name: str, importer: str, *wanted: str) -> str | None:
        self._answers.seen.add(("I", name, importer, *wanted))
        return self._index.resolve(name, importer, *wanted)

    def relative(self, importer: str, level: int, name: str) -> str | None:
        self._answers.seen.add(("R", importer, str(level), name))
        return self._index.relative(importer, level, name)


class _Answers:
    """What was resolved."""

    def __init__(self) -> None:
        self.seen: set[Key] = set()


class _Consulted(Program):
    """See the module's docstring."""

    __slots__ = ("answers", "plain")
    plain: Program
    answers: _Answers

    def member(self, module: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> Ref | None:
        self.answers.seen.add(("N", module, name))
        return self.plain.member(module, name, seen)

    def find_method(self, cls: str, name: str) -> tuple[str, str] | None:
        self.answers.seen.add(("M", cls, name))
        return self.plain.find_method(cls, name)

    def all_fields(self, cls: str) -> dict[str, FieldInfo]:
        self.answers.seen.add(("D", cls))
        return self.plain.all_fields(cls)

    def assigned(self, module: str, name: str) -> tuple[Assignment, ...]:
        self.answers.seen.add(("A", module, name))
        return self.plain.assigned(module, name)

    def texts_with(self, *words: str) -> tuple[str, ...]:
        self.answers.seen.add(("S", *words))
        return self.plain.texts_with(*words)

    def method_names(self) -> frozenset[str]:
        self.answers.seen.add(("Y",))
        return self.plain.method_names()

    def classes_called(self, name: str) -> tuple[str, ...]:
        self.answers.seen.add(("K", name))
        return self.plain.classes_called(name)

    def is_called(self, name: str) -> bool:
        self.answers.seen.add(("U", name))
        return self.plain.is_called(name)

    def packages(self, module: str) -> frozenset[str]:
        self.answers.seen.add(("P", module))
        return self.plain.packages(module)


class Notes:
    """The program that takes notes, whose they are at present, and the prints of what is noted."""

    def __init__(self, program: Program, known: Sequence[Sequence[Lesson]]) -> None:
        answers = _Answers()
        made = _Consulted(**{each.name: getattr(program, each.name) for each in fields(Program)})
        made.plain, made.answers = program, answers
        self._functions: _Noting[FunctionInfo] = _Noting(program.functions)
        self._classes: _Noting[ClassInfo] = _Noting(program.classes)
        modules = {name: _NotingModule(module, answers) for name, module in program.modules.items()}
        self._modules: _Noting[ModuleInfo] = _Noting(modules)
        made.functions, made.classes, made.modules = self._functions, self._classes, self._modules
        made.index = _NotingIndex(program.index, answers)
        self.program: Program = made
        self._plain = program
        self._answers = answers
        self._prints: dict[Key, bytes] = {}
        self.lessons = Lessons(known, self.print_of)
        self._use(Page())

    # ---- whose notes ------------------------------------------------------------------------------------------------

    def begin(self) -> Page:
        """A new page; returns the one that was open, for `turn_back`."""
        outer = self._open()
        self._use(Page())
        return outer

    def turn_back(self, outer: Page) -> Page:
        """Open an earlier page again; returns the one that was open."""
        page = self._open()
        self._use(outer)
        return page

    def looks_at(self, function: str) -> None:
        """Note a function."""
        self._functions.seen.add(function)

    def noted(self) -> list[Key]:
        """What is noted on the open page, sorted."""
        return self._open().keys()

    def add(self, page: Page) -> None:
        """Count what is on another page as noted here, too."""
        self._open().update(page)

    def learn(self, key: Key) -> None:
        """Note what was learned under this key, instead of what that was made of."""
        self._answers.seen.add(key)

    def _open(self) -> Page:
        return Page(self._functions.seen, self._classes.seen, self._modules.seen, self._answers.seen)

    def _use(self, page: Page) -> None:
        self._functions.seen, self._classes.seen = page.functions, page.classes
        self._modules.seen, self._answers.seen = page.modules, page.answers

    # ---- prints -----------------------------------------------------------------------------------------------------

    def print_of(self, key: Key) -> bytes:
        """A digest of what the program says of this key at present; ABSENT where it knows nothing of the name."""
        found = self._prints.get(key)
        if found is None:
            if key[0] == "L":
                return self.lessons.print_of(key)  # may change from unknown to known
            found = self._prints[key] = _MAKERS[key[0]](self, *key[1:])
        return found

    def _function(self, name: str) -> bytes:
        if name == _EVERY:
            return self._all("F", self._plain.functions)
        if _LAMBDA in name:
            outer, _, number = name.rpartition(_LAMBDA)
            around = self.print_of(("F", outer)) or self.print_of(("F", f"{outer}.<module>"))
            return digest_of(around + number.encode())
        info = self._plain.functions.get(name)
        if info is None:
            return ABSENT
        node = info.node
        if node.name == "<module>":
            node = msgspec.structs.replace(node, body=_without_functions(node.body))
        flags = (info.kind, info.is_property, info.is_kept, info.is_context, info.is_abstract, info.is_overload)
        return digest_of(_encode([info.id, info.module, info.path, info.cls, info.parent, flags, info.called, node]))

    def _class(self, name: str) -> bytes:
        if name == _EVERY:
            return self._all("C", self._plain.classes)
        info = self._plain.classes.get(name)
        if info is None:
            return ABSENT
        own = [info.id, info.module, info.path, info.kind, info.bases, info.mro, info.methods, info.subclasses]
        node = msgspec.structs.replace(info.node, body=_without_functions(info.node.body))
        return digest_of(_encode([*own, info.generated_repr, info.parent, _fields(info.fields), node]))

    def _module(self, name: str) -> bytes:
        if name == _EVERY:
            return self._all("B", self._plain.modules)
        info = self._plain.modules.get(name)
        return ABSENT if info is None else _encode([info.path, info.is_package])

    def _module_text(self, name: str) -> bytes:
        info = self._plain.modules[name]
        own = [info.name, info.path, info.is_package, info.scope, info.stars, info.exports, info.parts]
        return digest_of(_encode([*own, info.node.binds, info.node.doc, _without_functions(info.node.body)]))

    def _all(self, kind: str, names: dict[str, Any]) -> bytes:
        # Lambdas are left out: they come to light on the way, and the text around them says as much.
        own = sorted(name for name in names if _LAMBDA not in name)
        return digest_of(_encode([(name, self.print_of((kind, name))) for name in own]))

    def _member(self, module: str, name: str) -> bytes:
        return _encode(self._plain.member(module, name))

    def _method(self, cls: str, name: str) -> bytes:
        return _encode(self._plain.find_method(cls, name) if cls in self._plain.classes else "")

    def _declared(self, cls: str) -> bytes:
        return digest_of(_encode(_fields(self._plain.all_fields(cls)))) if cls in self._plain.classes else ABSENT

    def _assigned(self, module: str, name: str) -> bytes:
        return digest_of(_encode(self._plain.assigned(module, name)))

    def _packages(self, module: str) -> bytes:
        return digest_of(_encode(sorted(self._plain.packages(module))))

    def _texts(self, *words: str) -> bytes:
        return digest_of(_encode(self._plain.texts_with(*words)))

    def _classes_called(self, name: str) -> bytes:
        return _encode(self._plain.classes_called(name))

    def _is_called(self, name: str) -> bytes:
        return _encode(self._plain.is_called(name))

    def _method_names(self) -> bytes:
        return digest_of(_encode(sorted(self._plain.method_names())))

    def _import(self, name: str, importer: str, *wanted: str) -> bytes:
        return _encode(self._plain.index.resolve(name, importer, *wanted))

    def _relative(self, importer: str, level: str, name: str) -> bytes:
        return _encode(self._plain.index.relative(importer, int(level), name))


class Page:
    """What was noted, by kind."""

    __slots__ = ("answers", "classes", "functions", "modules")

    def __init__(
        self,
        functions: set[str] | None = None,
        classes: set[str] | None = None,
        modules: set[str] | None = None,
        answers: set[Key] | None = None,
    ) -> None:
        self.functions: set[str] = set() if functions is None else functions
        self.classes: set[str] = set() if classes is None else classes
        self.modules: set[str] = set() if modules is None else modules
        self.answers: set[Key] = set() if answers is None else answers

    def update(self, other: Self) -> None:
        self.functions |= other.functions
        self.classes |= other.classes
        self.modules |= other.modules
        self.answers |= other.answers

    def keys(self) -> list[Key]:
        """All of it, sorted."""
        found: list[Key] = [("F", name) for name in self.functions]
        found += [("C", name) for name in self.classes]
        found += [("B", name) for name in self.modules]
        return sorted([*found, *self.answers])


_MAKERS: dict[str, Any] = {
    "F": Notes._function,
    "C": Notes._class,
    "B": Notes._module,
    "T": Notes._module_text,
    "N": Notes._member,
    "A": Notes._assigned,
    "P": Notes._packages,
    "Y": Notes._method_names,
    "S": Notes._texts,
    "K": Notes._classes_called,
    "U": Notes._is_called,
    "M": Notes._method,
    "D": Notes._declared,
    "I": Notes._import,
    "R": Notes._relative,
}


def _fields(declared: dict[str, FieldInfo]) -> list[object]:
    return [(each.name, each.at, each.annotation, each.default, each.shown, each.told) for each in declared.values()]


def _without_functions(body: tuple[ir.Stmt, ...]) -> tuple[Any, ...]:
    """Statements without what only the bodies of functions say, at any depth of blocks and classes."""
    return tuple([_hollow(stmt) for stmt in body])


def _hollow(stmt: Any) -> Any:
    if isinstance(stmt, ir.FunctionDef):
        head = msgspec.structs.replace(stmt.function, body=(), binds=(), globals=(), nonlocals=(), doc="")
        return msgspec.structs.replace(stmt, function=head)
    blocks = {
        name: tuple([_hollow(each) for each in getattr(stmt, name)])
        for name in ("body", "orelse", "final", "handlers", "cases")
        if isinstance(getattr(stmt, name, None), tuple)
    }
    return msgspec.structs.replace(stmt, **blocks) if blocks else stmt
