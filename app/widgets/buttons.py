"""Buttons that take no focus on a click, so that Space still means Play, but all other keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.texts import without_key
from app.widgets.icons import bind_icon

__all__ = ["ActionButton", "Button", "Quiet"]

_PRESS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Quiet:
    """Mixed into a button: focus by Tab only, and then Space and Return press it.

    Without this a window-wide shortcut on Space would win over the focused button.
    """

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # type: ignore[attr-defined]

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _PRESS
        ):
            event.accept()
            return True
        return bool(super().event(event))  # type: ignore[misc]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESS[1:]:
            self.click()  # type: ignore[attr-defined]
            return
        super().keyPressEvent(event)  # type: ignore[misc]


class Button(Quiet, QPushButton):
    """A push button with an icon in the colours of the theme.

    tone: "" ordinary, "primary" filled with the accent, "plain" without a frame, "link" as text.
    """

    def __init__(
        self, icon: str = "", *, tone: str = "", size: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.tone = tone
        self.setProperty("tone", tone)
        self.setIconSize(QSize(size, size))
        if icon:
            self.set_icon(icon)

    def set_icon(self, name: str) -> None:
        """Shows another icon."""
        bind_icon(self, name, "accent_text" if self.tone == "primary" else "text")

    def set_words(self, text: str, help: str = "", name: str = "") -> None:
        """The text on the button (may be empty), its tooltip and its accessible name."""
        gap = " " if text and not self.icon().isNull() else ""  # room between icon and text
        self.setText(f"{gap}{text}")
        self.setToolTip(help)
        self.setAccessibleName(name or text or help)


class ActionButton(Button):
    """A button that stands for an action: pressed, enabled, checked and explained as it is."""

    def __init__(
        self,
        action: QAction,
        icon: str = "",
        *,
        tone: str = "",
        words: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icon, tone=tone, parent=parent)
        self._action, self._words = action, words
        self.setCheckable(action.isCheckable())
        self.clicked.connect(action.trigger)
        action.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Takes the state and the words of the action."""
        action = self._action
        name = without_key(action.text()).rstrip("…")
        self.set_words(name if self._words else "", action.toolTip(), name)
        self.setEnabled(action.isEnabled())
        if action.isCheckable():
            self.setChecked(action.isChecked())

    def show_words(self, on: bool) -> None:
        """With or without its name."""
        self._words = on
        self.follow()
