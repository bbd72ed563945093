"""The training session: it answers at once whatever trains."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.model import edits
from app.model.project import Project, blank
from app.pace import Rhythm
from app.training import Session
from engine.errors import BadExperiment, Diverged
from engine.experiment import Experiment
from engine.frame import Curve, Frame
from engine.graph import Graph
from engine.trainer import Trainer
from tests.app.sessions import Watch, caught_up, heavy, seen, worker_busy
from tests.engine.opencl import KEYS


def standing(epoch: int) -> Callable[[Frame], bool]:
    """Whether exactly this many epochs are done."""
    return lambda frame: frame.step == epoch * frame.steps_per_epoch


def after(steps: int) -> Callable[[Frame], bool]:
    """Whether exactly this many steps are done."""
    return lambda frame: frame.step == steps


def drawn(edit: edits.Edit) -> Project:
    return edit(blank())


def half_drawn() -> Project:
    project = blank()
    return project.with_graph(project.graph.with_wires(project.graph.wires[:-1]))


def diverging() -> Project:
    project = edits.set_activation_everywhere("relu")(blank())
    project = edits.set_layer("output1", activation="identity")(project)
    return edits.set_training(learning_rate=10.0)(edits.set_units("dense1", 64)(project))


def test_a_new_session_shows_where_it_stands(
    qtbot: QtBot, experiment: Experiment, request: pytest.FixtureRequest
) -> None:
    session = Session(experiment)
    request.addfinalizer(session.close)
    with qtbot.waitSignal(session.frame_ready):  # nothing is heard before this waits
        pass
    frame = session.take_frame()
    assert frame is not None
    assert (frame.epoch, frame.step) == (0, 0)
    assert frame.pictures is not None
    assert len(frame.curve) == 1
    assert session.latest is frame
    assert session.take_frame() is None
    assert session.data is not None
    assert session.build is not None
    assert session.problems == ()
    assert not session.playing


def test_one_step_and_one_epoch(qtbot: QtBot, session: Session, watch: Watch) -> None:
    session.step()
    watch(after(1))
    session.step()
    session.step()
    watch(after(3))
    session.epoch()
    assert watch(standing(1)).epoch == 1
    session.epoch(3)
    assert watch(standing(4)).epoch == 4
    caught_up(qtbot, session)
    qtbot.wait(50)
    assert session.take_frame() is None
    assert not session.playing


def test_playing_appends_every_epoch_once(qtbot: QtBot, session: Session, watch: Watch) -> None:
    epochs: list[int] = []

    def take(frame: Frame) -> bool:
        epochs.extend(map(int, frame.curve.epoch))
        return len(epochs) >= 30

    session.play()
    assert session.playing
    seen(qtbot, session, take)
    assert epochs == list(range(1, len(epochs) + 1))


def test_frames_wait_until_they_are_taken(qtbot: QtBot, session: Session, watch: Watch) -> None:
    caught_up(qtbot, session)
    rings: list[int] = []
    session.frame_ready.connect(lambda: rings.append(1))
    session.play()
    qtbot.waitUntil(lambda: bool(rings))
    qtbot.wait(120)
    assert len(rings) == 1
    assert watch().step > 0
    assert watch().step > 0


@pytest.mark.parametrize("due", [True, False])
def test_frames_have_pictures_when_those_are_due(
    session: Session, watch: Watch, monkeypatch: pytest.MonkeyPatch, due: bool
) -> None:
    monkeypatch.setattr(Rhythm, "pictures_due", lambda rhythm, now: due)
    assert session.latest is not None
    shown = [session.latest]
    session.play()
    for _ in range(3):
        shown.append(watch())
    assert [a.pictures is not b.pictures for a, b in pairwise(shown)] == [due] * 3
    session.pause()
    assert watch(lambda frame: frame.pictures is not shown[-1].pictures).boundary is None


def test_frames_are_made_when_they_are_due(
    qtbot: QtBot, session: Session, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    monkeypatch.setattr(Rhythm, "frame_due", lambda rhythm, now: asked.append(now) or False)
    session.play()
    qtbot.waitUntil(lambda: len(asked) > 3)
    assert session.take_frame() is None
    session.pause()
    assert watch().step > 0


def test_pausing_ends_with_the_step_that_is_being_made(qtbot: QtBot) -> None:
    session = Session(heavy().experiment)
    try:
        qtbot.waitUntil(lambda: session.take_frame() is not None)
        session.play()
        seen(qtbot, session, lambda frame: frame.step > 0)
        session.pause()
        assert not session.playing
        caught_up(qtbot, session)
        assert session.take_frame() is not None
        qtbot.wait(150)
        assert session.take_frame() is None
    finally:
        session.close()


def test_the_speed_can_be_limited(qtbot: QtBot, session: Session, watch: Watch) -> None:
    session.set_speed(20)
    began = time.monotonic()
    session.play()
    step = watch(lambda frame: frame.step > 4).step
    assert step - 1 <= 20 * (time.monotonic() - began) + 1e-3  # the first is due at once
    session.set_speed(None)
    watch(lambda frame: frame.step > 200)


def test_steps_that_a_question_interrupts_are_shown_all_the_same(
    session: Session, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = Trainer.advance

    def interrupted(trainer: Trainer, **bounds: Any) -> None:
        advance(trainer, **bounds)
        session.explain("dense1", 0)

    monkeypatch.setattr(Trainer, "advance", interrupted)
    session.step()
    watch(after(1))
    session.epoch()
    watch(standing(1))


def test_restart_begins_another_run_with_the_same_weights(
    session: Session, watch: Watch
) -> None:
    first = session.latest
    session.epoch(2)
    trained = watch(standing(2))
    session.restart()
    again = watch(standing(0))
    assert first is not None
    assert again.run == trained.run + 1
    assert (again.epoch, again.step) == (0, 0)
    for name, weights in first.weights.items():
        assert (again.weights[name] == weights).all()


def test_another_project_is_another_run(session: Session, watch: Watch) -> None:
    session.epoch(2)
    before = watch(standing(2))
    weights = {"dense1.bias": before.weights["dense1.bias"] + 5}
    session.load(blank().experiment, weights, epoch=7)
    frame = watch(lambda frame: frame.run > before.run)
    assert frame.epoch == 7
    assert (frame.weights["dense1.bias"] == weights["dense1.bias"]).all()


def test_a_live_change_never_restarts(qtbot: QtBot, session: Session, watch: Watch) -> None:
    told: list[Any] = []
    session.carried.connect(told.append)
    session.epoch(2)
    watch(standing(2))
    session.set_experiment(drawn(edits.set_training(learning_rate=0.5)).experiment)
    frame = watch(lambda frame: frame.learning_rate == pytest.approx(0.5))
    assert frame.epoch == 2
    assert told == []


def test_a_change_of_shape_carries_the_weights_over(
    qtbot: QtBot, session: Session, watch: Watch
) -> None:
    session.epoch(2)
    before = watch(standing(2)).weights["dense1.weight"]
    with qtbot.waitSignal(session.carried) as told:
        session.set_experiment(drawn(edits.add_unit("dense1")).experiment)
    assert (told.args[0].kept, told.args[0].fresh, told.args[0].dropped) == (17, 4, 0)
    frame = watch(lambda frame: frame.weights["dense1.weight"].shape == (2, 5))
    assert frame.epoch == 2
    assert (frame.weights["dense1.weight"][:, :4] == before).all()


def test_a_change_of_shape_is_measured_while_it_stands_still(
    session: Session, watch: Watch
) -> None:
    session.epoch(2)
    before = watch(standing(2))
    session.step()
    watch(after(before.step + 1))
    wider = drawn(edits.insert_layer("dense1"))
    session.set_experiment(wider.experiment)
    frame = watch(lambda frame: "dense2.weight" in frame.weights)
    expected = Trainer(wider.experiment)
    expected.set_weights(frame.weights)
    row = expected.frame().curve
    assert list(frame.curve.epoch) == [2]  # in place of the row of the network before
    np.testing.assert_allclose(frame.curve.train_loss, row.train_loss, 1e-6)
    np.testing.assert_allclose(frame.curve.test_score, row.test_score, 1e-6)


def test_a_half_drawn_network_pauses_and_says_why(
    qtbot: QtBot, session: Session, watch: Watch
) -> None:
    session.play()
    session.set_experiment(half_drawn().experiment)
    qtbot.waitUntil(lambda: session.problems != ())
    assert not session.playing
    with qtbot.waitSignal(session.failed) as told:
        session.play()
    assert isinstance(told.args[0], BadExperiment)
    assert not session.playing
    session.set_experiment(blank().experiment)
    qtbot.waitUntil(lambda: session.problems == ())
    session.step()
    watch(lambda frame: frame.step > 0)


def test_a_session_may_begin_half_drawn(qtbot: QtBot) -> None:
    session = Session(half_drawn().experiment)
    try:
        qtbot.waitUntil(lambda: session.problems != ())
        assert session.build is None
        # There is something to look at and to draw for, told right after the problems.
        qtbot.waitUntil(lambda: session.data is not None)
        session.set_experiment(edits.choose_data("xor")(half_drawn()).experiment)
        old = session.data
        qtbot.waitUntil(lambda: session.data is not old)
        session.set_experiment(blank().experiment)
        qtbot.waitUntil(lambda: session.take_frame() is not None)
        qtbot.waitUntil(lambda: session.problems == ())
        assert session.build is not None
    finally:
        session.close()


def test_nothing_is_left_of_a_run_when_an_empty_canvas_is_loaded(
    qtbot: QtBot, session: Session
) -> None:
    session.step()
    qtbot.waitUntil(lambda: (frame := session.take_frame()) is not None and frame.step == 1)
    session.load(blank().with_graph(Graph()).experiment)
    qtbot.waitUntil(lambda: session.build is None)
    assert session.latest is None
    assert session.take_frame() is None
    assert session.data is not None


def test_diverging_stops_the_run_and_says_where(
    qtbot: QtBot, session: Session, watch: Watch
) -> None:
    session.set_experiment(diverging().experiment)
    with qtbot.waitSignal(session.failed) as told:
        session.play()
    error = told.args[0]
    assert isinstance(error, Diverged)
    assert not session.playing
    seen(qtbot, session, lambda frame: frame.diverged is not None)
    assert session.latest is not None
    assert session.latest.epoch == error.back


def test_a_neuron_explains_itself(qtbot: QtBot, session: Session, watch: Watch) -> None:
    with qtbot.waitSignal(session.explained) as told:
        session.explain("dense1", 2, x=(1.0, -1.0))
    assert (told.args[0].node, told.args[0].unit) == ("dense1", 2)
    session.explain("gone", 0)
    with qtbot.waitSignal(session.explained) as told:
        session.explain("output1", 0)
    assert told.args[0].node == "output1"


def test_pictures_of_another_size_come_with_the_frames(session: Session, watch: Watch) -> None:
    session.want_pictures(20, (1, 0))
    boundary = watch(lambda frame: frame.boundary is not None).boundary
    assert boundary is not None
    assert boundary.output.shape == (1, 20, 20)
    assert boundary.axes == (1, 0)


def test_data_and_frame_always_fit_together(
    qtbot: QtBot, session: Session, watch: Watch
) -> None:
    session.play()
    for rings in (3, 2, 4, 2, 3):
        project = edits.set_data(rings=rings)(blank())
        session.set_experiment(project.experiment)

        def fits(frame: Frame, outputs: int = 1 if rings == 2 else rings) -> bool:
            assert session.data is not None
            assert frame.weights["output1.bias"].shape == (session.data.spec.outputs,)
            return session.data.spec.outputs == outputs

        seen(qtbot, session, fits)


def test_only_the_newest_experiment_counts(qtbot: QtBot, session: Session, watch: Watch) -> None:
    told: list[Any] = []
    session.carried.connect(told.append)
    project = blank()
    with worker_busy(session):
        for units in range(5, 60):
            session.set_experiment(edits.set_units("dense1", units)(project).experiment)
    watch(lambda frame: frame.weights["dense1.weight"].shape == (2, 59))
    assert session.build is not None
    assert session.build.shapes["dense1"] == (59,)
    caught_up(qtbot, session)
    assert len(told) == 1


def test_a_device_that_takes_over_is_shown(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: session.take_frame() is not None)
    assert (session.running.device_name, session.running.device_note) == ("NumPy", "")
    monkeypatch.setattr(Trainer, "device", "Some CPU")
    session.step()
    qtbot.waitUntil(lambda: session.take_frame() is not None)
    assert session.running.device_name == "Some CPU"


@pytest.mark.skipif(not KEYS, reason="no OpenCL processor")
def test_the_fastest_device_takes_over_and_corrects_the_curve(
    qtbot: QtBot, experiment: Experiment
) -> None:
    session = Session(experiment, device="auto")
    qtbot.waitUntil(lambda: session.take_frame() is not None)
    shown = Curve.empty()

    def device_has_trained() -> bool:
        nonlocal shown
        frame = session.take_frame()
        if frame is not None:
            shown += frame.curve
        return frame is not None and frame.device != "NumPy"

    session.play()
    qtbot.waitUntil(device_has_trained, timeout=60_000)
    session.close()
    expected = Trainer(experiment, device="auto")
    expected.wait_for_device()
    expected.advance(epochs=int(shown.epoch[-1]))
    expected.close()
    curve = expected.curve
    np.testing.assert_array_equal(shown.epoch, curve.epoch[1:])
    np.testing.assert_array_equal(shown.train_loss, curve.train_loss[1:])
    np.testing.assert_array_equal(shown.test_score, curve.test_score[1:])
