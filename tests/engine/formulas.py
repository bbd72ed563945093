"""Small formulas with numbers to put in: one or more for every primitive, and ways to run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.numpy import NumpyProgram
from engine.backends.numpy.kernels import KERNELS
from engine.ir import functions as f
from engine.ir.expr import Expr, constant, make, ordered, variable

__all__ = ["EXAMPLES", "Example", "difference", "evaluate", "plainly"]

Array = NDArray[Any]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """A formula of the variables in `values`, and numbers away from its corners."""

    op: str
    formula: Callable[..., Expr]
    values: tuple[Array, ...]

    @property
    def variables(self) -> tuple[Expr, ...]:
        """One variable for every value: a, b, c …"""
        kinds = {"f": "f", "i": "i", "b": "b"}
        return tuple(
            variable(name, v.shape, kinds[v.dtype.kind])  # type: ignore[arg-type]
            for name, v in zip("abc", self.values, strict=False)
        )

    @property
    def bound(self) -> dict[str, Array]:
        """The values by name of their variable."""
        return dict(zip("abc", self.values, strict=False))


def evaluate(
    outputs: Mapping[str, Expr], values: Values, dtype: Any = np.float64
) -> dict[str, Array]:
    """What a program makes of these values, as copies; not in its first run."""
    program = NumpyProgram(outputs, dtype=dtype)
    program.run()
    for name, array in program.inputs.items():
        array[...] = values[name]
    program.run()
    return {name: array.copy() for name, array in program.outputs.items()}


class _Table:
    """The plainest desk there is: every result in an array of its own, every step at once."""

    def out(self, node: Expr) -> Array:
        return self.array(node.shape, node.dtype)

    def array(self, shape: tuple[int, ...], dtype: str = "f") -> Array:
        return np.zeros(shape, {"f": np.float64, "i": np.int64, "b": np.bool_}[dtype])

    def step(self, function: Callable[..., Any], *args: Any) -> None:
        function(*args)


def plainly(output: Expr, values: Values) -> Array:
    """The formula computed node by node in float64: no simplifying, no sharing of memory."""
    found: dict[Expr, Array] = {}
    with np.errstate(all="ignore"):
        for node in ordered([output]):
            if node.op == "variable":
                found[node] = np.asarray(values[node.attr("name")])
            elif node.op == "constant":
                found[node] = node.attr("value")
            else:
                args = [found[a] for a in node.args]
                found[node] = KERNELS[node.op](_Table(), node, args).copy()
    return found[output]


def difference(
    function: Callable[[Array], float], at: Array, direction: Array, reach: float = 1e-4
) -> float:
    """The slope of `function` at `at` along `direction`, by four-point central differences."""

    def look(steps: float) -> float:
        return function(at + steps * reach * direction)

    return (8 * (look(1) - look(-1)) - (look(2) - look(-2))) / (12 * reach)


def _numbers(*shape: int, seed: int = 0, lo: float = -2.0, hi: float = 2.0) -> Array:
    """Distinct numbers spread over [lo, hi], none of them near another or near 0."""
    count = int(np.prod(shape))
    spread = np.linspace(lo, hi, count + 1)[1:] - (hi - lo) / (2.3 * (count + 1))
    return np.random.default_rng(seed).permutation(spread).reshape(shape)


def _positive(*shape: int, seed: int = 0) -> Array:
    return _numbers(*shape, seed=seed, lo=0.3, hi=3.0)


X, Y = _numbers(3, 4), _numbers(3, 4, seed=1) * 1.01
INDEX = np.array([[2, 0], [1, 2]])
IMAGE = _numbers(2, 6, 7)
WINDOWS = ((1, 2, 2, 1), (2, 3, 1, 2))
STEP, SEED = np.array(3), np.array(5)


def _unwindows(x: Expr) -> Expr:
    return make("unwindows", x, windows=WINDOWS, shape=(2, 6, 7))


EXAMPLES: tuple[Example, ...] = (
    Example("variable", lambda a: a, (X,)),
    Example("constant", lambda a: a * constant(Y), (X,)),
    Example("neg", lambda a: -a, (X,)),
    Example("exp", lambda a: a.exp(), (X,)),
    Example("log", lambda a: a.log(), (_positive(3, 4),)),
    Example("sqrt", lambda a: a.sqrt(), (_positive(3, 4),)),
    Example("sin", lambda a: a.sin(), (X,)),
    Example("cos", lambda a: a.cos(), (X,)),
    Example("tanh", lambda a: a.tanh(), (X,)),
    Example("sigmoid", lambda a: a.sigmoid(), (X,)),
    Example("softplus", f.softplus, (X,)),
    Example("abs", lambda a: a.abs(), (X,)),
    Example("sign", lambda a: a.sign() * a, (X,)),
    Example("add", lambda a, b: a + b, (X, Y)),
    Example("add", lambda a, b: a + b, (X, Y[0])),
    Example("sub", lambda a, b: a - b, (X, Y[:, :1])),
    Example("mul", lambda a, b: a * b, (X, Y)),
    Example("mul", lambda a: a * a, (X,)),
    Example("div", lambda a, b: a / b, (X, _positive(3, 4))),
    Example("pow", lambda a, b: a**b, (_positive(3, 4), Y)),
    Example("maximum", f.maximum, (X, Y)),
    Example("minimum", f.minimum, (X, Y)),
    Example("less", lambda a, b: f.where(f.less(a, b), a * a, b), (X, Y)),
    Example("equal", lambda a, b, c: a * f.equal(b, c), (X[0], INDEX.reshape(4), np.arange(4) % 3)),
    Example("where", lambda a, b, c: f.where(c, a, b), (X, Y, X > 0)),
    Example("cast", lambda a, b: a * b.cast("f"), (X, np.arange(12).reshape(3, 4))),
    Example("stop", lambda a: f.stop_gradient(f.less(a, 0.0)).cast("f") * a, (X,)),
    Example("sum", lambda a: a.sum(1), (X,)),
    Example("sum", lambda a: a.sum(0), (X,)),
    Example("sum", lambda a: a.sum((0, 2), keepdims=True), (IMAGE,)),
    Example("sum", lambda a: a.sum(), (IMAGE,)),
    Example("max", lambda a: a.max(1), (X,)),
    Example("max", lambda a: a.max((0, 1), keepdims=True), (IMAGE,)),
    Example("reshape", lambda a: a.reshape((2, 6)).permute((1, 0)).reshape((4, 3)), (X,)),
    Example("permute", lambda a: a.permute((2, 0, 1)), (IMAGE,)),
    Example("broadcast", lambda a: a.broadcast_to((5, 3, 4)), (X,)),
    Example("slice", lambda a: a[:, 1:6:2, 2:], (IMAGE,)),
    Example("slice", lambda a: a[-1], (X,)),
    Example("pad", lambda a: f.pad(a, ((1, 2), (0, 1)), value=3.0), (X,)),
    Example("pad", lambda a: make("pad", a, widths=((0, 1, 2), (1, 0, 1)), value=0.0), (X,)),
    Example("concat", lambda a, b: f.concat([a * 2, b, a], axis=1), (X, Y)),
    Example("concat", lambda a, b: f.concat([a.tanh(), b.sin()], axis=0), (X, Y)),
    Example("windows", lambda a: f.windows(a, (1, 2), (2, 3), (2, 1), (1, 2)), (IMAGE,)),
    Example("unwindows", _unwindows, (_numbers(2, 3, 3, 2, 3),)),
    Example("gather", lambda a, b: f.gather(a, b, axis=0), (X, INDEX)),
    Example("gather", lambda a, b: f.gather(a, b, axis=1), (X, INDEX)),
    Example("scatter_add", lambda a, b: f.scatter_add(a, b, 0, 3), (_numbers(2, 2, 4), INDEX)),
    Example("scatter_add", lambda a, b: f.scatter_add(a, b, 1, 4), (_numbers(3, 2, 2), INDEX)),
    Example("matmul", lambda a, b: a @ b, (X, _numbers(4, 2, seed=2))),
    Example("matmul", lambda a, b: a @ b, (_numbers(2, 3, 4), _numbers(2, 4, 5, seed=2))),
    Example("matmul", lambda a, b: a @ b, (_numbers(2, 3, 4), _numbers(4, 5, seed=2))),
    Example("matmul", lambda a, b: a @ b, (_numbers(3, 2, 3, 4), _numbers(2, 4, 5, seed=2))),
    Example("uniform", lambda a, b, c: a * f.uniform((3, 4), 7, b, c), (X, STEP, SEED)),
)
