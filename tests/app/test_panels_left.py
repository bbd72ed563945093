"""The panels that ask: data and training. What a person does there becomes one edit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import texts
from app.document import Change, Document
from app.model import edits
from app.panels.data import DataPanel
from app.panels.data.gallery import Gallery, Tile
from app.panels.data.thumbnail import paint_thumbnail
from app.panels.training import TrainingPanel
from app.texts import LANGUAGES
from app.theme import DARK, LIGHT, Theme
from app.training import Session
from app.widgets.choice import ChoiceBox
from app.widgets.fold import Fold
from app.widgets.form import Form
from app.widgets.rows import ChoiceRow, NumberRow, RegistryRow
from app.widgets.slider import Slider
from engine.datasets import datasets
from engine.graph import Graph
from engine.losses import losses
from engine.optimizers import optimizers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def data(qtbot: QtBot, document: Document, session: Session) -> DataPanel:
    panel = DataPanel(document, session)
    qtbot.addWidget(panel)
    document.changed.connect(lambda change, origin: panel.show_change(change))
    panel.resize(224, 500)
    panel.show()
    return panel


@pytest.fixture
def training(qtbot: QtBot, document: Document, session: Session) -> TrainingPanel:
    panel = TrainingPanel(document, session)
    qtbot.addWidget(panel)
    document.changed.connect(lambda change, origin: panel.show_change(change))
    panel.resize(224, 700)
    panel.show()
    return panel


def row(panel: DataPanel | TrainingPanel, name: str) -> NumberRow:
    """The row of a number, wherever in the panel it is."""
    for form in panel.findChildren(Form):
        try:
            found = form.row(name)
        except KeyError:
            continue
        assert isinstance(found, NumberRow)
        return found
    raise KeyError(name)


def tile(panel: DataPanel, name: str) -> Tile:
    return next(
        t for t in panel.findChildren(Tile)
        if t.data.name == name and not isinstance(t.parent(), Gallery)
    )


def drag(slider: Slider, *by: int) -> None:
    at = slider.rect().center()
    QTest.mousePress(slider, LEFT, pos=at)
    for dx in by:
        QTest.mouseMove(slider, at + QPoint(dx, 0))
    QTest.mouseRelease(slider, LEFT, pos=at + QPoint(by[-1], 0))


# --- pictures -------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
@pytest.mark.parametrize("name", list(datasets))
def test_every_data_set_has_a_picture_of_its_own(
    qapp: QApplication, name: str, theme: Theme
) -> None:
    drawn = set()
    for other in {name, "circle", "digits"}:
        picture = QImage(34, 34, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_thumbnail(painter, QRectF(0, 0, 34, 34), datasets[other](), theme)
        painter.end()
        drawn.add(bytes(picture.constBits()))
    assert len(drawn) == len({name, "circle", "digits"})


def test_the_gallery_offers_every_data_set(qtbot: QtBot) -> None:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    assert set(gallery.tiles) == set(datasets)
    with qtbot.waitSignal(gallery.picked) as caught:
        QTest.mouseClick(gallery.tiles["wine"], LEFT)
    assert caught.args == ["wine"]


# --- data -----------------------------------------------------------------------------------


def test_a_tile_chooses_the_data_as_one_undoable_edit(
    data: DataPanel, document: Document
) -> None:
    QTest.mouseClick(tile(data, "spiral"), LEFT)
    assert document.project.experiment.data.name == "spiral"
    assert tile(data, "spiral").isChecked()
    assert not tile(data, "circle").isChecked()
    document.undo.undo()
    assert document.project.experiment.data.name == "circle"
    assert tile(data, "circle").isChecked()


def test_clicking_the_data_in_use_keeps_it_and_its_outline(
    data: DataPanel, document: Document
) -> None:
    QTest.mouseClick(tile(data, "circle"), LEFT)
    assert tile(data, "circle").isChecked()
    assert document.undo.count() == 0


def test_other_data_appears_in_the_last_tile(data: DataPanel, document: Document) -> None:
    document.edit("wine", edits.choose_data("wine"))
    assert tile(data, "wine").isChecked()
    assert sum(t.isChecked() for t in data.findChildren(Tile) if t.parent() is data) == 1


def test_a_drag_of_a_data_slider_is_one_undo_step(data: DataPanel, document: Document) -> None:
    noise = row(data, "noise")
    before = document.project
    assert noise.slider is not None
    drag(noise.slider, 10, 20, 30)
    drag_value = document.project.experiment.data.values["noise"]
    assert drag_value != before.experiment.data.values["noise"]
    assert document.undo.count() == 1
    drag(noise.slider, -40)
    assert document.undo.count() == 2
    document.undo.undo()
    assert document.project.experiment.data.values["noise"] == drag_value
    assert noise.edit.text() == f"{drag_value:g}"
    document.undo.undo()
    assert document.project == before


def test_the_split_is_set_in_percents(data: DataPanel, document: Document) -> None:
    share = row(data, "train_share")
    share.edit.start()
    QTest.keyClicks(share.edit, "80")
    QTest.keyClick(share.edit, Qt.Key.Key_Return)
    assert document.project.experiment.split.train_share == 0.8
    assert share.edit.text() == "80\u2009%"


# --- training -------------------------------------------------------------------------------


def test_every_optimizer_can_be_chosen_and_its_settings_fold_out(
    training: TrainingPanel, document: Document
) -> None:
    choice = training.findChildren(RegistryRow)[0]
    for name, cls in optimizers.items():
        choice.box.picked.emit(name)
        assert document.project.experiment.optimizer.name == name
        shown = [f for f in training.findChildren(Fold) if not f.isHidden()]
        assert (len(shown) == 3) == bool(cls.params)


def test_a_live_slider_is_one_step_and_live_only(
    training: TrainingPanel, document: Document
) -> None:
    changes: list[Change] = []
    document.changed.connect(lambda change, origin: changes.append(change))
    rate = row(training, "learning_rate")
    assert rate.slider is not None
    drag(rate.slider, 8, 16, 24)
    assert len(changes) >= 2
    assert all(change.live_only for change in changes)
    assert document.undo.count() == 1


def test_only_losses_that_suit_the_data_can_be_chosen(
    training: TrainingPanel, document: Document
) -> None:
    box = training.findChildren(RegistryRow)[1].box
    for name in ("circle", "hills", "iris"):
        document.edit("data", edits.choose_data(name))
        assert _enabled(box) == {
            key for key, loss in losses.items() if datasets[name]().task in loss.tasks
        }


def _enabled(box: ChoiceBox) -> set[str]:
    model = box.model()
    return {
        box.itemData(number)
        for number in range(box.count())
        if model.flags(model.index(number, 0)) & Qt.ItemFlag.ItemIsEnabled
    }


def test_activation_says_mixed_when_layers_differ(
    training: TrainingPanel, document: Document
) -> None:
    hidden = document.project.nodes("dense")[0].id
    document.edit("layer", edits.insert_layer(hidden))
    training._activation.box.picked.emit("relu")
    assert {n.layer.values["activation"] for n in document.project.nodes("dense")} == {"relu"}
    document.edit("one", edits.set_layer(hidden, activation="sine"))
    assert training._activation.box.key() == ""
    assert training._activation.box.placeholderText()


def test_what_is_regularized_is_said_while_folded(
    training: TrainingPanel, document: Document
) -> None:
    document.edit("l2", edits.set_training(l2=0.001))
    assert any("L2 0.001" in fold.head.summary for fold in training.findChildren(Fold))


def test_the_batch_slider_ends_at_the_training_set(
    qtbot: QtBot, training: TrainingPanel, document: Document, session: Session
) -> None:
    qtbot.waitUntil(lambda: session.data is not None)
    batch = row(training, "batch_size")
    assert batch.slider is not None
    QTest.keyClick(batch.slider, Qt.Key.Key_End)
    assert session.data is not None
    assert document.project.experiment.training.batch_size == len(session.data.x_train)


def test_panels_change_their_language_while_running(
    data: DataPanel, training: TrainingPanel
) -> None:
    before = tile(data, "spiral").text(), row(training, "learning_rate").name.text()
    try:
        texts.install("zh_CN")
        QApplication.sendPostedEvents()
        after = tile(data, "spiral").text(), row(training, "learning_rate").name.text()
        assert all(b != a for b, a in zip(before, after, strict=True))
    finally:
        texts.install("en")
        QApplication.sendPostedEvents()
    assert (tile(data, "spiral").text(), row(training, "learning_rate").name.text()) == before


# --- where there is no layer, and where there is little room --------------------------------------


def choice(training: TrainingPanel, name: str) -> ChoiceRow:
    return next(r for r in training.findChildren(ChoiceRow) if r.words()[0] == name)


def test_without_a_layer_there_is_no_activation_to_choose(
    training: TrainingPanel, document: Document
) -> None:
    row = choice(training, "Activation")
    assert row.box.isEnabled() and row.box.key() == "tanh"
    document.edit("", lambda project: project.with_graph(Graph()))
    assert not row.box.isEnabled()
    assert row.box.currentIndex() == -1 and row.box.placeholderText() == "–"
    assert "No layer" in row.toolTip()
    document.undo.undo()
    assert row.box.isEnabled() and row.box.key() == "tanh" and "No layer" not in row.toolTip()


@pytest.mark.parametrize("tight", [False, True])
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_choice_is_shown_in_full(
    training: TrainingPanel, language: str, *, tight: bool
) -> None:
    texts.install(language)
    training.resize(220, 900)
    training.set_tight(tight)
    for fold in training.findChildren(Fold):
        fold.head.click()
    for row in training.findChildren(ChoiceRow):
        for key in row.param.options:
            row.show_value(key)
            row.layout().activate()
            QApplication.sendPostedEvents()
            assert row.box.width() >= row.box.needed(), (language, row.words()[0], key)
            assert row.name.width() >= row.name.sizeHint().width()
