"""Writes lowered formulas as nests of loops, phase by phase, and adds up over lanes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from engine.backends.opencl.folds import Folds
from engine.backends.opencl.index import Counter, Index
from engine.backends.opencl.lowering import ELEMENTWISE, FOLD, WIDTH, Lowered
from engine.backends.opencl.numbers import Indices, Place
from engine.backends.opencl.text import TYPES, Lines, Value, number_text, type_text
from engine.backends.opencl.values import VALUES
from engine.breath import slowly
from engine.ir.expr import Expr

__all__ = ["Emitter"]

_NESTED = ("concat", "scatter_add")
"""Primitives whose nests are more than one loop."""


class Emitter(Folds):
    """Everything that formulas need, in order. See `Numbers` for the arguments."""

    def __init__(
        self, lowered: Lowered, lines: Lines, places: Mapping[str, Place], names: str = ""
    ) -> None:
        super().__init__(lowered, lines, places, names, VALUES)
        self._targets: dict[Expr, Place] = {}
        """Arrays of the caller; each begins a vector of sixteen."""
        self._along_lanes = {n for n, axis in lowered.axis.items() if axis >= 0}

    # --- structure --------------------------------------------------------------------------

    def aim(self, node: Expr, place: Place) -> bool:
        """Sends a sum over lanes, or a plain array, straight to an array of the caller."""
        if node not in self.lowered.buffered or self.lowered.in_lanes(node):
            return False
        if node in self._targets or node in self.joint:
            return False
        self._targets[node] = place
        return True

    def body(self, finish: Callable[[], None] | None = None) -> None:
        """Everything; `finish` writes what is to be done in the last loop over chunks."""
        low = self.lowered
        for node in low.order:
            if node in low.buffered:
                self._declare(node)
        for phase in range(low.phases):
            nests = low.nests(phase)
            last = phase == low.phases - 1
            plain = [n for n in nests if not low.in_lanes(n) and low.axis[n] != FOLD]
            for group in slowly(self._groups(plain)):
                if len(group) > 1:
                    self._several(group, None)
                else:
                    self._plain(group[0])
            along = [n for n in nests if low.in_lanes(n) or low.axis[n] == FOLD]
            if along or (last and finish and low.count):
                self._along(along, finish if last else None)

    def _along(self, nests: Sequence[Expr], finish: Callable[[], None] | None) -> None:
        """One loop over chunks."""
        folds = [n for n in nests if n not in self._along_lanes]
        whole = [n for n in self.whole if n in folds]
        joint = [n for n in folds if n in self.joint]
        folds = [n for n in folds if n not in whole]
        for node in whole:
            self.begin_outer(node, self._targets.get(node))
        self.clear_joint(joint)
        if self.lowered.chunks > 1:
            for node in folds:
                if node not in joint:
                    self.clear(node)
        with self.chunks():
            for group in slowly(self._groups([n for n in nests if n not in whole])):
                self._write(group)
            for node in whole:
                if node in self.outer:
                    self.add_outer(node, self.outer[node])
            if finish:
                finish()
        self.fold_joint(joint)
        if self.lowered.chunks > 1:
            for node in folds:
                if node not in joint:
                    self.fold(node, self.collected)
        for node in whole:
            self.end_outer(node, self._targets.get(node))

    def _write(self, group: Sequence[Expr]) -> None:
        """What is done with one chunk."""
        node = group[0]
        if len(group) > 1:
            self._several(group, self.lowered.axis[node])
        elif node in self._along_lanes:
            self._lane(node)
        elif self.lowered.chunks > 1:
            self.gather_up(node)
        else:
            self.fold(node, self.term)

    def _groups(self, nests: Sequence[Expr]) -> list[list[Expr]]:
        """Neighbours that can share their loops, which compiles sooner, one after another."""
        groups: list[list[Expr]] = []
        for node in nests:
            if groups and self._goes_with(node, groups[-1]):
                groups[-1].append(node)
            else:
                groups.append([node])
        return groups

    def _goes_with(self, node: Expr, group: Sequence[Expr]) -> bool:
        """Whether `node` needs numbers of the group at its own place only."""
        low, first = self.lowered, group[0]
        if low.is_small or node.shape != first.shape or low.axis[node] != low.axis[first]:
            return False
        if any(low.axis[n] == FOLD or n.op in _NESTED or low.tiles(n) for n in (node, first)):
            return False
        stack, seen = [(node, True)], set()
        while stack:
            at, here = stack.pop()
            if (at, here) in seen:
                continue
            seen.add((at, here))
            if at in group and not here:
                return False
            if at is node or at not in low.buffered:
                stack += [(a, here and at.op in ELEMENTWISE) for a in at.args]
        return True

    def _several(self, group: Sequence[Expr], axis: int | None) -> None:
        """Nests of one shape in one loop."""
        with self.loops(group[0].shape, axis) as at:
            for node in group:
                self.store(node, at, self._fresh_value(node, at))

    @contextmanager
    def chunks(self) -> Iterator[None]:
        """Lines for every chunk, with `b` the places of its lanes and `inside` which are real."""
        low, lines = self.lowered, self.lines
        count, many = low.real or str(low.count), low.chunks > 1
        times = f"({low.real} + {WIDTH - 1}) / {WIDTH}" if low.real else str(low.chunks)
        head = f"for (int c = 0; c < {times}; c++)" if many else ""
        with lines.block(head):
            start = f" + {WIDTH} * c" if many else ""
            last = f"{low.real} - 1" if low.real else str(low.count - 1)
            lines.add(f"const int16 b = min(LANE{start}, {last});")
            left = f"{count} - {WIDTH} * c" if many else count
            if low.is_ragged:
                lines.add(f"const int16 inside = LANE < (int16)({left});")
            if any(map(low.is_outer, low.order)):
                real = f"min({left}, {WIDTH})" if low.is_ragged else str(WIDTH)
                lines.add(f"const int real = {real};")
            with self._scope():
                yield

    # --- nests ------------------------------------------------------------------------------

    def _declare(self, node: Expr) -> None:
        low = self.lowered
        if node in self._targets:
            self._places[node] = self._targets[node]
            return
        if node in self.joint:
            return
        name = f"{self.names}v{len(self._places)}"
        if low.in_lanes(node):
            full = node in low.full and low.chunks > 1
            size = node.size // low.count * (low.chunks if full else 1)
            self._places[node] = Place("lanes", name, full=full)
            self.private += 4 * WIDTH * size
            self.lines.add(f"{type_text(node.dtype, True)} {name}[{max(size, 1)}];")
        else:
            self._places[node] = Place("array", name)
            self.private += 4 * node.size
            self.lines.add(f"{TYPES[node.dtype]} {name}[{max(node.size, 1)}];")

    def _plain(self, node: Expr) -> None:
        """A nest without lanes."""
        if node.op == "concat":
            start = 0
            for part in node.args:
                self._nest(node, part, None, start)
                start += part.shape[node.attr("axis")]
        elif node.op == "scatter_add":
            self._scatter(node, None)
        else:
            self._nest(node, node, None)

    def _lane(self, node: Expr) -> None:
        """A nest along lanes."""
        axis = self.lowered.axis[node]
        if node.op == "concat":
            start = 0
            for part in node.args:
                self._nest(node, part, axis, start)
                start += part.shape[node.attr("axis")]
        elif node.op == "scatter_add":
            self._scatter(node, axis)
        else:
            self._nest(node, node, axis)

    def _nest(self, target: Expr, node: Expr, axis: int | None, start: int | None = None) -> None:
        def write(at: Indices) -> None:
            if start is None:
                self.store(target, at, self._fresh_value(node, at))
                return
            along = target.attr("axis")
            to = (*at[:along], at[along] + start, *at[along + 1 :])
            self.store(target, to, self.value(node, at))

        if node is target and self.lowered.tiles(node):
            self.tiled(node, axis, write)
        else:
            with self.loops(node.shape, axis) as at:
                write(at)

    def _fresh_value(self, node: Expr, at: Indices) -> Value:
        """The value of a buffered node, computed."""
        self._root = node
        value = self.value(node, at)
        self._root = None
        return value

    def _scatter(self, node: Expr, axis: int | None) -> None:
        """Zero everywhere, then adds one part after another."""
        x, index = node.args
        first, end = node.attr("axis"), node.attr("axis") + index.rank
        with self.loops(node.shape, axis) as at:
            zero = Value(number_text(0, node.dtype), node.dtype, atom=True)
            self.store(node, at, zero)
        of_x = self.lowered.axis[x] if axis is not None else None
        with self.loops(x.shape, of_x) as at:
            place = self.bound(self.value(index, at[first:end]), "int")
            to = Index.of(Counter(place, node.attr("size")))
            where = (*at[:first], to, *at[end:])
            old = self.load(node, where)
            self.store(node, where, Value(f"{old.text} + {self.value(x, at).safe}", node.dtype,
                                          axis is not None))
