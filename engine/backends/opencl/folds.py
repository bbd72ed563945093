"""Sums over lanes: of sixteen numbers at once by shuffles, of several chunks in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.backends.opencl.index import Counter, Index, flat, number, unflat
from engine.backends.opencl.lowering import FOLD, WIDTH, Lowered
from engine.backends.opencl.numbers import Indices, Place, Rule
from engine.backends.opencl.text import Lines, Value, number_text, spread, type_text
from engine.backends.opencl.tiles import Tiles
from engine.ir.expr import Expr

__all__ = ["Folds"]


class Folds(Tiles):
    """Writes sums over lanes. `outer`: those made sample after sample, each with the sums of its
    columns alone; `whole`: all of these; `joint`: those of several chunks that lie with others of
    their phase."""

    def __init__(
        self,
        lowered: Lowered,
        lines: Lines,
        places: Mapping[str, Place],
        names: str,
        rules: Mapping[str, Rule],
    ) -> None:
        super().__init__(lowered, lines, places, names, rules)
        self._stores: dict[Expr, str] = {}
        self.outer: dict[Expr, list[Expr]] = {}
        for node in filter(lowered.is_outer, lowered.order):
            # Products may share their columns, as those of two layers that are added up do.
            taken = {n for plain in self.outer.values() for n in plain}
            self.outer[node] = [n for n in self._with_columns(node) if n not in taken]
        self.whole = [n for node, plain in self.outer.items() for n in (node, *plain)]
        self.joint = {n for n in lowered.order if self._is_joint(n)}

    def _with_columns(self, node: Expr) -> list[Expr]:
        """The sums over samples of what are the columns of a sum of products."""
        low, columns = self.lowered, node.args[1]
        return [
            n for n in low.order
            if n.op == "sum" and n.dtype == "f" and n.args[0] is columns and columns.rank == 2
            and low.axis[n] == FOLD and low.phase[n] == low.phase[node] and not self._fold_shape(n)
        ]

    def _fold_shape(self, node: Expr) -> list[tuple[int, int]]:
        """(axis of the argument, size) of what is summed besides lanes."""
        if node.op == "matmul":
            return []
        (x,) = node.args
        lane = self.lowered.axis[x]
        return [(a, x.shape[a]) for a in node.attr("axes") if a != lane]

    def term(self, node: Expr, at: Indices) -> Value:
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

    def _is_joint(self, node: Expr) -> bool:
        """Whether a sum over several chunks lies with others of its phase, for one loop to add up
        the lanes of all of them."""
        low = self.lowered
        if low.is_small or low.chunks == 1 or low.axis[node] != FOLD or node in self.whole:
            return False
        return node.dtype == "f" and node.op != "max"

    def clear_joint(self, nodes: Sequence[Expr]) -> None:
        if not nodes:
            return
        lines, name, total = self.lines, self.lines.fresh("z"), sum(n.size for n in nodes)
        room = -(-total // WIDTH) * WIDTH
        self.private += 4 * (WIDTH + 1) * room
        lines.add(f"float16 {self.names}{name}[{room}];")
        lines.add(f"float {self.names}{name}s[{room}];")
        lines.add(f"for (int k = 0; k < {room}; k++) {self.names}{name}[k] = (float16)(0.0f);")
        at = 0
        for node in nodes:
            self._stores[node] = f"({self.names}{name} + {at})"
            self._places[node] = Place("array", f"{self.names}{name}s", str(at))
            at += node.size

    def fold_joint(self, nodes: Sequence[Expr]) -> None:
        if not nodes:
            return
        place, total = self._places[nodes[0]], sum(n.size for n in nodes)
        with self.lines.loop("q", -(-total // WIDTH), False):
            vectors = place.name.removesuffix("s")
            self.lines.add(f"vstore16(sums({vectors} + q * 16), q, {place.name});")

    def clear(self, node: Expr) -> None:
        first = "-INFINITY" if node.op == "max" else number_text(0, node.dtype)
        kind = type_text(node.dtype, True)
        self.private += 4 * WIDTH * node.size
        self.lines.add(f"{kind} {self._store_name(node)}[{node.size}];")
        with self.lines.loop("k", node.size, self._unroll):
            self.lines.add(f"{self._store_name(node)}[k] = ({kind})({first});")

    def _store_name(self, node: Expr) -> str:
        return self._stores.get(node) or f"{self.names}t{self.lowered.order.index(node)}"

    def gather_up(self, node: Expr) -> None:
        """Adds the terms of this chunk to those of the chunks before."""
        name = self._store_name(node)
        with self.loops(node.shape, None) as at:
            place = f"{name}[{flat(at, node.shape).text}]"
            term = self.term(node, at)
            self.lines.add(f"{place} = {self.joined(node, place, term)};")

    def collected(self, node: Expr, at: Indices) -> Value:
        place = flat(at, node.shape).text
        return Value(f"{self._store_name(node)}[{place}]", node.dtype, True, True)

    def fold(self, node: Expr, term: Callable[[Expr, Indices], Value]) -> None:
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
