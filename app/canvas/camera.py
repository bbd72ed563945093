"""Which part of the canvas is seen, and how large: zoom, fit, 100 %, and going to a place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsView

__all__ = ["Camera"]

STEP, LEAST, MOST = 1.25, 0.3, 6.0
_EDGE = 24.0
"""Pixels that stay free around a board that is fitted into the view."""
_FLOOR = 0.02


class Camera(QObject):
    """Moves a view. While `fitted`, what is shown takes the size of the view; a zoom or a move by
    hand ends that. A board that is fitted by hand may become larger, as far as `closest`, than it
    was laid out. `zoomed(steps)`: by a person, or to reveal something, larger when positive;
    `moved`: in any way.

    On the `board` a person may go beyond what is there, as far as the view is large. `at` is the
    pixel that the last zoom went around. Something lies over the lowest `foot` pixels of the view.
    """

    zoomed = Signal(float)
    moved = Signal()

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self.fitted = True
        self.closest = 1.0
        self.board = False
        self.at = QPoint()
        self.foot = 0
        self._extent = QRectF()
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.moved)

    @property
    def scale(self) -> float:
        """Pixels of the view for one of the scene."""
        return self._view.transform().m11()

    @property
    def visible(self) -> QRectF:
        """The part of the scene that is seen."""
        view = self._view
        return view.mapToScene(view.viewport().rect()).boundingRect()

    def show_extent(self, extent: QRectF, *, board: bool) -> None:
        """Takes the room of all that is there; what is seen stays where it is."""
        corner = self._view.mapToScene(QPoint())
        self._extent, self.board = extent, board
        self._make_room()
        gap = self._view.mapFromScene(corner)
        self.scroll(gap.x(), gap.y())

    def zoom(self, steps: float, at: QPoint | None = None) -> None:
        """Larger by so many steps around a pixel, or around the middle; smaller when negative."""
        self.magnify(STEP**steps, at)

    def magnify(self, factor: float, at: QPoint | None = None) -> None:
        """The same by a factor."""
        self.fitted, self.closest = False, 1.0
        now = self.scale
        wanted = min(MOST, max(min(LEAST, self.whole()), now * factor))
        self.at = self._view.viewport().rect().center() if at is None else at
        self.look(self._view.mapToScene(self.at), self.at, wanted)
        self.zoomed.emit(1.0 if factor > 1 else -1.0)

    def fit(self) -> None:
        """All that is there in the view: as large as it was laid out, or as may be on the board,
        or smaller if it must."""
        self.fitted = True
        self._scale_to(self.whole(self.closest if self.board else 1.0))
        covered = self.foot / 2 / self.scale if self.board else 0.0
        self._view.centerOn(self._extent.center() + QPointF(0.0, covered))
        self.moved.emit()

    def whole_size(self) -> None:
        """100 %, with the middle of the view where it is."""
        self.magnify(1.0 / self.scale)

    def look(self, point: QPointF, at: QPoint, scale: float) -> None:
        """Shows a point of the scene at a pixel of the view, in a scale."""
        self._scale_to(scale)
        gap = self._view.mapFromScene(point) - at
        self.scroll(gap.x(), gap.y())
        self.moved.emit()

    def scroll(self, dx: int, dy: int) -> None:
        """Moves the visible part."""
        for bar, by in (
            (self._view.horizontalScrollBar(), dx), (self._view.verticalScrollBar(), dy)
        ):
            bar.setValue(bar.value() + by)

    def reveal(self, box: QRectF) -> None:
        """Scrolls as little as it takes to see a box above the foot, and makes it smaller only if
        it must."""
        edge = int(_EDGE)
        room = self._view.viewport().rect().adjusted(edge, edge, -edge, -edge - self.foot)
        most = min(room.width() / box.width(), room.height() / box.height())
        above = box.adjusted(0.0, 0.0, 0.0, self.foot / self.scale)
        if most < self.scale:
            self.fitted = False
            self.at = room.center()
            self.look(box.center(), self.at, max(_FLOOR, most))
            self.zoomed.emit(-1.0)
        elif not self.visible.contains(above):
            self._view.ensureVisible(above, edge, edge)

    def whole(self, most: float = 1.0) -> float:
        """The scale that shows all that is there, or the largest there may be."""
        edge = 2 * _EDGE if self.board else -2.0
        room = self._view.viewport().rect()
        wide = (room.width() - edge) / max(1.0, self._extent.width())
        foot = self.foot if self.board else 0
        tall = (room.height() - edge - foot) / max(1.0, self._extent.height())
        return max(_FLOOR, min(most, wide, tall))

    def _scale_to(self, scale: float) -> None:
        anchor = self._view.transformationAnchor()
        self._view.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self._view.resetTransform()
        self._view.scale(scale, scale)
        self._make_room()
        self._view.setTransformationAnchor(anchor)

    def _make_room(self) -> None:
        room = QRectF(self._extent)
        if self.board:
            seen = self._view.viewport().rect()
            across, down = seen.width() / self.scale, seen.height() / self.scale
            room.adjust(-across, -down, across, down)
        self._view.setSceneRect(room)
