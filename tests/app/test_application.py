"""The whole application: files, questions, messages, and everything that is passed on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QGraphicsView
from pytestqt.qtbot import QtBot

from app import texts
from app.application import Application
from app.model import arranging, drawing, edits, files
from app.model.project import blank
from app.settings import Settings
from app.shots import Pose, shot
from app.theme import themes
from engine.errors import BadExperiment, BadFile
from engine.layers import layers
from tests.patience import gone


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A project file that differs from a blank project."""
    path = tmp_path / "other.nsketch"
    files.write(path, edits.new_seed(77)(blank()))
    return path


def seed(application: Application) -> int:
    return application.document.project.experiment.training.seed


def messages(application: Application) -> list[str]:
    return [toast.text for toast in application.window.toasts.shown]


def change(application: Application) -> None:
    application.document.edit("seed", edits.new_seed(5))


def standing(application: Application, epoch: int) -> bool:
    frame = application.session.latest
    return frame is not None and frame.epoch == epoch


# --- starting -----------------------------------------------------------------------------------


def test_a_first_start_shows_the_opening_example(application: Application) -> None:
    application.start()
    opening = files.read(files.find(files.OPENING)).project
    assert application.document.project == opening
    assert application.document.path is None
    assert not application.document.modified


def test_a_later_start_goes_on_with_the_last_file(application: Application, file: Path) -> None:
    application.settings.keep_started()
    application.settings.add_recent(file)
    application.start()
    assert application.document.path == file


def test_a_project_can_be_named_at_the_start(application: Application, file: Path) -> None:
    application.start("xor")
    assert application.document.project.experiment.data.name == "xor"
    application.start(str(file))
    assert application.document.path == file
    application.start("no-such-project")
    assert application.document.path == file
    assert any("no-such-project" in text for text in messages(application))


# --- passing on ---------------------------------------------------------------------------------


def test_play_reaches_every_view(qtbot: QtBot, application: Application) -> None:
    application.actions["run.toggle"].trigger()
    assert application.actions.title("run.toggle") == "Pause"
    qtbot.waitUntil(
        lambda: (frame := application.session.latest) is not None and frame.epoch > 3
    )
    application.actions["run.toggle"].trigger()
    assert not application.session.playing


def test_edits_reach_the_training(qtbot: QtBot, application: Application) -> None:
    application.document.edit("units", edits.set_units("dense1", 7))
    qtbot.waitUntil(
        lambda: (b := application.session.build) is not None and b.shapes["dense1"] == (7,)
    )
    qtbot.waitUntil(lambda: "weights" in application.window.canvas.around.status.note)
    assert messages(application) == [], "what goes without saying stands at the foot"
    application.actions["edit.undo"].trigger()
    qtbot.waitUntil(
        lambda: (b := application.session.build) is not None and b.shapes["dense1"] == (4,)
    )


def test_new_weights_are_other_weights(qtbot: QtBot, application: Application) -> None:
    qtbot.waitUntil(lambda: application.session.latest is not None)
    before = application.session.latest
    assert before is not None
    application.actions["run.new_weights"].trigger()
    qtbot.waitUntil(
        lambda: (f := application.session.latest) is not None and f.run > before.run
    )
    after = application.session.latest
    assert after is not None
    assert not np.array_equal(before.weights["dense1.weight"], after.weights["dense1.weight"])


def test_layers_and_neurons_by_key(application: Application) -> None:
    actions, graph = application.actions, lambda: application.document.project.graph
    actions["network.add_layer"].trigger()
    assert graph().order() == ("input1", "dense1", "dense2", "output1")
    assert application.window.selected_node() == "dense2"
    application.window.canvas.select("")
    assert not actions["network.add_neuron"].isEnabled()
    application.window.canvas.select("dense2")
    actions["network.add_neuron"].trigger()
    assert graph().node("dense2").layer.values["units"] == 5
    actions["network.remove_neuron"].trigger()
    assert graph().node("dense2").layer.values["units"] == 4
    actions["network.remove_layer"].trigger()
    assert graph() == blank().graph


def test_an_empty_canvas_says_what_is_missing_and_can_be_drawn_on(
    qtbot: QtBot, application: Application, tmp_path: Path
) -> None:
    actions, document, session = application.actions, application.document, application.session
    application.filing.open_example("empty")
    qtbot.waitUntil(lambda: len(session.problems) == 2)
    for name in ("add_layer", "remove_layer", "add_neuron", "remove_neuron"):
        actions[f"network.{name}"].trigger()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Plus):
        qtbot.keyClick(application.window.canvas.view, key)
    assert not actions["run.toggle"].isEnabled()
    qtbot.keyClick(application.window.canvas.view, Qt.Key.Key_Space)
    assert any("no input layer" in text for text in messages(application))
    document.save(tmp_path / "empty.nsketch")
    assert files.read(tmp_path / "empty.nsketch").project.graph.nodes == ()
    document.edit("", drawing.add_node(layers.make("input")))
    document.edit("", drawing.add_behind(["input1"], layers.make("output")))
    assert actions["run.toggle"].isEnabled() and messages(application) == []
    qtbot.waitUntil(lambda: not session.problems)
    actions["run.step"].trigger()
    qtbot.waitUntil(lambda: session.latest is not None and session.latest.step == 1)
    while document.undo.canUndo():
        document.undo.undo()
    assert document.project.graph.nodes == ()


def test_moving_a_node_does_not_reach_the_training(qtbot: QtBot, application: Application) -> None:
    document, session = application.document, application.session
    qtbot.waitUntil(lambda: session.build is not None)
    before = session.build
    document.edit("move", arranging.place({"dense1": (10.0, 20.0)}))
    document.edit("name", drawing.rename("dense1", "mine"))
    document.edit("note", arranging.add_note((0.0, 0.0), "Look."))
    actions = application.actions
    actions["run.step"].trigger()
    qtbot.waitUntil(lambda: session.latest is not None and session.latest.step == 1)
    assert session.build is before


def test_diverging_is_explained(qtbot: QtBot, application: Application) -> None:
    document = application.document
    document.edit("", edits.set_activation_everywhere("relu"))
    document.edit("", edits.set_layer("output1", activation="identity"))
    document.edit("", edits.set_units("dense1", 64))
    document.edit("", edits.set_training(learning_rate=10.0))
    application.session.play()
    qtbot.waitUntil(lambda: any("learning rate" in text for text in messages(application)))


def test_a_mistake_of_the_program_is_told(application: Application) -> None:
    application.report(RuntimeError("a mistake"))
    assert messages(application)


# --- files --------------------------------------------------------------------------------------


def test_weights_are_saved_and_come_back(
    qtbot: QtBot, application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    application.session.epoch(2)
    qtbot.waitUntil(lambda: standing(application, 2))
    trained = application.session.latest
    assert trained is not None
    application.actions["file.save"].trigger()
    path = path.with_suffix(".nsketch")
    assert application.document.path == path
    assert application.settings.recent == [path]
    assert application.window.windowTitle().startswith("mine.nsketch")
    application.actions["file.new"].trigger()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    application.actions["file.open"].trigger()
    qtbot.waitUntil(
        lambda: (f := application.session.latest) is not None and f.run > trained.run
        and standing(application, 2)
    )
    found = application.session.latest
    assert found is not None
    for name, weights in trained.weights.items():
        assert np.array_equal(found.weights[name], weights)


def test_a_save_that_fails_is_told(application: Application, tmp_path: Path) -> None:
    change(application)
    application.document._path = tmp_path / "gone" / "a.nsketch"
    application.actions["file.save"].trigger()
    assert any("a.nsketch" in text for text in messages(application))
    assert application.document.modified


def test_a_damaged_file_is_told(application: Application, tmp_path: Path) -> None:
    path = tmp_path / "bad.nsketch"
    path.write_bytes(b"PK damaged")
    assert not application.filing.open_path(path)
    assert any("bad.nsketch" in text for text in messages(application))
    assert application.document.path is None


@pytest.mark.parametrize("answer, leaves", [("discard", True), ("cancel", False), ("save", True)])
def test_unsaved_changes_are_asked_about(
    application: Application, file: Path, answer: str, leaves: bool
) -> None:
    application.filing.open_path(file)
    change(application)
    application.filing.ask = lambda: answer
    application.actions["file.new"].trigger()
    assert (seed(application) == 1) is leaves
    saved = files.read(file).project.experiment.training.seed
    assert saved == (5 if answer == "save" else 77)


def test_closing_asks_first(application: Application) -> None:
    change(application)
    application.filing.ask = lambda: "cancel"
    application.window.close()
    assert application.window.isVisible()
    application.filing.ask = lambda: "discard"
    application.window.close()
    assert not application.window.isVisible()


def test_the_star_follows_the_changes(application: Application, file: Path) -> None:
    application.filing.open_path(file)
    assert not application.window.isWindowModified()
    change(application)
    assert application.window.isWindowModified()
    application.actions["edit.undo"].trigger()
    assert not application.window.isWindowModified()


def test_a_project_can_be_dropped(qtbot: QtBot, application: Application, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(application.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(application.window, QDropEvent(QPointF(5, 5), copy, data, left, none))
    qtbot.waitUntil(lambda: application.document.path == file)


def test_nothing_in_the_window_catches_a_drop(application: Application) -> None:
    window = application.window
    catching = [
        view for view in window.findChildren(QGraphicsView)
        if view.acceptDrops() or view.viewport().acceptDrops()
    ]
    assert catching == []


def test_other_things_cannot_be_dropped(application: Application) -> None:
    data = QMimeData()
    data.setText("hello")
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    QApplication.sendEvent(application.window, enter)
    assert not enter.isAccepted()


def test_examples_and_recent_files_are_in_the_menu(application: Application, file: Path) -> None:
    application.filing.open_path(file)
    menu = application.actions.menu("file")
    recent, examples = (a.menu() for a in menu.actions() if a.menu() is not None)
    recent.aboutToShow.emit()
    examples.aboutToShow.emit()
    assert recent.actions()[0].text() == file.name
    assert len(examples.actions()) == len(files.examples())
    examples.actions()[0].trigger()
    assert application.document.path is None
    assert application.document.project.title
    recent.actions()[0].trigger()
    assert application.document.path == file


# --- language, colours, closing -------------------------------------------------------------------


def test_language_and_colours_are_remembered(application: Application, tmp_path: Path) -> None:
    application.actions["view.language.zh_CN"].trigger()
    application.actions["view.theme"].trigger()
    assert texts.language() == "zh_CN"
    assert themes.now().name == "dark"
    application.settings.flush()
    again = Settings(tmp_path / "settings.ini")
    assert (again.language, again.theme) == ("zh_CN", "dark")


def test_closing_in_full_run_ends_the_training(qtbot: QtBot, application: Application) -> None:
    application.session.play()
    qtbot.waitUntil(lambda: (f := application.session.latest) is not None and f.epoch > 0)
    application.window.close()
    application.session.close()
    assert not application.window.isVisible()
    assert gone("training")


def test_a_picture_of_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    saved = files.read(files.find("circle"))
    shot(saved, tmp_path / "a.png", Pose(2, (1280, 800), "dark", "zh_CN"))
    picture = QImage(str(tmp_path / "a.png"))
    assert (picture.width(), picture.height()) == (1280, 800)
    with pytest.raises(BadFile):
        shot(saved, tmp_path / "gone" / "a.png", Pose())


def test_no_picture_of_what_cannot_be_trained(qtbot: QtBot, tmp_path: Path) -> None:
    project = blank()
    broken = project.with_graph(project.graph.without("output1"))
    with pytest.raises(BadExperiment):
        shot(files.Saved(broken), tmp_path / "a.png", Pose(epochs=1))
    shot(files.Saved(broken), tmp_path / "a.png", Pose())
    assert not QImage(str(tmp_path / "a.png")).isNull(), "half drawn, and shown as it is"
