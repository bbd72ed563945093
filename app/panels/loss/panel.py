"""The card with the loss and score plots, their legend and how they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QTabBar, QWidget

from app.document import Change, Document
from app.model.project import Project
from app.panels.loss.course import Course
from app.panels.loss.plot import CoursePlot
from app.panels.loss.readout import Part, Readout
from app.texts import Translated, tr
from app.theme import themes
from app.widgets.card import Card
from app.widgets.named_switch import NamedSwitch
from engine.frame import Frame

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["LossPanel"]

_LEAST = 130
"""The least height of the plot."""
_TABS = ("loss", "score")


class LossPanel(Translated, Card):
    """Losses and score over epochs: log scale, smoothing, values under the mouse."""

    log_changed = Signal(bool)

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._course = Course()
        self._scored = "classes"
        self._run = -1
        self._hovered: float | None = None
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for _ in _TABS:
            self._tabs.addTab("")
        self._plot = CoursePlot()
        self._readout = Readout()
        self._log = NamedSwitch()
        self._log.setChecked(True)
        self._smooth = QSlider(Qt.Orientation.Horizontal)
        self._smooth.setRange(0, 95)
        self._smooth.setFixedWidth(70)
        self._smooth_label = QLabel()
        self.body.addWidget(self._tabs)
        self._plot.setMinimumHeight(_LEAST)
        self.body.addWidget(self._plot, 1)
        self.body.addWidget(self._readout)
        self.body.addLayout(self._make_foot())
        self._connect()
        self.retranslate()

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(self._smooth_label)
        foot.addWidget(self._smooth)
        foot.addStretch(1)
        foot.addWidget(self._log)
        return foot

    def _connect(self) -> None:
        self._plot.hovered.connect(self._hover)
        self._tabs.currentChanged.connect(self._draw)
        self._smooth.valueChanged.connect(self._draw)
        self._log.toggled.connect(self._draw)
        self._log.toggled.connect(self.log_changed)
        themes.changed.connect(self._retheme)
        self._session.state_changed.connect(self._read)

    def show_project(self, project: Project) -> None:
        """Starts an empty plot."""
        self._course.clear()
        self._draw()

    def show_change(self, change: Change) -> None:
        """Curves come with frames; only the name of the score depends on the project."""
        if change.data:
            self.retranslate()

    def show_frame(self, frame: Frame) -> None:
        if frame.run != self._run:
            self._run = frame.run
            self._course.clear()
        if self._scored != self._task:
            self.retranslate()
        self._course.append(frame.curve)
        self._draw()

    @property
    def figure(self) -> QWidget:
        """What of it belongs into a figure."""
        return self._plot

    def set_log(self, on: bool) -> None:
        """Turns the log scale on or off (the menu's side of the switch)."""
        self._log.setChecked(on)

    @property
    def _what(self) -> str:
        return _TABS[self._tabs.currentIndex()]

    def _draw(self) -> None:
        loss = self._what == "loss"
        self._log.setVisible(loss)
        self._plot.show_course(
            self._course, self._what, log=loss and self._log.isChecked(),
            smoothing=self._smooth.value() / 100, penalty=loss,
        )
        self._read()

    def _hover(self, epoch: object) -> None:
        self._hovered = epoch if isinstance(epoch, float) else None
        self._read()

    def _read(self) -> None:
        """Says the values under the mouse, or the newest."""
        at = float("inf") if self._hovered is None else self._hovered
        row = self._course.nearest(at)
        if row is None:
            self._readout.show_parts((), self._nothing())
            return
        parts = []
        for name, mark, role, word in (
            ("train", "●", "positive_text", tr("train")),
            ("test", "◆", "negative_text", tr("test")),
        ):
            value = row[f"{name}_{self._what}"]
            shown = "–" if value != value else self._format(value)
            parts.append(Part(f"{mark} {word}", shown, role))
        below = f"{tr('epoch')} {int(row['epoch']):,}"
        if self._what == "loss":
            below += f" · {tr('penalty')} {self._format(row['penalty'])}"
        self._readout.show_parts(tuple(parts), below)

    def _nothing(self) -> str:
        """Why the plot is empty."""
        if self._session.problems:
            return tr("Curves appear once the network can learn.")
        return tr("Press Play and the curves appear here.")

    def _format(self, value: float) -> str:
        if self._what == "score" and self._scored != "regression":
            return f"{value * 100:.1f} %"
        if value == 0:
            return "0"
        return f"{value:.4f}" if abs(value) >= 1e-3 else f"{value:.2e}"

    @property
    def _task(self) -> str:
        data = self._session.data
        return "classes" if data is None else data.spec.task

    def _retheme(self) -> None:
        self._plot.retheme()
        self._draw()

    def retranslate(self) -> None:
        self._scored = self._task
        self._tabs.setTabText(0, tr("Loss"))
        self._tabs.setTabText(1, "R²" if self._scored == "regression" else tr("Accuracy"))
        self._log.set_text(
            tr("Log scale"), tr("Space powers of ten evenly, so that small losses stay visible.")
        )
        self._smooth_label.setText(tr("Smoothing"))
        self._smooth.setToolTip(tr("Average over neighbouring epochs; the true curve stays faint."))
        self._smooth.setAccessibleName(tr("Smoothing"))
        self._plot.setAccessibleName(tr("Plot of loss and score over epochs"))
        self._read()
