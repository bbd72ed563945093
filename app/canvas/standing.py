"""Where everything stands on the board, and where it is held while a gesture tries something."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from app.canvas.layout import Point
from app.canvas.view import NetworkView
from app.model.apart import way_apart
from app.model.board import Note
from app.model.placing import free_place
from app.model.spots import Sized

if TYPE_CHECKING:
    from app.canvas.stage import Stage

__all__ = ["Standing"]


class Standing:
    """What edits of places and gestures ask of a stage, and try out on it."""

    def __init__(self, stage: Stage, view: NetworkView) -> None:
        self._stage, self._view = stage, view

    def places(self) -> dict[str, Point]:
        """Where every node of the project is now, or would be on the board."""
        assert self._stage.sight is not None
        return self._stage.arrangement.places(self._stage.project, self._stage.sight)

    def unarranged(self) -> dict[str, Point]:
        """The same, where nobody has arranged them and they are on the board."""
        stage = self._stage
        free = not any(node.placed for node in stage.project.graph.nodes)
        return self.places() if free and stage.sight is not None and not stage.filling else {}

    def boxes(self) -> dict[str, Sized]:
        """The room of everything that stands on the board, or would."""
        sight = self._stage.sight
        return {} if sight is None else self._stage.arrangement.boxes(self._stage.project, sight)

    def landing(self, at: Point) -> Point:
        """Where a layer will stand that is let go of at a place of the board."""
        sight = self._stage.sight
        if sight is None or not sight.layout.board:
            return at
        return free_place(at, self.boxes(), self._stage.project.board.notes)

    def fix(self, at: QPoint) -> tuple[Point, dict[str, Point]]:
        """Where a pixel is on the board, and where all nodes are: for an edit that puts something
        there and moves nothing else. A network that fills the view goes to the board first."""
        places, camera = self.places(), self._view.camera
        camera.at, camera.fitted = at, False
        if self._stage.filling:
            self.hold(places)
            self.let_go()
        return self._view.scene_at(at), places

    def hold(self, places: Mapping[str, Point], notes: Mapping[str, Note] | None = None) -> None:
        """Shows nodes and notes elsewhere, until `let_go`."""
        self._stage.arrangement.held = dict(places)
        self._stage.arrangement.held_notes = dict(notes or {})
        self._view.camera.fitted = False
        self._stage.shift()

    def way_clear(
        self, moved: Collection[str], places: Mapping[str, Point], notes: Mapping[str, Note]
    ) -> Point:
        """How much farther nodes that are held at places must go, not to cover any other one."""
        self.hold(places, notes)
        sight = self._stage.sight
        assert sight is not None
        own = {sight.folding.shown(node) for node in moved}
        boxes = self.boxes()
        others = [box for node, box in boxes.items() if node not in own]
        return way_apart([boxes[node] for node in own], others)

    def let_go(self) -> None:
        """Forgets what was tried out; the next `redraw` shows the project as it is."""
        self._stage.arrangement.held = {}
        self._stage.arrangement.held_notes = {}
