"""JAX with its compiler: a jitted step, a jitted epoch of scanned steps, many networks by vmap."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tests.bench.workloads import Workload

__all__ = ["grid", "many", "training"]

Ways = dict[str, Callable[[], int]]
AtEnd = Callable[[Callable[[], None]], None]

BULK = {"W1": 400, "W2": 20}
"""Epochs in one call, a tenth of a second of them, where an epoch is short."""
ACTIVATIONS: dict[str, Callable[[Any], Any]] = {"tanh": jnp.tanh, "relu": jax.nn.relu}


def training(workload: Workload, at_end: AtEnd) -> Ways:
    """A call for every step, for every epoch, and for many epochs."""
    network = _Network(workload)
    key = jax.random.key(0)

    def epoch(state: Any, number: Any, rate: Any) -> Any:
        return network.epoch(state, jax.random.fold_in(key, number), rate)

    def scanned(epochs: int) -> Callable[[], int]:
        return _by_epochs(epoch, network.state(0), workload.rate, epochs)

    ways = {"JAX step": _by_steps(network), "JAX scan": scanned(1)}
    if bulk := BULK.get(workload.name):
        ways["JAX scan, many epochs"] = scanned(bulk)
    return ways


def many(workload: Workload, at_end: AtEnd) -> Ways:
    """256 networks of different weights, orders and learning rates."""
    network, count = _Network(workload), 256
    states = [network.state(seed) for seed in range(count)]
    state = jax.tree.map(lambda *leaves: jnp.stack(leaves), *states)
    rates = jnp.linspace(0.01, 0.05, count)
    keys = jax.random.split(jax.random.key(0), count)

    def all_of_them(state: Any, number: Any, rates: Any) -> Any:
        own = jax.vmap(lambda key: jax.random.fold_in(key, number))(keys)
        return jax.vmap(network.epoch)(state, own, rates)

    ways = {"JAX scan": 1, "JAX scan, many epochs": 10}
    return {
        name: _by_epochs(all_of_them, jax.tree.map(jnp.copy, state), rates, epochs)
        for name, epochs in ways.items()
    }


def grid(workload: Workload, at_end: AtEnd) -> Ways:
    """The prediction on 256 × 256 points, as a NumPy array."""
    network = _Network(workload)
    points = jnp.asarray(workload.plane(256))
    weights = network.state(0)[0]
    predict = jax.jit(network.predict)

    def picture() -> int:
        np.asarray(predict(weights, points))
        return 1

    return {"JAX": picture}


class _Network:
    """A workload as pure functions. A state is the weights and what the optimizer keeps."""

    def __init__(self, workload: Workload) -> None:
        data = workload.data
        self.workload = workload
        self.count, self.batch = len(data.x_train), workload.batch
        self.train = self._arrays(data.x_train, data.y_train)
        self.test = self._arrays(data.x_test, data.y_test)
        self.activation = ACTIVATIONS[workload.hidden[0].activation]
        shape = math.prod(data.spec.shape)
        self.widths = [shape, *(h.units for h in workload.hidden), data.spec.outputs]

    def _arrays(self, x: np.ndarray, y: np.ndarray) -> tuple[Any, Any]:
        target = (2.0 * y - 1.0).astype(np.float32)[:, None] if self._squared else y
        return jnp.asarray(x.reshape(len(x), -1)), jnp.asarray(target)

    @property
    def _squared(self) -> bool:
        return self.workload.loss == "mse"

    def state(self, seed: int) -> Any:
        rng = np.random.default_rng(seed)
        weights = [
            (jnp.asarray(rng.normal(size=(a, b)) / np.sqrt(a), jnp.float32), jnp.zeros(b))
            for a, b in pairwise(self.widths)
        ]
        if self.workload.optimizer == "sgd":
            return weights, ()
        zeros = partial(jax.tree.map, jnp.zeros_like)
        return weights, (zeros(weights), zeros(weights), jnp.zeros((), jnp.int32))

    def logits(self, weights: Any, x: Any) -> Any:
        for w, b in weights[:-1]:
            x = self.activation(x @ w + b)
        w, b = weights[-1]
        return x @ w + b

    def predict(self, weights: Any, x: Any) -> Any:
        z = self.logits(weights, x)
        return jnp.tanh(z) if self._squared else jax.nn.softmax(z)

    def loss(self, weights: Any, x: Any, target: Any) -> Any:
        z = self.logits(weights, x)
        if self._squared:
            return jnp.mean((jnp.tanh(z) - target) ** 2)
        chosen = jnp.take_along_axis(jax.nn.log_softmax(z), target[:, None], 1)
        return -chosen.mean()

    def step(self, state: Any, x: Any, target: Any, rate: Any) -> Any:
        weights, kept = state
        slopes = jax.grad(self.loss)(weights, x, target)
        if not kept:
            return jax.tree.map(lambda w, g: w - rate * g, weights, slopes), ()
        mean, squares, age = kept
        age = age + 1
        mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, slopes)
        squares = jax.tree.map(lambda s, g: 0.999 * s + 0.001 * g * g, squares, slopes)
        long = rate / (1 - 0.9**age)
        wide = jnp.sqrt(1 - 0.999**age)
        moved = jax.tree.map(
            lambda w, m, s: w - long * m / (jnp.sqrt(s) / wide + 1e-8), weights, mean, squares
        )
        return moved, (mean, squares, age)

    def losses(self, state: Any) -> Any:
        return jnp.stack([self.loss(state[0], *self.train), self.loss(state[0], *self.test)])

    def epoch(self, state: Any, key: Any, rate: Any) -> Any:
        order = jax.random.permutation(key, self.count)
        x, target = (a[order] for a in self.train)
        whole = self.count // self.batch * self.batch
        batches = [
            a[:whole].reshape((-1, self.batch, *a.shape[1:])) for a in (x, target)
        ]
        state, _ = lax.scan(lambda s, b: (self.step(s, *b, rate), None), state, tuple(batches))
        if whole < self.count:
            state = self.step(state, x[whole:], target[whole:], rate)
        return state, self.losses(state)


def _by_steps(network: _Network) -> Callable[[], int]:
    state, rate = network.state(0), network.workload.rate
    train = network.train

    @partial(jax.jit, donate_argnums=0)
    def step(state: Any, rows: Any, rate: Any) -> Any:
        return network.step(state, train[0][rows], train[1][rows], rate)

    measure = jax.jit(network.losses)
    rng = np.random.default_rng(0)

    def run() -> int:
        nonlocal state
        order = rng.permutation(network.count)
        for start in range(0, network.count, network.batch):
            state = step(state, order[start : start + network.batch], rate)
        np.asarray(measure(state))
        return 1

    return run


def _by_epochs(
    epoch: Callable[[Any, Any, Any], Any], state: Any, rate: Any, count: int
) -> Callable[[], int]:
    """Calls of `count` epochs; `epoch` takes a state, the number of the epoch, and `rate`."""

    @partial(jax.jit, donate_argnums=0)
    def epochs(state: Any, first: Any, rate: Any) -> Any:
        if count == 1:
            return epoch(state, first, rate)
        return lax.scan(
            lambda state, number: epoch(state, number, rate), state, first + jnp.arange(count)
        )

    done = 0

    def run() -> int:
        nonlocal state, done
        state, losses = epochs(state, done, rate)
        np.asarray(losses)
        done += count
        return count

    return run
