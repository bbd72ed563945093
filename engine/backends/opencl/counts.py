"""One text for any number of samples: batches of every size, and all samples that are measured.

Formulas for one number of samples differ from those for another in shapes along the samples and in
some constants, such as one part of a mean. Where nothing else differs, and the constants follow
from the number of samples by a simple law, they become variables: one kernel does for all, and need
only be told how many of its lanes are samples, and those constants.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from engine.backends.opencl.lowering import ELEMENTWISE, NONE, WIDTH, Lowered, lower
from engine.ir.expr import Expr, ordered, variable
from engine.ir.simplify import simplify

__all__ = ["General", "Law", "general"]

_POWERS = (0, -1, 1)
_SEVERAL = 4 * WIDTH
Outputs = Mapping[str, Expr]
Lanes = Mapping[str, int]


@dataclass(frozen=True)
class Law:
    """A constant as a number of samples n says: factor · nᵃ · (n − 1)ᵇ."""

    factor: float
    power: int
    less_one: int

    def at(self, count: int) -> float:
        """Its value for so many samples; infinite where there is none."""
        if count == 1 and self.less_one:
            return self.factor * (math.inf if self.less_one < 0 else 0.0)
        return float(self.factor * count**self.power * max(count - 1, 1) ** self.less_one)


@dataclass(frozen=True)
class General:
    """Formulas for as many samples as the variable "count" of a kernel says: no more than `room`,
    unless that is 0. `laws` are those of its variables."""

    lowered: Lowered
    laws: Mapping[str, Law]
    room: int

    def serves(self, counts: Sequence[int]) -> bool:
        """Whether it is what `general` makes for so many samples, and does for all of `counts`."""
        alone = 1 in counts and any(law.less_one for law in self.laws.values())
        most = max(counts)
        one_vector = self.lowered.chunks == 1
        fits = one_vector == (most <= WIDTH) and self.room in (0, _room(most))
        return fits and not alone

    def constants(self, count: int) -> list[float]:
        """Its variables for so many samples, in order."""
        return [law.at(count) for law in self.laws.values()]


def general(make: Callable[[int], Outputs], lanes: Lanes, most: int) -> General | None:
    """What does for up to `most` samples, or sixteen, or more; None where formulas differ in more
    than numbers. `make` makes them for a number of samples, `lanes` as in `lower`."""
    if most <= WIDTH:
        return _general(make, lanes, WIDTH)
    made = _general(make, lanes, _SEVERAL)
    if made is None or not made.lowered.full_lanes:
        return made
    return _general(make, lanes, _room(most))


def _room(most: int) -> int:
    """Samples that there is room for where up to `most` are wanted."""
    return WIDTH if most <= WIDTH else max(_SEVERAL, 1 << (most - 1).bit_length())


def _general(make: Callable[[int], Outputs], lanes: Lanes, room: int) -> General | None:
    """The same with arrays for `room` samples, where all of them are kept. Written for a bit less:
    no other axis is likely to be as long."""
    counts = room - 3, room - 5
    found: dict[str, tuple[float, float]] = {}
    pair = _alike(simplify(make(counts[0])), simplify(make(counts[1])), counts, found)
    if pair is None:
        return None
    first, second = (lower(o, lanes, n) for o, n in zip(pair, counts, strict=True))
    laws = {name: _law(values, counts) for name, values in found.items()}
    known = {name: law for name, law in laws.items() if law is not None}
    if len(known) < len(laws) or not _same_along_lanes(first, second):
        return None
    first.real = "count"
    return General(first, known, room if room <= WIDTH or first.full_lanes else 0)


def _law(values: tuple[float, float], counts: tuple[int, int]) -> Law | None:
    """The law by which a constant has these values for these numbers of samples."""
    for power, less_one in product(_POWERS, _POWERS):
        law = Law(values[0] / Law(1.0, power, less_one).at(counts[0]), power, less_one)
        if math.isclose(law.at(counts[1]), values[1], rel_tol=1e-12):
            return law
    return None


def _alike(
    one: Outputs, other: Outputs, counts: tuple[int, int],
    found: dict[str, tuple[float, float]],
) -> tuple[dict[str, Expr], dict[str, Expr]] | None:
    """Both with variables for the constants in which they differ."""
    orders = ordered(one.values()), ordered(other.values())
    if one.keys() != other.keys() or len(orders[0]) != len(orders[1]):
        return None
    made: tuple[dict[Expr, Expr], dict[Expr, Expr]] = ({}, {})
    partner: dict[Expr, Expr] = {}
    for a, b in zip(*orders, strict=True):
        partner[a] = b
        if not _match(a, b, counts):
            return None
        if any(partner[x] is not y for x, y in zip(a.args, b.args, strict=True)):
            return None
        if _is_other_constant(a, b):
            name = f".number{len(found)}"
            found[name] = (a.attr("value").item(), b.attr("value").item())
            made[0][a] = made[1][b] = variable(name, a.shape, a.dtype)
        else:
            for side, node in zip(made, (a, b), strict=True):
                args = tuple(side[x] for x in node.args)
                side[node] = Expr(node.op, args, node.attrs, node.shape, node.dtype)
    if any(partner[one[name]] is not other[name] for name in one):
        return None
    return {n: made[0][e] for n, e in one.items()}, {n: made[1][e] for n, e in other.items()}


def _match(a: Expr, b: Expr, counts: tuple[int, int]) -> bool:
    if (a.op, a.dtype, a.rank, len(a.args)) != (b.op, b.dtype, b.rank, len(b.args)):
        return False
    if a.op == "variable" and a.attr("name") != b.attr("name"):
        return False
    if a.op == "constant":
        one_number = a.shape == b.shape and a.size == 1 and a.dtype == "f"
        return one_number or not _is_other_constant(a, b)
    return a.op in ("broadcast", "reshape", "variable") or _same_attributes(a, b, counts)


def _same_attributes(a: Expr, b: Expr, counts: tuple[int, int]) -> bool:
    """The same but for what says that all samples are meant."""
    if a.op == "slice":
        ends = [(0, count, 1) for count in counts]
        pairs = zip(a.attr("ranges"), b.attr("ranges"), strict=True)
        return all(x == y or [x, y] == ends for x, y in pairs)
    if a.op == "uniform":
        # Its numbers are counted sample by sample.
        same_rows = a.shape[1:] == b.shape[1:] and a.attr("stream") == b.attr("stream")
        return same_rows and (a.shape[0], b.shape[0]) == counts
    return a.attrs == b.attrs


def _is_other_constant(a: Expr, b: Expr) -> bool:
    if a.op != "constant":
        return False
    return a.shape != b.shape or a.attr("value").tobytes() != b.attr("value").tobytes()


def _same_along_lanes(a: Lowered, b: Lowered) -> bool:
    """Whether the two differ in nothing but the length of the lanes."""
    if len(a.order) != len(b.order):
        return False
    loose = set()
    for x, y in zip(a.order, b.order, strict=True):
        if x.op != y.op or a.axis[x] != b.axis[y]:
            return False
        sizes = enumerate(zip(x.shape, y.shape, strict=True))
        if any(n != m for k, (n, m) in sizes if k != a.axis[x]):
            # The same for every sample, and as long as they are only to go with them.
            if a.axis[x] != NONE or x.op not in ("broadcast", *ELEMENTWISE):
                return False
            loose.add(x)
    return all(
        reader in loose or (reader.op in ELEMENTWISE and a.in_lanes(reader))
        for reader in a.order if not loose.isdisjoint(reader.args)
    ) and loose.isdisjoint(a.outputs.values())
