"""Copy, cut, paste and duplicate: what is selected, through the clipboard of the system."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from app.canvas.board_editing import BoardEditor
from app.canvas.selection import Selection
from app.canvas.stage import Stage
from app.model.clipboard import Fragment, from_text, to_text
from engine.errors import BadFile

__all__ = ["Clipping"]

_BELOW = 84.0
"""Between what is duplicated and the copy: room for the frame of a group around either."""


class Clipping:
    """`asked` tells the pixel at which a menu was opened, to paste there; `fail` is told what
    cannot be pasted."""

    def __init__(
        self, stage: Stage, editor: BoardEditor, selection: Selection,
        asked: Callable[[], QPoint | None], fail: Callable[[BadFile], object],
    ) -> None:
        self._stage, self._standing = stage, stage.standing
        self._editor, self._selection = editor, selection
        self._asked, self._fail = asked, fail

    def filled(self) -> bool:
        """Whether there is any text on the clipboard; what of it cannot be pasted is told then."""
        return bool(QGuiApplication.clipboard().text())

    def copy(self) -> None:
        """Puts what is selected on the clipboard, as JSON."""
        chosen = self._selection.chosen
        if chosen.nodes or chosen.notes:
            text = to_text(self._stage.project, chosen.nodes, chosen.notes, self._standing.places())
            QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        """Copies it and takes it away."""
        self.copy()
        self._editor.remove(self._selection.chosen)

    def paste(self) -> None:
        """What is on the clipboard, in the middle of what is seen. A network that fills the view
        goes on doing so, and finds room for it."""
        try:
            fragment = from_text(QGuiApplication.clipboard().text())
        except BadFile as error:
            self._fail(error)
            return
        asked = self._asked()
        if asked is None and self._finds_room(fragment):
            self._editor.paste_free(fragment)
        else:
            self._editor.paste(fragment, *self._standing.fix(asked or self._stage.middle()))

    def duplicate(self) -> None:
        """A copy below what is selected."""
        chosen = self._selection.chosen
        if not chosen.nodes and not chosen.notes:
            return
        text = to_text(self._stage.project, chosen.nodes, chosen.notes, self._standing.places())
        fragment = from_text(text)
        if self._finds_room(fragment):
            self._editor.paste_free(fragment)
            return
        (left, right), (top, bottom) = _room(fragment)
        boxes = self._standing.boxes()
        tall = max((boxes[node][3] for node in chosen.nodes if node in boxes), default=0.0)
        below = (top + bottom) / 2 + (bottom - top) + tall + _BELOW
        self._editor.paste(fragment, ((left + right) / 2, below), self._standing.places())

    def _finds_room(self, fragment: Fragment) -> bool:
        """Whether the canvas chooses the places of all that there will be."""
        return self._stage.filling and not fragment.board.notes and not fragment.board.groups


def _room(fragment: Fragment) -> tuple[tuple[float, float], tuple[float, float]]:
    """Between which x, and which y, its nodes and notes lie."""
    points = [(n.x, n.y) for n in fragment.graph.nodes if n.x is not None and n.y is not None]
    for note in fragment.board.notes:
        points += [(note.x, note.y), (note.x + note.width, note.y + note.height)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), max(xs)), (min(ys), max(ys))
