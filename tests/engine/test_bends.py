"""The curves of activations."""

from __future__ import annotations

import numpy as np
import pytest

from engine.bends import bend_of
from engine.layers import layers
from engine.layers.activation import activation_names

ELEMENTWISE = sorted(set(activation_names()) - {"softmax"})


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_slope_is_that_of_the_curve(name: str) -> None:
    bend = bend_of(layers.make(name), -4.0, 4.0, 2001)
    assert bend is not None
    smooth = np.abs(bend.x) > 0.01  # a kink has two slopes
    found = np.gradient(bend.y, bend.x)
    np.testing.assert_allclose(bend.slope[smooth][1:-1], found[smooth][1:-1], atol=1e-3)
    assert not bend.y.flags.writeable


def test_a_setting_bends_the_curve() -> None:
    gentle, steep = (bend_of(layers.make("leaky_relu", {"slope": s}), -1, 1, 3) for s in (0.1, 0.5))
    assert gentle is not None and steep is not None
    assert (gentle.y[0], steep.y[0]) == (-0.1, -0.5)


def test_what_looks_at_several_numbers_at_once_has_no_curve() -> None:
    assert bend_of(layers.make("softmax"), -4.0, 4.0) is None
