"""New layers: asked for by name, picked from a list, clicked in the row above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QCursor

from app.canvas.asking import ask_kind
from app.canvas.selection import Chosen
from app.model.board import Point
from app.model.drawing import open_end
from app.model.edits import FIXED
from app.model.spots import COLUMN_GAP
from engine.layers import layers

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Adding"]


class Adding:
    """Asks what is to be added to a canvas, and where it goes. `held` is the pixel at which a hand
    just puts a layer down."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        self._canvas = canvas
        self.held: QPoint | None = None
        standing = canvas.stage.standing
        canvas.editor.follow(standing.boxes, self._show_made, standing.unarranged)

    # --- asking -------------------------------------------------------------------------------

    def ask_here(self) -> None:
        """Asks for a layer: behind what is selected, or what alone has an open end, or where the
        pointer is."""
        canvas = self._canvas
        pointed, sight, chosen = self._pointer(), canvas.scene.sight, self._chosen()
        at, end = pointed or canvas.stage.middle(), open_end(canvas.stage.project.graph)
        if not chosen and end and canvas.context.at is None:
            chosen = [end]
        if chosen and sight is not None and sight.layout.board:
            at = self._beside(chosen)
        free = canvas.stage.filling and pointed is None
        canvas.ask(at, partial(self._picked_here, None if free else at))

    def ask(self, at: QPoint) -> None:
        """Asks which layer comes at a pixel of the view."""
        self._canvas.ask(at, partial(self._go_on, at))

    def ask_end(self, at: QPoint, source: str) -> None:
        """Asks which layer comes where a wire from `source` was let go."""
        self._canvas.ask(at, partial(self._picked_end, at, source))

    def ask_behind(self, node: str) -> None:
        """Asks which layer is inserted behind a node."""
        insert = self._canvas.scene.items_of.open.inserts.get(node)
        if insert is not None:
            at = self._canvas.view.mapFromScene(insert.middle)
            corner = self._canvas.view.viewport().mapToGlobal(at)
            ask_kind(self._canvas, corner, partial(self._canvas.editor.insert, node))
        elif node in self._chosen():
            self._canvas.ask(self._beside([node]), partial(self._picked_behind, node))
        elif self._canvas.selected_node() == node:
            self.ask_here()

    def _beside(self, nodes: Sequence[str]) -> QPoint:
        """The pixel to the right of nodes on the board, where what is added behind them goes."""
        canvas, sight = self._canvas, self._canvas.scene.sight
        assert sight is not None
        boxes = [sight.layout.box(sight.folding.shown(node)) for node in nodes]
        middle = sum(top + bottom for _, top, _, bottom in boxes) / len(boxes) / 2
        right = max(box[2] for box in boxes) + COLUMN_GAP
        return canvas.view.mapFromScene(QPointF(right, middle))

    def _pointer(self) -> QPoint | None:
        """The pixel of the view under the pointer, None when that is elsewhere; where the menu was
        opened that asks."""
        if self._canvas.context.at is not None:
            return self._canvas.context.at
        room = self._canvas.view.viewport().rect()
        at = self._canvas.view.viewport().mapFromGlobal(QCursor.pos())
        return at if room.contains(at) and self._canvas.view.underMouse() else None

    # --- adding -------------------------------------------------------------------------------

    def add_behind(self, kind: str) -> None:
        """Behind the selected layer, or as the last one before the output; an input or an output
        at its end of the network. What joins branches joins those that are selected, and is else
        left for a person to connect."""
        canvas, after, chosen = self._canvas, self._after(), self._chosen()
        if kind in FIXED and canvas.stage.project.graph.nodes:
            canvas.editor.add_end(kind, canvas.selected_node(), self._places())
        elif _joins(kind) and chosen:
            canvas.editor.add_behind(kind, chosen)
        elif after and not _joins(kind):
            canvas.editor.insert(after, kind)
        elif kind in layers:
            if canvas.stage.filling:
                canvas.editor.add_behind(kind, [])
            else:
                self.add_at(canvas.pixel_for_new(), kind)
            canvas.troubles.point_out()

    def add_like(self) -> None:
        """A dense layer like its neighbour, behind the selected one or before the output; a free
        one where there is neither."""
        after = self._after()
        if after:
            self._canvas.editor.insert(after)
        else:
            self.add_behind("dense")

    def add_at(self, at: QPoint, kind: str, *, behind: str = "") -> None:
        """A layer at a pixel of the view."""
        self._put(at, partial(self._canvas.editor.add, kind, behind=behind))

    def _go_on(self, at: QPoint | None, kind: str) -> None:
        """A layer behind what has an open end: at a pixel of the view, if one is meant."""
        if at is None:
            self._canvas.editor.add_on(kind, None, {})
        else:
            self._put(at, partial(self._canvas.editor.add_on, kind))

    def _put(self, at: QPoint, add: Callable[[Point, Mapping[str, Point]], object]) -> None:
        """Adds what is new at a pixel of the view, where all others stay."""
        place, places = self._canvas.stage.standing.fix(at)
        self.held = at
        add(place, places)
        self.held = None

    def _places(self) -> Mapping[str, Point]:
        """Where all layers stay when one comes that a hand has not put anywhere: none has a place
        in a network that fills the view."""
        stage = self._canvas.stage
        return {} if stage.filling else stage.standing.fix(self._canvas.pixel_for_new())[1]

    def _picked_here(self, at: QPoint | None, kind: str) -> None:
        canvas, chosen = self._canvas, self._chosen()
        node = canvas.selected_node()
        if _joins(kind) and chosen:
            canvas.editor.add_behind(kind, chosen)
        elif node not in chosen:
            self._go_on(at, kind)
        elif canvas.stage.filling and kind not in FIXED:
            canvas.editor.insert(node, kind)
        else:
            canvas.editor.add_behind(kind, [node])

    def _picked_behind(self, node: str, kind: str) -> None:
        """Between a layer and what it feeds; an input or an output has no place there."""
        if kind in FIXED:
            self._canvas.editor.add_behind(kind, [node])
        else:
            self._canvas.editor.insert(node, kind)

    def _picked_end(self, at: QPoint, source: str, kind: str) -> None:
        """A layer at the end of a wire. In a network that fills the view it finds its place by
        itself, so that nothing else has to move there."""
        if self._canvas.stage.filling:
            self._canvas.editor.add_behind(kind, [source])
        else:
            self.add_at(at, kind, behind=source)

    def _after(self) -> str:
        """Behind which node a new one goes: the selected one, else an open end, else the last
        before the output."""
        canvas = self._canvas
        node = canvas.selected_node()
        if node not in self._chosen():
            node = open_end(canvas.stage.project.graph) or canvas.steering.insertion_point()
        return node

    def _chosen(self) -> list[str]:
        """The selected nodes that something can come behind, those that stand higher first; of a
        folded group those that nothing in it follows."""
        canvas, sight = self._canvas, self._canvas.scene.sight
        graph, chosen = canvas.stage.project.graph, canvas.selection.chosen.nodes
        boxes = canvas.stage.standing.boxes()
        shown = sight.folding.shown if sight is not None else str
        able = [
            n.id for n in graph.nodes if n.id in chosen and n.layer.name != "output"
            and all(shown(target) != shown(n.id) for target in graph.targets(n.id))
        ]
        return sorted(able, key=lambda id: boxes[shown(id)][1] if shown(id) in boxes else 0.0)

    def _show_made(self, made: Chosen) -> None:
        """Selects what is new, and goes there unless the hand that put it there is on it."""
        view, held = self._canvas.view, self.held
        self._canvas.selection.put(made)
        if held is None or view.hit_at(held).node not in made.nodes:
            self._canvas.reveal(made)


def _joins(kind: str) -> bool:
    """Whether a kind of layer makes one of several."""
    return kind in layers and layers[kind].inputs[0] > 1
