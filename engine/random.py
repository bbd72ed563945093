"""The one source of chance: numbers that depend on a seed, a stream and a place, on nothing else.

Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) turns a
counter of four 32-bit words and a key of two into four random words. Number i of a draw is word
``i % 4`` of counter ``(i // 4, step, 0, 0)`` under key ``(seed, stream)``. Only 32-bit
multiplications are needed, so any backend can make the same numbers in any order.
"""

from __future__ import annotations

import math
import zlib
from functools import lru_cache
from threading import get_ident
from typing import Any, SupportsInt

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "DATA",
    "DROPOUT",
    "SHUFFLE",
    "WEIGHTS",
    "Uniform",
    "normal",
    "permutation",
    "philox",
    "stream",
    "uniform",
]

ROUNDS = 10
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)

WEIGHTS, SHUFFLE, DROPOUT, DATA = range(1, 5)
"""Purposes: streams of different purposes never meet."""

_UNIT = np.float32(2.0**-24)


def stream(purpose: int, name: str = "") -> int:
    """A stream for `purpose` (1 … 15), told apart by `name`: the purpose in the upper 4 bits,
    28 bits of the CRC-32 of the name below."""
    return purpose << 28 | zlib.crc32(name.encode()) & 0x0FFFFFFF


def philox(counter: ArrayLike, key: ArrayLike) -> NDArray[np.uint32]:
    """Philox4x32-10 of counters (…, 4) under one key (2,): random words (…, 4)."""
    words = np.asarray(counter, np.uint64)
    mixer = _Mixer(words.size // 4)
    first, second = np.asarray(key, np.uint64).tolist()
    for rows, place in ((mixer.even, 0), (mixer.odd, 1)):
        rows[0], rows[1, ::-1] = words.reshape(-1, 4).T[place::2]
    return mixer.mix(first, second).reshape(words.shape)


class _Mixer:
    """Memory for `count` counters: words 0 and 2 in `even`, 1 and 3 in `odd`, each (2, count), the
    second row backwards.

    So what comes of word 2 and goes to word 0, and the other way round, is the same memory read
    backwards, and a round is four calls on plain rows, with which NumPy is quick. Halves of the
    64-bit products are read as views of them (lower half first, as on all machines this runs on).
    A round still reads the halves of the one before, hence two products that take turns.
    """

    def __init__(self, count: int) -> None:
        self._wide = np.zeros(2 * count, np.uint64)
        self._even = self._wide.view(np.uint32)[0::2]
        self._odd = np.zeros(2 * count, np.uint32)
        self.even, self.odd = self._even.reshape(2, count), self._odd.reshape(2, count)
        self._multipliers = np.repeat(np.array(MULTIPLIERS, np.uint64), count)
        self._products = [np.empty(2 * count, np.uint64) for _ in range(2)]
        halves = [p.view(np.uint32).reshape(-1, 2)[::-1] for p in self._products]
        self._lower, self._upper = [h[:, 0] for h in halves], [h[:, 1] for h in halves]
        self._words = np.empty((count, 4), np.uint32)

    def mix(self, first: int, second: int) -> NDArray[np.uint32]:
        """All rounds under the key (first, second): words (count, 4), valid until the next mix."""
        even, odd = self._even, self._odd
        zero, two = self.even
        for turn, (key, other) in enumerate(_round_keys(first, second)):
            np.multiply(self._wide, self._multipliers, self._products[turn % 2])
            np.bitwise_xor(self._upper[turn % 2], odd, even)
            np.bitwise_xor(zero, key, zero)
            np.bitwise_xor(two, other, two)
            odd = self._lower[turn % 2]
        words, count = self._words, len(self._words)
        for place, row in enumerate((even, odd)):
            words[:, place], words[::-1, place + 2] = row[:count], row[count:]
        return words


@lru_cache(maxsize=256)
def _round_keys(first: int, second: int) -> tuple[tuple[NDArray[np.uint32], ...], ...]:
    """The two keys of every round."""
    return tuple(
        tuple(
            np.array((word + turn * weyl) & 0xFFFFFFFF, np.uint32)
            for word, weyl in zip((first, second), WEYL, strict=True)
        )
        for turn in range(ROUNDS)
    )


class Uniform:
    """Draws of one shape from one stream, again and again into an array of the caller."""

    def __init__(self, shape: tuple[int, ...], stream: int) -> None:
        self._shape, self._count = shape, math.prod(shape)
        self._stream = stream & 0xFFFFFFFF
        self._mixer = _Mixer((self._count + 3) // 4)
        self._blocks = np.arange((self._count + 3) // 4)

    def words(self, step: int, seed: int) -> NDArray[np.uint32]:
        """The random words of this shape, valid until the next draw."""
        mixer = self._mixer
        mixer.even[0], mixer.even[1] = self._blocks, 0
        mixer.odd[0], mixer.odd[1] = step & 0xFFFFFFFF, 0
        words = mixer.mix(seed & 0xFFFFFFFF, self._stream)
        return words.reshape(-1)[: self._count].reshape(self._shape)

    def fill(self, out: NDArray[Any], step: SupportsInt, seed: SupportsInt) -> None:
        """Fills `out`: float32 or float64, the same numbers in both."""
        words = self.words(int(step), int(seed))
        np.right_shift(words, 8, words)
        np.multiply(words, _UNIT, out, casting="same_kind")


def uniform(
    shape: tuple[int, ...], *, seed: int, stream: int, step: int = 0
) -> NDArray[np.float32]:
    """Uniform numbers in [0, 1) with 24 random bits: ``(word >> 8) * 2**-24``."""
    out = np.empty(shape, np.float32)
    Uniform(shape, stream).fill(out, step, seed)
    return out


def normal(shape: tuple[int, ...], *, seed: int, stream: int, step: int = 0) -> NDArray[np.float32]:
    """Normal numbers of mean 0 and deviation 1 (Box-Muller).

    Pairs of uniforms (u, v) give ``r cos(2πv)`` and ``r sin(2πv)``, ``r = sqrt(-2 log(1 - u))``.
    """
    count = math.prod(shape)
    pairs = uniform(((count + 1) // 2, 2), seed=seed, stream=stream, step=step).astype(np.float64)
    radius = np.sqrt(-2.0 * np.log1p(-pairs[:, 0]))
    angle = 2.0 * np.pi * pairs[:, 1]
    both = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    return both.reshape(-1)[:count].astype(np.float32).reshape(shape)


def permutation(n: int, *, seed: int, epoch: int, stream: int = SHUFFLE << 28) -> NDArray[np.intp]:
    """The numbers 0 … n - 1 in random order: the stable order of n random 32-bit keys."""
    keys = _drawing(n, stream, get_ident()).words(epoch, seed)
    return np.argsort(keys, kind="stable")


@lru_cache(maxsize=4)
def _drawing(n: int, stream: int, thread: int) -> Uniform:
    """What a thread draws with epoch after epoch: a third of the time is its memory."""
    return Uniform((n,), stream)
