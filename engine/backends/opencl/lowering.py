"""From formulas to loop nests: what gets a buffer, what runs in lanes, and in which order.

A nest computes one buffered node; everything else is computed where it is used. Along one axis,
that of the samples of a batch or of the weights of a network, sixteen numbers are computed at
once: the lanes. All nests between two sums over that axis share one loop over its chunks of
sixteen, so that their numbers stay in registers. That stretch is called a phase.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.breath import slowly
from engine.ir.expr import Expr, ordered
from engine.ir.simplify import simplify

__all__ = ["ELEMENTWISE", "FOLD", "LANES", "LOST", "NONE", "WIDTH", "Lowered", "lower"]

WIDTH = 16
_SMALL = 350
"""Passes through loops up to which all of them are unrolled."""
NONE, FOLD, LOST = -1, -2, -3
"""Not along lanes; a sum over lanes; along lanes, but not as an axis of its own."""

_FREE = frozenset(
    {"variable", "constant", "reshape", "permute", "broadcast", "slice", "windows", "stop"}
)
_ALWAYS = frozenset({"concat", "scatter_add"})
_DEEPEST = 40
_LEAST_OUTER = 6
"""Columns from which on a vector of them is worth while though part of it is empty."""

Rule = Callable[[Expr, Sequence[int], int], int]


def _together(node: Expr, axes: Sequence[int], count: int) -> int:
    found = {a for a in axes if a >= 0}
    if len(found) > 1:
        return LOST
    return found.pop() if found else NONE


def _leaf(node: Expr, axes: Sequence[int], count: int) -> int:
    return NONE


def _reduced(node: Expr, axes: Sequence[int], count: int) -> int:
    (axis,), along = axes, node.attr("axes")
    if axis in along:
        return FOLD
    return axis - sum(a < axis for a in along) if axis >= 0 else axis


def _reshape(node: Expr, axes: Sequence[int], count: int) -> int:
    (axis,), (x,) = axes, node.args
    if axis < 0:
        return NONE
    before, there = math.prod(x.shape[:axis]), 1
    for place, size in enumerate(node.shape):
        if there == before and size == count:
            return place
        there *= size
    return LOST


def _permute(node: Expr, axes: Sequence[int], count: int) -> int:
    order: tuple[int, ...] = node.attr("axes")
    return order.index(axes[0]) if axes[0] >= 0 else NONE


def _same_size(node: Expr, axes: Sequence[int], count: int) -> int:
    """Along the same axis, unless that axis itself is changed."""
    axis = axes[0]
    if axis < 0:
        return NONE
    return axis if node.shape[axis] == node.args[0].shape[axis] else LOST


def _concat(node: Expr, axes: Sequence[int], count: int) -> int:
    axis = _together(node, axes, count)
    return LOST if axis == node.attr("axis") else axis


def _windowed(node: Expr, axes: Sequence[int], count: int) -> int:
    axis = axes[0]
    touched = {a for a, *_ in node.attr("windows")}
    inside = axis >= node.rank if node.op == "unwindows" else False
    return LOST if axis in touched or inside else max(axis, NONE)


def _gather(node: Expr, axes: Sequence[int], count: int) -> int:
    of_x, of_index = axes
    axis, index = node.attr("axis"), node.args[1]
    if (of_x >= 0 and of_index >= 0) or of_x == axis:
        return LOST
    if of_index >= 0:
        return int(axis + of_index)
    return of_x + (index.rank - 1 if of_x > axis else 0) if of_x >= 0 else NONE


def _scatter(node: Expr, axes: Sequence[int], count: int) -> int:
    of_x, of_index = axes
    axis, end = node.attr("axis"), node.attr("axis") + node.args[1].rank
    if of_index >= 0 or axis <= of_x < end:
        return LOST
    return of_x - (end - axis - 1 if of_x >= end else 0) if of_x >= 0 else NONE


def _matmul(node: Expr, axes: Sequence[int], count: int) -> int:
    a, b = axes
    rows, columns = node.rank - 2, node.rank - 1
    if (a == columns and b in (rows, NONE)) or (b == rows and a in (columns, NONE)):
        return FOLD
    if (a == rows and b == NONE) or (b == columns and a == NONE):
        return max(a, b)
    shared = {x for x in (a, b) if x >= 0}
    if not shared:
        return NONE
    return shared.pop() if len(shared) == 1 and max(a, b) < rows else LOST


def _uniform(node: Expr, axes: Sequence[int], count: int) -> int:
    """Its numbers can be made in any order; samples come first by custom."""
    return 0 if node.shape[:1] == (count,) else NONE


ELEMENTWISE = (
    "neg", "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus", "abs", "sign",
    "add", "sub", "mul", "div", "pow", "maximum", "minimum", "less", "equal", "where", "cast",
)  # fmt: skip
"""Primitives whose number at a place needs those of their arguments at the same place."""

LANES: Mapping[str, Rule] = {
    **dict.fromkeys((*ELEMENTWISE, "stop"), _together),
    "variable": _leaf,
    "constant": _leaf,
    "sum": _reduced,
    "max": _reduced,
    "reshape": _reshape,
    "permute": _permute,
    "broadcast": _same_size,
    "slice": _same_size,
    "pad": _same_size,
    "concat": _concat,
    "windows": _windowed,
    "unwindows": _windowed,
    "gather": _gather,
    "scatter_add": _scatter,
    "matmul": _matmul,
    "uniform": _uniform,
}


@dataclass
class Lowered:
    """Formulas ready to be written down.

    `count`: how long the axis along lanes is, 0 without lanes. `axis`: by node, the axis along
    lanes, or NONE, FOLD or LOST. `nests`: the buffered nodes of each phase, in order. `full`: those
    of them along lanes whose every chunk is kept, because a later phase reads them. `uses`: how
    many nodes read a node.
    """

    outputs: Mapping[str, Expr]
    count: int
    order: list[Expr]
    axis: dict[Expr, int] = field(default_factory=dict)
    buffered: set[Expr] = field(default_factory=set)
    uses: dict[Expr, int] = field(default_factory=dict)
    is_small: bool = True
    real: str = ""
    phase: dict[Expr, int] = field(default_factory=dict)
    full: set[Expr] = field(default_factory=set)

    @property
    def chunks(self) -> int:
        """How many vectors the lanes take."""
        return -(-self.count // WIDTH)

    @property
    def is_ragged(self) -> bool:
        """Whether some lanes are nothing's."""
        return bool(self.real) or self.count % WIDTH > 0

    @property
    def full_lanes(self) -> bool:
        """Whether of some node along lanes every chunk is kept."""
        return any(self.axis[node] >= 0 for node in self.full)

    @property
    def phases(self) -> int:
        """How many stretches there are."""
        return max(self.phase.values(), default=0) + 1

    def nests(self, phase: int) -> list[Expr]:
        """The buffered nodes of a phase, in order."""
        return [n for n in self.order if n in self.buffered and self.phase[n] == phase]

    def in_lanes(self, node: Expr) -> bool:
        """Whether a node is a vector along lanes."""
        return self.axis[node] >= 0

    def is_tile(self, node: Expr) -> bool:
        """Whether a product of matrices is computed for several of its columns at a time."""
        return node.op == "matmul" and not self.is_small and self.in_lanes(node)

    def is_outer(self, node: Expr) -> bool:
        """Whether a sum of products over lanes is made sample after sample, with what it makes
        along lanes."""
        if node.op != "matmul" or self.is_small or self.axis[node] != FOLD or node.rank != 2:
            return False
        both = all(self.in_lanes(a) for a in node.args)
        return both and node.shape[1] >= _LEAST_OUTER

    def passes(self, node: Expr) -> int:
        """Passes through the loops of a nest."""
        size = node.size // (self.count if self.in_lanes(node) else 1)
        inner = 1
        stack = [node]
        while stack:
            at = stack.pop()
            if at.op == "matmul" and self.axis[at] != FOLD:
                inner += at.args[0].shape[-1]
            if at.op in ("sum", "max"):
                inner += at.args[0].size // max(at.size, 1) // (
                    self.count if self.axis[at] == FOLD else 1)
            stack.extend(a for a in at.args if a not in self.buffered)
        return size * inner

    def tiles(self, root: Expr) -> list[Expr]:
        """The tiles that the nest of `root` computes, in its own places."""
        found, stack = [], [root]
        while stack:
            node = stack.pop()
            if self.is_tile(node) and node not in found:
                found.append(node)
            elif node.op in ELEMENTWISE:
                stack += [a for a in node.args if a not in self.buffered]
        return found

    def reads(self, root: Expr) -> set[Expr]:
        """The buffered nodes that the nest of `root` reads."""
        found: set[Expr] = set()
        stack, seen = list(root.args), set(root.args)
        while stack:
            node = stack.pop()
            if node in self.buffered:
                found.add(node)
                continue
            fresh = [a for a in node.args if a not in seen]
            seen.update(fresh)
            stack.extend(fresh)
        return found


def lower(
    outputs: Mapping[str, Expr],
    lanes: Mapping[str, int] | None = None,
    count: int = 0,
    *,
    whole: bool = True,
) -> Lowered:
    """Simplifies the outputs and cuts them into nests.

    `lanes` names variables and their axis, `count` long, that runs along lanes. Outputs are kept
    `whole`, to be read after everything, or else only in the last loop over chunks.
    """
    simple = simplify(outputs)
    made = Lowered(simple, count, ordered(simple.values()))
    _find_axes(made, lanes or {})
    _choose_buffers(made)
    if sum(map(made.passes, made.buffered)) > _SMALL:
        made.is_small = False
        _choose_buffers(made)
    _cut_phases(made)
    last = made.phases - 1
    made.full |= {
        n for n in simple.values() if n in made.phase and (whole or made.phase[n] < last)
    }
    return made


def _find_axes(made: Lowered, lanes: Mapping[str, int]) -> None:
    for node in slowly(made.order):
        if node.op == "variable":
            made.axis[node] = lanes.get(node.attr("name"), NONE)
            continue
        # A sum over lanes, and what lost them, is an ordinary array to those who read it.
        axes = [max(made.axis[a], NONE) for a in node.args]
        made.axis[node] = LANES[node.op](node, axes, made.count) if made.count else NONE


def _times(reader: Expr, node: Expr) -> int:
    """How often `reader` evaluates each number of `node`, about."""
    if reader.op == "matmul":
        a, b = reader.args
        return max(b.shape[-1] if node is a else 0, a.shape[-2] if node is b else 0)
    if reader.op in ("broadcast", "windows"):
        return max(1, reader.size // max(node.size, 1))
    return 2 if reader.op in ("gather", "unwindows", "scatter_add") else 1


def _choose_buffers(made: Lowered) -> None:
    """From last to first: what would be computed more than once gets a buffer."""
    readers: dict[Expr, list[Expr]] = {node: [] for node in made.order}
    for node in made.order:
        for arg in dict.fromkeys(node.args):
            readers[arg].append(node)
    made.uses = {node: len(found) for node, found in readers.items()}
    made.buffered.clear()
    wanted = set(made.outputs.values())
    tiled = _with_tiles(made)
    evaluations: dict[Expr, int] = {}
    depth = _depths(made.order)
    for node in slowly(reversed(made.order)):
        evaluations[node] = sum(
            _times(r, node) * (1 if r in made.buffered else evaluations[r]) for r in readers[node]
        )
        if node.op in ("variable", "constant"):
            continue
        often = evaluations[node] > 1 or depth[node] % _DEEPEST == 0
        own = node in wanted or made.axis[node] in (FOLD, LOST) or node.op in _ALWAYS
        own |= node in tiled and any(r.op not in ELEMENTWISE for r in readers[node])
        if own or (often and node.op not in _FREE):
            made.buffered.add(node)


def _with_tiles(made: Lowered) -> set[Expr]:
    """Tiles, and what has some in its own places."""
    found: set[Expr] = set()
    for node in made.order:
        if made.is_tile(node) or (
            node.op in ELEMENTWISE and any(a in found for a in node.args)
        ):
            found.add(node)
    return found


def _depths(order: Sequence[Expr]) -> dict[Expr, int]:
    depth: dict[Expr, int] = {}
    for node in order:
        depth[node] = 1 + max((depth[a] for a in node.args), default=0)
    return depth


def _cut_phases(made: Lowered) -> None:
    for node in made.order:
        if node not in made.buffered:
            continue
        phase = 0
        reads = made.reads(node)
        for other in reads:
            ends = made.axis[other] == FOLD
            crosses = made.in_lanes(other) and not _runs_in_lanes(made, node)
            phase = max(phase, made.phase[other] + (ends or crosses))
        made.phase[node] = phase
    for node in made.order:
        if node in made.buffered:
            late = {
                o for o in made.reads(node)
                if made.in_lanes(o)
                and (made.phase[o] < made.phase[node] or not _runs_in_lanes(made, node))
            }
            made.full |= late


def _runs_in_lanes(made: Lowered, node: Expr) -> bool:
    return made.axis[node] >= 0 or made.axis[node] == FOLD
