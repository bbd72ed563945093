"""Pictures of neurons, and images, as a grid of tiles on a card."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPaintEngine, QPainter, QPen, QTransform

from app.canvas.card_look import F32, Look, here, place_near
from app.canvas.cards import TILE_GAP, grid
from app.canvas.pictures import Strips, Wanted
from app.theme import Theme
from engine.frame import Pictures

__all__ = ["image_places", "paint_images", "paint_tiles", "tile_at", "tile_count"]

_SMOOTH = 44
"""Pixels along the side of a tile, from which on its corners are seen."""
_ROUND, _MOST = 4.5, 0.2
"""The radius of the corners of all tiles, whatever their size, and at most as a share of it."""
_FEW_AT, _DOT = 6, 7.0
"""From so many tiles on only some are shown where they would look smaller than this."""


def paint_tiles(painter: QPainter, room: QRectF, look: Look) -> None:
    """A picture of each of the first units, as in the neuron view; far out of fewer of them."""
    content, pictures, strip = look.content, look.pictures, None
    count = tile_count(look)
    values = pictures.units.get(content.node) if pictures is not None else None
    if pictures is not None and values is not None and len(values) == content.units:
        thin = 1
        if pictures.kind == "plane":  # small tiles are made of fewer points
            thin = max(1, values.shape[1] // (2 * _tile_pixels(look, count)))
        few = np.ascontiguousarray(values[list(content.shown[:count]), ::thin, ::thin])
        strip = _strip(look, Pictures(pictures.kind, {content.node: few}, pictures.output), few)
    _paint_grid(painter, room, look, strip, count)


def tile_count(look: Look) -> int:
    """How many tiles are shown: fewer and larger ones where they would be mere dots."""
    count = len(look.content.shown)
    dots = count > _FEW_AT and grid(count)[1] * look.zoom < _DOT
    return (4 if count > 12 else 2) if dots else count


def _tile_pixels(look: Look, count: int) -> int:
    return max(4, round(grid(count)[1] * look.scale))


def paint_images(painter: QPainter, room: QRectF, look: Look, values: F32 | None) -> None:
    """Samples as images; of a hidden layer the channels of one sample."""
    content, strip = look.content, None
    if values is not None and len(content.shape) == 3:
        made = _pixels(look, values)
        strip = _strip(look, Pictures("samples", {content.node: made}, made), made)
    _paint_grid(painter, room, look, strip, len(content.shown))
    if values is not None and content.kind == "input":
        _paint_looked_at(painter, room, look, values)


def _paint_looked_at(painter: QPainter, room: QRectF, look: Look, values: F32) -> None:
    """A rim around the sample of which other cards show the numbers."""
    count = len(look.content.shown)
    columns, side = grid(count)
    place = place_near(values, look.pictures, look.at)
    shown = [*map(tuple, image_places(values, count).tolist())]
    if place not in shown:
        return
    down, across = divmod(shown.index(place), columns)
    step = side + TILE_GAP
    box = QRectF(room.left() + across * step, room.top() + down * step, side, side)
    painter.setPen(QPen(look.theme.color("accent"), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, _radius(side), _radius(side))


def _pixels(look: Look, values: F32) -> F32:
    """(images, rows, columns) out of the numbers of a node over all samples."""
    content = look.content
    if content.kind != "input":
        channels = here(values, look.pictures, look.at).reshape(content.shape)
        return channels[: len(content.shown)]
    row, column = image_places(values, len(content.shown)).T
    chosen = values[:, row, column].T.reshape(-1, *content.shape)
    return np.ascontiguousarray(chosen.mean(axis=1))


def image_places(values: F32, count: int) -> NDArray[np.int64]:
    """The rows and columns of the samples that an input shows as images, one of each row first;
    (images, 2)."""
    return np.argwhere(np.isfinite(values[0]).T)[:count, ::-1]


def tile_at(count: int, spot: tuple[float, float]) -> tuple[int, tuple[float, float]] | None:
    """Which of so many tiles is at a place of their room, and where in it that is; each in
    [0, 1]. None between tiles."""
    columns, side = grid(count)
    rows = math.ceil(count / columns)
    step = side + TILE_GAP
    x, y = spot[0] * (columns * step - TILE_GAP), spot[1] * (rows * step - TILE_GAP)
    number = int(y / step) * columns + int(x / step)
    inside = x % step / side, y % step / side
    return (number, inside) if number < count and max(inside) <= 1.0 else None


def _radius(side: float, scale: float = 1.0) -> float:
    """Of the corners of a tile that is `side` wide, in pixels of which a logical one has
    `scale`."""
    return min(_ROUND * scale, _MOST * side)


def _strip(look: Look, pictures: Pictures, tiles: F32) -> QImage | None:
    """All tiles from top to bottom, as large as they are on the screen."""
    strips, content, count = Strips(), look.content, len(tiles)
    side = _tile_pixels(look, tile_count(look))
    radius = _radius(side, look.scale)
    fine = content.face == "images"
    wanted = Wanted(content.node, count, tuple(range(count)), side, content.alone, radius, fine)
    strips.draw(pictures, [wanted], look.theme)
    return strips.image(content.node)


def _paint_grid(
    painter: QPainter, room: QRectF, look: Look, strip: QImage | None, count: int
) -> None:
    columns, side = grid(count)
    vector = painter.paintEngine().type() != QPaintEngine.Type.Raster
    paint = _paint_whole if vector else _paint_copy
    if strip is not None and not vector and strip.width() >= _SMOOTH:
        paint = _paint_smooth
    left, top, scale = room.left(), room.top(), look.scale
    for number in range(count):
        down, across = divmod(number, columns)
        x, y = left + across * (side + TILE_GAP), top + down * (side + TILE_GAP)
        if strip is not None and (number + 1) * strip.width() <= strip.height():
            # On whole pixels of the screen, so that drawing it is a copy.
            x, y, pixels = round(x * scale) / scale, round(y * scale) / scale, strip.width()
            box = QRectF(x, y, pixels / scale, pixels / scale)
            paint(painter, box, strip, QRectF(0, number * pixels, pixels, pixels), look)
        else:
            _paint_blank(painter, QRectF(x + 0.5, y + 0.5, side - 1, side - 1), look.theme)


def _paint_blank(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A tile of which nothing is known yet."""
    painter.setPen(QPen(theme.color("border"), 1))
    painter.setBrush(theme.color("neutral"))
    painter.drawRoundedRect(box, _radius(box.width()), _radius(box.width()))


def _paint_copy(
    painter: QPainter, box: QRectF, strip: QImage, source: QRectF, look: Look
) -> None:
    painter.drawImage(box, strip, source)


def _paint_whole(
    painter: QPainter, box: QRectF, strip: QImage, source: QRectF, look: Look
) -> None:
    """SVG knows no part of an image."""
    painter.drawImage(box, strip.copy(source.toRect()))


def _paint_smooth(
    painter: QPainter, box: QRectF, strip: QImage, source: QRectF, look: Look
) -> None:
    """Corners of large tiles are rounded once more, without steps."""
    hair = 0.5 / look.scale
    brush = QBrush(strip.copy(source.toRect()))
    brush.setTransform(QTransform(2 * hair, 0, 0, 2 * hair, box.x(), box.y()))
    painter.setPen(QPen(look.theme.color("border"), 2 * hair))
    painter.setBrush(brush)
    radius = _radius(box.width()) + 2.4 * hair
    painter.drawRoundedRect(box.adjusted(hair, hair, -hair, -hair), radius, radius)
