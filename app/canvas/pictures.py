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
from PySide6.QtGui import QImage, QPainter, QPen

from app.theme import Theme
from engine.frame import Pictures

__all__ = ["Strips", "Wanted", "picture_values", "scales", "single"]

ROUNDING = 0.13
"""Radius of a picture's corners as a share of its side."""
_HUGE = np.float32(1e18)
"""A diverged run leaves larger numbers behind, and infinite ones; their squares overflow."""
_QUIET = 1e-6

F32 = NDArray[np.float32]
Shades = NDArray[np.uint8]


@dataclass(frozen=True)
class Wanted:
    """Pictures to draw: which units of a node, and how many pixels wide. `alone`: see `scales`.
    `radius` of their corners in pixels, 0 for a share of their side. `fine`: see `Theme.diverging`.
    """

    node: str
    units: int
    shown: tuple[int, ...]
    side: int
    alone: bool = False
    radius: float = 0.0
    fine: bool = False


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

    def image(self, node: str) -> QImage | None:
        """The pictures of a column from top to bottom, each as wide as the image."""
        return self._images.get(node)

    def draw(self, pictures: Pictures, wanted: Iterable[Wanted], theme: Theme) -> None:
        """Draws all pictures anew."""
        self._images = {}
        for one in wanted:
            values = picture_values(pictures, one.node, one.units)
            if values is None:
                continue
            chosen = values if len(one.shown) == one.units else values[list(one.shown)]
            levels = chosen / scales(chosen, alone=one.alone)[:, None, None]
            shades = _RENDER[pictures.kind](levels, one.side)
            self._images[one.node] = _painted(shades, theme, one.radius, fine=one.fine)


def single(
    pictures: Pictures, values: F32, unit: int, side: int, theme: Theme, *, alone: bool = False
) -> QImage:
    """The picture of one unit of a layer's `values`, with round corners, `side` pixels wide."""
    level = values[unit : unit + 1] / scales(values, alone=alone)[unit]
    return _painted(_RENDER[pictures.kind](level, side), theme)


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


def _plane(levels: F32, side: int) -> Shades:
    """Row 0 is the lowest, images begin at the top."""
    rows, columns = levels.shape[1:]
    return _shades(_resizer(rows, side)[::-1] @ levels @ _resizer(columns, side).T)


def _samples(levels: F32, side: int) -> Shades:
    """One cell a sample, rows from the top; the image is square whatever their number."""
    rows, columns = levels.shape[1:]
    down, across = (np.arange(side) * count // side for count in (rows, columns))
    shades = _shades(levels)
    shades[np.isnan(levels)] = 0  # there is no sample for this cell
    return np.ascontiguousarray(shades[:, down[:, None], across[None, :]])


def _line(levels: F32, side: int) -> Shades:
    """A curve over the feature with the area to zero filled, its edge stronger."""
    curve = levels[:, 0] @ _resizer(levels.shape[2], side).T * np.float32(0.86)
    slope = np.abs(np.gradient(curve, axis=1)) * (side / 2)
    soft = side / 2 / np.sqrt(1 + slope**2)
    height = np.linspace(1, -1, side)[None, :, None]
    sign, curve = np.sign(curve)[:, None], curve[:, None]
    inside = np.clip(0.5 + np.minimum(height * sign, (curve - height) * sign) * (side / 2), 0, 1)
    edge = np.clip(1.9 - np.abs(height - curve) * soft[:, None], 0, 1)
    return _shades(sign * np.maximum(0.45 * inside, edge))


_RENDER = {"plane": _plane, "line": _line, "samples": _samples}


def _shades(levels: NDArray[np.floating]) -> Shades:
    """Places in `_table`: 1 to 255 for levels in [-1, 1]; what is not a number is grey."""
    at = levels * np.float32(127.0)
    at += np.float32(128.5)
    np.clip(at, 1, 255, out=at)
    if np.isnan(at).any():
        np.nan_to_num(at, copy=False, nan=128.0)
    return at.astype(np.uint8)


@lru_cache(maxsize=4)
def _table(theme: Theme, fine: bool) -> list[int]:
    """The theme's scale as 256 colours; the first is transparent."""
    r, g, b, a = theme.diverging(np.linspace(-1, 1, 255), fine=fine).astype(np.uint32).T
    return [0, *((a << 24) | (r << 16) | (g << 8) | b).tolist()]


def _painted(
    shades: Shades, theme: Theme, radius: float = 0.0, *, fine: bool = False
) -> QImage:
    """(count, side, side) shades as one tall image, with round corners and thin rims."""
    count, side = shades.shape[:2]
    radius = radius or ROUNDING * side
    shades *= _corners(side, radius)  # the rim hides that these are cut pixel by pixel
    flat = QImage(shades.data, side, count * side, side, QImage.Format.Format_Indexed8)
    flat.setColorTable(_table(theme, fine))
    image = flat.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.drawImage(0, 0, _rims(side, count, theme, radius))
    painter.end()
    return image


@lru_cache(maxsize=32)
def _corners(side: int, radius: float) -> Shades:
    """1 where a picture stays, 0 where its corner is cut off; (side, side)."""
    at = np.arange(side) + 0.5
    out = np.maximum(np.maximum(radius - at, at - (side - radius)), 0.0)
    return (np.hypot(out[:, None], out[None, :]) <= radius).astype(np.uint8)


@lru_cache(maxsize=64)
def _rims(side: int, count: int, theme: Theme, radius: float) -> QImage:
    """One column of `count` squares with round corners."""
    image = QImage(side, side * count, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("border"), 1))
    for number in range(count):
        box = QRectF(0.5, number * side + 0.5, side - 1, side - 1)
        painter.drawRoundedRect(box, radius, radius)
    painter.end()
    return image
