"""One text for two numbers of samples: the whole batches of an epoch and its last partial one.

Formulas for one number of samples differ from those for another in shapes along the samples and in
some constants. Where nothing else differs, the constants become variables, and one kernel does for
both: it need only know how many of its lanes are samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.backends.opencl.lowering import ELEMENTWISE, NONE, Lowered, lower
from engine.ir.expr import Expr, ordered, variable
from engine.ir.simplify import simplify

__all__ = ["Shared", "shared"]

Outputs = Mapping[str, Expr]


@dataclass
class Shared:
    """Formulas for the greater of two numbers of samples. `constants`: by the name of a variable,
    what it is for the one number and for the other."""

    lowered: Lowered
    constants: dict[str, tuple[float, float]] = field(default_factory=dict)


def shared(
    one: Outputs, other: Outputs, lanes: Mapping[str, int], counts: tuple[int, int]
) -> Shared | None:
    """What serves `one`, for the first of `counts` samples, and `other`, for the second and not
    more; None where they differ in more than numbers. `lanes` as in `lower`."""
    found: dict[str, tuple[float, float]] = {}
    pair = _alike(simplify(one), simplify(other), found)
    if pair is None:
        return None
    first, second = (lower(o, lanes, n) for o, n in zip(pair, counts, strict=True))
    return Shared(first, found) if _same_along_lanes(first, second) else None


def _alike(
    one: Outputs, other: Outputs, found: dict[str, tuple[float, float]]
) -> tuple[dict[str, Expr], dict[str, Expr]] | None:
    """Both with variables for the constants in which they differ."""
    orders = ordered(one.values()), ordered(other.values())
    if one.keys() != other.keys() or len(orders[0]) != len(orders[1]):
        return None
    made: tuple[dict[Expr, Expr], dict[Expr, Expr]] = ({}, {})
    partner: dict[Expr, Expr] = {}
    for a, b in zip(*orders, strict=True):
        partner[a] = b
        if not _match(a, b):
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


def _match(a: Expr, b: Expr) -> bool:
    if (a.op, a.dtype, a.rank, len(a.args)) != (b.op, b.dtype, b.rank, len(b.args)):
        return False
    if a.op == "variable" and a.attr("name") != b.attr("name"):
        return False
    if a.op == "constant":
        one_number = a.shape == b.shape and a.size == 1 and a.dtype == "f"
        return one_number or not _is_other_constant(a, b)
    return a.op in ("broadcast", "reshape", "variable") or a.attrs == b.attrs


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
