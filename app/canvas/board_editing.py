"""What the canvas does to the board: places, faces, notes, groups, and what is pasted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.canvas.editing import Editor
from app.canvas.selection import Chosen
from app.model import arranging
from app.model.board import Face, Note, Point
from app.model.clipboard import Fragment, paste, paste_by, unplaced
from app.model.edits import Edit, together
from app.texts import tr

__all__ = ["BoardEditor"]


class BoardEditor(Editor):
    """Edits of the network and of the board it is drawn on, each one undo step with a name."""

    def move(self, places: Mapping[str, Point], notes: Mapping[str, Note]) -> None:
        """Nodes and notes elsewhere."""
        moved = [arranging.set_note(n.id, x=n.x, y=n.y, width=n.width, height=n.height)
                 for n in notes.values()]
        self._apply(tr("Move"), together(arranging.place(places), *moved))

    def nudge(self, chosen: Chosen, by: Point, places: Mapping[str, Point]) -> None:
        """What is chosen a little further on; repeated, it is one undo step."""
        dx, dy = by
        moved = {
            node: (x + dx, y + dy) if node in chosen.nodes else (x, y)
            for node, (x, y) in places.items()
        }
        notes = [
            arranging.set_note(note.id, x=note.x + dx, y=note.y + dy)
            for note in self._document.project.board.notes if note.id in chosen.notes
        ]
        key = f"nudge {sorted(chosen.nodes)} {sorted(chosen.notes)}"
        self._apply(tr("Move"), together(arranging.place(moved), *notes), merge=key)

    def arrange(self, text: str, edit: Edit) -> None:
        """Any other edit of places, faces, notes and groups."""
        self._apply(text, edit)

    def set_face(self, nodes: Iterable[str], face: Face | None) -> None:
        """Pins a face to nodes; None lets the zoom decide again."""
        self._apply(tr("Change how a layer is shown"), arranging.set_face(nodes, face))

    def add_note(self, at: Point, text: str, places: Mapping[str, Point]) -> Chosen:
        """A note; returns it."""
        return self._apply(
            tr("Add a note"), together(arranging.place(places), arranging.add_note(at, text))
        )

    def write_note(self, id: str, text: str) -> None:
        """Another text of a note."""
        self._apply(tr("Write a note"), arranging.set_note(id, text=text))

    def paste_free(self, fragment: Fragment) -> None:
        """What was copied, wherever the canvas finds places for it."""
        self._apply(tr("Paste"), paste_by(unplaced(fragment), (0.0, 0.0)))

    def paste(self, fragment: Fragment, at: Point, places: Mapping[str, Point]) -> None:
        """What was copied, around a place."""
        self._apply(tr("Paste"), together(arranging.place(places), paste(fragment, at)))
