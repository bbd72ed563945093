"""A number that looks like text until a person clicks or types on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.widgets.figures import tabular

__all__ = ["ValueEdit"]

_PADDING = 14


class ValueEdit(QLineEdit):
    """`entered` carries a finished text, `stepped` ±1 for the arrow keys, `left` gives up.

    `back_to` gets the keyboard when the text is finished by Enter or given up; without it Enter
    leaves the keyboard here, Escape to nobody.
    """

    entered = Signal(str)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back_to: QWidget | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFixedHeight(20)
        self.setTextMargins(0, 0, -5, 0)  # flush with the end of the slider below
        self.setFont(tabular(self.font()))
        self.textChanged.connect(self._fit)

    def show_text(self, text: str) -> None:
        """Shows a value, unless a person is typing one right now."""
        if not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.setCursorPosition(0)

    def start(self, text: str = "") -> None:
        """Takes the keyboard; `text` is what was typed already, else all is selected."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if text:
            self.setText(text)
            self.setModified(True)
            self.setCursorPosition(len(text))
        else:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps and not self.isModified():
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self._give_up()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            self._go_home()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self.hasSelectedText() and not self.isModified():
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return  # its own menu: what is typed is not finished
        if self.isModified():
            self._enter()
        self.setCursorPosition(0)

    def _enter(self) -> None:
        changed = self.isModified()
        self.setModified(False)
        if changed:
            self.entered.emit(self.text())
        if self.hasFocus():
            self.selectAll()

    def _give_up(self) -> None:
        self.setModified(False)
        self.left.emit()
        self.clearFocus()
        self._go_home()

    def _go_home(self) -> None:
        if self.back_to is not None:
            self.back_to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self, text: str) -> None:
        self.ensurePolished()
        width = QFontMetrics(self.font()).horizontalAdvance(text or "0") + _PADDING
        self.setFixedWidth(max(width, 34))
