"""Moving nodes and notes with the pointer, and resizing notes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Qt

from app.canvas.board_editing import BoardEditor
from app.canvas.gestures import SLOP, Press
from app.canvas.layout import Point
from app.canvas.selection import Chosen, Selection, chosen_by
from app.canvas.stage import Stage
from app.canvas.view import NetworkView
from app.model.board import Note

__all__ = ["MoveThings", "ResizeNote"]

_SNAP = 6.0
"""Within so many pixels a moved node takes the height, or the x, of another one."""
_LEAST_NOTE = (60.0, 32.0)


class MoveThings:
    """Moves what is pressed, with all that is selected if it is; a press without a move is a
    click. One undo step, and all other nodes stay where they are; what would cover one of them, or
    hide its ports, comes to stand beside it."""

    def __init__(
        self, view: NetworkView, stage: Stage, editor: BoardEditor, selection: Selection,
        press: Press,
    ) -> None:
        self._view, self._stage, self._editor = view, stage, editor
        self._standing = stage.standing
        self._selection, self._press = selection, press
        self._first = QPoint()
        self._from: Point = (0.0, 0.0)
        self._places: dict[str, Point] = {}
        self._moved = Chosen()
        self._moving = False
        self._clear: Point = (0.0, 0.0)
        """How much farther it goes, not to cover anything."""

    def start(self, at: QPoint) -> None:
        self._first = at

    def move(self, at: QPoint) -> None:
        if not self._moving and (at - self._first).manhattanLength() > SLOP:
            self._begin()
        if self._moving:
            self._standing.hold(*self._tried(at))

    def finish(self, at: QPoint) -> None:
        if not self._moving:
            self._view.activate(self._press.hit, adding=self._press.adding)
            return
        self._clear = self._standing.way_clear(self._moved.nodes, *self._tried(at))
        places, notes = self._tried(at)
        self._view.show_cursor(None)
        self._standing.let_go()
        self._editor.move(places if self._moved.nodes else {}, notes)
        self._stage.redraw()

    def cancel(self) -> None:
        if self._moving:
            self._view.show_cursor(None)
            self._standing.let_go()
            self._stage.redraw()

    def _begin(self) -> None:
        sight = self._stage.sight
        if sight is None:
            return
        self._moving = True
        pressed = chosen_by(self._press.hit, sight.folding.members)
        if self._press.hit.kind == "group":
            group = sight.board.group(self._press.hit.node)
            pressed = Chosen(nodes=frozenset(group.nodes if group else ()))
        if not self._selection.chosen >= pressed:
            self._selection.put(pressed)
        self._moved = self._selection.chosen
        self._places = self._standing.places()
        self._view.show_cursor(Qt.CursorShape.ClosedHandCursor)
        self._view.camera.at = self._first
        self._standing.hold(self._places)
        self._from = self._view.scene_at(self._first)

    def _tried(self, at: QPoint) -> tuple[dict[str, Point], dict[str, Note]]:
        """All places, and the notes that are moved, with the pointer there."""
        x, y = self._view.scene_at(at)
        by = self._snapped((x - self._from[0], y - self._from[1]))
        by = by[0] + self._clear[0], by[1] + self._clear[1]
        places = {
            node: (p[0] + by[0], p[1] + by[1]) if node in self._moved.nodes else p
            for node, p in self._places.items()
        }
        board = self._stage.project.board
        notes = [note for note in board.notes if note.id in self._moved.notes]
        return places, {n.id: replace(n, x=n.x + by[0], y=n.y + by[1]) for n in notes}

    def _snapped(self, by: Point) -> Point:
        """A way that brings the pressed node in line with one that stays, where it is near."""
        node = self._press.hit.node
        if node not in self._places or node not in self._moved.nodes:
            return by
        own, reach = self._places[node], _SNAP / self._view.camera.scale
        others = [p for n, p in self._places.items() if n not in self._moved.nodes]
        made = []
        for axis in (0, 1):
            gaps = [p[axis] - own[axis] - by[axis] for p in others]
            gap = min(gaps, key=abs, default=reach + 1)
            made.append(by[axis] + (gap if abs(gap) <= reach else 0.0))
        return made[0], made[1]


class ResizeNote:
    """Pulls the corner of a note."""

    def __init__(self, view: NetworkView, stage: Stage, editor: BoardEditor, note: Note) -> None:
        self._view, self._stage, self._editor, self._note = view, stage, editor, note
        self._standing = stage.standing
        self._places: dict[str, Point] = {}

    def start(self, at: QPoint) -> None:
        self._places = self._standing.places()

    def move(self, at: QPoint) -> None:
        self._standing.hold(self._places, {self._note.id: self._tried(at)})

    def finish(self, at: QPoint) -> None:
        note = self._tried(at)
        self._standing.let_go()
        self._editor.move({}, {note.id: note})
        self._stage.redraw()

    def cancel(self) -> None:
        self._standing.let_go()
        self._stage.redraw()

    def _tried(self, at: QPoint) -> Note:
        corner = QPointF(*self._view.scene_at(at))
        return replace(
            self._note, width=max(_LEAST_NOTE[0], corner.x() - self._note.x),
            height=max(_LEAST_NOTE[1], corner.y() - self._note.y),
        )
