"""scikit-learn's MLPClassifier. It has its own loss and measures none on test data."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.neural_network import MLPClassifier

from tests.bench.workloads import Workload

__all__ = ["grid", "training"]

Ways = dict[str, Callable[[], int]]
AtEnd = Callable[[Callable[[], None]], None]


def training(workload: Workload, at_end: AtEnd) -> Ways:
    """Epoch by epoch."""
    return {"scikit-learn": _trained(workload)[1]}


def grid(workload: Workload, at_end: AtEnd) -> Ways:
    """The prediction on 256 × 256 points."""
    model, epoch = _trained(workload)
    points = workload.plane(256)
    epoch()

    def picture() -> int:
        model.predict_proba(points)
        return 1

    return {"scikit-learn": picture}


def _trained(workload: Workload) -> tuple[MLPClassifier, Callable[[], int]]:
    model = MLPClassifier(
        [hidden.units for hidden in workload.hidden],
        activation=workload.hidden[0].activation,
        solver=workload.optimizer,
        batch_size=workload.batch,
        learning_rate_init=workload.rate,
        momentum=0.0,
        alpha=0.0,
    )
    x, y = workload.data.x_train.reshape(len(workload.data.x_train), -1), workload.data.y_train
    classes = np.unique(y)

    def epoch() -> int:
        model.partial_fit(x, y, classes=classes)
        return 1

    return model, epoch
