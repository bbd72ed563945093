"""Writes formulas over arrays in device memory: sixteen numbers of a row at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from engine.backends.opencl.index import Counter, Index, flat, number, unflat
from engine.backends.opencl.lowering import WIDTH, Lowered
from engine.backends.opencl.matrix_stores import PANEL, Store
from engine.backends.opencl.numbers import Indices, Numbers, Place
from engine.backends.opencl.text import TYPES, Lines, Value, number_text, spread, type_text
from engine.backends.opencl.values import VALUES
from engine.ir.expr import Expr
from engine.ir.shapes import DType

__all__ = ["Arguments", "Scalar", "Writer", "spot"]

_FEW = 4
"""Columns from which on they run along lanes."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """How a scalar variable is written: C with "@" for the pointer to a buffer."""

    buffer: str
    dtype: DType
    text: str


class Arguments:
    """What a kernel is given: buffers, named by the order in which they turn up."""

    def __init__(self) -> None:
        self._names: dict[str, tuple[str, str]] = {}

    def pointer(self, buffer: str, dtype: DType) -> str:
        """The name of the pointer to a buffer."""
        fresh = (f"p{len(self._names)}", TYPES[dtype])
        return self._names.setdefault(buffer, fresh)[0]

    @property
    def buffers(self) -> tuple[str, ...]:
        """The buffers, in the order of the arguments."""
        return tuple(self._names)

    @property
    def text(self) -> str:
        """As C."""
        return ", ".join(f"__global {kind} *{name}" for name, kind in self._names.values())


class Writer(Numbers):
    """Formulas of one kernel. `stores` say where variables and buffered nodes are, `scalars` the
    C of scalar variables. Lanes are the places `b`, of which the first is `start`. `registers`
    names values that need not be read."""

    def __init__(
        self,
        lowered: Lowered,
        lines: Lines,
        stores: Mapping[Expr, Store],
        scalars: Mapping[str, Scalar],
        arguments: Arguments,
        start: str = "j0",
    ) -> None:
        places = {
            n.attr("name"): Place("scalar", "") for n in lowered.order if n.op == "variable"
        }
        super().__init__(lowered, lines, places, "", _RULES)
        self._places.update({node: Place("array", "") for node in stores})
        self._unroll = False
        self.stores = stores
        self._scalars = scalars
        self.arguments = arguments
        self.start = start
        self.registers: dict[Expr, str] = {}
        self._columns: dict[tuple[Indices, tuple[int, ...]], Index] = {}

    # --- reading and writing ----------------------------------------------------------------

    def value(self, node: Expr, at: Indices) -> Value:
        if node in self.registers and node is not self._root:
            return Value(self.registers[node], node.dtype, True, True)
        return super().value(node, at)

    def load(self, node: Expr, at: Indices) -> Value:
        if node not in self.stores:
            return self._scalar(node)
        return self.fetch(self.stores[node], *self.spot(node.shape, at))

    def _scalar(self, node: Expr) -> Value:
        for scope in reversed(self._scopes):
            if (node, ()) in scope:
                return scope[(node, ())]
        scalar = self._scalars[node.attr("name")]
        pointer = self.arguments.pointer(scalar.buffer, scalar.dtype)
        return Value(scalar.text.replace("@", pointer), node.dtype, False, True)

    def is_stored(self, node: Expr) -> bool:
        """Whether a node lies in memory and need not be computed."""
        return node in self.stores and node is not self._root

    def spot(self, shape: Sequence[int], at: Indices) -> tuple[Index, Index]:
        """The row and the column of a place."""
        known = self._columns.get((at[1:], tuple(shape[1:])))
        return (at[0], known) if known is not None else spot(shape, at)

    def fetch(self, store: Store, row: Index, column: Index) -> Value:
        """The number, or sixteen of them, at a place."""
        name = self.arguments.pointer(store.buffer, store.dtype)
        sign = "-" if store.dtype == "b" else ""
        where = self._sweep(store, row, column)
        if where is not None:
            load = "load16(" if store.dtype == "f" else "vload16(0, "
            return Value(f"{sign}{load}{name} + {where})", store.dtype, True, not sign)
        place = store.place(row, column)
        if not place.wide:
            return Value(f"{name}[{place.text}]", store.dtype, False, True)
        spots = self.bound(Value(place.text, "i", True), "int16")
        each = ", ".join(f"{name}[{spots}.s{k}]" for k in "0123456789abcdef")
        return Value(f"{sign}({type_text(store.dtype, True)})({each})", store.dtype, True, not sign)

    def put_at(
        self, store: Store, row: Index, column: Index, value: Value, *, count: int = 0
    ) -> None:
        """Writes a number, or sixteen. With a `count` of columns, nothing behind the last."""
        if store.panels == WIDTH // 2 and column.wide:
            self._put_halves(store, row, value)
            return
        name = self.arguments.pointer(store.buffer, store.dtype)
        where, place = self._sweep(store, row, column), store.place(row, column)
        if where is None and not place.wide:
            self.lines.add(f"{name}[{place.text}] = {value.text};")
            return
        given = spread(value)
        text = f"-({given.text})" if store.dtype == "b" else given.text
        if where is not None and not count % WIDTH:
            self._put_whole(store.dtype, text, f"{name} + {where}")
            return
        kind, kept = TYPES[store.dtype], self.lines.fresh("v")
        self.lines.add(f"const {kind}16 {kept} = {text};")
        each = f"{where} + u"
        if where is None:
            spots = self.bound(Value(place.text, "i", True), "int16")
            each = f"((const int *)&{spots})[u]"
        else:
            self.lines.add(f"if (j0 + 16 <= {count}) vstore16({kept}, 0, {name} + {where}); else")
        self.lines.add(f"for (int u = 0; u < min({count or column.high + 1} - j0, 16); u++) "
                       f"{name}[{each}] = ((const {kind} *)&{kept})[u];")

    def _put_whole(self, dtype: DType, text: str, there: str) -> None:
        put = f"store16({text}, {there});" if dtype == "f" else f"vstore16({text}, 0, {there});"
        self.lines.add(put)

    def _put_halves(self, store: Store, row: Index, value: Value) -> None:
        """Writes sixteen numbers to two panels."""
        kept = self.bound(spread(value), type_text(store.dtype, True))
        name = self.arguments.pointer(store.buffer, store.dtype)
        panel = f"{self.start} / {store.panels} * {store.panel_size}"
        there = f"{name} + {panel} + {(row * store.panels + store.at).text}"
        self.lines.add(f"store8({kept}.lo, {there});")
        self.lines.add(f"store8({kept}.hi, {there} + {store.panel_size});")

    def _sweep(self, store: Store, row: Index, column: Index) -> str | None:
        """Where sixteen numbers begin that lie one after another."""
        if row.wide and store.panels:
            return None
        lanes = [(c, f) for c, f in column.parts if c.wide]
        if store.panels and lanes:
            (counter, factor), *others = lanes
            if others or len(column.parts) > 1 or column.base or factor != 1 or (
                counter.text != "b"
            ):
                return None
            inside = f"{self.start} / {PANEL} * {store.panel_size} + {self.start} % {PANEL}"
            return f"{(row * PANEL + store.at).text} + {inside}"
        place = store.place(row, column)
        wide = [(c, f) for c, f in place.parts if c.wide]
        if len(wide) != 1 or wide[0][0].text != "b" or wide[0][1] != 1:
            return None
        rest = Index(tuple(p for p in place.parts if p != wide[0]), place.base)
        return f"{rest.text} + {self.start}"

    # --- loops ------------------------------------------------------------------------------

    @contextmanager
    def scope(self) -> Iterator[None]:
        """What is computed inside is forgotten afterwards."""
        with self._scope():
            yield

    def lanes(self, count: int) -> Index:
        """The places of the lanes among `count`."""
        return Index.of(Counter("b", count, True))

    @contextmanager
    def along(self, count: int, first: str = "0", end: str = "") -> Iterator[Index]:
        """Lines for sixteen places after another, of `count` or only `first` to `end`."""
        head = f"for (int j0 = {first}; j0 < {end or count}; j0 += {WIDTH})"
        with self.lines.block(head), self._scope():
            self.lines.add(f"const int16 b = min(LANE + j0, {count - 1});")
            yield self.lanes(count)

    def columns(self, row: Index, shape: Sequence[int], place: Index) -> Indices:
        """The indices of a place given by row and column; remembers that these are it."""
        rest = tuple(shape[1:])
        at = (row, *unflat(place, rest))
        if place.wide:
            self._columns[at[1:], rest] = place
        return at

    def nest(
        self, node: Expr, row: Index, write: Callable[[Indices, Value], None], fresh: bool = True
    ) -> None:
        """All columns of one row of a node, a vector of any length being one row; computed even
        where it is stored if `fresh`."""
        shape = node.shape if node.rank > 1 else (1, *node.shape)
        count = node.size // shape[0] if shape[0] else 0

        def one(at: Indices) -> None:
            inner = at if node.rank > 1 else at[1:]
            write(inner, (self.fresh_value if fresh else self.value)(node, inner))

        if count >= _FEW:
            with self.along(count) as lane:
                one(self.columns(row, shape, lane))
        else:
            name = self.lines.fresh("j")
            with self.lines.loop(name, count, False), self._scope():
                one(self.columns(row, shape, Index.of(Counter(name, count))))

    def fresh_value(self, node: Expr, at: Indices) -> Value:
        """The value of a node, computed even where it is stored."""
        self._root = node
        value = self.value(node, at)
        self._root = None
        return value

    def hoist(self, roots: Iterable[Expr]) -> None:
        """Computes once what is one number for all places."""
        found: set[Expr] = set()
        stack = [a for root in roots for a in root.args]
        while stack:
            node = stack.pop()
            if node not in found and node not in self.stores:
                found.add(node)
                stack.extend(node.args)
        for node in self.lowered.order:
            if node not in found or node.size != 1 or node.op == "constant":
                continue
            if node.op == "variable":
                name = self.bound(self._scalar(node), TYPES[node.dtype])
                self._scopes[-1][(node, ())] = Value(name, node.dtype, False, True)
                continue
            at = (number(0),) * node.rank
            value = self.value(node, at)
            if not value.text.isidentifier():
                name = self.bound(value, type_text(value.dtype, value.wide))
                self._scopes[-1][(node, at)] = Value(name, value.dtype, value.wide, True)

    # --- sums -------------------------------------------------------------------------------

    def loop_sum(
        self,
        node: Expr,
        sizes: Sequence[tuple[int, int]],
        term: Callable[[Mapping[int, Index]], Value],
        wide: bool,
    ) -> Value:
        """A sum (or maximum); of many plain numbers sixteen at a time."""
        last = sizes[-1][1]
        if wide or node.dtype != "f" or last < WIDTH // 2 or node.op == "unwindows":
            return super().loop_sum(node, sizes, term, wide)
        lines = self.lines
        total = lines.fresh("s")
        empty = "-INFINITY" if node.op == "max" else number_text(0, "f")
        lines.add(f"float16 {total} = (float16)({empty});")
        counters: dict[int, Index] = {}
        names = [(axis, lines.fresh("k"), size) for axis, size in sizes[:-1]]
        with _loops(lines, names), self.along(last) as lane:
            for axis, name, size in names:
                counters[axis] = Index.of(Counter(name, size))
            counters[sizes[-1][0]] = lane
            given = spread(term(counters)).text
            if last % WIDTH:
                inside = f"LANE < (int16)({last} - j0)"
                given = f"select((float16)({empty}), {given}, {inside})"
            text = f"greater16({total}, {given})" if node.op == "max" else f"{given} + {total}"
            lines.add(f"{total} = {text};")
        joined = "max16" if node.op == "max" else "sum16"
        return Value(f"{joined}({total})", "f", False, True)

    def joined(self, node: Expr, so_far: str, term: Value) -> str:
        if node.op == "max":
            return super().joined(node, so_far, term)
        return f"{term.safe} + {so_far}"


@contextmanager
def _loops(lines: Lines, names: Sequence[tuple[int, str, int]]) -> Iterator[None]:
    if not names:
        yield
        return
    (_, name, size), *rest = names
    with lines.loop(name, size, False), _loops(lines, rest):
        yield


def spot(shape: Sequence[int], at: Indices) -> tuple[Index, Index]:
    """The row and the column of a place in an array, see `Store`."""
    if len(shape) < 2:
        return Index(), at[0] if at else Index()
    return at[0], flat(at[1:], shape[1:])


def _reshape(em: Numbers, node: Expr, at: Indices) -> Value:
    """Where rows stay rows, a reshaped array is the array itself."""
    (x,) = node.args
    if isinstance(em, Writer) and x.rank > 1 < node.rank and x.shape[0] == node.shape[0] and (
        em.is_stored(x) and x not in em.registers
    ):
        return em.fetch(em.stores[x], *em.spot(node.shape, at))
    return em.value(x, unflat(flat(at, node.shape), x.shape))


def _div(em: Numbers, node: Expr, at: Indices) -> Value:
    """Sixteen numbers by one are sixteen products: a division costs as much as ten of them."""
    a, b = (em.value(x, at) for x in node.args)
    if node.dtype == "f" and a.wide and not b.wide and b.text.isidentifier():
        return Value(f"{a.safe} * (1.0f / {b.text})", "f", True)
    return VALUES["div"](em, node, at)


_RULES = {**VALUES, "reshape": _reshape, "div": _div}
