"""The bar below: how far the run has come. Going back along it needs a history of snapshots."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.document import Change, Document
from app.model.project import Project
from app.texts import Translated, tr
from app.theme import themes
from app.training import Session
from app.widgets.card import Card, label
from app.widgets.figures import FixedFigures, tabular
from engine.frame import Frame

__all__ = ["Timeline", "horizon"]

_STEPS = (1, 2, 5)
_FIRST = 100
_KNOB = 7.0


def horizon(epoch: int) -> int:
    """The right end of the bar: the first of 100, 200, 500, 1000 … that lies beyond `epoch`."""
    decade = _FIRST
    while True:
        for step in _STEPS:
            if epoch < step * decade:
                return step * decade
        decade *= 10


class Timeline(Translated, Card):
    """Name, bar, epoch of the bar's end."""

    def __init__(
        self, document: Document, session: Session, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, padding=0)
        self._name = label("muted", self)
        self._rail = Rail(self)
        self._count = FixedFigures("", parent=self)
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(14)
        row.addWidget(self._name)
        row.addWidget(self._rail, 1)
        row.addWidget(self._count)
        self.body.addLayout(row)
        self._show(0)
        self.retranslate()

    def show_project(self, project: Project) -> None:
        """Goes back to the beginning."""
        self._show(0)

    def show_change(self, change: Change) -> None:
        """Another project begins at epoch 0."""
        if change.everything:
            self._show(0)

    def show_frame(self, frame: Frame) -> None:
        """Follows the epochs."""
        self._show(frame.epoch)

    def retranslate(self) -> None:
        self._name.setText(tr("Timeline"))
        help = tr(
            "How far training has come. Moving back in time will be possible here once a run "
            "keeps its history."
        )
        self.setToolTip(help)
        self._rail.setAccessibleName(tr("Timeline"))
        self._rail.setAccessibleDescription(help)

    def _show(self, epoch: int) -> None:
        end = horizon(epoch)
        self._rail.show_epoch(epoch, end)
        self._count.set_widest(f"{end:,} / {end:,}")
        self._count.setText(f"{epoch:,} / {end:,}")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Rail(QWidget):
    """The bar itself: filled up to the present epoch, marked at round ones. It cannot be moved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epoch, self._end = 0, _FIRST
        self.setEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_epoch(self, epoch: int, end: int) -> None:
        """Fills the bar as far as `epoch` of `end`."""
        if (epoch, end) != (self._epoch, self._end):
            self._epoch, self._end = epoch, end
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = themes.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        span = self.width() - 2 * _KNOB
        middle, x = 11.0, _KNOB + span * self._epoch / self._end
        self._paint_marks(painter, span, middle)
        painter.setPen(Qt.PenStyle.NoPen)
        for role, right in (("track", self.width() - _KNOB), ("accent", x)):
            painter.setBrush(theme.color(role))
            painter.drawRoundedRect(QRectF(_KNOB, middle - 2.5, right - _KNOB, 5), 2.5, 2.5)
        painter.setBrush(theme.color("panel"))
        painter.setPen(QPen(theme.color("accent"), 2.5))
        painter.drawEllipse(QPointF(x, middle), _KNOB - 1.5, _KNOB - 1.5)

    def _paint_marks(self, painter: QPainter, span: float, middle: float) -> None:
        theme = themes.now()
        font = tabular(QFont(self.font()))
        font.setPixelSize(10)
        painter.setFont(font)
        for fifth in range(6):
            epoch = self._end * fifth // 5
            x = _KNOB + span * fifth / 5
            painter.setPen(QPen(theme.color("track"), 1.0))
            painter.drawLine(QPointF(x, middle + 5), QPointF(x, middle + 9))
            painter.setPen(theme.color("muted"))
            words = f"{epoch:,}"
            wide = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(x - wide / 2, 0.0), self.width() - wide)
            painter.drawText(QPointF(left, self.height() - 2), words)
