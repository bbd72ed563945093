"""What PyTorch also has, compared with it: forward, gradients, and fifty steps of training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import random
from engine.build import build
from engine.datasets import datasets
from engine.datasets.base import DataSpec, Task
from engine.experiment import Experiment, Training
from engine.graph import Graph
from engine.ir.expr import Expr, variable
from engine.layers import Layer, layers
from engine.layers.activation import activate, activation_names
from engine.losses import losses
from engine.optimizers import optimizers
from engine.runner import Runner
from engine.schedules import schedules
from engine.settings import live_settings
from tests.engine.sketches import Sketch, live_names, run, slopes

torch = pytest.importorskip(
    "torch", reason="PyTorch is not installed, so nothing can be compared with it"
)
F = torch.nn.functional

CLOSE = {"rtol": 1e-5, "atol": 1e-5}
AFTER_TRAINING = {"rtol": 1e-4, "atol": 1e-4}


def tensor(array: Any) -> Any:
    """A float32 leaf that collects its gradient."""
    return torch.tensor(np.asarray(array), dtype=torch.float32, requires_grad=True)


def assert_same(
    expr: Expr, wrt: dict[str, Expr], values: dict[str, Any], theirs: Callable[..., Any]
) -> None:
    """Compares `expr`, and the gradient of a random mixture of it, with `theirs`, a function of
    tensors called as the variables of `wrt`. Both in float32."""
    leaves = {name: tensor(values[name]) for name in wrt}
    expected = theirs(**leaves)
    mix = np.random.default_rng(7).normal(size=expr.shape)
    ours = run({"y": expr}, values, np.float32)["y"]
    np.testing.assert_allclose(ours, expected.detach().numpy(), **CLOSE)
    (expected * torch.tensor(mix, dtype=torch.float32)).sum().backward()
    for name, slope in slopes((expr * mix).sum(), wrt, values, np.float32).items():
        np.testing.assert_allclose(slope, leaves[name].grad.numpy(), **CLOSE, err_msg=name)


# --- forward and gradient ----------------------------------------------------------------------

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda input: input,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": lambda input: F.gelu(input, approximate="tanh"),
    "silu": F.silu,
    "softplus": F.softplus,
    "sine": torch.sin,
    "softmax": lambda input: torch.softmax(input, dim=-1),
}


@pytest.mark.parametrize("name", activation_names())
def test_activation(name: str) -> None:
    x = variable("input", (9, 7))
    values = {"input": np.random.default_rng(0).normal(size=(9, 7)) * 3}
    assert_same(activate(name, x), {"input": x}, values, ACTIVATIONS[name])


def compare_layer(
    name: str,
    shapes: list[tuple[int, ...]],
    theirs: Callable[..., Any],
    *,
    training: bool = True,
    **settings: Any,
) -> None:
    made = layers.make(name, settings)
    sketch = Sketch(training=training)
    out = sketch.build(made, *shapes)
    free = {
        key: v
        for key, v in sketch.variables.items()
        if key not in live_names(made) and not key.startswith(("state", "random"))
    }
    assert_same(out, free, sketch.values(made), theirs)


def test_dense() -> None:
    def theirs(x0: Any, weight: Any, bias: Any) -> Any:
        return F.linear(x0, weight.T, bias)

    compare_layer("dense", [(6,)], theirs, activation="identity")
    compare_layer("dense", [(6,)], lambda **leaves: torch.tanh(theirs(**leaves)))


@pytest.mark.parametrize("shape", [(6,), (3, 7), (3, 4, 5)])
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm(shape: tuple[int, ...], training: bool) -> None:
    sketch = Sketch()
    sketch.build(layers.make("batch_norm"), shape)
    values = sketch.values(layers.make("batch_norm"))
    mean, variance = (
        torch.tensor(values[f"state {key}"], dtype=torch.float32) for key in ("mean", "variance")
    )

    def theirs(x0: Any, scale: Any, shift: Any) -> Any:
        return F.batch_norm(x0, mean.clone(), variance.clone(), scale, shift, training, 0.1, 1e-5)

    compare_layer("batch_norm", [shape], theirs, training=training)


@pytest.mark.parametrize("shape", [(6,), (3, 4, 5)])
def test_running_averages_of_batch_norm(shape: tuple[int, ...]) -> None:
    made = layers.make("batch_norm", {"momentum": 0.3})
    sketch = Sketch()
    sketch.build(made, shape)
    values = sketch.values(made) | {
        f"state {key}": np.full(shape[0], start) for key, start in sketch.states.items()
    }
    module = torch.nn.BatchNorm1d if len(shape) == 1 else torch.nn.BatchNorm2d
    twin = module(shape[0], momentum=0.3)
    rng = np.random.default_rng(4)
    for _ in range(5):
        values["x0"] = rng.normal(2.0, 3.0, size=(5, *shape))
        found = run(sketch.updates, values, np.float32)
        values |= {f"state {key}": found[key] for key in found}
        twin(torch.tensor(values["x0"], dtype=torch.float32))
    np.testing.assert_allclose(values["state mean"], twin.running_mean.numpy(), **CLOSE)
    np.testing.assert_allclose(values["state variance"], twin.running_var.numpy(), **CLOSE)


@pytest.mark.parametrize("shape", [(6,), (3, 7)])
def test_layer_norm(shape: tuple[int, ...]) -> None:
    def theirs(x0: Any, scale: Any, shift: Any) -> Any:
        return F.layer_norm(x0, shape[-1:], scale, shift)

    compare_layer("layer_norm", [shape], theirs)


def test_dropout_in_evaluation() -> None:

    compare_layer("dropout", [(6,)], lambda x0: F.dropout(x0, training=False), training=False)


def test_merges_and_flatten() -> None:
    compare_layer("add", [(6,), (6,)], lambda x0, x1: x0 + x1)
    compare_layer("concatenate", [(6,), (2,)], lambda x0, x1: torch.cat([x0, x1], dim=1))
    compare_layer("concatenate", [(1, 4, 4), (2, 4, 4)], lambda x0, x1: torch.cat([x0, x1], 1))
    compare_layer("flatten", [(2, 3, 4)], lambda x0: torch.flatten(x0, 1))


LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "mse": F.mse_loss,
    "mae": F.l1_loss,
    "huber": F.huber_loss,
    "hinge": lambda z, t: F.hinge_embedding_loss(z * t, -torch.ones_like(z)),
    "binary_cross_entropy": F.binary_cross_entropy_with_logits,
    "cross_entropy": lambda z, t: F.cross_entropy(z, t.argmax(dim=-1)),
}


@pytest.mark.parametrize("name", list(losses))
def test_loss(name: str) -> None:
    made = losses.make(name)
    count = 1 if "classes" not in made.tasks else 3
    z, t = variable("z", (8, count)), variable("t", (8, count))
    rng = np.random.default_rng(5)
    chosen = rng.integers(0, 2, size=(8, 1)) if count == 1 else np.eye(3)[rng.integers(0, 3, 8)]
    wanted = chosen * 2.0 - 1.0 if name == "hinge" else chosen * 1.0
    values = {"z": rng.normal(size=(8, count)) * 2, "t": wanted}
    target = torch.tensor(wanted, dtype=torch.float32)
    assert_same(made.build(z, t), {"z": z}, values, lambda z: LOSSES[name](z, target))


# --- fifty steps of training --------------------------------------------------------------------

BATCHES, ROWS, RATE = 50, 12, 0.02
SPECS: dict[Task, DataSpec] = {
    "binary": DataSpec("binary", "table", (4,), 1, tuple("abcd"), ("A", "B")),
    "classes": DataSpec("classes", "table", (4,), 3, tuple("abcd"), ("A", "B", "C")),
    "regression": DataSpec("regression", "table", (4,), 2, tuple("abcd")),
}

MODULES: dict[str, Callable[[Layer, int], Any]] = {
    "dense": lambda made, inputs: torch.nn.Linear(inputs, made.values["units"]),
    "batch_norm": lambda made, inputs: torch.nn.BatchNorm1d(inputs),
    "layer_norm": lambda made, inputs: torch.nn.LayerNorm(inputs),
}
THEIR_NAMES = {"scale": "weight", "shift": "bias", "mean": "running_mean"}
THEIR_NAMES |= {"variance": "running_var"}

OPTIMIZERS: dict[str, Callable[[Any], Any]] = {
    "gradient_descent": lambda groups: torch.optim.SGD(groups, RATE),
    "sgd": lambda groups: torch.optim.SGD(groups, RATE),
    "momentum": lambda groups: torch.optim.SGD(groups, RATE, momentum=0.9),
    "nesterov": lambda groups: torch.optim.SGD(groups, RATE, momentum=0.9, nesterov=True),
    "adagrad": lambda groups: torch.optim.Adagrad(groups, RATE),
    "rmsprop": lambda groups: torch.optim.RMSprop(groups, RATE),
    "adam": lambda groups: torch.optim.Adam(groups, RATE),
    "adamw": lambda groups: torch.optim.AdamW(groups, RATE),
}


class Race:
    """One network here and the same in PyTorch, trained side by side on the same batches."""

    def __init__(
        self,
        *hidden: Layer,
        task: Task = "binary",
        loss: str = "mse",
        optimizer: str = "sgd",
        **training: Any,
    ) -> None:
        self.spec = SPECS[task]
        graph = Graph.chain(layers.make("input"), *hidden, layers.make("output"))
        self.experiment = Experiment(
            graph,
            next(iter(datasets.values()))(),
            losses.make(loss),
            optimizers.make(optimizer),
            schedules.make("constant"),
            training=Training(**training),
        )
        self.build = build(graph, self.spec, self.experiment.loss)
        assert self.build.sound and not self.build.problems
        self.ours = Runner(self.build, self.experiment.optimizer)
        self.ours.memory.initialize(1)
        self.ours.set_live(live_settings(self.experiment), 1)
        self.modules = {node.id: self._module(node.id) for node in graph.nodes}
        self.theirs = self._optimizer(optimizer)
        self.x, self.y = self._samples()

    def _module(self, id: str) -> Any:
        made = self.build.graph.node(id).layer
        kind = "dense" if made.name == "output" else made.name
        if kind not in MODULES:
            return None
        if made.name == "output":
            made = layers.make("dense", {"units": self.spec.outputs})
        module = MODULES[kind](made, self.build.shapes[self.build.graph.sources(id)[0]][0])
        with torch.no_grad():
            for key, array in self._arrays(id, weights=True).items():
                self._their(module, key).copy_(torch.tensor(array))
        return module

    def _arrays(self, id: str, *, weights: bool = False) -> dict[str, Any]:
        """Our weights (and states) of one node, by local name."""
        specs = dict(self.build.weights)
        found = {n: s.view(self.ours.memory.weights) for n, s in specs.items()}
        if not weights:
            found |= {n: s.view(self.ours.memory.states) for n, s in self.build.states.items()}
        own = {n.partition(".")[2]: a for n, a in found.items() if n.partition(".")[0] == id}
        return {key: np.array(array) for key, array in own.items()}

    def _their(self, module: Any, key: str) -> Any:
        found = getattr(module, THEIR_NAMES.get(key, key))
        return found.T if isinstance(module, torch.nn.Linear) and key == "weight" else found

    def _optimizer(self, name: str) -> Any:
        """Theirs, with weight decay only on the weights of linear modules."""
        modules = [m for m in self.modules.values() if m is not None]
        heavy = [m.weight for m in modules if isinstance(m, torch.nn.Linear)]
        light = [p for m in modules for p in m.parameters() if all(p is not w for w in heavy)]
        l2 = self.experiment.training.l2
        made = OPTIMIZERS[name]([{"params": heavy}, {"params": light, "weight_decay": 0.0}])
        if l2:
            made.param_groups[0]["weight_decay"] = l2
        return made

    def _samples(self) -> tuple[Any, Any]:
        rng = np.random.default_rng(11)
        x = rng.normal(size=(60, 4)).astype(np.float32)
        if self.spec.task == "regression":
            return x, np.stack([np.sin(x[:, 0]), x[:, 1] * x[:, 2]], axis=1).astype(np.float32)
        signal = x[:, 0] * x[:, 1] + 0.3 * x[:, 2]
        edges = [0.0] if self.spec.task == "binary" else [-0.4, 0.4]
        return x, np.digitize(signal, edges).astype(np.int64)

    def _answer(self, x: Any, step: int | None) -> Any:
        """Their network; `step` chooses the dropout masks, None is evaluation."""
        h = x
        for node in self.build.graph.nodes:
            made, module = node.layer, self.modules[node.id]
            if module is not None:
                module.train(step is not None)
                h = module(h)
            if made.name == "dense":
                h = ACTIVATIONS[made.values["activation"]](h)
            if made.name in ACTIVATIONS:
                h = ACTIVATIONS[made.name](h)
            if made.name == "dropout" and step is not None:
                rate, stream = made.values["rate"], random.stream(random.DROPOUT, f"{node.id}/1")
                drawn = random.uniform(tuple(h.shape), seed=1, stream=stream, step=step)
                h = h * torch.tensor(drawn >= np.float32(rate)) / (1 - rate)
        return h

    def _loss(self, z: Any, y: Any) -> Any:
        loss, task = self.experiment.loss, self.spec.task
        if task == "regression":
            target = torch.tensor(y)
        elif task == "binary":
            signed = loss.name != "binary_cross_entropy"
            target = torch.tensor(y * 2.0 - 1.0 if signed else y * 1.0).float()[:, None]
        else:
            hot = np.eye(3)[y]
            target = torch.tensor(hot * 2 - 1 if loss.name == "hinge" else hot).float()
        bend = ACTIVATIONS[loss.output_activation(task)]
        return LOSSES[loss.name](z if loss.from_logits else bend(z), target)

    def run(self) -> None:
        """Fifty steps of both, comparing losses on the way and everything at the end."""
        clip = self.experiment.training
        rng = np.random.default_rng(12)
        parameters = [p for group in self.theirs.param_groups for p in group["params"]]
        for step in range(1, BATCHES + 1):
            rows = rng.permutation(len(self.x))[:ROWS]
            ours = self.ours.step(self.x, self.y, rows, step, step, RATE)
            self.theirs.zero_grad()
            loss = self._loss(self._answer(torch.tensor(self.x[rows]), step), self.y[rows])
            loss.backward()
            if clip.clip_value:
                torch.nn.utils.clip_grad_value_(parameters, clip.clip_value)
            if clip.clip_norm:
                torch.nn.utils.clip_grad_norm_(parameters, clip.clip_norm)
            self.theirs.step()
            assert ours == pytest.approx(float(loss.detach()), rel=1e-4, abs=1e-4)
        self._compare()

    def _compare(self) -> None:
        for id, module in self.modules.items():
            for key, array in self._arrays(id).items():
                expected = self._their(module, key).detach().numpy()
                np.testing.assert_allclose(array, expected, **AFTER_TRAINING, err_msg=f"{id}.{key}")
        with torch.no_grad():
            expected = self._answer(torch.tensor(self.x), None).numpy()
        np.testing.assert_allclose(self.ours.ask(self.x).logits, expected, rtol=1e-3, atol=1e-3)


def dense(units: int = 8, **settings: Any) -> Layer:
    return layers.make("dense", {"units": units, **settings})


@pytest.mark.parametrize("name", list(optimizers))
def test_fifty_steps_of_optimizer(name: str) -> None:
    Race(dense(), dense(6), optimizer=name).run()


@pytest.mark.parametrize(
    ("loss", "task"), [(name, task) for name, cls in losses.items() for task in sorted(cls.tasks)]
)
def test_fifty_steps_of_loss(loss: str, task: Task) -> None:
    Race(dense(), task=task, loss=loss, optimizer="momentum").run()


@pytest.mark.parametrize("name", activation_names())
def test_fifty_steps_of_activation(name: str) -> None:
    Race(dense(activation=name), dense(6, activation="identity"), layers.make(name)).run()


@pytest.mark.parametrize("name", ["batch_norm", "layer_norm", "dropout"])
@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_fifty_steps_through_layer(name: str, optimizer: str) -> None:
    Race(
        dense(),
        layers.make(name),
        dense(6),
        layers.make(name),
        task="classes",
        loss="cross_entropy",
        optimizer=optimizer,
    ).run()


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "adam", "rmsprop", "adagrad"])
def test_l2_is_weight_decay_on_weights(name: str) -> None:
    Race(dense(), dense(6), optimizer=name, l2=0.1).run()


@pytest.mark.parametrize("clip", [{"clip_norm": 0.1}, {"clip_value": 0.01}])
def test_gradient_clipping(clip: dict[str, float]) -> None:
    Race(dense(), optimizer="momentum", **clip).run()
