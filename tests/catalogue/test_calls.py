"""The index of callables, and that every API file fits the schema."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest

import piilint.catalogue
from piilint import check
from piilint.catalogue.calls import CallIndex, Entry, callbacks, expand, moves
from piilint.catalogue.channels import channels
from piilint.catalogue.schema import Api, Operation, Propagator, Query, Sanitizer, Sink, Source, Value
from piilint.flow.calling.mailbox import MAILBOX
from piilint.flow.calling.standard import OPERATIONS
from piilint.model.errors import ConfigError
from piilint.model.path import parse_path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FILES = sorted((Path(piilint.catalogue.__file__).parent / "apis").glob("*.toml"))
_LOG = Sink(call=("logging.{debug,info}", "log4py.Logger.info"), channel="log.message")
_ANY_INFO = Sink(call=("*.info",), channel="log.message", receiver=("logger",))
_MASK = Sanitizer(call=("mask*", "*脱敏*"), kind="mask")
_ASDICT = Propagator(call=("{attr,attrs}.asdict",), moves=("arg0 -> return",))
_APP = Value(path=("flask.current_app",), type="flask.Flask")
_LOGGER = Value(call=("logging.getLogger",), type="logging.Logger")
_SOURCE = Source(name=("SOURCE",), element="iban")
_INDEX = CallIndex(
    [
        Api(library="a", sink=(_LOG, _ANY_INFO), sanitizer=(_MASK,), propagator=(_ASDICT,)),
        Api(library="b", value=(_APP, _LOGGER), source=(_SOURCE, Source(call=("ensure_tainted",), element="iban"))),
    ]
)


def test_braces_stand_for_repetition() -> None:
    assert expand("a.{b,c}.{d,e}") == ["a.b.d", "a.b.e", "a.c.d", "a.c.e"]
    assert expand("a") == ["a"]


def test_exact_names() -> None:
    assert _INDEX.exact("logging.info").sinks == (_LOG,)
    assert _INDEX.exact("log4py.Logger.info").sinks == (_LOG,)
    assert _INDEX.exact("logging.{debug,info}").empty
    assert _INDEX.exact("attrs.asdict").propagators == (_ASDICT,)
    assert _INDEX.exact("attr.asdict").propagators == (_ASDICT,)
    assert _INDEX.exact("logging.warning").empty
    assert _INDEX.exact("").empty


def test_methods_of_any_receiver() -> None:
    assert _INDEX.method("info").sinks == (_ANY_INFO,)
    assert _INDEX.method("debug").empty


@pytest.mark.parametrize("name", ["mask", "mask_iban", "maskIban", "_mask_iban", "账号脱敏", "__mask"])
def test_bare_names_by_glob(name: str) -> None:
    assert _INDEX.named(name).sanitizers == (_MASK,)


@pytest.mark.parametrize("name", ["unmask", "info", "Mask", "脱", "asdict"])
def test_other_bare_names(name: str) -> None:
    assert _INDEX.named(name).empty


def test_bare_names_exactly() -> None:
    assert [source.element for source in _INDEX.named("ensure_tainted").sources] == ["iban"]
    assert _INDEX.source_name("SOURCE") is _SOURCE
    assert _INDEX.source_name("source") is None


def test_types() -> None:
    assert _INDEX.type_of_call("logging.getLogger") == "logging.Logger"
    assert _INDEX.type_of_call("logging.info") is None
    assert _INDEX.type_of_path("flask.current_app") == "flask.Flask"
    assert _INDEX.type_of_path("flask.g") is None


def test_a_later_library_says_the_type() -> None:
    own = Api(library="own", value=(Value(call=("logging.getLogger",), type="own.Logger"),))
    index = CallIndex([Api(library="b", value=(_LOGGER,)), own])
    assert index.type_of_call("logging.getLogger") == "own.Logger"


def test_channels_are_complete() -> None:
    assert channels()["log.message"].family == "log"
    for key, channel in channels().items():
        assert key == channel.key
        assert channel.family == key.partition(".")[0]
        assert all(channel.title[language] for language in ("en", "zh"))
        assert channel.audience


# ---- the API files --------------------------------------------------------------------------------------------------


def _read(path: Path) -> Api:
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Api)


def _entries(api: Api) -> Iterator[Entry]:
    yield from (*api.sink, *api.source, *api.propagator, *api.sanitizer, *api.value, *api.query)


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_every_file_fits(path: Path) -> None:
    api = _read(path)
    assert api.library == path.stem
    assert api.about
    for entry in _entries(api):
        _check_names(entry)
        _check_meaning(entry)
        ast.parse(entry.example)
        ast.parse(entry.fine)


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_no_callable_says_the_same_twice(path: Path) -> None:
    for kind in ("sink", "propagator", "sanitizer", "query"):
        seen: dict[tuple[str, ...], str] = {}
        for entry in getattr(_read(path), kind):
            detail = (entry.channel, *entry.takes) if isinstance(entry, Sink) else ()
            conditions = (
                repr((sorted(entry.when.items()), sorted(entry.unless.items())))
                if isinstance(entry, (Sink, Sanitizer))
                else ""
            )
            for pattern in entry.call:
                for name in expand(pattern):
                    assert (name, *detail, conditions) not in seen, (
                        f"{name} in {pattern} and {seen[(name, *detail, conditions)]}"
                    )
                    seen[(name, *detail, conditions)] = pattern


def _check_names(entry: Entry) -> None:
    patterns = (*entry.call, *getattr(entry, "path", ()), *getattr(entry, "name", ()))
    assert patterns, entry
    for pattern in patterns:
        assert pattern.count("{") == pattern.count("}"), pattern
        for name in expand(pattern):
            assert (
                name and not name.startswith(".") and not name.endswith(".") and ".." not in name and " " not in name
            ), pattern
            if "." in name.removeprefix("*."):
                assert "*" not in name, f"{pattern}: globs stand for bare names only"


def _check_meaning(entry: Entry) -> None:
    for text in (*getattr(entry, "takes", ()), *getattr(entry, "when", ()), *getattr(entry, "unless", ())):
        parse_path(text)
    if isinstance(entry, Sink):
        assert entry.channel in channels(), entry.channel
        assert not entry.receiver or all(pattern.startswith("*.") for pattern in entry.call), entry.call
    if isinstance(entry, Propagator):
        moves(entry)
        callbacks(entry)
    if isinstance(entry, Query):
        for path in (*entry.text.split("|"), *entry.params.split("|")):
            parse_path(path)
    if isinstance(entry, (Source, Sanitizer, Value)):
        parse_path(entry.gives)


def test_operations_are_those_of_the_engine() -> None:
    """What an entry may say that a call does, and what the engine can do, are one list."""
    assert {*get_args(Operation)} == {"", *OPERATIONS, *MAILBOX}


def test_an_unknown_operation_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "piilint.toml").write_text('[[propagator]]\ncall = ["bank.move"]\ndoes = "colum"\n', encoding="utf-8")
    (tmp_path / "a.py").write_text("import bank\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"does.*column"):
        check([tmp_path])
