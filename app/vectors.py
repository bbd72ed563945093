"""What a widget shows, painted on any device as it belongs into a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol, runtime_checkable

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPaintDevice, QPainter, QRegion
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from app.theme import themes
from app.widgets.figures import untouched

__all__ = ["Posing", "paint"]


@runtime_checkable
class Posing(Protocol):
    """A widget that makes itself ready for a figure, and gives the parts that belong into it."""

    pose: Callable[[], AbstractContextManager[tuple[QWidget, ...]]]


def paint(widget: QWidget, device: QPaintDevice, *, scalable: bool) -> None:
    """Paints it with everything on it. `scalable`: as lines and letters, not as kept pictures."""
    with ExitStack() as stack:
        parts: tuple[QWidget, ...] = (widget,)
        for one in _all(widget):
            if isinstance(one, Posing):
                posed = stack.enter_context(one.pose())
                parts = posed if one is widget else parts
        stack.enter_context(_as_lines(widget) if scalable else _real_widths(widget))
        painter = QPainter(device)
        painter.fillRect(QRect(QPoint(0, 0), widget.size()), themes.now().color("panel"))
        for part in parts:
            _render(part, painter, part.mapTo(widget, QPoint()))
        painter.end()


def _all(widget: QWidget) -> list[QWidget]:
    return [widget, *widget.findChildren(QWidget)]


def _items(widget: QWidget) -> list[QGraphicsItem]:
    views = [view for view in _all(widget) if isinstance(view, QGraphicsView)]
    return [item for view in views for item in view.scene().items()]


@contextmanager
def _real_widths(widget: QWidget) -> Iterator[None]:
    """Meanwhile lines and points of plots have a width that grows with the picture."""
    items = [item for item in _items(widget) if isinstance(item, pg.GraphicsItem)]
    for item in items:
        item.setExportMode(True, {})
    try:
        yield
    finally:
        for item in items:
            item.setExportMode(False)


@contextmanager
def _as_lines(widget: QWidget) -> Iterator[None]:
    """Meanwhile items that are usually shown from kept pictures draw themselves, and digits are the
    font's usual ones: of others a reader cannot tell which they are."""
    modes = [(item, item.cacheMode()) for item in _items(widget)]
    for item, _ in modes:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    try:
        with _real_widths(widget), untouched(_all(widget)):
            yield
    finally:
        for item, mode in modes:
            item.setCacheMode(mode)


def _render(widget: QWidget, painter: QPainter, at: QPoint) -> None:
    """Everything on a widget; of a graphics view its own `render` would be the scene alone. What
    is scrolled has things lying over it, which are parts of their own."""
    around = widget.parentWidget()
    scrolled = isinstance(around, QGraphicsView) and around.viewport() is widget
    flags = QWidget.RenderFlag(0) if scrolled else QWidget.RenderFlag.DrawChildren
    QWidget.render(widget, painter, at, QRegion(), flags)
