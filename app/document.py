"""The one project being worked on, its undo stack, its file, and the one signal that it changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.births import Births, Register, Way
from app.model import files
from app.model.edits import Edit
from app.model.operations import Operation
from app.model.project import Project, blank
from engine.graph import Graph
from engine.param import Declared
from engine.patch import NOTHING, Patch

__all__ = ["Change", "Document"]

_WIRED = 3
"""Graphs that were wired otherwise and are remembered: undo brings one back, which then need not
find out again what it knew about itself."""


@dataclass(frozen=True)
class Change:
    """From one project to the next, and which parts differ. `everything` means another project.
    `patch` are numbers to be put into the network that is being trained; `register` tells its
    layers from those that had their ids before, `way` whether undo or redo made it."""

    before: Project
    after: Project
    everything: bool = False
    patch: Patch = NOTHING
    register: Register = field(default_factory=dict, compare=False)
    way: Way = field(default="", compare=False)

    def _differs(self, field: str) -> bool:
        before, after = self.before.experiment, self.after.experiment
        return self.everything or getattr(before, field) != getattr(after, field)

    @property
    def graph(self) -> bool:
        """Whether nodes, wires or layer settings differ, or names and places of nodes."""
        return self._differs("graph")

    @property
    def board(self) -> bool:
        """Whether notes, groups or the faces of nodes differ."""
        return self.everything or self.before.board != self.after.board

    @property
    def data(self) -> bool:
        """Whether the data set or its settings differ."""
        return self._differs("data")

    @property
    def split(self) -> bool:
        """Whether the division of the samples differs."""
        return self._differs("split")

    @property
    def loss(self) -> bool:
        """Whether the loss or its settings differ."""
        return self._differs("loss")

    @property
    def optimizer(self) -> bool:
        """Whether the optimizer or its settings differ."""
        return self._differs("optimizer")

    @property
    def schedule(self) -> bool:
        """Whether the schedule or its settings differ."""
        return self._differs("schedule")

    @property
    def training(self) -> bool:
        """Whether the training settings differ."""
        return self._differs("training")

    @property
    def surgery(self) -> bool:
        """Whether other weights are frozen or pruned, or other neurons knocked out."""
        return self._differs("surgery")

    @property
    def trains(self) -> bool:
        """Whether training has to know: everything but titles, the board, names and places."""
        before, after = self.before.experiment, self.after.experiment
        if self.everything or self.before.graph.wiring != self.after.graph.wiring:
            return True
        return before != replace(after, graph=before.graph)

    @property
    def title(self) -> bool:
        """Whether title or description differ."""
        before, after = self.before, self.after
        return self.everything or (before.title, before.description) != (
            after.title,
            after.description,
        )

    @property
    def live_only(self) -> bool:
        """Whether only values differ that a running training takes over without rebuilding."""
        before, after = self.before.experiment, self.after.experiment
        if before.surgery != after.surgery:
            return False
        parts = ("data", "split", "loss", "optimizer", "schedule", "training")
        return (
            not self.everything
            and all(_only_live(getattr(before, part), getattr(after, part)) for part in parts)
            and _only_live_layers(before.graph, after.graph)
        )


def _only_live(before: Declared, after: Declared) -> bool:
    if type(before) is not type(after):
        return False
    changed = (key for key, value in before.values.items() if after.values[key] != value)
    return all(before.params[key].live for key in changed)


def _only_live_layers(before: Graph, after: Graph) -> bool:
    if before.wires != after.wires or len(before.nodes) != len(after.nodes):
        return False
    pairs = zip(before.nodes, after.nodes, strict=True)
    return all(b.id == a.id and _only_live(b.layer, a.layer) for b, a in pairs)


class _Snapshot(QUndoCommand):
    """One undo step: the project before and after, and the numbers of the network that it
    touches. Steps with one merge key become one.

    Projects are kept bare, and bare copies are handed out, so that a long history does not keep
    what every graph of it once worked out about itself.
    """

    def __init__(
        self, document: Document, after: Project, text: str, origin: object,
        key: tuple[str, int], patches: tuple[Patch, Patch],
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before = document.project.bare()
        self._after = after.bare()
        self._patch, self._undo_patch = patches
        births = document._births
        self._registers = births.now, births.after(self._before.graph, self._after.graph)
        self._origin, self._done = origin, False
        self._key = key

    def id(self) -> int:
        return 1 if self._key[0] else -1

    def mergeWith(self, later: QUndoCommand) -> bool:
        if not isinstance(later, _Snapshot) or later._key != self._key:
            return False
        self._after = later._after
        self._registers = self._registers[0], later._registers[1]
        self._patch = self._patch.then(later._patch)
        self._undo_patch = later._undo_patch.then(self._undo_patch)
        self.setObsolete(self._after == self._before and not self._patch)
        return True

    def redo(self) -> None:
        origin, self._origin = self._origin, None
        way: Way = "redo" if self._done else ""
        self._done = True
        self._document._take(self._after.bare(), origin, self._patch, self._registers[1], way)

    def undo(self) -> None:
        before = self._before.bare()
        self._document._take(before, None, self._undo_patch, self._registers[0], "undo")


class Document(QObject):
    """Holds the project; the only ways to change it are `edit` and, where numbers of the network
    change with it, `operate`. Every change is told once.

    `changed(change, origin)`: `origin` is who asked for the edit, None for undo, redo, new and
    open. `path_changed()` also follows a save. `modified` follows the undo stack's clean state.
    """

    changed = Signal(object, object)
    path_changed = Signal()
    modified_changed = Signal(bool)

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project or blank()
        self._births = Births(self._project.graph)
        self._wired: deque[Graph] = deque(maxlen=_WIRED)
        self._path: Path | None = None
        self._gesture = 0
        self.undo = QUndoStack(self)
        self.undo.cleanChanged.connect(self._tell_modified)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def path(self) -> Path | None:
        """The file this project was opened from or saved to; None for a new one."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether there are edits that the file does not have."""
        return not self.undo.isClean()

    def edit(self, text: str, edit: Edit, *, origin: object = None, merge: str = "") -> None:
        """Applies `edit` as one undo step called `text`; nothing happens if it changes nothing.

        Consecutive edits with the same non-empty `merge` are one step until `end_gesture`.
        Raises BadValue or UnknownName from the edit, with the project unchanged.
        """
        self.operate(text, Operation(edit), origin=origin, merge=merge)

    def operate(
        self, text: str, operation: Operation, *, origin: object = None, merge: str = ""
    ) -> None:
        """The same for an edit that changes numbers of the network, too. Undoing it puts back
        those that it touched."""
        after = operation.edit(self._project)
        if after != self._project or operation.patch:
            patches = (operation.patch, operation.undo)
            key = (merge, self._gesture)
            self.undo.push(_Snapshot(self, after, text, origin, key, patches))

    def end_gesture(self) -> None:
        """Closes the current gesture: the next edit is an undo step of its own."""
        self._gesture += 1

    def new(self, project: Project | None = None) -> None:
        """Starts a project that has no file: the given one, or a blank one."""
        self._replace(project or blank(), None)

    def open(self, path: Path | str) -> files.Saved:
        """Opens a project file and returns what was in it. Raises BadFile."""
        saved = files.read(Path(path))
        self._replace(saved.project, Path(path))
        return saved

    def save(
        self,
        path: Path | str | None = None,
        *,
        weights: Mapping[str, NDArray[np.float32]] | None = None,
        epoch: int = 0,
    ) -> None:
        """Writes the project, and weights if given, to `path` or to its own file.

        Raises BadFile with nothing lost, and ValueError when there is no path yet.
        """
        target = Path(path) if path is not None else self._path
        if target is None:
            raise ValueError("a new project needs a path to be saved to")
        files.write(target, self._project, weights=weights, epoch=epoch)
        self._path = target
        self.undo.setClean()
        self.path_changed.emit()

    def close(self) -> None:
        """Forgets all steps, once nobody follows any more. Python may else collect them before
        the stack that owns them, which crashes."""
        self.undo.cleanChanged.disconnect(self._tell_modified)
        self.undo.clear()

    def _replace(self, project: Project, path: Path | None) -> None:
        change = Change(self._project, project, everything=True)
        self._project, self._path = project, path
        self._births = Births(project.graph)
        self._wired.clear()
        self.end_gesture()
        self.undo.clear()
        self.path_changed.emit()
        self.changed.emit(change, None)

    def _take(
        self, project: Project, origin: object, patch: Patch, register: Register, way: Way
    ) -> None:
        before = self._project.graph
        if project.graph.wires != before.wires:
            self._wired.append(before)
        for known in (*self._wired, before):
            project.graph.learn_from(known)
        change = Change(self._project, project, patch=patch, register=register, way=way)
        self._project, self._births.now = project, register
        self.changed.emit(change, origin)

    def _tell_modified(self, clean: bool) -> None:
        self.modified_changed.emit(not clean)
