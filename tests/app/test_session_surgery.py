"""Surgery while a session trains: no patch is passed over, and all come in their order."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from app.model import edits, operations
from app.model.copying import copy_neuron
from app.model.operations import Operation, of_layer
from app.model.project import Project, blank
from app.training import Session
from engine.patch import Patch
from engine.surgery import Surgery
from tests.app.sessions import seen

NAME = "dense1.weight"


def operate(session: Session, project: Project, operation: Operation) -> Project:
    """What the application does with an operation."""
    after = operation.edit(project)
    session.set_experiment(after.experiment, operation.patch)
    return after


def test_a_weight_is_set_while_it_stands_still(qtbot: QtBot, session: Session) -> None:
    first = seen(qtbot, session, lambda frame: True)
    for value in (0.25, 0.5):
        session.set_experiment(blank().experiment, Patch.one(NAME, (1, 1), value))
    after = seen(qtbot, session, lambda frame: frame.weights[NAME][1, 1] == 0.5)
    assert (after.weights[NAME] != first.weights[NAME]).sum() == 1
    assert after.pictures is not None


def test_a_frozen_weight_stays_where_a_hand_put_it_while_it_trains(
    qtbot: QtBot, session: Session
) -> None:
    seen(qtbot, session, lambda frame: True)
    session.play()
    before = seen(qtbot, session, lambda frame: frame.epoch > 2)
    build = session.build
    assert build is not None
    project = operations.freeze(operations.of_weight(build, NAME, (0, 0)))(blank())
    session.set_experiment(project.experiment)
    operate(session, project, operations.set_number(before.weights, NAME, (0, 0), 0.125))
    set_ = seen(qtbot, session, lambda frame: frame.weights[NAME][0, 0] == 0.125)
    later = seen(qtbot, session, lambda frame: frame.epoch > set_.epoch + 2)
    assert later.weights[NAME][0, 0] == 0.125
    session.pause()


def test_copies_arrive_in_their_layer_although_other_edits_follow(
    qtbot: QtBot, session: Session
) -> None:
    """Of experiments that wait only the newest counts: never one with numbers of its own."""
    frame = seen(qtbot, session, lambda frame: True)
    assert session.build is not None
    copy = copy_neuron(session.build, "dense1", 2)
    assert isinstance(copy, Operation)
    session.set_experiment(edits.set_training(l1=0.1)(blank()).experiment)
    project = operate(session, blank(), copy)
    for rate in (0.1, 0.2):
        project = edits.set_training(learning_rate=rate)(project)
        session.set_experiment(project.experiment)
    after = seen(qtbot, session, lambda frame: frame.learning_rate == 0.2)
    np.testing.assert_array_equal(after.weights[NAME][:, 4], frame.weights[NAME][:, 2])


def test_undoing_brings_back_the_numbers_although_the_graph_is_broken(
    qtbot: QtBot, session: Session
) -> None:
    frame = seen(qtbot, session, lambda frame: True)
    build = session.build
    assert build is not None
    where = of_layer(build, "dense1")
    prune = operations.prune(build, frame.weights, Surgery(), where, 1.0)
    project = operate(session, blank(), prune)
    seen(qtbot, session, lambda frame: not frame.weights[NAME].any())
    broken = project.with_graph(project.graph.with_wires(()))
    session.set_experiment(broken.experiment)
    operate(session, broken, Operation(operations.thaw(where), prune.undo))
    qtbot.waitUntil(lambda: bool(session.problems))
    session.set_experiment(blank().experiment, prune.undo)
    after = seen(qtbot, session, lambda frame: frame.weights[NAME].any())
    np.testing.assert_array_equal(after.weights[NAME], frame.weights[NAME])
