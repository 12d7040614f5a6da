"""What a function hands to a framework by returning it.

return jsonify(error=f"no account {iban}"), 404    # the body of an error response
return jsonify(account), 200                       # what was asked for
"""

from __future__ import annotations

from piilint.catalogue.schema import Response
from piilint.flow.access import read_part
from piilint.flow.activation import Activation
from piilint.flow.conditions import fits_glob
from piilint.flow.render import render
from piilint.flow.summary import SinkUse
from piilint.flow.value import Value


def send_returned(act: Activation, value: Value, at: int) -> None:
    """Let what is returned reach the channels of the frameworks that the module imports."""
    for response in act.catalogue.calls.responses:
        if _is_met(act, response, value):
            use = SinkUse(response.channel, "return", act.spot(at), response.shows, 3)
            for takes in response.takes:
                labels = render(act, read_part(act, value, takes), response.shows, at)
                act.reach(labels, use, at, takes, tuple(sorted({v.element for v in labels.values() if v.element})))


def _is_met(act: Activation, response: Response, value: Value) -> bool:
    if not any(held.kind == "tuple" for _, held in act.objects(value)):
        return False
    imported = act.program.packages(act.module.name)
    return not imported.isdisjoint(response.imports) and all(
        fits_glob(read_part(act, value, part), glob) for part, glob in response.when.items()
    )
