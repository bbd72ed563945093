"""What the network costs, in one line at the foot of the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.texts import Translated, tr
from app.widgets.elided import ElidedLabel
from app.widgets.figures import tabular

__all__ = ["StatusLine", "size_text", "status_text"]

_UNITS = ("B", "kB", "MB", "GB", "TB")


def status_text(nodes: int, weights: int, multiply_adds: int, memory_bytes: int) -> str:
    """ "7 nodes · 403 weights · 388 multiply-adds per example · 3.2 kB" """
    words = [tr("1 node") if nodes == 1 else tr("{count} nodes", count=nodes)]
    words.append(tr("1 weight") if weights == 1 else tr("{count} weights", count=f"{weights:,}"))
    words.append(tr("{count} multiply-adds per example", count=f"{multiply_adds:,}"))
    return " · ".join([*words, size_text(memory_bytes)])


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
        self.set_text(status_text(*self._counts) if self._counts else "")
        self.setAccessibleDescription(tr("Size of the network"))
