"""What an interpretation consults of the program's text, so that it is known when a change of the text concerns it.

`Notes(program).program` is the same program and takes note: of every function, class and module that is looked up, there or
not, and of what names, methods and imports were resolved to. Each is told by a key, such as `F bank.app.pay`, and has a
print: a digest of what the text says of it. A function's includes its body; the text of a module (`T`) stops at the functions in
it. That of a class (`C`) is its head, with `X` for its body without functions, `n` the names in it, `m` and `d` its own methods
and fields, and `b` the classes below it. Where little was asked of much, the answer's print counts: `N` what a module's name
means, `A` what is assigned to it, `M` a method, `D` a field, `s` a property's setter, `P` the libraries in use, `S` what texts
with some words there are, `Y` whether a method is called so, `K` the classes of a name, `U` whether something calls it (`u`:
of a module), `V` uses it as a value, `W` writes to it, `Z` how classes' bodies call it, `I` and `R` what an import means, `L`
what was learned of the text for all (`solving/lessons.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import msgspec

from piilint.flow.solving.lessons import ABSENT, Key, Lesson, Lessons
from piilint.flow.solving.noting import EVERY, Answers, ConsultedProgram, Noting, NotingClass, NotingIndex, NotingModule
from piilint.flow.solving.packing import digest_of
from piilint.link.program import ClassInfo, FieldInfo, FunctionInfo, ModuleInfo, Program
from piilint.model import ir

if TYPE_CHECKING:
    from typing_extensions import Self

_LAMBDA = ".<lambda@"
_encode = msgspec.msgpack.Encoder().encode


class Notes:
    """The program that takes notes, whose they are at present, and the prints of what is noted."""

    def __init__(self, program: Program, known: Sequence[Sequence[Lesson]]) -> None:
        answers = Answers()
        made = ConsultedProgram(**{each.name: getattr(program, each.name) for each in fields(Program)})
        made.plain, made.answers, made.declared = program, answers, {}
        self._functions: Noting[FunctionInfo] = Noting(program.functions)
        classes = {name: NotingClass(cls, answers) for name, cls in program.classes.items()}
        self._classes: Noting[ClassInfo] = Noting(classes)
        modules = {name: NotingModule(module, answers) for name, module in program.modules.items()}
        self._modules: Noting[ModuleInfo] = Noting(modules)
        made.functions, made.classes, made.modules = self._functions, self._classes, self._modules
        made.index = NotingIndex(program.index, answers)
        self.program: Program = made
        self._plain = program
        self._answers = answers
        self._prints: dict[Key, bytes] = {}
        self.lessons = Lessons(known, self.print_of)
        self._use(Page())

    # ---- whose notes ------------------------------------------------------------------------------------------------

    def begin(self) -> Page:
        """A new page; returns the one that was open, for `turn_back`."""
        return self.turn_back(Page())

    def turn_back(self, outer: Page) -> Page:
        """Open an earlier page again; returns the one that was open."""
        page = self._page
        self._use(outer)
        return page

    def looks_at(self, function: str) -> None:
        """Note a function."""
        self._page.functions.add(function)

    def noted(self) -> list[Key]:
        """What is noted on the open page, sorted."""
        return self._page.keys()

    def add(self, page: Page) -> None:
        """Count what is on another page as noted here, too."""
        self._page.update(page)

    def learn(self, key: Key) -> None:
        """Note what was learned under this key, instead of what that was made of."""
        self._page.answers.add(key)

    def _use(self, page: Page) -> None:
        self._page = page
        self._functions.note, self._classes.note = page.functions.add, page.classes.add
        self._modules.note, self._answers.seen = page.modules.add, page.answers

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
        if name == EVERY:
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
        if name == EVERY:
            return self._all("C", self._plain.classes)
        info = self._plain.classes.get(name)
        if info is None:
            return ABSENT
        node = info.node
        own = [info.id, info.module, info.path, info.kind, info.bases, info.mro, info.generated_repr, info.parent]
        own.append(sorted(info.plain_texts))
        return digest_of(_encode([*own, node.at, node.name, node.bases, node.keywords, node.decorators]))

    def _class_text(self, name: str) -> bytes:
        if name not in self._plain.classes:
            return ABSENT
        node = self._plain.classes[name].node
        body = tuple(stmt for stmt in node.body if not isinstance(stmt, ir.FunctionDef))
        return digest_of(_encode([node.doc, _without_functions(body)]))

    def _class_binds(self, name: str) -> bytes:
        return digest_of(_encode(self._plain.classes[name].node.binds)) if name in self._plain.classes else ABSENT

    def _classes_below(self, name: str) -> bytes:
        return digest_of(_encode(self._plain.classes[name].subclasses)) if name in self._plain.classes else ABSENT

    def _own_method(self, cls: str, name: str) -> bytes:
        if cls not in self._plain.classes:
            return ABSENT
        methods = self._plain.classes[cls].methods
        return _encode(methods.get(name)) if name != EVERY else digest_of(_encode(methods))

    def _module(self, name: str) -> bytes:
        if name == EVERY:
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

    def _own_field(self, cls: str, name: str) -> bytes:
        return _print_of_fields(self._plain.classes[cls].fields, name) if cls in self._plain.classes else ABSENT

    def _declared(self, cls: str, name: str) -> bytes:
        return _print_of_fields(self._plain.all_fields(cls), name) if cls in self._plain.classes else ABSENT

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

    def _calls(self, module: str, name: str) -> bytes:
        return _encode(self._plain.calls(module, name)) if module in self._plain.modules else ABSENT

    def _is_used(self, name: str) -> bytes:
        return _encode(self._plain.is_used(name))

    def _is_written(self, attribute: str) -> bytes:
        return _encode(self._plain.is_written(attribute))

    def _called_in_classes(self, name: str) -> bytes:
        return digest_of(_encode(self._plain.called_in_classes(name)))

    def _setter(self, cls: str, name: str, kind: str) -> bytes:
        return _encode(self._plain.setter(cls, name, kind)) if cls in self._plain.classes else ABSENT

    def _has_method(self, name: str) -> bytes:
        return _encode(self._plain.has_method(name))

    def _import(self, name: str, importer: str, *wanted: str) -> bytes:
        return _encode(self._plain.index.resolve(name, importer, *wanted))

    def _relative(self, importer: str, level: str, name: str) -> bytes:
        return _encode(self._plain.index.relative(importer, int(level), name))


class Page:
    """What was noted, by kind."""

    __slots__ = ("answers", "classes", "functions", "modules")

    def __init__(self) -> None:
        self.functions: set[str] = set()
        self.classes: set[str] = set()
        self.modules: set[str] = set()
        self.answers: set[Key] = set()

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
    "Y": Notes._has_method,
    "S": Notes._texts,
    "K": Notes._classes_called,
    "U": Notes._is_called,
    "u": Notes._calls,
    "V": Notes._is_used,
    "W": Notes._is_written,
    "Z": Notes._called_in_classes,
    "s": Notes._setter,
    "M": Notes._method,
    "X": Notes._class_text,
    "n": Notes._class_binds,
    "b": Notes._classes_below,
    "m": Notes._own_method,
    "d": Notes._own_field,
    "D": Notes._declared,
    "I": Notes._import,
    "R": Notes._relative,
}


def _print_of_fields(declared: dict[str, FieldInfo], name: str) -> bytes:
    if name != EVERY:
        declared = {name: declared[name]} if name in declared else {}
    return digest_of(_encode(_fields(declared)))


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
