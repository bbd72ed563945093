"""A layout that puts widgets side by side and goes on in the next line when a line is full."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

__all__ = ["Flow"]


class Flow(QLayout):
    """Left to right, then down; its height follows from its width. A `corner` stands at the right
    end of the first line, in the middle of its height."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._corner: QLayoutItem | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def set_corner(self, widget: QWidget) -> None:
        """Keeps the right end of the first line for `widget`."""
        self.addWidget(widget)
        self._corner = self._items[-1]

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        """The height used in `rect`'s width; moves the widgets when asked."""
        corner, y = self._corner, rect.y()
        for number, line in enumerate(self._lines(rect.width())):
            tall = max((item.sizeHint().height() for item in line), default=0)
            if corner is not None and number == 0:
                size = corner.sizeHint()
                tall = max(tall, size.height())
                at = QPoint(rect.right() + 1 - size.width(), y + (tall - size.height()) // 2)
                if move:
                    corner.setGeometry(QRect(at, size))
            if move:
                self._stand(line, QPoint(rect.x(), y))
            y += tall + self.spacing()
        return y - self.spacing() - rect.y()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What stands in every line."""
        lines: list[list[QLayoutItem]] = [[]]
        used, corner = 0, self._corner
        room = width if corner is None else width - corner.sizeHint().width() - self.spacing()
        for item in self._items:
            if item is corner:
                continue
            wide = item.sizeHint().width()
            if lines[-1] and used + wide > room:
                lines.append([])
                used, room = 0, width
            lines[-1].append(item)
            used += wide + self.spacing()
        return lines

    def _stand(self, line: list[QLayoutItem], at: QPoint) -> None:
        for item in line:
            item.setGeometry(QRect(at, item.sizeHint()))
            at = at + QPoint(item.sizeHint().width() + self.spacing(), 0)
