"""The table of everything a person can do by menu, key, toolbar or command palette.

A row of `SPECS` is all an action needs; menus, shortcut page and palette derive from the table.
What an action does is connected by `app.application`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.board_specs import BOARD
from app.specs import ActionSpec, Shortcut, Situation
from app.texts import LANGUAGES, language, tr, without_key
from app.theme import themes
from app.widgets.icons import bind_icon

__all__ = ["MENUS", "SPECS", "SUBMENUS", "ActionSpec", "Actions", "Situation"]

Key = QKeySequence.StandardKey


def _language(code: str) -> ActionSpec:
    """A language is named in itself, whatever the language in use."""
    return ActionSpec(
        f"view.language.{code}",
        lambda s: LANGUAGES[code],
        lambda s: tr("Show everything in this language"),
        menu="view",
        checkable=True,
        group="language",
        apart=code == next(iter(LANGUAGES)),
    )


def _training(situation: Situation, help: str) -> str:
    """What an action that trains does, or why it cannot just now."""
    return situation.reason or help


MENUS: dict[str, Callable[[], str]] = {
    "file": lambda: tr("&File"),
    "edit": lambda: tr("&Edit"),
    "network": lambda: tr("&Network"),
    "train": lambda: tr("&Train"),
    "view": lambda: tr("&View"),
    "help": lambda: tr("&Help"),
}
"""The menu bar from left to right."""

SUBMENUS: dict[str, Callable[[], str]] = {
    "align": lambda: tr("Align an&d distribute"),
    "face": lambda: tr("S&how"),
}
"""Menus inside menus."""

SPECS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "file.new", lambda s: tr("&New"), lambda s: tr("Start with a small empty network"),
        "file-plus", (Key.New,), "file",
    ),
    ActionSpec(
        "file.templates", lambda s: tr("New from &template…"),
        lambda s: tr("Choose from networks to start from"), "workflow", ("Ctrl+Shift+N",), "file",
    ),
    ActionSpec(
        "file.open", lambda s: tr("&Open…"), lambda s: tr("Open a project file"),
        "folder-open", (Key.Open,), "file",
    ),
    ActionSpec(
        "file.save", lambda s: tr("&Save"), lambda s: tr("Save the project and its weights"),
        "save", (Key.Save,), "file", apart=True,
    ),
    ActionSpec(
        "file.save_as", lambda s: tr("Save &as…"), lambda s: tr("Save under another name"),
        "save-all", ("Ctrl+Shift+S",), "file",
    ),
    ActionSpec(
        "file.figure", lambda s: tr("Save a fi&gure…"),
        lambda s: tr("Save network, boundary or curves for slides and papers"), "camera",
        ("Ctrl+E",), "file",
    ),
    ActionSpec(
        "file.quit", lambda s: tr("&Quit"), lambda s: tr("Close Neural Sketchpad"),
        "log-out", ("Ctrl+Q",), "file", apart=True,
    ),
    ActionSpec(
        "edit.undo",
        lambda s: tr("&Undo: {edit}", edit=s.undo) if s.undo else tr("&Undo"),
        lambda s: tr("Take the last edit back"),
        "undo-2", (Key.Undo,), "edit", rule=lambda s: s.can_undo,
    ),
    ActionSpec(
        "edit.redo",
        lambda s: tr("&Redo: {edit}", edit=s.redo) if s.redo else tr("&Redo"),
        lambda s: tr("Make the edit again that was taken back"),
        "redo-2", ("Ctrl+Shift+Z", "Ctrl+Y"), "edit", rule=lambda s: s.can_redo,
    ),
    *BOARD["edit"],
    ActionSpec(
        "network.add_layer", lambda s: tr("Add a &layer"),
        lambda s: tr("Put a dense layer behind the selected one"),
        "layers", ("Ctrl+L",), "network",
    ),
    ActionSpec(
        "network.remove_layer", lambda s: tr("&Remove the layer"),
        lambda s: tr("Take the selected layer out of the network"),
        "trash-2", ("Ctrl+Shift+Backspace",), "network", rule=lambda s: s.layer,
    ),
    ActionSpec(
        "network.add_neuron", lambda s: tr("&Add a neuron"),
        lambda s: tr("One neuron more in the selected layer"),
        "circle-plus", ("+",), "network", rule=lambda s: s.neurons, apart=True,
    ),
    ActionSpec(
        "network.remove_neuron", lambda s: tr("Remove a ne&uron"),
        lambda s: tr("One neuron less in the selected layer"),
        "circle-minus", ("-",), "network", rule=lambda s: s.neurons,
    ),
    *BOARD["network"],
    ActionSpec(
        "network.freeze", lambda s: tr("&Freeze or unfreeze"),
        lambda s: tr("Training leaves the chosen weight, neuron or layer as it is"),
        "lock", ("F",), "network", apart=True,
    ),
    ActionSpec(
        "network.knock_out", lambda s: tr("&Knock out or bring back"),
        lambda s: tr("Take the chosen neuron out of the network, or let it work again"),
        "ban", ("K",), "network",
    ),
    ActionSpec(
        "network.copy_neuron", lambda s: tr("&Copy the neuron"),
        lambda s: tr("One neuron more that does the same as the chosen one"),
        "copy", ("D",), "network",
    ),
    ActionSpec(
        "run.toggle", lambda s: tr("&Pause") if s.playing else tr("&Play"),
        lambda s: tr("Stop training here") if s.playing else _training(s, tr("Train until paused")),
        "play", ("Space", "F5"), "train", rule=lambda s: s.playing or not s.reason,
    ),
    ActionSpec(
        "run.step", lambda s: tr("One &step"), lambda s: _training(s, tr("Train on one batch")),
        "step-forward", ("F10",), "train", rule=lambda s: not s.reason,
    ),
    ActionSpec(
        "run.epoch", lambda s: tr("One &epoch"),
        lambda s: _training(s, tr("Train on every training sample once")),
        "skip-forward", ("Ctrl+F10",), "train", rule=lambda s: not s.reason,
    ),
    ActionSpec(
        "run.restart", lambda s: tr("&Restart"),
        lambda s: tr("Back to the same initial weights"),
        "rotate-ccw", ("Ctrl+R",), "train", apart=True,
    ),
    ActionSpec(
        "run.new_weights", lambda s: tr("&New weights"),
        lambda s: tr("Start again from other random weights"),
        "dices", ("Ctrl+Shift+R",), "train",
    ),
    *BOARD["view"],
    ActionSpec(
        "view.theme", lambda s: tr("&Dark colours"), lambda s: tr("Light or dark colours"),
        "contrast", ("Ctrl+Shift+D",), "view", checkable=True, apart=True,
    ),
    ActionSpec(
        "view.discretize", lambda s: tr("Dis&cretize the output"),
        lambda s: tr("Show only which class is decided, not how surely"),
        "grid-2x2", ("Ctrl+B",), "view", checkable=True,
    ),
    ActionSpec(
        "view.log_scale", lambda s: tr("&Logarithmic losses"),
        lambda s: tr("Show the losses on a logarithmic scale"),
        "chart-line", ("Ctrl+K",), "view", checkable=True,
    ),
    ActionSpec(
        "view.left_panel", lambda s: tr("Data and &training"),
        lambda s: tr("Show or hide the panels on the left"),
        "panel-left", ("Alt+1",), "view", checkable=True, apart=True,
    ),
    ActionSpec(
        "view.right_panel", lambda s: tr("&What was learned"),
        lambda s: tr("Show or hide the panels on the right"),
        "panel-right", ("Alt+2",), "view", checkable=True,
    ),
    ActionSpec(
        "view.reset_layout", lambda s: tr("&Reset the layout"),
        lambda s: tr("Put every panel back where it was at first"),
        "house", (), "view",
    ),
    *map(_language, LANGUAGES),
    ActionSpec(
        "help.palette", lambda s: tr("&Find an action…"),
        lambda s: tr("Type what you want to do"),
        "command", ("Ctrl+Shift+P",), "help",
    ),
    ActionSpec(
        "help.shortcuts", lambda s: tr("&Keyboard shortcuts"),
        lambda s: tr("Every action and its key"),
        "keyboard", ("F1",), "help",
    ),
    ActionSpec(
        "help.about", lambda s: tr("&About Neural Sketchpad"),
        lambda s: tr("Version, licence and what it is made of"),
        "info", (), "help", apart=True,
    ),
)
"""Every action, in the order of its menu."""

_LOCAL = Qt.ShortcutContext.WidgetShortcut
"""Its keys are only shown: no widget with this action ever has the keyboard itself."""
_ICONS_WHILE_PLAYING = {"run.toggle": "pause"}
_ROLES = {
    "file.quit": QAction.MenuRole.QuitRole,
    "help.about": QAction.MenuRole.AboutRole,
}


class Actions(QObject):
    """The QActions of the table, by id: ``actions["file.save"]``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._situation = Situation()
        self._said: dict[str, tuple[str, str, bool]] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._menus: dict[str, QMenu] = {}
        self._submenus: dict[str, QMenu] = {}
        self._actions = {spec.id: self._made(spec) for spec in SPECS}
        self._reword()
        themes.changed.connect(self._follow_theme)
        self._follow_theme()

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def spec(self, id: str) -> ActionSpec:
        """The row of the table that an action was made from."""
        return next(spec for spec in SPECS if spec.id == id)

    def title(self, id: str) -> str:
        """What an action is called, without the mark of its menu key."""
        return without_key(self[id].text()).rstrip("…")

    def fill(self, bar: QMenuBar) -> None:
        """Makes the menus of the table in `bar`, and the shortcuts work in its window."""
        for id in MENUS:
            menu = bar.addMenu("")
            self._menus[id] = menu
            for spec in SPECS:
                if spec.menu == id:
                    target = self._inside(menu, spec.submenu)
                    if spec.apart:
                        target.addSeparator()
                    target.addAction(self[spec.id])
        bar.window().addActions(list(self))
        bar.installEventFilter(self)  # it is told when the language changes
        self._reword()

    def _inside(self, menu: QMenu, id: str) -> QMenu:
        """The menu inside a menu that a row asks for; the menu itself for ""."""
        if id and id not in self._submenus:
            self._submenus[id] = menu.addMenu("")
        return self._submenus[id] if id else menu

    def menu(self, id: str) -> QMenu:
        """A menu made by `fill`, to add what does not come from the table."""
        return self._menus[id]

    def submenu(self, id: str) -> QMenu:
        """A menu inside a menu, made by `fill`, to be shown elsewhere too."""
        return self._submenus[id]

    def groups(self) -> list[tuple[str, list[QAction]]]:
        """Titles of menus without their mark, and their actions: for shortcut page and palette."""
        return [
            (without_key(title()), [self[spec.id] for spec in SPECS if spec.menu == id])
            for id, title in MENUS.items()
        ]

    def update(self, situation: Situation) -> None:
        """Enables and names every action as the situation asks for."""
        if situation == self._situation:
            return
        self._situation = situation
        self._reword()
        for id, icon in _ICONS_WHILE_PLAYING.items():
            bind_icon(self[id], icon if situation.playing else self.spec(id).icon)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._reword()
        return False

    def _made(self, spec: ActionSpec) -> QAction:
        action = QAction(self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([key for s in spec.shortcuts for key in _sequences(s)])
        action.setShortcutContext(_LOCAL if spec.local else Qt.ShortcutContext.WindowShortcut)
        action.setMenuRole(_ROLES.get(spec.id, QAction.MenuRole.NoRole))
        if spec.icon:
            bind_icon(action, spec.icon)
        if spec.checked is not None:
            action.triggered.connect(partial(self._check, spec))
        if spec.group:
            group = self._groups.setdefault(spec.group, QActionGroup(self))
            group.addAction(action)
        return action

    def _reword(self) -> None:
        for spec in SPECS:
            action, situation = self[spec.id], self._situation
            text, help, enabled = spec.text(situation), spec.help(situation), spec.rule(situation)
            self._check(spec)
            if self._said.get(spec.id) == (text, help, enabled):
                continue
            self._said[spec.id] = text, help, enabled
            action.setText(text)
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{help} ({key})" if key else help)
            action.setStatusTip(help)
            action.setEnabled(enabled)
        for id, menu in self._menus.items():
            menu.setTitle(MENUS[id]())
        for id, menu in self._submenus.items():
            menu.setTitle(SUBMENUS[id]())
        self[f"view.language.{language()}"].setChecked(True)

    def _check(self, spec: ActionSpec, _checked: bool = False) -> None:
        """Puts the check where the situation has it, also after a click on what is checked."""
        if spec.checked is not None:
            self[spec.id].setChecked(spec.checked(self._situation))

    def _follow_theme(self) -> None:
        self["view.theme"].setChecked(themes.now().name == "dark")


def _sequences(shortcut: Shortcut) -> list[QKeySequence]:
    if isinstance(shortcut, str):
        return [QKeySequence(shortcut)]
    return QKeySequence.keyBindings(shortcut)
