"""Tasks as kernels: matrix products in register tiles, the rest row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from engine.backends.opencl.index import Counter, Index
from engine.backends.opencl.lowering import Lowered
from engine.backends.opencl.matrix_emit import Arguments, Scalar, Writer, spot
from engine.backends.opencl.matrix_products import Slope, Tile
from engine.backends.opencl.matrix_stores import TILE, Store, up
from engine.backends.opencl.matrix_tasks import Task, cut, is_product, operand, read_by
from engine.backends.opencl.text import Lines, Value, spread, type_text
from engine.ir.expr import Expr

__all__ = ["Call", "Constants", "Copy", "Formulas", "Items"]

_ROWS = 16
"""Rows that a work-item takes."""
_ITEMS = 64
_COLUMNS = 32

Constants = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Call:
    """A kernel with what it is given: its text with the name left out, buffers, whole numbers, and
    how many work-items. With `rows`, the second axis of work-items takes so many samples each."""

    text: str
    buffers: tuple[str, ...]
    numbers: tuple[int, ...]
    grid: tuple[int, int]
    rows: int = 0


@dataclass(frozen=True)
class Copy:
    """An output and where its numbers are wanted."""

    node: Expr
    store: Store


class Items:
    """A kernel of jobs that do not need each other, each done by some work-items."""

    def __init__(self) -> None:
        self.lines, self.arguments = Lines(), Arguments()
        self.count = 0

    @contextmanager
    def job(self, items: int) -> Iterator[None]:
        """Lines for `items` work-items, numbered by `g`."""
        with self.lines.block(f"if (g >= {self.count} && g < {self.count + items})"):
            self.lines.add(f"const int g0 = g - {self.count};")
            yield
        self.count += items

    def call(self) -> Call:
        """The kernel."""
        head = "  const int g = get_global_id(0);\n"
        text = f"({self.arguments.text}) {{\n{head}{self.lines.text}}}\n"
        return Call(text, self.arguments.buffers, (), (self.count, 1))


class Formulas:
    """Lowered formulas as kernels. `scalars` says how scalar variables are written; `place` where
    arrays are; buffered nodes get buffers whose names begin with `prefix`, unless `aim` says
    where they have to be."""

    def __init__(
        self,
        low: Lowered,
        scalars: Mapping[str, Scalar],
        prefix: str,
        constants: Constants,
    ) -> None:
        self.low, self._scalars, self._constants = low, scalars, constants
        self.tasks = cut(low)
        self.home = {n: k for k, task in enumerate(self.tasks) for n in task.nodes}
        self.wanted = {r: n for n in self.home for r in read_by(low, n)}
        self.turned: dict[str, tuple[Store, Store]] = {}
        self._stores: dict[Expr, Store] = {}
        self._outside = {
            r for n, k in self.home.items() for r in read_by(low, n) if self.home[r] != k
        } | {n for n, k in self.home.items() if self.tasks[k].kind != "product"}
        self._outside |= {n for n in low.outputs.values() if n in self.home}
        self._exact: set[Expr] = set()
        for place, node in enumerate(low.order):
            if node in self._outside:
                self._stores[node] = Store.of(f"{prefix}{place}", node.shape, node.dtype)

    @property
    def stores(self) -> Mapping[Expr, Store]:
        """Where nodes are."""
        return self._stores

    def place(self, variables: Mapping[str, Store]) -> None:
        """Says where the variables are that are arrays."""
        for node in self.low.order:
            if node.op == "variable" and node.attr("name") in variables:
                self._stores[node] = variables[node.attr("name")]

    def aim(self, node: Expr, store: Store) -> None:
        """Sends a node to a place of the caller, and nothing behind it."""
        self._stores[node] = store
        self._exact.add(node)

    def is_lone_product(self, node: Expr) -> bool:
        """Whether a node is a product that nobody reads, alone in its kernel."""
        return is_product(node) and self.tasks[self.home[node]].nodes == [node] and (
            node not in self.wanted
        )

    def writer(self, lines: Lines, arguments: Arguments, start: str = "j0") -> Writer:
        """A writer of these formulas."""
        made = Writer(self.low, lines, self._stores, self._scalars, arguments, start)
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
        lines.add(f"const int first = get_global_id(1) * {_ROWS};")
        lines.add(f"const int last = min(first + {_ROWS}, count);")
        row = Index.of(Counter("i", count))
        for node in task.nodes:
            with writer.scope():
                writer.hoist([node])
                with lines.block("for (int i = first; i < last; i++)"), writer.scope():
                    self._row(writer, node, row)
        # Not part of the text: batches and measurements of any size can share a kernel.
        text = f"({arguments.text}, const int count) {{\n{lines.text}}}\n"
        return Call(text, arguments.buffers, (count,), (1, up(count, _ROWS) // _ROWS), _ROWS)

    def _row(self, writer: Writer, node: Expr, row: Index) -> None:
        """One row of a nest; one number of a vector along samples."""
        if node.rank == 1:
            value = writer.fresh_value(node, (row,))
            writer.put_at(self._stores[node], Index(), row, value)
        elif node.op == "concat":
            self._concat(writer, node, row)
        elif node.op == "scatter_add":
            self._scatter(writer, node, row)
        else:
            self._plain(writer, node, row)

    def _plain(self, writer: Writer, node: Expr, row: Index) -> None:
        def write(at: tuple[Index, ...], value: Value) -> None:
            exact = node.size // max(node.shape[0], 1) if node.rank > 1 else node.size
            writer.put_at(self._stores[node], *writer.spot(node.shape, at), value,
                          count=exact if node in self._exact else 0)

        writer.nest(node, row, write)

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
                writer.put_at(self._stores[node], Index(), Index(), value)

    def _part(self, writer: Writer, node: Expr) -> None:
        """Some columns of a vector."""
        end = f"min(g0 * {_COLUMNS} + {_COLUMNS}, {node.size})"
        with writer.along(node.size, f"g0 * {_COLUMNS}", end) as lane:
            value = writer.fresh_value(node, (lane,))
            writer.put_at(self._stores[node], Index(), lane, value,
                          count=node.size if node in self._exact else 0)

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
                writer.put_at(self._stores[node], *spot(node.shape, to), value, count=count)

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
        store = self._stores[node]
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

    def _factor(self, node: Expr) -> tuple[Store, bool]:
        base, turned = operand(node)
        return self._stores[base], turned

    def product(self, task: Task, slope: Slope | None = None) -> Call:
        """A product and what follows from it; its numbers are a `slope` that goes somewhere."""
        node = task.nodes[0]
        lines, arguments = Lines(), Arguments()
        writer = self.writer(lines, arguments)
        writer.hoist(task.nodes[1:])
        b, turned = self._factor(node.args[1])
        if turned:
            b = self._turn(b)
        body: Callable[[Index, Index], None]
        if slope is None:
            def body(i: Index, j: Index) -> None:
                with writer.scope():
                    self._follow(writer, task.nodes, (i, j))
        else:
            body = slope.body(writer, node)
        tile = Tile(node, self._factor(node.args[0]), b, lines, arguments)
        tile.write(body, guarded=slope is not None)
        by_rows = self.low.axis[node] == 0
        panels, rows = tile.grid(32 if by_rows else 128)
        text = f"({arguments.text}, const int rows, const int depth) {{\n{lines.text}}}\n"
        each = 32 if by_rows else 128
        text = text.replace("EACH", str(each))
        numbers = (up(node.shape[0], TILE), node.args[0].shape[1])
        return Call(text, arguments.buffers, numbers, (panels, rows), each if by_rows else 0)

    def _follow(self, writer: Writer, nodes: Sequence[Expr], at: tuple[Index, Index]) -> None:
        """A product in the register "acc", and what follows from it number by number."""
        writer.registers = {nodes[0]: "acc"}
        for node in nodes:
            if node is not nodes[0]:
                value = spread(writer.fresh_value(node, at))
                writer.registers[node] = writer.bound(value, type_text(node.dtype, True))
            if node in self._outside:
                kept = Value(writer.registers[node], node.dtype, True, True)
                writer.put_at(self._stores[node], *at, kept,
                              count=node.shape[1] if node in self._exact else 0)
        writer.registers = {}

    def _turn(self, store: Store) -> Store:
        """Where a factor lies with rows and columns changed, for which somebody has to care."""
        name = f"turned:{store.buffer}:{store.at}"
        made = Store.of(name, (store.columns, store.rows), panels=True)
        self.turned[name] = (store, made)
        return made
