"""Tells screen readers what happens, where no widget says it by itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

__all__ = ["Voice", "voice"]


class Voice(QObject):
    """`said(text)` follows everything that is said."""

    said = Signal(str)

    def say(self, widget: QWidget, text: str, *, urgent: bool = False) -> None:
        """Says something about a widget; what is `urgent` goes before anything else."""
        if not text:
            return
        event = QAccessibleAnnouncementEvent(widget, text)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)
        self.said.emit(text)


voice = Voice()
"""The one that everybody uses."""
