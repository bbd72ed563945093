"""Writes lowered formulas as nests of loops, phase by phase, and adds up over lanes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from engine.backends.opencl.index import Counter, Index, flat, number, unflat
from engine.backends.opencl.lowering import FOLD, WIDTH, Lowered
from engine.backends.opencl.numbers import Indices, Place
from engine.backends.opencl.text import TYPES, Lines, Value, number_text, spread, type_text
from engine.backends.opencl.tiles import Tiles
from engine.backends.opencl.values import VALUES
from engine.ir.expr import Expr

__all__ = ["Emitter"]


class Emitter(Tiles):
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
        if node in self._targets:
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
            for node in nests:
                if not low.in_lanes(node) and low.axis[node] != FOLD:
                    self._plain(node)
            along = [n for n in nests if low.in_lanes(n) or low.axis[n] == FOLD]
            if along or (last and finish and low.count):
                self._along(along, finish if last else None)

    def _along(self, nests: Sequence[Expr], finish: Callable[[], None] | None) -> None:
        """One loop over chunks."""
        folds = [n for n in nests if n not in self._along_lanes]
        outer = {n: self._with_columns(n, folds) for n in folds if self.lowered.is_outer(n)}
        whole = [n for node, plain in outer.items() for n in (node, *plain)]
        for node in whole:
            self.begin_outer(node, self._targets.get(node))
        folds = [n for n in folds if n not in whole]
        if self.lowered.chunks > 1:
            for node in folds:
                self._clear(node)
        with self.chunks():
            for node in nests:
                if node in self._along_lanes:
                    self._lane(node)
                elif node in outer:
                    self.add_outer(node, outer[node])
                elif node in whole:
                    continue
                elif self.lowered.chunks > 1:
                    self._gather_up(node)
                else:
                    self._fold(node, self._term)
            if finish:
                finish()
        if self.lowered.chunks > 1:
            for node in folds:
                self._fold(node, self._collected)
        for node in whole:
            self.end_outer(node, self._targets.get(node))

    def _with_columns(self, node: Expr, folds: Sequence[Expr]) -> list[Expr]:
        """The sums over samples of what are the columns of a sum of products."""
        columns = node.args[1]
        return [
            n for n in folds
            if n.op == "sum" and n.dtype == "f" and n.args[0] is columns
            and self._fold_shape(n) == [] and columns.rank == 2
        ]

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

    # --- sums over lanes --------------------------------------------------------------------

    def _fold_shape(self, node: Expr) -> list[tuple[int, int]]:
        """(axis of the argument, size) of what is summed besides lanes."""
        if node.op == "matmul":
            return []
        (x,) = node.args
        lane = self.lowered.axis[x]
        return [(a, x.shape[a]) for a in node.attr("axes") if a != lane]

    def _term(self, node: Expr, at: Indices) -> Value:
        """What one lane adds to the number at `at`, 0 in lanes that are not real."""
        if node.op == "matmul":
            a, b = node.args
            left = self.value(a, (*at[:-1], self.lane))
            right = self._real(self.value(b, (*at[:-2], self.lane, at[-1])), "0.0f")
            return Value(f"{left.safe} * {right.safe}", "f", True)
        (x,), axes, lane = node.args, node.attr("axes"), self.lowered.axis[node.args[0]]
        empty = "-INFINITY" if node.op == "max" else number_text(0, node.dtype)

        def inner(counters: Mapping[int, Index]) -> Value:
            outer = iter(at)
            full = tuple(
                self.lane if k == lane else counters[k] if k in axes else next(outer)
                for k in range(x.rank)
            )
            return self._real(self.value(x, full), empty)

        sizes = self._fold_shape(node)
        if not sizes:
            return inner({})
        return self.loop_sum(node, sizes, inner, True)

    def _real(self, value: Value, empty: str) -> Value:
        """`empty` in lanes that are not real."""
        if not self.lowered.is_ragged:
            return spread(value)
        kind = type_text(value.dtype, True)
        return Value(
            f"select(({kind})({empty}), {spread(value).text}, inside)", value.dtype, True, True
        )

    def _clear(self, node: Expr) -> None:
        first = "-INFINITY" if node.op == "max" else number_text(0, node.dtype)
        kind = type_text(node.dtype, True)
        self.private += 4 * WIDTH * node.size
        self.lines.add(f"{kind} {self._store_name(node)}[{node.size}];")
        with self.lines.loop("k", node.size, self._unroll):
            self.lines.add(f"{self._store_name(node)}[k] = ({kind})({first});")

    def _store_name(self, node: Expr) -> str:
        return f"{self.names}t{self.lowered.order.index(node)}"

    def _gather_up(self, node: Expr) -> None:
        """Adds the terms of this chunk to those of the chunks before."""
        name = self._store_name(node)
        with self.loops(node.shape, None, light=True) as at:
            place = f"{name}[{flat(at, node.shape).text}]"
            term = self._term(node, at)
            self.lines.add(f"{place} = {self.joined(node, place, term)};")

    def _collected(self, node: Expr, at: Indices) -> Value:
        place = flat(at, node.shape).text
        return Value(f"{self._store_name(node)}[{place}]", node.dtype, True, True)

    def _fold(self, node: Expr, term: Callable[[Expr, Indices], Value]) -> None:
        """Sums every term over its lanes: sixteen sums at once where there are as many."""
        blocks, rest = divmod(node.size, WIDTH)
        if node.dtype != "f" or node.op == "max" or node.size < 3:
            blocks, rest = 0, 0
            self._one_by_one(node, term)
        if blocks:
            with self.lines.loop("q", blocks, self._unroll):
                self._sixteen(node, term, Index.of(Counter("q", blocks)) * WIDTH, WIDTH)
        if rest:
            with self.lines.block(""):
                self._sixteen(node, term, number(blocks * WIDTH), rest)

    def _sixteen(
        self, node: Expr, term: Callable[[Expr, Indices], Value], first: Index, count: int
    ) -> None:
        lines, terms = self.lines, self.lines.fresh("t")
        lines.add(f"float16 {terms}[16];")
        with lines.loop("u", count, True), self._scope():
            at = unflat(first + Index.of(Counter("u", count)), node.shape)
            lines.add(f"{terms}[u] = {term(node, at).text};")
        if count < WIDTH:
            lines.add(f"UNROLL for (int u = {count}; u < 16; u++) {terms}[u] = (float16)(0.0f);")
        total = lines.fresh("s")
        lines.add(f"const float16 {total} = sums({terms});")
        place = self._places[node]
        to = f"{place.name} + {place.at} + {first.text}" if place.at else (
            f"{place.name} + {first.text}")
        self.store_part(total, to, count)

    def _one_by_one(self, node: Expr, term: Callable[[Expr, Indices], Value]) -> None:
        name = "max16" if node.op == "max" else "sum16"
        with self.loops(node.shape, None) as at:
            value = term(node, at)
            if node.dtype == "f":
                done = Value(f"{name}({value.text})", "f", False, True)
            else:
                kept = self.bound(value, "int16")
                parts = [f"{kept}.s{k}" for k in "0123456789abcdef"]
                text = parts[0]
                for part in parts[1:]:
                    text = f"max({text}, {part})" if node.op == "max" else f"{text} + {part}"
                done = Value(text, node.dtype)
            self.store(node, at, done)
