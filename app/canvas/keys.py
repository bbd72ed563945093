"""The keys of the canvas: what each one asks for while the keyboard is on it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.canvas.hits import Move

__all__ = ["command_of", "move_of"]

_NONE, _SHIFT, _CONTROL = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_MOVES: Mapping[Qt.Key, Move] = {
    Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down", Qt.Key.Key_Home: "first", Qt.Key.Key_End: "last",
}
_COMMANDS: Mapping[Qt.Key, str] = {
    Qt.Key.Key_Plus: "more", Qt.Key.Key_Equal: "more", Qt.Key.Key_Minus: "less",
    Qt.Key.Key_Delete: "remove", Qt.Key.Key_Backspace: "remove", Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open", Qt.Key.Key_Insert: "insert", Qt.Key.Key_Escape: "escape",
    Qt.Key.Key_Slash: "quick_add", Qt.Key.Key_C: "connect", Qt.Key.Key_Menu: "menu",
}
_NUDGES: Mapping[Qt.Key, str] = {
    Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


def move_of(event: QKeyEvent) -> Move | None:
    """Where a key takes the keyboard."""
    if _held(event) & ~_SHIFT:
        return None
    return _MOVES.get(Qt.Key(event.key()))


def command_of(event: QKeyEvent) -> str:
    """What a key does to what is selected; "" for nothing. "nudge:left" and "nudge_little:left"
    move it by keys."""
    key, held = Qt.Key(event.key()), _held(event)
    if held & _CONTROL and key in _NUDGES and not held & ~(_CONTROL | _SHIFT):
        return f"{'nudge_little' if held & _SHIFT else 'nudge'}:{_NUDGES[key]}"
    if key == Qt.Key.Key_F10 and held == _SHIFT:
        return "menu"
    return "" if held & ~_SHIFT else _COMMANDS.get(key, "")


def _held(event: QKeyEvent) -> Qt.KeyboardModifier:
    """The modifiers that matter."""
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
