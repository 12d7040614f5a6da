"""What fixes may be made of: elements, settings that let data out, and the masks that the project has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from piilint.catalogue.load import Catalogue
from piilint.catalogue.schema import Api, Element, Sink
from piilint.catalogue.shapes import meant_for, shapes_of
from piilint.model.facts import Mask

_GENERIC = frozenset(("value", "values", "text", "string", "str", "data", "pii", "sensitive", "field", "id", "number"))
"""What a mask may be called that is for any identifier."""


@dataclass(frozen=True, slots=True)
class KnownMask:
    """A function that masks one value."""

    name: str
    module: str
    """Dotted; "" for one that is only known by its name."""
    path: str = ""
    """The file that it is defined in; "" if that isn't in view."""
    is_declared: bool = False
    """Whether the project's configuration says that it masks."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The catalogue, and the masks of the project."""

    catalogue: Catalogue
    masks: tuple[KnownMask, ...] = ()

    @classmethod
    def of(cls, catalogue: Catalogue, own: Api | None, in_view: tuple[Mask, ...]) -> Knowledge:
        """Put together what the configuration declares and what was seen to hold in the code."""
        calls = [
            call
            for sanitizer in (own.sanitizer if own is not None else ())
            if sanitizer.kind == "mask" and not sanitizer.when and sanitizer.takes[:1] in (("arg0",), ("arg*",))
            for call in sanitizer.call
            if all(word.isidentifier() for word in call.split("."))
        ]
        masks = [KnownMask(mask.name, mask.module, mask.path, _is_among(mask, calls)) for mask in in_view]
        seen = {name for mask in masks for name in (mask.name, f"{mask.module}.{mask.name}")}
        for call in sorted(set(calls) - seen):
            module, _, name = call.rpartition(".")
            masks.append(KnownMask(name, module, is_declared=True))
        return cls(catalogue, tuple(masks))

    def element(self, key: str | None) -> Element | None:
        """The element of a finding."""
        return self.catalogue.elements.get(key) if key else None

    def settings(self, callee: str) -> Iterator[Sink]:
        """The settings of a call that can be mended by naming other arguments."""
        return (sink for sink in self.catalogue.calls.exact(callee).sinks if sink.mend)

    def masks_for(self, element: Element) -> list[KnownMask]:
        """The masks that suit an element: those made for it before those for anything, declared ones first."""
        fit = [(self._fitness(mask, element), mask) for mask in self.masks]
        ranked = sorted(((fitness, not mask.is_declared, at) for at, (fitness, mask) in enumerate(fit) if fitness))
        return [fit[at][1] for _, _, at in ranked]

    def _fitness(self, mask: KnownMask, element: Element) -> int:
        """1 for a mask of this element, 2 for one of anything, 0 for one of something else."""
        names = self.catalogue.names
        said = names.words(mask.name)[1:]
        match = names.classify("_".join(said)) if said else None
        meant = meant_for(names, mask.name, "")
        if match is not None and match.element == element.key:
            return 1
        if match is not None or meant:
            return int(bool(meant & shapes_of({element.key})))
        return 2 if element.identifier and _GENERIC.issuperset(said) else 0


def _is_among(mask: Mask, calls: list[str]) -> bool:
    return mask.name in calls or f"{mask.module}.{mask.name}" in calls
