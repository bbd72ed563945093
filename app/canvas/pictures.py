"""Pictures of neurons: the numbers of a frame as one image a column, in one batch.

Scale: blue is positive, orange negative, grey is zero. Each picture is divided by the geometric
mean of its own largest |a| and the largest |a| of its layer. So a quiet neuron is paler than the
loud ones beside it, but can still be read, and a dead one stays grey. Inputs are measured in
different units, so each is divided by its own largest |a|.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.theme import Theme
from engine.frame import Pictures

__all__ = ["Strips", "Wanted", "picture_values", "scales", "single"]

ROUNDING = 0.13
"""Radius of a picture's corners as a share of its side."""
_HUGE = np.float32(1e18)
"""A diverged run leaves larger numbers behind, and infinite ones; their squares overflow."""
_QUIET = 1e-6

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Wanted:
    """Pictures to draw: which units of a node, and how many pixels wide. `alone`: see `scales`."""

    node: str
    units: int
    shown: tuple[int, ...]
    side: int
    alone: bool = False


def picture_values(pictures: Pictures, node: str, units: int) -> F32 | None:
    """The pictures of a node, (units, rows, columns); None where the frame has none that fit."""
    found = pictures.units.get(node)
    if found is None or len(found) != units:
        return None
    return np.clip(found, -_HUGE, _HUGE)


def scales(values: F32, *, alone: bool = False) -> F32:
    """What each of a layer's pictures (units, rows, columns) is divided by, (units,).

    `alone`: each by its own largest number, as for inputs.
    """
    largest = np.abs(values).reshape(len(values), -1)
    peaks = np.fmax.reduce(largest, axis=1, initial=0.0)
    layer = max(float(peaks.max(initial=0.0)), _QUIET)
    if alone:
        return np.maximum(peaks, _QUIET).astype(np.float32)
    return np.sqrt(np.maximum(peaks, _QUIET * layer) * layer).astype(np.float32)


class Strips:
    """The pictures of one frame: one tall image a column, as large as they are drawn.

    They are resized as numbers, before they are coloured: edges stay sharp at every size, and
    drawing them is a plain copy.
    """

    def __init__(self) -> None:
        self._images: dict[str, QImage] = {}
        self._pixels: dict[str, NDArray[np.uint32]] = {}

    def image(self, node: str) -> QImage | None:
        """The pictures of a column from top to bottom, each as wide as the image."""
        return self._images.get(node)

    def draw(self, pictures: Pictures, wanted: Iterable[Wanted], theme: Theme) -> None:
        """Draws all pictures anew."""
        self._images, self._pixels = {}, {}
        for one in wanted:
            values = picture_values(pictures, one.node, one.units)
            if values is None:
                continue
            chosen = values if len(one.shown) == one.units else values[list(one.shown)]
            levels = chosen / scales(chosen, alone=one.alone)[:, None, None]
            pixels = _RENDER[pictures.kind](levels, one.side, theme)
            self._pixels[one.node] = pixels
            self._images[one.node] = image = _wrapped(pixels)
            _round(image, one.side, len(pixels))


def single(
    pictures: Pictures, values: F32, unit: int, side: int, theme: Theme, *, alone: bool = False
) -> QImage:
    """The picture of one unit of a layer's `values`, with round corners, `side` pixels wide."""
    level = values[unit : unit + 1] / scales(values, alone=alone)[unit]
    image = _wrapped(_RENDER[pictures.kind](level, side, theme)).copy()
    _round(image, side, 1)
    return image


@lru_cache(maxsize=64)
def _resizer(points: int, side: int) -> F32:
    """The matrix (side, points) that resamples a row by linear interpolation between the middles
    of its points; smaller pictures average what falls together."""
    reach = max(1.0, points / side)
    middle = (np.arange(side) + 0.5) * points / side - 0.5
    gap = np.abs(np.clip(middle, 0, points - 1)[:, None] - np.arange(points))
    weight = np.clip(1.0 - gap / reach, 0.0, None)
    made: F32 = (weight / weight.sum(1, keepdims=True)).astype(np.float32)
    return made


def _plane(levels: F32, side: int, theme: Theme) -> NDArray[np.uint32]:
    """Row 0 is the lowest, images begin at the top."""
    rows, columns = levels.shape[1:]
    sized = _resizer(rows, side)[::-1] @ levels @ _resizer(columns, side).T
    return _colored(sized, theme)


def _samples(levels: F32, side: int, theme: Theme) -> NDArray[np.uint32]:
    """One cell a sample, rows from the top; the image is square whatever their number."""
    rows, columns = levels.shape[1:]
    down, across = (np.arange(side) * count // side for count in (rows, columns))
    pixels = _colored(levels, theme)
    pixels[np.isnan(levels)] = 0
    return np.ascontiguousarray(pixels[:, down[:, None], across[None, :]])


def _line(levels: F32, side: int, theme: Theme) -> NDArray[np.uint32]:
    """A curve over the feature with the area to zero filled, its edge stronger."""
    curve = levels[:, 0] @ _resizer(levels.shape[2], side).T * np.float32(0.86)
    slope = np.abs(np.gradient(curve, axis=1)) * (side / 2)
    soft = side / 2 / np.sqrt(1 + slope**2)
    height = np.linspace(1, -1, side)[None, :, None]
    sign, curve = np.sign(curve)[:, None], curve[:, None]
    inside = np.clip(0.5 + np.minimum(height * sign, (curve - height) * sign) * (side / 2), 0, 1)
    edge = np.clip(1.9 - np.abs(height - curve) * soft[:, None], 0, 1)
    return _colored(sign * np.maximum(0.45 * inside, edge), theme)


_RENDER = {"plane": _plane, "line": _line, "samples": _samples}


def _colored(levels: NDArray[np.floating], theme: Theme) -> NDArray[np.uint32]:
    """Premultiplied ARGB pixels of levels in [-1, 1]."""
    at = levels * np.float32(127.5)
    at += np.float32(128.0)
    np.clip(at, 0, 255, out=at)
    if np.isnan(at).any():
        np.nan_to_num(at, copy=False, nan=128.0)
    return np.ascontiguousarray(_table(theme.name, theme)[at.astype(np.uint8)])


@lru_cache(maxsize=4)
def _table(name: str, theme: Theme) -> NDArray[np.uint32]:
    """The theme's scale as 256 pixels."""
    r, g, b, a = theme.diverging(np.linspace(-1, 1, 256)).astype(np.uint32).T
    return (a << 24) | (r << 16) | (g << 8) | b


def _wrapped(pixels: NDArray[np.uint32]) -> QImage:
    """(count, rows, columns) pixels as one tall image that shares their memory."""
    count, rows, columns = pixels.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.data, columns, count * rows, 4 * columns, form)


def _round(image: QImage, side: int, count: int) -> None:
    """Cuts the corners of `count` pictures in one stroke."""
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, _mask(side, count))
    painter.end()


@lru_cache(maxsize=32)
def _mask(side: int, count: int) -> QImage:
    mask = QImage(side, side * count, QImage.Format.Format_ARGB32_Premultiplied)
    mask.fill(Qt.GlobalColor.transparent)
    painter = QPainter(mask)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255))
    for number in range(count):
        painter.drawRoundedRect(QRectF(0, number * side, side, side), *2 * (ROUNDING * side,))
    painter.end()
    return mask
