"""The lines of the files that a report speaks of, counted as places count them."""

from __future__ import annotations

from collections.abc import Mapping

from piilint.model.place import Place, lines_of


class Lines:
    """Texts by `Place.text_key`, split once each."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._lines: dict[str, list[str]] = {}

    def of(self, place: Place) -> list[str]:
        """All lines of a place's file or notebook cell; none where it isn't at hand."""
        key = place.text_key
        if key not in self._lines:
            self._lines[key] = lines_of(self._texts.get(key, ""))
        return self._lines[key]

    def first(self, place: Place) -> str:
        """The place's first line; "" where it isn't at hand."""
        lines = self.of(place)
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""
