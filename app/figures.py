"""Saves a part of the window as a figure for slides and papers: SVG, PDF or PNG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol, runtime_checkable

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QSizeF
from PySide6.QtGui import (
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QRegion,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from app.model.files import write_bytes
from app.theme import themes

__all__ = ["FORMATS", "picture", "save_figure"]

FORMATS = ("svg", "pdf", "png")
"""SVG and PDF keep lines and letters as such, at any size; colour maps are pictures in all."""
@runtime_checkable
class Posing(Protocol):
    """A widget that makes itself ready for a figure, and gives the parts that belong into it."""

    pose: Callable[[], AbstractContextManager[tuple[QWidget, ...]]]


_POINTS = 72.0
"""To an inch."""


def save_figure(widget: QWidget, path: Path, *, scale: float = 2.0) -> None:
    """Writes what `widget` shows, in the format of the path's ending.

    `scale`: pixels of a PNG for each logical pixel. Raises BadFile when it cannot be written;
    what was there before then stays.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind == "png":
        content = _png(widget, scale)
    else:
        content = _svg(widget) if kind == "svg" else _pdf(widget)
    write_bytes(path, content)


def picture(widget: QWidget, scale: float) -> QImage:
    """What `widget` shows, `scale` pixels for each logical one."""
    image = QImage((widget.size().toSizeF() * scale).toSize(), QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(scale)
    _paint(widget, image)
    return image


def _png(widget: QWidget, scale: float) -> bytes:
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(made, QByteArray(b"png")).write(picture(widget, scale))
    return bytes(made.data().data())


@contextmanager
def _as_lines(widget: QWidget) -> Iterator[None]:
    """Meanwhile items that are usually shown from kept pictures draw themselves."""
    views = [widget, *widget.findChildren(QGraphicsView)]
    items = [i for v in views if isinstance(v, QGraphicsView) for i in v.scene().items()]
    modes = [(item, item.cacheMode()) for item in items]
    points = [item for item in items if isinstance(item, pg.ScatterPlotItem)]
    for item in items:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    for cloud in points:
        cloud.setExportMode(True, {})
    try:
        yield
    finally:
        for item, mode in modes:
            item.setCacheMode(mode)
        for cloud in points:
            cloud.setExportMode(False)


def _svg(widget: QWidget) -> bytes:
    made = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(made)
    generator.setResolution(widget.logicalDpiX())  # letters are as large as on the screen
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(0, 0), widget.size()))
    generator.setTitle(widget.accessibleName())
    with _as_lines(widget):
        _paint(widget, generator)
    # Readers that lack a thin space show a box in its place.
    return bytes(made.data().data()).replace("\u2009".encode(), "\u00a0".encode())


def _pdf(widget: QWidget) -> bytes:
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(made)
    writer.setResolution(widget.logicalDpiX())
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    points = QSizeF(widget.size()) * (_POINTS / widget.logicalDpiX())
    size = QPageSize(points, QPageSize.Unit.Point, "", exact)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setTitle(widget.accessibleName())
    with _as_lines(widget):
        _paint(widget, writer)
    return bytes(made.data().data())


def _paint(widget: QWidget, device: QPaintDevice) -> None:
    painter = QPainter(device)
    painter.fillRect(QRect(QPoint(0, 0), widget.size()), themes.now().color("panel"))
    if isinstance(widget, Posing):
        with widget.pose() as parts:
            for part in parts:
                _render(part, painter, part.mapTo(widget, QPoint()))
    else:
        _render(widget, painter, QPoint())
    painter.end()


def _render(widget: QWidget, painter: QPainter, at: QPoint) -> None:
    """Everything on a widget; of a graphics view its own `render` would be the scene alone. What
    is scrolled has things lying over it, which are parts of their own."""
    around = widget.parentWidget()
    scrolled = isinstance(around, QGraphicsView) and around.viewport() is widget
    flags = QWidget.RenderFlag(0) if scrolled else QWidget.RenderFlag.DrawChildren
    QWidget.render(widget, painter, at, QRegion(), flags)
