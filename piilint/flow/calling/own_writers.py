"""Files in view that a library writes to: what is written there, their own `write` does.

class Sealed(io.RawIOBase):
    def write(self, data): self.below.write(cipher.encrypt(bytes(data)))

csv.writer(io.TextIOWrapper(Sealed(…))).writerow([iban])      # is encrypted
"""

from __future__ import annotations

from piilint.catalogue.schema import Sink
from piilint.flow.calling.moving import argument_at
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.value import Labels, Object, Value
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import class_of
from piilint.flow.objects.members import call_method_of
from piilint.link.program import FunctionInfo

_WRITE, _LAYERS = "write", 4


def writers(act: Activation, sink: Sink, receiver: Value, args: Arguments) -> list[tuple[Value, FunctionInfo]]:
    """The files in view that all goes to, with their methods; none where something else may be written to."""
    given = [argument_at(act, path, receiver, args) for path in sink.into]
    value = next((each for each in given if each is not None and each.objects), None)
    for _ in range(_LAYERS if value is not None else 0):
        objects = act.objects(value) if value is not None else []
        found = [(Value(objects=frozenset((name,))), _own(act, held)) for name, held in objects]
        if found and all(method is not None for _, method in found):
            return [(this, method) for this, method in found if method is not None]
        below = [held.fields.get(".target") for _, held in objects if held.kind == "library"]
        value = below[0] if len(below) == 1 and len(objects) == 1 else None
    return []


def _own(act: Activation, held: Object) -> FunctionInfo | None:
    cls = class_of(act, held) if held.kind in ("instance", "symbol", "typed") else None
    method = act.program.find_method(cls.id, _WRITE) if cls is not None else None
    info = act.program.functions[method[1]] if method is not None and cls is not None else None
    return None if info is None or info.is_abstract or (cls is not None and cls.kind == "protocol") else info


def write(act: Activation, to: list[tuple[Value, FunctionInfo]], labels: Labels, at: int) -> None:
    """What is taken is written by the files' own methods."""
    for this, method in to if labels else ():
        call_method_of(act, method, Arguments([this, Value(labels, opaque=True)]), at)
