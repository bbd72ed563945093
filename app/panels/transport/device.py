"""The chip that says what the network is computed on, and how fast."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.errors import device_reason
from app.panels.transport.readings import rate_text
from app.texts import Translated, tr
from app.theme import themes
from app.training import Session
from app.widgets.card import label
from app.widgets.figures import FixedFigures
from engine.frame import Frame

__all__ = ["DeviceChip"]

_WIDEST = 88_888.0


class DeviceChip(Translated, QFrame):
    """A dot (green: as asked for; amber: something else, the tooltip says why), name and `rate`."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._dot = _Dot(self)
        self._name = label("muted", self)
        self.rate = FixedFigures("", weight=QFont.Weight.Normal, role="muted", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(8)
        for widget in (self._dot, self._name, self.rate):
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._speed = 0.0
        session.state_changed.connect(self.retranslate)
        self.retranslate()

    def show_frame(self, frame: Frame) -> None:
        """Shows the speed of training."""
        self._speed = frame.epochs_per_second
        self._show_rate()

    def retranslate(self) -> None:
        name, note = self._session.device_name, self._session.device_note
        self._name.setText(name)
        self._dot.set_role("warning" if note else "good")
        self.rate.set_widest(rate_text(_WIDEST))
        self._show_rate()
        reason = device_reason(note)
        if reason:
            reason = tr("Not the device that was asked for: {reason}", reason=reason)
        running = tr("Training runs on {name}.", name=name)
        self.setToolTip(f"{running}\n{reason}".strip())
        self.setAccessibleName(tr("Device: {name}", name=name))
        self.setAccessibleDescription(reason)

    def _show_rate(self) -> None:
        playing = self._session.playing
        self.rate.setText(rate_text(self._speed) if playing else tr("paused"))


class _Dot(QWidget):
    """A small filled circle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._role = "good"
        self.setFixedSize(QSize(8, 8))
        themes.changed.connect(self.update)

    def set_role(self, role: str) -> None:
        self._role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(themes.now().color(self._role))
        painter.drawEllipse(QRectF(self.rect()))
