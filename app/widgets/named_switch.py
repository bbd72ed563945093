"""A switch with its name beside it; clicking the name switches, too."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.widgets.card import label
from app.widgets.switch import Switch

__all__ = ["NamedSwitch"]


class NamedSwitch(QWidget):
    """Name and switch in one row."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = label("muted")
        self._switch = Switch()
        self._switch.toggled.connect(self.toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._name)
        row.addWidget(self._switch)

    def set_text(self, text: str, help: str = "") -> None:
        """Names the switch; `help` is its tooltip."""
        self._name.setText(text)
        self._switch.setAccessibleName(text)
        self.setToolTip(help)

    def isChecked(self) -> bool:
        """Whether it is on."""
        return self._switch.isChecked()

    def setChecked(self, on: bool) -> None:
        """Turns it on or off; `toggled` follows a change."""
        self._switch.setChecked(on)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._switch.click()
