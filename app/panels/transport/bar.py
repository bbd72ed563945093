"""The bar on top: whose work this is, the buttons that run it, and where it stands."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.actions import Actions
from app.document import Change, Document
from app.model.project import Project
from app.panels.transport.device import DeviceChip
from app.panels.transport.readings import NOTHING, epoch_text, loss_text, score_text
from app.panels.transport.speed import SpeedButton
from app.texts import Translated, language, tr, tr_engine
from app.training import Session
from app.widgets.buttons import ActionButton, Button
from app.widgets.card import Bar, label
from app.widgets.elided import ElidedLabel
from app.widgets.figures import Readout
from app.widgets.logo import Logo
from engine.frame import Frame

__all__ = ["Transport"]

_HEIGHT = 36
_BARE = 44
"""Width of a button that has lost its words."""
_TIGHT, _WIDE = 5, 10
"""Between two parts. What is saved in a narrow window is room for the name of the project."""
_ROOM_FOR_TITLE = 1400
_ROOM_FOR_WORDS = 1560
_ROOM_FOR_RATE = 1240


class Transport(Translated, Bar):
    """Logo and file, restart, new weights, steps, play, speed; figures; device, theme, language."""

    def __init__(
        self,
        document: Document,
        session: Session,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._actions = document, session, actions
        self._run = -1
        self._title = label("title", self)
        self._file = ElidedLabel("muted", self)
        self._steps = [
            ActionButton(actions[id], icon, parent=self)
            for id, icon in (("run.step", "step-forward"), ("run.epoch", "skip-forward"))
        ]
        self._play = Button("play", tone="primary", parent=self)
        self.speed = SpeedButton(self)
        self._epoch = Readout("000,000", parent=self)
        self._train = Readout("0.00000", "positive_text", self)
        self._test = Readout("0.00000", "negative_text", self)
        self._score = Readout("100.0\u2009%", parent=self)
        self.device = DeviceChip(session, self)
        self._language = Button("languages", tone="icon", parent=self)
        self._arrange()
        self._connect()
        self.show_project(document.project)
        self.retranslate()

    def _arrange(self) -> None:
        again = [
            ActionButton(self._actions[id], icon, tone="icon", parent=self)
            for id, icon in (("run.restart", "rotate-ccw"), ("run.new_weights", "dices"))
        ]
        theme = ActionButton(self._actions["view.theme"], "contrast", tone="icon", parent=self)
        theme.setCheckable(False)
        row = self.row
        row.addWidget(Logo(28, self))
        row.addWidget(self._title)
        row.addSpacing(8)
        row.addWidget(self._file)
        for button in (*again, *self._steps, self._play, self.speed):
            button.setMinimumHeight(_HEIGHT)
            row.addWidget(button)
        row.addSpacing(10)
        for readout in (self._epoch, self._train, self._test, self._score):
            row.addWidget(readout)
            row.addSpacing(6)
        row.addStretch(1)
        row.addWidget(self.device)
        for button in (theme, self._language):
            button.setMinimumHeight(_HEIGHT)
            row.addWidget(button)

    def _connect(self) -> None:
        toggle = self._actions["run.toggle"]
        self._play.clicked.connect(toggle.trigger)
        toggle.changed.connect(self._show_state)
        self._language.clicked.connect(self._next_language)
        self.speed.picked.connect(self._session.set_speed)
        self._session.state_changed.connect(self._show_state)
        self._document.path_changed.connect(self._show_file)
        self._document.modified_changed.connect(self._show_file)

    def show_project(self, project: Project) -> None:
        """Starts with no figures; the next frame brings them."""
        self._clear()
        self._show_file()
        self._name_score()

    def show_change(self, change: Change) -> None:
        """Follows the title and the kind of score."""
        if change.everything:
            self.show_project(change.after)
        elif change.data or change.title:
            self._show_file()
            self._name_score()

    def show_frame(self, frame: Frame) -> None:
        """Shows where training stands."""
        if frame.run != self._run:
            self._run = frame.run
            self._clear()
        self._epoch.set_text(epoch_text(frame.epoch))
        self.device.show_frame(frame)
        if len(frame.curve):
            curve = frame.curve
            self._train.set_text(loss_text(float(curve.train_loss[-1])))
            self._test.set_text(loss_text(float(curve.test_loss[-1])))
            score = float(curve.test_score[-1])
            self._score.set_text(score_text(score, regression=self._regression))

    def retranslate(self) -> None:
        self._title.setText("Neural Sketchpad")
        self._epoch.set_caption(tr("Epoch"), tr("How often all training samples were seen"))
        self._train.set_caption(tr("Train loss"), tr("Loss on the training samples, with penalty"))
        self._test.set_caption(tr("Test loss"), tr("Loss on samples never used for training"))
        other = "中文" if language() == "en" else "English"
        self._language.set_words("", other, other)
        self._name_score()
        self._show_file()
        self._show_state()

    def minimumSizeHint(self) -> QSize:
        """What is needed once everything that can go has gone."""
        least = super().minimumSizeHint()
        spare = sum(max(0, button.sizeHint().width() - _BARE) for button in self._steps)
        for part in (self._title, self.device.rate):
            if part.isVisibleTo(self):
                spare += part.sizeHint().width()
        return QSize(least.width() - spare, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width()
        self.row.setSpacing(_WIDE if width >= _ROOM_FOR_TITLE else _TIGHT)
        self._title.setVisible(width >= _ROOM_FOR_TITLE)
        self.device.rate.setVisible(width >= _ROOM_FOR_RATE)
        for button in self._steps:
            button.show_words(width >= _ROOM_FOR_WORDS)

    @property
    def _regression(self) -> bool:
        return self._document.project.experiment.data.task == "regression"

    def _clear(self) -> None:
        self._epoch.set_text(epoch_text(0))
        for readout in (self._train, self._test, self._score):
            readout.set_text(NOTHING)

    def _name_score(self) -> None:
        if self._regression:
            self._score.set_caption(tr("Test R²"), tr("1 is perfect, 0 is no better than the mean"))
        else:
            self._score.set_caption(tr("Test accuracy"), tr("Share of test samples that are right"))

    def _show_file(self) -> None:
        path = self._document.path
        name = path.name if path else tr_engine(self._document.project.title)
        name = name or tr("Untitled")
        modified = self._document.modified
        self._file.set_text(f"{name} *" if modified else name)
        where = str(path) if path else tr("Not saved to a file yet")
        self._file.setToolTip(f"{where}\n{tr('Modified')}" if modified else where)

    def _show_state(self) -> None:
        playing, toggle = self._session.playing, self._actions["run.toggle"]
        self._play.setEnabled(toggle.isEnabled())
        words = {True: tr("Pause"), False: tr("Play")}
        self._play.set_icon("pause" if playing else "play")
        widths = []
        for state in (not playing, playing):
            self._play.set_words(words[state], toggle.toolTip())
            widths.append(self._play.sizeHint().width())
        self._play.setMinimumWidth(max(widths))

    def _next_language(self) -> None:
        other = "zh_CN" if language() == "en" else "en"
        self._actions[f"view.language.{other}"].trigger()
