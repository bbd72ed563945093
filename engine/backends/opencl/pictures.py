"""The picture kernel: what every unit of a network does to as many samples as anybody asks for.

Samples run along lanes, and work-groups take them in turns. Everything that training changes comes
in one vector, so that nothing is ever compiled again for a step or a knob.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.backends.opencl.emit import Emitter
from engine.backends.opencl.index import flat
from engine.backends.opencl.lowering import WIDTH, lower
from engine.backends.opencl.numbers import Place
from engine.backends.opencl.prelude import PRELUDE
from engine.backends.opencl.text import Lines, spread
from engine.ir.expr import Expr

__all__ = ["PictureSpec", "picture_rows", "picture_text"]

_ARGUMENTS = (
    "__global const float *x", "__global const float *numbers", "__global float *seen",
    "int chunks", "int units",
)
_MOST_PRIVATE = 1_000_000
"""Bytes; each processor needs as much of its stack at once."""


@dataclass(frozen=True)
class PictureSpec:
    """A network as formulas of its samples.

    `outputs` makes, for that many samples, everything that can be pictured, by name and with
    samples along the first axis; `answer` is the one that is wanted every time. `x` names the
    variable of the samples, of `sample_size` numbers each. `places` says where every other
    variable begins in the one vector that it is read from, `size` long, at least 1.
    """

    outputs: Callable[[int], Mapping[str, Expr]]
    answer: str
    x: str
    sample_size: int
    places: Mapping[str, int]
    size: int


def picture_rows(spec: PictureSpec) -> dict[str, slice]:
    """Which rows of `seen` belong to each output: first those of the answer."""
    outputs = spec.outputs(WIDTH)
    rows, at = {}, 0
    for name in (spec.answer, *(name for name in outputs if name != spec.answer)):
        count = outputs[name].size // WIDTH
        rows[name] = slice(at, at + count)
        at += count
    return rows


def picture_text(spec: PictureSpec) -> str:
    """The kernel "see". Raises NotImplementedError where it would need too much memory.

    `x` holds sixteen samples after sixteen, feature after feature. `seen` gets a row of
    16 · `chunks` numbers for each unit, but only those of the answer without `units`.
    """
    outputs = spec.outputs(WIDTH)
    places = {name: Place("array", "numbers", str(at)) for name, at in spec.places.items()}
    places[spec.x] = Place("stream", "x", f"chunk * {WIDTH * spec.sample_size}", WIDTH)
    lines = Lines()
    lowered = lower(outputs, {spec.x: 0}, WIDTH, whole=False)
    emitter = Emitter(lowered, lines, places)

    def finish() -> None:
        rows = picture_rows(spec)
        _write(emitter, lowered.outputs[spec.answer], rows.pop(spec.answer).start)
        with lines.block("if (units)"):
            for name, place in rows.items():
                _write(emitter, lowered.outputs[name], place.start)

    lines.add("const int groups = (int)get_num_groups(0), share = (chunks + groups - 1) / groups;")
    lines.add("const int first = share * (int)get_group_id(0), end = min(first + share, chunks);")
    with lines.block("for (int chunk = first; chunk < end; chunk++)"):
        emitter.body(finish)
    if emitter.private > _MOST_PRIVATE:
        raise NotImplementedError(f"{emitter.private} bytes of private memory")
    constants = "".join(
        f"__constant {kind} {name}{text}\n" for (kind, text), name in emitter.constants.items()
    )
    head = "__kernel __attribute__((reqd_work_group_size(1, 1, 1)))\nvoid see("
    return f"{PRELUDE}{constants}{head}{', '.join(_ARGUMENTS)}) {{\n{lines.text}}}\n"


def _write(emitter: Emitter, node: Expr, first: int) -> None:
    """All numbers of a node for the samples of this chunk, a row each."""
    with emitter.loops(node.shape, 0) as at:
        value = spread(emitter.value(node, at)).text
        row = flat(at[1:], node.shape[1:]) + first
        emitter.lines.add(f"vstore16({value}, ({row.text}) * chunks + chunk, seen);")
