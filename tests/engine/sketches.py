"""Networks of one layer, and formulas run with plain numbers: what the law tests are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.numpy import NumpyProgram
from engine.datasets.base import DataSpec
from engine.ir.expr import Expr, variable
from engine.ir.gradient import gradients
from engine.layers import Layer
from engine.param import Declared

Values = Mapping[str, Any]

PLANE = DataSpec("binary", "plane", (2,), 1, ("x₁", "x₂"), ("A", "B"))
LINE = DataSpec("regression", "line", (1,), 1, ("x",))
TABLE = DataSpec("classes", "table", (4,), 3, tuple("abcd"), ("A", "B", "C"))
IMAGE = DataSpec("classes", "image", (1, 3, 4), 3, (), ("A", "B", "C"))


class Sketch:
    """A network under construction that remembers everything a layer asked it for.

    Random numbers are the variables ``random0``, ``random1`` …, so that a test chooses them.
    With a `prefix` to their names, variables of several sketches can meet in one program.
    """

    def __init__(
        self,
        data: DataSpec = TABLE,
        batch: int = 5,
        *,
        training: bool = True,
        output_activation: str = "softmax",
        prefix: str = "",
    ) -> None:
        self.prefix = prefix
        self.data = data
        self.batch = batch
        self.training = training
        self.output_activation = output_activation
        self.variables: dict[str, Expr] = {}
        self.asked: dict[str, dict[str, Any]] = {}
        self.states: dict[str, float] = {}
        self.updates: dict[str, Expr] = {}
        self.logit: Expr | None = None

    def _variable(self, name: str, shape: tuple[int, ...]) -> Expr:
        return self.variables.setdefault(name, variable(self.prefix + name, shape))

    def input(self) -> Expr:
        return self._variable("x0", (self.batch, *self.data.shape))

    def weight(self, name: str, shape: tuple[int, ...], init: str, **asked: Any) -> Expr:
        self.asked[name] = {"shape": shape, "init": init, **asked}
        return self._variable(name, shape)

    def state(self, name: str, shape: tuple[int, ...], value: float) -> Expr:
        self.states[name] = value
        return self._variable(f"state {name}", shape)

    def update(self, name: str, value: Expr) -> None:
        self.updates[name] = value

    def random(self, shape: tuple[int, ...]) -> Expr:
        count = sum(name.startswith("random") for name in self.variables)
        return self._variable(f"random{count}", shape)

    def logits(self, value: Expr) -> None:
        self.logit = value

    def build(self, made: Layer, *shapes: tuple[int, ...]) -> Expr:
        """`made` on inputs ``x0``, ``x1`` … of these shapes per sample; live settings are
        variables of their own name."""
        inputs = [self._variable(f"x{i}", (self.batch, *s)) for i, s in enumerate(shapes)]
        live = {key: self._variable(key, ()) for key in live_names(made)}
        return made.bound(live).build(self, *inputs)

    def values(self, made: Declared, seed: int = 0) -> dict[str, NDArray[np.float64]]:
        """Numbers for every variable: random, but live settings as they are set, random numbers
        within [0, 1), and variances positive."""
        rng = np.random.default_rng(seed)
        drawn = {}
        for name, v in self.variables.items():
            drawn[name] = np.asarray(rng.normal(size=v.shape))
            if name.startswith("random") or name == "state variance":
                drawn[name] = np.asarray(rng.uniform(size=v.shape))
            if name in live_names(made):
                drawn[name] = np.asarray(getattr(made, name))
        return drawn


def live_names(made: Declared) -> tuple[str, ...]:
    """The float settings that reach a running training as values."""
    return tuple(key for key, p in made.params.items() if p.live and p.kind == "float")


def run(outputs: Mapping[str, Expr], values: Values, dtype: Any = np.float64) -> dict[str, Any]:
    """The outputs, computed from `values` of the variables."""
    program = NumpyProgram(outputs, dtype=dtype)
    for name, array in program.inputs.items():
        array[...] = values[name]
    program.run()
    return {name: np.array(found) for name, found in program.outputs.items()}


def value(expr: Expr, values: Values = {}, dtype: Any = np.float64) -> Any:  # noqa: B006
    """One expression, computed."""
    return run({"y": expr}, values, dtype)["y"]


def slopes(expr: Expr, wrt: Mapping[str, Expr], values: Values, dtype: Any = np.float64) -> Any:
    """The gradient of a scalar by every variable of `wrt`, by name."""
    found = gradients(expr, list(wrt.values()))
    return run(dict(zip(wrt, found, strict=True)), values, dtype)


def assert_gradient(expr: Expr, wrt: Mapping[str, Expr], values: Values) -> None:
    """Compares the gradient of a random mixture of `expr` with central differences in float64,
    number by number."""
    mix = np.random.default_rng(7).normal(size=expr.shape)
    total = (expr * mix).sum()
    program = NumpyProgram({"total": total}, dtype=np.float64)

    def at(changed: Values) -> float:
        for name, array in program.inputs.items():
            array[...] = changed[name]
        program.run()
        return float(program.outputs["total"])

    for name, slope in slopes(total, wrt, values).items():
        expected = differences(at, values, name)
        np.testing.assert_allclose(slope, expected, rtol=1e-6, atol=1e-7, err_msg=name)


def differences(at: Callable[[Values], float], values: Values, name: str) -> NDArray[np.float64]:
    """The gradient of `at` by `values[name]`, by central differences."""
    start = np.array(values[name], np.float64)
    found = np.zeros_like(start)
    for place in np.ndindex(start.shape):
        away = []
        for side in (1e-6, -1e-6):
            moved = start.copy()
            moved[place] += side
            away.append(at({**values, name: moved}))
        found[place] = (away[0] - away[1]) / 2e-6
    return found


def labels_of(registry: Mapping[str, type[Declared]]) -> Sequence[str]:
    """What people read for every entry."""
    return [cls.label for cls in registry.values()]
