"""Bringing order to the board: tidy up, align, distribute, nudge, groups, faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from app.canvas.board_editing import BoardEditor
from app.canvas.layout import Point
from app.canvas.selection import Chosen, Selection
from app.canvas.stage import Stage
from app.model import arranging
from app.model.arranging import Edge
from app.model.board import Face, Group
from app.model.edits import Edit, together
from app.model.placing import notes_along
from app.model.spots import Sized
from app.texts import tr

__all__ = ["Ordering"]

_NUDGE, _LITTLE = 8.0, 1.0
_WAYS: Mapping[str, Point] = {
    "left": (-1.0, 0.0), "right": (1.0, 0.0), "up": (0.0, -1.0), "down": (0.0, 1.0)
}


class Ordering:
    """Acts on what is selected; each act is one undo step. `reveal` moves so far that something is
    seen."""

    def __init__(
        self, stage: Stage, editor: BoardEditor, selection: Selection,
        reveal: Callable[[Chosen], object],
    ) -> None:
        self._stage, self._standing = stage, stage.standing
        self._editor, self._selection = editor, selection
        self._reveal = reveal

    def tidy(self) -> None:
        """Lets the canvas choose the places, of what is selected or of all; notes go along. What
        was in view before is so afterwards."""
        seen = self._stage.in_view()
        nodes, notes = self._selection.chosen.nodes, self._stage.project.board.notes
        edit = arranging.tidy(nodes if len(nodes) > 1 else None)
        if notes:
            moved = notes_along(notes, self._standing.boxes(), self._stage.boxes_after(edit))
            edit = together(edit, *(arranging.set_note(n.id, x=n.x, y=n.y) for n in moved))
        self._editor.arrange(tr("Tidy up"), edit)
        self._reveal(Chosen(nodes=seen))

    def align(self, edge: Edge) -> None:
        """Brings the selected nodes in line."""
        self._set(tr("Align"), lambda boxes: arranging.align(self._nodes, boxes, edge))

    def distribute(self, way: Literal["across", "down"]) -> None:
        """The same room between the selected nodes."""
        self._set(tr("Distribute"), lambda boxes: arranging.distribute(self._nodes, boxes, way))

    def nudge(self, way: str, *, little: bool) -> None:
        """Moves what is selected a little by keys; repeated, it is one undo step."""
        chosen = self._selection.chosen
        if not chosen.nodes and not chosen.notes:
            return
        step = _LITTLE if little else _NUDGE
        by = _WAYS[way][0] * step, _WAYS[way][1] * step
        self._editor.nudge(chosen, by, self._standing.places() if chosen.nodes else {})

    def group(self) -> None:
        """Puts the selected nodes into a group. On the board all nodes stay where they are seen,
        whatever comes later: the frame is around what it was put around."""
        if self._nodes:
            stay = arranging.place(self._standing.unarranged())
            edit = together(stay, arranging.add_group(self._nodes, ""))
            self._editor.arrange(tr("Group"), edit)

    def ungroup(self) -> None:
        """Takes the groups of the selected nodes away."""
        gone = [arranging.ungroup(group.id) for group in self.groups()]
        self._editor.arrange(tr("Ungroup"), together(*gone))

    def fold(self, group: str) -> None:
        """Folds a group into one block, or unfolds it, where all its nodes stay."""
        found = self._stage.project.board.group(group)
        if found is not None:
            self._fold([found], folded=not found.folded)

    def fold_chosen(self) -> None:
        """Folds the groups of the selected nodes, or unfolds them where they are folded."""
        groups = self.groups()
        if groups:
            folding = not groups[0].folded
            self._selection.put(Chosen(nodes=frozenset(n for g in groups for n in g.nodes)))
            self._fold(groups, folded=folding)

    def show_as(self, face: Face | None) -> None:
        """Pins a face to the selected nodes; None lets the zoom decide."""
        self._editor.set_face(self._nodes, face)

    def face(self) -> str:
        """What decides how the selected nodes are shown, "auto" for the zoom; "" where that
        differs, or nothing is selected."""
        pinned = dict(self._stage.project.board.faces)
        faces = {str(pinned.get(node, "auto")) for node in self._selection.chosen.nodes}
        return faces.pop() if len(faces) == 1 else ""

    def groups(self) -> list[Group]:
        """The groups that selected nodes are in."""
        nodes = self._selection.chosen.nodes
        return [g for g in self._stage.project.board.groups if not nodes.isdisjoint(g.nodes)]

    def whole_group(self) -> Group | None:
        """The group whose nodes are just those that are selected."""
        nodes = self._selection.chosen.nodes
        return next((g for g in self.groups() if nodes == set(g.nodes)), None)

    def everything(self) -> Chosen:
        """All nodes and notes."""
        project = self._stage.project
        return Chosen(
            nodes=frozenset(node.id for node in project.graph.nodes),
            notes=frozenset(note.id for note in project.board.notes),
        )

    def _fold(self, groups: list[Group], *, folded: bool) -> None:
        edits = [arranging.set_group(group.id, folded=folded) for group in groups]
        text = tr("Fold a group") if folded else tr("Unfold a group")
        self._editor.arrange(text, together(arranging.place(self._standing.places()), *edits))

    @property
    def _nodes(self) -> list[str]:
        """The selected nodes in the order of the graph."""
        chosen = self._selection.chosen.nodes
        return [node.id for node in self._stage.project.graph.nodes if node.id in chosen]

    def _set(self, text: str, edit: Callable[[Mapping[str, Sized]], Edit]) -> None:
        """Applies an edit of places to all nodes where they are seen."""
        sight = self._stage.sight
        if sight is None or len(self._nodes) < 2:
            return
        places, boxes = self._standing.places(), {}
        for node, (x, y) in places.items():
            if node in sight.layout:
                left, top, right, bottom = sight.layout.box(node)
                boxes[node] = x, y, right - left, bottom - top
        self._editor.arrange(text, together(arranging.place(places), edit(boxes)))
