"""New, open, save, recent files, drag and drop, and the question before anything is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.document import Document
from app.model import files
from app.model.project import Project
from app.settings import Settings
from app.texts import tr, tr_engine
from app.training import Session
from engine.errors import EngineError

__all__ = ["Filing"]

Answer = Literal["save", "discard", "cancel"]


class Filing(QObject):
    """What the File menu does. Nothing here raises: `failed(error)` says what went wrong."""

    failed = Signal(object)
    saved = Signal(object)

    def __init__(self, document: Document, session: Session, settings: Settings) -> None:
        super().__init__(document)
        self._document, self._session, self._settings = document, session, settings
        self.window: QWidget | None = None
        self.ask: Callable[[], Answer] = self._ask

    @property
    def name(self) -> str:
        """What the project is called: its file, its title, or a word for a new one."""
        path = self._document.path
        if path is not None:
            return path.name
        return tr_engine(self._document.project.title) or tr("Untitled")

    def new(self) -> None:
        """Starts anew, after asking if something would be lost."""
        if self.may_leave():
            self._start(None)

    def open(self) -> None:
        """Asks which file, and opens it."""
        folder = self._document.path or next(iter(self._settings.recent), None)
        chosen, _ = QFileDialog.getOpenFileName(
            self.window, tr("Open a project"), str(folder.parent if folder else ""), _pattern()
        )
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> bool:
        """Opens a file after asking if something would be lost; True when it is open."""
        if not self.may_leave():
            return False
        try:
            saved = self._document.open(path)
        except EngineError as error:
            self.failed.emit(error)
            return False
        self._session.load(saved.project.experiment, saved.weights, saved.epoch)
        self._settings.add_recent(path)
        return True

    def open_example(self, name: str) -> None:
        """Starts a new project from an example or template, which itself is never written to."""
        if not self.may_leave():
            return
        try:
            saved = files.read(files.find(name))
        except EngineError as error:
            self.failed.emit(error)
            return
        self._start(replace(saved.project, title=saved.project.title or name))

    def save(self) -> bool:
        """Saves to the project's file, asking for one if it has none; True when saved."""
        path = self._document.path
        return self.save_as() if path is None else self._save(path)

    def save_as(self) -> bool:
        """Asks for a file and saves there; True when saved."""
        recent = next(iter(self._settings.recent), None)
        folder = recent.parent if recent else Path.home()
        suggested = self._document.path or folder / f"{_file_name(self.name)}{files.SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            self.window, tr("Save the project"), str(suggested), _pattern()
        )
        if not chosen:
            return False
        path = Path(chosen)
        return self._save(path if path.suffix else path.with_suffix(files.SUFFIX))

    def may_leave(self) -> bool:
        """Whether the project may be replaced or the window closed; asks when it is modified."""
        if not self._document.modified:
            return True
        answer = self.ask()
        return self.save() if answer == "save" else answer == "discard"

    @staticmethod
    def dropped(data: QMimeData) -> Path | None:
        """The project file that is being dragged, if it is one."""
        urls = data.urls() if data.hasUrls() else []
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        return paths[0] if len(paths) == 1 and paths[0].suffix == files.SUFFIX else None

    def _start(self, project: Project | None) -> None:
        self._document.new(project)
        self._session.load(self._document.project.experiment)

    def _save(self, path: Path) -> bool:
        frame = self._session.latest
        try:
            self._document.save(
                path,
                weights=frame.weights if frame else None,
                epoch=frame.epoch if frame else 0,
            )
        except EngineError as error:
            self.failed.emit(error)
            return False
        self._settings.add_recent(path)
        self.saved.emit(path)
        return True

    def _ask(self) -> Answer:
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(tr("Save the changes to {name}?", name=self.name))
        box.setInformativeText(tr("They are lost otherwise."))
        button = QMessageBox.StandardButton
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.setDefaultButton(button.Save)
        answers: dict[int, Answer] = {button.Save: "save", button.Discard: "discard"}
        return answers.get(box.exec(), "cancel")


def _pattern() -> str:
    return f"{tr('Neural Sketchpad project')} (*{files.SUFFIX})"


def _file_name(title: str) -> str:
    """A title without what file systems refuse."""
    return "".join(c if c not in '<>:"/\\|?*' and c.isprintable() else "-" for c in title).strip()
