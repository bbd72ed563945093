"""One line at the foot of the canvas: what the network costs, and what was just done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.texts import Translated, tr
from app.widgets.elided import ElidedLabel
from app.widgets.figures import tabular

__all__ = ["StatusLine", "size_text", "status_texts"]

SECONDS = 6
"""How long a note stays."""
_UNITS = ("B", "kB", "MB", "GB", "TB")


def status_texts(nodes: int, weights: int, multiply_adds: int, memory_bytes: int) -> list[str]:
    """ "7 nodes · 403 weights · 388 multiply-adds per example · 3.2 kB", and shorter ones: first
    of fewer words, then without whole parts."""
    drawn = tr("1 node") if nodes == 1 else tr("{count} nodes", count=nodes)
    learned = tr("1 weight") if weights == 1 else tr("{count} weights", count=f"{weights:,}")
    products = f"{multiply_adds:,}"
    each = tr("{count} multiply-adds per example", count=products)
    brief = [learned, tr("{count} multiply-adds", count=products), size_text(memory_bytes)]
    choices = [drawn, learned, each, brief[-1]], [drawn, *brief], brief, [drawn, learned]
    return [" · ".join(words) for words in choices]


def size_text(bytes: int) -> str:
    """A number of bytes as "3.2 kB": 1 kB is 1000 bytes."""
    size, unit = float(bytes), 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000.0, unit + 1
    digits = 1 if unit and size < 99.95 else 0
    return f"{size:.{digits}f}\u2009{_UNITS[unit]}"


class StatusLine(Translated, ElidedLabel):
    """One muted line, shortened where there is no room; never takes the pointer.

    What was just done goes before what is wrong, most of all what keeps the network from training,
    and that before what it costs. `changed`: it may need another room.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("muted", parent)
        self._counts: tuple[int, int, int, int] | None = None
        self.reason = self.note = ""
        self._texts = [""]
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self._forget)
        self.setFont(tabular(self.font()))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.retranslate()

    def show_costs(self, nodes: int, weights: int, multiply_adds: int, memory_bytes: int) -> None:
        """Counts are for one example; bytes are those of weights, activations and gradients."""
        self._counts = nodes, weights, multiply_adds, memory_bytes
        self.retranslate()

    def clear_costs(self) -> None:
        """Says nothing of costs."""
        self._counts = None
        self.retranslate()

    def show_reason(self, reason: str) -> None:
        """Says why nothing can be trained, or what else is wrong; "" when all is well."""
        if reason != self.reason:
            self.reason = reason
            self.retranslate()

    def say(self, note: str) -> None:
        """Says for a few seconds what was done."""
        self.note = note
        self.timer.start(SECONDS * 1000)
        self.retranslate()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, note))

    def hush(self) -> None:
        """Says nothing any more of what was done: something else happens."""
        if self.note:
            self.timer.stop()
            self._forget()

    @contextmanager
    def posed(self) -> Iterator[None]:
        """Meanwhile it says what the network costs, and nothing that is true for a moment only."""
        kept = self.note, self.reason
        self.note = self.reason = ""
        self.retranslate()
        try:
            yield
        finally:
            self.note, self.reason = kept
            self.retranslate()

    def retranslate(self) -> None:
        self._texts = [*self._choices()]
        self.set_text(self._texts[0])
        self.setAccessibleDescription(tr("Size of the network"))
        self.changed.emit()

    @property
    def least(self) -> int:
        """How wide it should be at least: for what was just done, and for all costs in few words,
        or for what is wrong; 0 for nothing."""
        costs = self._costs()[1:2] if not self.reason else [self.reason]
        measure = self.fontMetrics().horizontalAdvance
        return max((measure(text) + 4 for text in (self.note, *costs) if text), default=0)

    def fit(self) -> None:
        """Shows the longest text for which there is room."""
        measure = self.fontMetrics().horizontalAdvance
        short = next((text for text in self._texts if measure(text) <= self.width()), "")
        if short:
            self.setText(short)
        else:
            super().fit()

    def _choices(self) -> Iterator[str]:
        """What may be said, the longest first."""
        if self.note:
            yield self.note
            return
        costs = self._costs()
        if self.reason:
            yield from (f"{self.reason} {text}" for text in costs)
            yield self.reason
        else:
            yield from costs or [""]

    def _costs(self) -> list[str]:
        return status_texts(*self._counts) if self._counts else []

    def _forget(self) -> None:
        self.note = ""
        self.retranslate()
