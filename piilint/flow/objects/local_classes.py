"""Classes that stand in a function: their methods read its variables.

def reader(value):
    class Reader:
        def read(self): return value      # of the call that made the class
    return Reader()
"""

from __future__ import annotations

from piilint.flow.domain.value import Value, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.objects.access import read_part
from piilint.link.program import FunctionInfo

FRAME = "frame"
"""The part of an instance that is the frame of the function in which its class stands; as that of a closure."""


def frame_inside(act: Activation, function: str) -> Value | None:
    """The frame of a function while it, or one inside it, runs; None where nothing inside reads it, or elsewhere."""
    if act.function.id == function:
        name = ("a", act.path, str(act.function.node.at), "frame")
        return Value(objects=frozenset((name,))) if name in act.state.heap else None
    frame, parent = Value(objects=frozenset((("p", "^"),))), act.function.parent
    while parent is not None:
        if parent == function:
            return frame
        frame, parent = read_part(act, frame, ".^"), act.program.functions[parent].parent
    return None


def keep_frame(act: Activation, instance: Value, function: str) -> None:
    """An instance of a class that stands in a function: wherever it gets, its methods read that function's frame."""
    frame = frame_inside(act, function)
    if frame is not None:
        for name in instance.objects:
            act.state.write(name, FRAME, frame)


def frame_of_method(act: Activation, method: FunctionInfo, this: Value | None) -> Value | None:
    """The frame that a method reads which stands in a function; None if that isn't known here."""
    if method.cls is None or method.parent is None:
        return None
    kept = [held.fields[FRAME] for _, held in act.objects(this) if FRAME in held.fields] if this is not None else []
    return join_all(kept) if kept else frame_inside(act, method.parent)
