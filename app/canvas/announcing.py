"""Says aloud what happens on the canvas: where the keyboard goes, what is done and undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.canvas.accessible import expose
from app.canvas.spoken import chosen_words
from app.document import Change, Document
from app.texts import tr
from app.widgets.voice import voice

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Announcer"]


class Announcer(QObject):
    """Puts what belongs to one act into one sentence: "Connect Dense 2. Add 1, 8 numbers,
    selected". Only edits of the canvas are said, as panels say what they do; undo is always."""

    def __init__(self, document: Document, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._document, self._canvas = document, canvas
        self._at, self._ahead = document.undo.index(), 0
        self._origin: object = None
        self._done = ""
        self._where = False
        self._face = expose(canvas)
        self._nodes: tuple[str, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._say)
        document.changed.connect(self._remember)
        document.undo.indexChanged.connect(self._step)
        canvas.steering.told.connect(self._follow)
        canvas.selection.changed.connect(self._follow)
        canvas.stage.redrawn.connect(self._recount)

    def _remember(self, _change: Change, origin: object) -> None:
        self._origin = origin

    def _step(self, at: int) -> None:
        """The undo stack is at another step."""
        undo, before, self._at = self._document.undo, self._at, at
        ahead, self._ahead = self._ahead, id(undo.command(at)) if at < undo.count() else 0
        if not undo.count():
            return  # another project
        if at < before:
            self._done = tr("Undone: {what}", what=undo.text(at))
        elif id(undo.command(at - 1)) == ahead:
            self._done = tr("Redone: {what}", what=undo.text(at - 1))
        elif self._origin is self._canvas:
            self._done = undo.text(at - 1)
        self._soon.start(0)

    def _follow(self) -> None:
        self._where = True
        self._soon.start(0)

    def _recount(self) -> None:
        """Tells when there are other layers than before."""
        nodes = self._face.nodes()
        if nodes != self._nodes:
            self._nodes = nodes
            self._face.renew()

    def _say(self) -> None:
        """All that is new."""
        done, where, self._done, self._where = self._done, self._where, "", False
        said = [done] if done else []
        if where and self._canvas.view.hasFocus():
            said.append(self._place())
        voice.say(self._canvas.view, ". ".join(filter(None, said)))

    def _place(self) -> str:
        """Where the keyboard is, or what is selected."""
        words = self._canvas.steering.words()
        sight = self._canvas.scene.sight
        if words or sight is None:
            return words
        return chosen_words(sight, self._canvas.selection.chosen)
