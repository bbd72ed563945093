"""Where the numbers of lowered formulas lie in memory while kernels of matrices work on them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.backends.opencl.lowering import Lowered
from engine.backends.opencl.matrix_stores import PANEL, TILE, Store, up
from engine.backends.opencl.matrix_tasks import cut, is_product, operand, read_by
from engine.ir.expr import Expr

__all__ = ["Places"]


class Places:
    """Where the arrays of lowered formulas lie, which are cut into `tasks`.

    `place` says where variables are; buffered nodes get buffers whose names begin with `prefix`,
    unless `aim` says where they have to be. `lefts` and `rights` are copies in panels of what
    gradients are made of, with `room` for so many samples, 0 without; variables that are
    `gathered` have such copies, too, which the caller makes. `turned` has, by name, what somebody
    has to turn over, and where it then lies. `home` is the number of the task that makes a node,
    `wanted` a node that reads it.
    """

    def __init__(
        self, low: Lowered, prefix: str, room: int = 0, gathered: frozenset[str] = frozenset()
    ) -> None:
        self.low = low
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
        self.lefts: dict[Expr, Store] = {}
        self.rights: dict[Expr, Store] = {}
        if room:
            self._pack(prefix, room, gathered)

    def _pack(self, prefix: str, room: int, gathered: frozenset[str]) -> None:
        """Factors of gradients, sums over samples, lie in panels: rows far apart take longer to
        find than to multiply. What is a factor in other ways has them in rows, too."""
        products = [task.nodes[0] for task in self.tasks if task.kind == "product"]
        factors = [base for node in products for base, _ in map(operand, node.args)]
        for node in products:
            if self.low.axis[node] == 0:
                continue
            (a, a_turned), (b, b_turned) = map(operand, node.args)
            if a_turned and not b_turned and self._can_pack(a, gathered) and (
                self._can_pack(b, frozenset())
            ):
                for base, known, width in ((a, self.lefts, TILE), (b, self.rights, PANEL)):
                    size = base.size // base.shape[0]
                    name = f"{prefix}{self.low.order.index(base)}:{width}"
                    known[base] = Store.of(name, (up(room, TILE), size), panels=width)
                if factors.count(b) == 1:
                    self._stores[b] = self.rights[b]

    def _can_pack(self, base: Expr, gathered: frozenset[str]) -> bool:
        if base.op == "variable":
            return base.attr("name") in gathered
        made = base in self._outside and base.op not in ("concat", "scatter_add")
        return made and self.low.axis[base] == 0 and base.size > base.shape[0]

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

    def is_kept(self, node: Expr) -> bool:
        """Whether another task, or an output, needs the numbers of a node in memory."""
        return node in self._outside

    def copies(self, node: Expr) -> list[Store]:
        """Every place where the numbers of a node are wanted, its own first."""
        every = (self._stores, self.lefts, self.rights)
        return [*dict.fromkeys(known[node] for known in every if node in known)]

    def is_exact(self, node: Expr) -> bool:
        """Whether nothing may be written behind a node."""
        return node in self._exact

    def factors(self, node: Expr) -> tuple[tuple[Store, bool], Store]:
        """Where both factors of a product lie: the first, and whether it is turned; the second."""
        (a, turned), (b, other) = map(operand, node.args)
        left, right = (self._stores[a], turned), self._stores[b]
        if other:
            return left, self._turn(right)
        if turned and a in self.lefts and b in self.rights:
            return (self.lefts[a], True), self.rights[b]
        return left, right

    def is_only_factor(self, name: str) -> bool:
        """Whether a variable is needed for nothing but products of its rows, and in `lefts`."""
        stack = [n for n in (*self.home, *self.low.outputs.values()) if not is_product(n)]
        seen = set(stack)
        for product in filter(is_product, self.home):
            (a, turned), (b, _) = map(operand, product.args)
            stack += [b, a] if turned and (a not in self.lefts or b not in self.rights) else []
        while stack:
            node = stack.pop()
            if node.op == "variable" and node.attr("name") == name:
                return False
            nearer = {a for a in node.args if a not in self.home} - seen
            seen |= nearer
            stack += nearer
        return True

    def further(self) -> list[Store]:
        """What lies beside `stores`: copies in panels, and what is turned over."""
        pairs = [store for pair in self.turned.values() for store in pair]
        return [*pairs, *self.lefts.values(), *self.rights.values()]

    def _turn(self, store: Store) -> Store:
        """Where a factor lies with rows and columns changed, for which somebody has to care."""
        name = f"turned:{store.buffer}:{store.at}"
        made = Store.of(name, (store.columns, store.rows), panels=PANEL)
        self.turned[name] = (store, made)
        return made
