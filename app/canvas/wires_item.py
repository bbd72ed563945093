"""The item that draws all wires between two columns."""

from __future__ import annotations

import math
import time
from collections.abc import Collection
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.columns import Link
from app.canvas.marks import paint_lock
from app.canvas.routes import curves
from app.canvas.wiring import LEVELS, Shape, bend, levels, opacity, width
from app.theme import Theme, themes

__all__ = ["WiresItem"]

_MARGIN = 4.0
_SHARPEST = 3.0
_STRONG = 0.55
_GAP, _DASH, _MOST_FLOWING = 36, 7, 6
_HALO, _PLAIN = (5.0, 0.5), 2.0
"""How far the halo of a wire reaches and how strong it is, and how thick that wire is at least."""
_FADED, _SILENT, _LOOKED_AT = 0.22, 0.2, 0.55
_AT_ONCE = 4
_LOCK = 6.0
"""The radius of the disc with a lock."""


class WiresItem(QGraphicsItem):
    """Wires of one `Link`, kept as a picture that is drawn again when a strength has changed.

    `show_weights` only notes what to draw. `work` draws it into a second picture, as far as time
    allows, and shows that when it is whole: so wires never hold up a frame, however many.
    `phase` moves the light dashes on strong wires, in logical pixels; 0 hides them. `chosen` wires
    stand out while the others fade; None is the usual picture. Wires that carry nothing are always
    pale.
    """

    def __init__(self, link: Link, course: Shape) -> None:
        super().__init__()
        self.link, self.course = link, course
        self.phase = 0.0
        self.weights: NDArray[np.float32] | None = None
        self._stale = True
        self._next = QPixmap()
        self._left: list[int] = []
        self._levels = np.zeros(len(link.sources), np.int8)
        self._silent: frozenset[int] = frozenset()
        self.chosen: frozenset[int] | None = None
        self._lone = False
        self._pixmap = QPixmap()
        self._scale = 1.0
        self._ways: dict[int, list[QPointF]] = {}
        self._paths = [_path(knots, legs=course.legs) for knots in course.knots]
        self._box = _box(course)
        self.setZValue(-2)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        return self._box

    def show_weights(self, weights: NDArray[np.float32] | None, *, moving: bool) -> None:
        """Takes the weight of every wire, None for wires without weights. While they are `moving`
        none flickers; at rest what is seen does not depend on what was seen before."""
        self.weights = weights
        before = self._levels if moving else None
        made = np.zeros_like(self._levels) if weights is None else levels(weights, before)
        if not np.array_equal(made, self._levels):
            self._levels, self._stale = made, True

    def show_silent(self, sources: Collection[int], targets: Collection[int]) -> None:
        """Takes which shown units say 0, and which are knocked out and hear nothing."""
        pairs = enumerate(zip(self.link.sources, self.link.targets, strict=True))
        found = frozenset(
            n for n, (i, j) in pairs if i in sources or j in targets
        ) if sources or targets else frozenset()
        if found != self._silent:
            self._silent, self._stale = found, True

    def carries(self, number: int) -> bool:
        """Whether anything goes through one wire."""
        return number not in self._silent

    def level(self, number: int) -> int:
        """The signed strength of one wire."""
        return int(self._levels[number])

    def role(self, number: int) -> str:
        """The colour of one wire."""
        level = self.level(number)
        return "muted" if level == 0 else "positive" if level > 0 else "negative"

    def choose(self, chosen: frozenset[int] | None, *, lone: bool = False) -> None:
        """Lets some wires stand out; an empty set fades all of them. A `lone` one has a halo."""
        if (chosen, lone) != (self.chosen, self._lone):
            self.chosen, self._lone = chosen, lone
            self.restart()

    def chosen_of(self, source: int | None, target: int | None) -> frozenset[int]:
        """The wires that leave or reach the unit at a position of the shown ones."""
        pairs = enumerate(zip(self.link.sources, self.link.targets, strict=True))
        return frozenset(n for n, (i, j) in pairs if i == source or j == target)

    def restart(self) -> None:
        """Forgets what is drawn: colours, sizes or what stands out have changed."""
        self._stale, self._left, self._pixmap = True, [], QPixmap()
        self.update()

    def work(self, deadline: float) -> None:
        """Goes on drawing until `deadline` of `time.perf_counter`; a few wires in any case. What
        is new is seen when the scene is painted again. A picture that is begun already is of older
        weights: without a deadline there may be no frame after it, so that it is begun anew."""
        begun = bool(self._left) and deadline < math.inf
        if self._stale and not begun and not self._box.isEmpty():
            self._begin()
        if not self._left:
            return
        painter = QPainter(self._next)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        painter.translate(-self._box.topLeft())
        while self._left:
            self._stroke(painter, self._left[:_AT_ONCE])
            del self._left[:_AT_ONCE]
            if time.perf_counter() > deadline:
                break
        painter.end()
        if not self._left:
            self._pixmap = self._next

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if painter.paintEngine().type() != QPaintEngine.Type.Raster:
            self._stroke(painter, self._order())  # a figure to be scaled: lines, not pixels
            self._stroke_lone(painter)
            self._lock(painter)
            return
        wanted = min(_SHARPEST, max(0.25, painter.deviceTransform().m11()))
        if abs(wanted - self._scale) > 1e-3:
            self._scale = wanted
            self._stale, self._left, self._pixmap = True, [], QPixmap()
        if self._pixmap.isNull():
            self.work(math.inf)
        whole = QRectF(self._pixmap.rect())
        size = QSizeF(whole.width() / self._scale, whole.height() / self._scale)
        extent = QRectF(self._box.topLeft(), size)
        painter.drawPixmap(extent, self._pixmap, whole)
        self._stroke_lone(painter)
        if self.phase:
            self._flow(painter)
        self._lock(painter)

    def _begin(self) -> None:
        """An empty picture, and the wires that go into it."""
        self._stale = False
        self._next = QPixmap((self._box.size() * self._scale).toSize())
        self._next.fill(Qt.GlobalColor.transparent)
        self._left = self._order()

    def _order(self) -> list[int]:
        """The wires in the order they are drawn: the strongest last, chosen ones over all."""
        order: list[int] = np.argsort(np.abs(self._levels), kind="stable").tolist()
        chosen = self.chosen
        if chosen is None:
            return order
        return [n for n in order if n not in chosen] + [n for n in order if n in chosen]

    def _stroke(self, painter: QPainter, numbers: list[int]) -> None:
        theme, thickness = themes.now(), self.course.thickness
        for number in numbers:
            faded = self.chosen is not None and number not in self.chosen
            if number in self.link.pruned:
                pen = _pruned_pen(faded, theme)
            else:
                level, share = self.level(number), self._share(number, faded)
                pen = _pen(self.role(number), level, share, theme, thickness)
            painter.strokePath(self._paths[number], pen)

    def _stroke_lone(self, painter: QPainter) -> None:
        """The wire that stands out alone, with a halo: at every painting, as it is looked at while
        its weight changes, and its picture may be some frames old."""
        theme, chosen = themes.now(), self.chosen if self._lone else None
        for number in chosen or ():
            wide = max(1.0, width(self.level(number)) * self.course.thickness)
            halo = QPen(theme.color("text", _HALO[1]), wide + _HALO[0])
            painter.strokePath(self._paths[number], halo)
            pen = QPen(theme.color(self.role(number)), max(_PLAIN, wide))
            pruned = number in self.link.pruned
            painter.strokePath(self._paths[number], _pruned_pen(False, theme) if pruned else pen)

    def _share(self, number: int, faded: bool) -> float:
        """How much is seen of a wire: a silent one that is looked at stands out a little."""
        if faded:
            return _FADED
        if self.carries(number):
            return 1.0
        return _SILENT if self.chosen is None else _LOOKED_AT

    def _lock(self, painter: QPainter) -> None:
        """A lock on every wire whose weight is frozen."""
        for number in self.link.held:
            if self.chosen is None or number in self.chosen:
                points = self.course.points[number]
                paint_lock(painter, QPointF(*points[len(points) // 2]), _LOCK)

    def _flow(self, painter: QPainter) -> None:
        """Light dashes along the strongest wires."""
        strong = [n for n in self._strongest() if self.chosen is None or n in self.chosen]
        lines: list[QLineF] = []
        for number in strong:
            if number not in self._ways:
                self._ways[number] = _measured(self.course.points[number])
            lines.extend(_dashes(self._ways[number], self.phase))
        painter.setPen(QPen(themes.now().color("panel", 0.8), 1.0))
        painter.drawLines(lines)

    def _strongest(self) -> list[int]:
        sizes = np.abs(self._levels)
        order = np.argsort(-sizes, kind="stable")[:_MOST_FLOWING].tolist()
        return [n for n in order if sizes[n] >= _STRONG * LEVELS and self.carries(n)]


def _pruned_pen(faded: bool, theme: Theme) -> QPen:
    """Dots, for a weight that is 0 and stays so."""
    pen = QPen(theme.color("muted", 0.35 * _FADED if faded else 0.35), 1.2)
    pen.setDashPattern([1.0, 4.0])
    return pen


def _path(knots: tuple[tuple[float, float], ...], *, legs: bool) -> QPainterPath:
    path = QPainterPath(QPointF(*knots[0]))
    if legs:
        for _, first, second, end in curves(knots):
            path.cubicTo(*first, *second, *end)
        return path
    for start, end in pairwise(knots):
        x1, y1, x2, y2 = bend(start, end)
        path.cubicTo(x1, y1, x2, y2, *end)
    return path


def _box(shape: Shape) -> QRectF:
    if not len(shape.points):
        return QRectF()
    low, high = shape.points.min(axis=(0, 1)), shape.points.max(axis=(0, 1))
    box = QRectF(QPointF(*low), QPointF(*high))
    return QRectF(box.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN).toAlignedRect())


def _measured(points: NDArray[np.float64]) -> list[QPointF]:
    """The curve through `points` as one point for every pixel of its length."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.arange(int(length[-1]) + 1)
    xs, ys = (np.interp(at, length, points[:, axis]).tolist() for axis in (0, 1))
    return [QPointF(x, y) for x, y in zip(xs, ys, strict=True)]


def _dashes(way: list[QPointF], phase: float) -> list[QLineF]:
    """Short pieces of `way`, `_GAP` apart, moved on by `phase`."""
    starts = range(int(phase % _GAP), len(way) - _DASH, _GAP)
    return [QLineF(way[start], way[start + _DASH]) for start in starts]


def _pen(role: str, level: int, share: float, theme: Theme, thickness: float) -> QPen:
    """`share` of the usual opacity."""
    color: QColor = theme.color(role, opacity(level) * share)
    return QPen(color, max(1.0, width(level) * thickness))
