"""Training and test curves over epochs, with a ruler that follows the mouse."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtWidgets import QWidget

from app.panels.loss.course import Course
from app.theme import themes
from app.widgets.plotted import Curve, Spots, paint_axis

__all__ = ["CoursePlot"]

_LINES = {"train": ("positive_text", "o"), "test": ("negative_text", "d")}


class _LogAxis(pg.AxisItem):
    """Powers of ten with 2 and 5 between them, as many as stand apart."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if not self.logMode:
            return super().tickValues(low, high, size)
        decades = range(math.floor(low), math.ceil(high) + 1)
        for steps in ((1, 2, 3, 4, 6, 8), (1, 2, 5), (1, 3), (1,)):
            ticks = [d + math.log10(step) for d in decades for step in steps]
            inside = [tick for tick in ticks if low <= tick <= high]
            if len(inside) * 26 <= size:
                return [(1.0, inside)]
        every = max(1, len(decades) * 26 // max(1, int(size)) + 1)
        return [(1.0, [float(d) for d in decades if d % every == 0])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.logMode:
            return super().tickStrings(values, scale, spacing)
        return [_short(10**value) for value in values]


class CoursePlot(pg.PlotWidget):
    """Two lines and a faint third; the newest value of each ends in its own shape."""

    hovered = Signal(object)
    """The epoch under the mouse, or None when it leaves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"left": _LogAxis("left")})
        self.setFrameShape(self.Shape.NoFrame)
        self.setAcceptDrops(False)  # files are dropped on the window
        self.setFocusPolicy(pg.QtCore.Qt.FocusPolicy.NoFocus)  # it has nothing to do with a key
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        menu = item.ctrlMenu
        menu.setParent(self, menu.windowFlags())  # or it would outlive the window
        item.getViewBox().setMouseEnabled(False, False)
        self._raw = {name: self._line(-2) for name in _LINES}
        self._lines = {name: self._line(2) for name in _LINES}
        self._penalty = self._line(-1)
        self._ends = {name: Spots(symbol=s) for name, (_, s) in _LINES.items()}
        for end in self._ends.values():
            item.addItem(end)
        self._ruler = pg.InfiniteLine(angle=90)
        self._ruler.hide()
        item.addItem(self._ruler, ignoreBounds=True)
        self._log, self._numbered = False, True
        self._ranges: tuple[float, float, float] | None = None
        self.scene().sigMouseMoved.connect(self._moved)
        self.retheme()

    def _line(self, z: float) -> Curve:
        line = Curve(antialias=True)
        line.setSegmentedLineMode("on")  # a thick smooth path of 1000 points takes 20 times as long
        line.setZValue(z)
        self.getPlotItem().addItem(line)
        return line

    def retheme(self) -> None:
        """Takes the colours of the theme in use."""
        theme = themes.now()
        self.setBackground(theme.color("panel"))
        item = self.getPlotItem()
        item.showGrid(x=False, y=self._numbered, alpha=0.12)
        for side in ("bottom", "left"):
            axis = item.getAxis(side)
            paint_axis(axis, theme.color("border"), theme.color("muted"))
            axis.setStyle(
                tickLength=-4 * self._numbered, showValues=self._numbered, maxTickLevel=1,
                autoExpandTextSpace=False,
            )
        item.getAxis("left").setWidth(46)  # room for 0.005 and 2e-10
        for name, (role, _) in _LINES.items():
            self._lines[name].setPen(pg.mkPen(theme.color(role), width=1.8))
            self._raw[name].setPen(pg.mkPen(theme.color(role, 0.25), width=1))
            self._ends[name].setBrush(theme.color(role))
            self._ends[name].setPen(pg.mkPen(theme.color("panel"), width=1))
        self._penalty.setPen(pg.mkPen(theme.color("muted"), width=1, style=pg.QtCore.Qt.DotLine))
        self._ruler.setPen(pg.mkPen(theme.color("muted"), width=1))

    def show_course(
        self, course: Course, what: str, *, log: bool, smoothing: float, penalty: bool
    ) -> None:
        """Draws `what` ("loss" or "score") of `course`."""
        if log != self._log:
            self._log = log
            self.getPlotItem().getAxis("left").setLogMode(log)
        extremes: list[float] = []
        for name in _LINES:
            column = f"{name}_{what}"
            x, y = course.shown(column, smoothing)
            extremes += [float(y.min()), float(y.max())] if len(y) else []
            self._lines[name].setData(x, self._height(y))
            self._ends[name].setData(x[-1:], self._height(y[-1:]), size=7)
            self._raw[name].setVisible(smoothing > 0)
            if smoothing > 0:
                x, y = course.shown(column)
                self._raw[name].setData(x, self._height(y))
        self._show_penalty(course, penalty)
        epochs = course.column("epoch")
        self._show_numbers(bool(len(epochs)))
        self._fit(float(epochs[-1]) if len(epochs) else 1.0, extremes, what)

    def _show_penalty(self, course: Course, wanted: bool) -> None:
        x, y = course.shown("penalty")
        visible = wanted and bool((y > 0).any())
        self._penalty.setVisible(visible)
        if visible:
            self._penalty.setData(x, self._height(y))

    def _show_numbers(self, on: bool) -> None:
        """An empty plot has no numbers on its axes."""
        if on != self._numbered:
            self._numbered = on
            self.retheme()

    def _height(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.log10(np.maximum(y, 1e-9)) if self._log else y

    def _fit(self, last: float, extremes: list[float], what: str) -> None:
        """Shows everything; scores always on the scale up to 1, so that runs can be compared.

        Ranges grow in steps: axes that moved at every frame could not be read, and painting
        their numbers again takes longer than the curves.
        """
        low, high = (min(extremes), max(extremes)) if extremes else (0.0, 1.0)
        if what == "score":
            low, high = min(0.0, math.floor(max(low, -1.0) * 4) / 4), 1.03
        elif self._log:
            low = math.floor(4 * math.log10(max(low, 1e-9))) / 4
            high = math.ceil(4 * math.log10(max(high, 1e-9))) / 4
            high = max(high, low + 0.5) + 0.03  # or a number at the very end has no room
        else:
            low, high = 0.0, _round_up(max(high, 1e-6))
        wanted = (_round_up(max(last, 5.0)), low, high)
        if wanted != self._ranges:
            self._ranges = wanted
            view = self.getPlotItem().getViewBox()
            view.setRange(xRange=(0.0, wanted[0] * 1.01), yRange=(low, high), padding=0)

    def _moved(self, scene: QPointF) -> None:
        view = self.getPlotItem().getViewBox()
        inside = view.sceneBoundingRect().contains(scene)
        self._ruler.setVisible(inside)
        if inside:
            epoch = view.mapSceneToView(scene).x()
            self._ruler.setPos(epoch)
            self.hovered.emit(epoch)
        else:
            self.hovered.emit(None)

    def leaveEvent(self, event: QEvent) -> None:
        self._ruler.hide()
        self.hovered.emit(None)
        super().leaveEvent(event)


def _round_up(value: float) -> float:
    """The next of 1, 1.1 … 2, 2.25 … 5, 5.5 … 10 times a power of ten, so a little more."""
    power = 10.0 ** math.floor(math.log10(value))
    lead = value / power
    unit = power * (0.1 if lead < 2 else 0.25 if lead < 5 else 0.5)
    return math.ceil(value / unit - 1e-9) * unit


def _short(value: float) -> str:
    """A tick in few letters: 0.05, 2e-4, 3e5."""
    if 1e-3 <= value < 1e4:
        return f"{value:.4g}"
    digits, power = f"{value:.0e}".split("e")
    return f"{digits}e{int(power)}"
