"""Work is kept: saving, the star, the question, opening again, dropping, and files gone bad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from app.model import edits, files
from app.model.project import Project, blank
from tests.stories.person import LEFT, NONE, Person

COPY = Qt.DropAction.CopyAction


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system's file dialogs, which no test can operate, say that the file is."""
    chosen = tmp_path / "mine.nsketch"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(chosen), ""))
    return chosen


@pytest.fixture
def worker(person: Person) -> Iterator[Person]:
    """Somebody who has trained the circle for three epochs and added a neuron."""
    person.start("circle")
    person.control(Qt.Key.Key_F10)
    person.until(person.trained(1))
    person.click_on("more", first_hidden(person.project))
    person.control(Qt.Key.Key_F10)
    person.until(person.trained(2))
    yield person


def first_hidden(project: Project) -> str:
    return project.nodes("dense")[0].id


def answer(person: Person, button: QMessageBox.StandardButton) -> list[str]:
    """Presses a button of the next question; what was asked is in the list afterwards."""
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        box.button(button).click()

    QTimer.singleShot(0, person.window, press)
    return asked


def write(path: Path, seed: int) -> Path:
    files.write(path, edits.new_seed(seed)(blank()))
    return path


def seed(person: Person) -> int:
    return person.project.experiment.training.seed


def test_what_was_saved_is_opened_again_with_its_weights(worker: Person, path: Path) -> None:
    assert worker.window.isWindowModified()
    worker.control(Qt.Key.Key_S)
    assert worker.told("Saved", path.name)
    assert not worker.window.isWindowModified()
    assert path.name in worker.window.windowTitle()
    saved, trained = worker.project, worker.frame
    worker.control(Qt.Key.Key_N)
    assert worker.project == blank()
    worker.control(Qt.Key.Key_O)
    assert worker.project == saved
    worker.until(lambda: worker.frame.run > trained.run and worker.frame.epoch == trained.epoch)
    for name, weights in trained.weights.items():
        assert np.array_equal(worker.frame.weights[name], weights)


def test_the_star_and_the_question_on_close(worker: Person, path: Path) -> None:
    button = QMessageBox.StandardButton
    asked = answer(worker, button.Cancel)
    worker.window.close()
    assert asked and worker.window.isVisible()
    assert worker.window.isWindowModified()
    answer(worker, button.Save)
    worker.window.close()
    assert not worker.window.isVisible()
    assert files.read(path).project == worker.project


def test_nothing_is_asked_when_nothing_changed(person: Person) -> None:
    person.start("xor")
    person.control(Qt.Key.Key_F10)
    person.until(person.trained(1))
    person.window.close()
    assert not person.window.isVisible()


def test_discarding_leaves_the_file_alone(person: Person, path: Path) -> None:
    person.start(str(write(path, 7)))
    person.click_on("more", "dense1")
    answer(person, QMessageBox.StandardButton.Discard)
    person.control(Qt.Key.Key_N)
    assert person.project == blank()
    assert files.read(path).project == edits.new_seed(7)(blank())


def test_recent_files(person: Person, tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{n}.nsketch", n) for n in (1, 2, 3)]
    person.start(str(paths[0]))
    for path in paths[1:]:
        person.application.filing.open_path(path)
    menus = (action.menu() for action in person.application.actions.menu("file").actions())
    recent = next(menu for menu in menus if menu is not None and "recent" in menu.title())
    recent.aboutToShow.emit()
    names = [action.text() for action in recent.actions()[:3]]
    assert names == ["3.nsketch", "2.nsketch", "1.nsketch"]
    recent.actions()[2].trigger()
    assert person.document.path == paths[0]
    paths[1].unlink()
    recent.aboutToShow.emit()
    enabled = {action.text(): action.isEnabled() for action in recent.actions()[:3]}
    assert enabled == {"1.nsketch": True, "3.nsketch": True, "2.nsketch": False}


# --- drag and drop ------------------------------------------------------------------------------


def drop(person: Person, at: QPoint, *paths: Path) -> bool:
    """Drags files over a point of the window as the system does it, and lets go if it may."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    target = receiver(person, at)
    if target is None:
        return False
    local = QPointF(target.mapFrom(person.window, at))
    enter = QDragEnterEvent(local.toPoint(), COPY, data, LEFT, NONE)
    QApplication.sendEvent(target, enter)
    move = QDragMoveEvent(local.toPoint(), COPY, data, LEFT, NONE)
    move.setAccepted(enter.isAccepted())  # as Qt does
    QApplication.sendEvent(target, move)
    if enter.isAccepted() and move.isAccepted():
        QApplication.sendEvent(target, QDropEvent(local, COPY, data, LEFT, NONE))
        return True
    return False


def receiver(person: Person, at: QPoint) -> QWidget | None:
    """Whom Qt gives a drag at this point: the innermost widget that takes drops."""
    found: QWidget | None = person.window.childAt(at) or person.window
    while found is not None and not found.acceptDrops():
        found = found.parentWidget()
    return found


@pytest.mark.parametrize("place", ["canvas", "boundary", "loss", "training", "transport"])
def test_a_file_can_be_dropped_anywhere(person: Person, tmp_path: Path, place: str) -> None:
    path = write(tmp_path / "dropped.nsketch", 9)
    person.start()
    widget: QWidget = getattr(person.window, place)
    assert drop(person, widget.mapTo(person.window, widget.rect().center()), path)
    person.until(lambda: person.document.path == path)
    assert seed(person) == 9


def test_what_is_no_project_cannot_be_dropped(person: Person, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("hello", encoding="utf-8")
    paths = [write(tmp_path / f"{n}.nsketch", n) for n in (1, 2)]
    person.start()
    middle = person.window.rect().center()
    assert not drop(person, middle, other)
    assert not drop(person, middle, *paths)


# --- bad files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "reason"), [
    (b"PK\x03\x04 and then nothing", "damaged"), (b"hello", "not a Neural Sketchpad project"),
])
def test_a_bad_file_is_refused_and_the_work_stays(
    worker: Person, path: Path, content: bytes, reason: str
) -> None:
    path.write_bytes(content)
    before, weights = worker.project, worker.frame.weights
    answer(worker, QMessageBox.StandardButton.Discard)
    worker.control(Qt.Key.Key_O)
    assert worker.told(path.name, reason)
    assert worker.project == before
    assert worker.frame.weights is weights
    assert worker.window.isWindowModified()
    worker.control(Qt.Key.Key_Z)
    assert worker.project != before


def test_a_folder_that_cannot_be_written_is_named(
    worker: Person, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)  # as root, tests may write everywhere
    worker.control(Qt.Key.Key_S)
    monkeypatch.undo()
    assert worker.told(path.name, "may not write", "another folder")
    assert worker.window.isWindowModified()
    assert list(path.parent.glob("*.nsketch*")) == []
