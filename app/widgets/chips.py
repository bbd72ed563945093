"""Chips: several small toggles, any of which may be on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.widgets.buttons import Button
from app.widgets.flow import Flow

__all__ = ["Chips"]


class Chips(QWidget):
    """A wrapping row of toggles; `picked` carries the keys that are on, in order of offer."""

    picked = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(self, gap=6)
        self._chips: dict[str, Button] = {}

    def set_choices(self, choices: Mapping[str, str]) -> None:
        """Offers `choices`, key -> text."""
        if list(choices) != list(self._chips):
            self._build(choices)
        for key, text in choices.items():
            self._chips[key].set_words(text)

    def keys(self) -> tuple[str, ...]:
        """The keys that are on."""
        return tuple(key for key, chip in self._chips.items() if chip.isChecked())

    def set_keys(self, keys: Iterable[str]) -> None:
        """Shows which keys are on, silently."""
        chosen = set(keys)
        for key, chip in self._chips.items():
            chip.setChecked(key in chosen)

    def _build(self, choices: Mapping[str, str]) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for key in choices:
            chip = Button(tone="chip", parent=self)
            chip.setCheckable(True)
            chip.clicked.connect(self._tell)
            self._flow.addWidget(chip)
            self._chips[key] = chip

    def _tell(self) -> None:
        self.picked.emit(self.keys())
