"""Places in arrays as sums of loop counters: what movements of numbers become in a kernel."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Counter", "Index", "flat", "number", "unflat"]


@dataclass(frozen=True, slots=True, order=True)
class Counter:
    """A whole number of 0 … size - 1 that a kernel knows by `text`. A `wide` one is different in
    every lane of a vector."""

    text: str
    size: int
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """base + Σ factor · counter, never negative where it is used."""

    parts: tuple[tuple[Counter, int], ...] = ()
    base: int = 0

    @classmethod
    def of(cls, counter: Counter) -> Index:
        """The counter itself; 0 when it counts to one."""
        return cls(((counter, 1),)) if counter.size > 1 or counter.wide else cls()

    @property
    def low(self) -> int:
        """The least it can be."""
        return self.base + sum(min(0, f * (c.size - 1)) for c, f in self.parts)

    @property
    def high(self) -> int:
        """The greatest it can be."""
        return self.base + sum(max(0, f * (c.size - 1)) for c, f in self.parts)

    @property
    def wide(self) -> bool:
        """Whether lanes differ."""
        return any(c.wide for c, _ in self.parts)

    def __add__(self, other: Index | int) -> Index:
        if isinstance(other, int):
            return Index(self.parts, self.base + other)
        total = dict(self.parts)
        for counter, factor in other.parts:
            total[counter] = total.get(counter, 0) + factor
        return Index(
            tuple(sorted((c, f) for c, f in total.items() if f)), self.base + other.base
        )

    def __mul__(self, times: int) -> Index:
        if times == 0:
            return Index()
        return Index(tuple((c, f * times) for c, f in self.parts), self.base * times)

    def split(self, size: int) -> tuple[Index, Index]:
        """Quotient and remainder by `size`."""
        if size == 1:
            return self, Index()
        outer = Index(tuple((c, f // size) for c, f in self.parts if f % size == 0),
                      self.base // size)
        inner = Index(tuple((c, f) for c, f in self.parts if f % size), self.base % size)
        if inner.low >= 0 and inner.high < size:
            return outer, inner
        count = inner.high // size + 1
        text = inner.text
        quotient = Counter(f"({text}) / {size}", count, inner.wide)
        rest = Counter(f"({text}) % {size}", size, inner.wide)
        return outer + Index.of(quotient), Index.of(rest)

    @property
    def text(self) -> str:
        """As C."""
        words = [
            c.text if f == 1 else f"{_bracket(c.text)} * {f}" for c, f in self.parts
        ]
        if self.base or not words:
            words.append(str(self.base))
        return " + ".join(words)


def _bracket(text: str) -> str:
    return text if text.isidentifier() else f"({text})"


def number(value: int) -> Index:
    """A place known now."""
    return Index((), value)


def flat(indices: Iterable[Index], shape: Sequence[int]) -> Index:
    """The place in row-major order."""
    total = Index()
    for index, size in zip(indices, shape, strict=True):
        total = total * size + index
    return total


def unflat(place: Index, shape: Sequence[int]) -> tuple[Index, ...]:
    """The inverse of `flat`."""
    found: list[Index] = []
    for size in reversed(shape[1:]):
        place, rest = place.split(size)
        found.append(rest)
    return (*([place] if shape else []), *reversed(found)) if math.prod(shape) else ()
