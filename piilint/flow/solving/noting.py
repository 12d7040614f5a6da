"""The program as an interpretation sees it: everything says what is looked up in it, and notes it (`consulted.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from piilint.flow.solving.lessons import Key
from piilint.link.modules import ModuleIndex
from piilint.link.program import Assignment, ClassInfo, FieldInfo, ModuleInfo, Program, Ref
from piilint.model import ir

_T = TypeVar("_T")
EVERY = "*"
"""Instead of a name: all of them were looked at."""


class Noting(dict[str, _T]):
    """A dict that notes which keys are asked for; EVERY if all are. How many there are is anybody's to know: limits follow
    the size of the program."""

    __slots__ = ("note",)
    note: Callable[[str], None]

    def __getitem__(self, key: str) -> _T:
        self.note(key)
        return dict.__getitem__(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        self.note(key)
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        self.note(str(key))
        return dict.__contains__(self, key)

    def __iter__(self) -> Iterator[str]:
        self.note(EVERY)
        return dict.__iter__(self)

    def keys(self) -> Any:
        self.note(EVERY)
        return dict.keys(self)

    def items(self) -> Any:
        self.note(EVERY)
        return dict.items(self)

    def values(self) -> Any:
        self.note(EVERY)
        return dict.values(self)


class _NotingNames(Noting[_T]):
    """What a class has under some names, which may be none."""

    __slots__ = ()

    def __init__(self, plain: dict[str, _T], answers: Answers, kind: str, cls: str) -> None:
        super().__init__(plain)
        self.note = lambda name: answers.seen.add((kind, cls, name))

    def __len__(self) -> int:
        self.note(EVERY)
        return dict.__len__(self)


class NotingModule(ModuleInfo):
    """A module that says who it is, and notes when more of it is looked at."""

    __slots__ = ("_answers", "_plain")

    def __init__(self, plain: ModuleInfo, answers: Answers) -> None:
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


class NotingNode:
    """The node of a class, that notes when more than its head is looked at."""

    __slots__ = ("_answers", "_cls", "_plain", "at", "bases", "decorators", "keywords", "name")

    def __init__(self, plain: ir.ClassDef, cls: str, answers: Answers) -> None:
        self._plain, self._cls, self._answers = plain, cls, answers
        self.at, self.name, self.bases = plain.at, plain.name, plain.bases
        self.keywords, self.decorators = plain.keywords, plain.decorators

    def _names(self) -> tuple[str, ...]:
        self._answers.seen.add(("n", self._cls))
        return self._plain.binds

    def _text(self) -> ir.ClassDef:
        self._answers.seen.add(("X", self._cls))
        return self._plain

    body = property(lambda self: self._text().body)
    binds = property(_names)
    doc = property(lambda self: self._text().doc)


class NotingClass(ClassInfo):
    """A class that notes when more of it than its head is looked at."""

    __slots__ = ("_answers", "_plain")

    def __init__(self, plain: ClassInfo, answers: Answers) -> None:
        self._plain, self._answers = plain, answers
        self.id, self.module, self.path, self.kind = plain.id, plain.module, plain.path, plain.kind
        self.bases, self.mro, self.parent = plain.bases, plain.mro, plain.parent
        self.generated_repr, self.plain_texts = plain.generated_repr, plain.plain_texts
        self.node = cast(ir.ClassDef, NotingNode(plain.node, plain.id, answers))
        self.methods = _NotingNames(plain.methods, answers, "m", plain.id)
        self.fields = _NotingNames(plain.fields, answers, "d", plain.id)

    def _below(self) -> ClassInfo:
        self._answers.seen.add(("b", self.id))
        return self._plain

    def _text(self) -> ClassInfo:
        self._answers.seen.add(("X", self.id))
        return self._plain

    subclasses = property(lambda self: self._below().subclasses)
    taken = property(lambda self: self._text().taken)


class NotingIndex(ModuleIndex):
    """Imports are resolved, and noted."""

    def __init__(self, index: ModuleIndex, answers: Answers) -> None:
        self.__dict__.update(index.__dict__)
        self._index = index
        self._answers = answers

    def resolve(self, name: str, importer: str, *wanted: str) -> str | None:
        self._answers.seen.add(("I", name, importer, *wanted))
        return self._index.resolve(name, importer, *wanted)

    def relative(self, importer: str, level: int, name: str) -> str | None:
        self._answers.seen.add(("R", importer, str(level), name))
        return self._index.relative(importer, level, name)


class Answers:
    """What was resolved."""

    def __init__(self) -> None:
        self.seen: set[Key] = set()


class ConsultedProgram(Program):
    """See the module's docstring."""

    __slots__ = ("answers", "declared", "plain")
    plain: Program
    declared: dict[str, Noting[FieldInfo]]
    answers: Answers

    def member(self, module: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> Ref | None:
        self.answers.seen.add(("N", module, name))
        return self.plain.member(module, name, seen)

    def find_method(self, cls: str, name: str) -> tuple[str, str] | None:
        self.answers.seen.add(("M", cls, name))
        return self.plain.find_method(cls, name)

    def all_fields(self, cls: str) -> dict[str, FieldInfo]:
        known = self.declared.get(cls)
        if known is None:
            known = self.declared[cls] = _NotingNames(self.plain.all_fields(cls), self.answers, "D", cls)
        return known

    def assigned(self, module: str, name: str) -> tuple[Assignment, ...]:
        self.answers.seen.add(("A", module, name))
        return self.plain.assigned(module, name)

    def texts_with(self, *words: str) -> tuple[str, ...]:
        self.answers.seen.add(("S", *words))
        return self.plain.texts_with(*words)

    def has_method(self, name: str) -> bool:
        self.answers.seen.add(("Y", name))
        return self.plain.has_method(name)

    def classes_called(self, name: str) -> tuple[str, ...]:
        self.answers.seen.add(("K", name))
        return self.plain.classes_called(name)

    def is_called(self, name: str) -> bool:
        self.answers.seen.add(("U", name))
        return self.plain.is_called(name)

    def calls(self, module: str, name: str) -> bool:
        self.answers.seen.add(("u", module, name))
        return self.plain.calls(module, name)

    def is_used(self, name: str) -> bool:
        self.answers.seen.add(("V", name))
        return self.plain.is_used(name)

    def is_written(self, attribute: str) -> bool:
        self.answers.seen.add(("W", attribute))
        return self.plain.is_written(attribute)

    def called_in_classes(self, name: str) -> tuple[tuple[str, ir.Call], ...]:
        self.answers.seen.add(("Z", name))
        return self.plain.called_in_classes(name)

    def setter(self, cls: str, name: str, kind: str) -> str | None:
        self.answers.seen.add(("s", cls, name, kind))
        return self.plain.setter(cls, name, kind)

    def packages(self, module: str) -> frozenset[str]:
        self.answers.seen.add(("P", module))
        return self.plain.packages(module)
