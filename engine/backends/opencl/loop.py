"""The loop kernel: one launch trains whole epochs of a small network and measures each of them.

One work-item does everything, with vectors of sixteen samples, so that weights and what flows
through the network stay in registers and the first cache. Every number a knob can set is an
argument, and so are the numbers of samples: for training, for testing and in a batch (`forms.py`).
The order of the samples is drawn in the kernel, by the same numbers as on the host.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase
from types import MappingProxyType

import numpy as np

from engine.backends.opencl.counts import General
from engine.backends.opencl.emit import Emitter
from engine.backends.opencl.forms import Forms, lanes_of, sizes_of
from engine.backends.opencl.lowering import Lowered, lower
from engine.backends.opencl.numbers import Place
from engine.backends.opencl.order import BUCKETS, order_text, padded
from engine.backends.opencl.prelude import PRELUDE
from engine.backends.opencl.text import Lines, Value
from engine.backends.training import TrainingSpec
from engine.ir.expr import Expr

__all__ = ["COLUMNS", "Layout", "TooLarge", "loop_text"]

COLUMNS = ("train_loss", "train_score", "test_loss", "test_score", "penalty", "fault")
"""What a launch reports of every epoch; "fault" is not 0 when a loss was not finite."""

_ARGUMENTS = (
    "__global float *everything", "__global const float *train_x",
    "__global const {labels} *train_y", "__global const float *test_x",
    "__global const {labels} *test_y", "__global float *own_x", "__global {labels} *own_y",
    "__global uint *sorting", "__global const float *live", "__global const float *strengths",
    "__global const float *rates", "__global const int *sizes",
    "__global const float *constants", "__global float *report", "int epochs",
    "uint first_epoch", "uint first_step", "uint first_age", "int seed", "int regularized",
)
_MOST_PRIVATE = 2_000_000
"""Bytes; stacks of eight million are usual, and one that overflows ends the process."""


class TooLarge(Exception):
    """A training needs more memory of its own than a kernel of one work-item may use."""


class Layout:
    """Where weights lie in the kernel: each begins a vector of its own, so that what one vector
    writes is never read as parts of two. `size`: of a flat vector; `weights`: where each begins;
    `places`: where each number of the engine's flat vectors, one after another, and its states
    lie, in that order."""

    def __init__(self, spec: TrainingSpec) -> None:
        ends = [*list(spec.weights.values())[1:], spec.size]
        at, self.weights, places = 0, {}, []
        for (name, start), end in zip(spec.weights.items(), ends, strict=True):
            self.weights[name] = at
            places.append(np.arange(at, at + end - start))
            at += padded(end - start)
        self.size = at
        self.flat = np.concatenate(places)
        rows = [self.flat + at * k for k in range(1 + len(spec.slots))]
        states = np.arange(spec.state_size) + at * len(rows)
        self.places = np.concatenate([*rows, states])
        self.total = at * len(rows) + spec.state_size


def loop_text(spec: TrainingSpec, forms: Forms) -> str:
    """The kernel "train". Raises TooLarge."""
    text = _Text(spec, forms)
    whole = text.whole()
    if text.private > _MOST_PRIVATE:
        raise TooLarge(f"{text.private} bytes of private memory")
    return whole


class _Text:
    """One kernel being written."""

    def __init__(self, spec: TrainingSpec, forms: Forms) -> None:
        self.spec = spec
        self.forms = forms
        self.layout = Layout(spec)
        self.lines = Lines()
        self.constants: dict[tuple[str, str], str] = {}
        self._emitters: list[Emitter] = []

    @property
    def private(self) -> int:
        """Bytes of private memory, which a processor takes from its stack."""
        vectors = 4 * self.layout.size * (2 + len(self.spec.slots))
        return vectors + 4 * BUCKETS + sum(emitter.private for emitter in self._emitters)

    def whole(self) -> str:
        spec = self.spec
        labels = "int" if spec.labels_are_numbers else "float"
        self._begin()
        with self.lines.block("for (int e = 0; e < epochs; e++)"):
            self._shuffle()
            self._steps()
            self._measure()
            self.lines.add(f"report[e * {len(COLUMNS)} + 5] = fault;")
        self._end()
        constants = "".join(
            f"__constant {kind} {name}{text}\n" for (kind, text), name in self.constants.items()
        )
        sort = order_text(spec.shuffle_stream)
        given = ",\n    ".join(_ARGUMENTS).format(labels=labels)
        head = f"__kernel __attribute__((reqd_work_group_size(1, 1, 1)))\nvoid train({given}) {{\n"
        return PRELUDE + sort + constants + head + self.lines.text + "}\n"

    # --- parts ------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Everything that training changes, in private memory."""
        spec, add = self.spec, self.lines.add
        room = self.layout.size
        names = ["w", "g", *(f"slot{k}" for k in range(len(spec.slots)))]
        for name in names:
            add(f"float {name}[{room}] __attribute__((aligned(64)));")
        if spec.state_size:
            add(f"float states[{spec.state_size}];")
        with self.lines.block(f"for (int i = 0; i < {room}; i++)"):
            add("g[i] = 0.0f;")
            for k, name in enumerate(name for name in names if name != "g"):
                add(f"{name}[i] = everything[{room * k} + i];")
        if spec.state_size:
            start = room * (1 + len(spec.slots))
            add(f"for (int i = 0; i < {spec.state_size}; i++) "
                f"states[i] = everything[{start} + i];")
        self._sizes()
        for k, _ in enumerate(spec.live):
            add(f"const float live{k} = live[{k}];")
        for k, name in enumerate(("l1", "l2", "decay")):
            add(f"__global const float *{name} = strengths + {room * k};")
        add("float fault = 0.0f;")

    def _sizes(self) -> None:
        """The numbers of samples: arguments, unless a part is written for the very numbers."""
        general = self.forms.step is not None and self.forms.look is not None
        for k, (name, size) in enumerate(sizes_of(self.spec).items()):
            self.lines.add(f"const int {name} = {f'sizes[{k}]' if general else size};")

    def _end(self) -> None:
        spec, add = self.spec, self.lines.add
        names, room = self._vectors(), self.layout.size
        with self.lines.block(f"for (int i = 0; i < {room}; i++)"):
            for k, name in enumerate(names):
                add(f"everything[{room * k} + i] = {name}[i];")
        if spec.state_size:
            start = room * len(names)
            add(f"for (int i = 0; i < {spec.state_size}; i++) "
                f"everything[{start} + i] = states[i];")

    def _shuffle(self) -> None:
        """The samples of this epoch one after another in memory of our own."""
        spec, add = self.spec, self.lines.add
        with self.lines.block("if (shuffled)"):
            add("draw(sorting, train, first_epoch + e, (uint)seed);")
            add("__global uint *order = sorting + 2 * train_stride;")
            add("sort(sorting, sorting + train_stride, order, train, bits);")
            for name, rows in (("x", spec.sample_size), ("y", spec.label_size)):
                with (
                    self.lines.block(f"for (int f = 0; f < {rows}; f++)"),
                    self.lines.block("for (int i = 0; i < train; i++)"),
                ):
                    add(f"own_{name}[f * train_stride + i] = "
                        f"train_{name}[f * train_stride + order[i]];")

    def _steps(self) -> None:
        """Every batch; one text for the whole ones and the last where they are alike."""
        spec, form = self.spec, self.forms.step
        labels = "int" if spec.labels_are_numbers else "float"
        self.lines.add("__global const float *from_x = shuffled ? own_x : train_x;")
        self.lines.add(f"__global const {labels} *from_y = shuffled ? own_y : train_y;")
        if form is not None:
            with self.lines.block("for (int s = 0; s < steps; s++)"):
                self.lines.add("const int count = min(batch, train - s * batch);")
                known = self._known(form, 0, "count < batch")
                self._step(form.lowered, known)
            return
        full, rest = divmod(spec.train_count, spec.batch)
        with self.lines.block(f"for (int s = 0; s < {full}; s++)"):
            self._step(self._lowered(spec.gradient(spec.batch), spec.batch))
        if rest:
            with self.lines.block(""):
                self.lines.add(f"const int s = {full};")
                self._step(self._lowered(spec.gradient(rest), rest))

    def _step(self, lowered: Lowered, numbers: Mapping[str, Place] = MappingProxyType({})) -> None:
        add = self.lines.add
        add("const float rate = rates[e * steps + s];")
        add("const uint done = e * steps + s;")
        add("const int number = (int)(first_step + done + 1);")
        add("const float age = (float)(first_age + done + 1);")
        add("const int at = s * batch;")
        self._gradient(lowered, numbers)
        with self.lines.block("if (regularized)"):
            self._update(True)
        with self.lines.block("else"):
            self._update(False)

    def _gradient(self, lowered: Lowered, numbers: Mapping[str, Place]) -> None:
        spec = self.spec
        places = self._network_places("from", "at", "train_stride")
        emitter = self._named(lowered, {**places, **numbers})
        made = lowered.outputs
        copies = []
        for weight, name in spec.slope_names.items():
            if not emitter.aim(made[name], Place("array", "g", str(self.layout.weights[weight]))):
                copies.append((f"g + {self.layout.weights[weight]}", made[name]))
        for state, name in spec.state_names.items():
            if name in made:
                copies.append((f"states + {spec.states[state]}", made[name]))
        emitter.body()
        loss = emitter.value(made["loss"], ())
        self.lines.add(f"fault += {loss.safe} * 0.0f;")
        for array, node in copies:
            with emitter.loops(node.shape, None) as at:
                emitter.put(f"({array})", node, at, emitter.value(node, at))

    def _update(self, regularized: bool) -> None:
        """The flat vectors, sixteen weights at a time."""
        spec = self.spec
        outputs = dict(spec.update(self.layout.size, regularized))
        arrays = dict(zip((spec.roles["weights"], *spec.slots), self._vectors(), strict=True))
        emitter = self._flat(outputs)

        def finish() -> None:
            found = {name: emitter.value(emitter.lowered.outputs[name], (emitter.lane,))
                     for name in outputs}
            chunk = "c" if emitter.lowered.chunks > 1 else "0"
            for name, value in found.items():
                self.lines.add(f"vstore16({_wide(value)}, {chunk}, {arrays[name]});")

        if regularized:
            self.lines.add(f"for (int i = 0; i < {self.layout.size}; i++) fault += g[i] * 0.0f;")
        emitter.body(finish)

    def _measure(self) -> None:
        """Loss and score of all samples; one text for both sets where they are alike."""
        spec, form = self.spec, self.forms.look
        if form is not None:
            with self.lines.block("for (int t = 0; t < (test ? 2 : 1); t++)"):
                self.lines.add("const int count = t ? test : train;")
                self.lines.add("const int stride = t ? test_stride : train_stride;")
                known = self._known(form, 2 * len(self._laws(self.forms.step)), "t")
                self._score(form.lowered, "t ? test_{0} : train_{0}", "2 * t", "stride", known)
        else:
            for name, count, column in (
                ("train", spec.train_count, 0), ("test", spec.test_count, 2),
            ):
                if count:
                    with self.lines.block(""):
                        lowered = self._lowered(spec.evaluation(count), count)
                        self._score(lowered, f"{name}_{{0}}", str(column), f"{name}_stride", {})
        self._measure_penalty()

    def _score(
        self, lowered: Lowered, some: str, column: str, stride: str,
        numbers: Mapping[str, Place],
    ) -> None:
        """Loss and score of the samples in the arrays `some`."""
        kind = "int" if self.spec.labels_are_numbers else "float"
        self.lines.add(f"__global const float *some_x = {some.format('x')};")
        self.lines.add(f"__global const {kind} *some_y = {some.format('y')};")
        emitter = self._named(lowered, {**self._network_places("some", "", stride), **numbers})
        emitter.body()
        for k, output in enumerate(("loss", "score")):
            value = emitter.value(lowered.outputs[output], ())
            self.lines.add(f"report[e * {len(COLUMNS)} + {column} + {k}] = {value.text};")

    def _measure_penalty(self) -> None:
        spec, columns = self.spec, len(COLUMNS)
        with self.lines.block("if (regularized)"):
            emitter = self._flat(dict(spec.penalty(self.layout.size)))
            emitter.body()
            value = emitter.value(emitter.lowered.outputs["penalty"], ())
            self.lines.add(f"report[e * {columns} + 4] = {value.text};")
        self.lines.add(f"else report[e * {columns} + 4] = 0.0f;")

    # --- where variables are ----------------------------------------------------------------

    def _vectors(self) -> tuple[str, ...]:
        return ("w", *(f"slot{k}" for k in range(len(self.spec.slots))))

    def _scalars(self) -> dict[str, Place]:
        roles = self.spec.roles
        places = {
            roles[role]: Place("scalar", role) for role in ("number", "seed", "rate", "age")
        }
        return places | {
            name: Place("scalar", f"live{k}") for k, name in enumerate(self.spec.live)
        }

    def _network_places(self, prefix: str, at: str, stride: str) -> dict[str, Place]:
        spec = self.spec
        return {
            **self._scalars(),
            spec.roles["x"]: Place("stream", f"{prefix}_x", at, stride),
            spec.roles["y"]: Place("stream", f"{prefix}_y", at, stride),
            **_arrays("w", self.layout.weights), **_arrays("states", spec.states),
        }

    def _lowered(self, outputs: Mapping[str, Expr], count: int) -> Lowered:
        """Formulas along samples."""
        return lower(outputs, lanes_of(self.spec), count)

    def _laws(self, form: General | None) -> tuple[str, ...]:
        return tuple(form.laws) if form is not None else ()

    def _known(self, form: General, start: int, second: str) -> dict[str, Place]:
        """The constants of a form; those of its second number of samples where `second` is true,
        which lie behind those of the first."""
        laws, places = self._laws(form), {}
        for k, name in enumerate(laws):
            known = f"n{self.lines.fresh('')}"
            at = f"{start + k} + ({second} ? {len(laws)} : 0)"
            self.lines.add(f"const float {known} = constants[{at}];")
            places[name] = Place("scalar", known)
        return places

    def _flat(self, outputs: Mapping[str, Expr]) -> Emitter:
        """Formulas along the weights."""
        spec, roles = self.spec, self.spec.roles
        arrays = {
            roles["weights"]: "w", roles["gradient"]: "g", roles["l1"]: "l1",
            roles["l2"]: "l2", roles["decay"]: "decay",
            **{name: f"slot{k}" for k, name in enumerate(spec.slots)},
        }
        places = {**self._scalars(), **{n: Place("stream", a) for n, a in arrays.items()}}
        lanes = dict.fromkeys(arrays, 0)
        return self._named(lower(outputs, lanes, self.layout.size, whole=False), places)

    def _named(self, lowered: Lowered, places: Mapping[str, Place]) -> Emitter:
        """An emitter whose names nobody else has."""
        emitter = Emitter(lowered, self.lines, places, ascii_lowercase[len(self._emitters)])
        self._emitters.append(emitter)
        emitter.constants = self.constants
        return emitter


def _arrays(name: str, offsets: Mapping[str, int]) -> dict[str, Place]:
    """Parts of one array."""
    return {n: Place("array", name, str(at) if at else "") for n, at in offsets.items()}


def _wide(value: Value) -> str:
    return value.text if value.wide else f"(float16)({value.text})"
