"""One project, one undo stack, one signal."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.document import Change, Document
from app.model import edits, files
from app.model.project import blank
from engine.errors import BadFile, BadValue

Told = list[tuple[Change, object]]


@pytest.fixture
def told(document: Document) -> Told:
    """Every change the document tells, with its origin."""
    heard: Told = []
    document.changed.connect(lambda change, origin: heard.append((change, origin)))
    return heard


def rate(document: Document) -> float:
    return document.project.experiment.training.learning_rate


def test_an_edit_is_told_once_with_its_origin(document: Document, told: Told) -> None:
    me = QObject()
    before = document.project
    document.edit("seed", edits.new_seed(5), origin=me)
    assert told == [(Change(before, document.project), me)]
    assert document.project.experiment.training.seed == 5


def test_an_edit_that_changes_nothing_is_no_edit(document: Document, told: Told) -> None:
    document.edit("seed", edits.new_seed(1))
    assert told == []
    assert not document.undo.canUndo()


def test_a_refused_edit_leaves_everything(document: Document, told: Told) -> None:
    with pytest.raises(BadValue):
        document.edit("rate", edits.set_training(learning_rate=-1.0))
    assert told == []
    assert document.project == blank()


def test_undo_and_redo_come_from_nobody(document: Document, told: Told) -> None:
    me = QObject()
    document.edit("seed", edits.new_seed(5), origin=me)
    document.undo.undo()
    assert document.project == blank()
    document.undo.redo()
    assert document.project.experiment.training.seed == 5
    assert [origin for _, origin in told] == [me, None, None]


def test_a_gesture_is_one_step(document: Document, told: Told) -> None:
    for value in (0.1, 0.2, 0.3):
        document.edit("rate", edits.set_training(learning_rate=value), merge="rate")
    document.end_gesture()
    document.edit("rate", edits.set_training(learning_rate=0.4), merge="rate")
    assert len(told) == 4
    assert document.undo.count() == 2
    document.undo.undo()
    assert rate(document) == pytest.approx(0.3)
    document.undo.undo()
    assert document.project == blank()


def test_another_edit_ends_a_gesture(document: Document) -> None:
    document.edit("rate", edits.set_training(learning_rate=0.1), merge="rate")
    document.edit("seed", edits.new_seed(5))
    document.edit("rate", edits.set_training(learning_rate=0.2), merge="rate")
    assert document.undo.count() == 3


def test_a_gesture_back_to_its_start_leaves_no_step(document: Document) -> None:
    before = rate(document)
    document.edit("rate", edits.set_training(learning_rate=0.1), merge="rate")
    document.edit("rate", edits.set_training(learning_rate=before), merge="rate")
    assert document.undo.count() == 0
    assert not document.modified


def test_modified_follows_the_saved_state(document: Document, tmp_path: Path) -> None:
    stars: list[bool] = []
    document.modified_changed.connect(stars.append)
    document.edit("seed", edits.new_seed(5))
    document.save(tmp_path / "a.nsketch")
    document.edit("seed", edits.new_seed(6))
    document.undo.undo()
    assert stars == [True, False, True, False]
    assert document.path == tmp_path / "a.nsketch"


def test_a_gesture_over_a_save_is_two_steps(document: Document, tmp_path: Path) -> None:
    document.edit("rate", edits.set_training(learning_rate=0.1), merge="rate")
    document.save(tmp_path / "a.nsketch")
    document.edit("rate", edits.set_training(learning_rate=0.2), merge="rate")
    assert document.modified
    document.undo.undo()
    assert not document.modified


def test_opening_replaces_everything(document: Document, told: Told, tmp_path: Path) -> None:
    files.write(tmp_path / "a.nsketch", edits.new_seed(9)(blank()), epoch=3)
    document.edit("seed", edits.new_seed(5))
    saved = document.open(tmp_path / "a.nsketch")
    assert saved.epoch == 3
    assert document.project.experiment.training.seed == 9
    assert not document.modified
    assert not document.undo.canUndo()
    assert told[-1][0].everything
    document.new()
    assert document.path is None
    assert document.project == blank()


def test_a_file_that_cannot_be_opened_changes_nothing(
    document: Document, told: Told, tmp_path: Path
) -> None:
    with pytest.raises(BadFile):
        document.open(tmp_path / "gone.nsketch")
    assert told == []
    assert document.path is None


def test_a_new_project_needs_a_path(document: Document) -> None:
    with pytest.raises(ValueError, match="path"):
        document.save()


PARTS = ("graph", "data", "split", "loss", "optimizer", "schedule", "training")


@pytest.mark.parametrize(
    "edit, parts, live",
    [
        (edits.set_training(learning_rate=0.5), {"training"}, True),
        (edits.set_training(batch_size=3), {"training"}, False),
        (edits.set_split(train_share=0.7), {"split"}, False),
        (edits.add_unit("dense1"), {"graph"}, False),
        (edits.set_layer("dense1", l2=0.1), {"graph"}, True),
        (edits.set_data(noise=0.5), {"data"}, False),
        (edits.choose_optimizer("adam"), {"optimizer"}, False),
        (edits.choose_schedule("cosine"), {"schedule"}, False),
        (edits.choose_loss("huber"), {"loss"}, False),
    ],
)
def test_a_change_says_what_differs(edit: edits.Edit, parts: set[str], live: bool) -> None:
    change = Change(blank(), edit(blank()))
    assert {part for part in PARTS if getattr(change, part)} == parts
    assert change.live_only is live
    assert not change.title
    assert not change.everything


def test_another_project_differs_in_everything(qtbot: QtBot) -> None:
    change = Change(blank(), blank(), everything=True)
    assert all(getattr(change, part) for part in (*PARTS, "title"))
    assert not change.live_only
