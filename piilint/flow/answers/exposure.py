"""Settings that let out whatever passes: an engine that echoes its statements' parameters, tracebacks with locals.

    create_engine(url, echo=True)                # every row's data goes to the log
    sentry_sdk.init(dsn, send_default_pii=True)
    DEBUG = True                                 # in a settings module: error pages show the locals

They matter where the project holds sensitive records; one of these stands for all.
"""

from __future__ import annotations

from piilint.catalogue.calls import Entries
from piilint.catalogue.schema import Sink
from piilint.flow.domain.summary import SinkUse
from piilint.flow.domain.value import Label, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.company import company_owners
from piilint.flow.objects.declared import declared_hidden
from piilint.flow.tabular.column_types import writers_of
from piilint.link.program import ClassInfo, FieldInfo
from piilint.model.facts import Step
from piilint.model.place import Spot

_RANKS = {"critical": 0, "high": 1}


def expose(act: Activation, sink: Sink, use: SinkUse, at: int) -> None:
    """Let the project's records reach the channel."""
    label = record_label(act, sink.exposes)
    if label is not None:
        act.reach({label.key: label}, use, at, "project")


def record_label(act: Activation, kind: str) -> Label | None:
    """The worst field of the project's records: of all ("records"), or of mapped classes ("rows"); None without any."""

    def look() -> Label | None:
        found = [
            best
            for name, cls in sorted(act.program.classes.items())
            if cls.kind == "orm" or kind == "records"
            if (best := _worst_field(act, cls)) is not None
        ]
        return min(found, key=lambda entry: entry[0])[1] if found else None

    learned = act.solver.learned
    return learned.once(learned.exposed, kind, look)


def _worst_field(act: Activation, cls: ClassInfo) -> tuple[tuple[int, int], Label] | None:
    fields = act.program.all_fields(cls.id) if cls.kind not in ("enum", "exception") else {}
    owners = (cls.node.name, *company_owners(act.names, tuple(fields)))
    best: tuple[tuple[int, int], Label] | None = None
    for number, field in enumerate(fields.values()):
        match = act.names.classify(field.name, owners)
        if match is None or match.level not in _RANKS or match.confidence == "low" or _is_hidden(act, cls, field):
            continue
        rank = (_RANKS[match.level], number)
        if best is None or rank < best[0]:
            spot, text = Spot(cls.path, field.at), f"{cls.node.name}.{field.name}"
            record = act.catalogue.elements[match.element].record
            best = rank, Label(match.element, (), spot, "", text, 3, record, False, (Step(spot, "read", text),))
    return best


def _is_hidden(act: Activation, cls: ClassInfo, field: FieldInfo) -> bool:
    """Told from the text alone: a type in view that makes what is written is taken to hide it."""
    return declared_hidden(act, cls, field) or bool(writers_of(act, cls, field))


def expose_setting(act: Activation, name: str, value: Value, at: int) -> None:
    """`DEBUG = True`, `LOGGING = {…}` at a settings module's top level."""
    configure_setting(act, name, value, at)
    for known in _known_settings(act, name):
        for sink in known.sinks:
            if sink.exposes and value.const and sink.when.get("arg0") == str(value.const[0]):
                expose(act, sink, SinkUse(sink.channel, name, act.spot(at), "data", 3), at)
                return


def configure_setting(act: Activation, name: str, value: Value, at: int) -> None:
    """`LOGGING` of a settings module, written there or imported from elsewhere."""
    from piilint.flow.protection.configured_loggers import configure, set_levels

    known = [each for entries in _known_settings(act, name) for each in entries.attachments]
    known += [each for each in act.catalogue.calls.method(name).attachments if _imports_any(act, each.imports)]
    if value.objects and any(each.configures for each in known):
        configure(act, value, at)
        set_levels(act, value, at, name)


def _imports_any(act: Activation, packages: tuple[str, ...]) -> bool:
    """Whether the program imports something of one of the packages."""
    learned, program = act.solver.learned, act.program
    imported = learned.once(
        learned.imported, "", lambda: frozenset(each for name in program.modules for each in program.packages(name))
    )
    return not imported.isdisjoint(packages)


def _known_settings(act: Activation, name: str) -> list[Entries]:
    """What is known of a setting of this name, by the last words of the module's."""
    parts = act.function.module.split(".")
    modules = dict.fromkeys((parts[-1], ".".join(parts[-2:])))
    return [act.catalogue.calls.exact(f"{module}.{name}") for module in modules]
