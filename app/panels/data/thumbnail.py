"""Small pictures of data sets, drawn from the samples that their own generators make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.theme import Theme
from engine.datasets import Dataset, Samples, View

__all__ = ["paint_thumbnail"]

_SEED = 1
_POINTS = 110
_DOT = 1.35
_DIGIT = 8
_NUMBERS = 12


def paint_thumbnail(painter: QPainter, rect: QRectF, data: Dataset, theme: Theme) -> None:
    """Draws real samples of `data` into `rect`, with the colours of `theme`."""
    samples = _samples(data)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    x = samples.x.reshape(len(samples.x), -1)
    if data.view == "table" and np.isin(x, (0.0, 1.0)).all():
        _bits(painter, rect, data, samples, theme)
    elif data.view == "line" and data.task != "regression":
        _alternating(painter, rect, data, samples, theme)
    else:
        _PAINTERS[data.view](painter, rect, data, samples, theme)
    painter.restore()


@lru_cache(maxsize=64)
def _samples(data: Dataset) -> Samples:
    return data.samples(_SEED)


def _every(count: int, most: int) -> NDArray[np.intp]:
    """At most `most` of `count` samples, spread evenly but not in step with any pattern."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.intp))


def _inks(data: Dataset, y: NDArray[np.generic], theme: Theme) -> list[QColor]:
    """One colour per sample: its class, or its target on the scale from negative to positive."""
    if data.task == "regression":
        target = np.asarray(y, float).reshape(len(y), -1)[:, 0]
        reach = float(np.abs(target).max()) or 1.0
        strong = np.sign(target) * np.sqrt(np.abs(target) / reach)  # readable in a small picture
        return [QColor(*(int(c) for c in rgba)) for rgba in theme.diverging(strong)]
    if data.task == "binary":
        return [theme.color("positive" if label else "negative") for label in y]
    return [theme.class_color(int(label)) for label in y]


def _place(
    rect: QRectF, points: NDArray[np.floating], *, one_scale: bool = False
) -> list[QPointF]:
    """`points` (count, 2) fitted into `rect`, the second axis upwards.

    `one_scale` keeps their proportions, for axes that measure the same.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    if one_scale:
        low, span = (low + high - span.max()) / 2, np.full(2, span.max())
    unit = (points - low) / span
    inner = rect.adjusted(_DOT, _DOT, -_DOT, -_DOT)
    return [
        QPointF(inner.left() + u * inner.width(), inner.bottom() - v * inner.height())
        for u, v in unit.tolist()
    ]


def _dots(
    painter: QPainter,
    rect: QRectF,
    points: NDArray[np.floating],
    inks: list[QColor],
    *,
    one_scale: bool = False,
) -> None:
    for place, ink in zip(_place(rect, points, one_scale=one_scale), inks, strict=True):
        painter.setBrush(ink)
        painter.drawEllipse(place, _DOT, _DOT)


def _plane(p: QPainter, rect: QRectF, data: Dataset, samples: Samples, theme: Theme) -> None:
    few = _every(len(samples.x), 2 * _POINTS if data.task == "regression" else _POINTS)
    _dots(p, rect, samples.x[few], _inks(data, samples.y[few], theme), one_scale=True)


def _line(p: QPainter, rect: QRectF, data: Dataset, samples: Samples, theme: Theme) -> None:
    points = np.column_stack([samples.x[:, 0], np.reshape(samples.y, (len(samples.x), -1))[:, 0]])
    points = points[_every(len(points), _POINTS)]
    _dots(p, rect, points, [theme.color("positive")] * len(points))


def _table(p: QPainter, rect: QRectF, data: Dataset, samples: Samples, theme: Theme) -> None:
    """A scatter of the two features that part the classes best."""
    x, y = samples.x, np.asarray(samples.y)
    means = np.stack([x[y == label].mean(axis=0) for label in np.unique(y)])
    best = np.sort(np.argsort(-means.std(axis=0) / (x.std(axis=0) + 1e-9), kind="stable")[:2])
    few = _every(len(x), _POINTS)
    _dots(p, rect, x[few][:, best], _inks(data, y[few], theme))


def _image(p: QPainter, rect: QRectF, data: Dataset, samples: Samples, theme: Theme) -> None:
    """One sample as a picture: ink in the colour of text."""
    labels = np.asarray(samples.y)
    number = int(np.argmax(labels == _DIGIT)) if (labels == _DIGIT).any() else 0
    grey = samples.x[number, 0] / (float(samples.x[number].max()) or 1.0)
    rgba = np.empty((*grey.shape, 4), np.uint8)
    ink = theme.color("text")
    rgba[..., :3] = (ink.red(), ink.green(), ink.blue())
    rgba[..., 3] = np.clip(grey * 255.0, 0, 255)
    height, width = grey.shape
    image = QImage(rgba.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
    p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    p.drawImage(rect, image)


def _bits(p: QPainter, rect: QRectF, data: Dataset, samples: Samples, theme: Theme) -> None:
    """The first samples as rows of bits: a set bit has the colour of the sample's class."""
    rows = np.asarray(samples.x)[1 : _NUMBERS - 3, -8:]
    inks = _inks(data, np.asarray(samples.y)[1 : _NUMBERS - 3], theme)
    wide, high = rect.width() / rows.shape[1], rect.height() / rows.shape[0]
    blank = theme.color("track")
    for row, bits in enumerate(rows.tolist()):
        for column, bit in enumerate(bits):
            p.setBrush(inks[row] if bit else blank)
            cell = QRectF(rect.x() + column * wide, rect.y() + row * high, wide - 1, high - 1)
            p.drawRect(cell)


def _alternating(p: QPainter, rect: QRectF, data: Dataset, samples: Samples, theme: Theme) -> None:
    """Neighbouring numbers along a line, each in the colour of its class."""
    order = np.argsort(samples.x[:, 0])[:_NUMBERS]
    wide = rect.width() / len(order)
    for column, ink in enumerate(_inks(data, np.asarray(samples.y)[order], theme)):
        p.setBrush(ink)
        p.drawRect(QRectF(rect.x() + column * wide, rect.y() + 5, wide - 1, rect.height() - 10))


_Paint = Callable[[QPainter, QRectF, Dataset, Samples, Theme], None]
_PAINTERS: Mapping[View, _Paint] = {
    "plane": _plane,
    "line": _line,
    "table": _table,
    "image": _image,
}
