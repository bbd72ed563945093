"""Short messages in the corner of the canvas: they inform and never stand in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeySequence, QShortcut
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

_MOVES = (
    QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide,
)
"""What may change where messages have room."""
_WIDTH = 320
_GAP = 10
_MOST = 3


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

    def _dress(self) -> None:
        name, role, _ = _LOOK[self.kind]
        self._picture.setPixmap(pixmap(name, 18, role, self.devicePixelRatioF()))


class Toasts(QObject):
    """Stacks messages in a corner of `anchor`, the newest at the bottom: the right one below,
    unless that would cover what they keep clear of. Escape closes the newest.

    `within`: the part of the anchor they stay in, if not all of it; the lowest `lift` pixels of it
    stay free.
    """

    def __init__(self, anchor: QWidget, within: QWidget | None = None, lift: int = 0) -> None:
        super().__init__(anchor)
        self._anchor, self._within, self._lift = anchor, within or anchor, lift
        self._shown: list[Toast] = []
        self._clear_of: tuple[QWidget, ...] = ()
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), anchor)
        self._escape.activated.connect(self._close_newest)
        self._escape.setEnabled(False)
        self._within.installEventFilter(self)

    @property
    def shown(self) -> tuple[Toast, ...]:
        """The messages on the screen, oldest first."""
        return tuple(self._shown)

    def keep_clear_of(self, *widgets: QWidget) -> None:
        """Covers none of these if it can be helped; the first is the most important."""
        self._clear_of = widgets
        for widget in widgets:
            widget.installEventFilter(self)

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
        self._make_room()
        toast = Toast(kind, text, self._anchor)
        if action is not None and action_text:
            toast.offer(action_text, action)
        toast.closed.connect(self._remove)
        self._shown.append(toast)
        self._escape.setEnabled(True)
        toast.show()
        self._place()
        voice.say(toast, toast.text, urgent=kind == "error")
        return toast

    def clear(self) -> None:
        """Closes every message."""
        for toast in self.shown:
            toast.close_now()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def _make_room(self) -> None:
        """For one more: what goes by itself goes before errors, the oldest first."""
        while len(self._shown) >= _MOST:
            passing = (toast for toast in self._shown if toast.kind != "error")
            next(passing, self._shown[0]).close_now()

    def _close_newest(self) -> None:
        if self._shown:
            self._shown[-1].close_now()

    def _remove(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            self._escape.setEnabled(bool(self._shown))
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        if not self._shown:
            return
        room = self._box(self._within).adjusted(_GAP, _GAP, -_GAP, -_GAP - self._lift)
        width = min(_WIDTH, room.width())
        sizes = [QSize(width, toast.height_for(width)) for toast in self._shown]
        tall = sum(size.height() + _GAP for size in sizes) - _GAP
        at = self._corner(room, QSize(width, tall))
        for toast, size in zip(self._shown, sizes, strict=True):
            toast.setFixedWidth(width)
            toast.resize(size)
            toast.move(at)
            toast.raise_()
            at = at + QPoint(0, size.height() + _GAP)

    def _corner(self, room: QRect, size: QSize) -> QPoint:
        """Where a stack of this size covers least; of several places the first."""
        right, low = room.right() + 1 - size.width(), room.bottom() + 1 - size.height()
        corners = [QPoint(x, y) for y in (low, room.top()) for x in (right, room.left())]
        taken = [self._box(w) for w in self._clear_of if w.isVisibleTo(self._anchor)]

        def covered(corner: QPoint) -> list[int]:
            common = (QRect(corner, size) & box for box in taken)
            return [max(0, box.width()) * max(0, box.height()) for box in common]

        return min(corners, key=covered)

    def _box(self, widget: QWidget) -> QRect:
        """Where a widget is in the anchor."""
        corner = QPoint() if widget is self._anchor else widget.mapTo(self._anchor, QPoint())
        return QRect(corner, widget.size())


def _words(text: str, parent: QWidget) -> QLabel:
    words = label(parent=parent)
    words.setWordWrap(True)
    words.setText(text)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words
