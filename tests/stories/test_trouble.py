"""Things that go wrong for a learner: each one is said in words, and there is a way back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.model import edits, files
from app.model.project import Project
from app.widgets.rows import NumberRow
from tests.stories.person import Person

SPACE, UNDO = Qt.Key.Key_Space, Qt.Key.Key_Z


@pytest.fixture
def daring(person: Person) -> Person:
    """A deep sum of kinked lines, plain SGD, and the learning rate pulled to its end."""
    person.start("hills")
    person.document.edit("", edits.set_activation_everywhere("leaky_relu"))
    person.document.edit("", edits.choose_optimizer("sgd"))
    rows = person.window.training.findChildren(NumberRow)
    rate = next(row for row in rows if row.param.name == "learning_rate").slider
    assert rate is not None
    rate.setFocus()
    person.press(Qt.Key.Key_End)
    person.window.canvas.setFocus()
    assert person.project.experiment.training.learning_rate == 10.0
    return person


def test_diverging_stops_names_the_layer_and_the_cure(daring: Person) -> None:
    daring.press(SPACE)
    daring.until(lambda: bool(daring.messages))
    assert not daring.session.playing
    assert daring.told("stopped being a finite number", "step", "smaller learning rate", "10")
    assert any(daring.told(name) for name in ("Dense", "Output", "The loss"))
    assert daring.window.toasts.shown[-1].kind == "error"
    daring.until(lambda: daring.frame.diverged is not None)
    assert all(np.isfinite(weights).all() for weights in daring.frame.weights.values())
    assert daring.button("Play").isVisible()


def test_after_diverging_restart_and_a_smaller_rate_work(daring: Person) -> None:
    daring.press(SPACE)
    daring.until(lambda: bool(daring.messages))
    daring.window.toasts.clear()
    daring.control(UNDO)
    run = daring.frame.run
    daring.control(Qt.Key.Key_R)
    daring.until(lambda: daring.frame.run > run)
    daring.press(SPACE)
    daring.until(daring.trained(3))
    daring.press(SPACE)
    assert daring.messages == []
    assert daring.frame.diverged is None


def without_last_wire(project: Project) -> Project:
    graph = project.graph
    return project.with_graph(graph.with_wires(graph.wires[:-1]))


def test_a_network_with_a_hole_says_where_and_undo_heals_it(person: Person) -> None:
    person.start("xor")
    person.press(SPACE)
    person.until(person.trained(2))
    person.document.edit("Cut a wire", without_last_wire)
    person.until(lambda: bool(person.session.problems))
    assert not person.session.playing
    network = person.window.canvas.scene.network
    assert network is not None
    assert "Nothing leads into Output" in network.column("output1").problem
    play = person.button("Play")
    assert not play.isEnabled() and "Nothing leads into Output" in play.toolTip()
    person.press(SPACE)
    assert person.told("Nothing leads into Output", "Connect a layer")
    assert not person.session.playing
    reached = person.frame.epoch
    person.control(UNDO)
    assert play.isEnabled() and "Nothing" not in play.toolTip()
    assert person.messages == [], "what is mended is not complained about"
    person.until(lambda: not person.session.problems)
    network = person.window.canvas.scene.network
    assert network is not None
    assert not any(column.problem for column in network.columns)
    person.until(person.trained(reached + 2))  # it goes on by itself
    assert person.session.playing
    assert {run for run, _ in person.watcher.epochs[-3:]} == {person.frame.run}


def test_steps_are_refused_like_play_is(person: Person) -> None:
    person.start("xor")
    person.document.edit("Cut a wire", without_last_wire)
    person.until(lambda: bool(person.session.problems))
    person.window.loss.setFocus()
    for key in (Qt.Key.Key_F10, Qt.Key.Key_F5, SPACE):
        person.press(key)
        assert person.told("Nothing leads into Output")
        person.press(Qt.Key.Key_Escape)
        assert person.messages == []
    for name in ("One step", "One epoch", "Play"):
        button = person.button(name)
        assert not button.isEnabled() and "Nothing leads into Output" in button.toolTip()
    shown = [label.text() for label in person.window.findChildren(QLabel)]
    assert "Pause" not in shown
    assert person.frame.epoch == 0


def test_a_project_may_open_with_a_hole(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "hole.nsketch"
    files.write(path, without_last_wire(files.read(files.find("xor")).project))
    person.application.start(str(path))
    person.window.show()
    person.until(lambda: bool(person.session.problems))
    person.document.edit("Mend", lambda p: files.read(files.find("xor")).project)
    person.until(lambda: not person.session.problems and person.session.data is not None)
    person.session.step()
    person.until(lambda: person.watcher.frame is not None and person.frame.step == 1)
