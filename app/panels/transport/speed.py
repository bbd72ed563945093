"""How fast training goes: from one step a second, to watch, up to as fast as possible."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.texts import Translated, tr
from app.widgets.buttons import Button

__all__ = ["SPEEDS", "SpeedButton"]

SPEEDS: tuple[float | None, ...] = (1.0, 3.0, 10.0, 30.0, 100.0, 1000.0, None)
"""Steps per second; None is no limit."""


class SpeedButton(Translated, Button):
    """Shows the speed and opens a menu of speeds; `picked` carries steps per second or None."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("gauge", parent=parent)
        self._speed: float | None = None
        menu = QMenu(self)
        group = QActionGroup(self)
        self._entries: dict[float | None, QAction] = {}
        for speed in SPEEDS:
            entry = menu.addAction("")
            entry.setCheckable(True)
            entry.triggered.connect(partial(self._pick, speed))
            group.addAction(entry)
            self._entries[speed] = entry
        self.setMenu(menu)
        self.set_speed(None)
        self.retranslate()

    def set_speed(self, speed: float | None) -> None:
        """Shows `speed` as the one in use, silently."""
        self._speed = speed
        if speed in self._entries:
            self._entries[speed].setChecked(True)
        self._name()

    def retranslate(self) -> None:
        for speed, entry in self._entries.items():
            entry.setText(_long(speed))
        self._name()

    def _name(self) -> None:
        self.set_words(
            _short(self._speed),
            tr("Speed: {speed}", speed=_long(self._speed)),
            tr("Speed: {speed}", speed=_long(self._speed)),
        )

    def _pick(self, speed: float | None, *_: object) -> None:
        self.set_speed(speed)
        self.picked.emit(speed)


def _short(speed: float | None) -> str:
    return tr("Max") if speed is None else tr("{count}/s", count=f"{speed:g}")


def _long(speed: float | None) -> str:
    if speed is None:
        return tr("As fast as possible")
    if speed == 1.0:
        return tr("1 step per second")
    return tr("{count} steps per second", count=f"{speed:,.0f}")
