"""Products of matrices as register tiles: several sums at once, so that none waits for itself.

Where samples are along lanes, a tile is some columns of a product, each a vector of samples. Where
a product adds up over samples, a tile is some rows by some vectors of columns, and the samples
come one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from engine.backends.opencl.index import Counter, Index
from engine.backends.opencl.lowering import ELEMENTWISE, WIDTH
from engine.backends.opencl.numbers import Indices, Numbers, Place
from engine.backends.opencl.text import Value, spread
from engine.backends.opencl.values import product
from engine.ir.expr import Expr

__all__ = ["Tiles"]

_COLUMNS = (16, 15, 14, 13, 12, 11, 10, 9, 8)
"""Columns of a tile along samples, the best first: enough sums to keep two units busy that take
four cycles for each."""
_VECTORS = (4, 3, 2)
"""Vectors of columns of a tile over samples, the best first."""
_ROWS = {1: (12, 10, 8, 16), 2: (8, 6, 10, 7, 5), 3: (6, 5, 4), 4: (4, 6, 5)}
"""Rows of a tile over samples by its vectors of columns, the best first."""
_QUICK = (
    "neg", "add", "sub", "mul", "abs", "maximum", "minimum", "less", "equal", "where", "cast",
    "broadcast", "constant", "variable", "reshape",
)  # fmt: skip
"""Primitives that take an instruction or two."""


def _parts(count: int, wanted: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """(first, size, times): even parts, of the first wanted size that divides, and what is left."""
    if count <= max(wanted):
        return [(0, count, 1)]
    size = next((w for w in wanted if count % w == 0), wanted[0])
    times, rest = divmod(count, size)
    return [(0, size, times), *([(count - rest, rest, 1)] if rest else [])]


def _lanes(text: str) -> Value:
    return Value(text, "f", True, True)


def _matrix(node: Expr) -> tuple[int, int]:
    """Rows and columns of what is added up over samples."""
    return node.size // node.shape[-1], node.shape[-1]


def _vectors(columns: int) -> int:
    """How many vectors hold a row."""
    return -(-columns // WIDTH)


class Tiles(Numbers):
    """Writes tiles. `private`: bytes of private memory declared so far."""

    private = 0

    @contextmanager
    def _each(self, first: int, size: int, times: int) -> Iterator[Index]:
        """Lines for every part; where it begins."""
        name = self.lines.fresh("i")
        head = f"ROLLED for (int {name} = 0; {name} < {times}; {name}++)" if times > 1 else ""
        with self.lines.block(head), self._scope():
            yield Index.of(Counter(name, times)) * size + first

    # --- along samples ----------------------------------------------------------------------

    def tiled(
        self, target: Expr, axis: int | None, write: Callable[[Indices], None]
    ) -> None:
        """Lines for every place of `target`, which needs products there; `write` adds what
        becomes of them."""
        sums = self.lowered.tiles(target)
        shape = sums[0].shape
        along = len(shape) - (2 if axis == len(shape) - 1 else 1)
        others = [1 if k == along else n for k, n in enumerate(shape)]
        with self.loops(others, axis) as at:
            for first, size, times in _parts(shape[along], _COLUMNS):
                with self._each(first, size, times) as start:
                    here = start + Index.of(Counter("u", size))
                    place = (*at[:along], here, *at[along + 1 :])
                    names = [self._sum_tile(node, place, size) for node in sums]
                    later = target.dtype == "f" and len(sums) == 1 and self._is_long(target)
                    if later:
                        # Not all at once: compilers take long for that. What was added up waits
                        # where the result will be.
                        with self.lines.loop("u", size, True):
                            self.store(target, place, _lanes(f"{names[0]}[u]"))
                        waiting = [self.load(target, place)]
                    else:
                        waiting = [_lanes(f"{name}[u]") for name in names]
                    with self.lines.loop("u", size, not later), self._scope():
                        for node, found in zip(sums, waiting, strict=True):
                            self._scopes[-1][node, place] = found
                        write(place)

    def _is_long(self, root: Expr) -> bool:
        """Whether a lot is done in the nest of `root` besides products."""
        stack = [root]
        while stack:
            node = stack.pop()
            if node.op not in (*_QUICK, "matmul"):
                return True
            if node.op in ELEMENTWISE:
                stack += [a for a in node.args if a not in self.lowered.buffered]
        return False

    def _sum_tile(self, node: Expr, place: Indices, size: int) -> str:
        """The array of `size` sums of products."""
        lines, name, inner = self.lines, self.lines.fresh("s"), self.lines.fresh("k")
        lines.add(f"float16 {name}[{size}];")
        lines.add(f"UNROLL for (int u = 0; u < {size}; u++) {name}[u] = (float16)(0.0f);")
        count = node.args[0].shape[-1]
        with (
            lines.loop(inner, count, False),
            lines.loop("u", size, True),
            self._scope(),
        ):
            term = product(self, node, place, Index.of(Counter(inner, count)))
            lines.add(f"{name}[u] = {term.text} + {name}[u];")
        return name

    # --- over samples -----------------------------------------------------------------------

    def begin_outer(self, node: Expr, target: Place | None) -> None:
        """Room for the sums, which are 0; that is `target` itself where rows are whole vectors."""
        rows, columns = _matrix(node)
        name, size = self._outer_name(node), rows * _vectors(columns)
        if target is not None and columns % WIDTH == 0:
            start = f"{target.name} + {target.at}" if target.at else target.name
            self.lines.add(f"float16 *{name} = (float16 *)({start});")
        else:
            self.private += 4 * WIDTH * size
            self.lines.add(f"float16 {name}[{size}];")
        if self.lowered.chunks > 1:
            with self.lines.loop("k", size, False):
                self.lines.add(f"{name}[k] = (float16)(0.0f);")

    def add_outer(self, node: Expr, plain: Sequence[Expr]) -> None:
        """Adds the products of the samples of this chunk; and to the sums in `plain`, which have
        no factor but the columns."""
        rows, columns = node.shape
        with self.lines.block(""):
            turned = self._turned(node.args[1])
            for other in plain:
                self._add_plain(other, turned)
            for v, width, across in _parts(_vectors(columns), _VECTORS):
                with self._each(v, width, across) as column:
                    for r, height, times in _parts(rows, _ROWS[width]):
                        with self._each(r, height, times) as row:
                            self._outer_tile(node, turned, (row, height), (column, width))

    def _outer_tile(
        self, node: Expr, turned: str, rows: tuple[Index, int], vectors: tuple[Index, int]
    ) -> None:
        lines, name = self.lines, self.lines.fresh("s")
        (r, height), (v, width) = rows, vectors
        across, unit = _vectors(node.shape[1]), Index.of(Counter("u", height * width))
        row, column = unit.split(width)
        to = r * across + unit if width == across else (r + row) * across + v + column
        place = f"{self._outer_name(node)}[{to.text}]"
        first = place if self.lowered.chunks > 1 else "(float16)(0.0f)"
        each = f"UNROLL for (int u = 0; u < {height * width}; u++)"
        lines.add(f"float16 {name}[{height * width}];")
        lines.add(f"{each} {name}[u] = {first};")
        with lines.loop("l", "real", False), lines.loop("h", height, True), self._scope():
            here = r + Index.of(Counter("h", height))
            x = self.bound(self.value(node.args[0], (here, self.one)), "float")
            with lines.loop("u", width, True):
                where = (v + Index.of(Counter("u", width))) * WIDTH + self._within
                at = f"{name}[h * {width} + u]"
                lines.add(f"{at} = {turned}[{where.text}] * {x} + {at};")
        lines.add(f"{each} {place} = {name}[u];")

    def _add_plain(self, node: Expr, turned: str) -> None:
        name, total = self._outer_name(node), self.lines.fresh("s")
        with self.lines.loop("v", _vectors(node.size), False):
            self.lines.add(f"float16 {total} = (float16)(0.0f);")
            self.lines.add(f"for (int l = 0; l < real; l++) {total} += {turned}[v * {WIDTH} + l];")
            so_far = f"{name}[v] + " if self.lowered.chunks > 1 else ""
            self.lines.add(f"{name}[v] = {so_far}{total};")

    def _turned(self, node: Expr) -> str:
        """The array of the columns of this chunk, sixteen of each sample in a vector."""
        lines, columns = self.lines, node.shape[-1]
        terms, name = lines.fresh("t"), lines.fresh("y")
        lines.add(f"float16 {name}[{_vectors(columns) * WIDTH}];")
        for first, size, times in _parts(columns, (WIDTH,)):
            with self._each(first, size, times) as start:
                lines.add(f"float16 {terms}[{WIDTH}];")
                with lines.loop("u", size, True), self._scope():
                    value = self.value(node, (self.lane, start + Index.of(Counter("u", size))))
                    lines.add(f"{terms}[u] = {spread(value).text};")
                if size < WIDTH:
                    lines.add(f"UNROLL for (int u = {size}; u < {WIDTH}; u++) "
                              f"{terms}[u] = (float16)(0.0f);")
                lines.add(f"turn({terms}, {name} + {start.text});")
        return name

    def end_outer(self, node: Expr, target: Place | None) -> None:
        """Puts the sums where they belong."""
        rows, columns = _matrix(node)
        if target is not None and columns % WIDTH == 0:
            return
        name, place, across = self._outer_name(node), self._places[node], _vectors(columns)
        start = f"{place.name} + {place.at}" if place.at else place.name
        with self.lines.loop("k", rows, False):
            for v in range(across):
                vector = f"{name}[k * {across} + {v}]"
                to = f"{start} + k * {columns} + {v * WIDTH}"
                self.store_part(vector, to, min(WIDTH, columns - v * WIDTH))

    def _outer_name(self, node: Expr) -> str:
        return f"{self.names}o{self.lowered.order.index(node)}"

    def store_part(self, vector: str, to: str, count: int) -> None:
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
