"""The item that draws one wire between two cards, with the shape of what flows through it."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.canvas.brushes import font
from app.canvas.crowd import Crowd
from app.canvas.drawn import Allowance, Drawn
from app.canvas.hits import NOTHING, Hit
from app.canvas.labels import LETTERS, MEDIUM, Label, Way, label_on, label_size
from app.canvas.pane import Pane
from app.canvas.routes import along, curves, level_part
from app.canvas.sheet import Laid
from app.canvas.strength import Strength
from app.theme import Theme, themes

__all__ = ["CardWireItem"]

_THIN, _WIDE = 1.4, 4.6
_REACH, _MARGIN = 5.0, 12.0
_LARGEST, _ON_SCREEN, _LABEL_SEEN = 18, 10.0, 0.42
"""The size of a label's letters at most when far out, on the screen then, and the zoom below
which there is none."""
_STUB, _FAR_STUB = 9.0, 7.0
"""Pixels of a wire that its label leaves to be seen on either side, and on the screen far out."""
_GAP, _DASH, _FLOWING = 36, 7, 0.3
_FADED = 0.35
_OVER = 5.0


class CardWireItem(Laid):
    """One curve through `knots`, the last at input `port` of `target`; `label` is its shape.

    `phase` moves the light dashes on strong wires, in logical pixels; 0 hides them. Its label is
    placed when it is seen, as far as `allowance` goes; else by `work`.
    """

    def __init__(
        self, source: str, target: str, port: int, knots: Sequence[tuple[float, float]],
        label: str = "", allowance: Allowance | None = None,
    ) -> None:
        super().__init__()
        self._allowance = allowance
        self.source, self.target, self.port = source, target, port
        self.label = label
        self.phase = 0.0
        self.strength = Strength()
        self.hovered = self.selected = self.greyed = self.faded = self._left = False
        self.problem = ""
        self._ink: tuple[float, QPen] | None = None
        """The scale it was last painted in, and its pen then."""
        self._pill = Drawn()
        self._sizes = LETTERS, _STUB
        self._others: Sequence[NDArray[np.float64]] = ()
        self._crowd = Crowd()
        self.way = tuple(knots)
        """The way it would take if it were alone."""
        self.lane: int | None = None
        """Which of the lanes around the same nodes it has; None before it has one."""
        self._lay(knots)

    def lead(self, knots: Sequence[tuple[float, float]]) -> None:
        """Takes another way."""
        if tuple(knots) != self.way:
            self.prepareGeometryChange()
            self.way, self.lane = tuple(knots), None
            self._lay(knots)

    def keep_lane(self, knots: tuple[tuple[float, float], ...], number: int) -> bool:
        """Runs through these knots instead, beside other wires that go around nodes; whether it
        was elsewhere. Labels on neighbouring lanes do not stand one above the other."""
        elsewhere = (knots, number) != (self.knots, self.lane or 0)
        self.lane = number
        if elsewhere:
            self.prepareGeometryChange()
            self._lay(knots)
        return elsewhere

    def show_strength(self, strength: Strength) -> None:
        """Takes the sign and size of its weights."""
        if strength != self.strength:
            self.strength, self._ink = strength, None
            self.update()

    def leave_line(self, left: bool) -> None:
        """Whether other wires stand for its line, so that only its label is seen."""
        if left != self._left:
            self._left = left
            self.update()

    def show_label(self, label: str) -> None:
        """Says another shape."""
        if label != self.label:
            self.prepareGeometryChange()
            self.label = label
            self._measure()

    @property
    def line(self) -> NDArray[np.float64]:
        """Points along it, (points, 2)."""
        return self._points

    def stand_clear(self, others: Sequence[NDArray[np.float64]]) -> None:
        """Keeps its label off other wires, given as points along them."""
        same = len(others) == len(self._others) and all(map(operator.is_, others, self._others))
        if not same:
            self.prepareGeometryChange()
            self._others = others
            self._measure()

    def join(self, crowd: Crowd) -> None:
        """Keeps its label off cards and other labels, which may leave it less room, or more."""
        box = self._placed.box
        less = not self._unsure and (box.isEmpty() or crowd.covers(box))
        if crowd is not self._crowd or less:
            self._crowd.drop(self)
            self._crowd = crowd
            self._measure()
            self.update()

    def show_state(
        self, *, hovered: bool = False, selected: bool = False, greyed: bool = False,
        faded: bool = False, problem: str = "",
    ) -> None:
        """Lights it, greys it, or marks it as wrong; `faded` while others stand out."""
        now = (hovered, selected, greyed, faded, problem)
        if now != (self.hovered, self.selected, self.greyed, self.faded, self.problem):
            self.hovered, self.selected, self.greyed, self.faded, self.problem = now
            self._lift()
            self.restyle()

    def restyle(self) -> None:
        """Draws it in the colours of the theme in use."""
        self._pill.expire()
        self._ink = None
        self.update()

    @property
    def stale(self) -> bool:
        """Whether its label is not as sharp as it could be: the zoom is another one."""
        return self._pill.stale

    def work(self) -> None:
        """Draws the label anew; it is seen when the scene is painted again."""
        self._pill.draw(self._pill_room, self._paint_pill)

    @property
    def middle(self) -> QPointF:
        """Where its label stands."""
        return self._middle

    def hit(self, point: QPointF) -> Hit:
        """This wire, if the point is on its curve or its label."""
        if not self._bounds.contains(point):
            return NOTHING  # most labels are never asked where they lie
        on = self._shown.box.contains(point) or (
            not self._left and self.distance(point) <= _REACH
        )
        return Hit("link", self.target, self.port, self.source) if on else NOTHING

    def distance(self, point: QPointF) -> float:
        """From a point of the scene to the curve."""
        if not self._box.contains(point):
            return math.inf
        start, end = self._points[:-1], self._points[1:]
        way = end - start
        length = np.maximum((way**2).sum(-1), 1e-9)
        spot = np.array(point.toTuple())
        at = np.clip(((spot - start) * way).sum(-1) / length, 0.0, 1.0)
        return float(np.hypot(*(start + at[:, None] * way - spot).T).min())

    def boundingRect(self) -> QRectF:
        return self._bounds

    def show_on(self, pane: Pane) -> None:
        painter = pane.painter
        before = painter.opacity() if self.faded else 1.0
        if self.faded:
            painter.setOpacity(before * _FADED)
        if not self._left:
            painter.strokePath(self._path, self._pen(pane.scale))
        if self.phase and not self._left and not self.greyed and self.strength.share >= _FLOWING:
            self._flow(painter)
        if self.label and pane.zoom >= _LABEL_SEEN:
            self._show_pill(pane)
        if self.faded:
            painter.setOpacity(before)

    def _lay(self, knots: Sequence[tuple[float, float]]) -> None:
        self.knots = tuple(knots)
        self._curve: NDArray[np.float64] | None = None
        self._path = QPainterPath(QPointF(*self.knots[0]))
        for _, a, b, end in curves(self.knots):
            self._path.cubicTo(QPointF(*a), QPointF(*b), QPointF(*end))
        self._way: NDArray[np.float64] | None = None
        self._middle = QPointF(*self._halfway())
        self._box = self._path.boundingRect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        self._placed = Label()
        self._pill.forget()
        self._measure()
        self._lift()

    def _lift(self) -> None:
        """Short wires and labels over long ones, and over all what is read only while looked at."""
        alone = self.hovered and bool(self.label) and self._settled.box.isEmpty()
        self.raise_to(_OVER if alone else -2.0 if len(self.knots) == 2 else -3.0)

    def _halfway(self) -> tuple[float, float]:
        """Half of the way along; of a wire that goes around, the middle of its level part."""
        if len(self.knots) > 2:
            (a, y), (b, _) = level_part(self.knots)
            return (a + b) / 2, y
        (x0, y0), (x1, y1) = self.knots  # a single curve looks the same from both ends
        return (x0 + x1) / 2, (y0 + y1) / 2

    @property
    def _points(self) -> NDArray[np.float64]:
        """Points along the curve, of which most wires are never asked."""
        if self._curve is None:
            self._curve = along(self.knots)
        return self._curve

    def _pen(self, scale: float) -> QPen:
        if self._ink is not None and self._ink[0] == scale:
            return self._ink[1]
        share = self.strength.share
        width = _THIN + (_WIDE - _THIN) * share
        width = max(width, 1.0 / max(scale, 1e-6))  # never thinner than the screen can show
        lit = self.hovered or self.selected
        pen = _pen(self._role(), round(width + (1.4 if lit else 0.0), 2), self.greyed,
                   bool(self.problem), themes.now())
        self._ink = scale, pen
        return pen

    def _role(self) -> str:
        if self.problem:
            return "danger"
        if self.selected or self.hovered:
            return "accent"
        sign = 0 if self.greyed else self.strength.sign
        return "positive" if sign > 0 else "negative" if sign < 0 else "wire"

    def _flow(self, painter: QPainter) -> None:
        """Light dashes that run from source to target."""
        if self._way is None:
            self._way = _measured(self._points)
        first, last = int(self.phase % _GAP), max(0, len(self._way) - _DASH)
        dashes = np.hstack([self._way[first:last:_GAP], self._way[first + _DASH :: _GAP]])
        painter.setPen(QPen(themes.now().color("raised", 0.75), 1.2))
        painter.drawLines([QLineF(*dash) for dash in dashes.tolist()])

    # --- the label --------------------------------------------------------------------------

    def _measure(self) -> None:
        """The room of wire and label, which is asked for at every frame; the label is placed when
        it is seen."""
        self._unsure = True
        """Whether the label is where it was placed last, and may have to lie elsewhere."""
        self._crowd.drop(self)
        self._bounds = self._box
        if self.label:
            wide, tall = label_size(self.label, _LARGEST)
            wide = max(wide, abs(self.knots[-1][0] - self.knots[0][0]))
            above = 0.0 if len(self.knots) > 2 else 2 * tall + 2 * _MARGIN
            largest = QRectF(0, 0, wide + 4, tall + 4 + above)
            largest.moveCenter(self._middle)
            self._bounds = self._box.united(largest)
        self._pill.expire()

    @property
    def label_box(self) -> QRectF:
        """Where its label lies; empty where there is no room for it."""
        return self._settled.box

    @property
    def _shown(self) -> Label:
        """What its label says and where it lies; without room it is read while it is looked at."""
        label = self._settled
        if label.text or not self.hovered:
            return label
        wide, tall = label_size(self.label, self._sizes[0])
        box = QRectF(0, 0, wide, tall)
        box.moveCenter(self._middle)
        return Label(self.label, box, self._sizes[0])

    @property
    def _settled(self) -> Label:
        """Its label on the place it has found."""
        if self._unsure:
            self._unsure = False
            letters, stub = self._sizes
            aside = (self.lane or 0) % 2 == 1
            near = self._crowd.near(self, self._sizes, self._bounds) if self.label else ()
            way = Way(self.knots, self._points, self._others, aside, near)
            said = self.label, self.knots
            alone = self.label and not self._crowd.says(self, self._sizes, said)
            self._placed = label_on(way, self.label, letters, stub) if alone else Label()
            if self._placed.text:
                self._crowd.put(self, self._sizes, self._placed.box, said)
        return self._placed

    def _grow(self, zoom: float) -> None:
        """Far out the letters are larger, to be read, and must leave more of the wire."""
        letters = min(_LARGEST, max(LETTERS, round(_ON_SCREEN / zoom)))
        sizes = letters, max(_STUB, float(round(_FAR_STUB / zoom)))
        if sizes != self._sizes:
            self._sizes = sizes
            self._measure()

    def _show_pill(self, pane: Pane) -> None:
        self._grow(pane.zoom)
        allowance = self._allowance if pane.kept and self._unsure else None
        if allowance is not None and not allowance.take(waits=self._pill.shown):
            x, y = self._placed.box.topLeft().toTuple()
            self._pill.keep(pane, x - 1, y - 1)
            return
        box = self._shown.box
        if box.isEmpty():
            return
        if pane.kept:
            if self._pill.expired:
                self._pill.forget()
            self._pill.show(pane, box.x(), box.y(), self._pill_room, self._paint_pill)
            return
        painter = pane.painter
        painter.translate(box.topLeft())
        self._paint_pill(painter, pane.scale)
        painter.translate(-box.topLeft())

    @property
    def _pill_room(self) -> QRectF:
        return QRectF(QPointF(), self._shown.box.size()).adjusted(-1, -1, 1, 1)

    def _paint_pill(self, painter: QPainter, scale: float) -> None:
        theme, box = themes.now(), QRectF(QPointF(), self._shown.box.size())
        lit = self.hovered or self.selected
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "danger" if self.problem else "accent" if lit else "border"
        painter.setPen(QPen(theme.color(role), 1.2))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(font(self._shown.letters, MEDIUM))
        painter.setPen(theme.color("muted" if self.greyed else "text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._shown.text)


@lru_cache(maxsize=512)
def _pen(role: str, width: float, greyed: bool, broken: bool, theme: Theme) -> QPen:
    color: QColor = theme.color(role, 0.5 if greyed else 0.9)
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if broken or greyed:
        pen.setDashPattern([4.0, 2.5] if broken else [5.0, 4.0])
    return pen


def _measured(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The curve through `points` as one point for every pixel of its length: (pixels, 2)."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.arange(int(length[-1]) + 1)
    return np.stack([np.interp(at, length, points[:, axis]) for axis in (0, 1)], 1)
