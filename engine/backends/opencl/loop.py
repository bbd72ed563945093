"""The loop kernel: one launch trains whole epochs of a small network and measures each of them.

One work-item does everything, with vectors of sixteen samples, so that weights and what flows
through the network stay in registers and the first cache. Every number a knob can set is an
argument. The order of the samples is drawn in the kernel, by the same numbers as on the host.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.backends.opencl.emit import Emitter, Place
from engine.backends.opencl.lowering import WIDTH, lower
from engine.backends.opencl.prelude import PRELUDE
from engine.backends.opencl.text import Lines, Value
from engine.backends.training import TrainingSpec
from engine.ir.expr import Expr

__all__ = ["COLUMNS", "loop_text", "row_stride"]

COLUMNS = ("train_loss", "train_score", "test_loss", "test_score", "penalty", "fault")
"""What a launch reports of every epoch; "fault" is not 0 when a loss was not finite."""

_ARGUMENTS = (
    "__global float *everything", "__global const float *train_x",
    "__global const {labels} *train_y", "__global const float *test_x",
    "__global const {labels} *test_y", "__global float *own_x", "__global {labels} *own_y",
    "__global uint *sorting", "__global const float *live", "__global const float *strengths",
    "__global const float *rates", "__global float *report", "int epochs", "uint first_epoch",
    "int first_step", "int first_age", "int seed", "int regularized", "int measured",
)

_SORT = """\
INLINE void shuffle(__global uint *keys, __global uint *order, __global uint *spare, uint count,
                    uint epoch, uint seed) {
  for (uint i = 0; i < count; i += 16)
    vstore16(words16(convert_uint16(LANE) + i, epoch, seed, $stream), 0, keys + i);
  uint starts[1024];
  for (int d = 0; d < 1024; d++) starts[d] = 0;
  for (uint i = 0; i < count; i++) {
    const uint key = keys[i];
    order[i] = i;
    starts[key & 255]++; starts[256 + (key >> 8 & 255)]++;
    starts[512 + (key >> 16 & 255)]++; starts[768 + (key >> 24)]++;
  }
  for (int pass = 0; pass < 4; pass++) {
    uint *start = starts + 256 * pass;
    uint sum = 0;
    for (int d = 0; d < 256; d++) { const uint n = start[d]; start[d] = sum; sum += n; }
    for (uint i = 0; i < count; i++) {
      const uint who = order[i];
      spare[start[keys[who] >> (8 * pass) & 255]++] = who;
    }
    __global uint *full = spare; spare = order; order = full;
  }
}
"""


def row_stride(count: int) -> int:
    """Numbers from one feature to the next: room to read a whole vector from any sample on."""
    return -(-count // WIDTH) * WIDTH + WIDTH


def padded(count: int) -> int:
    """Room for whole vectors."""
    return max(1, -(-count // WIDTH)) * WIDTH


def loop_text(spec: TrainingSpec) -> str:
    """The kernel "train"."""
    return _Text(spec).whole()


class _Text:
    """One kernel being written."""

    def __init__(self, spec: TrainingSpec) -> None:
        self.spec = spec
        self.lines = Lines()
        self.constants: dict[tuple[str, str], str] = {}
        self._emitters = 0

    def whole(self) -> str:
        spec = self.spec
        labels = "int" if spec.labels_are_numbers else "float"
        self._begin()
        with self.lines.block("for (int e = 0; e < epochs; e++)"):
            if spec.shuffles:
                self._shuffle()
            full, rest = divmod(spec.train_count, spec.batch)
            with self.lines.block(f"for (int s = 0; s < {full}; s++)"):
                self._step(spec.batch)
            if rest:
                with self.lines.block(""):
                    self.lines.add(f"const int s = {full};")
                    self._step(rest)
            with self.lines.block("if (measured)"):
                self._measure()
            self.lines.add(f"report[e * {len(COLUMNS)} + 5] = fault;")
        self._end()
        constants = "".join(
            f"__constant {kind} {name}{text}\n" for (kind, text), name in self.constants.items()
        )
        sort = _SORT.replace("$stream", f"{spec.shuffle_stream:#x}u") if spec.shuffles else ""
        given = ",\n    ".join(_ARGUMENTS).format(labels=labels)
        head = f"__kernel __attribute__((reqd_work_group_size(1, 1, 1)))\nvoid train({given}) {{\n"
        return PRELUDE + sort + constants + head + self.lines.text + "}\n"

    # --- parts ------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Everything that training changes, in private memory."""
        spec, add = self.spec, self.lines.add
        room = padded(spec.size)
        names = ["w", "g", *(f"slot{k}" for k in range(len(spec.slots)))]
        for name in names:
            add(f"float {name}[{room}] __attribute__((aligned(64)));")
        if spec.state_size:
            add(f"float states[{spec.state_size}];")
        with self.lines.block(f"for (int i = 0; i < {room}; i++)"):
            add("g[i] = 0.0f;")
            for k, name in enumerate(name for name in names if name != "g"):
                place = f"everything[{spec.size * k} + i]" if k else "everything[i]"
                add(f"{name}[i] = i < {spec.size} ? {place} : 0.0f;")
        if spec.state_size:
            start = spec.size * (1 + len(spec.slots))
            add(f"for (int i = 0; i < {spec.state_size}; i++) "
                f"states[i] = everything[{start} + i];")
        for k, _ in enumerate(spec.live):
            add(f"const float live{k} = live[{k}];")
        for k, name in enumerate(("l1", "l2", "decay")):
            add(f"__global const float *{name} = strengths + {room * k};")
        add("float fault = 0.0f;")

    def _end(self) -> None:
        spec, add = self.spec, self.lines.add
        names = ["w", *(f"slot{k}" for k in range(len(spec.slots)))]
        with self.lines.block(f"for (int i = 0; i < {spec.size}; i++)"):
            for k, name in enumerate(names):
                add(f"everything[{spec.size * k} + i] = {name}[i];")
        if spec.state_size:
            start = spec.size * len(names)
            add(f"for (int i = 0; i < {spec.state_size}; i++) "
                f"everything[{start} + i] = states[i];")

    def _shuffle(self) -> None:
        """The samples of this epoch one after another in memory of our own."""
        spec, add = self.spec, self.lines.add
        stride = row_stride(spec.train_count)
        add(f"shuffle(sorting, sorting + {stride}, sorting + {2 * stride}, "
            f"{spec.train_count}, first_epoch + e, (uint)seed);")
        for own, given, rows in (("x", "x", spec.sample_size), ("y", "y", spec.label_size)):
            with self.lines.block(f"for (int f = 0; f < {rows * stride}; f += {stride})"):
                with self.lines.block(f"for (int i = 0; i < {spec.train_count}; i++)"):
                    add(f"own_{own}[f + i] = train_{given}[f + sorting[{stride} + i]];")

    def _step(self, batch: int) -> None:
        spec, add = self.spec, self.lines.add
        add(f"const float rate = rates[e * {spec.steps} + s];")
        add(f"const int done = e * {spec.steps} + s, number = first_step + done + 1;")
        add("const float age = (float)(first_age + done + 1);")
        add(f"const int at = s * {spec.batch};")
        self._gradient(batch)
        with self.lines.block("if (regularized)"):
            self._update(True)
        with self.lines.block("else"):
            self._update(False)

    def _gradient(self, batch: int) -> None:
        spec = self.spec
        prefix = "own" if spec.shuffles else "train"
        stride = row_stride(spec.train_count)
        places = self._network_places(prefix, "at", stride)
        outputs = dict(spec.gradient(batch))
        emitter = self._emitter(outputs, places, ("x", "y"), batch)
        made = emitter.lowered.outputs
        copies = []
        for weight, name in spec.slope_names.items():
            if not emitter.aim(made[name], Place("array", "g", str(spec.weights[weight]))):
                copies.append((f"g + {spec.weights[weight]}", made[name]))
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
        outputs = dict(spec.update(regularized))
        arrays = dict(zip((spec.roles["weights"], *spec.slots), self._vectors(), strict=True))
        emitter = self._flat(outputs)

        def finish() -> None:
            found = {name: emitter.value(emitter.lowered.outputs[name], (emitter.lane,))
                     for name in outputs}
            chunk = "c" if emitter.lowered.chunks > 1 else "0"
            for name, value in found.items():
                self.lines.add(f"vstore16({_wide(value)}, {chunk}, {arrays[name]});")

        if regularized:
            self.lines.add(f"for (int i = 0; i < {spec.size}; i++) fault += g[i] * 0.0f;")
        emitter.body(finish)

    def _measure(self) -> None:
        """Loss and score of all samples; one text for both sets where they are alike."""
        spec, columns = self.spec, len(COLUMNS)
        sets = [("train", spec.train_count, 0)]
        if spec.test_count and spec.test_count != spec.train_count:
            sets.append(("test", spec.test_count, 2))
        both = spec.test_count == spec.train_count
        kind = "int" if spec.labels_are_numbers else "float"
        for name, count, column in sets:
            head = "for (int t = 0; t < 2; t++)" if both else ""
            with self.lines.block(head):
                chosen = ("t ? test_{0} : train_{0}" if both else f"{name}_{{0}}")
                self.lines.add(f"__global const float *some_x = {chosen.format('x')};")
                self.lines.add(f"__global const {kind} *some_y = {chosen.format('y')};")
                places = self._network_places("some", "", row_stride(count))
                outputs = dict(spec.evaluation(count))
                emitter = self._emitter(outputs, places, ("x", "y"), count)
                emitter.body()
                start = f"e * {columns} + {column}" + (" + 2 * t" if both else "")
                for k, output in enumerate(("loss", "score")):
                    value = emitter.value(emitter.lowered.outputs[output], ())
                    self.lines.add(f"report[{start} + {k}] = {value.text};")
        with self.lines.block("if (regularized)"):
            emitter = self._flat(dict(spec.penalty))
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

    def _network_places(self, prefix: str, at: str, stride: int) -> dict[str, Place]:
        spec = self.spec
        return {
            **self._scalars(),
            spec.roles["x"]: Place("stream", f"{prefix}_x", at, stride),
            spec.roles["y"]: Place("stream", f"{prefix}_y", at, stride),
            **{n: Place("array", "w", str(at_) if at_ else "") for n, at_ in spec.weights.items()},
            **{n: Place("array", "states", str(at_)) for n, at_ in spec.states.items()},
        }

    def _emitter(
        self, outputs: Mapping[str, Expr], places: Mapping[str, Place], roles: tuple[str, ...],
        count: int,
    ) -> Emitter:
        names = {self.spec.roles[role]: 0 for role in roles}  # type: ignore[index]
        self._emitters += 1
        emitter = Emitter(
            lower(outputs, names, count), self.lines, places, "abcdefgh"[self._emitters - 1]
        )
        emitter.constants = self.constants
        return emitter

    def _flat(self, outputs: Mapping[str, Expr]) -> Emitter:
        """Formulas along the weights."""
        spec = self.spec
        arrays = {
            spec.roles["weights"]: "w", spec.roles["gradient"]: "g", spec.roles["l1"]: "l1",
            spec.roles["l2"]: "l2", spec.roles["decay"]: "decay",
            **{name: f"slot{k}" for k, name in enumerate(spec.slots)},
        }
        places = {**self._scalars(), **{n: Place("stream", a) for n, a in arrays.items()}}
        self._emitters += 1
        emitter = Emitter(
            lower(outputs, dict.fromkeys(arrays, 0), spec.size), self.lines, places,
            "abcdefgh"[self._emitters - 1],
        )
        emitter.constants = self.constants
        return emitter


def _wide(value: Value) -> str:
    return value.text if value.wide else f"(float16)({value.text})"
