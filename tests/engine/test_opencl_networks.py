"""Networks of kinds still to come on every OpenCL device: the numbers of float64 NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.formulas import evaluate
from tests.engine.networks import CASES
from tests.engine.opencl import assert_close, assert_slope, on_every_device, run_on

SAMPLES = {"cnn": ("x",), "lstm": ("h", "c"), "attention": ("x",)}
"""What has a row for each sample, and can run along lanes."""


@on_every_device
@pytest.mark.parametrize("lanes", [True, False])
@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients_are_those_of_numpy(key: str, name: str, lanes: bool) -> None:
    case = CASES[name]
    given = {n: np.float32(value).astype(np.float64) for n, value in case.values().items()}
    outputs = case.outputs()
    found = run_on(key, outputs, given, SAMPLES[name] if lanes else (), 2 * lanes)
    for output, expected in evaluate(outputs, given).items():
        (assert_close if output == "loss" else assert_slope)(found[output], expected, output)
