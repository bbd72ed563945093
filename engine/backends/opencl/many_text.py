"""The kernel for many networks of one graph: each block of them trains whole epochs by itself.

On a processor a block is sixteen networks, one a lane, and work-groups take one block after the
other until none is left, so that all cores end together. With a width of one, a work-item is a
network. Weights and what flows through the network stay in private memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from string import ascii_lowercase
from typing import Literal

from engine.backends.opencl.loop import TooLarge
from engine.backends.opencl.lowering import lower
from engine.backends.opencl.many_emit import LETTERS, ManyEmitter
from engine.backends.opencl.many_prelude import many_prelude, order_mask, order_text
from engine.backends.opencl.numbers import Place
from engine.backends.opencl.prelude import PRELUDE
from engine.backends.opencl.text import Lines, spread
from engine.backends.training import TrainingSpec
from engine.ir.expr import Expr

__all__ = ["COLUMNS", "desk_size", "many_text"]

COLUMNS = ("train_loss", "train_score", "test_loss", "test_score", "penalty", "fault")
"""What is reported of every network and epoch; "fault" is not 0 once a number was not finite."""

_ARGUMENTS = (
    "__global float *everything", "__global const float *train_x",
    "__global const {labels} *train_y", "__global const float *test_x",
    "__global const {labels} *test_y", "__global uint *all_keys", "__global uint *all_orders",
    "__global const int *seeds", "__global const float *live",
    "__global const float *strengths", "__global const float *decay",
    "__global const float *factors", "__global float *report", "__global int *next",
    "int blocks", "int nets", "int epochs", "uint first_epoch", "uint first_step",
    "int regularized", "int every",
)
_MOST_PRIVATE = 1_500_000
"""Bytes; stacks of eight million are usual, and one that overflows ends the process."""


def _together(count: int) -> int:
    """How many samples to run through the network side by side."""
    return next((n for n in (5, 4, 3, 2) if count % n == 0), 1)


def desk_size(spec: TrainingSpec) -> int:
    """How many numbers of each network the order of the samples takes."""
    return -(-spec.train_count // 4) * 4


def many_text(spec: TrainingSpec, rate: str, width: int) -> str:
    """The kernel "train" for blocks of `width` networks, 1 or 16; `rate` names the live setting
    that is the learning rate. Raises TooLarge."""
    text = _Text(spec, rate, width)
    whole = text.whole()
    if text.private > _MOST_PRIVATE:
        raise TooLarge(f"{text.private} bytes of private memory")
    return whole


class _Text:
    """One kernel being written."""

    def __init__(self, spec: TrainingSpec, rate: str, width: int) -> None:
        self.spec = spec
        self.width = width
        self.lines = Lines()
        self.constants: dict[tuple[str, str], str] = {}
        self._rate = f"live{spec.live.index(rate)}"
        self._emitters: list[ManyEmitter] = []
        self._kinds = {"f": "float", "i": "int" if spec.labels_are_numbers else "float"}
        self._suffix = "16" if width > 1 else ""

    @property
    def private(self) -> int:
        """Bytes of private memory, which a processor takes from its stack."""
        vectors = self.spec.size * (2 + len(self.spec.slots)) + self.spec.state_size
        return 4 * self.width * vectors + sum(e.private for e in self._emitters)

    def whole(self) -> str:
        spec = self.spec
        with self.lines.block(
            "for (int block = atomic_inc(next); block < blocks; block = atomic_inc(next))"
        ):
            self._begin()
            with self.lines.block("for (int e = 0; e < epochs; e++)"):
                self._epoch()
            self._copy("TO({1}, mine, {0})")
        constants = "".join(
            f"__constant {kind} {name}{text}\n" for (kind, text), name in self.constants.items()
        )
        order = order_text(spec.train_count, spec.shuffle_stream, self.width)
        given = ",\n    ".join(_ARGUMENTS).format(labels=self._kinds["i"])
        alone = "__attribute__((reqd_work_group_size(1, 1, 1)))" if self.width > 1 else ""
        return (
            PRELUDE + many_prelude(self.width) + (order if spec.shuffles else "") + constants
            + f"__kernel {alone}\nvoid train({given}) {{\n{self.lines.text}}}\n"
        )

    # --- parts ------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Everything that training changes, in private memory."""
        spec, add = self.spec, self.lines.add
        total = spec.size * (1 + len(spec.slots)) + spec.state_size
        for name in ("w", "g", *self._slots()):
            add(f"F {name}[{spec.size}];")
        if spec.state_size:
            add(f"F states[{spec.state_size}];")
        add(f"__global float *mine = everything + START(block, {total});")
        self._copy("{1} = FROM(mine, {0})")
        add(f"__global const float *knobs = live + START(block, {len(spec.live)});")
        for k, _ in enumerate(spec.live):
            add(f"const F live{k} = FROM(knobs, {k});")
        add(f"__global const float *l1 = strengths + START(block, {2 * spec.size});")
        # The second half begins after the first of all networks of the block.
        add(f"__global const float *l2 = l1 + {spec.size} * (int)APART;")
        add("const I seed = FROM(seeds + START(block, 1), 0);")
        if spec.shuffles:
            add(f"__global uint *keys = all_keys + START(DESK, {desk_size(spec)});")
            add(f"__global uint *order = all_orders + START(DESK, {desk_size(spec)});")
        add(f"__global float *told = report + START(block, {len(COLUMNS)} * epochs);")
        add("F fault = (F)(0.0f);")

    def _copy(self, line: str) -> None:
        """A line for all that training changes: {0} is its place, {1} its name."""
        spec, start = self.spec, 0
        for name, size in (
            *((n, spec.size) for n in ("w", *self._slots())), ("states", spec.state_size)
        ):
            if size:
                place = f"i + {start}" if start else "i"
                self.lines.add(
                    f"for (int i = 0; i < {size}; i++) {line.format(place, f'{name}[i]')};"
                )
            start += size

    def _epoch(self) -> None:
        spec, add = self.spec, self.lines.add
        if spec.shuffles:
            add("sort(keys, order, first_epoch + e, AS_UINT(seed), nets);")
        full, rest = divmod(spec.train_count, spec.batch)
        with self.lines.block(f"for (int s = 0; s < {full}; s++)"):
            self._step(spec.batch)
        if rest:
            with self.lines.block(""):
                add(f"const int s = {full};")
                self._step(rest)
        self._copy("fault += {1} * 0.0f")
        with self.lines.block("if ((first_epoch + e + 1) % every == 0)"):
            self._measure()
        add(f"TO(fault, told, e * {len(COLUMNS)} + 5);")

    def _step(self, batch: int) -> None:
        spec, add = self.spec, self.lines.add
        add(f"const F rate = {self._rate} * factors[e * {spec.steps} + s];")
        add(f"const int number = (int)(first_step + e * {spec.steps} + s + 1);")
        add("const float age = (float)number;")
        self._gradient(batch)
        with self.lines.block("if (regularized)"):
            self._update(True)
        with self.lines.block("else"):
            self._update(False)

    def _gradient(self, batch: int) -> None:
        spec = self.spec
        # One sample is no axis to loop along.
        once, looped = spec.shuffles and batch == 1, spec.shuffles and batch > 1
        places = {**self._network_places(), **self._batch_places(batch)}
        emitter = self._emitter(dict(spec.gradient(batch)), places, batch, spec.shuffles)
        made = emitter.lowered.outputs
        copies = []
        for weight, name in spec.slope_names.items():
            at = spec.weights[weight]
            if not emitter.aim(made[name], Place("array", "g", str(at))):
                copies.append((f"g[{at} + ", made[name]))
        for state, name in spec.state_names.items():
            if name in made:
                copies.append((f"states[{spec.states[state]} + ", made[name]))
        if spec.shuffles:
            self._make_room(_together(batch))
        if once:
            self.lines.add("const int b = 0;")
            self._fetch(1)
        emitter.body(partial(self._fetch, _together(batch)) if looped else None)
        loss = emitter.value(made["loss"], ())
        self.lines.add(f"fault += {loss.safe} * 0.0f;")
        for array, node in copies:
            emitter.copy_out(array, node)

    def _samples(self) -> tuple[tuple[str, int, str], ...]:
        """Name, numbers of one, and type of samples and labels."""
        spec = self.spec
        return ("x", spec.sample_size, "float"), ("y", spec.label_size, self._kinds["i"])

    def _make_room(self, together: int) -> None:
        for name, size, kind in self._samples():
            self.lines.add(f"{kind}{self._suffix} own_{name}[{together * size}];")

    def _fetch(self, together: int) -> None:
        """The sample each network looks at now."""
        spec, add = self.spec, self.lines.add
        mask = order_mask(spec.train_count)
        add(f"const U who = FROM(order, s * {spec.batch} + b) & {mask:#x}u;")
        for name, size, kind in self._samples():
            if self.width > 1:
                each = ", ".join(f"train_{name}[who.s{s} * {size} + i]" for s in LETTERS)
            else:
                each = f"train_{name}[who * {size} + i]"
            with self.lines.loop("i", size, size <= 4):
                place = f"u * {size} + i" if together > 1 else "i"
                add(f"own_{name}[{place}] = ({kind}{self._suffix})({each});")

    def _update(self, regularized: bool) -> None:
        """The flat vectors, one weight after another."""
        spec = self.spec
        outputs = dict(spec.update(spec.size, regularized))
        names = (spec.roles["weights"], *spec.slots)
        arrays = dict(zip(names, ("w", *self._slots()), strict=True))
        emitter = self._flat(outputs)

        def finish() -> None:
            for name in outputs:
                value = emitter.value(emitter.lowered.outputs[name], (emitter.lane,))
                given = spread(value) if self.width > 1 else value
                self.lines.add(f"{arrays[name]}[b] = {given.text};")

        if regularized:
            self.lines.add(f"for (int i = 0; i < {spec.size}; i++) fault += g[i] * 0.0f;")
        emitter.body(finish=finish)

    def _measure(self) -> None:
        """Loss and score of all samples; one text for both sets where they are alike."""
        spec, columns = self.spec, len(COLUMNS)
        sets = [("train", spec.train_count, 0)]
        if spec.test_count and spec.test_count != spec.train_count:
            sets.append(("test", spec.test_count, 2))
        both = spec.test_count == spec.train_count
        for name, count, column in sets:
            with self.lines.block("for (int t = 0; t < 2; t++)" if both else ""):
                chosen = "t ? test_{0} : train_{0}" if both else f"{name}_{{0}}"
                for letter, kind in (("x", "float"), ("y", self._kinds["i"])):
                    self.lines.add(
                        f"__global const {kind} *some_{letter} = {chosen.format(letter)};")
                places = self._network_places() | self._whole_places("some")
                emitter = self._emitter(dict(spec.evaluation(count)), places, count, False)
                emitter.body()
                start = f"e * {columns} + {column}" + (" + 2 * t" if both else "")
                for k, output in enumerate(("loss", "score")):
                    self._tell(emitter, output, f"{start} + {k}")
        with self.lines.block("if (regularized)"):
            emitter = self._flat(dict(spec.penalty(spec.size)))
            emitter.body()
            self._tell(emitter, "penalty", f"e * {columns} + 4")
        self.lines.add(f"else TO((F)(0.0f), told, e * {columns} + 4);")

    def _tell(self, emitter: ManyEmitter, output: str, place: str) -> None:
        value = emitter.value(emitter.lowered.outputs[output], ())
        self.lines.add(f"TO((F)({value.text}), told, {place});")

    # --- where variables are ----------------------------------------------------------------

    def _slots(self) -> tuple[str, ...]:
        return tuple(f"slot{k}" for k in range(len(self.spec.slots)))

    def _scalars(self) -> dict[str, Place]:
        roles = self.spec.roles
        places = {
            roles[role]: Place("scalar", role) for role in ("number", "seed", "rate", "age")
        }
        return places | {
            name: Place("scalar", f"live{k}") for k, name in enumerate(self.spec.live)
        }

    def _network_places(self) -> dict[str, Place]:
        spec = self.spec
        return {
            **self._scalars(),
            **{n: Place("array", "w", str(at)) for n, at in spec.weights.items()},
            **{n: Place("array", "states", str(at)) for n, at in spec.states.items()},
        }

    def _whole_places(self, prefix: str) -> dict[str, Place]:
        """Samples that all networks look at in the same order."""
        roles = self.spec.roles
        return {roles["x"]: Place("array", f"{prefix}_x"),
                roles["y"]: Place("array", f"{prefix}_y")}

    def _batch_places(self, batch: int) -> dict[str, Place]:
        if not self.spec.shuffles:
            return self._whole_places("train")
        roles = self.spec.roles
        kind: Literal["array", "lanes"] = "array" if batch == 1 else "lanes"
        return {roles["x"]: Place(kind, "own_x"), roles["y"]: Place(kind, "own_y")}

    def _emitter(
        self, outputs: Mapping[str, Expr], places: Mapping[str, Place], count: int, own: bool
    ) -> ManyEmitter:
        """Formulas along samples, which every network has of its `own` or all together."""
        roles = self.spec.roles
        shared = {roles["number"], roles["age"]}
        if not own:
            shared |= {roles["x"], roles["y"]}
        lanes = {roles["x"]: 0, roles["y"]: 0} if count > 1 else {}
        return self._named(outputs, lanes, count if lanes else 0, places, shared)

    def _flat(self, outputs: Mapping[str, Expr]) -> ManyEmitter:
        """Formulas along the weights."""
        spec, roles = self.spec, self.spec.roles
        arrays = {
            roles["weights"]: Place("array", "w"), roles["gradient"]: Place("array", "g"),
            roles["l1"]: Place("stream", "l1"), roles["l2"]: Place("stream", "l2"),
            roles["decay"]: Place("array", "decay"),
            **{name: Place("array", f"slot{k}") for k, name in enumerate(spec.slots)},
        }
        shared = {roles["number"], roles["age"], roles["decay"]}
        lanes = dict.fromkeys(arrays, 0)
        return self._named(outputs, lanes, spec.size, {**self._scalars(), **arrays}, shared)

    def _named(
        self, outputs: Mapping[str, Expr], lanes: Mapping[str, int], count: int,
        places: Mapping[str, Place], shared: set[str],
    ) -> ManyEmitter:
        """An emitter whose names nobody else has."""
        whole = self.spec.roles["weights"] not in lanes
        lowered = lower(outputs, lanes, count, whole=whole)
        emitter = ManyEmitter(
            lowered, self.lines, places, ascii_lowercase[len(self._emitters)],
            frozenset(places) - shared, self.width, _together(count) if whole else 1,
        )
        self._emitters.append(emitter)
        emitter.constants = self.constants
        return emitter
