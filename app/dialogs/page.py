"""The frame of the pages that open over the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

__all__ = ["Page"]


class Page(QDialog):
    """A dialog that belongs to the window, closes with Escape and leaves nothing behind."""

    def __init__(self, parent: QWidget | None, *, padding: int = 18) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(10)
