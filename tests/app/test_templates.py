"""The gallery of networks to start from."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.dialogs.templates import TemplateCard, TemplatePage, neurons
from app.model import files
from engine.build import build
from engine.datasets import prepare
from engine.errors import BadFile
from engine.graph import Graph
from engine.trainer import Trainer

NAMES = [name for names in files.templates().values() for name in names]
EMPTY = "empty"
"""The one that is still to be drawn."""
DRAWN = [name for name in NAMES if name != EMPTY]


@pytest.fixture
def page(qtbot: QtBot) -> TemplatePage:
    page = TemplatePage()
    qtbot.addWidget(page)
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    page.show()
    return page


def cards(page: TemplatePage) -> dict[str, TemplateCard]:
    return {card.name: card for card in page.findChildren(TemplateCard)}


def test_every_file_is_listed_once_and_no_name_is_also_an_example() -> None:
    folder = files.find(NAMES[0]).parent
    assert sorted(NAMES) == sorted(path.stem for path in folder.glob(f"*{files.SUFFIX}"))
    assert not set(NAMES) & set(files.examples())


def test_only_a_name_is_looked_up() -> None:
    with pytest.raises(BadFile):
        files.find(f"../templates/{NAMES[0]}")


def test_the_empty_canvas_has_data_and_nothing_else() -> None:
    project = files.read(files.find(EMPTY)).project
    assert project.title
    assert project.description
    assert project.graph == Graph()


@pytest.mark.parametrize("name", DRAWN)
def test_a_template_says_what_it_is_and_trains(name: str) -> None:
    project = files.read(files.find(name)).project
    assert project.title
    assert project.description
    trainer = Trainer(project.experiment)
    first = trainer.frame().loss
    trainer.advance(epochs=4)
    assert trainer.frame().loss < first


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_shows_as_many_neurons_as_there_are(name: str) -> None:
    experiment = files.read(files.find(name)).project.experiment
    data = prepare(experiment.data, experiment.split)
    shapes = build(experiment.graph, data.spec, experiment.loss).shapes
    shown = neurons(files.read(files.find(name)).project)
    assert shown == {node: shapes[node][-1] for node in shown}


def test_a_click_picks(qtbot: QtBot, page: TemplatePage) -> None:
    with qtbot.waitSignal(page.picked) as told:
        QTest.mouseClick(cards(page)["residual"], Qt.MouseButton.LeftButton)
    assert told.args == ["residual"]
    assert not page.isVisible()


def test_arrow_keys_go_from_card_to_card(qtbot: QtBot, page: TemplatePage) -> None:
    page.activateWindow()
    shown = cards(page)
    shown["perceptron"].setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(page.focusWidget(), key)
    assert page.focusWidget() is shown["perceptron"]
    for _ in range(9):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Down)
    last = page.focusWidget()
    with qtbot.waitSignal(page.picked) as told:
        QTest.keyClick(last, Qt.Key.Key_Return)
    assert told.args == [NAMES[-1]]
