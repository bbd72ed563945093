"""Fonts and small shapes that every item of the canvas draws with."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QApplication

from app.theme import Theme
from app.widgets.figures import equal_digits, tabular
from app.widgets.icons import paint_icon

__all__ = ["button", "centred", "elided", "font", "metrics", "tool"]

CENTRE = Qt.AlignmentFlag.AlignCenter


@lru_cache(maxsize=32)
def _font(usual: str, size: int, weight: QFont.Weight, equal: bool) -> QFont:
    made = QFont()
    made.fromString(usual)
    made.setPixelSize(size)
    made.setWeight(weight)
    return tabular(made)


def font(size: int = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The application's font in logical pixels, with tabular figures."""
    return _font(QApplication.font().toString(), size, weight, equal_digits())


def metrics(size: int = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFontMetricsF:
    """Measures of `font` with the same arguments."""
    return QFontMetricsF(font(size, weight))


def elided(text: str, width: float, size: int = 13) -> str:
    """`text`, shortened in the middle to fit `width`."""
    return metrics(size).elidedText(text, Qt.TextElideMode.ElideMiddle, width)


def centred(painter: QPainter, text: str, x: float, y: float, width: float) -> None:
    """Draws one line of `text` around (x, y) in the painter's font and pen."""
    height = painter.fontMetrics().height()
    painter.drawText(QRectF(x - width / 2, y - height / 2, width, height), CENTRE, text)


def tool(painter: QPainter, icon: str, box: QRectF, theme: Theme, *, lit: bool) -> None:
    """A small square button with an icon; `lit` while the pointer is on it."""
    painter.setPen(QPen(theme.color("accent" if lit else "border"), 1))
    painter.setBrush(theme.color("accent_soft" if lit else "raised"))
    painter.drawRoundedRect(box, 5, 5)
    edge = box.width() * 0.16
    inner = box.adjusted(edge, edge, -edge, -edge)
    paint_icon(painter, icon, inner, "accent" if lit else "muted")


def button(
    painter: QPainter, sign: str, middle: QPointF, radius: float, theme: Theme, *, lit: bool
) -> None:
    """A round button with "+" or "−"; `lit` while the pointer is on it."""
    painter.setPen(QPen(theme.color("accent" if lit else "border"), 1))
    painter.setBrush(theme.color("accent" if lit else "panel"))
    painter.drawEllipse(middle, radius, radius)
    ink: QColor = theme.color("accent_text" if lit else "muted")
    painter.setPen(QPen(ink, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    arm = QPointF(radius * 0.42, 0)
    painter.drawLine(middle - arm, middle + arm)
    if sign == "+":
        painter.drawLine(middle - arm.transposed(), middle + arm.transposed())
