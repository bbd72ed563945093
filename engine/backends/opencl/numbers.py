"""The number of a node at one place as C: read where it is stored, or computed on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Literal

from engine.backends.opencl.index import Counter, Index, flat, number
from engine.backends.opencl.lowering import WIDTH, Lowered
from engine.backends.opencl.text import (
    FORMULAS,
    TYPES,
    Lines,
    Value,
    number_text,
    spread,
    type_text,
)
from engine.ir.expr import Expr

__all__ = ["Indices", "Numbers", "Place", "Rule"]

Indices = tuple[Index, ...]
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where numbers lie in C.

    "scalar": a name. "array": row-major from `at` on. "lanes": vectors, one a chunk if `full`,
    else those of this chunk. "stream": rows `stride`, or what that names, apart from `at` on,
    along lanes.
    """

    kind: Literal["scalar", "array", "lanes", "stream"]
    name: str
    at: str = ""
    stride: int | str = 0
    full: bool = False


class Numbers:
    """Writes numbers of lowered formulas into `lines`, by the `rules` of their primitives.

    `places` says where variables are, by name, and `names` keeps what is declared apart from
    that of other emitters. `constants` are arrays to declare, by type and text.
    """

    def __init__(
        self,
        lowered: Lowered,
        lines: Lines,
        places: Mapping[str, Place],
        names: str,
        rules: Mapping[str, Rule],
    ) -> None:
        self.lowered = lowered
        self.lines = lines
        self.constants: dict[tuple[str, str], str] = {}
        self.names = names
        self._places: dict[Expr, Place] = {
            n: places[n.attr("name")] for n in lowered.order if n.op == "variable"
        }
        self._rules = rules
        self._scopes: list[dict[object, Value]] = [{}]
        self._root: Expr | None = None
        self._unroll = lowered.is_small

    @property
    def lane(self) -> Index:
        """The places of the lanes of this chunk."""
        return Index.of(Counter("b", self.lowered.count, True))

    @property
    def one(self) -> Index:
        """The place of one lane of this chunk, which a counter "l" tells."""
        return self._within + Index.of(Counter("c", self.lowered.chunks)) * WIDTH

    @property
    def _within(self) -> Index:
        return Index.of(Counter("l", WIDTH))

    @contextmanager
    def loops(self, shape: Sequence[int], axis: int | None) -> Iterator[Indices]:
        """Lines for every place of `shape`; `axis` runs along lanes."""
        at: list[Index] = []
        with ExitStack() as opened:
            for place, size in enumerate(shape):
                if place == axis:
                    at.append(self.lane)
                elif size == 1:
                    at.append(number(0))
                else:
                    name = self.lines.fresh("i")
                    opened.enter_context(self.lines.loop(name, size, self._unroll))
                    at.append(Index.of(Counter(name, size)))
            if not any(n > 1 for k, n in enumerate(shape) if k != axis):
                opened.enter_context(self.lines.block(""))
            with self._scope():
                yield tuple(at)

    def value(self, node: Expr, at: Indices) -> Value:
        """The number of `node` at a place, as C; lines that it needs first are added."""
        if node in self._places and node is not self._root:
            return self.load(node, at)
        self._root = None if node is self._root else self._root
        key = (node, at)
        for scope in reversed(self._scopes):
            if key in scope:
                return scope[key]
        found = self._rules[node.op](self, node, at)
        if self.lowered.uses[node] > 1 and not found.atom and node.op in FORMULAS:
            name = self.bound(found, type_text(found.dtype, found.wide))
            found = Value(name, found.dtype, found.wide, True)
        self._scopes[-1][key] = found
        return found

    def bound(self, value: Value, kind: str) -> str:
        """The name of a new constant."""
        name = self.lines.fresh("x")
        self.lines.add(f"const {kind} {name} = {value.text};")
        return name

    @contextmanager
    def _scope(self) -> Iterator[None]:
        self._scopes.append({})
        yield
        self._scopes.pop()

    def load(self, node: Expr, at: Indices) -> Value:
        """What is stored for `node`."""
        place = self._places[node]
        if place.kind == "scalar":
            return Value(place.name, node.dtype, False, True)
        if place.kind == "array":
            return self.from_array(place, node, flat(at, node.shape))
        text, wide = self._lane_text(place, node, at)
        return Value(text, node.dtype, wide, True)

    def from_array(self, place: Place, node: Expr, where: Index) -> Value:
        start = f"{place.at} + " if place.at else ""
        if not where.wide:
            return Value(f"{place.name}[{start}{where.text}]", node.dtype, False, True)
        name = self.bound(Value(where.text, "i", True), "int16")
        each = ", ".join(f"{place.name}[{start}{name}.s{k}]" for k in "0123456789abcdef")
        kind = type_text(node.dtype, True)
        sign = "-" if node.dtype == "b" else ""
        return Value(f"{sign}({kind})({each})", node.dtype, True, not sign)

    def _lane_text(self, place: Place, node: Expr, at: Indices) -> tuple[str, bool]:
        """A vector of this chunk, or one number of it where `at` says which."""
        low = self.lowered
        axis = self._lane_axis(node)
        others = [i for k, i in enumerate(at) if k != axis]
        shape = [n for k, n in enumerate(node.shape) if k != axis]
        row = flat(others, shape)
        if any(i.wide for i in others) or (at[axis].wide and at[axis] != self.lane):
            raise NotImplementedError(node.op)
        chunk = f"{WIDTH} * c" if low.chunks > 1 else ""
        if place.kind == "stream":
            words = [w for w in (place.at, _times(row, place.stride)) if w and w != "0"]
            if at[axis].wide:
                where = " + ".join([place.name, *words, *([chunk] if chunk else [])])
                return f"vload16(0, {where})", True
            return f"{place.name}[{' + '.join([*words, at[axis].text])}]", False
        if at[axis].wide:
            where = f"{(row * low.chunks).text} + c" if place.full else row.text
            return f"{place.name}[{where}]", True
        kind = TYPES[node.dtype]
        step = low.chunks * WIDTH if place.full else WIDTH
        lane = at[axis] if place.full or at[axis] != self.one else self._within
        element = f"((const {kind} *){place.name})[{(row * step + lane).text}]"
        return (f"-{element}" if node.dtype == "b" else element), False

    def _lane_axis(self, node: Expr) -> int:
        return self.lowered.axis[node]

    def put(self, array: str, node: Expr, at: Indices, value: Value) -> None:
        """Puts a plain number into an array of the caller, row-major."""
        self.lines.add(f"{array}[{flat(at, node.shape).text}] = {value.text};")

    def store(self, node: Expr, at: Indices, value: Value) -> None:
        """Puts a number where `node` belongs."""
        place = self._places[node]
        if place.kind == "lanes":
            text, _ = self._lane_text(place, node, at)
            self.lines.add(f"{text} = {spread(value).text};")
        else:
            start = f"{place.at} + " if place.at else ""
            self.lines.add(f"{place.name}[{start}{flat(at, node.shape).text}] = {value.text};")

    def loop_sum(
        self,
        node: Expr,
        sizes: Sequence[tuple[int, int]],
        term: Callable[[Mapping[int, Index]], Value],
        wide: bool,
    ) -> Value:
        """A sum (or maximum) over counters, added up in order."""
        lines = self.lines
        total, kind = lines.fresh("s"), type_text(node.dtype, wide)
        lowest = "-INFINITY" if node.dtype == "f" else "INT_MIN"
        first = lowest if node.op == "max" else number_text(0, node.dtype)
        lines.add(f"{kind} {total} = ({kind})({first});")
        counters = {}
        with ExitStack() as opened:
            for axis, size in sizes:
                name = lines.fresh("k")
                short = self._unroll or size <= _SHORT
                opened.enter_context(lines.loop(name, size, short))
                counters[axis] = Index.of(Counter(name, size))
            opened.enter_context(self._scope())
            given = term(counters)
            given = spread(given) if wide and node.op == "max" else given
            lines.add(f"{total} = {self.joined(node, total, given)};")
        return Value(total, node.dtype, wide, True)

    def joined(self, node: Expr, so_far: str, term: Value) -> str:
        if node.op == "max" and node.dtype == "f":
            given = spread(term).text if term.wide else term.text
            return f"greater{'16' if term.wide else '1'}({so_far}, {given})"
        if node.op == "max":
            return f"max({so_far}, {term.text})"
        return f"{term.text} + {so_far}"


def _times(row: Index, stride: int | str) -> str:
    if isinstance(stride, int):
        return (row * stride).text
    return f"({row.text}) * {stride}" if row.text != "0" else ""


Rule = Callable[[Numbers, Expr, Indices], Value]
