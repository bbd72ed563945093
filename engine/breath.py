"""Long work that others may have to wait for, or that is of no use any more before it is done.

To put a large network together takes a second of Python. Whoever does that on a thread beside
others says what is to be called now and then meanwhile: it may wait there, or raise to give up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["breathing", "slowly"]

T = TypeVar("T")


class _Here(threading.local):
    """What is called on this thread."""

    look: Callable[[], None] | None = None


_here = _Here()


@contextmanager
def breathing(look: Callable[[], None]) -> Iterator[None]:
    """Calls `look` again and again while this thread works inside. What it raises ends the work,
    which changes nothing before it is done."""
    before, _here.look = _here.look, look
    try:
        yield
    finally:
        _here.look = before


def slowly(things: Iterable[T]) -> Iterator[T]:
    """The same things, with a breath before each."""
    look = _here.look
    if look is None:
        yield from things
        return
    for thing in things:
        look()
        yield thing
