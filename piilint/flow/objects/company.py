"""What the fields of one record tell each other: `amount` beside `iban` is a transaction's.

row = {"iban": iban, "amount": x}      # amount: read with the owner that iban gives it
SELECT account_no, name FROM accounts  # name: the account's holder
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from piilint.catalogue.load import shared
from piilint.catalogue.match import Names
from piilint.flow.domain.value import Ref

_FIELDS = 60
"""Of wider records only so many fields are looked at."""


@lru_cache(maxsize=20_000)
def company_owners(names: Names, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The owners that a record's sure names give the ambiguous ones beside them; none for a single name."""
    if len(fields) < 2:
        return ()
    together = _together(names, fields[:_FIELDS])
    sure = (*_owners(names, fields[:_FIELDS], (), ("high",)), *together)
    if not sure:
        return _confirming(names, fields[:_FIELDS])
    found = {*sure, *_owners(names, fields[:_FIELDS], sure, ("high", "medium"))}
    if not together and _is_of_period(names, fields[:_FIELDS]):
        company = shared().company.owners
        found = {company["account"] if owner == company["statement"] else owner for owner in found}
    return _called(owner for owner in shared().company.owners.values() if owner in found)


def _is_of_period(names: Names, fields: tuple[str, ...]) -> bool:
    """Whether all that these fields tell of bookings is what a period began and ended with: `opening_balance`."""
    period = shared().company.period
    others = [field for field in fields if " ".join(names.words(field)) not in period]
    if len(fields) - len(others) < _TELLING:
        return False
    matches = (match for field in others if (match := names.classify(field)) is not None and match.level != "low")
    return all(names.elements[match.element].group != "statement" for match in matches)


def _called(owners: Iterable[str]) -> tuple[str, ...]:
    called = shared().company.called
    return tuple(dict.fromkeys(called.get(owner, owner) for owner in owners))


def _together(names: Names, fields: tuple[str, ...]) -> tuple[str, ...]:
    """What ambiguous names say that are seldom beside each other elsewhere: `pan` and `expiry_date`, but not `expiry` and
    `expiry_date`, which may be an order's as well."""
    spelt = {" ".join(names.words(field)) for field in fields}
    met = ((owner, spelt.intersection(phrases)) for owner, phrases in shared().company.together.items())
    found = [owner for owner, phrases in met if len({phrase.split()[0] for phrase in phrases}) > 1]
    found += [owner for owner, phrases in shared().company.ids.items() if not spelt.isdisjoint(phrases)]
    return tuple(dict.fromkeys(found))


def _confirming(names: Names, fields: tuple[str, ...]) -> tuple[str, ...]:
    """What names of which none is sure say together: `khxm` beside `sfzh`, `full_name` beside `mobile` or `amount`."""
    matches = [match for field in fields if (match := names.classify(field)) is not None and match.level != "low"]
    found = {m.element: names.elements[m.element] for m in matches}
    groups = [element.group for element in found.values() if element.group in _PAID and not element.record]
    if len(groups) < 2 or _WHOSE.isdisjoint(groups):
        return ()
    return _called(shared().company.owners[group] for group in groups)


@lru_cache(maxsize=20_000)
def is_vague(names: Names, name: str, owners: tuple[str, ...]) -> bool:
    """Whether a name is one of those that anything may have: `value`, `text`, `description`, `reference`."""
    if names.classify(name) is not None:
        return False
    match = names.classify(name, owners)
    return name in shared().company.anything or (match is not None and match.element in shared().company.vague)


@lru_cache(maxsize=20_000)
def is_of_code(names: Names, cls: str, fields: tuple[str, ...]) -> bool:
    """Whether a class called `Statement` is one of a language's: `text` and `line`, but no amount, date or account."""
    record = names.record(cls)
    if record is None or names.elements[record.element].group != "statement" or len(fields) < 2:
        return False
    matches = [match for field in fields if (match := names.classify(field, (cls,))) is not None]
    return bool(matches) and all(match.element in shared().company.vague for match in matches)


@lru_cache(maxsize=20_000)
def is_named_only(names: Names, cls: str, fields: tuple[str, ...]) -> bool:
    """Whether the only field of a class that might be data is one that says little alone: `Deposit(name, folder)`."""
    matches = {field: match for field in fields if (match := names.classify(field, (cls,))) is not None}
    lone = len(matches) == 1 and len(fields) > 1 and next(iter(matches)) == "name"
    return lone and matches["name"].element in shared().company.lone


def _owners(
    names: Names, fields: tuple[str, ...], owners: tuple[str, ...], confidences: tuple[str, ...]
) -> tuple[str, ...]:
    known = shared().company.owners
    matches = [
        match
        for field in fields
        if (match := names.classify(field, owners)) is not None and not _are_many(names, field)
    ]
    groups = [names.elements[m.element].group for m in matches if m.level != "low" and m.confidence in confidences]
    return tuple(dict.fromkeys(known[group] for group in groups if group in known))


@lru_cache(maxsize=20_000)
def _are_many(names: Names, field: str) -> bool:
    """Whether it holds records of others, which tell nothing of the one that has it: the `name` of a plan that has
    `accounts` and `payees` is its own."""
    words = names.words(field)
    match = names.classify(field[:-1]) if len(words) == 1 and field.endswith("s") else None
    about = names.elements[match.element] if match is not None else None
    return about is not None and (about.group == "party" or (about.record and about.group in _WHOSE))


@lru_cache(maxsize=20_000)
def is_of_books(names: Names, fields: tuple[str, ...]) -> bool:
    """Whether these are the fields of an account of a chart of accounts, as `Sales 8400`, rather than of a customer's."""
    company = shared().company
    if sum(" ".join(names.words(field)) in company.books for field in fields) < _TELLING:
        return False
    matches = [match for field in fields if (match := names.classify(field)) is not None and match.confidence == "high"]
    return all(names.elements[match.element].group not in _WHOSE for match in matches if match.level != "low")


@lru_cache(maxsize=20_000)
def is_labelled(names: Names, fields: tuple[str, ...]) -> bool:
    """Whether an account's fields are those of a program of personal finance: its name is what its owner calls it. It is
    no holder's, either, where the holder stands beside it."""
    company, label = shared().company, shared().company.label
    spelt = {" ".join(names.words(field)): field for field in fields}
    if spelt.keys().isdisjoint(label.fields):
        return False
    others = [names.classify(field, (label.owner,)) for words, field in spelt.items() if words not in label.fields]
    whose = [match for match in others if match is not None and match.level != "low"]
    if any(match.element == label.element and match.confidence == "high" for match in whose):
        return "name" not in spelt
    if len(spelt.keys() & company.labelled) < _TELLING:
        return False
    groups = [names.elements[match.element] for match in whose]
    return all(each.group not in _WHOSE or each.record for each in groups)


_TELLING = 2
"""So many fields of its kind tell what a record is."""


def of_account(names: Names, fields: tuple[str, ...], owners: tuple[str, ...]) -> tuple[str, ...]:
    """The owners of a record's fields, once these say that its name is a label and no holder's."""
    if not (is_labelled(names, fields) or _is_had(names, fields, owners)):
        return owners
    label = shared().company.label
    meant = [names.classify(field, owners) for field in fields if " ".join(names.words(field)) in label.fields]
    return (label.instead,) if any(each is not None and each.element == label.element for each in meant) else owners


@lru_cache(maxsize=20_000)
def _is_had(names: Names, fields: tuple[str, ...], owners: tuple[str, ...]) -> bool:
    """Whether whoever has an account stands beside its `name`, which is the account's own, then; not that of a card, or of a
    payee, which is a person's."""
    label = shared().company.label
    spelt = {" ".join(names.words(field)) for field in fields}
    if "name" not in spelt or spelt.isdisjoint(label.beside):
        return False
    records = (
        match.element for owner in owners if (match := names.classify(owner)) and names.elements[match.element].record
    )
    others = any(element != label.owner for element in records)
    return not others and any(names.words(owner)[-1:] == (label.owner,) for owner in owners)


@lru_cache(maxsize=20_000)
def is_organisation(names: Names, cls: str) -> bool:
    """Whether a class is a bank, a branch, a company: an e-mail address beside its name makes it no customer's."""
    return not shared().company.organisations.isdisjoint(names.words(cls))


_WHOSE = frozenset(("account", "party", "identity", "contact", "card"))
_PAID = _WHOSE | {"statement"}


def language_refs(refs: frozenset[Ref]) -> frozenset[Ref]:
    """Those of the references that are to a piece of a program or a query: `ast.stmt`, `sqlparse.sql.Statement`."""
    languages = shared().company.languages
    return frozenset(ref for ref in refs if ref[0] in ("ext", "inst") and ref[1].partition(".")[0] in languages)


@lru_cache(maxsize=20_000)
def special_names(names: Names, name: str, element: str) -> frozenset[str]:
    """The trades in which a name is something else than elsewhere: an `account` of the books, an `address` of a wallet."""
    words = " ".join(names.words(name))
    meant = ((key, each) for key, each in shared().trades.items() if words in each.names)
    return frozenset(key for key, each in meant if not each.elements or element in each.elements)


@lru_cache(maxsize=2_000)
def trades_of(module: str, packages: frozenset[str]) -> frozenset[str]:
    """The trades that a module is of, by what it imports or by what it is called, `beancount_ing.importer`, or how that
    ends: `weeklybudget.models`."""
    known = packages.union(parts := module.replace("_", ".").split("."), module.split("."))
    return frozenset(
        key
        for key, trade in shared().trades.items()
        if not known.isdisjoint(trade.packages) or any(part.endswith(trade.endings) for part in parts)
    )


@lru_cache(maxsize=200)
def same_datum(element: str) -> tuple[str, ...]:
    """The elements that the same datum may be called by, the one that says most first; none where it has but one name."""
    return next((elements for elements in shared().company.same.values() if element in elements), ())
