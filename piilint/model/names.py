"""What names occur in a file."""

from __future__ import annotations

import msgspec


class Names(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What names occur in a file as what, each sorted: last words, `save` of `self.store.save(row)`."""

    called: tuple[str, ...] = ()
    """Of all that is called, or decorates something."""
    used: tuple[str, ...] = ()
    """Of what functions call, and of what stands anywhere as a value, not only to be called or asked for."""
    written: tuple[str, ...] = ()
    """Attributes that functions assign to other things than the own instance."""
