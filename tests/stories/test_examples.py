"""Every example of the program opens, trains, shows itself and has its picture taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.model import files
from app.shots import Pose, shot
from app.texts import tr_engine
from app.widgets.scroll import ScrollColumn
from tests.stories.person import Person


@pytest.mark.parametrize("name", files.examples())
def test_an_example_trains_and_every_view_follows(person: Person, name: str) -> None:
    person.start(name)
    project = person.project
    assert project.title and tr_engine(project.title) in person.window.windowTitle()
    assert project.description
    window = person.window
    columns = [c for c in window.findChildren(ScrollColumn) if c.isVisible()]
    assert [c.verticalScrollBar().maximum() for c in columns] == [0, 0]
    views = (window.canvas.view.viewport(), window.boundary, window.loss, window.transport)
    before = [person.picture(view) for view in views]
    start = person.frame.loss
    for epoch in range(1, 6):
        person.control(Qt.Key.Key_F10)
        person.until(person.trained(epoch))
    assert person.frame.step == 5 * person.frame.steps_per_epoch
    assert person.frame.pictures is not None
    assert set(person.frame.pictures.units) == {node.id for node in person.project.graph.nodes}
    assert len(person.watcher.losses(person.frame.run, 6)) == 6
    assert person.frame.loss < 1.05 * start
    assert all(person.picture(v) != old for v, old in zip(views, before, strict=True))
    assert person.messages == []
    assert not person.window.isWindowModified()


@pytest.mark.parametrize("name", files.examples())
def test_a_picture_of_an_example(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.png"
    shot(files.read(files.find(name)), path, Pose(epochs=2, size=(1280, 800)))
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (1280, 800)
