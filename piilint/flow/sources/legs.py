"""Parts of a record that say of which trade it is: what has several postings is a transaction of the books.

for posting in txn.postings:
    print(posting.account)           # an account of the books, `Assets:Cash`
for posting in account.postings:
    print(posting.account)           # of what a bank posted to a customer's account
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from piilint.catalogue.load import shared
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.syntax.gone_over import loops_in
from piilint.flow.syntax.nodes import nodes_within


def trades_of_parts(act: Activation, text: str) -> frozenset[str]:
    """The trades that what a dotted text is read of is a part of: `p.account`, `txn.postings[…].account`, `p['account']`."""
    owner = _owner(text)
    gone_over = [frozenset(_trades(act, text)) for text in _gone_over(act).get(owner, ())]
    return frozenset(_trades(act, owner)).union(frozenset.intersection(*gone_over) if gone_over else ())


def _owner(text: str) -> str:
    """What something is read of: `txn.postings[…]` of `txn.postings[…].account`, `p` of `p['account']`, also by `get`."""
    text = text.replace(".get(", "[")
    key = text.rfind("[") if text.endswith(("]", ")")) else -1
    return text[:key] if key > 0 else text.rpartition(".")[0]


def _trades(act: Activation, text: str) -> Iterator[str]:
    """The trades whose records have several of what this text reads, as a part of anything but an account or the like."""
    while text.endswith("]") and not text.endswith("']"):
        text = text[: text.rfind("[")]
    owner, _, part = text.removesuffix("']").rpartition("['" if text.endswith("']") else ".")
    if not owner:
        return
    called = (owner, *_gone_over(act).get(owner, ()))  # `statement.postings`, or `s.postings` of `for s in statements`
    words = [spelt[-1] for each in called if (spelt := act.names.words(each.rpartition(".")[2]))]
    for key, trade in shared().trades.items():
        if words and part in trade.parts and trade.apart.isdisjoint(words):
            yield key


def _gone_over(act: Activation) -> Mapping[str, tuple[str, ...]]:
    """By variable: the texts of what the function goes over with it."""
    learned = act.solver.learned
    return learned.once(learned.reads, (act.function.id, "parts gone over"), lambda: _loops(act))


def _loops(act: Activation) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for node in nodes_within(act.function.node):
        for variable, source in loops_in(node):
            found[variable] = (*found.get(variable, ()), text_of(source))
    return found
