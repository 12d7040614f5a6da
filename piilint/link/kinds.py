"""What kinds of classes there are, by the decorators and bases that make them so.

The kind says how an instance is built (a generated constructor or not), where its fields are declared, and what its
`repr` shows.
"""

from __future__ import annotations

from piilint.link.program import ClassKind

KIND_BY_DECORATOR: dict[str, ClassKind] = {
    "dataclasses.dataclass": "dataclass",
    "pydantic.dataclasses.dataclass": "dataclass",
    "attr.s": "attrs",
    "attr.attrs": "attrs",
    "attr.dataclass": "attrs",
    "attr.define": "attrs",
    "attr.frozen": "attrs",
    "attr.mutable": "attrs",
    "attrs.define": "attrs",
    "attrs.frozen": "attrs",
    "attrs.mutable": "attrs",
}

KIND_BY_BASE: dict[str, ClassKind] = {
    "typing.NamedTuple": "namedtuple",
    "typing_extensions.NamedTuple": "namedtuple",
    "collections.namedtuple": "namedtuple",
    "typing.TypedDict": "typeddict",
    "typing_extensions.TypedDict": "typeddict",
    "typing.Protocol": "protocol",
    "typing_extensions.Protocol": "protocol",
    "pydantic.BaseModel": "pydantic",
    "pydantic.RootModel": "pydantic",
    "pydantic.generics.GenericModel": "pydantic",
    "pydantic_settings.BaseSettings": "pydantic",
    "sqlmodel.SQLModel": "pydantic",
    "msgspec.Struct": "dataclass",
    "ninja.Schema": "pydantic",
    "enum.Enum": "enum",
    "enum.IntEnum": "enum",
    "enum.StrEnum": "enum",
    "enum.Flag": "enum",
    "django.db.models.Model": "orm",
    "django.db.models.TextChoices": "enum",
    "django.db.models.IntegerChoices": "enum",
    "sqlalchemy.orm.DeclarativeBase": "orm",
    "sqlalchemy.orm.declarative_base": "orm",
    "sqlalchemy.ext.declarative.declarative_base": "orm",
    "flask_sqlalchemy.SQLAlchemy.Model": "orm",
    "peewee.Model": "orm",
    "tortoise.models.Model": "orm",
    "tortoise.Model": "orm",
    "mongoengine.Document": "orm",
    "pony.orm.Database.Entity": "orm",
    "odoo.models.Model": "orm",
    "builtins.BaseException": "exception",
    "builtins.Exception": "exception",
}

SHOWING = frozenset(("dataclass", "attrs", "namedtuple", "typeddict", "pydantic"))
"""Kinds whose generated `repr` shows the fields."""

BUILT = frozenset(("dataclass", "attrs", "namedtuple", "pydantic", "typeddict", "orm"))
"""Kinds whose constructor stores its arguments in fields of the same name."""

RELATIONS = frozenset(("ForeignKey", "OneToOneField", "ForeignKeyField", "ReferenceField", "Required", "relationship"))
"""What makes a field of a mapped class that holds a row of another; its first argument says of which class."""

VALIDATORS = frozenset(("field_validator", "validator", "validates", "field_serializer", "validates_schema"))
"""Decorators of methods that are given the value of the fields they name."""

COLUMNS = frozenset(("Column", "mapped_column"))
"""What makes the columns of mapped classes whose base isn't in view."""
