"""From what a network says to the colours it is painted in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from app.theme import Theme, themes
from engine.datasets import Data, DataSpec

__all__ = ["area", "label_colors", "value_scale"]


def value_scale(data: Data) -> float:
    """The target size that is painted in full colour: the largest in the training set."""
    return float(np.abs(data.y_train).max()) or 1.0 if len(data.y_train) else 1.0


def area(
    spec: DataSpec, output: NDArray[np.floating], scale: float, discretize: bool
) -> NDArray[np.uint8]:
    """RGBA (rows, columns, 4) of a prediction (outputs, rows, columns), see `Pictures.output`."""
    theme = themes.now()
    if spec.task == "classes":
        return _classes(theme, output, discretize)
    value = output[0] / (scale if spec.task == "regression" else 1.0)
    if discretize and spec.task == "binary":
        value = np.where(value >= 0, 1.0, -1.0)
    elif discretize:
        value = np.round(np.clip(value, -1, 1) * 4) / 4
    return theme.diverging(value, area=True)


def _classes(theme: Theme, output: NDArray[np.floating], discretize: bool) -> NDArray[np.uint8]:
    """The colour of the likeliest class, fading to neutral where the network is unsure."""
    count = len(output)
    winner = output.argmax(axis=0)
    sure = (output.max(axis=0) - 1 / count) / (1 - 1 / count)
    sure = np.ones_like(sure) if discretize else np.clip(sure, 0, 1)
    table = np.array([theme.class_color(k, area=True).getRgb() for k in range(count)], float)
    blank = np.array(theme.color("area_neutral").getRgb(), float)
    mixed = blank + (table[winner] - blank) * sure[..., None]
    return mixed.round().astype(np.uint8)


def label_colors(
    spec: DataSpec, labels: NDArray[np.integer] | NDArray[np.floating], scale: float
) -> list[QColor]:
    """The colour of each sample by its label (classification) or value (regression)."""
    theme = themes.now()
    if spec.task == "regression":
        rgba = theme.diverging(np.asarray(labels, float).reshape(len(labels), -1)[:, 0] / scale)
        return [QColor(*map(int, row)) for row in rgba]
    if spec.task == "binary":
        pair = (theme.color("negative"), theme.color("positive"))
        return [pair[int(label)] for label in labels]
    return [theme.class_color(int(label)) for label in labels]
