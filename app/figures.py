"""Saves a part of the window as a figure for slides and papers: SVG, PDF or PNG."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
_DOTS = 72
"""Dots per inch of a PDF: one logical pixel is one point."""


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
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(0, 0), widget.size()))
    generator.setTitle(widget.accessibleName())
    with _as_lines(widget):
        _paint(widget, generator)
    return bytes(made.data().data())


def _pdf(widget: QWidget) -> bytes:
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(made)
    writer.setResolution(_DOTS)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    size = QPageSize(QSizeF(widget.size()), QPageSize.Unit.Point, "", exact)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setTitle(widget.accessibleName())
    with _as_lines(widget):
        _paint(widget, writer)
    return bytes(made.data().data())


def _paint(widget: QWidget, device: QPaintDevice) -> None:
    painter = QPainter(device)
    painter.fillRect(QRect(QPoint(0, 0), widget.size()), themes.now().color("panel"))
    # Of a graphics view this is everything on it, its own `render` is the scene alone.
    children = QWidget.RenderFlag.DrawChildren
    QWidget.render(widget, painter, QPoint(0, 0), QRegion(), children)
    painter.end()
