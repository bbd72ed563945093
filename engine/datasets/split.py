"""Divides samples into training and test and prepares the numbers a network sees."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.datasets.base import Data, Dataset, DataSpec, Samples
from engine.datasets.draws import Draws

__all__ = ["SplitSettings", "divide", "prepare"]

_MARGIN = 0.08


class SplitSettings(Protocol):
    """The settings of `engine.experiment.Split`, which stands above this module."""

    @property
    def train_share(self) -> float: ...
    @property
    def standardize(self) -> bool: ...
    @property
    def stratify(self) -> bool: ...
    @property
    def seed(self) -> int: ...


def prepare(dataset: Dataset, split: SplitSettings) -> Data:
    """The samples of `dataset`, divided and, if asked, standardized by the training samples.

    Deterministic: the same settings give the same arrays. Raises BadFile where a file of the
    data set cannot be read.
    """
    raw = dataset.samples(split.seed)
    train, test = divide(
        raw.y, split.train_share, split.seed, stratify=split.stratify and bool(dataset.classes)
    )
    mean, scale = _measure(dataset, raw.x[train], split.standardize)
    spec = _spec(dataset, raw, mean, scale)
    shape = (-1, *spec.shape)
    seen = ((_flat(raw.x) - mean) / scale).astype(np.float32).reshape(shape)
    return Data(spec, seen[train], raw.y[train], seen[test], raw.y[test])


def divide(
    y: NDArray[np.int64] | NDArray[np.float32], share: float, seed: int, *, stratify: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of training and test samples in random order; never is one of the two empty.

    With `stratify`, `y` are class numbers and every class gives the same share, up to one
    sample (largest remainders).
    """
    count = len(y)
    order = Draws(seed, "split").permutation(count)
    wanted = int(np.clip(round(share * count), 1, count - 1))
    if not stratify:
        return order[:wanted], order[wanted:]
    labels = y[order].astype(np.int64)
    sizes = np.bincount(labels)
    quotas = _quotas(sizes, wanted)
    # The place of each sample within its class, in the random order.
    place = np.empty(count, np.int64)
    for label in range(len(sizes)):
        place[labels == label] = np.arange(sizes[label])
    chosen = place < quotas[labels]
    return order[chosen], order[~chosen]


def _quotas(sizes: NDArray[np.int64], wanted: int) -> NDArray[np.int64]:
    """How many samples each class gives so that they sum to `wanted`."""
    exact: NDArray[np.float64] = sizes * (wanted / sizes.sum())
    quotas = np.floor(exact).astype(np.int64)
    remainders = np.argsort(quotas - exact, kind="stable")
    quotas[remainders[: wanted - quotas.sum()]] += 1
    return quotas


def _flat(x: NDArray[np.float32]) -> NDArray[np.float64]:
    return x.reshape(len(x), -1).astype(np.float64)


def _measure(
    dataset: Dataset, x: NDArray[np.float32], standardize: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What to subtract and to divide by, each (features,)."""
    flat = _flat(x)
    if not standardize:
        return np.zeros(flat.shape[1], np.float32), np.ones(flat.shape[1], np.float32)
    # Pixels share one scale: pixels that are almost always white must not be blown up.
    axis = None if dataset.view == "image" else 0
    mean = np.broadcast_to(flat.mean(axis=axis), flat.shape[1:])
    scale = np.broadcast_to(flat.std(axis=axis), flat.shape[1:])
    return mean.astype(np.float32), np.where(scale > 1e-6, scale, 1.0).astype(np.float32)


def _spec(
    dataset: Dataset, raw: Samples, mean: NDArray[np.float32], scale: NDArray[np.float32]
) -> DataSpec:
    outputs = len(dataset.classes) if dataset.task == "classes" else 1
    return DataSpec(
        task=dataset.task,
        view=dataset.view,
        shape=raw.x.shape[1:],
        outputs=outputs,
        features=dataset.features,
        classes=dataset.classes,
        bounds=((_bounds(dataset, raw.x) - mean[:, None]) / scale[:, None]).astype(np.float32),
        mean=mean,
        scale=scale,
    )


def _bounds(dataset: Dataset, x: NDArray[np.float32]) -> NDArray[np.float64]:
    """For each feature the range pictures cover, in raw numbers, (features, 2)."""
    flat = _flat(x)
    lo, hi = flat.min(axis=0), flat.max(axis=0)
    if dataset.reach:
        reach = max(dataset.reach, float(np.abs(flat).max()))
        return np.tile([-reach, reach], (flat.shape[1], 1))
    margin = np.where(hi > lo, (hi - lo) * _MARGIN, 0.5)
    return np.stack([lo - margin, hi + margin], axis=1)
