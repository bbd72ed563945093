"""How a wire between two cards looks: its colour, its width, and the dashes that run along it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.strength import Strength
from app.theme import Theme, themes

__all__ = ["WireLook", "line_pen", "paint_flow"]

_THIN, _WIDE, _LIT = 1.4, 4.6, 1.4
"""The width of the weakest and of the strongest wire, and what is added to one that is lit."""
_GAP, _DASH = 36, 7


@dataclass(frozen=True)
class WireLook:
    """What a person, or a mistake, makes of a wire; `faded` while others stand out, and `problem`
    a sentence if it is wrong."""

    hovered: bool = False
    selected: bool = False
    greyed: bool = False
    faded: bool = False
    problem: str = ""

    @property
    def lit(self) -> bool:
        """Whether it stands out."""
        return self.hovered or self.selected


def line_pen(look: WireLook, strength: Strength, scale: float) -> QPen:
    """The pen of a wire where a unit of the scene has `scale` pixels of the screen."""
    width = _THIN + (_WIDE - _THIN) * strength.share
    width = max(width, 1.0 / max(scale, 1e-6))  # never thinner than the screen can show
    width = round(width + (_LIT if look.lit else 0.0), 2)
    return _pen(_role(look, strength), width, look.greyed, bool(look.problem), themes.now())


def paint_flow(painter: QPainter, pixels: NDArray[np.float64], phase: float) -> None:
    """Light dashes that run from source to target, `phase` pixels on, along a curve given as one
    point for every pixel, (pixels, 2)."""
    first, last = int(phase % _GAP), max(0, len(pixels) - _DASH)
    dashes = np.hstack([pixels[first:last:_GAP], pixels[first + _DASH :: _GAP]])
    painter.setPen(QPen(themes.now().color("raised", 0.75), 1.2))
    painter.drawLines([QLineF(*dash) for dash in dashes.tolist()])


def _role(look: WireLook, strength: Strength) -> str:
    if look.problem:
        return "danger"
    if look.lit:
        return "accent"
    sign = 0 if look.greyed else strength.sign
    return "positive" if sign > 0 else "negative" if sign < 0 else "wire"


@lru_cache(maxsize=512)
def _pen(role: str, width: float, greyed: bool, broken: bool, theme: Theme) -> QPen:
    color: QColor = theme.color(role, 0.5 if greyed else 0.9)
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if broken or greyed:
        pen.setDashPattern([4.0, 2.5] if broken else [5.0, 4.0])
    return pen
