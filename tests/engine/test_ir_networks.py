"""Layers of kinds still to come, written as formulas and compared with PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.formulas import Array, difference, evaluate
from tests.engine.networks import CASES

cases = pytest.mark.parametrize("name", CASES)


@cases
def test_gradients_agree_with_differences(name: str) -> None:
    outputs, values = CASES[name].outputs(), CASES[name].values()
    found = evaluate(outputs, values)
    loss = {"loss": outputs["loss"]}
    for key, value in values.items():
        direction = np.random.default_rng(1).normal(size=value.shape)

        def look(at: Array, key: str = key) -> float:
            return float(evaluate(loss, {**values, key: at})["loss"])

        measured = difference(look, value, direction, 1e-4)
        assert (found[key] * direction).sum() == pytest.approx(measured, rel=1e-6, abs=1e-8)


@cases
@pytest.mark.parametrize(("dtype", "close"), [(np.float64, 1e-11), (np.float32, 2e-5)])
def test_agrees_with_pytorch(name: str, dtype: type, close: float) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing compared")
    case = CASES[name]
    values = case.values()
    tensors = {k: torch.tensor(v, requires_grad=True) for k, v in values.items()}
    loss = case.in_torch(torch, tensors)
    loss.backward()
    found = evaluate(case.outputs(), values, dtype)
    np.testing.assert_allclose(found["loss"], loss.item(), close)
    for key, tensor in tensors.items():
        np.testing.assert_allclose(found[key], tensor.grad.numpy(), close, close, err_msg=key)
