"""Writes lowered formulas for many networks at once: every number is a vector of networks.

The axis that runs along lanes in one network, the samples of a batch or the weights, is an
ordinary loop here. What does not differ between networks, the samples above all, stays a plain
number. With a width of one there are no vectors: a work-item is a network, as on a GPU.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from engine.backends.opencl.index import Counter, Index, flat
from engine.backends.opencl.lowering import FOLD, Lowered
from engine.backends.opencl.numbers import Indices, Numbers, Place, Rule
from engine.backends.opencl.text import TYPES, Lines, Value, number_text, spread, type_text
from engine.backends.opencl.values import VALUES
from engine.ir.expr import Expr

__all__ = ["LETTERS", "ManyEmitter"]

LETTERS = "0123456789abcdef"
"""What OpenCL C calls the lanes of a vector."""


class ManyEmitter(Numbers):
    """Everything that formulas need, in order, for `width` networks.

    `own`: the variables that every network has of its own. Places are of kind "scalar"; "array",
    whole and row-major; "lanes", an array of these samples (or weights) only; or "stream", numbers
    of all networks in global memory, row-major. So many samples are run through each nest
    `together` (they divide the samples): what one waits for, another fills. `private`: bytes
    declared so far.
    """

    def __init__(
        self,
        lowered: Lowered,
        lines: Lines,
        places: Mapping[str, Place],
        names: str,
        own: frozenset[str],
        width: int,
        together: int = 1,
    ) -> None:
        super().__init__(lowered, lines, places, names, _RULES)
        self.private = 0
        self._width = width
        self._together = together
        self._targets: dict[Expr, Place] = {}
        self._differs: set[Expr] = set()
        for node in lowered.order:
            known = node.op == "variable" and node.attr("name") in own
            if known or not self._differs.isdisjoint(node.args):
                self._differs.add(node)

    def wide(self, node: Expr) -> bool:
        """Whether a node's numbers are vectors."""
        return self._width > 1 and node in self._differs

    @property
    def lane(self) -> Index:
        """The sample (or weight) that the loop is at."""
        return Index.of(Counter("b", self.lowered.count))

    # --- structure --------------------------------------------------------------------------

    def aim(self, node: Expr, place: Place) -> bool:
        """Sends what is summed up over samples, or a plain array, to an array of the caller."""
        fit = node in self.lowered.buffered and not self.lowered.in_lanes(node)
        if not fit or node in self._targets or self.wide(node) != (self._width > 1):
            return False
        self._targets[node] = place
        return True

    def body(
        self, start: Callable[[], None] | None = None, finish: Callable[[], None] | None = None
    ) -> None:
        """Everything. `start` writes what every loop over samples begins with, `finish` what is to
        be done at the end of the last."""
        low = self.lowered
        for node in low.order:
            if node in low.buffered:
                self._declare(node)
        for phase in range(low.phases):
            nests = low.nests(phase)
            along = [n for n in nests if low.in_lanes(n) or low.axis[n] == FOLD]
            for node in nests:
                if node not in along:
                    self._nests(node, None)
            last = phase == low.phases - 1
            if along or (last and finish):
                self._along(along, start, finish if last else None)

    def _along(
        self,
        nests: Sequence[Expr],
        start: Callable[[], None] | None,
        finish: Callable[[], None] | None,
    ) -> None:
        """One loop over samples."""
        low = self.lowered
        for node in nests:
            if low.axis[node] == FOLD:
                self._clear(node)
        with self.lines.loop("c", low.count // self._together, False), self._scope():
            if start:
                with self._samples():
                    start()
            for node in nests:
                if low.in_lanes(node):
                    with self._samples():
                        self._nests(node, low.axis[node])
                else:
                    self._add_up(node)
            if finish:
                with self._samples():
                    finish()

    @contextmanager
    def _samples(self, *, unroll: bool = False) -> Iterator[None]:
        """Lines for each sample of those together: `u` among them, `b` among all."""
        many = self._together > 1
        with ExitStack() as opened:
            if many:
                opened.enter_context(self.lines.loop("u", self._together, unroll))
            else:
                opened.enter_context(self.lines.block(""))
            self.lines.add(f"const int b = {f'c * {self._together} + u' if many else 'c'};")
            opened.enter_context(self._scope())
            yield

    # --- nests ------------------------------------------------------------------------------

    def _declare(self, node: Expr) -> None:
        low = self.lowered
        if node in self._targets:
            self._places[node] = self._targets[node]
            return
        name = f"{self.names}v{len(self._places)}"
        passing = low.in_lanes(node) and node not in low.full
        size = max(1, node.size // (low.count // self._together if passing else 1))
        self._places[node] = Place("lanes" if passing else "array", name)
        self.private += 4 * size * (self._width if self.wide(node) else 1)
        self.lines.add(f"{type_text(node.dtype, self.wide(node))} {name}[{size}];")

    def _nests(self, node: Expr, axis: int | None) -> None:
        if node.op == "scatter_add":
            self._scatter(node, axis)
        elif node.op == "concat":
            start = 0
            for part in node.args:
                self._nest(node, part, axis, start)
                start += part.shape[node.attr("axis")]
        else:
            with self.loops(node.shape, axis) as at:
                self._root = node
                value = self.value(node, at)
                self._root = None
                self.store(node, at, value)

    def _nest(self, target: Expr, part: Expr, axis: int | None, start: int) -> None:
        along = target.attr("axis")
        with self.loops(part.shape, axis) as at:
            to = (*at[:along], at[along] + start, *at[along + 1 :])
            self.store(target, to, self.value(part, at))

    def _scatter(self, node: Expr, axis: int | None) -> None:
        """Zero everywhere, then adds one part after another."""
        x, index = node.args
        first, end = node.attr("axis"), node.attr("axis") + index.rank
        with self.loops(node.shape, axis) as at:
            self.store(node, at, Value(number_text(0, node.dtype), node.dtype, atom=True))
        with self.loops(x.shape, self.lowered.axis[x] if axis is not None else None) as at:
            found = self.value(index, at[first:end])
            place = self.bound(found, type_text("i", found.wide))
            to = Index.of(Counter(place, max(node.attr("size"), 2), found.wide))
            where, value = (*at[:first], to, *at[end:]), self.value(x, at)
            if found.wide:
                self._add_by_lane(node, where, spread(value))
            else:
                old = self.load(node, where)
                self.store(node, where, Value(f"{old.text} + {value.safe}", node.dtype,
                                              old.wide or value.wide))

    def _add_by_lane(self, node: Expr, where: Indices, value: Value) -> None:
        """Every network adds at a place of its own."""
        place = self.bound(Value(self._row(node, where).text, "i", True), "int16")
        added = self.bound(value, type_text(value.dtype, True))
        array = f"(({TYPES[node.dtype]} *){self._places[node].name})"
        for k, letter in enumerate(LETTERS):
            self.lines.add(f"{array}[{place}.s{letter} * 16 + {k}] += {added}.s{letter};")

    # --- sums over samples ------------------------------------------------------------------

    def _clear(self, node: Expr) -> None:
        first = "-INFINITY" if node.op == "max" and node.dtype == "f" else (
            "INT_MIN" if node.op == "max" else number_text(0, node.dtype))
        with self.loops(node.shape, None) as at:
            self.store(node, at, Value(first, node.dtype, False, True))

    def _add_up(self, node: Expr) -> None:
        """Adds what this sample contributes."""
        with self.loops(node.shape, None) as at, self._samples(unroll=True):
            term = self._term(node, at)
            if self.wide(node) and node.op == "max":
                term = spread(term)
            so_far = self.load(node, at).text
            self.store(node, at, Value(self.joined(node, so_far, term), node.dtype,
                                       self.wide(node)))

    def _term(self, node: Expr, at: Indices) -> Value:
        if node.op == "matmul":
            a, b = node.args
            left = self.value(a, (*at[:-1], self.lane))
            right = self.value(b, (*at[:-2], self.lane, at[-1]))
            return Value(f"{left.safe} * {right.safe}", "f", left.wide or right.wide)
        (x,), axes = node.args, node.attr("axes")
        lane = self.lowered.axis[x]

        def inner(counters: Mapping[int, Index]) -> Value:
            outer = iter(at)
            return self.value(x, tuple(
                self.lane if k == lane else counters[k] if k in axes else next(outer)
                for k in range(x.rank)
            ))

        sizes = [(k, x.shape[k]) for k in axes if k != lane]
        return self.loop_sum(node, sizes, inner, self.wide(node)) if sizes else inner({})

    def loop_sum(
        self,
        node: Expr,
        sizes: Sequence[tuple[int, int]],
        term: Callable[[Mapping[int, Index]], Value],
        wide: bool,
    ) -> Value:
        """A sum (or maximum) over counters, added up in order."""
        return super().loop_sum(node, sizes, term, self.wide(node))

    # --- arrays -----------------------------------------------------------------------------

    def load(self, node: Expr, at: Indices) -> Value:
        """What is stored for `node`."""
        place = self._places[node]
        if place.kind == "scalar":
            return Value(place.name, node.dtype, self.wide(node), True)
        if place.kind == "stream":
            text = f"FROM({place.name}, {self._row(node, at).text})"
            return Value(text, node.dtype, self.wide(node), True)
        return self.from_array(place, node, self._row(node, at))

    def from_array(self, place: Place, node: Expr, where: Index) -> Value:
        """The number at `where`, or one for every network where they look at different places."""
        start = f"{place.at} + " if place.at else ""
        if not where.wide:
            text = f"{place.name}[{start}{where.text}]"
            return Value(text, node.dtype, self.wide(node), True)
        spot = self.bound(Value(f"{start}{where.text}", "i", True), "int16")
        kind = type_text(node.dtype, True)
        if self.wide(node):
            array = f"((const {TYPES[node.dtype]} *){place.name})"
            each = ", ".join(f"{array}[{spot}.s{s} * 16 + {k}]" for k, s in enumerate(LETTERS))
            return Value(f"({kind})({each})", node.dtype, True, True)
        each = ", ".join(f"{place.name}[{spot}.s{s}]" for s in LETTERS)
        sign = "-" if node.dtype == "b" else ""
        return Value(f"{sign}({kind})({each})", node.dtype, True, not sign)

    def store(self, node: Expr, at: Indices, value: Value) -> None:
        """Puts a number where `node` belongs."""
        place = self._places[node]
        start = f"{place.at} + " if place.at else ""
        given = spread(value) if self.wide(node) else value
        self.lines.add(f"{place.name}[{start}{self._row(node, at).text}] = {given.text};")

    def _row(self, node: Expr, at: Indices) -> Index:
        """The place in the array of `node`, which may be of this sample only."""
        if self._places[node].kind != "lanes":
            return flat(at, node.shape)
        axis = self.lowered.axis[node]
        if at[axis] != self.lane:
            raise NotImplementedError(node.op)
        among = Counter("u", self._together)
        return flat(
            [Index.of(among), *(i for k, i in enumerate(at) if k != axis)],
            [self._together, *(n for k, n in enumerate(node.shape) if k != axis)],
        )

    def copy_out(self, array: str, node: Expr) -> None:
        """Puts all of `node` into an array of the caller, which is written as "name[start + "."""
        with self.loops(node.shape, None) as at:
            value = self.value(node, at)
            given = spread(value) if self._width > 1 else value
            self.lines.add(f"{array}{flat(at, node.shape).text}] = {given.text};")


def _uniform(em: Numbers, node: Expr, at: Indices) -> Value:
    """Every network draws by its own seed."""
    step, seed = (em.value(a, ()) for a in node.args)
    place = flat(at, node.shape)
    given = [Value(place.text, "i", place.wide), step, seed]
    wide = any(v.wide for v in given)
    words = ", ".join(_unsigned(v, wide) for v in given)
    stream = node.attr("stream") & 0xFFFFFFFF
    return Value(f"drawn{'16' if wide else '1'}({words}, {stream:#x}u)", "f", wide, True)


def _unsigned(value: Value, wide: bool) -> str:
    if value.wide:
        return f"as_uint16({value.text})"
    return f"({'uint16' if wide else 'uint'})((uint)({value.text}))"


_RULES: Mapping[str, Rule] = {**VALUES, "uniform": _uniform}
