"""Laws that hold for every kind of layer, then what each one promises."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from engine.datasets.base import DataSpec
from engine.ir.expr import Expr, variable
from engine.layers import LayerProblem, layers
from engine.layers.activation import Activation, activate, activation_label, activation_names
from tests.engine.fitting import shapes_for
from tests.engine.sketches import (
    IMAGE,
    LINE,
    PLANE,
    TABLE,
    Sketch,
    assert_gradient,
    run,
    value,
)

pytestmark = pytest.mark.filterwarnings("error")

ANY_RANK = ["flatten", "add", "multiply", "concatenate", "dropout", "batch_norm", "layer_norm"]
SHAPES = [(6,), (2, 3), (2, 3, 4)]


@pytest.fixture(params=list(layers))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["training", "evaluation"])
def training(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_builds_with_the_batch_in_front(name: str, training: bool) -> None:
    sketch = Sketch(training=training)
    out = sketch.build(layers.make(name), *shapes_for(name))
    assert out.shape[0] == sketch.batch
    assert len(out.shape) == 2
    assert out.dtype == "f"


def test_gradient_is_that_of_finite_differences(name: str, training: bool) -> None:
    made = layers.make(name)
    sketch = Sketch(training=training)
    out = sketch.build(made, *shapes_for(name))
    smooth = {k: v for k, v in sketch.variables.items() if not k.startswith("random")}
    if name == "dropout":
        del smooth["rate"]  # which neurons are dropped jumps with the rate
    assert_gradient(out, smooth, sketch.values(made))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", [*ANY_RANK, *activation_names()])
def test_works_on_samples_of_any_rank(kind: str, shape: tuple[int, ...]) -> None:
    made = layers.make(kind)
    sketch = Sketch()
    out = sketch.build(made, *shapes_for(kind, shape))
    assert_gradient(out, {"x0": sketch.variables["x0"]}, sketch.values(made))


def test_a_sample_is_answered_alone_as_in_a_batch(name: str) -> None:
    """Outside training nothing depends on who else is in the batch."""
    made = layers.make(name)
    many = Sketch(training=False)
    one = Sketch(training=False, batch=1)
    whole = many.build(made, *shapes_for(name))
    single = one.build(made, *shapes_for(name))
    values = many.values(made)
    first = {k: v[:1] if re.fullmatch(r"x\d", k) else v for k, v in values.items()}
    np.testing.assert_allclose(value(single, first), value(whole, values)[:1], rtol=1e-12)


def test_only_dropout_and_batch_norm_behave_differently_in_training(name: str) -> None:
    made = layers.make(name)
    sketches = [Sketch(training=training) for training in (True, False)]
    outs = [sketch.build(made, *shapes_for(name)) for sketch in sketches]
    values = sketches[0].values(made) | {"state mean": np.zeros(6), "state variance": np.ones(6)}
    same = np.allclose(value(outs[0], values), value(outs[1], values))
    assert same == (name not in ("dropout", "batch_norm"))


def test_saves_as_plain_values_and_comes_back(name: str) -> None:
    made = layers.make(name)
    assert layers.from_plain(made.to_plain()) == made


def test_float32_and_extreme_inputs_stay_finite(name: str, training: bool) -> None:
    made = layers.make(name)
    sketch = Sketch(training=training)
    out = sketch.build(made, *shapes_for(name))
    values = sketch.values(made)
    for key in values:
        if re.fullmatch(r"x\d", key):
            values[key] = values[key] * 1e4
    assert np.isfinite(value(out, values, np.float32)).all()


def test_people_can_read_it(name: str) -> None:
    cls = layers[name]
    assert "_" not in cls.label
    assert cls.summary.endswith(".")
    assert cls.category
    for p in cls.params.values():
        assert "_" not in p.label
        assert p.help.endswith(".")
        assert all("_" not in p.option_label(option) for option in p.options)


# --- activations ----------------------------------------------------------------------------

AT = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
FORMULAS: dict[str, Any] = {
    "identity": lambda x: x,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "elu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
    "gelu": lambda x: x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))),
    "silu": lambda x: x / (1 + np.exp(-x)),
    "softplus": lambda x: np.log1p(np.exp(x)),
    "sine": np.sin,
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(),
}


@pytest.mark.parametrize("kind", activation_names())
def test_activation_is_its_formula(kind: str) -> None:
    x = variable("x", (1, 5))
    found = value(activate(kind, x), {"x": AT[None]})
    np.testing.assert_allclose(found[0], FORMULAS[kind](AT), rtol=1e-12, atol=1e-12)


def test_every_activation_can_be_chosen_in_a_dense_layer() -> None:
    assert layers["dense"].params["activation"].options == activation_names()
    assert all(issubclass(layers[kind], Activation) for kind in activation_names())


def test_activation_labels_are_spelled_as_people_know_them() -> None:
    spelled = ["ReLU", "Leaky ReLU", "ELU", "GELU", "SiLU", "Tanh"]
    kinds = ["relu", "leaky_relu", "elu", "gelu", "silu", "tanh"]
    assert [activation_label(kind) for kind in kinds] == spelled


# --- dense and output ------------------------------------------------------------------------


def test_dense_is_weights_times_inputs_plus_bias() -> None:
    made = layers.make("dense", {"units": 3, "activation": "identity"})
    sketch = Sketch()
    out = sketch.build(made, (4,))
    values = sketch.values(made)
    expected = values["x0"] @ values["weight"] + values["bias"]
    np.testing.assert_allclose(value(out, values), expected, rtol=1e-12)
    assert sketch.asked["weight"]["shape"] == (4, 3)
    assert (sketch.asked["weight"]["fan_in"], sketch.asked["weight"]["fan_out"]) == (4, 3)


def test_dense_without_bias_has_one_array() -> None:
    sketch = Sketch()
    sketch.build(layers.make("dense", {"bias": False}), (4,))
    assert set(sketch.asked) == {"weight"}


@pytest.mark.parametrize("kind", ["dense", "output"])
def test_only_the_weights_of_neurons_are_regularized(kind: str) -> None:
    made = layers.make(kind)
    sketch = Sketch()
    sketch.build(made, (4,))
    assert sketch.asked["weight"].get("regularize", True)
    assert not sketch.asked["bias"]["regularize"]
    assert sketch.asked["weight"]["l2"] is sketch.variables["l2"]


@pytest.mark.parametrize(
    ("activation", "init"),
    [("relu", "he_normal"), ("tanh", "glorot_uniform"), ("sine", "lecun_normal")],
)
def test_automatic_initial_weights_suit_the_activation(activation: str, init: str) -> None:
    sketch = Sketch()
    sketch.build(layers.make("dense", {"activation": activation}), (4,))
    assert sketch.asked["weight"]["init"] == init


def test_chosen_initial_weights_are_used() -> None:
    sketch = Sketch()
    sketch.build(layers.make("dense", {"initializer": "orthogonal"}), (4,))
    assert sketch.asked["weight"]["init"] == "orthogonal"


@pytest.mark.parametrize("kind", ["dense", "output"])
def test_initial_weights_can_be_scaled_but_biases_start_at_0(kind: str) -> None:
    sketch = Sketch()
    sketch.build(layers.make(kind, {"gain": 3.0}), (4,))
    assert sketch.asked["weight"]["gain"] == 3.0
    assert sketch.asked["bias"]["init"] == "zeros"


@pytest.mark.parametrize("kind", ["dense", "output"])
def test_images_have_to_be_flattened_first(kind: str) -> None:
    with pytest.raises(LayerProblem) as caught:
        Sketch().build(layers.make(kind), (1, 8, 8))
    assert caught.value.code == "needs_flatten"
    assert caught.value.values == {"shape": (1, 8, 8)}


@pytest.mark.parametrize("wanted", ["softmax", "sigmoid", "identity", "tanh"])
def test_output_left_on_auto_takes_what_the_loss_wants(wanted: str) -> None:
    made = layers.make("output")
    sketch = Sketch(output_activation=wanted)
    out = sketch.build(made, (4,))
    assert sketch.logit is not None
    assert out.shape == (sketch.batch, TABLE.outputs)
    found = run({"out": out, "bent": activate(wanted, sketch.logit)}, sketch.values(made))
    np.testing.assert_array_equal(found["out"], found["bent"])


def test_output_keeps_an_activation_of_its_own() -> None:
    made = layers.make("output", {"activation": "identity"})
    sketch = Sketch(output_activation="softmax")
    out = sketch.build(made, (4,))
    assert out is sketch.logit


# --- input -------------------------------------------------------------------------------------


def _input(data: DataSpec, features: tuple[str, ...], x: Any) -> Any:
    sketch = Sketch(data, batch=len(x))
    out: Expr = layers.make("input", {"features": features}).build(sketch)
    return value(out, {"x0": np.asarray(x, float)})


def test_input_makes_the_chosen_features_of_the_plane() -> None:
    every = layers["input"].params["features"].options
    (row,) = _input(PLANE, every, [[2.0, -3.0]])
    np.testing.assert_allclose(row, [2, -3, 4, 9, -6, np.sin(2), np.sin(-3)], rtol=1e-12)


def test_input_of_a_line_knows_only_its_own_features() -> None:
    every = layers["input"].params["features"].options
    (row,) = _input(LINE, every, [[2.0]])
    np.testing.assert_allclose(row, [2, 4, np.sin(2)], rtol=1e-12)


@pytest.mark.parametrize("data", [TABLE, IMAGE])
def test_input_of_tables_and_images_passes_everything(data: DataSpec) -> None:
    x = np.random.default_rng(0).normal(size=(3, *data.shape))
    np.testing.assert_array_equal(_input(data, ("x1",), x), x)


@pytest.mark.parametrize(("data", "features"), [(PLANE, ()), (LINE, ("x2", "x1*x2"))])
def test_input_without_features_is_a_problem(data: DataSpec, features: tuple[str, ...]) -> None:
    with pytest.raises(LayerProblem, match="no_features"):
        layers.make("input", {"features": features}).build(Sketch(data))


def test_input_names_what_it_passes_on() -> None:
    made = layers.make("input", {"features": ("x1", "x1*x2", "sin x2")})
    assert made.feature_names(PLANE) == ("x₁", "x₁x₂", "sin x₂")
    assert made.feature_names(LINE) == ("x₁",)
    assert made.feature_names(TABLE) == TABLE.features


# --- merge and flatten ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 5])
def test_merging_layers_take_any_number_of_inputs(count: int) -> None:
    sketch = Sketch(batch=2)
    product = sketch.build(layers.make("multiply"), *[(3,)] * count)
    added = sketch.build(layers.make("add"), *[(3,)] * count)
    joined = sketch.build(layers.make("concatenate"), *[(3,)] * count)
    values = sketch.values(layers.make("add"))
    xs = [values[f"x{i}"] for i in range(count)]
    found = run({"added": added, "product": product, "joined": joined}, values)
    np.testing.assert_allclose(found["product"], np.prod(xs, axis=0), rtol=1e-12)
    np.testing.assert_allclose(found["added"], np.sum(xs, axis=0), rtol=1e-12)
    np.testing.assert_array_equal(found["joined"], np.concatenate(xs, axis=1))


def test_concatenate_joins_channels_of_images() -> None:
    out = Sketch(batch=2).build(layers.make("concatenate"), (1, 8, 8), (3, 8, 8))
    assert out.shape == (2, 4, 8, 8)


@pytest.mark.parametrize(
    ("kind", "shapes"),
    [
        ("add", [(3,), (4,)]),
        ("add", [(3,), (1,)]),
        ("multiply", [(3,), (1,)]),
        ("concatenate", [(1, 8, 8), (64,)]),
    ],
)
def test_inputs_that_do_not_go_together_are_a_problem(kind: str, shapes: list[Any]) -> None:
    with pytest.raises(LayerProblem) as caught:
        Sketch().build(layers.make(kind), *shapes)
    assert caught.value.code == "shape_mismatch"
    assert caught.value.values == {"shapes": tuple(shapes)}
    assert caught.value.port == 1


def test_flatten_lays_rows_end_to_end() -> None:
    sketch = Sketch(batch=2)
    out = sketch.build(layers.make("flatten"), (1, 3, 4))
    x = np.arange(24.0).reshape(2, 1, 3, 4)
    np.testing.assert_array_equal(value(out, {"x0": x}), x.reshape(2, 12))
