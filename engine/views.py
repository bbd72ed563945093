"""Looks into one network: pictures, one unit with real numbers, what is not well, the weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.camera import Camera
from engine.datasets.base import Data
from engine.explain import Explainer, Explanation
from engine.frame import Pictures, Vital
from engine.probe import Probe, default_axes
from engine.runner import Runner
from engine.surgery import is_mask
from engine.vitals import Examiner

__all__ = ["Views"]

_PICTURES = 4
"""Different pictures kept ready at once."""


class Views:
    """What there is to see of the network in `runner`; what was made for one look is kept."""

    def __init__(self, runner: Runner, data: Data, camera: Camera) -> None:
        self._runner, self._data, self._camera = runner, data, camera
        self._probes: dict[Any, Probe] = {}
        self._explainer: Explainer | None = None
        self._examiner: Examiner | None = None

    def pictures(self, size: int, axes: Sequence[int] | None, units: bool) -> Pictures:
        """See `Trainer.pictures`."""
        key = (size, default_axes(self._data, axes), units)
        if key not in self._probes:
            if len(self._probes) >= _PICTURES:
                del self._probes[next(iter(self._probes))]
            camera = self._camera
            self._probes[key] = Probe(self._runner, self._data, size, axes, camera, units=units)
        return self._probes[key].take()

    def explain(
        self, node: str, unit: int, x: Sequence[float] | None, sample: int | None
    ) -> Explanation:
        """See `Trainer.explain`."""
        if self._explainer is None:
            self._explainer = Explainer(self._runner, self._data)
        return self._explainer.explain(node, unit, x=x, sample=sample)

    def vitals(self) -> dict[str, tuple[Vital, ...]]:
        """See `engine.vitals.Examiner.examine`."""
        if self._examiner is None:
            self._examiner = Examiner(self._runner, self._data)
        return self._examiner.examine()

    @property
    def silent(self) -> dict[str, tuple[int, ...]]:
        """What said nothing when `vitals` were taken; see `engine.vitals.Examiner`."""
        return self._examiner.silent if self._examiner is not None else {}

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """See `Trainer.weights`."""
        memory = self._runner.memory
        arrays = {**memory.weight_arrays(), **memory.state_arrays()}
        return {n: array.astype(np.float32) for n, array in arrays.items() if not is_mask(n)}
