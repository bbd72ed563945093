"""Scores people read, against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.datasets.base import Task
from engine.ir.expr import variable
from engine.metrics import metrics, score_name
from tests.engine.sketches import value

pytestmark = pytest.mark.filterwarnings("error")


def score(name: str, task: Task, outputs: Any, labels: Any, dtype: Any = np.float64) -> float:
    z = variable("z", np.shape(outputs))
    y = variable("y", np.shape(labels), "f" if task == "regression" else "i")
    made = metrics.make(name).build(z, z, y, task)
    assert made.shape == ()
    return float(value(made, {"z": outputs, "y": labels}, dtype))


@pytest.mark.parametrize("name", list(metrics))
def test_a_perfect_answer_has_a_perfect_score(name: str) -> None:
    answers: dict[Task, tuple[Any, Any]] = {
        "binary": ([[-2.0], [0.1], [3.0]], [0, 1, 1]),
        "classes": ([[3.0, 1, 1], [-3, -2, -1]], [0, 2]),
        "regression": ([[1.0], [2.0]], [[1.0], [2.0]]),
    }
    for task in metrics[name].tasks:
        assert score(name, task, *answers[task]) == (0.0 if name == "mae" else 1.0)


@pytest.mark.parametrize("name", list(metrics))
def test_people_can_read_it(name: str) -> None:
    assert "_" not in metrics[name].label
    assert metrics[name].summary.endswith(".")


def test_the_score_of_every_task_is_a_metric_for_it() -> None:
    tasks: tuple[Task, ...] = ("binary", "classes", "regression")
    assert all(task in metrics[score_name(task)].tasks for task in tasks)


def test_accuracy_counts_right_answers() -> None:
    assert score("accuracy", "binary", [[1.0], [1.0], [-1.0], [0.0]], [1, 0, 0, 0]) == 0.75
    assert score("accuracy", "classes", [[0, 2.0], [2, 0], [0, 2], [2, 0]], [1, 1, 1, 0]) == 0.75


def test_a_network_that_cannot_decide_is_not_called_right() -> None:
    labels = np.arange(30) % 3
    assert score("accuracy", "classes", np.zeros((30, 3)), labels) == pytest.approx(1 / 3)


def test_r2_of_the_mean_is_0_and_worse_is_negative() -> None:
    y = [[1.0], [2.0], [3.0]]
    assert score("r2", "regression", [[2.0]] * 3, y) == 0.0
    assert score("r2", "regression", [[3.0]] * 3, y) == pytest.approx(-1.5)
    assert score("r2", "regression", [[1.0], [2.0], [2.0]], y) == pytest.approx(0.5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_r2_of_targets_that_do_not_vary_is_a_number(dtype: Any) -> None:
    assert score("r2", "regression", [[2.0], [5.0]], [[4.0], [4.0]], dtype) == 0.0


def test_mae_is_in_the_units_of_the_target() -> None:
    assert score("mae", "regression", [[1.0], [5.0]], [[2.0], [2.0]]) == 2.0
