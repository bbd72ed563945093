"""Formulas compiled to a flat list of NumPy calls on arrays made beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.numpy.kernels import IN_PLACE, KERNELS, VIEWS
from engine.backends.numpy.memory import Homes, Pool, last_uses, root, varying
from engine.breath import slowly
from engine.errors import BadShape
from engine.ir.expr import Expr, ordered
from engine.ir.shapes import DType, Shape
from engine.ir.simplify import simplify

__all__ = ["NumpyProgram"]

Array = NDArray[Any]
Step = tuple[Callable[..., Any], tuple[Any, ...]]


class NumpyProgram:
    """A `Program` on NumPy. Type "f" is `dtype` (float32 or float64), "i" int64, "b" bool.

    `inputs` are arrays of the caller to read from, by name of the variable; other names in it
    are ignored, and variables it lacks get arrays of zeros. `results` are arrays of the caller to
    write into, by name of the output. They may share memory with inputs: all inputs count as read
    before anything is written, so ``{"w": w - rate * g}`` may go to where `w` is.
    An output that only moves numbers of an input (a slice, a reshape) is a view of that input.
    Raises BadShape when an array of the caller does not suit, or two variables of one name differ.
    """

    def __init__(
        self,
        outputs: Mapping[str, Expr],
        *,
        dtype: DTypeLike = np.float32,
        inputs: Mapping[str, Array] | None = None,
        results: Mapping[str, Array] | None = None,
    ) -> None:
        self._desk = _Desk(np.dtype(dtype))
        self._inputs = self._bind(outputs, inputs or {})
        self._outputs: dict[str, Array] = {}
        self._compile(simplify(outputs), results or {})
        self._steps: list[Step] = self._desk.steps

    @property
    def inputs(self) -> Mapping[str, Array]:
        """The array behind every variable, to be filled in place."""
        return self._inputs

    @property
    def outputs(self) -> Mapping[str, Array]:
        """The array of every output, valid until the next run."""
        return self._outputs

    @property
    def calls(self) -> int:
        """How many NumPy calls one run makes."""
        return len(self._steps)

    def run(self) -> None:
        """Computes all outputs. Infinities and NaN are results like others, without a warning."""
        with np.errstate(all="ignore"):
            self.compute()

    def compute(self) -> None:
        """What `run` does, for a caller that has told NumPy not to warn: that takes as long as
        three of these calls."""
        for function, args in self._steps:
            function(*args)

    def _bind(self, outputs: Mapping[str, Expr], given: Mapping[str, Array]) -> dict[str, Array]:
        bound: dict[str, Array] = {}
        for node in ordered(outputs.values()):
            if node.op == "variable":
                name = node.attr("name")
                array = given[name] if name in given else bound.get(name)
                made = self._desk.array(node.shape, node.dtype) if array is None else array
                bound[name] = self._desk.checked(name, node, made)
        return bound

    def _compile(self, outputs: Mapping[str, Expr], results: Mapping[str, Array]) -> None:
        desk = self._desk
        first = [node for name, node in outputs.items() if name not in results]
        order = ordered([*first, *(outputs[name] for name in outputs if name in results)])
        homes = Homes(order, self._inputs)
        at_home = {
            name
            for name, array in results.items()
            if homes.result(outputs[name], desk.checked(name, outputs[name], array))
        }
        endangered = set().union(*(homes.touched(array) for array in results.values()))
        self._find_places_for_parts(order, homes)
        desk.plan(order, homes.found, {root(node) for node in outputs.values()})
        self._emit(order)
        self._finish(outputs, results, at_home, endangered)

    def _find_places_for_parts(self, order: Sequence[Expr], homes: Homes) -> None:
        """Lets the parts of concatenations be computed inside them, wholes before parts."""
        for node in reversed(order):
            if node.op == "concat" and node not in homes.found:
                homes.found[node] = self._desk.array(node.shape, node.dtype)
                homes.parts(node, homes.found[node])

    def _emit(self, order: Sequence[Expr]) -> None:
        for place, node in enumerate(slowly(order)):
            if node.op == "variable":
                self._desk.arrays[node] = self._inputs[node.attr("name")]
            elif node.op == "constant":
                self._desk.hold(node)
            else:
                self._desk.compute(place, node)

    def _finish(
        self,
        outputs: Mapping[str, Expr],
        results: Mapping[str, Array],
        at_home: set[str],
        endangered: set[Expr],
    ) -> None:
        """Copies what could not be computed in its place, old values of inputs before all else."""
        early: list[Step] = []
        for name, node in outputs.items():
            value = self._desk.arrays[node]
            if root(node) in endangered:
                value = self._desk.array(node.shape, node.dtype)
                early.append((np.copyto, (value, self._desk.arrays[node])))
            if name in results and name not in at_home:
                self._desk.step(np.copyto, results[name], value)
            self._outputs[name] = results.get(name, value)
        self._desk.steps[:0] = early


class _Desk:
    """Where a program is put together: arrays by node, and the steps so far."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self._types: Mapping[DType, np.dtype[Any]] = {
            "f": dtype,
            "i": np.dtype(np.int64),
            "b": np.dtype(np.bool_),
        }
        self._pool = Pool()
        self.arrays: dict[Expr, Array] = {}
        self.steps: list[Step] = []

    def plan(self, order: Sequence[Expr], homes: Mapping[Expr, Array], kept: set[Expr]) -> None:
        """Takes note of what is computed where, and whose memory is free from when on."""
        self._homes = homes
        self._varying = varying(order)
        owners = {n for n in order if n.op not in VIEWS and n.op not in ("variable", "constant")}
        passing = (owners & self._varying) - kept - set(homes)
        self._ends = [[n for n in nodes if n in passing] for nodes in last_uses(order)]

    def array(self, shape: Shape, dtype: DType = "f") -> Array:
        return np.zeros(shape, self._types[dtype])

    def step(self, function: Callable[..., Any], *args: Any) -> None:
        self.steps.append((function, args))

    def out(self, node: Expr) -> Array:
        if node in self._homes:
            return self._homes[node]
        if node not in self._varying or node.op in VIEWS:
            return self.array(node.shape, node.dtype)
        return self._pool.take(node.shape, self._types[node.dtype])

    def hold(self, node: Expr) -> None:
        """Keeps the numbers of a constant."""
        self.arrays[node] = node.attr("value").astype(self._types[node.dtype])

    def compute(self, place: int, node: Expr) -> None:
        """Adds the steps of one node, or takes them at once if nothing they read ever changes."""
        before, free = len(self.steps), self._ends[place]
        args = [self.arrays[a] for a in node.args]
        early = [n for n in free if node.op in IN_PLACE and self._is_replaceable(n, node)]
        for n in early:
            self._pool.give(self.arrays[n])
        self.arrays[node] = KERNELS[node.op](self, node, args)
        for n in free:
            if n not in early:
                self._pool.give(self.arrays[n])
        if node not in self._varying:
            with np.errstate(all="ignore"):
                for function, given in self.steps[before:]:
                    function(*given)
            del self.steps[before:]

    def _is_replaceable(self, old: Expr, node: Expr) -> bool:
        """Whether `node` may be written over `old`, read here for the last time and as it lies."""
        readers = [a for a in node.args if root(a) is old]
        return all(a is old for a in readers) and (old.shape, old.dtype) == (node.shape, node.dtype)

    def checked(self, name: str, node: Expr, array: Array) -> Array:
        """`array` if it suits `node`. Raises BadShape."""
        if array.shape != node.shape or array.dtype != self._types[node.dtype]:
            raise BadShape("bind", (node.shape, array.shape), (name, node.dtype, array.dtype.name))
        return array
