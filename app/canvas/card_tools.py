"""What can be done to the neuron or wire whose card is pinned: its number, and some buttons."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.canvas.formula import figure
from app.canvas.subjects import Subject
from app.canvas.surgeon import Surgeon
from app.texts import Translated, tr
from app.widgets.buttons import Button
from app.widgets.card import label
from app.widgets.numbers import plain
from app.widgets.tips import in_lines
from app.widgets.turner import Turner

__all__ = ["STEP", "CardTools", "number_of"]

STEP = 0.05
"""What one notch of the wheel adds."""
_GLANCE = 24
"""Letters of what was typed that are said again."""


class CardTools(Translated, QWidget):
    """Acts on the `Subject` that it was shown last. `acted` follows everything a person does;
    `removal_asked(subject)` is for who can let go of its card, `refused` tells why something was
    not done."""

    acted = Signal()
    refused = Signal(str)
    removal_asked = Signal(object)

    def __init__(self, surgeon: Surgeon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surgeon = surgeon
        self.subject: Subject | None = None
        self.caption, self.value = label("muted", self), Turner(self)
        self.freeze, self.knock, self.copy, self.remove = (
            Button(icon, size=14, parent=self) for icon in ("lock", "ban", "copy", "trash-2")
        )
        self._arrange()
        self.retranslate()
        self.value.turned.connect(self._turn)
        self.value.entered.connect(self._enter)
        self.value.left.connect(self._refill)
        self.value.let_go.connect(surgeon.release)
        self.freeze.clicked.connect(self._freeze)
        self.knock.clicked.connect(self._knock_out)
        self.copy.clicked.connect(self._copy)
        self.remove.clicked.connect(self._remove)

    def show_subject(self, subject: Subject | None) -> None:
        """What is pinned now, as it is now."""
        if subject != self.subject:
            self._surgeon.release()
        self.subject, surgeon = subject, self._surgeon
        self.retranslate()
        number = surgeon.number(subject) if subject is not None else None
        for widget in (self.caption, self.value):
            widget.setVisible(number is not None)
        if number is not None:
            self.value.show_text(figure(number.value, signed=True))
        if subject is not None:
            self.freeze.setVisible(surgeon.can_freeze(subject))
            self.knock.setVisible(surgeon.can_knock_out(subject))

    def retranslate(self) -> None:
        subject, surgeon = self.subject, self._surgeon
        self._word_number(bias=subject is None or subject.kind == "neuron")
        self._word_buttons(
            held=subject is not None and surgeon.is_held(subject),
            out=subject is not None and surgeon.is_out(subject),
        )
        reason = surgeon.against_copying(subject) if subject is not None else ""
        self.copy.setVisible(reason is not None)
        self.copy.setEnabled(not reason)
        self._word_copy(reason or "")
        self._show_removal(subject)

    def start_typing(self, text: str) -> None:
        """Takes the keyboard; `text` was typed elsewhere."""
        if self.value.isVisible():
            self.value.start(text)

    def turn(self, steps: float) -> None:
        """Adds so many steps to the number."""
        subject = self.subject
        number = self._surgeon.number(subject) if subject is not None else None
        if subject is not None and number is not None:
            self._surgeon.set_number(subject, round(number.value + steps * STEP, 6))
            self._refill()

    def _turn(self, steps: float) -> None:
        self.turn(steps)
        self.acted.emit()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.addWidget(self.caption)
        row.addStretch(1)
        row.addWidget(self.value)
        column.addLayout(row)
        for pair in ((self.freeze, self.knock), (self.copy, self.remove)):
            buttons = QHBoxLayout()
            buttons.setSpacing(6)
            for button in pair:
                buttons.addWidget(button)
            column.addLayout(buttons)
        self.value.setCursor(Qt.CursorShape.SizeVerCursor)

    def _word_number(self, *, bias: bool) -> None:
        name = tr("bias") if bias else tr("weight")
        self.caption.setText(name)
        help = tr("Turn the wheel, drag up or down, or type a number. Shift: finer")
        self.value.setToolTip(help)
        self.value.setAccessibleName(name)

    def _word_buttons(self, *, held: bool, out: bool) -> None:
        self.freeze.set_icon("lock-open" if held else "lock")
        self.freeze.set_words(
            tr("Unfreeze") if held else tr("Freeze"),
            tr("Let training move it again (F)") if held
            else tr("Training leaves it as it is (F)"),
        )
        self.knock.set_icon("power" if out else "ban")
        self.knock.set_words(
            tr("Bring back") if out else tr("Knock out"),
            tr("Let the neuron work again, as it was (K)") if out
            else tr("Its output becomes 0, and nothing is learned through it (K)"),
        )

    def _word_copy(self, reason: str) -> None:
        """What copying would do, or the reason why it cannot be done."""
        self.copy.set_words(
            tr("Copy neuron"),
            in_lines(reason) or tr("One neuron more that does the same (D)"),
        )
        self.copy.setAccessibleDescription(reason)

    def _show_removal(self, subject: Subject | None) -> None:
        """Removing a neuron, or cutting a single connection, or why that cannot be."""
        weight = subject is not None and subject.kind == "weight"
        reason = self._surgeon.against_removing(subject) if subject is not None else None
        own = weight or (subject is not None and self._surgeon.has_units(subject))
        self.remove.setVisible(own and reason is not None)
        self.remove.setEnabled(not reason)
        self.remove.set_icon("scissors" if weight else "trash-2")
        words = (
            (tr("Cut connection"), tr("Its weight becomes 0 and stays so (Delete)")) if weight
            else (tr("Remove"), tr("One neuron less; the others stay as they are (Delete)"))
        )
        self.remove.set_words(words[0], in_lines(reason or "") or words[1])
        self.remove.setAccessibleDescription(reason or "")

    def _refill(self) -> None:
        number = self._surgeon.number(self.subject) if self.subject is not None else None
        if number is not None:
            self.value.show_text(figure(number.value, signed=True))

    def _enter(self, text: str) -> None:
        value = number_of(text)
        if value is not None and self.subject is not None:
            self._surgeon.set_number(self.subject, value)
            self._surgeon.release()
        elif text.strip():
            self.refused.emit(
                tr("“{text}” is not a number. Type one like 0.5 or −1.3.", text=text[:_GLANCE])
            )
        self._refill()
        self.acted.emit()

    def _freeze(self) -> None:
        self._act(self._surgeon.freeze)

    def _knock_out(self) -> None:
        self._act(self._surgeon.knock_out)

    def _copy(self) -> None:
        self._act(self._surgeon.copy)

    def _remove(self) -> None:
        if self.subject is not None:
            self.removal_asked.emit(self.subject)

    def _act(self, act: Callable[[Subject], None]) -> None:
        if self.subject is not None:
            act(self.subject)
            self.acted.emit()


def number_of(text: str) -> float | None:
    """The number that a person has typed; None for what is none."""
    try:
        value = float(plain(text))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
