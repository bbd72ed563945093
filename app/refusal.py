"""Says why nothing can be trained to somebody who presses a key that would train."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QShortcut

from app.actions import Actions
from app.main_window import MainWindow
from app.widgets.toast import Toast

__all__ = ["Refusal"]

_TRAIN = ("run.toggle", "run.step", "run.epoch")


class Refusal(QObject):
    """Has the keys of the actions that train while these are disabled: an action that is disabled
    does not hear its keys. What it said goes away as soon as it is not true any more."""

    def __init__(self, actions: Actions, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._said: Toast | None = None
        self._keys: dict[QAction, QShortcut] = {}
        for id in _TRAIN:
            shortcut = QShortcut(window)
            shortcut.setKeys(actions[id].shortcuts())
            shortcut.activated.connect(self.say)
            self._keys[actions[id]] = shortcut
            actions[id].changed.connect(self._follow)
        self._follow()

    def say(self) -> None:
        """Says it now."""
        trouble = self._window.canvas.trouble
        if trouble is not None:
            self._said = self._window.toast(str(trouble), "warning")
            self._said.closed.connect(self._forget)

    def _follow(self) -> None:
        for action, shortcut in self._keys.items():
            shortcut.setEnabled(not action.isEnabled())
        if self._said is not None and self._said.text != str(self._window.canvas.trouble):
            self._said.close_now()

    def _forget(self, _: object) -> None:
        self._said = None
