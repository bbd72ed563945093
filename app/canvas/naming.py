"""Names and notes, written on the canvas in place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from app.canvas.hits import Hit
from app.canvas.writing import write
from app.model import arranging
from app.names import node_name
from app.texts import tr

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Naming"]


class Naming:
    """Opens fields over what is named on a canvas, and edits what was written."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        self._canvas = canvas

    def add_note(self, at: QPoint | None = None) -> None:
        """A note at a pixel of the view, or where new things come, to be written at once."""
        pixel = self._canvas.pixel_for_new() if at is None else at
        place, places = self._canvas.stage.standing.fix(pixel)
        made = self._canvas.editor.add_note(place, "", places)
        for id in made.notes:
            self.rename(Hit("note", id))

    def rename_selected(self) -> None:
        """Writes another name for the selected node or group, or the text of a note, in place."""
        chosen = self._canvas.selection.chosen
        node, group = self._canvas.selected_node(), self._canvas.ordering.whole_group()
        if group is not None and (group.folded or len(group.nodes) > 1):
            self.rename(Hit("group", group.id))
        elif node:
            self.rename(Hit("card", node))
        elif chosen.notes:
            self.rename(Hit("note", min(chosen.notes)))
        elif self._canvas.ordering.groups():
            self.rename(Hit("group", self._canvas.ordering.groups()[0].id))

    def rename(self, hit: Hit) -> None:
        """Opens a field over a name, or over the text of a note."""
        view, items = self._canvas.view, self._canvas.scene.items_of
        graph, board = self._canvas.stage.project.graph, self._canvas.stage.project.board
        note, group = board.note(hit.node), board.group(hit.node)
        if hit.kind == "note" and note is not None and hit.node in items.notes:
            done = partial(self._canvas.editor.write_note, note.id)
            box = items.notes[note.id].text_box
            write(view, box, note.text, tr("Note"), done, line=False, size=13)
        elif hit.kind == "group" and group is not None:
            done = partial(self._name_group, group.id)
            frame, name = items.groups.get(group.id), tr("Name of the group")
            box = frame.title_box if frame else self._canvas.title_box(group.nodes[0])
            write(view, box, group.title, name, done, line=True, size=13)
        elif hit.node in graph:
            done = partial(self._name_node, hit.node)
            box, name = self._canvas.title_box(hit.node), tr("Name of the layer")
            write(view, box, node_name(graph, hit.node), name, done, line=True, size=15)

    def _name_node(self, node: str, label: str) -> None:
        if label != node_name(self._canvas.stage.project.graph, node):
            self._canvas.editor.rename(node, label)

    def _name_group(self, group: str, title: str) -> None:
        self._canvas.editor.arrange(tr("Rename a group"), arranging.set_group(group, title=title))
