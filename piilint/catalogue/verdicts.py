"""What an identifier holds, by all that is known of it: its name, its owner, its comment, and the names beside it.

khh       VARCHAR COMMENT '客户号'     the comment says it
amount    beside acct_no              an account's amount
jyje      beside dfzh                 initials, sure in company only
"""

from __future__ import annotations

import msgspec

from piilint.catalogue.identifiers import Identifier
from piilint.catalogue.match import NameMatch, Names
from piilint.catalogue.shared import Company
from piilint.model.facts import Confidence
from piilint.model.finding import Level

_SURENESS = {"low": 0, "medium": 1, "high": 2}


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """A row of `piilint classify`; the fields are its public shape."""

    identifier: str
    owner: str | None
    element: str | None
    level: Level | None
    confidence: Confidence | None
    why: str


class Verdicts:
    """Judges identifiers; remembers the last company it looked at, as tables come column by column."""

    def __init__(self, names: Names, company: Company) -> None:
        self._names = names
        self._company = company
        self._beside: tuple[str, ...] = ()
        self._owners: dict[str, str] = {}

    def of(self, identifier: Identifier) -> Verdict:
        """The verdict on one identifier."""
        name, owner = identifier.name, identifier.owner or None
        found = self._match(identifier)
        if isinstance(found, NameMatch):
            return Verdict(name, owner, found.element, found.level, found.confidence, found.why)
        return Verdict(name, owner, None, None, None, found)

    def _match(self, identifier: Identifier) -> NameMatch | str:
        names, name = self._names, identifier.name
        owners = (identifier.owner,) if identifier.owner else ()
        found = names.judgement(name.removesuffix("()"), owners)
        if identifier.label:
            labelled = names.classify(identifier.label, owners)
            if labelled is not None and _better(labelled, found):
                found = msgspec.structs.replace(labelled, why=f"comment: {labelled.why}")
        if identifier.beside and (isinstance(found, str) or found.confidence == "low"):
            found = self._in_company(identifier, found)
        called = isinstance(found, str) and (name.endswith("()") or bool(owners) or names.may_call(name))
        if called and (given := names.returns(name.removesuffix("()"))) is not None:
            return msgspec.structs.replace(given, why=f"what a call gives: {given.why}")
        return found

    def _in_company(self, identifier: Identifier, found: NameMatch | str) -> NameMatch | str:
        """What the names beside it make of a name that isn't sure by itself."""
        own = identifier.label or identifier.name
        for owner, teller in self._told_by(identifier.beside).items():
            if teller == own:
                continue
            match = self._names.classify(identifier.name, (owner,))
            if match is not None and match.confidence != "low" and self._may_tell(owner, match):
                return msgspec.structs.replace(match, why=f"{match.why.partition(', owner ')[0]}, beside '{teller}'")
        if isinstance(found, NameMatch) and found.level != "low":
            other = next((name for name in identifier.beside if name != own and self._may_confirm(name, found)), None)
            if other is not None:
                return msgspec.structs.replace(found, confidence="medium", why=f"{found.why}, beside '{other}'")
        return found

    def _told_by(self, beside: tuple[str, ...]) -> dict[str, str]:
        """The owners that sure names give their company, and which name gave each."""
        if beside is not self._beside:
            self._beside, self._owners = beside, {}
            for name in beside:
                match = self._names.classify(name)
                if match is not None and match.confidence == "high" and match.level != "low":
                    owner = self._company.owners.get(self._names.elements[match.element].group)
                    if owner is not None:
                        self._owners.setdefault(owner, name)
        return self._owners

    def _may_confirm(self, name: str, found: NameMatch) -> bool:
        """Whether a name beside it, itself unsure perhaps, is of the same kind of record."""
        match = self._names.classify(name)
        if match is None or match.level == "low":
            return False
        owner = self._company.owners.get(self._names.elements[match.element].group)
        return owner is not None and self._may_tell(owner, found)

    def _may_tell(self, owner: str, match: NameMatch) -> bool:
        return self._names.elements[match.element].group in self._company.tells[owner]


def _better(labelled: NameMatch, found: NameMatch | str) -> bool:
    """Whether a comment says more than the name: anything more than nothing, or it is surer, or the name isn't data."""
    if isinstance(found, str) or (found.level == "low" and labelled.level != "low"):
        return True
    return _SURENESS[labelled.confidence] > _SURENESS[found.confidence]
