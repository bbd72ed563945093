"""Every layer, loss and optimizer on every OpenCL device: the numbers of float64 NumPy.

Each registry is one kernel, for compiling many takes longer than everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engine.ir.expr import Expr, variable
from engine.ir.gradient import gradients
from engine.layers import layers
from engine.losses import losses
from engine.optimizers import optimizers
from tests.engine.fitting import BATCH, FITTING, OUTPUTS, labels, shapes_for
from tests.engine.formulas import evaluate
from tests.engine.opencl import assert_close, assert_slope, on_every_device, run_on
from tests.engine.sketches import PLANE, TABLE, Sketch, live_names

Formulas = tuple[dict[str, Expr], dict[str, Any]]
SLOPE = " by "
both = pytest.mark.parametrize("lanes", [True, False])


@pytest.fixture(autouse=True)
def quickly_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested is what the kernel says."""
    monkeypatch.setenv("PYOPENCL_BUILD_OPTIONS", "-cl-opt-disable")


def _check(key: str, made: Formulas, lanes: list[str], count: int) -> None:
    """The device's numbers against NumPy's; those of a gradient against its greatest."""
    outputs, values = made
    single = {
        name: np.asarray(v, np.float32).astype(np.float64) if np.asarray(v).dtype.kind == "f" else v
        for name, v in values.items()
    }
    found = run_on(key, outputs, single, lanes, count)
    for name, expected in evaluate(outputs, single).items():
        (assert_slope if SLOPE in name else assert_close)(found[name], expected, name)


def _with_slopes(name: str, out: Expr, wrt: Mapping[str, Expr]) -> dict[str, Expr]:
    """An output, and the gradient of a mixture of its numbers."""
    mix = np.random.default_rng(7).normal(size=out.shape)
    slopes = gradients((out * mix).sum(), list(wrt.values()))
    return {
        name: out,
        **{f"{name}{SLOPE}{v}": slope for v, slope in zip(wrt, slopes, strict=True)},
    }


def _layers() -> Formulas:
    """Every layer, while training and outside of it."""
    outputs: dict[str, Expr] = {}
    values: dict[str, Any] = {}
    for name in layers:
        for training in (True, False):
            made = layers.make(name)
            prefix = f"{name}, {'training' if training else 'evaluation'}: "
            data = PLANE if name == "input" else TABLE
            sketch = Sketch(data, training=training, prefix=prefix)
            out = sketch.build(made, *shapes_for(name))
            unsmooth = "random" if name != "dropout" else ("random", "rate")
            wrt = {n: v for n, v in sketch.variables.items() if not n.startswith(unsmooth)}
            outputs |= _with_slopes(f"{prefix}out", out, wrt)
            outputs |= {f"{prefix}{n}": update for n, update in sketch.updates.items()}
            values |= {prefix + n: value for n, value in sketch.values(made).items()}
    return outputs, values


def _losses() -> Formulas:
    """Every loss, of every task and output it suits."""
    outputs: dict[str, Expr] = {}
    values: dict[str, Any] = {}
    for name, task, activation in FITTING:
        made, prefix = losses.make(name), f"{name}, {task}, {activation}: "
        z = variable(f"{prefix}z", (BATCH, OUTPUTS[task]))
        plain, given = labels(task)
        y = variable(f"{prefix}y", plain.shape, plain.dtype)
        live = {key: variable(prefix + key, ()) for key in live_names(made)}
        bent = z if made.from_logits else layers.make(activation).build(Sketch(), z)
        target = made.target(y, task, OUTPUTS[task], activation)
        outputs |= _with_slopes(f"{prefix}loss", made.bound(live).build(bent, target), {"z": z})
        values |= {f"{prefix}z": np.random.default_rng(1).normal(size=z.shape), f"{prefix}y": given}
        values |= {prefix + key: getattr(made, key) for key in live}
    return outputs, values


def _optimizers(count: int) -> Formulas:
    """One step of every optimizer from anywhere."""
    outputs: dict[str, Expr] = {}
    values: dict[str, Any] = {}
    rng = np.random.default_rng(2)
    for name in optimizers:
        made = optimizers.make(name)

        def given(what: str, value: Any, name: str = name) -> Expr:
            values[f"{name}: {what}"] = value
            return variable(f"{name}: {what}", np.shape(value))

        live = {key: given(key, getattr(made, key)) for key in live_names(made)}
        slots = {s: given(s, rng.uniform(0.1, 1, count)) for s in made.slots}
        w, g = (given(what, rng.normal(size=count)) for what in "wg")
        rest = (given("lr", 0.05), given("step", 7.0), given("decay", np.arange(count) % 2.0))
        moved, kept = made.bound(live).update(w, g, slots, *rest)
        outputs |= {f"{name}: moved": moved, **{f"{name}: new {s}": v for s, v in kept.items()}}
    return outputs, values


@on_every_device
@both
def test_every_layer_and_its_gradient(key: str, lanes: bool) -> None:
    made = _layers()
    samples = [n for n in made[1] if re.search(r": (x|random)\d$", n)]
    _check(key, made, samples * lanes, Sketch().batch * lanes)


@on_every_device
@both
def test_every_loss_and_its_gradient(key: str, lanes: bool) -> None:
    made = _losses()
    samples = [n for n in made[1] if re.search(r": [yz]$", n)]
    _check(key, made, samples * lanes, BATCH * lanes)


@on_every_device
@both
def test_every_optimizer(key: str, lanes: bool) -> None:
    made = _optimizers(37)
    weights = [n for n, value in made[1].items() if np.ndim(value)]
    _check(key, made, weights * lanes, 37 * lanes)
