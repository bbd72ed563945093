"""How the network learns: every row is made from a setting that the engine declares."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.document import Change, Document
from app.model import edits
from app.model.project import Project
from app.texts import Translated, tr, tr_engine
from app.widgets.buttons import Button
from app.widgets.card import section_title
from app.widgets.fold import Fold
from app.widgets.form import Form
from app.widgets.numbers import to_text
from app.widgets.rows import ChoiceRow, NumberRow, RegistryRow
from engine.experiment import Training
from engine.layers import layers
from engine.losses import losses
from engine.optimizers import optimizers
from engine.param import Declared
from engine.schedules import schedules

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["TrainingPanel"]

_GAP, _TIGHT_GAP = 8, 4
_PENALTY = ("l1", "l2", "clip_norm", "clip_value")
_HIDDEN_ONLY = ("input", "output")


class TrainingPanel(Translated, QWidget):
    """Learning rate, batch, optimizer, activation, loss, regularization, schedule, weights."""

    def __init__(
        self, document: Document, session: Session, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._title = section_title(self)
        self._basic = Form(names=("learning_rate", "batch_size"), parent=self)
        self._optimizer = RegistryRow(optimizers, self)
        self._optimizer_fold, self._optimizer_form = self._folded()
        self._more = Button("sliders-horizontal", tone="plain", size=16, parent=self)
        self._more.setCheckable(True)
        self._more.hide()
        self._tight = False
        dense = layers["dense"].params
        self._activation = ChoiceRow(dense["activation"], self)
        self._loss = RegistryRow(losses, self)
        self._loss_form = Form(parent=self)
        self._schedule = RegistryRow(schedules, self)
        self._schedule_form = Form(parent=self)
        self._penalty_fold, self._penalty = self._folded(_PENALTY)
        self._start_fold, self._start = self._folded(("seed",))
        self._initializer = ChoiceRow(dense["initializer"], self)
        self._start_fold.body.insertWidget(0, self._initializer)
        self._arrange()
        self._connect()
        self.show_project(document.project)
        self.retranslate()

    def _folded(self, names: tuple[str, ...] | None = None) -> tuple[Fold, Form]:
        fold = Fold(self)
        form = Form(names=names, parent=fold)
        fold.body.addWidget(form)
        return fold, form

    def _arrange(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        for widget in (
            self._title, self._basic, self._optimizer, self._optimizer_fold, self._activation,
            self._loss, self._loss_form, self._schedule, self._schedule_form,
            self._penalty_fold, self._start_fold,
        ):
            column.addWidget(widget)

    def _connect(self) -> None:
        for form in (self._basic, self._penalty, self._start):
            form.value_changed.connect(partial(self._set, "training", edits.set_training))
        for form, part, setter in (
            (self._optimizer_form, "optimizer", edits.set_optimizer),
            (self._loss_form, "loss", edits.set_loss),
            (self._schedule_form, "schedule", edits.set_schedule),
        ):
            form.value_changed.connect(partial(self._set, part, setter))
        for form in self.findChildren(Form):
            form.released.connect(self._document.end_gesture)
        for row, chooser in (
            (self._optimizer, edits.choose_optimizer),
            (self._loss, edits.choose_loss),
            (self._schedule, edits.choose_schedule),
            (self._activation, edits.set_activation_everywhere),
            (self._initializer, edits.set_initializer_everywhere),
        ):
            row.changed.connect(partial(self._choose, row, chooser))
        self._session.state_changed.connect(self._limit_batch)
        self._more.toggled.connect(self._optimizer_fold.set_open)
        self._optimizer_fold.toggled.connect(self._more.setChecked)
        self._optimizer_fold.toggled.connect(self._show_optimizer_fold)

    def show_project(self, project: Project) -> None:
        """Shows how `project` is trained."""
        experiment = project.experiment
        for form in (self._basic, self._penalty, self._start):
            form.show_values(experiment.training)
        for row, form, part in (
            (self._optimizer, self._optimizer_form, experiment.optimizer),
            (self._loss, self._loss_form, experiment.loss),
            (self._schedule, self._schedule_form, experiment.schedule),
        ):
            row.show_value(part.name)
            form.show_values(part)
        self._show_optimizer_fold()
        self._show_common(project, self._activation, "activation", _HIDDEN_ONLY)
        self._show_common(project, self._initializer, "initializer", ())
        self._refuse_losses()
        self._name_folds()

    def set_tight(self, tight: bool) -> None:
        """Draws everything together, where there is little room: then a button beside the
        optimizer opens its settings, in place of a line below."""
        self._tight = tight
        self._column.setSpacing(_TIGHT_GAP if tight else _GAP)
        for part in (
            self._basic, self._optimizer, self._activation, self._loss, self._loss_form,
            self._schedule, self._schedule_form, self._penalty_fold, self._start_fold,
        ):
            part.set_tight(tight)
        self._show_optimizer_fold()

    def _show_optimizer_fold(self) -> None:
        fold, empty = self._optimizer_fold, self._optimizer_form.empty
        fold.head.setVisible(not self._tight)
        fold.setVisible(not empty and (fold.is_open or not self._tight))
        self._optimizer.show_end(self._more if self._tight and not empty else None)

    def show_change(self, change: Change) -> None:
        """Follows changes of anything shown here."""
        if any((
            change.training, change.optimizer, change.loss, change.schedule, change.graph,
            change.data,
        )):
            self.show_project(change.after)

    def retranslate(self) -> None:
        self._title.setText(tr("Training").upper())
        self._optimizer.set_words(
            tr("Optimizer"), tr("How a gradient becomes a step of the weights.")
        )
        self._loss.set_words(tr("Loss"), tr("The number that training makes small."))
        self._schedule.set_words(
            tr("Schedule"), tr("How the learning rate changes over the epochs.")
        )
        self.show_project(self._document.project)

    def _show_common(
        self, project: Project, row: ChoiceRow, setting: str, without: tuple[str, ...]
    ) -> None:
        """What all layers have in common, if there is any layer with this setting."""
        found = _values(project, setting, without)
        row.set_absent("" if found else tr("No layer of this network has it yet."))
        row.show_value(str(*found) if len(found) == 1 else "")

    def _name_folds(self) -> None:
        experiment = self._document.project.experiment
        text = tr("{name} settings", name=tr_engine(experiment.optimizer.label))
        help = tr("The optimizer's own settings.")
        self._optimizer_fold.set_text(text, help)
        self._more.set_words("", help, text)
        self._penalty_fold.set_text(
            tr("Regularization"),
            tr("Penalties on large weights, and limits on the gradient."),
            _penalties(experiment.training),
        )
        self._start_fold.set_text(
            tr("Initialization"), tr("What the weights are before training.")
        )

    def _refuse_losses(self) -> None:
        task = self._document.project.experiment.data.task
        reason = tr("Does not suit this kind of data.")
        self._loss.box.set_refused(
            {name: reason for name, loss in losses.items() if task not in loss.tasks}
        )

    def _limit_batch(self) -> None:
        """The slider ends at the whole training set."""
        row, data = self._basic.row("batch_size"), self._session.data
        if data is not None and isinstance(row, NumberRow):
            row.set_top(float(len(data.x_train)))

    def _set(
        self, part: str, setter: Callable[..., edits.Edit], name: str, value: object
    ) -> None:
        shown: Declared = getattr(self._document.project.experiment, part)
        text = tr("Change {name}", name=tr_engine(shown.params[name].label))
        self._document.edit(text, setter(**{name: value}), origin=self, merge=f"{part}.{name}")

    def _choose(self, row: ChoiceRow, chooser: Callable[[str], edits.Edit], name: str) -> None:
        text = tr("Change {name}", name=row.words()[0])
        self._document.edit(text, chooser(name), origin=self)


def _values(project: Project, setting: str, without: tuple[str, ...]) -> set[Any]:
    """The values of a setting in all layers that have it."""
    return {
        getattr(node.layer, setting)
        for node in project.graph.nodes
        if setting in node.layer.params and node.layer.name not in without
    }


def _penalties(training: Training) -> str:
    """What is on, in short: ``L2 0.0001``."""
    parts = ((tr("L1"), "l1"), (tr("L2"), "l2"))
    on = [f"{word} {to_text(training.params[name], getattr(training, name))}"
          for word, name in parts if getattr(training, name)]
    if training.clip_norm or training.clip_value:
        on.append(tr("clipped"))
    return ", ".join(on)

