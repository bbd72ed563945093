"""What the network costs, in one line at the foot of the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.texts import Translated, tr
from app.widgets.elided import ElidedLabel
from app.widgets.figures import tabular

__all__ = ["StatusLine", "size_text", "status_texts"]

_UNITS = ("B", "kB", "MB", "GB", "TB")


def status_texts(nodes: int, weights: int, multiply_adds: int, memory_bytes: int) -> list[str]:
    """ "7 nodes · 403 weights · 388 multiply-adds per example · 3.2 kB", and shorter ones that
    leave out whole parts."""
    counts = [tr("1 node") if nodes == 1 else tr("{count} nodes", count=nodes)]
    counts.append(tr("1 weight") if weights == 1 else tr("{count} weights", count=f"{weights:,}"))
    products = tr("{count} multiply-adds per example", count=f"{multiply_adds:,}")
    size = size_text(memory_bytes)
    return [" · ".join(words) for words in ([*counts, products, size], [*counts, size], counts)]


def size_text(bytes: int) -> str:
    """A number of bytes as "3.2 kB": 1 kB is 1000 bytes."""
    size, unit = float(bytes), 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000.0, unit + 1
    digits = 1 if unit and size < 99.95 else 0
    return f"{size:.{digits}f}\u2009{_UNITS[unit]}"


class StatusLine(Translated, ElidedLabel):
    """One muted line, shortened where there is no room; never takes the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("muted", parent)
        self._counts: tuple[int, int, int, int] | None = None
        self._texts = [""]
        self.setFont(tabular(self.font()))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.retranslate()

    def show_costs(self, nodes: int, weights: int, multiply_adds: int, memory_bytes: int) -> None:
        """Counts are for one example; bytes are those of weights, activations and gradients."""
        self._counts = nodes, weights, multiply_adds, memory_bytes
        self.retranslate()

    def clear_costs(self) -> None:
        """Says nothing."""
        self._counts = None
        self.retranslate()

    def retranslate(self) -> None:
        self._texts = status_texts(*self._counts) if self._counts else [""]
        self.set_text(self._texts[0])
        self.setAccessibleDescription(tr("Size of the network"))

    def fit(self) -> None:
        """Shows the longest text for which there is room."""
        measure = self.fontMetrics().horizontalAdvance
        short = next((text for text in self._texts if measure(text) <= self.width()), "")
        if short:
            self.setText(short)
        else:
            super().fit()
