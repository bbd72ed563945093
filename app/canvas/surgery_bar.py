"""Surgery on a whole layer, as a part of its settings: freeze, prune, reset."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.canvas.subjects import Subject
from app.canvas.surgeon import Surgeon
from app.texts import tr
from app.widgets.buttons import Button
from app.widgets.slider import Slider

__all__ = ["SurgeryBar"]

_SHARES = tuple(range(5, 100, 5))
"""Percentages that can be pruned at once."""
_USUAL = 20


class SurgeryBar(QWidget):
    """Buttons that act on one layer. `refresh` follows what has changed elsewhere."""

    def __init__(self, surgeon: Surgeon, node: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surgeon, self._subject = surgeon, Subject("layer", node)
        self.freeze = Button("lock", size=14, parent=self)
        self.reset = Button("rotate-ccw", size=14, parent=self)
        self.prune = Button("scissors", size=14, parent=self)
        self.share = Slider(len(_SHARES), self)
        self.share.setValue(_SHARES.index(_USUAL))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.addWidget(self.freeze, 0, 0)
        grid.addWidget(self.reset, 0, 1)
        grid.addWidget(self.prune, 1, 0, 1, 2)
        column.addLayout(grid)
        column.addWidget(self.share)
        self.freeze.clicked.connect(self._freeze)
        self.reset.clicked.connect(self._reset)
        self.prune.clicked.connect(self._prune)
        self.share.moved.connect(self._choose)
        self.refresh()

    def refresh(self) -> None:
        """Says what the buttons would do now."""
        held = self._surgeon.is_held(self._subject)
        self.freeze.set_icon("lock-open" if held else "lock")
        self.freeze.set_words(
            tr("Unfreeze") if held else tr("Freeze"),
            tr("Let training move its weights again") if held
            else tr("Training leaves all its weights as they are, also those of new neurons"),
        )
        self.reset.set_words(
            tr("Reset weights"),
            tr("The weights as they were before training; frozen ones stay"),
        )
        share = _SHARES[self.share.value()]
        self.prune.set_words(
            tr("Prune the smallest {share} %", share=share),
            tr("Makes the smallest weights 0, where they stay"),
        )
        self.share.setAccessibleName(tr("Share to prune"))

    def _choose(self, position: int) -> None:
        self.share.setValue(position)
        self.refresh()

    def _freeze(self) -> None:
        self._surgeon.freeze(self._subject)
        self.refresh()

    def _reset(self) -> None:
        self._surgeon.reset(self._subject)

    def _prune(self) -> None:
        self._surgeon.prune(self._subject, _SHARES[self.share.value()] / 100)
        self.refresh()
