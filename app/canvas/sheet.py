"""A sheet in the scene on which hundreds of things lie: it paints those that are seen.

As items of the scene each of them would be asked for its room at every painting, and told of the
painter anew. A sheet knows all rooms as numbers, and finds what is seen at once.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from shiboken6 import isValid

from app.canvas.extent import sides
from app.canvas.pane import Pane

__all__ = ["Laid", "Over", "Sheet"]

Room = NDArray[np.float64]
"""Left, top, right and bottom, of one thing or of many."""

_NOWHERE = np.inf, np.inf, -np.inf, -np.inf
_BESIDE = 2.0
"""Pixels that a thing may reach over its room, as lines are smoothed."""
_OVER = 5.0
_WASTE = 64
"""Places of things that are gone are given up when there are so many more than things."""


class Laid(QGraphicsItem):
    """Something that lies on a sheet, or in a scene of its own. `lift`: what is higher is painted
    later; above 0 even later than what is painted over the sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet[Any] | None = None
        self.lift = 0.0
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_on(self, pane: Pane) -> None:
        """Paints itself."""
        raise NotImplementedError

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pane = Pane(painter)
        self.show_on(pane)
        pane.finish()

    def update(self, *room: Any) -> None:
        """It looks different."""
        super().update(*room)
        if self.sheet is not None:
            self.sheet.touch(self)

    def prepareGeometryChange(self) -> None:
        """Its room, its place or its lift is about to change."""
        super().prepareGeometryChange()
        if self.sheet is not None:
            self.sheet.stir(self)

    def setPos(self, *place: Any) -> None:
        self.prepareGeometryChange()
        super().setPos(*place)

    def raise_to(self, lift: float) -> None:
        """It is painted earlier or later than others."""
        if lift != self.lift:
            self.prepareGeometryChange()
            self.lift = lift
            self.setZValue(lift)


Thing = TypeVar("Thing", bound=Laid)


class _Turn(QObject):
    """Calls later, in the next turn of the event loop, before anything is painted."""

    due = Signal()

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self._call = call
        self.due.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def _take(self) -> None:
        self._call()


class Sheet(QGraphicsItem, Generic[Thing]):
    """Paints things in the order in which they were laid on it, the lower ones first. Those that
    are `raised` are painted by `over`, which lies higher. A change of things that are out of sight
    before and after it paints nothing: that is looked at once, before the next painting."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self._things: list[Thing | None] = []
        self._places: dict[Thing, int] = {}
        self._rooms = np.empty((4, 0))
        self._stirred: set[Thing] = set()
        self._touched: list[Room] = []
        self._turn = _Turn(self._settle)
        self._beside: set[Thing] = set()
        self.raised: set[Thing] = set()
        self.over = Over(self)
        self.setZValue(height)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def lay(self, thing: Thing) -> None:
        """One more lies on it."""
        place = len(self._things)
        if place == self._rooms.shape[1]:
            more = np.tile(np.array([_NOWHERE]).T, (1, max(_WASTE, place)))
            self._rooms = np.hstack([self._rooms, more])
        self._things.append(thing)
        self._places[thing] = place
        thing.sheet = self
        self.stir(thing)

    def take_away(self, thing: Thing) -> None:
        """One lies on it no more."""
        self.touch(thing)
        place, thing.sheet = self._places.pop(thing), None
        self._things[place] = None
        self._rooms[:, place] = _NOWHERE
        for kept in (self._stirred, self._beside, self.raised):
            kept.discard(thing)
        if len(self._things) > 2 * len(self._places) + _WASTE:
            left = [*self._places]
            self._things, self._places, self._rooms = [], {}, np.empty((4, 0))
            for one in left:
                self.lay(one)

    def stir(self, thing: Thing) -> None:
        """A thing is about to take another room: it is asked for that when it is needed."""
        if thing not in self._stirred:
            self.touch(thing)
            self._stirred.add(thing)

    def touch(self, thing: Thing) -> None:
        """What it shows where it is now will be seen no more."""
        if not self._touched:
            self._turn.due.emit()
        self._touched.append(self._rooms[:, self._places[thing]].copy())

    def seen(self, room: QRectF, beside: float = 0.0) -> list[Thing]:
        """The things in a part of the scene, or in all of it if that is empty, the lower ones
        first; so far `beside` it, too."""
        self._measure()
        if room.isEmpty():
            found = [*self._places]
        else:
            met = _met(self._rooms, room.adjusted(-beside, -beside, beside, beside))
            things = [self._things[place] for place in np.flatnonzero(met).tolist()]
            found = [thing for thing in things if thing is not None]
        return sorted(found, key=attrgetter("lift"))

    def boundingRect(self) -> QRectF:
        self._measure()
        if not self._places:
            return QRectF()
        left, top, right, bottom = self._rooms
        low, high = QPointF(left.min(), top.min()), QPointF(right.max(), bottom.max())
        return QRectF(low, high)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pane = Pane(painter)
        seen, alike = self.seen(option.exposedRect, _BESIDE / pane.zoom), not self._beside
        for thing in seen:
            if alike and thing.lift <= 0.0:
                thing.show_on(pane)
            elif thing in self._beside:
                _show_beside(thing, pane.painter)
            elif thing not in self.raised:
                thing.show_on(pane)
        pane.finish()

    def _measure(self) -> None:
        """Asks those for their rooms that have taken another one."""
        while self._stirred:
            thing = self._stirred.pop()
            _note(self._beside, thing, there=not thing.pos().isNull())
            _note(self.raised, thing, there=thing.lift > 0.0)
            room = self._rooms[:, self._places[thing]] = sides(
                thing.boundingRect().translated(thing.pos())
            )
            self._touched.append(np.array(room))

    def _settle(self) -> None:
        """Paints the views again in which what has changed is seen, or was."""
        if not isValid(self):
            return  # gone with its scene meanwhile
        self._measure()
        touched, self._touched = np.array(self._touched).T, []
        scene = self.scene() if self.isVisible() and touched.size else None
        for view in scene.views() if scene is not None else ():
            seen = view.mapToScene(view.viewport().rect()).boundingRect()
            beside = _BESIDE / (view.transform().m11() or 1.0)
            if _met(touched, seen.adjusted(-beside, -beside, beside, beside)).any():
                view.viewport().update()


class Over(QGraphicsItem):
    """Paints what is raised above a sheet, and all that lies over it."""

    def __init__(self, sheet: Sheet[Any]) -> None:
        super().__init__()
        self._sheet = sheet
        self.setZValue(_OVER)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        room = QRectF()
        for thing in self._sheet.raised if self._sheet.isVisible() else ():
            room = room.united(thing.boundingRect())
        return room

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        for thing in self._sheet.raised if self._sheet.isVisible() else ():
            thing.paint(painter, option, widget)


def _met(rooms: Room, part: QRectF) -> NDArray[np.bool_]:
    """Which of the rooms reach into a part of the scene."""
    left, top, right, bottom = rooms
    west, north, east, south = sides(part)
    return (left < east) & (right > west) & (top < south) & (bottom > north)


def _note(those: set[Thing], thing: Thing, *, there: bool) -> None:
    """Whether a thing is among those."""
    (those.add if there else those.discard)(thing)


def _show_beside(thing: Laid, painter: QPainter) -> None:
    """Paints a thing that is on its way to its place."""
    at = thing.pos()
    painter.translate(at)
    pane = Pane(painter)
    thing.show_on(pane)
    pane.finish()
    painter.translate(-at)
