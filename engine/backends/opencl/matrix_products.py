"""Matrix products in register tiles of 8 rows and 32 columns, and what becomes of a slope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from engine.backends.opencl.index import Counter, Index
from engine.backends.opencl.lowering import WIDTH, Lowered
from engine.backends.opencl.matrix_emit import Arguments, Scalar, Writer
from engine.backends.opencl.matrix_stores import PANEL, TILE, Store, up
from engine.backends.opencl.text import Lines, Value, spread, type_text
from engine.ir.expr import Expr

__all__ = ["TURN", "Kept", "Slope", "Tile", "Update", "Updated", "turning"]

_LARGE = 30_000
"""Weights from which on a product with them, or of their gradient, is a large one."""

TURN = """\
#define FOURFOLD _Pragma("unroll 4")
#define FETCH(place)
#ifdef __has_builtin
#if __has_builtin(__builtin_prefetch)
#undef FETCH
#define FETCH(place) __builtin_prefetch(place, 0, 2)
#endif
#endif
typedef struct __attribute__((packed)) { float8 all; } Eight;
typedef struct __attribute__((packed)) { float16 all; } Sixteen;
INLINE float16 load16(__global const float *p) { return ((__global const Sixteen *)p)->all; }
INLINE void store16(float16 x, __global float *p) { ((__global Sixteen *)p)->all = x; }
INLINE void store8(float8 x, __global float *p) { ((__global Eight *)p)->all = x; }
INLINE void turn16(float16 *x) {
  float16 y[16];
  ROLLED for (int round = 0; round < 4; round++) {
    UNROLL for (int i = 0; i < 8; i++) {
      y[i] = (float16)(x[2 * i].even, x[2 * i + 1].even);
      y[i + 8] = (float16)(x[2 * i].odd, x[2 * i + 1].odd);
    }
    UNROLL for (int i = 0; i < 16; i++) x[i] = y[i];
  }
}
"""
"""What the kernels below call besides. PoCL 3.0 makes four commands of a vload16 or vstore16, which
takes longer to run, and to compile. In `turn16` rows become lanes: each round moves one bit of the
place from the one to the other."""


class Slope(Protocol):
    """What becomes of a gradient that a product makes."""

    def body(self, writer: Writer, node: Expr) -> Callable[[Index, Index], None]:
        """Lines for the head of the kernel now, and for sixteen numbers in "acc" when called."""


class Tile:
    """The loops of one product: `a` with whether it is turned, times `b`."""

    def __init__(
        self, node: Expr, a: tuple[Store, bool], b: Store, lines: Lines, arguments: Arguments,
        *, often: bool = True, block: int = 0, pick: str = "",
    ) -> None:
        """`often`: it is worth some time for compiling. `block`: the rows that go through a panel
        of `b` before the next panel; meanwhile that is asked for, a line every eight passes.
        `pick`: C for the row of `a` that is row `@` of the product, where that is another."""
        self.node, self._a, self._b, self._lines, self._often = node, a, b, lines, often
        self._block, self._pick = block if b.panels else 0, pick
        self._left = arguments.pointer(a[0].buffer, "f")
        self._right = arguments.pointer(b.buffer, "f")
        self._vectors = 1 if node.shape[1] <= WIDTH else PANEL // WIDTH

    @property
    def panels(self) -> int:
        """How many panels."""
        return up(self.node.shape[1], PANEL) // PANEL

    def write(
        self, body: Callable[[Index, Index], None], at: tuple[str, str, str], *, guarded: bool
    ) -> None:
        """Everything. `body` gets the row and the lanes; `at`: the panel, the first row and the end
        of rows; `guarded`: nothing behind the last row, and zeros behind the last column."""
        add, rows = self._lines.add, self.node.shape[0]
        panel, first, end = at
        add(f"const int column = {panel} * {PANEL};")
        add(f"const int first = {first}, last = {end};")
        add(f"__global const float *right = {self._right} + {self._begin()};")
        with self._lines.block(f"for (int i0 = first; i0 < last; i0 += {TILE})"):
            self._sums()
            with self._lines.block(f"for (int t = 0; t < {TILE}; t++)"):
                add("const int i = i0 + t;")
                if guarded and rows % TILE:
                    add(f"if (i >= {rows}) break;")
                # Written out: both halves of a row together are a tenth faster than in turn.
                for q in range(self._vectors):
                    with self._lines.block(""):
                        self._half(q, body, guarded)

    def _half(self, q: int, body: Callable[[Index, Index], None], guarded: bool) -> None:
        """Sixteen numbers of row `t` of the tile."""
        add, (rows, columns) = self._lines.add, self.node.shape
        add(f"const int j0 = column + {WIDTH * q};")
        add(f"const int16 b = min(LANE + j0, {columns - 1});")
        cell = f"tile[{self._vectors} * t + {q}]"
        if guarded and columns % WIDTH:
            add(f"const float16 acc = select((float16)(0.0f), {cell}, "
                f"LANE < (int16)({columns} - j0));")
        else:
            add(f"const float16 acc = {cell};")
        body(Index.of(Counter("i", max(rows, 2))), Index.of(Counter("b", columns, True)))

    def _unrolled(self) -> str:
        """Four passes of a large product at a time are a twentieth faster; of a small one, they
        only take longer to compile. Batches of all sizes share a text."""
        rows, depth, columns = *self.node.args[0].shape, self.node.shape[1]
        weights = (rows if self._a[1] else depth) * columns
        return "FOURFOLD " if self._often and weights > _LARGE else ""

    def _begin(self) -> str:
        if self._b.panels:
            return f"{self._b.at} + column / {PANEL} * {self._b.panel_size}"
        return f"{self._b.at} + column"

    def _sums(self) -> None:
        """The sums of one tile in "tile"."""
        add, wide = self._lines.add, range(self._vectors)
        store, turned = self._a
        packed = store.panels == TILE
        if packed:
            add(f"__global const float *left = {self._left} + i0 * {store.panel_size // TILE};")
        step = PANEL if self._b.panels else self._b.stride
        names = [[f"c{r}_{q}" for q in wide] for r in range(TILE)]
        for row in names:
            add(f"float16 {', '.join(f'{c} = (float16)(0.0f)' for c in row)};")
        if self._pick:
            for r in range(TILE):
                there = self._pick.replace("@", f"i0 + {r}")
                add(f"__global const float *row{r} = {self._left} + {there} * {store.stride};")
        ahead = bool(self._block and self._unrolled())
        if ahead:
            add(f"__global const float *ahead = right + {self._b.panel_size} + "
                f"i0 % {self._block} / {TILE} * depth * {PANEL * TILE // self._block};")
        with self._lines.block(f"{self._unrolled()}for (int k = 0; k < depth; k++)"):
            if ahead:
                add(f"if (k % 8 == 0) FETCH(ahead + k * {PANEL * TILE // self._block});")
            for q in wide:
                add(f"const float16 b{q} = load16(right + k * {step} + {WIDTH * q});")
            depth = self.node.args[0].shape[1]
            along = Index.of(Counter("k", max(depth, 2)))
            for r, row in enumerate(names):
                down = Index.of(Counter("i0", up(self.node.shape[0], TILE) + 1)) + r
                place = store.place(along, down) if turned else store.place(down, along)
                where = f"left[k * {TILE} + {r}]" if packed else f"{self._left}[{place.text}]"
                where = f"row{r}[k]" if self._pick else where
                add(f"const float a{r} = {where};")
                for q, c in enumerate(row):
                    add(f"{c} = b{q} * (float16)(a{r}) + {c};")
        cells = ", ".join(c for row in names for c in row)
        add(f"const float16 tile[{TILE * self._vectors}] = {{{cells}}};")


class Kept:
    """A slope that is written down, in the place of its weight in another buffer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def body(self, writer: Writer, node: Expr) -> Callable[[Index, Index], None]:
        def write(i: Index, j: Index) -> None:
            writer.put_at(self._store, i, j, Value("acc", "f", True, True))

        return write


class Update:
    """The optimizer's formulas, number by number: `low` of all weights, `outputs` where each
    output goes, `early` what is computed before."""

    def __init__(
        self,
        low: Lowered,
        stores: Mapping[Expr, Store],
        outputs: Mapping[str, Store],
        scalars: Mapping[str, Scalar],
        early: frozenset[Expr] = frozenset(),
    ) -> None:
        self._low, self._outputs, self._scalars = low, outputs, scalars
        self._nests = [n for n in low.order if n in low.buffered and n not in early]
        self._stores = {n: s for n, s in stores.items() if n.op == "variable" or n in early}

    def writer(self, lines: Lines, arguments: Arguments) -> Writer:
        """A writer whose lanes begin at `f0`; what is the same for all weights is written now."""
        writer = Writer(self._low, lines, self._stores, self._scalars, arguments, "f0")
        writer.hoist(self._nests)
        return writer

    def write(self, writer: Writer, given: Mapping[Expr, str]) -> None:
        """Sixteen weights and what is kept for them; `given` are values in registers."""
        at = (writer.lanes(self._size),)
        writer.registers = dict(given)
        with writer.scope():
            for node in self._nests:
                value = writer.fresh_value(node, at if node.rank else ())
                kind = type_text(value.dtype, True)
                writer.registers[node] = writer.bound(spread(value), kind)
            found = {n: writer.value(node, at) for n, node in self._low.outputs.items()}
            for name, value in found.items():
                writer.put_at(self._outputs[name], Index(), at[0], value)
        writer.registers = {}

    def variable(self, name: str) -> Expr | None:
        """The variable of that name, if the formulas have one."""
        found = (n for n in self._low.order if n.op == "variable" and n.attr("name") == name)
        return next(found, None)

    @property
    def _size(self) -> int:
        return next(s.columns for s in self._outputs.values())


class Updated:
    """A slope that becomes a step of its weight at once and is never written down."""

    def __init__(self, store: Store, update: Update, gradient: str) -> None:
        self._store, self._update = store, update
        self._variable = update.variable(gradient)

    def body(self, writer: Writer, node: Expr) -> Callable[[Index, Index], None]:
        own = self._update.writer(writer.lines, writer.arguments)
        columns = Index.of(Counter("j0", up(node.shape[1], PANEL)))
        given = {} if self._variable is None else {self._variable: "acc"}

        def write(i: Index, j: Index) -> None:
            writer.lines.add(f"const int f0 = {self._store.place(i, columns).text};")
            with own.scope():
                self._update.write(own, given)

        return write


def turning(store: Store, made: Store, lines: Lines, arguments: Arguments) -> None:
    """Lines that write panel `g0` of `made`: `store` turned."""
    add = lines.add
    source, target = arguments.pointer(store.buffer, "f"), arguments.pointer(made.buffer, "f")
    rows = Counter("row", up(store.rows, TILE))
    columns = Counter("k", up(store.columns, PANEL))
    place = store.place(Index.of(rows), Index.of(columns)).text
    blocks = up(store.columns, WIDTH)
    with lines.block(f"for (int k = 0; k < {blocks}; k += {WIDTH})"), lines.block(
        f"for (int h = 0; h < {PANEL}; h += {WIDTH})"
    ):
        add("float16 x[16];")
        with lines.block("for (int u = 0; u < 16; u++)"):
            add(f"const int row = min(g0 * {PANEL} + h + u, {up(store.rows, TILE) - 1});")
            add(f"x[u] = load16({source} + {place});")
        add("turn16(x);")
        add(f"for (int u = 0; u < min(16, {up(made.rows, TILE)} - k); u++) store16(x[u], "
            f"{target} + g0 * {made.panel_size} + (k + u) * {PANEL} + h);")
