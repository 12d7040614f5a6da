"""Names that say which of a program's own things is meant: an account's label in its configuration is no holder's name.

def update(config, account_name):
    if account_name not in config.accounts():    # a configuration is looked up by it
        print("unknown account", account_name)
"""

from __future__ import annotations

from collections.abc import Iterator

from piilint.catalogue.load import shared
from piilint.catalogue.match import NameMatch, Names
from piilint.flow.interpreter.activation import Activation, text_of
from piilint.flow.syntax.nodes import nodes_within
from piilint.model import ir


def is_configured(act: Activation, name: str, match: NameMatch, text: str) -> bool:
    """Whether what is read under a name is what the program's user calls something: it is read out of a configuration, or
    a configuration is looked up by the variable; or where in the network something is had, as in `ENDPOINTS["account"]`."""
    if text.endswith("']") and _is_of(act.names, text, shared().configured.addresses):
        return True
    if _is_own(act.names, name, match, text):
        return True
    if match.confidence == "high" or match.element not in shared().configured.elements:
        return False
    if text != name:
        return _is_configuration(act.names, text)
    learned = act.solver.learned
    return name in learned.once(learned.configured, act.function.id, lambda: frozenset(_looked_up(act)))


def _is_own(names: Names, name: str, match: NameMatch, text: str) -> bool:
    """Whether it is what the program's user has of his own firm in a configuration: `conf.seller_phone`, but not
    `order.seller_phone`, what somebody chose for a payment, `payment.options.creditor_name`, nor a secret."""
    known = shared().configured
    if names.elements[match.element].group not in known.own_groups:
        return False
    pieces = [names.words(piece.strip("'])…")) for piece in text.replace("[", ".").replace("(", ".").split(".")[:-1]]
    places = [place for place, words in enumerate(pieces) if words and words[-1] in (known.owners | known.options)]
    if not places:
        return False
    of_record = pieces[places[0]][-1] in known.options and places[0] and names.record(" ".join(pieces[places[0] - 1]))
    return not of_record and any(
        words and words[0] in known.own for words in (names.words(name), *pieces[places[0] + 1 :])
    )


def is_of_surroundings(act: Activation, match: NameMatch, text: str) -> bool:
    """Whether it is what the program's environment calls a setting, and no secret or account: `os.environ["POSTFACH"]`."""
    known = shared().configured
    is_kept = act.names.elements[match.element].group in known.kept
    return text.endswith("']") and not is_kept and _is_of(act.names, text, known.surroundings)


def _is_of(names: Names, text: str, called: frozenset[str]) -> bool:
    """Whether the mapping that a key is read of is called by what it holds: `ENDPOINTS["account"]`."""
    owner = text.rpartition("[")[0].rpartition(".")[2]
    words, known = names.words(owner) if owner.isidentifier() else (), shared().configured
    words = words[:-1] if words[-1:] and words[-1] in known.tables else words
    return bool(words) and words[-1] in called  # not `url_params`, which are what is sent there


def _is_configuration(names: Names, text: str) -> bool:
    """Whether a dotted text, such as `Config().accounts[…]['name']`, goes through something called a configuration."""
    pieces = text.replace("[", ".").replace("(", ".").split(".")[:-1]
    return any(
        words[-1] in shared().configured.owners for piece in pieces if (words := names.words(piece.strip("'])…")))
    )


def _looked_up(act: Activation) -> Iterator[str]:
    """The variables of the function by which a configuration is looked up, or that are gone over in one."""
    for node in nodes_within(act.function.node):
        if isinstance(node, ir.Call):
            yield from _keys(act, node.func, tuple(arg.value for arg in node.args))
        elif isinstance(node, ir.Sub):
            yield from _keys(act, node.value, (node.index,))
        elif isinstance(node, ir.Compare):
            for other in node.comparators:
                yield from _keys(act, other, (node.left,))
        elif isinstance(node, ir.For):
            inner = node.iter.args[0].value if isinstance(node.iter, ir.Call) and node.iter.args else node.iter
            yield from _keys(act, inner, (node.target,))


def _keys(act: Activation, where: ir.Expr, keys: tuple[ir.Expr, ...]) -> list[str]:
    """The variables among the keys, if they are looked up in a configuration."""
    variables = [key.id for key in keys if isinstance(key, ir.Name)]
    return variables if variables and _is_configuration(act.names, f"{text_of(where)}.") else []
