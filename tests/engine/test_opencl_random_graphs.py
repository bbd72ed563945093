"""Formulas nobody thought of, many in one kernel: the numbers of float64 NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.ir.expr import Expr
from engine.ir.gradient import gradients
from tests.engine.formulas import evaluate
from tests.engine.opencl import assert_close, on_every_device, run_on
from tests.engine.test_ir_random_graphs import VALUES, A, B, formulas, loss_of

_TOGETHER = 12


def _outputs(graphs: list[list[Expr]]) -> dict[str, Expr]:
    outputs = {}
    for number, nodes in enumerate(graphs):
        loss = loss_of(nodes)
        outputs |= {f"{number}: {i}": node for i, node in enumerate(nodes)}
        outputs |= {
            f"{number} by {name}": slope
            for name, slope in zip("ab", gradients(loss, [A, B]), strict=True)
        }
    return outputs


@on_every_device
@pytest.mark.parametrize("lanes", [True, False])
@settings(max_examples=2)
@given(graphs=st.lists(formulas(), min_size=_TOGETHER, max_size=_TOGETHER))
def test_random_formulas_and_their_gradients(
    key: str, lanes: bool, graphs: list[list[Expr]]
) -> None:
    outputs = _outputs(graphs)
    found = run_on(key, outputs, VALUES, ["a"] * lanes, 4 * lanes)
    single = {name: np.float32(value).astype(np.float64) for name, value in VALUES.items()}
    for name, expected in evaluate(outputs, single).items():
        assert_close(found[name], expected, name)
