"""The numbers that tell layers of one label apart: read from ids, and put into new ones."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from itertools import count

__all__ = ["free_ids", "numbered", "stem"]

_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{0,5}$")


def numbered(kinds: Mapping[str, str]) -> dict[str, int]:
    """Numbers for nodes of one label, given by id and kind of layer. Those whose id is of their
    kind come first; who brings no number that is free gets the next one that is."""
    waiting = {id: _NUMBER.search(id) for id in kinds}
    own = {id for id, kind in kinds.items() if _NUMBER.sub("", id) == stem(kind)}
    found: dict[str, int] = {}
    taken: set[int] = set()
    free = (number for number in count(1) if number not in taken)
    for id in sorted(waiting, key=lambda id: id not in own):
        said = waiting[id]
        number = int(said[0]) if said is not None else 0
        found[id] = number if number and number not in taken else next(free)
        taken.add(found[id])
    return found


def free_ids(kind: str, numbers: Container[int], ids: Container[object]) -> Iterator[str]:
    """Ids for new nodes of this kind, ``dense1``, ``dense2`` …: all but those among `ids`, and
    those whose number is among `numbers`."""
    made = ((number, f"{stem(kind)}{number}") for number in count(1))
    return (id for number, id in made if number not in numbers and id not in ids)


def stem(kind: str) -> str:
    """What the ids of new nodes of a kind begin with."""
    return kind.replace("_", "")
