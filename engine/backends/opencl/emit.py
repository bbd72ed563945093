"""Writes the nests of lowered formulas as OpenCL C: movements become places, sums become loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.backends.opencl.index import Counter, Index, flat, number, unflat
from engine.backends.opencl.lowering import FOLD, WIDTH, Lowered
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

__all__ = ["VALUES", "Emitter", "Place"]

Indices = tuple[Index, ...]
_SMALL = 1200
"""Passes through loops up to which all of them are unrolled."""
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where numbers lie in C.

    "scalar": a name. "array": row-major from `at` on. "lanes": vectors, one a chunk if `full`,
    else those of this chunk. "stream": rows `stride` apart from `at` on, along lanes.
    """

    kind: Literal["scalar", "array", "lanes", "stream"]
    name: str
    at: str = ""
    stride: int = 0
    full: bool = False


class Emitter:
    """Writes lowered formulas into `lines`. `places` says where variables are, by name, and
    `names` keeps what is declared apart from that of other emitters."""

    def __init__(
        self, lowered: Lowered, lines: Lines, places: Mapping[str, Place], names: str = ""
    ) -> None:
        self.lowered = lowered
        self.lines = lines
        self.constants: dict[tuple[str, str], str] = {}
        self.names = names
        self._places: dict[Expr, Place] = {
            n: places[n.attr("name")] for n in lowered.order if n.op == "variable"
        }
        self._targets: dict[Expr, Place] = {}
        self._scopes: list[dict[object, Value]] = [{}]
        self._root: Expr | None = None
        self._unroll = sum(map(self._work, lowered.buffered)) <= _SMALL

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
        folds = [n for n in nests if n not in self._lane_nodes]
        if self.lowered.chunks > 1:
            for node in folds:
                self._clear(node)
        with self.chunks():
            for node in nests:
                if node in self._lane_nodes:
                    self._lane(node)
                elif self.lowered.chunks > 1:
                    self._gather_up(node)
                else:
                    self._fold(node, self._term)
            if finish:
                finish()
        if self.lowered.chunks > 1:
            for node in folds:
                self._fold(node, self._collected)

    @property
    def _lane_nodes(self) -> set[Expr]:
        return {n for n, axis in self.lowered.axis.items() if axis >= 0}

    @contextmanager
    def chunks(self) -> Iterator[None]:
        """Lines for every chunk, with `b` the places of its lanes and `inside` which are real."""
        low, lines = self.lowered, self.lines
        many = low.chunks > 1
        head = f"for (int c = 0; c < {low.chunks}; c++)" if many else ""
        with lines.block(head):
            start = f" + {WIDTH} * c" if many else ""
            lines.add(f"const int16 b = min(LANE{start}, {low.count - 1});")
            if low.count % WIDTH:
                left = f"{low.count} - {WIDTH} * c" if many else str(low.count)
                lines.add(f"const int16 inside = LANE < (int16)({left});")
            with self._scope():
                yield

    @property
    def lane(self) -> Index:
        """The places of the lanes of this chunk."""
        return Index.of(Counter("b", self.lowered.count, True))

    def _work(self, node: Expr) -> int:
        """Passes through the loops of a nest."""
        low = self.lowered
        size = node.size // (low.count if low.in_lanes(node) else 1)
        inner = 1
        stack = [node]
        while stack:
            at = stack.pop()
            if at.op == "matmul" and low.axis[at] != FOLD:
                inner += at.args[0].shape[-1]
            if at.op in ("sum", "max"):
                inner += at.args[0].size // max(at.size, 1) // (
                    low.count if low.axis[at] == FOLD else 1)
            stack.extend(a for a in at.args if a not in low.buffered)
        return size * inner

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
            self.lines.add(f"{type_text(node.dtype, True)} {name}[{max(size, 1)}];")
        else:
            self._places[node] = Place("array", name)
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
        with self.loops(node.shape, axis) as at:
            if start is None:
                value, to = self._fresh_value(node, at), at
            else:
                along = target.attr("axis")
                value = self.value(node, at)
                to = (*at[:along], at[along] + start, *at[along + 1 :])
            self.store(target, to, value)

    def _fresh_value(self, node: Expr, at: Indices) -> Value:
        """The value of a buffered node, computed."""
        self._root = node
        value = self.value(node, at)
        self._root = None
        return value

    @contextmanager
    def loops(self, shape: Sequence[int], axis: int | None) -> Iterator[Indices]:
        """Lines for every place of `shape`; `axis` runs along lanes."""
        at, opened = [], []
        for place, size in enumerate(shape):
            if place == axis:
                at.append(self.lane)
            elif size == 1:
                at.append(number(0))
            else:
                name = self.lines.fresh("i")
                block = self.lines.loop(name, size, self._unroll)
                block.__enter__()
                opened.append(block)
                at.append(Index.of(Counter(name, size)))
        bare = not opened
        if bare:
            block = self.lines.block("")
            block.__enter__()
            opened.append(block)
        with self._scope():
            yield tuple(at)
        for block in reversed(opened):
            block.__exit__(None, None, None)

    def _scatter(self, node: Expr, axis: int | None) -> None:
        """Zero everywhere, then adds one part after another."""
        x, index = node.args
        first, end = node.attr("axis"), node.attr("axis") + index.rank
        with self.loops(node.shape, axis) as at:
            zero = Value(number_text(0, node.dtype), node.dtype, atom=True)
            self.store(node, at, zero)
        of_x = self.lowered.axis[x] if axis is not None else None
        with self.loops(x.shape, of_x) as at:
            place = self._bound(self.value(index, at[first:end]), "int")
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
        return self._loop_sum(node, sizes, inner, True)

    def _real(self, value: Value, empty: str) -> Value:
        """`empty` in lanes that are not real."""
        if not self.lowered.count % WIDTH:
            return spread(value)
        kind = type_text(value.dtype, True)
        return Value(
            f"select(({kind})({empty}), {spread(value).text}, inside)", value.dtype, True, True
        )

    def _clear(self, node: Expr) -> None:
        first = "-INFINITY" if node.op == "max" else number_text(0, node.dtype)
        kind = type_text(node.dtype, True)
        self.lines.add(f"{kind} {self._store_name(node)}[{node.size}];")
        with self.lines.loop("k", node.size, self._unroll):
            self.lines.add(f"{self._store_name(node)}[k] = ({kind})({first});")

    def _store_name(self, node: Expr) -> str:
        return f"{self.names}t{self.lowered.order.index(node)}"

    def _gather_up(self, node: Expr) -> None:
        """Adds the terms of this chunk to those of the chunks before."""
        name = self._store_name(node)
        with self.loops(node.shape, None) as at:
            place = f"{name}[{flat(at, node.shape).text}]"
            term = self._term(node, at)
            self.lines.add(f"{place} = {self._joined(node, place, term)};")

    def _joined(self, node: Expr, so_far: str, term: Value) -> str:
        if node.op == "max" and node.dtype == "f":
            given = spread(term).text if term.wide else term.text
            return f"greater{'16' if term.wide else '1'}({so_far}, {given})"
        if node.op == "max":
            return f"max({so_far}, {term.text})"
        return f"{term.text} + {so_far}"

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
        self._store_part(total, to, count)

    def _store_part(self, vector: str, to: str, count: int) -> None:
        """The first `count` lanes of a vector."""
        done, letters = 0, "0123456789abcdef"
        for size in (16, 8, 4, 2, 1):
            while count - done >= size:
                lanes = f"{vector}.s{letters[done : done + size]}" if size < 16 else vector
                if size == 1:
                    self.lines.add(f"*({to} + {done}) = {lanes};")
                else:
                    self.lines.add(f"vstore{size}({lanes}, 0, {to} + {done});")
                done += size

    def _one_by_one(self, node: Expr, term: Callable[[Expr, Indices], Value]) -> None:
        name = "max16" if node.op == "max" else "sum16"
        with self.loops(node.shape, None) as at:
            value = term(node, at)
            if node.dtype == "f":
                done = Value(f"{name}({value.text})", "f", False, True)
            else:
                kept = self._bound(value, "int16")
                parts = [f"{kept}.s{k}" for k in "0123456789abcdef"]
                text = parts[0]
                for part in parts[1:]:
                    text = f"max({text}, {part})" if node.op == "max" else f"{text} + {part}"
                done = Value(text, node.dtype)
            self.store(node, at, done)

    # --- numbers ----------------------------------------------------------------------------

    def value(self, node: Expr, at: Indices) -> Value:
        """The number of `node` at a place, as C; lines that it needs first are added."""
        if node in self._places and node is not self._root:
            return self.load(node, at)
        self._root = None if node is self._root else self._root
        key = (node, at)
        for scope in reversed(self._scopes):
            if key in scope:
                return scope[key]
        found = VALUES[node.op](self, node, at)
        if self.lowered.uses[node] > 1 and not found.atom and node.op in FORMULAS:
            name = self._bound(found, type_text(found.dtype, found.wide))
            found = Value(name, found.dtype, found.wide, True)
        self._scopes[-1][key] = found
        return found

    def _bound(self, value: Value, kind: str) -> str:
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
            return self._from_array(place, node, flat(at, node.shape))
        text, wide = self._lane_text(place, node, at)
        return Value(text, node.dtype, wide, True)

    def _from_array(self, place: Place, node: Expr, where: Index) -> Value:
        start = f"{place.at} + " if place.at else ""
        if not where.wide:
            return Value(f"{place.name}[{start}{where.text}]", node.dtype, False, True)
        name = self._bound(Value(where.text, "i", True), "int16")
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
            words = [w for w in (place.at, (row * place.stride).text) if w and w != "0"]
            if at[axis].wide:
                where = " + ".join([place.name, *words, *([chunk] if chunk else [])])
                return f"vload16(0, {where})", True
            return f"{place.name}[{' + '.join([*words, at[axis].text])}]", False
        if at[axis].wide:
            where = f"{(row * low.chunks).text} + c" if place.full else row.text
            return f"{place.name}[{where}]", True
        step = low.chunks * WIDTH if place.full else WIDTH
        kind = TYPES[node.dtype]
        element = f"((const {kind} *){place.name})[{(row * step + at[axis]).text}]"
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

    def _loop_sum(
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
        counters, opened = {}, []
        for axis, size in sizes:
            name = lines.fresh("k")
            short = self._unroll or size <= _SHORT
            block = lines.loop(name, size, short)
            block.__enter__()
            opened.append(block)
            counters[axis] = Index.of(Counter(name, size))
        with self._scope():
            given = term(counters)
            given = spread(given) if wide and node.op == "max" else given
            lines.add(f"{total} = {self._joined(node, total, given)};")
        for block in reversed(opened):
            block.__exit__(None, None, None)
        return Value(total, node.dtype, wide, True)


# --- one row a primitive ----------------------------------------------------------------------

Rule = Callable[[Emitter, Expr, Indices], Value]


def _elementwise(em: Emitter, node: Expr, at: Indices) -> Value:
    return FORMULAS[node.op]([em.value(a, at) for a in node.args], node.dtype)


def _variable(em: Emitter, node: Expr, at: Indices) -> Value:
    return em.load(node, at)


def _constant(em: Emitter, node: Expr, at: Indices) -> Value:
    values = np.asarray(node.attr("value"))
    if values.size == 1:
        return Value(number_text(values.item(), node.dtype), node.dtype, False, True)
    numbers = ", ".join(number_text(v, node.dtype) for v in values.reshape(-1))
    text = f"[{values.size}] = {{{numbers}}};"
    key = (TYPES[node.dtype], text)
    name = em.constants.setdefault(key, f"{em.names}k{len(em.constants)}")
    return em._from_array(Place("array", name), node, flat(at, node.shape))


def _permute(em: Emitter, node: Expr, at: Indices) -> Value:
    axes = node.attr("axes")
    return em.value(node.args[0], tuple(at[axes.index(k)] for k in range(len(axes))))


def _reshape(em: Emitter, node: Expr, at: Indices) -> Value:
    """Around the lanes, which stay what they are."""
    (x,) = node.args
    low = em.lowered
    here, there = low.axis[node], low.axis[x]
    if here >= 0 and there >= 0:
        before = unflat(flat(at[:here], node.shape[:here]), x.shape[:there])
        after = unflat(flat(at[here + 1 :], node.shape[here + 1 :]), x.shape[there + 1 :])
        return em.value(x, (*before, at[here], *after))
    return em.value(x, unflat(flat(at, node.shape), x.shape))


def _broadcast(em: Emitter, node: Expr, at: Indices) -> Value:
    (x,) = node.args
    return em.value(
        x, tuple(i if n > 1 or m == 1 else number(0) for i, n, m in
                 zip(at, x.shape, node.shape, strict=True))
    )


def _slice(em: Emitter, node: Expr, at: Indices) -> Value:
    ranges = node.attr("ranges")
    return em.value(
        node.args[0],
        tuple(i * step + lo for i, (lo, _, step) in zip(at, ranges, strict=True)),
    )


def _stop(em: Emitter, node: Expr, at: Indices) -> Value:
    return em.value(node.args[0], at)


def _windows(em: Emitter, node: Expr, at: Indices) -> Value:
    rank = node.args[0].rank
    place = list(at[:rank])
    for (axis, _, stride, gap), inside in zip(node.attr("windows"), at[rank:], strict=True):
        place[axis] = place[axis] * stride + inside * gap
    return em.value(node.args[0], tuple(place))


def _clamped(index: Index, size: int) -> Index:
    if index.low >= 0 and index.high < size:
        return index
    return Index.of(Counter(f"clamp({index.text}, 0, {size - 1})", size, index.wide))


def _strided(index: Index, step: int, size: int) -> tuple[Index, list[str]]:
    """index / step, and what must be true for it to be whole and within 0 … size - 1."""
    conditions = []
    if index.low < 0:
        conditions.append(f"({index.text}) >= 0")
    if step > 1:
        conditions.append(f"({index.text}) % {step} == 0")
        index = Index.of(
            Counter(f"({index.text}) / {step}", index.high // step + 1, index.wide)
        )
    if index.high >= size:
        conditions.append(f"{index.text} < {size}")
    return _clamped(Index(index.parts, index.base), size), conditions


def _guarded(em: Emitter, node: Expr, conditions: Sequence[str], value: Value, other: str) -> Value:
    if not conditions:
        return value
    no = Value(other, node.dtype, False, True)
    if value.wide:
        no = spread(no)
    return Value(f"({' && '.join(conditions)}) ? {value.safe} : {no.safe}", node.dtype, value.wide)


def _pad(em: Emitter, node: Expr, at: Indices) -> Value:
    (x,) = node.args
    if not x.size:
        return Value(number_text(node.attr("value"), node.dtype), node.dtype, False, True)
    place, conditions = [], []
    for index, (lo, _, gap), size in zip(at, node.attr("widths"), x.shape, strict=True):
        inner, needed = _strided(index + -lo, gap + 1, size)
        place.append(inner)
        conditions += needed
    value = em.value(x, tuple(place))
    return _guarded(em, node, conditions, value, number_text(node.attr("value"), node.dtype))


def _unwindows(em: Emitter, node: Expr, at: Indices) -> Value:
    (x,), rows = node.args, node.attr("windows")
    sizes = [(k, size) for k, (_, size, _, _) in enumerate(rows)]

    def term(counters: Mapping[int, Index]) -> Value:
        place, conditions = list(at), []
        for k, (axis, _, stride, gap) in enumerate(rows):
            away = place[axis] + counters[k] * -gap
            place[axis], needed = _strided(away, stride, x.shape[axis])
            conditions += needed
        value = em.value(x, (*place, *(counters[k] for k, _ in sizes)))
        return _bracketed(_guarded(em, node, conditions, value, number_text(0, node.dtype)))

    return em._loop_sum(node, sizes, term, any(i.wide for i in at))


def _bracketed(value: Value) -> Value:
    return value if value.atom else replace(value, text=f"({value.text})", atom=True)


def _reduction(em: Emitter, node: Expr, at: Indices) -> Value:
    (x,), axes = node.args, node.attr("axes")

    def term(counters: Mapping[int, Index]) -> Value:
        outer = iter(at)
        return em.value(
            x, tuple(counters[k] if k in axes else next(outer) for k in range(x.rank))
        )

    return em._loop_sum(node, [(a, x.shape[a]) for a in axes], term, any(i.wide for i in at))


def _matmul(em: Emitter, node: Expr, at: Indices) -> Value:
    a, b = node.args

    def term(counters: Mapping[int, Index]) -> Value:
        left = em.value(a, (*at[:-1], counters[0]))
        right = em.value(b, (*at[:-2], counters[0], at[-1]))
        return Value(f"{left.safe} * {right.safe}", "f", left.wide or right.wide)

    return em._loop_sum(node, [(0, a.shape[-1])], term, any(i.wide for i in at))


def _gather(em: Emitter, node: Expr, at: Indices) -> Value:
    (x, index), axis = node.args, node.attr("axis")
    end = axis + index.rank
    size = x.shape[axis]
    found = em.value(index, at[axis:end])
    kind = "int16" if found.wide else "int"
    name = em._bound(Value(f"clamp({found.text}, 0, {size - 1})", "i", found.wide), kind)
    place = Index.of(Counter(name, max(size, 2), found.wide))
    return em.value(x, (*at[:axis], place, *at[end:]))


def _uniform(em: Emitter, node: Expr, at: Indices) -> Value:
    step, seed = (em.value(a, ()).text for a in node.args)
    place = flat(at, node.shape)
    kind = "16" if place.wide else "1"
    where = f"convert_uint16({place.text})" if place.wide else f"(uint)({place.text})"
    stream = node.attr("stream") & 0xFFFFFFFF
    return Value(
        f"uniform{kind}({where}, (uint)({step}), (uint)({seed}), {stream:#x}u)",
        "f", place.wide, True,
    )


def _nested(em: Emitter, node: Expr, at: Indices) -> Value:
    raise LookupError(f"{node.op} always has a nest of its own")


VALUES: Mapping[str, Rule] = {
    **dict.fromkeys(FORMULAS, _elementwise),
    "variable": _variable,
    "constant": _constant,
    "stop": _stop,
    "sum": _reduction,
    "max": _reduction,
    "reshape": _reshape,
    "permute": _permute,
    "broadcast": _broadcast,
    "slice": _slice,
    "pad": _pad,
    "concat": _nested,
    "windows": _windows,
    "unwindows": _unwindows,
    "gather": _gather,
    "scatter_add": _nested,
    "matmul": _matmul,
    "uniform": _uniform,
}
"""How the number of a node at one place is written: one row a primitive."""
