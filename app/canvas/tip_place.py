"""Where a tip goes that is not to cover what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLabel, QToolTip

__all__ = ["clear_spot", "tip_size"]

_GAP = 6
_MARGIN = 4
"""Around the words of a tip."""


def tip_size(text: str) -> QSize:
    """How large a tip with this rich text is."""
    words = QLabel(text)
    words.setFont(QToolTip.font())
    words.setWordWrap(True)
    words.setMargin(_MARGIN)
    return words.sizeHint()


def clear_spot(at: QPoint, size: QSize, boxes: Sequence[QRect], room: QRect) -> QPoint:
    """The place for the corner of a tip that is wanted at `at`: the nearest below it where it
    covers none of the boxes, else the nearest above it, inside the room; else where it covers
    least."""
    x = max(room.left(), min(at.x(), room.right() - size.width()))
    lower = sorted({at.y(), *(y for box in boxes if (y := box.bottom() + _GAP) > at.y())})
    upper = sorted({box.top() - _GAP - size.height() for box in boxes}, reverse=True)
    spots = [
        QPoint(x, y) for y in (*lower, *(y for y in upper if y < at.y()))
        if room.top() <= y <= room.bottom() - size.height()
    ]

    def covered(spot: QPoint) -> int:
        both = (QRect(spot, size) & box for box in boxes)
        return sum(box.width() * box.height() for box in both if not box.isEmpty())

    return min(spots, key=covered, default=at)  # of equals the first
