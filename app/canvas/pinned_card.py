"""The card of what is pinned: it takes the pointer, and has tools for surgery on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.canvas.card import Content, ExplanationCard
from app.canvas.card_tools import CardTools
from app.canvas.subjects import Subject
from app.canvas.surgeon import Surgeon

__all__ = ["PinnedCard"]


class PinnedCard(ExplanationCard):
    """A card that can be worked on while it is pinned, and is a mere picture else. `entered`
    tells that the pointer has come onto it."""

    entered = Signal()

    def __init__(self, surgeon: Surgeon, parent: QWidget) -> None:
        super().__init__(parent)
        self.tools = CardTools(surgeon, self)
        self._column.addWidget(self.tools)
        self.tools.hide()
        self.subject: Subject | None = None

    def show_content(
        self, content: Content, beside: QRect, *, pinned: bool, way: Sequence[QPoint] = ()
    ) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not pinned)
        self.tools.setVisible(pinned and self.subject is not None)
        self.tools.show_subject(self.subject if pinned else None)
        if pinned and self.subject is not None and self.subject.kind == "weight":
            content = replace(content, rows=())  # the tools say it
        super().show_content(content, beside, pinned=pinned, way=way)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.entered.emit()

    # What the card does not use is not for the network behind it.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
