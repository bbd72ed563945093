"""Layers that come and go while a session trains: who keeps weights, and who begins anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document import Change, Document
from app.model import edits
from app.model.edits import Edit
from app.model.project import Project, blank
from app.training import Session
from engine.frame import Frame
from engine.graph import Graph, Wire
from engine.trainer import Trainer
from engine.weights import Carried

NAME = "dense1.weight"


class Desk:
    """A document and the session that follows it, as in the application."""

    def __init__(self, qtbot: QtBot) -> None:
        self.document = Document()
        self.session = Session(self.document.project.experiment)
        self.carried: list[Carried] = []
        self.session.carried.connect(self.carried.append)
        self.document.changed.connect(self._follow)
        self._qtbot = qtbot
        self.first = self.seen(lambda frame: True)

    def _follow(self, change: Change) -> None:
        self.session.set_experiment(
            change.after.experiment, change.patch, change.register, change.way
        )

    def seen(self, done: Callable[[Frame], bool]) -> Frame:
        """Takes frames until one of them satisfies `done`."""
        self._qtbot.waitUntil(
            lambda: (frame := self.session.take_frame()) is not None and done(frame)
        )
        assert self.session.latest is not None
        return self.session.latest

    def trained(self) -> Frame:
        """Two epochs and a step further."""
        assert self.session.latest is not None
        end = self.session.latest.epoch + 2
        self.session.epoch(2)
        step = self.seen(lambda frame: frame.epoch == end).step + 1
        self.session.step()
        return self.seen(lambda frame: frame.step == step)

    def edit(self, edit: Edit) -> None:
        self.document.edit("edit", edit)

    def undo(self, steps: int = 1) -> None:
        for _ in range(steps):
            self.document.undo.undo()

    def blocked(self) -> None:
        """Waits until the worker has found that what is drawn cannot be trained."""
        self._qtbot.waitUntil(lambda: self.session.problems != ())

    def rebuilt(self, times: int) -> Frame:
        """The frame after so many changes of shape altogether."""
        self._qtbot.waitUntil(lambda: len(self.carried) == times)
        self.settled()
        return self.seen(lambda frame: True)

    def settled(self) -> None:
        """Waits until the worker has done all that it was told before."""
        with self._qtbot.waitSignal(self.session.explained):
            self.session.explain("output1", 0)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.session.close()
    made.document.close()


def draw(graph: Graph) -> Edit:
    """Draws exactly this."""

    def edit(project: Project) -> Project:
        return project.with_graph(graph)

    return edit


def test_a_network_drawn_on_an_emptied_canvas_begins_anew(desk: Desk) -> None:
    before = desk.trained()
    desk.edit(draw(Graph()))
    desk.blocked()
    desk.edit(draw(blank().graph))
    frame = desk.rebuilt(1)
    assert desk.carried[0].kept == 0
    assert (frame.run, frame.epoch, frame.step) == (before.run + 1, 0, 0)
    assert list(frame.curve.epoch) == [0]
    for name, weights in desk.first.weights.items():
        np.testing.assert_array_equal(frame.weights[name], weights)


def test_one_layer_drawn_in_place_of_another_is_new_and_the_others_stay(desk: Desk) -> None:
    before = desk.trained()
    desk.edit(draw(blank().graph.without("dense1")))
    desk.blocked()
    desk.edit(draw(blank().graph))
    frame = desk.rebuilt(1)
    assert (desk.carried[0].kept, desk.carried[0].fresh) == (5, 12)
    assert frame.epoch == before.epoch
    np.testing.assert_array_equal(frame.weights[NAME], desk.first.weights[NAME])
    np.testing.assert_array_equal(
        frame.weights["output1.weight"], before.weights["output1.weight"]
    )


def test_what_undo_brings_back_was_never_gone(desk: Desk) -> None:
    before = desk.trained()
    desk.edit(draw(Graph()))
    desk.blocked()
    desk.edit(draw(blank().graph.without("output1")))
    desk.undo(2)
    desk.session.step()
    after = desk.seen(lambda frame: frame.step == before.step + 1)
    assert desk.carried == []
    assert after.run == before.run
    assert np.abs(after.weights[NAME] - before.weights[NAME]).max() < 0.1


def test_undo_brings_the_weights_of_the_former_network_back(desk: Desk) -> None:
    before = desk.trained()
    desk.edit(draw(Graph()))
    desk.edit(draw(blank().graph))
    desk.rebuilt(1)
    drawn = desk.trained()
    desk.undo(2)
    former = desk.rebuilt(2)
    desk.document.undo.redo()
    desk.document.undo.redo()
    again = desk.rebuilt(3)
    for name in before.weights:
        np.testing.assert_array_equal(former.weights[name], before.weights[name])
        np.testing.assert_array_equal(again.weights[name], drawn.weights[name])


def test_a_layer_taken_out_comes_back_as_it_was(desk: Desk) -> None:
    desk.edit(edits.insert_layer("dense1"))
    desk.rebuilt(1)
    before = desk.trained()
    desk.edit(edits.remove_layer("dense2"))
    desk.rebuilt(2)
    desk.undo()
    after = desk.rebuilt(3)
    np.testing.assert_array_equal(after.weights["dense2.weight"], before.weights["dense2.weight"])
    np.testing.assert_array_equal(after.weights[NAME], before.weights[NAME])


def test_a_restart_forgets_what_layers_had_learned_that_are_gone(desk: Desk) -> None:
    desk.edit(edits.insert_layer("dense1"))
    start = desk.rebuilt(1)
    desk.trained()
    desk.edit(edits.remove_layer("dense2"))
    desk.rebuilt(2)
    desk.session.restart()
    desk.undo()
    after = desk.rebuilt(3)
    np.testing.assert_array_equal(after.weights["dense2.weight"], start.weights["dense2.weight"])


# --- the neighbours of what comes and goes ------------------------------------------------------


def same(found: Frame, expected: Frame, *names: str) -> None:
    """Bit by bit."""
    for name in names:
        np.testing.assert_array_equal(found.weights[name], expected.weights[name], err_msg=name)


def test_undo_gives_the_neighbours_of_a_deleted_layer_what_they_had(desk: Desk) -> None:
    """The output had 4 inputs, has 2 without the layer, and trains on with those."""
    before = desk.trained()
    desk.edit(edits.remove_layer("dense1"))
    desk.rebuilt(1)
    between = desk.trained()
    assert between.weights["output1.weight"].shape == (2, 1)
    desk.undo()
    after = desk.rebuilt(2)
    same(after, before, NAME, "dense1.bias", "output1.weight")
    same(after, between, "output1.bias")  # has its shape all the time, and goes on learning
    assert desk.carried[1].fresh == 0
    desk.document.undo.redo()
    same(desk.rebuilt(3), between, "output1.weight")


def test_undo_brings_back_what_the_optimizer_had_kept(desk: Desk) -> None:
    """Training goes on bit by bit as if the layer had never been deleted."""
    desk.edit(edits.choose_optimizer("adam"))
    desk.rebuilt(1)
    desk.trained()
    desk.edit(edits.remove_layer("dense1"))
    desk.rebuilt(2)
    desk.undo()
    desk.rebuilt(3)
    again = desk.trained()
    never = Trainer(desk.document.project.experiment)
    never.advance(epochs=4)
    never.advance(steps=1)
    for name, array in never.weights().items():
        np.testing.assert_array_equal(again.weights[name], array, err_msg=name)


def test_undo_gives_back_what_a_narrower_layer_lost_but_no_edit_by_hand_does(desk: Desk) -> None:
    before = desk.trained()
    desk.edit(edits.set_units("dense1", 2))
    desk.rebuilt(1)
    between = desk.trained()
    desk.edit(edits.set_units("dense1", 4))
    grown = desk.rebuilt(2)
    np.testing.assert_array_equal(grown.weights[NAME][:, :2], between.weights[NAME])
    assert np.abs(grown.weights[NAME] - before.weights[NAME]).max() > 0
    desk.undo()
    desk.rebuilt(3)
    desk.undo()
    same(desk.rebuilt(4), before, NAME, "dense1.bias", "output1.weight")


def test_undoing_a_neuron_more_leaves_the_others_what_they_learned(desk: Desk) -> None:
    desk.trained()
    desk.edit(edits.add_unit("dense1"))
    desk.rebuilt(1)
    between = desk.trained()
    desk.undo()
    after = desk.rebuilt(2)
    np.testing.assert_array_equal(after.weights[NAME], between.weights[NAME][:, :4])


def test_restarting_forgets_what_was_there_before(desk: Desk) -> None:
    desk.trained()
    desk.edit(edits.remove_layer("dense1"))
    desk.rebuilt(1)
    desk.session.restart()
    desk.undo()
    same(desk.rebuilt(2), desk.first, NAME)


# --- what is told, and what goes on ---------------------------------------------------------------


def renamed(old: str, new: str) -> Edit:
    """The same network with another layer in the place of one."""
    graph = blank().graph
    nodes = (replace(n, id=new) if n.id == old else n for n in graph.nodes)
    wires = (Wire(*(new if end == old else end for end in (w.source, w.target)), w.port)
             for w in graph.wires)
    return draw(Graph(tuple(nodes), tuple(wires)))


def test_what_comes_back_does_not_make_up_for_what_goes(desk: Desk) -> None:
    desk.edit(renamed("dense1", "dense7"))
    desk.rebuilt(1)
    assert desk.carried[0] == Carried(rebuilt=True, kept=5, fresh=12, dropped=12)
    desk.undo()
    desk.rebuilt(2)
    assert desk.carried[1] == Carried(rebuilt=True, kept=17, fresh=0, dropped=12)


def test_training_goes_on_when_what_broke_it_is_undone(desk: Desk) -> None:
    desk.session.play()
    desk.edit(draw(blank().graph.without("dense1")))
    desk.blocked()
    assert not desk.session.playing
    step = desk.seen(lambda frame: True).step
    desk.undo()
    desk.seen(lambda frame: frame.step > step)
    assert desk.session.playing


def test_who_pauses_what_is_broken_stays_in_the_pause(desk: Desk) -> None:
    desk.session.play()
    desk.edit(draw(blank().graph.without("dense1")))
    desk.blocked()
    desk.session.pause()
    desk.undo()
    desk.settled()
    assert not desk.session.playing and desk.session.problems == ()


def test_another_network_waits_until_it_is_played(desk: Desk) -> None:
    desk.session.play()
    desk.edit(draw(Graph()))
    desk.blocked()
    desk.edit(draw(blank().graph))
    desk.rebuilt(1)
    assert not desk.session.playing


def test_layers_and_other_data_are_undone_in_one_go(desk: Desk) -> None:
    before = desk.trained()
    desk.edit(edits.set_units("dense1", 2))
    desk.rebuilt(1)
    desk.edit(edits.choose_data("xor"))
    desk.settled()
    desk.undo(2)
    frame = desk.rebuilt(3)
    np.testing.assert_array_equal(frame.weights[NAME], before.weights[NAME])


def test_nothing_is_told_of_a_project_after_another_one_is_loaded(desk: Desk) -> None:
    desk.edit(edits.add_unit("dense1"))
    time.sleep(0.05)  # the worker is at it, or done; the window has not heard of it
    desk.session.load(blank().experiment)
    desk.settled()
    assert desk.carried == []
    desk.edit(edits.add_unit("dense1"))
    desk.rebuilt(1)
