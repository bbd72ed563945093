"""Saves a part of the window as a figure for slides and papers: SVG, PDF or PNG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QSizeF
from PySide6.QtGui import (
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from app.model.files import write_bytes
from app.plain import plain_pdf, plain_svg
from app.vectors import paint

__all__ = ["FORMATS", "picture", "save_figure"]

FORMATS = ("svg", "pdf", "png")
"""SVG and PDF keep lines and letters as such, at any size; colour maps are pictures in all."""

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
    paint(widget, image, scalable=False)
    return image


def _png(widget: QWidget, scale: float) -> bytes:
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(made, QByteArray(b"png")).write(picture(widget, scale))
    return bytes(made.data().data())


def _svg(widget: QWidget) -> bytes:
    made = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(made)
    generator.setResolution(widget.logicalDpiX())  # letters are as large as on the screen
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(0, 0), widget.size()))
    generator.setTitle(widget.accessibleName())
    paint(widget, generator, scalable=True)
    return plain_svg(bytes(made.data().data()).decode()).encode()


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
    paint(widget, writer, scalable=True)
    return plain_pdf(bytes(made.data().data()))
