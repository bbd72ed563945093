"""Tasks as kernels: matrix products in register tiles, the rest row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from engine.backends.opencl.index import Counter, Index
from engine.backends.opencl.matrix_calls import Call, Constants, Items
from engine.backends.opencl.matrix_emit import Arguments, Scalar, Writer, spot
from engine.backends.opencl.matrix_places import Places
from engine.backends.opencl.matrix_products import Kept, Slope, Tile
from engine.backends.opencl.matrix_stores import TILE, Store, up
from engine.backends.opencl.matrix_tasks import Task, operand
from engine.backends.opencl.text import Lines, Value, spread, type_text
from engine.ir.expr import Expr

__all__ = ["Formulas"]

_ROWS = 16
"""Rows that a work-item takes."""
_ITEMS = 64
_COLUMNS = 32
_BLOCK = 128
"""Rows of a product that go through all panels before the next ones do: they stay in the cache of a
core, and so does the panel that its pieces go through one after another."""
_SLOPE = 128
"""Rows of a gradient that a work-item takes."""
_MANY = 4
"""Panels from which on there are work-items enough though each takes many rows."""


class Formulas:
    """Lowered formulas as kernels. `scalars` says how scalar variables are written, `places` where
    everything lies. `picked`: variables that nobody copies sample by sample for a batch of so many:
    products find their rows among those of all samples."""

    def __init__(self, places: Places, scalars: Mapping[str, Scalar], constants: Constants) -> None:
        self.places, self.low = places, places.low
        self._scalars, self._constants = scalars, constants
        self.picked: dict[Expr, tuple[Store, int]] = {}

    def writer(self, lines: Lines, arguments: Arguments, start: str = "j0") -> Writer:
        """A writer of these formulas."""
        made = Writer(self.low, lines, self.places.stores, self._scalars, arguments, start)
        made.constants = self._constants
        return made

    # --- kernels ----------------------------------------------------------------------------

    def call(self, task: Task) -> Call:
        """The kernel of a task."""
        if task.kind == "product":
            return self.product(task)
        if task.kind == "rows":
            return self._by_rows(task)
        items = Items()
        self.free(items, task.nodes)
        return items.call()

    def _by_rows(self, task: Task) -> Call:
        lines, arguments, count = Lines(), Arguments(), self.low.count
        writer = self.writer(lines, arguments)
        lines.add(f"const int first = get_global_id(2) * {_ROWS};")
        lines.add(f"const int last = min(first + {_ROWS}, count);")
        row = Index.of(Counter("i", count))
        for node in task.nodes:
            with writer.scope():
                writer.hoist([node])
                with lines.block("for (int i = first; i < last; i++)"), writer.scope():
                    self._row(writer, node, row)
        # Not part of the text: batches and measurements of any size can share a kernel.
        text = f"({arguments.text}, const int count) {{\n{lines.text}}}\n"
        return Call(text, arguments.buffers, (count,), (1, 1, up(count, _ROWS) // _ROWS), _ROWS)

    def _row(self, writer: Writer, node: Expr, row: Index) -> None:
        """One row of a nest; one number of a vector along samples."""
        if node.rank == 1:
            value = writer.fresh_value(node, (row,))
            writer.put_at(self.places.stores[node], Index(), row, value)
        elif node.op == "concat":
            self._concat(writer, node, row)
        elif node.op == "scatter_add":
            self._scatter(writer, node, row)
        else:
            self._plain(writer, node, row)

    def _plain(self, writer: Writer, node: Expr, row: Index) -> None:
        def write(at: tuple[Index, ...], value: Value) -> None:
            exact = node.size // max(node.shape[0], 1) if node.rank > 1 else node.size
            self._keep(writer, node, writer.spot(node.shape, at), value, exact)

        writer.nest(node, row, write)

    def _keep(
        self, writer: Writer, node: Expr, spot: tuple[Index, Index], value: Value, count: int
    ) -> None:
        """Writes numbers of a node, of `count` columns, wherever they are wanted."""
        first, *copies = self.places.copies(node)
        if copies:
            value = Value(writer.bound(value, type_text(value.dtype, value.wide)), value.dtype,
                          value.wide, True)
        writer.put_at(first, *spot, value, count=count if self.places.is_exact(node) else 0)
        for store in copies:
            writer.put_at(store, *spot, value)

    def free(self, items: Items, nodes: Sequence[Expr]) -> None:
        """Adds nests that do not need each other."""
        writer = self.writer(items.lines, items.arguments)
        for node in nodes:
            rows = node.shape[0] if node.rank > 1 else 1
            if node.op in ("concat", "scatter_add"):
                with items.job(1), writer.scope():
                    self._whole(writer, node)
            elif node.rank == 1 and node.size > _COLUMNS:
                with items.job(up(node.size, _COLUMNS) // _COLUMNS), writer.scope():
                    writer.hoist([node])
                    self._part(writer, node)
            else:
                each = up(rows, _ITEMS) // _ITEMS
                with items.job(up(rows, each) // each), writer.scope():
                    writer.hoist([node])
                    self._some_rows(writer, node, rows, each)

    def _some_rows(self, writer: Writer, node: Expr, rows: int, each: int) -> None:
        head = f"for (int i = g0 * {each}; i < min(g0 * {each} + {each}, {rows}); i++)"
        with writer.lines.block(head), writer.scope():
            if node.rank:
                self._plain(writer, node, Index.of(Counter("i", rows)))
            else:
                value = writer.fresh_value(node, ())
                writer.put_at(self.places.stores[node], Index(), Index(), value)

    def _part(self, writer: Writer, node: Expr) -> None:
        """Some columns of a vector."""
        end = f"min(g0 * {_COLUMNS} + {_COLUMNS}, {node.size})"
        with writer.along(node.size, f"g0 * {_COLUMNS}", end) as lane:
            value = writer.fresh_value(node, (lane,))
            writer.put_at(self.places.stores[node], Index(), lane, value,
                          count=node.size if self.places.is_exact(node) else 0)

    def _whole(self, writer: Writer, node: Expr) -> None:
        """What is made part by part."""
        if node.op == "scatter_add":
            self._scatter(writer, node, None)
        else:
            self._concat(writer, node, None)

    def _concat(self, writer: Writer, node: Expr, row: Index | None) -> None:
        start, along = 0, node.attr("axis")
        for part in node.args:

            def write(
                at: tuple[Index, ...], value: Value, part: Expr = part, start: int = start
            ) -> None:
                to = (*at[:along], at[along] + start, *at[along + 1 :])
                count = part.size // max(part.shape[0], 1) if part.rank > 1 else part.size
                writer.put_at(self.places.stores[node], *spot(node.shape, to), value, count=count)

            def nest(at: Index, part: Expr = part, write: Callable[..., None] = write) -> None:
                writer.nest(part, at, write, fresh=False)

            if row is not None:
                nest(row)
            else:
                rows = part.shape[0] if part.rank > 1 else 1
                with writer.lines.loop("i", rows, False), writer.scope():
                    nest(Index.of(Counter("i", rows)))
            start += part.shape[along]

    def _scatter(self, writer: Writer, node: Expr, row: Index | None) -> None:
        """Zero everywhere, then adds one part after another."""
        x, index = node.args
        first, end = node.attr("axis"), node.attr("axis") + index.rank
        store = self.places.stores[node]
        inner = 0 if row is None else 1
        lead = () if row is None else (row,)
        with writer.loops(node.shape[inner:], None) as rest:
            zero = Value("0", node.dtype, False, True)
            writer.put_at(store, *spot(node.shape, (*lead, *rest)), zero)
        with writer.loops(x.shape[inner:], None) as rest:
            at = (*lead, *rest)
            place = writer.bound(writer.value(index, at[first:end]), "int")
            to = (*at[:first], Index.of(Counter(place, max(node.attr("size"), 2))), *at[end:])
            old = writer.fetch(store, *spot(node.shape, to))
            value = writer.value(x, at)
            writer.put_at(store, *spot(node.shape, to),
                          Value(f"{old.text} + {value.safe}", node.dtype))

    def copy(self, items: Items, node: Expr, store: Store) -> None:
        """Adds a job that writes an output where it is wanted."""
        writer = self.writer(items.lines, items.arguments)
        rows = node.shape[0] if node.rank > 1 else 1
        count = node.size // max(rows, 1)

        def write(at: tuple[Index, ...], value: Value) -> None:
            writer.put_at(store, *writer.spot(node.shape, at), value, count=count)

        with items.job(1), writer.scope(), writer.lines.loop("i", rows, False), writer.scope():
            if node.rank:
                writer.nest(node, Index.of(Counter("i", rows)), write, fresh=False)
            else:
                writer.put_at(store, Index(), Index(), writer.value(node, ()))

    # --- products ---------------------------------------------------------------------------

    def product(self, task: Task) -> Call:
        """A product and what follows from it."""
        node = task.nodes[0]
        lines, arguments = Lines(), Arguments()
        writer = self.writer(lines, arguments)
        writer.hoist(task.nodes[1:])

        def body(i: Index, j: Index) -> None:
            with writer.scope():
                self._follow(writer, task.nodes, (i, j))

        tile = self._tile(node, lines, arguments, block=_BLOCK)
        rows = up(node.shape[0], TILE)
        each = 32 if tile.panels >= _MANY else TILE
        first = f"get_global_id(2) * {_BLOCK} + get_global_id(0) * {each}"
        tile.write(body, ("get_global_id(1)", first, f"min(first + {each}, rows)"), guarded=False)
        text = f"({arguments.text}, const int rows, const int depth) {{\n{lines.text}}}\n"
        pieces = up(min(rows, _BLOCK), each) // each
        grid = pieces, tile.panels, up(rows, _BLOCK) // _BLOCK
        by_rows = self.low.axis[node] == 0
        return Call(text, arguments.buffers, (rows, node.args[0].shape[1]), grid,
                    _BLOCK if by_rows else 0)

    def slopes(self, wanted: Iterable[tuple[Task, Slope]]) -> list[Call]:
        """Products whose numbers go somewhere else, in one kernel where they are sums over as many
        numbers; the largest first."""
        groups: dict[int, list[tuple[Expr, Slope]]] = {}
        for task, slope in wanted:
            node = task.nodes[0]
            groups.setdefault(node.args[0].shape[1], []).append((node, slope))
        calls = []
        for depth, group in groups.items():
            items = Items()
            for node, slope in sorted(group, key=lambda pair: -pair[0].size):
                self._slope(items, node, slope)
            calls.append(items.call({"depth": depth}))
        return calls

    def _slope(self, items: Items, node: Expr, slope: Slope) -> None:
        rows, often = up(node.shape[0], TILE), not isinstance(slope, Kept)
        tile = self._tile(node, items.lines, items.arguments, often)
        pieces, panels = up(rows, _SLOPE) // _SLOPE, tile.panels
        with items.job(pieces * panels):
            body = slope.body(self.writer(items.lines, items.arguments), node)
            first = f"g0 % {pieces} * {_SLOPE}"
            at = f"(g0 / {pieces})", first, f"min(first + {_SLOPE}, {rows})"
            tile.write(body, at, guarded=True)

    def _tile(
        self, node: Expr, lines: Lines, arguments: Arguments, often: bool = True, block: int = 0
    ) -> Tile:
        a, b = self.places.factors(node)
        base, turned = operand(node.args[0])
        if base not in self.picked or turned:
            return Tile(node, a, b, lines, arguments, often=often, block=block)
        store, batch = self.picked[base]
        order, clock = (arguments.pointer(name, "i") for name in ("order", "clock"))
        pick = f"{order}[{clock}[0] * {batch} + @]"
        return Tile(node, (store, False), b, lines, arguments, often=often, block=block, pick=pick)

    def _follow(self, writer: Writer, nodes: Sequence[Expr], at: tuple[Index, Index]) -> None:
        """A product in the register "acc", and what follows from it number by number."""
        writer.registers = {nodes[0]: "acc"}
        for node in nodes:
            if node is not nodes[0]:
                value = spread(writer.fresh_value(node, at))
                writer.registers[node] = writer.bound(value, type_text(node.dtype, True))
            if self.places.is_kept(node):
                kept = Value(writer.registers[node], node.dtype, True, True)
                self._keep(writer, node, at, kept, node.shape[1])
        writer.registers = {}
