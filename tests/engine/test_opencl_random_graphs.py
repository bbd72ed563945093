"""Formulas nobody thought of, many in one kernel: the numbers of float64 NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from engine.ir.expr import Expr, ordered, variable
from engine.ir.gradient import gradients
from tests.engine.formulas import evaluate
from tests.engine.opencl import assert_close, assert_slope, on_every_device, run_on
from tests.engine.random_graphs import formulas, loss_of

_TOGETHER = 25
"""Graphs in one kernel: ten tests of two kernels each make five hundred."""
_WIDTHS = {1: 3, 4: 3, 5: 1, 16: 2, 37: 2}
"""Numbers of a sample by how many samples there are: one, some, a vector full, and parts of one."""


def _inputs(count: int) -> dict[str, Expr]:
    width = _WIDTHS[count]
    return {
        "a": variable("a", (count, width)), "b": variable("b", (width,)),
        "c": variable("c", (count, 1)), "d": variable("d", (2, width)),
    }  # fmt: skip


def _values(inputs: Mapping[str, Expr]) -> dict[str, Any]:
    """Numbers that float32 can hold."""
    rng = np.random.default_rng(0)
    return {
        name: rng.normal(size=v.shape).astype(np.float32).astype(np.float64)
        for name, v in inputs.items()
    }


def _outputs(graphs: Sequence[Sequence[Expr]], inputs: Mapping[str, Expr]) -> dict[str, Expr]:
    outputs = {}
    for number, nodes in enumerate(graphs):
        outputs[f"{number}"] = nodes[-1]
        slopes = gradients(loss_of(nodes), list(inputs.values()))
        outputs |= {f"{number} by {n}": s for n, s in zip(inputs, slopes, strict=True)}
    return outputs


@on_every_device
@pytest.mark.parametrize("lanes", [True, False])
@pytest.mark.parametrize("count", _WIDTHS)
def test_random_formulas_and_their_gradients(
    key: str, lanes: bool, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is tested is what the kernel says; optimizing it would take ten times as long.
    monkeypatch.setenv("PYOPENCL_BUILD_OPTIONS", "-cl-opt-disable")
    inputs = _inputs(count)
    values = _values(inputs)
    graph = formulas(inputs["a"], inputs["b"], (inputs["c"], inputs["d"]), 4)

    # A smaller example would be looked for in hundreds of kernels.
    @settings(max_examples=2, phases=[Phase.generate])
    @given(st.lists(graph, min_size=_TOGETHER, max_size=_TOGETHER))
    def check(graphs: list[list[Expr]]) -> None:
        assume(len({len(ordered(nodes)) for nodes in graphs}) > 3)  # not all of them the simplest
        outputs = _outputs(graphs, inputs)
        found = run_on(key, outputs, values, ["a", "c"] * lanes, count * lanes)
        wanted = evaluate(outputs, values)
        for number in range(_TOGETHER):
            assert_close(found[f"{number}"], wanted[f"{number}"], f"{number}")
            names = [f"{number} by {name}" for name in inputs]
            terms = max(float(np.abs(wanted[name]).max()) for name in names)
            for name in names:
                assert_slope(found[name], wanted[name], name, terms)

    check()
