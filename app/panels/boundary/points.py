"""Training and test samples as points: circles and diamonds that answer the mouse."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from app.theme import themes
from app.widgets.plotted import Spots

__all__ = ["Points"]

_SYMBOLS = {"train": "o", "test": "d"}
_SIZE, _MANY = 7.0, 350
"""The size of a point in pixels, and from how many on they get smaller."""
_REACH = 9.0
"""How close, in pixels, the mouse must be to a point to mean it."""


class Points:
    """The two point clouds of one plot."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._at: dict[str, NDArray[np.floating]] = {}
        self._items = {}
        for part, symbol in _SYMBOLS.items():
            item = Spots(symbol=symbol)
            item.setZValue(10)
            plot.addItem(item)
            self._items[part] = item

    def show(
        self, part: str, at: NDArray[np.floating], colors: list[QColor], *, shades: bool = False
    ) -> None:
        """Puts the points of "train" or "test" at (count, 2) in these colours.

        `shades` says that colours can be as pale as the background, so that rims must be dark.
        """
        self._at[part] = at
        theme = themes.now()
        edge = theme.color("text", 0.3 if shades else 0.7)
        if part == "train" and not shades:
            edge = theme.color("panel", 0.9)
        pen = pg.mkPen(edge, width=1)
        size = (_SIZE if len(at) <= _MANY else 0.75 * _SIZE) + 1.5 * (part == "test")
        self._items[part].setData(
            x=at[:, 0], y=at[:, 1], size=size, brush=[pg.mkBrush(c) for c in colors], pen=pen
        )

    def near(self, scene: QPointF) -> tuple[str, int] | None:
        """The part and number of the point under a scene position, if any."""
        view = self._plot.getViewBox()
        best: tuple[float, str, int] | None = None
        here = view.mapSceneToView(scene)
        unit = view.viewPixelSize()
        for part, at in self._at.items():
            if not len(at):
                continue
            away = np.hypot((at[:, 0] - here.x()) / unit[0], (at[:, 1] - here.y()) / unit[1])
            nearest = int(away.argmin())
            if away[nearest] <= _REACH and (best is None or away[nearest] < best[0]):
                best = (float(away[nearest]), part, nearest)
        return None if best is None else best[1:]
