"""What differs between many networks of one graph: seeds, live settings, initial scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import BadValue
from engine.experiment import Experiment
from engine.network import live_name
from engine.settings import live_settings

__all__ = ["Variants"]

_SHORT = ("learning_rate", "l1", "l2")


@dataclass(frozen=True)
class Variants:
    """`count` networks. Everything else is one number, or one for every network, or left out to
    stay as the experiment has it.

    `settings` are live settings by the names of `engine.settings.live_settings`, such as
    ``"dropout1:rate"``; those that are asked for most have fields of their own. `scale` multiplies
    the initial weights that are drawn at random. Raises BadValue where a length is not `count`.
    """

    count: int
    seed: ArrayLike | None = None
    learning_rate: ArrayLike | None = None
    l1: ArrayLike | None = None
    l2: ArrayLike | None = None
    scale: ArrayLike = 1.0
    settings: Mapping[str, ArrayLike] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.count < 1:
            raise BadValue("variants", "count", self.count, "1 …")
        for name, given in {"seed": self.seed, "scale": self.scale, **self._given()}.items():
            if given is not None:
                self._each(name, given)

    def live(self, experiment: Experiment) -> dict[str, NDArray[np.float64]]:
        """All live settings of every network, (count,) each. Raises BadValue for a name that is
        none, and for numbers out of range."""
        values = live_settings(experiment)
        given = self._given()
        for name in given:
            if name not in values:
                raise BadValue("variants", name, given[name], ", ".join(values))
        found = {n: self._each(n, given.get(n, value)) for n, value in values.items()}
        for end in (np.min, np.max):
            _with(experiment, {name: float(end(found[name])) for name in given})
        return found

    def seeds(self, experiment: Experiment) -> NDArray[np.int64]:
        """The seed of every network, (count,). Raises BadValue."""
        given = experiment.training.seed if self.seed is None else self.seed
        seeds = self._each("seed", given)
        for end in (seeds.min(), seeds.max()):
            experiment.training.replace(seed=float(end))
        return seeds.astype(np.int64)

    def scales(self) -> NDArray[np.float64]:
        """The factor of every network's initial weights, (count,)."""
        return self._each("scale", self.scale)

    def experiment(self, base: Experiment, index: int) -> Experiment:
        """The experiment of one network, but for its initial scale."""
        values = {n: float(self._each(n, given)[index]) for n, given in self._given().items()}
        made = _with(base, values)
        seed = int(self.seeds(base)[index])
        return replace(made, training=made.training.replace(seed=seed))

    def _given(self) -> dict[str, ArrayLike]:
        short = {live_name(".training", key): getattr(self, key) for key in _SHORT}
        return {**{n: v for n, v in short.items() if v is not None}, **self.settings}

    def _each(self, name: str, given: ArrayLike) -> NDArray[np.float64]:
        values = np.asarray(given, np.float64)
        if values.ndim > 1 or (values.ndim and len(values) != self.count):
            raise BadValue("variants", name, given, f"1 | {self.count}")
        return np.broadcast_to(values, (self.count,))


def _with(experiment: Experiment, values: Mapping[str, float]) -> Experiment:
    """The experiment with these live settings. Raises BadValue."""
    graph, others = experiment.graph, {}
    changes: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        owner, _, key = name.rpartition(":")
        changes.setdefault(owner, {})[key] = value
    for owner, change in changes.items():
        if owner.startswith("."):
            part = owner.removeprefix(".")
            others[part] = getattr(experiment, part).replace(**change)
        else:
            graph = graph.with_layer(owner, graph.node(owner).layer.replace(**change))
    return replace(experiment, graph=graph, **others)
