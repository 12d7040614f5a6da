"""What the kinds of classes mean; which classes are of a kind, `catalogue/classes.toml` says.

The kind says how an instance is built (a generated constructor or not), where its fields are declared, and what its
`repr` shows.
"""

from __future__ import annotations

SHOWING = frozenset(("dataclass", "attrs", "namedtuple", "typeddict", "pydantic"))
"""Kinds whose generated `repr` shows the fields."""

PAIRED = frozenset(("pydantic",))
"""Kinds whose instances are gone over as pairs of a field's name and what it holds."""

MAPPINGS = frozenset(("dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"))
"""The last names of types in annotations whose values go by key."""

BUILT = frozenset(("dataclass", "attrs", "namedtuple", "pydantic", "typeddict", "orm"))
"""Kinds whose constructor stores its arguments in fields of the same name."""
