"""A training as lists of kernels: a step, the same with regularization, and a measurement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.backends.opencl.index import Counter, Index
from engine.backends.opencl.loop import COLUMNS
from engine.backends.opencl.lowering import WIDTH, lower
from engine.backends.opencl.matrix_calls import Call, Constants, Items
from engine.backends.opencl.matrix_emit import Scalar
from engine.backends.opencl.matrix_kernels import Formulas
from engine.backends.opencl.matrix_places import Places
from engine.backends.opencl.matrix_products import (
    TURN,
    Kept,
    Slope,
    Update,
    Updated,
    turning,
)
from engine.backends.opencl.matrix_stores import PANEL, SLACK, FlatLayout, Store, up
from engine.backends.opencl.matrix_tasks import Task, is_product, operand, read_by
from engine.backends.opencl.prelude import PRELUDE
from engine.backends.training import TrainingSpec
from engine.ir.expr import Expr

__all__ = ["Batch", "MatrixProgram", "Survey"]

_PIECE = 4096
"""Weights that a work-item updates."""
_FETCHED = 4
"""Samples that a work-item fetches."""


@dataclass
class Batch:
    """The kernels of a step on so many samples: plain, and with penalties and limits."""

    count: int
    plain: list[Call] = field(default_factory=list)
    regularized: list[Call] = field(default_factory=list)


@dataclass
class Survey:
    """The kernels that measure so many samples."""

    count: int
    calls: list[Call] = field(default_factory=list)


class MatrixProgram:
    """Everything about a training that is compiled. `layout` says where the weights are; `sizes`
    how many numbers each buffer has."""

    def __init__(self, spec: TrainingSpec) -> None:
        self.spec = spec
        self._constants: Constants = {}
        self._scalars = _scalars(spec)
        self._gathered = frozenset({spec.roles["x"]} if spec.shuffles else ())
        full, rest = divmod(spec.train_count, spec.batch)
        counts = [spec.batch] * bool(full) + [rest] * bool(rest)
        self._formulas = [self._along(spec.gradient(n), n, f"b{n}:", spec.batch) for n in counts]
        sets = [("train", spec.train_count), ("test", spec.test_count)]
        seen = [(name, n, self._along(spec.evaluation(n), n, f"{name}:")) for name, n in sets if n]
        known = [*self._formulas, *(f for _, _, f in seen)]
        self._fused = set.intersection(*(self._lone_slopes(f) for f in self._formulas))
        self.layout = FlatLayout(
            spec, _shapes(spec, self._formulas[0]), set(spec.weights) - self._fused,
            _packed(spec, known),
        )
        self._others: list[Formulas] = []
        self._flat = self._flat_stores()
        self.batches = [self._batch(n, f) for n, f in zip(counts, self._formulas, strict=True)]
        self.surveys = [self._survey(name, n, f) for name, n, f in seen]
        self.penalty = self._penalty()
        self.sizes = self._measure_buffers(known)

    # --- parts ------------------------------------------------------------------------------

    def _along(
        self, outputs: Mapping[str, Expr], count: int, prefix: str, room: int = 0
    ) -> Formulas:
        """Formulas along samples."""
        roles = self.spec.roles
        low = lower(outputs, {roles["x"]: 0, roles["y"]: 0}, count)
        places = Places(low, prefix, room, self._gathered)
        return Formulas(places, self._scalars, self._constants)

    def _lone_slopes(self, formulas: Formulas) -> set[str]:
        """Weights whose gradient is a product and nothing else."""
        made = formulas.low.outputs
        slopes = [made[name] for name in self.spec.slope_names.values()]
        return {
            w for w, name in self.spec.slope_names.items()
            if slopes.count(made[name]) == 1 and formulas.places.is_lone_product(made[name])
        }

    def _flat_stores(self) -> dict[str, Store]:
        """Where the flat vectors are, by the name of their variable."""
        spec, size = self.spec, self.layout.size
        vectors = {spec.roles["weights"]: 0} | {s: k + 1 for k, s in enumerate(spec.slots)}
        stores = {n: Store.of("state", (size,), at=k * size) for n, k in vectors.items()}
        strengths = (spec.roles["l1"], spec.roles["l2"], spec.roles["decay"])
        for k, name in enumerate(strengths):
            stores[name] = Store.of("strengths", (size,), at=k * size)
        return stores | {spec.roles["gradient"]: Store.of("gradient", (size,))}

    def _variables(self, x: str, y: str, count: int) -> dict[str, Store]:
        spec = self.spec
        classes = spec.labels_are_numbers
        labels = (count,) if classes else (count, spec.label_size)
        states = {}
        outputs = self._formulas[0].low
        shapes = {n.attr("name"): n.shape for n in outputs.order if n.op == "variable"}
        for name, at in spec.states.items():
            store = Store.of("state", shapes.get(name, ()), at=self.layout.states_at + at)
            states[name] = Store(
                "state", "f", store.rows, store.columns, store.columns, store.at
            )
        return {
            spec.roles["x"]: Store.of(x, (count, spec.sample_size)),
            spec.roles["y"]: Store.of(y, labels, "i" if classes else "f"),
            **self.layout.weights, **states,
        }

    def _batch(self, count: int, formulas: Formulas) -> Batch:
        spec = self.spec
        own = "own" if spec.shuffles else "train"
        formulas.places.place(self._variables(f"{own}_x", f"{own}_y", count))
        self._pick(formulas)
        copies = self._aim(formulas)
        lone = self._lone_slopes(formulas)
        slopes = {formulas.low.outputs[n]: w for w, n in spec.slope_names.items() if w in lone}
        tasks = [t for t in formulas.places.tasks if t.nodes[0] not in slopes]
        common = [formulas.call(task) for task in tasks]
        if copies:
            items = Items()
            for node, store in copies:
                formulas.copy(items, node, store)
            common.append(items.call())
        plain: list[tuple[Task, Slope]] = []
        kept: list[tuple[Task, Slope]] = []
        early: list[Call] = []
        begin = self._begin(count, formulas)
        update = self._update(False, early, begin)
        for node, weight in slopes.items():
            task = formulas.places.tasks[formulas.places.home[node]]
            store = self.layout.weights[weight]
            keep = Kept(_as_gradient(store))
            kept.append((task, keep))
            fused = weight in self._fused
            plain.append((task, Updated(store, update, spec.roles["gradient"]) if fused else keep))
        limits: list[Call] = []
        general = self._update(True, limits)
        first = [begin.call()] if begin.count else []
        return Batch(
            count,
            [*first, *common, *early, *formulas.slopes(plain),
             *self._end(update, self.layout.loose_size, formulas)],
            [*first, *common, *formulas.slopes(kept), *limits,
             *self._end(general, self.layout.size, formulas, regularized=True)],
        )

    def _pick(self, formulas: Formulas) -> None:
        """Leaves the samples of a batch where they are, if only products need them by rows."""
        x = next((n for n in formulas.places.lefts if n.op == "variable"), None)
        if x is not None and formulas.places.is_only_factor(x.attr("name")):
            store = self._variables("train_x", "", self.spec.train_count)[x.attr("name")]
            formulas.picked[x] = store, self.spec.batch

    def _aim(self, formulas: Formulas) -> list[tuple[Expr, Store]]:
        """Sends slopes that no product makes to the gradient; which have to be copied there."""
        spec, copies = self.spec, []
        lone, aimed = self._lone_slopes(formulas), set()
        for weight, name in spec.slope_names.items():
            node = formulas.low.outputs[name]
            store = _as_gradient(self.layout.weights[weight])
            home = formulas.places.home.get(node)
            if weight in lone:
                continue
            if home is None or node in aimed or formulas.places.tasks[home].kind == "product":
                copies.append((node, store))
            else:
                formulas.places.aim(node, store)
                aimed.add(node)
        return copies

    def _begin(self, count: int, formulas: Formulas) -> Items:
        """Turns what products need turned, and fetches the samples of the batch: last, and a few at
        a time, as one core gets the first half of all work-items."""
        spec, items = self.spec, Items()
        for store, made in formulas.places.turned.values():
            with items.job(up(made.columns, PANEL) // PANEL):
                turning(store, made, items.lines, items.arguments)
        if spec.shuffles:
            whole = self._variables("train_x", "train_y", spec.train_count)
            own = self._variables("own_x", "own_y", count)
            with items.job(up(count, _FETCHED) // _FETCHED):
                self._gather(items, whole, own, formulas)
        return items

    def _gather(
        self, items: Items, whole: Mapping[str, Store], own: Mapping[str, Store],
        formulas: Formulas,
    ) -> None:
        """Some samples of the batch, and the copies that gradients need."""
        lines, writer = items.lines, formulas.writer(items.lines, items.arguments)
        order, clock = (items.arguments.pointer(name, "i") for name in ("order", "clock"))
        copies = {
            node.attr("name"): store for node, store in formulas.places.lefts.items()
            if node.op == "variable"
        }
        picked = {node.attr("name") for node in formulas.picked}
        count, roles = formulas.low.count, self.spec.roles
        row, who = Index.of(Counter("i", count + 1)), Index.of(Counter("who", count + 1))
        first = f"g0 * {_FETCHED}"
        head = f"for (int i = {first}; i < min({first} + {_FETCHED}, {count}); i++)"
        with lines.block(head):
            lines.add(f"const int who = {order}[{clock}[0] * {self.spec.batch} + i];")
            for name in (roles["x"], roles["y"]):
                source, target = whole[name], own[name]
                if source.rows == 1 or source.columns == 1:
                    at = (Index(), row), (Index(), who)
                    writer.put_at(target, *at[0], writer.fetch(source, *at[1]))
                    continue
                wanted = [] if name in picked else [target]
                with writer.along(source.columns) as lane:
                    value = writer.fetch(source, who, lane)
                    for store in (*wanted, *(copies[k] for k in (name,) if k in copies)):
                        writer.put_at(store, row, lane, value)

    def _update(self, regularized: bool, early: list[Call], begin: Items | None = None) -> Update:
        """The optimizer's formulas; `early` gets what has to be computed before, or `begin` does,
        where that needs nothing else."""
        spec, size = self.spec, self.layout.size
        low = lower(spec.update(size, regularized))
        formulas = Formulas(Places(low, f"u{regularized:d}:"), self._scalars, self._constants)
        formulas.places.place(self._flat)
        before: set[Expr] = set()
        stack = [n for n in formulas.places.home if n.size == 1]
        while stack:
            node = stack.pop()
            if node not in before:
                before.add(node)
                stack.extend(read_by(low, node))
        for task in formulas.places.tasks:
            nodes = [n for n in task.nodes if n in before]
            if nodes:
                items = begin or Items()
                formulas.free(items, nodes)
                early += [items.call()] if begin is None else []
                begin = None
        if before:
            self._others.append(formulas)
        names = (spec.roles["weights"], *spec.slots)
        outputs = {name: self._flat[name] for name in names if name in low.outputs}
        return Update(low, formulas.places.stores, outputs, self._scalars, frozenset(before))

    def _loose(self, items: Items, update: Update, size: int) -> None:
        """The step of the first `size` weights, from the gradient in memory: a piece of them."""
        writer = update.writer(items.lines, items.arguments)
        end = f"min(g0 * {_PIECE} + {_PIECE}, {size})"
        with items.lines.block(f"for (int f0 = g0 * {_PIECE}; f0 < {end}; f0 += {WIDTH})"):
            update.write(writer, {})

    def _end(
        self, update: Update, size: int, formulas: Formulas, *, regularized: bool = False
    ) -> list[Call]:
        """The step of the first `size` weights, new states, what is wrong with the numbers, and on
        to the next step."""
        calls, items = [], Items()
        if size > _PIECE:
            with items.job(up(size, _PIECE) // _PIECE):
                self._loose(items, update, size)
            calls.append(items.call())
            size, items = 0, Items()
        states = self._variables("", "", 1)
        for state, name in self.spec.state_names.items():
            if name in formulas.low.outputs:
                formulas.copy(items, formulas.low.outputs[name], states[state])
        with items.job(1):
            if size:
                self._loose(items, update, size)
            self._count(items, formulas, regularized)
        return [*calls, items.call()]

    def _count(self, items: Items, formulas: Formulas, regularized: bool) -> None:
        pointer, add = items.arguments.pointer, items.lines.add
        writer = formulas.writer(items.lines, items.arguments)
        loss = writer.value(formulas.low.outputs["loss"], ())
        report, clock = pointer("report", "f"), pointer("clock", "i")
        live, rates = pointer("live", "f"), pointer("rates", "f")
        add(f"float fault = {loss.safe} * 0.0f;")
        if regularized:
            gradient = pointer("gradient", "f")
            add("float16 bad = (float16)(0.0f);")
            add(f"for (int i = 0; i < {self.layout.size}; i += 16) "
                f"bad = vload16(0, {gradient} + i) * (float16)(0.0f) + bad;")
            add("fault += sum16(bad);")
        add(f"{report}[{len(COLUMNS) - 1}] += fault;")
        add(f"{clock}[0]++; {clock}[1]++; {clock}[2]++;")
        add(f"{live}[{len(self.spec.live)}] = {rates}[{clock}[0]];")

    def _survey(self, name: str, count: int, formulas: Formulas) -> Survey:
        formulas.places.place(self._variables(f"{name}_x", f"{name}_y", count))
        calls = [formulas.call(task) for task in formulas.places.tasks]
        items = Items()
        first = 2 * (name == "test")
        for k, output in enumerate(("loss", "score")):
            store = Store.of("report", (), at=first + k)
            formulas.copy(items, formulas.low.outputs[output], store)
        turned = Items()
        for store, made in formulas.places.turned.values():
            with turned.job(up(made.columns, PANEL) // PANEL):
                turning(store, made, turned.lines, turned.arguments)
        ready = [turned.call()] if turned.count else []
        return Survey(count, [*ready, *calls, items.call()])

    def _penalty(self) -> list[Call]:
        """The penalty of all weights, into the report."""
        low = lower(self.spec.penalty(self.layout.size))
        formulas = Formulas(Places(low, "penalty:"), self._scalars, self._constants)
        formulas.places.place(self._flat)
        self._others.append(formulas)
        items = Items()
        formulas.copy(items, low.outputs["penalty"],
                      Store.of("report", (), at=COLUMNS.index("penalty")))
        return [*(formulas.call(task) for task in formulas.places.tasks), items.call()]

    # --- the whole --------------------------------------------------------------------------

    @property
    def calls(self) -> list[Call]:
        """All kernels."""
        found = [c for b in self.batches for c in (*b.plain, *b.regularized)]
        return [*found, *(c for s in self.surveys for c in s.calls), *self.penalty]

    def text(self) -> tuple[str, dict[str, str]]:
        """The program, and the names of its kernels by their text."""
        names: dict[str, str] = {}
        for call in self.calls:
            names.setdefault(call.text, f"task{len(names)}")
        constants = "".join(
            f"__constant {kind} {name}{text}\n" for (kind, text), name in self._constants.items()
        )
        head = "__kernel __attribute__((reqd_work_group_size(1, 1, 1)))\nvoid "
        kernels = "".join(f"{head}{name}{text}" for text, name in names.items())
        return PRELUDE + TURN + constants + kernels, names

    def _measure_buffers(self, known: Iterable[Formulas]) -> dict[str, int]:
        spec = self.spec
        sizes = {
            "state": self.layout.total, "gradient": self.layout.size,
            "strengths": 3 * self.layout.size, "live": len(spec.live) + 1,
            "rates": spec.steps + 1, "report": len(COLUMNS), "clock": 4,
            "order": spec.steps * spec.batch,
        }
        stores = [s for f in (*known, *self._others) for s in f.places.stores.values()]
        stores += [s for f in known for s in f.places.further()]
        for kind, count in (("train", spec.train_count), ("own", spec.batch),
                            ("test", spec.test_count)):
            stores += self._variables(f"{kind}_x", f"{kind}_y", max(count, 1)).values()
        for store in stores:
            sizes[store.buffer] = max(sizes.get(store.buffer, 0), store.at + store.extent)
        return {name: size + SLACK for name, size in sizes.items()}


def _as_gradient(store: Store) -> Store:
    return Store("gradient", "f", store.rows, store.columns, store.stride, store.at, store.panels)


def _scalars(spec: TrainingSpec) -> dict[str, Scalar]:
    roles = spec.roles
    return {
        roles["number"]: Scalar("clock", "i", "@[1]"),
        roles["age"]: Scalar("clock", "i", "(float)@[2]"),
        roles["seed"]: Scalar("clock", "i", "@[3]"),
        roles["rate"]: Scalar("live", "f", f"@[{len(spec.live)}]"),
        **{name: Scalar("live", "f", f"@[{k}]") for k, name in enumerate(spec.live)},
    }


def _shapes(spec: TrainingSpec, formulas: Formulas) -> dict[str, tuple[int, ...]]:
    return {w: formulas.low.outputs[name].shape for w, name in spec.slope_names.items()}


def _packed(spec: TrainingSpec, known: Sequence[Formulas]) -> set[str]:
    """Weights that are the second factor of a product, as they are."""
    products = [n for f in known for n in f.places.home if is_product(n)]
    found = set()
    for node in products:
        base, turned = operand(node.args[1])
        if not turned and base.op == "variable" and base.attr("name") in spec.weights:
            found.add(base.attr("name"))
    return found
