"""The catalogue's tables: elements, and what libraries' calls do with data.

The same tables are used by `catalogue/elements/*.toml`, `catalogue/apis/*.toml` and a project's own `piilint.toml`.

Names of callables are dotted as the import system knows them (`logging.Logger.info`, `builtins.print`), with braces for
repetition (`logging.Logger.{debug,info}`). `*.name` stands for a method called `name` on a receiver whose type isn't
known; a bare `name` (no dot) for a function, method or class of that name wherever it is defined. Classes stand for
their constructor.

Access paths: `arg0`, `arg1+` (from the second on), `arg*` (all positional), `kw:extra`, `kw*`, `self` (the receiver),
`return`, then any of `.name`, `["key"]`, `[*]` (any element), `[each]` (what going over it gives: of a mapping a key).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from piilint.model.finding import Level


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What every entry of an API file may carry."""

    example: str = ""
    """A runnable snippet in which the entry shows: the tests run it. `iban` in it is a sensitive value. Of a sink it
    must raise the channel's family; of a propagator it must print the value (unless it moves nothing), of a sanitizer
    it must be silent."""
    fine: str = ""
    """A near miss: a snippet that must be silent."""


class Sink(Table, frozen=True, kw_only=True, gc=False):
    """A call that hands some of its arguments to a channel."""

    call: tuple[str, ...]
    channel: str
    """family.port: see `catalogue.channels`."""
    takes: tuple[str, ...] = ("arg*", "kw*")
    shows: Literal["text", "repr", "data", "state", "changes", "keys"] = "text"
    """What of an argument gets out: its text (`str`), its `repr`, all its data (serialised; "state": pickled, so that a
    class in view says what), of an instance that a library gave only what was written to it since (a row that is saved),
    or its keys only."""
    only: str = ""
    """The argument that lists the names of the parts that get out ("kw:update_fields"), if it is passed."""
    template: str = ""
    """The argument that is a text; of a mapping alone behind it only what the text names is shown ("%(iban)s")."""
    braces: str = ""
    """As `template`, of a text with braces that is filled in as by `str.format`: "{0.iban} {row!r}"."""
    names: str = ""
    """Where the names of an argument's items are, by position ("self.header": the first row that was written)."""
    of: str = ""
    """Of a plain function: the type whose root instance it stands for ("logging.Logger" of `logging.info`)."""
    key: str = ""
    """Of a logger whose filters are given a dict: the key under which its text stands there ("message")."""
    inside: str = ""
    """The key of the mapping in that dict where what is passed by keyword stands ("extra")."""
    receiver: tuple[str, ...] = ()
    """For `*.name` only: words one of which the receiver's name must end with (`logger`, `log`)."""
    when: dict[str, str] = {}
    """Conditions on constant arguments: access path -> glob; an argument that is absent or not constant doesn't match.
    Of what isn't constant, "type:…" matches its class, "name:…" how it is written, in small letters."""
    unless: dict[str, str] = {}
    """Conditions under which it is no sink: access path -> glob."""
    held: dict[str, str] = {}
    """Where its object keeps what it takes: methods that write it out -> the class of what isn't a file ("save" ->
    "io.BytesIO"), or "" where without an argument they give it back ("output" -> "|io.BytesIO"); or the class itself,
    if it is told where to write when it is made ("Canvas" -> "io.BytesIO"). A function that only does that stores nothing
    yet."""
    into: tuple[str, ...] = ()
    """Where the file is that it writes to, or another that is written through: one in view does that by its own `write`."""
    executed: bool = False
    """Whether it only makes what a call around it executes (`session.execute(update(…).values(…))`): that is where it is
    reported, then."""
    calls: bool = False
    """Whether it calls what it is given, and what comes of that gets out (`logger.opt(lazy=True)`)."""
    confidence: Literal["high", "medium", "low"] = "high"
    exposes: Literal["", "records", "rows"] = ""
    """For a setting that lets out whatever passes: the project's records, or the rows of its mapped classes. Then `call`
    may also name a variable of a settings module ("settings.DEBUG"), whose value `when` asks for as `arg0`."""
    mend: dict[str, str] = {}
    """Of such a setting: named arguments with the values that mend it ("kw:hide_parameters" -> "True"), for `--fix`."""


class Source(Table, frozen=True, kw_only=True, gc=False):
    """A call or a name whose value holds an element."""

    call: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    """A variable, parameter or attribute of exactly this name, wherever it is and whatever it is bound to."""
    element: str
    gives: str = "return"
    """Where the element is: "return", 'return["iban"]', "arg0"."""
    prompt: tuple[str, ...] = ()
    """Arguments with the text that asks somebody for it: what that text names is what is typed in."""


Operation = Literal[
    "", "aggregate", "aggregated", "alias", "all-but", "annotated", "at-xpath", "build-from", "by-column", "child",
    "class-by-name", "collect", "column", "copy-with", "drop", "dump-fields", "dump-text", "expression", "field", "fields",
    "filter", "frame", "get-column", "get-context", "given", "group", "header", "instance", "instance-pair",
    "instances", "join", "keys", "literal", "log-record", "log-record-factory",
    "map", "match-replaced", "matches-replaced", "named-group", "node-at",
    "nodes-at", "option", "option-defaults", "options", "options-by-key", "outcome", "parse", "parse-file",
    "partition", "pickle", "pickle-into", "pipe", "pivot", "pop", "post", "read-on", "record", "records", "reference", "rename",
    "reset-context", "row-as-dict", "rows", "rows-as-text", "rows-by-key", "rows-by-position", "same", "seek", "select",
    "select-text", "selected",
    "serialise", "serialise-containers", "serialise-into", "set-context", "stack", "statement", "table", "tail",
    "template-by-name", "template-environment", "template-loader", "template-of-text", "template-rendered", "text-at",
    "truncate", "with-column", "with-columns",
]  # fmt: skip
"""What the notation of moves can't say: see `flow.calling.standard.OPERATIONS` and `flow.calling.mailbox`."""


class Propagator(Table, frozen=True, kw_only=True, gc=False):
    """A call that moves data. Without an entry, unknown calls return what they were given, at lower confidence."""

    call: tuple[str, ...]
    moves: tuple[str, ...] = ()
    """"arg0 -> return", "arg0[*] -> return[*]", "arg0 -> self[*]"; none: the result carries nothing."""
    when: dict[str, str] = {}
    """As `Sink.when`."""
    does: Operation = ""
    """An operation of the engine's that the notation can't say."""
    columns: tuple[str, ...] = ()
    """Arguments that list the names of the result's columns: "kw:usecols", "kw:names", "arg1"."""
    chunks: tuple[str, ...] = ()
    """Arguments with which the result comes in pieces, to be iterated: "kw:chunksize"."""
    receiver: tuple[str, ...] = ()
    """As `Sink.receiver`."""
    fresh: bool = False
    """Whether the result is also data of its own (a file's, the environment's), so that its names say what it holds."""
    opens: bool = False
    """Whether what is moved was sealed, and is opened by the call: `AESGCM(key).decrypt(nonce, sealed, None)`."""
    plain: bool = False
    """Whether the result, which carries nothing, is still a value that isn't known: a length, a truth."""
    number: bool = False
    """Whether the result is a number, which holds nothing of a name or a text that unknown code was given."""
    lazy: bool = False
    """Whether the result is an iterator, whose text shows nothing of what it gives."""
    key: tuple[str, ...] = ()
    """Of `does = "post"` and "collect": arguments with the name under which something is kept for others."""
    posts: tuple[str, ...] = ()
    """Of "post": arguments with what is kept."""
    task: tuple[str, ...] = ()
    """Of "collect": arguments with the name of the function whose result is fetched, where no key is given."""
    result_key: str = ""
    """Of "collect": the key that stands for such a result."""
    calls: tuple[str, ...] = ()
    """Callbacks: "arg0(arg1[*]) -> return[*]", "kw:target(*kw:args, **kw:kwargs)", "arg0(arg1+, kw*) -> return"."""


class Sanitizer(Table, frozen=True, kw_only=True, gc=False):
    """A call whose result is safe to show. Projects' own functions of such a name are checked where in view."""

    call: tuple[str, ...]
    kind: Literal["mask", "encryption", "token", "keyed-hash", "bare-hash"]
    """"bare-hash" is no safeguard for guessable identifiers."""
    holds: bool = False
    """Whether what it gives is an instance that holds what it was given, whatever that is, until it is asked for it."""
    gives: str = "return"
    takes: tuple[str, ...] = ("arg0",)
    when: dict[str, str] = {}
    """As `Sink.when`."""
    unless: dict[str, str] = {}


class Value(Table, frozen=True, kw_only=True, gc=False):
    """The type of a call's result or of a library's attribute, so that its methods are known."""

    call: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    """A dotted attribute: "flask.Flask.logger", "flask.current_app"; of a library's class also for classes in view
    that are derived from it, and then it stands for instances of those."""
    receiver: tuple[str, ...] = ()
    """As `Sink.receiver`."""
    identity: str = ""
    """The argument that says which object it is ("arg0" of `logging.getLogger`): the same argument, the same object;
    "*" if there is only one."""
    type: str
    """Dotted name of the class: "logging.Logger"; methods are looked up as "logging.Logger.info"."""
    part: bool = False
    """Whether it is part of the object that has it: what goes into a workbook's sheet goes into the workbook."""
    gives: str = "return"
    """Where it is: "return", or a part of what is returned: "return[*]" (each of them), "return[1]" (the second)."""
    when: dict[str, str] = {}
    """As `Sink.when`: the last entry whose conditions hold counts."""


class Failure(Table, frozen=True, kw_only=True, gc=False):
    """A call that fails with an exception whose text repeats what it was given: `int("DE89…")`. Counts, less surely, where a
    `try` around it names that exception or a kind of it in a handler, not where it catches whatever goes wrong."""

    call: tuple[str, ...]
    """A subscript is "builtins.dict.__getitem__"; an enumeration in view "enum.Enum" and "enum.Enum.__getitem__"."""
    raises: str
    """The exception's class: "builtins.ValueError"."""
    shows: tuple[str, ...] = ("arg0",)
    """The arguments that its text repeats."""


class Hook(Table, frozen=True, kw_only=True, gc=False):
    """What a framework hands to a method or function that it calls, or what a class has from a framework's base.

    A class is named by where it is written: "self", ".Meta.model" (what the body of the class assigns), "@arg0" and
    "@kw:sender" (what the decorator is given), or the first of several that is there: ".model|.queryset".
    """

    call: tuple[str, ...]
    """Methods and attributes of a library's classes, for classes in view that are derived from them
    ("django.forms.Form.clean"; "django.contrib.admin.ModelAdmin.*" for any method), or decorators."""
    gives: dict[str, str]
    """A parameter ("arg0" is the first behind `self`, "kw:instance" the one of that name) or "return" (what reading or
    calling it gives) -> "instance of …", "instances of … in django.db.models.QuerySet" (held by what), "fields of …" (a
    dict of what a form declares and takes), "records of …" (one such dict, or many), "dump of …" and "dumps of …"
    (likewise what it gives), or a library's class ("slack_bolt.Say"). "option", the parameter that a decorator's texts
    name, is "made by kw:type.convert": by the function that the decorator is given there, or by that method of the
    instance."""


class Query(Table, frozen=True, kw_only=True, gc=False):
    """A call that runs SQL text: SELECT gives its columns, INSERT and UPDATE store theirs."""

    call: tuple[str, ...]
    receiver: tuple[str, ...] = ()
    text: str = "arg0|kw:query|kw:sql|kw:statement|kw:operation"
    """The argument that is the text; of several, the first that is passed."""
    params: str = "arg1|kw:params|kw:parameters|kw:vars|kw:args|kw:values|kw:seq_of_parameters|kw:arguments"
    """The argument that is passed for its placeholders, likewise; "arg1+" where each has its own."""
    many: bool = False
    gives: Literal["rows", "list", "row", "value", "table"] = "rows"
    """What a SELECT gives: a cursor over rows, a list of them, one of them, its first column's value, or a data frame."""


class Attachment(Table, frozen=True, kw_only=True, gc=False):
    """A call that attaches a filter, formatter, handler or processor to a logger; what redacts there, protects."""

    call: tuple[str, ...]
    guard: str
    """The access path of what is attached: "arg0", "kw:handlers[*]"."""
    to: str = "self"
    """"self", "return" (what the call gives), or the type whose root instance it is attached to: "logging.Logger"."""
    configures: bool = False
    """Whether the guard is a whole configuration as `logging.config.dictConfig` takes it."""
    removes: bool = False
    """Whether the call takes a guard away again: `logger.removeFilter(guard)`."""
    imports: tuple[str, ...] = ()
    """Packages one of which the program must import, for a setting whose module isn't known by its name."""


class Response(Table, frozen=True, kw_only=True, gc=False):
    """What a function returns to a framework that sends it on or keeps it: `return {"error": …}, 404`."""

    imports: tuple[str, ...] = ()
    """Packages one of which the module must import."""
    decorators: tuple[str, ...] = ()
    """Names with globs, as those of `Access`: the function must have one of them. "celery.shared_task"."""
    called: bool = False
    """Whether a call of such a function hands its arguments over, too."""
    channel: str
    takes: tuple[str, ...]
    """Parts of what is returned: "[0]"; "return" for all of it, "" for none."""
    when: dict[str, str] = {}
    """Conditions on constant parts: "[1]" -> glob."""
    unless: dict[str, str] = {}
    """Conditions on constant arguments of the decorator under which it isn't: "kw:ignore_result" -> glob."""
    shows: Literal["text", "data", "keys"] = "data"


class Access(Table, frozen=True, kw_only=True, gc=False):
    """Calls that the duties of those who read statements are about. Nothing is looked at until a project names its reads.

    A read that isn't dominated by a permission check is `unchecked-read`, one that isn't followed by an audit call on
    every path that ends normally is `unaudited-read`. Decorators of these names count, and so do callers that do it.
    """

    call: tuple[str, ...]
    """Names with globs: `load_statement*`, `*.statements`, `bank.audit.record`."""
    kind: Literal["read", "permission", "audit"]
    """What the call is."""


class Switch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What flags are called that turn protection on or off."""

    words: tuple[str, ...]


class Command(Table, frozen=True, kw_only=True, gc=False):
    """How a function becomes a command that somebody runs by hand: what it and its helpers write out is an export."""

    call: tuple[str, ...]
    """Names with globs, as those of `Access`."""
    how: Literal["decorates", "is", "is called by it", "is passed to it"]
    """What the function has to do with the call: it is its decorator, a method of that name of a class derived from the
    library's, a call within the function, or a call that is given the function."""
    imports: tuple[str, ...] = ()
    """Packages one of which the module must import, where the name alone doesn't say enough."""


class Api(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One file of `catalogue/apis/`: one library."""

    library: str
    about: str = ""
    sink: tuple[Sink, ...] = ()
    source: tuple[Source, ...] = ()
    propagator: tuple[Propagator, ...] = ()
    sanitizer: tuple[Sanitizer, ...] = ()
    value: tuple[Value, ...] = ()
    query: tuple[Query, ...] = ()
    failure: tuple[Failure, ...] = ()
    hook: tuple[Hook, ...] = ()
    attachment: tuple[Attachment, ...] = ()
    response: tuple[Response, ...] = ()
    access: tuple[Access, ...] = ()
    command: tuple[Command, ...] = ()
    switch: tuple[Switch, ...] = ()


class Element(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A kind of data and the words by which code names it."""

    key: str
    title: dict[str, str]
    """By language: en, zh; one is enough. A project may write just a text (`title = "Score"`), or nothing: then the key
    says it."""
    level: Level
    """A project may leave it out for "high"."""
    group: str = ""
    identifier: bool = False
    """Whether it is a short guessable identifier: at most its last 4 may be shown, a bare hash doesn't protect it."""
    letters: bool = False
    """Whether it is written in words (a name, an e-mail address), so that what takes away digits doesn't hide it."""
    secret: bool = False
    """Whether even a part of it may not be shown: a CVV, a PIN, a one-time code."""
    record: bool = False
    """Whether the name stands for a whole record (statement, transaction, customer), whose parts are named by their
    own names, rather than for one value."""
    strong: tuple[str, ...] = ()
    """Words that suffice: "iban", "account number", "账号"; several words are matched in order at the name's end."""
    weak: tuple[str, ...] = ()
    """Words that count only with a context word."""
    context: tuple[str, ...] = ()
    """Words (or "@name" of a shared list in `elements/contexts.toml`) that make the weak ones count."""
    leaks: tuple[str, ...] = ()
    """Examples that must match: "acctNo", "txn.amount" (owner.name)."""
    fine: tuple[str, ...] = ()
    """Near misses that must not match this element."""
