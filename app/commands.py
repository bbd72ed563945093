"""What every action of the table does."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from app import texts
from app.actions import Actions
from app.board_commands import board_commands, follow_level
from app.document import Document
from app.filing import Filing
from app.main_window import MainWindow
from app.model import edits
from app.model.edits import Edit
from app.refusal import Refusal
from app.settings import Settings
from app.texts import LANGUAGES, tr
from app.theme import themes
from app.training import Session

__all__ = ["Commands"]

SEEDS = 2**31


class Commands(QObject):
    """Connects the actions with document, session, window and settings.

    What the window does with its own pages and panels it has connected itself.
    """

    def __init__(
        self,
        actions: Actions,
        document: Document,
        session: Session,
        filing: Filing,
        window: MainWindow,
        settings: Settings,
    ) -> None:
        super().__init__(actions)
        self._actions, self._settings = actions, settings
        self._document, self._session, self._window = document, session, window
        triggered: dict[str, Callable[[], object]] = {
            "file.new": filing.new,
            "file.open": filing.open,
            "file.save": filing.save,
            "file.save_as": filing.save_as,
            "file.quit": window.close,
            "edit.undo": document.undo.undo,
            "edit.redo": document.undo.redo,
            "network.add_layer": self.add_layer,
            "network.remove_layer": self.remove_layer,
            "network.add_neuron": self.add_neuron,
            "network.remove_neuron": self.remove_neuron,
            "network.freeze": window.canvas.surgery.freeze,
            "network.knock_out": window.canvas.surgery.knock_out,
            "network.copy_neuron": window.canvas.surgery.copy,
            "run.toggle": self.toggle,
            "run.step": session.step,
            "run.epoch": self.epoch,
            "run.restart": session.restart,
            "run.new_weights": self.new_weights,
            **board_commands(window.canvas),
            **{f"view.language.{code}": partial(self.use_language, code) for code in LANGUAGES},
        }
        for id, do in triggered.items():
            actions[id].triggered.connect(partial(_call, do))
        self._refusal = Refusal(actions, window)
        window.canvas.play_asked.connect(self.toggle)
        window.canvas.mode_changed.connect(partial(follow_level, actions))
        follow_level(actions, "auto")
        window.transport.device.picked.connect(self.use_device)
        session.search.ended.connect(self.use_remembered_device)
        actions["view.theme"].toggled.connect(self.use_dark)
        self._mirror("view.discretize", window.boundary.set_discretize)
        self._mirror("view.log_scale", window.loss.set_log)
        window.boundary.discretize_changed.connect(actions["view.discretize"].setChecked)
        window.loss.log_changed.connect(actions["view.log_scale"].setChecked)

    def add_layer(self) -> None:
        """A dense layer behind the selected one, or before the output."""
        self._window.canvas.acting.adding.add_like()

    def remove_layer(self) -> None:
        """Takes the selected layer out."""
        self._window.canvas.acting.remove_layer()

    def add_neuron(self) -> None:
        """One neuron more in the selected layer."""
        self._edit(tr("Add a neuron"), edits.add_unit)

    def remove_neuron(self) -> None:
        """One neuron less in the selected layer."""
        self._edit(tr("Remove a neuron"), edits.remove_unit)

    def toggle(self) -> None:
        """Plays or pauses, or says why it cannot play."""
        if self._session.playing:
            self._session.pause()
        elif self._window.canvas.reason:
            self._refusal.say()
        else:
            self._session.play()

    def epoch(self) -> None:
        """To the end of the epoch."""
        self._session.epoch()

    def new_weights(self) -> None:
        """Other random weights, from the start."""
        self._document.edit(tr("New weights"), edits.new_seed(random.randrange(SEEDS)))
        self._session.restart()

    def use_dark(self, on: bool) -> None:
        """Dark or light colours, now and at the next start."""
        name = "dark" if on else "light"
        if themes.now().name != name:
            themes.use(name)
        self._settings.theme = name

    def use_language(self, code: str) -> None:
        """Another language, now and at the next start."""
        texts.install(code)
        self._settings.language = code

    def use_device(self, key: str) -> None:
        """Another device, now and at the next start."""
        found = self._session.search.device(key)
        self._settings.device = found.identity if found else key
        self._session.use_device(key)

    def use_remembered_device(self) -> None:
        """The device of the last time, now that it is known whether it is still there."""
        for device in self._session.search.found:
            remembered = device.usable and device.identity == self._settings.device
            if remembered and device.key != self._session.asked:
                self._session.use_device(device.key)

    def _mirror(self, id: str, show: Callable[[bool], None]) -> None:
        """A switch on a panel that the View menu has too, remembered."""
        action = self._actions[id]
        action.toggled.connect(show)
        action.toggled.connect(partial(self._settings.keep, id))
        action.setChecked(self._settings.flag(id, id == "view.log_scale"))

    def _edit(self, text: str, edit: Callable[[str], Edit]) -> None:
        node = self._window.selected_node()
        if node in self._document.project.graph:
            self._document.edit(text, edit(node))


def _call(do: Callable[[], object], _checked: bool = False) -> None:
    """Leaves out what `triggered` brings along."""
    do()
