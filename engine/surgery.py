"""What a person has done to single numbers and neurons: frozen, pruned, knocked out."""

from __future__ import annotations

import binascii
import math
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadValue

__all__ = ["ALIVE", "EVERYTHING", "Marks", "Part", "Surgery", "is_mask"]

ALIVE = "alive"
"""The state of a node of whose units some are knocked out: 1 for each that works, else 0."""
_MOST = 1 << 26
"""The most numbers that an array with marks may have."""

Bools = NDArray[np.bool_]
Part = Literal["frozen", "pruned", "knocked"]


@dataclass(frozen=True, slots=True)
class Marks:
    """Which numbers of an array of this `shape` are marked, as packed `bits` in C order.

    Marks without axes stand for all of an array, whatever its shape. Raises BadValue.
    """

    shape: tuple[int, ...]
    bits: bytes

    def __post_init__(self) -> None:
        size = math.prod(self.shape)
        if not 0 < size <= _MOST or min(self.shape, default=1) < 1:
            raise BadValue("surgery", "shape", self.shape, f"1 to {_MOST} numbers")
        if len(self.bits) != -(-size // 8):
            raise BadValue("surgery", "bits", len(self.bits), f"{-(-size // 8)} bytes")

    @classmethod
    def of(cls, marked: Bools) -> Marks:
        """The marks that say the same."""
        return cls(marked.shape, np.packbits(marked).tobytes())

    def on(self, shape: tuple[int, ...]) -> Bools:
        """The same on an array of another shape: indices that it does not have are ignored, and
        those that it has on top are not marked."""
        count = math.prod(self.shape)
        own = np.unpackbits(np.frombuffer(self.bits, np.uint8), count=count).astype(bool)
        if not self.shape:
            return np.full(shape, own[0])
        found = np.zeros(shape, bool)
        if len(shape) == len(self.shape):
            common = tuple(slice(0, min(a, b)) for a, b in zip(shape, self.shape, strict=True))
            found[common] = own.reshape(self.shape)[common]
        return found

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; the inverse of `from_plain`."""
        return {"shape": list(self.shape), "bits": b64encode(zlib.compress(self.bits)).decode()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Marks:
        """Marks from untrusted plain values of this structure. Raises BadValue."""
        try:
            packed = b64decode(plain["bits"], validate=True)
            bits = zlib.decompressobj().decompress(packed, _MOST // 8)
        except (binascii.Error, zlib.error, ValueError) as error:
            raise BadValue("surgery", "bits", plain["bits"][:50], "packed bits") from error
        return cls(tuple(plain["shape"]), bits)


EVERYTHING = np.ones((), bool)
"""Marks all of an array, also what it grows by."""
Table = tuple[tuple[str, Marks], ...]


@dataclass(frozen=True)
class Surgery:
    """Marks by name, in order of the names; only what is marked has an entry.

    `frozen`: weights that training leaves as they are. `pruned`: weights that are 0 and stay so.
    Both go by the full name of a weight ("dense1.weight"). `knocked`: the units of a node, by its
    id, whose output is 0. Names that a network does not have are ignored.
    """

    frozen: Table = ()
    pruned: Table = ()
    knocked: Table = ()

    @property
    def holds(self) -> bool:
        """Whether there is any weight that training leaves alone."""
        return bool(self.frozen or self.pruned)

    @property
    def knocked_nodes(self) -> frozenset[str]:
        """The nodes of which a unit is knocked out."""
        return frozenset(name for name, _ in self.knocked)

    def marked(self, part: Part, name: str, shape: tuple[int, ...]) -> Bools:
        """What is marked of the array `name`, which has this shape."""
        found = next((marks for key, marks in getattr(self, part) if key == name), None)
        return np.zeros(shape, bool) if found is None else found.on(shape)

    def held(self, name: str, shape: tuple[int, ...]) -> Bools:
        """What training leaves alone of the weight `name`."""
        return self.marked("frozen", name, shape) | self.marked("pruned", name, shape)

    def mark(self, part: Part, name: str, marked: Bools) -> Surgery:
        """With exactly these marks in the array `name`; `EVERYTHING` marks all of it."""
        table = {key: marks for key, marks in getattr(self, part) if key != name}
        if marked.any():
            table[name] = Marks.of(marked)
        return self._with(part, table.items())

    def _with(self, part: Part, entries: Iterable[tuple[str, Marks]]) -> Surgery:
        table = tuple(sorted(entries))
        return replace(
            self,
            frozen=table if part == "frozen" else self.frozen,
            pruned=table if part == "pruned" else self.pruned,
            knocked=table if part == "knocked" else self.knocked,
        )

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; the inverse of `from_plain`."""
        return {
            part: {name: marks.to_plain() for name, marks in getattr(self, part)}
            for part in ("frozen", "pruned", "knocked")
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Surgery:
        """Surgery from untrusted plain values of this structure. Raises BadValue."""
        return cls(*(
            tuple(sorted(
                (name, Marks.from_plain(marks)) for name, marks in plain.get(part, {}).items()
            ))
            for part in ("frozen", "pruned", "knocked")
        ))


def is_mask(name: str) -> bool:
    """Whether the state of this full name is kept for surgery, and not a number of the network."""
    return name.endswith(f".{ALIVE}")
