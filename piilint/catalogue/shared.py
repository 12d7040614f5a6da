"""The shape of `elements/contexts.toml`: what all elements share. The file's own comments say what each list is for."""

from __future__ import annotations

import msgspec


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Neutral(_Table, frozen=True):
    """Words that neither make a weak word count nor take it away."""

    modifiers: tuple[str, ...]
    owners: tuple[str, ...]
    requests: frozenset[str]
    handlers: frozenset[str]
    """Methods that a framework calls with a request: their class says what is asked for."""
    addresses: frozenset[str]
    anyone: tuple[str, ...]
    """Whose a weak word is taken to be where nobody may own it."""


class Label(_Table, frozen=True):
    """A field that is what somebody calls a record, where its other fields say so."""

    fields: tuple[str, ...]
    owner: str
    element: str
    instead: str
    beside: frozenset[str]
    """Fields for whoever has the record: beside one of these, its `name` is its own."""


class Company(_Table, frozen=True):
    """What names in one table or record tell each other."""

    owners: dict[str, str]
    called: dict[str, str]
    together: dict[str, frozenset[str]]
    ids: dict[str, frozenset[str]]
    """By the owner that they make: what a record of it is identified by."""
    tells: dict[str, tuple[str, ...]]
    books: tuple[str, ...]
    labelled: frozenset[str]
    label: Label
    organisations: frozenset[str]
    period: frozenset[str]
    """What a statement has of a whole period, in words."""
    vague: frozenset[str]
    lone: frozenset[str]
    anything: frozenset[str]
    own: dict[str, frozenset[str]]
    """By a told owner, what a record has of itself."""
    same: dict[str, tuple[str, ...]]
    """By what they are: elements that one datum may be called by, the one that says most first."""
    as_text: dict[str, frozenset[str]]
    """By the owner that it gives them: names that mean something sensitive where they stand for a text."""
    languages: frozenset[str]
    """Packages whose statements are those of a language."""
    executors: frozenset[str]
    builders: frozenset[str]
    conditioned: frozenset[str]
    comparing: frozenset[str]
    """Methods whose first argument is a query."""


class Labels(_Table, frozen=True):
    """Where fields are labelled, and names that a label isn't about."""

    keywords: tuple[str, ...]
    positional: tuple[str, ...]
    about: tuple[str, ...]
    prepositions: tuple[str, ...]
    not_values: tuple[str, ...]
    elsewhere: dict[str, tuple[str, ...]]


class Tails(_Table, frozen=True):
    """What may follow or precede the word that says what a name is."""

    transparent: tuple[str, ...]
    record: tuple[str, ...]
    kind: tuple[str, ...]
    happened: tuple[str, ...]
    outcome: tuple[str, ...]
    prepositions: tuple[str, ...]
    fillers: tuple[str, ...]
    owner: tuple[str, ...]
    behind: tuple[str, ...]
    numbers: tuple[str, ...]
    prefixes: tuple[str, ...]


class Order(_Table, frozen=True):
    """Words that say what a name is though they stand first, and what stands around such a name."""

    host: tuple[str, ...]
    romance: tuple[str, ...]
    manner: tuple[str, ...]
    dates: tuple[str, ...]
    counting: tuple[str, ...]
    plurals: tuple[str, ...]
    prefixes: tuple[str, ...]
    date_parts: tuple[str, ...]
    describing: tuple[str, ...]
    """Before the name of a record: the name is of what they say, in another order."""
    descriptors: tuple[str, ...]
    """Last words of classes that describe a field: what they call `name` is the field's."""
    keepers: tuple[str, ...]
    """Last words of classes that keep records or work on them: whose `customers` those are, the word doesn't say."""
    settings: tuple[str, ...]
    """Last words of settings in capitals that say which class is used."""
    durations: tuple[str, ...]
    """Last words of names that say how long something lasts."""


class Script(_Table, frozen=True):
    """Chinese in Latin letters."""

    before: tuple[str, ...]
    behind: tuple[str, ...]
    readings: dict[str, str]
    """Characters by their syllable."""
    owners: dict[str, tuple[str, ...]]
    """English names of tables whose columns may be Chinese initials, by what they hold."""
    endings: dict[str, tuple[str, ...]]
    """How the initials of banks' tables end, by what they hold."""
    tables: tuple[str, ...]
    """What tables are called behind the word for what they hold, in writings without spaces."""


class Describes(_Table, frozen=True):
    """Heads and first words by which a name isn't the data itself."""

    alone: tuple[str, ...]
    heads: tuple[str, ...]
    opaque: tuple[str, ...]
    addresses: frozenset[str]
    """Those of the heads that say where something is found."""
    prefixes: tuple[str, ...]
    announcing: tuple[str, ...]
    """First words of what is shown about data, complained of, tried or counted: `lbl_iban`, `tentativas_senha`."""
    protected: tuple[str, ...]
    verbs: tuple[str, ...]


class Returns(_Table, frozen=True):
    """How functions that give data are called."""

    getters: tuple[str, ...]
    before: tuple[str, ...]
    makers: tuple[str, ...]
    nothing: tuple[str, ...]
    counts: frozenset[str]
    holders: frozenset[str]
    """Last words of things that are none of the data themselves, and whose parts are."""
    numbered: tuple[str, ...]
    people: frozenset[str]
    finders: frozenset[str]
    known: dict[str, str]


class Alone(_Table, frozen=True):
    """Weak phrases that are taken without context, by confidence."""

    medium: tuple[str, ...]
    low: tuple[str, ...]
    doubtful: tuple[str, ...]
    fetched: tuple[str, ...]
    unsure_records: tuple[str, ...]


class Trade(_Table, frozen=True):
    """Programs in which some names mean something else, by what they import or are called."""

    packages: frozenset[str]
    names: frozenset[str]
    elements: frozenset[str] = frozenset()
    """What the names would be elsewhere; whatever that is, if there are none."""
    parts: frozenset[str] = frozenset()
    """What only its records have several of: each of these is of the trade, in whatever program."""
    endings: tuple[str, ...] = ()
    """What the names of its packages end with."""
    apart: frozenset[str] = frozenset()
    """Words for what may have such parts and is none of its records."""


class Answers(_Table, frozen=True):
    """What an answer to a request says of how it went, by attribute; and which methods of what make requests."""

    status: frozenset[str]
    fine: frozenset[str]
    failed: frozenset[str]
    sending: frozenset[str]
    senders: frozenset[str]
    services: frozenset[str]
    names: frozenset[str]
    """Words of what an answer or an error is called."""
    verdicts: frozenset[str]
    failures: tuple[str, ...]
    """Regular expressions of texts that say what couldn't be done."""
    absent: tuple[str, ...]
    """Regular expressions of texts that end with what isn't there."""
    bad_dates: tuple[str, ...]
    """Regular expressions of texts that end with what couldn't be read as a date."""
    whole: frozenset[str]
    """What is called so is more than one datum, whatever a text says of it."""
    codes: frozenset[str]
    """Last words of variables that take one of a few words, or a number of them, of what works with several things at once:
    `code = gateway.collect(payer, amount)`."""
    carriers: frozenset[str]
    """Words of codes that hold what they were made of: `qr_code`."""
    placeholders: frozenset[str]
    """Texts that stand for what isn't there."""


class Configured(_Table, frozen=True):
    """What a program's user calls the things that its configuration lists."""

    owners: frozenset[str]
    """Last words of what holds a configuration."""
    elements: frozenset[str]
    """What such a name would be taken for elsewhere."""
    own: frozenset[str]
    """First words of what a firm that runs the program says there of itself."""
    own_groups: frozenset[str]
    """Groups of elements that it may say of itself: no secrets."""
    options: frozenset[str]
    """Last words of what holds what a program was told, beside a configuration."""
    surroundings: frozenset[str]
    """Last words of mappings of the program's surroundings."""
    kept: frozenset[str]
    """Groups of elements that may stand in these; the rest is configuration."""
    addresses: frozenset[str]
    """Last words of mappings whose keys say what an address of the network is for."""
    tables: frozenset[str]
    """Words that may stand behind those: `endpoint_map`."""


class Trials(_Table, frozen=True):
    """How projects name the code that tests the rest."""

    folders: tuple[str, ...]
    files: tuple[str, ...]
    frameworks: tuple[str, ...]
    fixtures: frozenset[str]
    """Parameters by which a framework hands something to a test."""
    made_up: frozenset[str]
    """What data is called that somebody made up."""
    makers: frozenset[str]
    seeders: frozenset[str]
    held: frozenset[str]
    generators: frozenset[str]


class NotData(_Table, frozen=True):
    """Phrases that end a name which is something else than its last words say."""

    phrases: tuple[str, ...]


class Turn(_Table, frozen=True):
    """Elements that are another one right after certain words: a payee's account number is the counterparty's account."""

    of: tuple[str, ...]
    after: tuple[str, ...]


class Shared(_Table, frozen=True):
    """All of `contexts.toml`."""

    spellings: dict[str, tuple[str, ...]]
    shorthand: dict[str, tuple[str, ...]]
    abbreviated: dict[str, tuple[str, ...]]
    unabbreviated: tuple[str, ...]
    beside: tuple[str, ...]
    typed: tuple[str, ...]
    uncut: tuple[str, ...]
    characters: tuple[str, ...]
    pieces: dict[str, tuple[str, ...]]
    variants: tuple[str, ...]
    script: Script
    slots: dict[str, tuple[str, ...]]
    contexts: dict[str, tuple[str, ...]]
    company: Company
    labels: Labels
    neutral: Neutral
    tails: Tails
    order: Order
    describes: Describes
    returns: Returns
    alone: Alone
    lax: tuple[str, ...]
    directions: tuple[str, ...]
    blockers: dict[str, tuple[str, ...]]
    not_data: NotData
    turns: dict[str, Turn]
    """By the element that they turn into."""
    trials: Trials
    trades: dict[str, Trade]
    configured: Configured
    answers: Answers
