"""Ports: the circles on the rim of a node where wires begin and end."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from app.theme import Theme

__all__ = ["PORT", "REACH", "PortState", "on_port", "paint_end", "paint_port"]

PORT = 6.0
"""The radius of a port."""
_DOT = 3.4
"""The radius of the end of a wire at a port that is not shown."""
REACH = 7.0
"""How far beside a port a press still takes it."""

PortState = Literal["plain", "hovered", "fits", "refuses"]
"""`fits` and `refuses`: what it says to a wire that is being pulled."""

_INK = {"plain": "muted", "hovered": "accent", "fits": "good", "refuses": "danger"}


def on_port(point: QPointF, middle: QPointF, reach: float = REACH) -> bool:
    """Whether a press at `point` takes the port at `middle`."""
    return math.hypot(*(point - middle).toTuple()) <= PORT + reach


def paint_port(
    painter: QPainter, middle: QPointF, theme: Theme, state: PortState = "plain"
) -> None:
    """Draws a port. One that fits is filled and ringed, one that refuses is crossed out."""
    ink = theme.color(_INK[state])
    if state == "fits":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("good", 0.22))
        painter.drawEllipse(middle, PORT + 5, PORT + 5)
    painter.setPen(QPen(ink, 1.8))
    painter.setBrush(ink if state in ("fits", "hovered") else theme.color("raised"))
    painter.drawEllipse(middle, PORT, PORT)
    if state == "refuses":
        arm = QPointF(PORT * 0.55, PORT * 0.55)
        painter.drawLine(middle - arm, middle + arm)
        arm = QPointF(arm.x(), -arm.y())
        painter.drawLine(middle - arm, middle + arm)


def paint_end(painter: QPainter, middle: QPointF, theme: Theme) -> None:
    """Draws the end of a wire beside what it leads to."""
    painter.setPen(QPen(theme.color("panel"), 1.0))
    painter.setBrush(theme.color("muted"))
    painter.drawEllipse(middle, _DOT, _DOT)
