"""Initial weights have the mean and the variance that their documentation gives."""

from __future__ import annotations

import numpy as np
import pytest

from engine.initializers import (
    Initializer,
    automatic,
    initializer_label,
    initializer_names,
    initializers,
)
from engine.layers.activation import activation_names

IN, OUT = 200, 300
VARIANCES = {
    "zeros": 0.0,
    "ones": 0.0,
    "constant": 0.0,
    "normal": 0.25,
    "uniform": 1 / 12,
    "glorot_uniform": 2 / (IN + OUT),
    "glorot_normal": 2 / (IN + OUT),
    "he_uniform": 2 / IN,
    "he_normal": 2 / IN,
    "lecun_normal": 1 / IN,
    "orthogonal": 1 / OUT,
}
MEANS = {"ones": 1.0, "constant": 0.1}
RANDOM = [name for name, variance in VARIANCES.items() if variance]


def draw(made: Initializer, shape: tuple[int, ...] = (IN, OUT), seed: int = 1, stream: int = 5):
    return made.draw(shape, IN, OUT, seed, stream)


@pytest.mark.parametrize("name", list(initializers))
def test_has_its_documented_mean_and_variance(name: str) -> None:
    found = draw(initializers.make(name))
    assert found.shape == (IN, OUT)
    assert found.dtype == np.float32
    assert found.mean() == pytest.approx(MEANS.get(name, 0.0), abs=0.005)
    assert found.var() == pytest.approx(VARIANCES[name], rel=0.03, abs=1e-9)


@pytest.mark.parametrize("name", list(initializers))
@pytest.mark.parametrize("shape", [(), (1,), (7,), (1, 1), (3, 1), (1, 3), (2, 3, 4)])
def test_makes_every_shape(name: str, shape: tuple[int, ...]) -> None:
    found = draw(initializers.make(name), shape)
    assert found.shape == shape
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", list(initializers))
def test_one_seed_gives_one_set_of_weights(name: str) -> None:
    made = initializers.make(name)
    np.testing.assert_array_equal(draw(made), draw(made))


@pytest.mark.parametrize("name", RANDOM)
def test_another_seed_or_stream_gives_others(name: str) -> None:
    made = initializers.make(name)
    assert (draw(made) != draw(made, seed=2)).mean() > 0.99
    assert (draw(made) != draw(made, stream=6)).mean() > 0.99


@pytest.mark.parametrize("name", [name for name in RANDOM if "uniform" in name])
def test_uniform_numbers_stay_within_their_range(name: str) -> None:
    limit = np.sqrt(3 * VARIANCES[name])
    assert np.abs(draw(initializers.make(name))).max() == pytest.approx(limit, rel=1e-3)


@pytest.mark.parametrize("shape", [(8, 8), (12, 5), (5, 12), (2, 3, 4)])
def test_orthogonal_columns_or_rows_stand_at_right_angles(shape: tuple[int, ...]) -> None:
    found = draw(initializers.make("orthogonal"), shape).reshape(-1, shape[-1])
    smaller = found if found.shape[0] <= found.shape[1] else found.T
    np.testing.assert_allclose(smaller @ smaller.T, np.eye(len(smaller)), atol=1e-6)


@pytest.mark.parametrize("activation", activation_names())
def test_auto_names_an_initializer_for_every_activation(activation: str) -> None:
    assert automatic(activation) in initializers


@pytest.mark.parametrize(("activation", "depth"), [("relu", 20), ("tanh", 5), ("identity", 20)])
def test_auto_keeps_signals_alive_through_deep_networks(activation: str, depth: int) -> None:
    bends = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "identity": lambda z: z}
    x = np.random.default_rng(0).normal(size=(100, 64))
    made = initializers.make(automatic(activation))
    for layer in range(depth):
        x = bends[activation](x @ made.draw((64, 64), 64, 64, 1, layer))
    assert 0.1 < np.sqrt((x**2).mean()) < 10


@pytest.mark.parametrize("name", initializer_names())
def test_people_can_read_it(name: str) -> None:
    assert "_" not in initializer_label(name)
    if name in initializers:
        assert initializers[name].summary.endswith(".")
        assert initializers.from_plain(initializers[name]().to_plain()) == initializers[name]()
