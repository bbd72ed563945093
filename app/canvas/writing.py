"""Writing on the canvas in place: the name of a node or a group, the text of a note."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.canvas.brushes import font
from app.canvas.view import NetworkView
from app.theme import themes

__all__ = ["InPlace", "write"]

Done = Callable[[str], object]


class InPlace(QPlainTextEdit):
    """A field over a part of the canvas. Return takes the text of a `line`, Ctrl+Return and Escape
    that of a note, a click elsewhere any text; Escape leaves a line as it was."""

    def __init__(self, text: str, parent: QWidget, done: Done, *, line: bool) -> None:
        super().__init__(text, parent)
        self._done: Done | None = done
        self._line = line
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(3)
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        returned = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ends = self._line or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.end(taken=not self._line)
        elif returned and ends:
            self.end(taken=True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.end(taken=True)

    def end(self, *, taken: bool) -> None:
        """Closes the field and hands its text on."""
        done, self._done = self._done, None
        if done is None:
            return
        text = self.toPlainText()
        parent = self.parentWidget()
        if parent is not None and self.hasFocus():
            parent.setFocus()  # first: Qt would hand it to the next thing, which is another node
        self.close()
        if taken:
            done(text)


def write(
    view: NetworkView, box: QRectF, text: str, name: str, done: Done, *, line: bool, size: int
) -> InPlace:
    """Opens a field over `box` of the scene, in letters of so many logical pixels."""
    made = InPlace(text, view.viewport(), done, line=line)
    scale = view.camera.scale
    place: QRect = view.mapFromScene(box).boundingRect()
    letters = max(11, round(size * scale))
    made.setFont(font(letters))
    made.setAccessibleName(name)
    theme = themes.now()
    role = theme.raised if line else theme.note
    made.setStyleSheet(
        f"background: {role}; color: {theme.text if line else theme.note_text}; border: 1px solid "
        f"{theme.accent}; border-radius: 4px; padding: 0;"
    )
    wide, high = max(place.width(), 90) + 8, letters + 16
    if not line:
        high = max(place.height(), letters * 2)
    made.setGeometry(place.x() - 4, place.center().y() - high // 2, wide, high)
    made.show()
    made.setFocus(Qt.FocusReason.OtherFocusReason)
    made.selectAll()
    return made
