"""Short messages in the corner of the canvas: they inform and never stand in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.texts import tr
from app.theme import themes
from app.widgets.buttons import Button
from app.widgets.card import label
from app.widgets.icons import pixmap
from app.widgets.voice import voice

__all__ = ["Kind", "Toast", "Toasts"]

Kind = Literal["info", "warning", "error"]

_LOOK: dict[Kind, tuple[str, str, int]] = {
    "info": ("info", "accent", 6_000),
    "warning": ("triangle-alert", "warning", 12_000),
    "error": ("octagon-alert", "danger", 0),
}
"""Icon, colour and milliseconds on the screen; 0 stays until it is closed."""

_WIDTH = 360
_GAP = 10
_MOST = 4


class Toast(QFrame):
    """One message, with an optional button and a way to close it."""

    closed = Signal(object)

    def __init__(self, kind: Kind, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind, self.text = kind, text
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.close_now)
        self._picture = label(parent=self)
        self._words = _words(text, self)
        close = Button("x", tone="plain", size=14, parent=self)
        close.set_words("", tr("Close this message"))
        close.clicked.connect(self.close_now)
        self._buttons = QVBoxLayout()
        self._buttons.setContentsMargins(0, 0, 0, 0)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(10)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._words)
        column.addLayout(self._buttons)
        column.addStretch(1)
        row.addLayout(column, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        themes.changed.connect(self._dress)
        self._dress()
        self.count_down()

    def offer(self, text: str, action: Callable[[], object]) -> None:
        """Adds a button that does something about it and closes the message."""
        button = Button(tone="link", parent=self)
        button.set_words(text)
        button.clicked.connect(action)
        button.clicked.connect(self.close_now)
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def count_down(self) -> None:
        """Starts the time until it goes away by itself."""
        if milliseconds := _LOOK[self.kind][2]:
            self.timer.start(milliseconds)

    def height_for(self, width: int) -> int:
        """How tall it is when `width` wide."""
        return self._row.totalHeightForWidth(width)

    def close_now(self) -> None:
        """Goes away."""
        self.timer.stop()
        self.closed.emit(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.count_down()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_now()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        name, role, _ = _LOOK[self.kind]
        self._picture.setPixmap(pixmap(name, 18, role, self.devicePixelRatioF()))


class Toasts(QObject):
    """Stacks messages over the bottom right corner of `anchor`, the newest at the bottom."""

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor)
        self._anchor = anchor
        self._shown: list[Toast] = []
        anchor.installEventFilter(self)

    @property
    def shown(self) -> tuple[Toast, ...]:
        """The messages on the screen, oldest first."""
        return tuple(self._shown)

    def show(
        self,
        kind: Kind,
        text: str,
        action_text: str = "",
        action: Callable[[], object] | None = None,
    ) -> Toast:
        """Shows `text`; the same text is not stacked twice, but its time begins again."""
        for old in self._shown:
            if (old.kind, old.text) == (kind, text):
                old.count_down()
                return old
        for surplus in self._shown[: max(len(self._shown) - _MOST + 1, 0)]:
            surplus.close_now()
        toast = Toast(kind, text, self._anchor)
        if action is not None and action_text:
            toast.offer(action_text, action)
        toast.closed.connect(self._remove)
        self._shown.append(toast)
        toast.show()
        self._place()
        voice.say(toast, toast.text, urgent=kind == "error")
        return toast

    def clear(self) -> None:
        """Closes every message."""
        for toast in self.shown:
            toast.close_now()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

    def _remove(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        room = self._anchor.size()
        bottom = room.height() - _GAP
        for toast in reversed(self._shown):
            width = min(_WIDTH, room.width() - 2 * _GAP)
            toast.setFixedWidth(width)
            height = toast.height_for(width)
            toast.resize(QSize(width, height))
            toast.move(QPoint(room.width() - width - _GAP, bottom - height))
            toast.raise_()
            bottom -= height + _GAP


def _words(text: str, parent: QWidget) -> QLabel:
    words = label(parent=parent)
    words.setWordWrap(True)
    words.setText(text)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words
