"""Cards and neurons after an edit, before the edited network was measured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pyqtgraph import ImageItem
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas import reading
from app.canvas.carrying import Carrying
from app.canvas.routing import Router
from app.model import arranging, drawing, edits
from app.model.operations import Operation
from app.model.project import Project
from app.model.removing import remove_neuron
from app.panels.boundary.view import PlotView
from engine.build import build
from engine.graph import Wire
from tests.app.bench import Bench, data_of, frame_of, network_of, project_of, residual
from tests.app.board_bench import BoardBench


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    """Neurons."""
    made = Bench(project_of(4, 3))
    qtbot.addWidget(made.canvas)
    return made


def levels(bench: Bench, *link: str) -> np.ndarray:
    """The signed strength of the wires between two layers, (sources, targets)."""
    wires = bench.canvas.scene.wires[link]
    found = np.array([wires.level(n) for n in range(len(wires.link.sources))])
    return found.reshape(1 + max(wires.link.sources), -1)


def tiles(bench: Bench, node: str) -> list[Any]:
    """The pictures of a column, one a neuron."""
    image = bench.canvas.scene.strips.image(node)
    side = image.width()
    return [image.copy(0, n * side, side, side) for n in range(image.height() // side)]


def test_an_edited_layer_keeps_what_it_showed(bench: Bench) -> None:
    before, pictures = levels(bench, "input1", "dense1"), tiles(bench, "dense1")
    bench.document.edit("", edits.add_unit("dense1"))
    assert np.array_equal(levels(bench, "input1", "dense1")[:, :4], before)
    assert tiles(bench, "dense1")[:4] == pictures
    assert len(tiles(bench, "dense1")) == 5
    bench.document.undo.undo()
    assert np.array_equal(levels(bench, "input1", "dense1"), before)
    assert tiles(bench, "dense1") == pictures


def test_what_is_left_of_a_layer_stays_with_its_neurons(bench: Bench) -> None:
    project = bench.document.project
    frame = frame_of(project)
    bench.canvas.show_frame(frame)
    before, pictures = levels(bench, "input1", "dense1"), tiles(bench, "dense1")
    made = build(project.graph, data_of(project).spec, project.experiment.loss)
    operation = remove_neuron(made, frame.weights, "dense1", 1)
    assert isinstance(operation, Operation)
    bench.document.operate("", operation)
    left = [0, 2, 3]
    assert np.array_equal(np.sign(levels(bench, "input1", "dense1")), np.sign(before[:, left]))
    assert tiles(bench, "dense1") == [pictures[n] for n in left]
    bench.canvas.show_frame(replace(frame, step=9))  # the worker has not heard of it yet
    assert tiles(bench, "dense1") == [pictures[n] for n in left]


def test_wires_of_cards_keep_sign_and_size(qtbot: QtBot) -> None:
    board = BoardBench(project_of(3, 2)).start()
    qtbot.addWidget(board.canvas)
    links = board.canvas.scene.items_of.links
    before = {key: link.strength for key, link in links.items()}
    assert any(strength.sign for strength in before.values())
    old = board.canvas.scene.frame
    board.document.edit("", edits.add_unit("dense1"))
    board.canvas.show_frame(old)
    links = board.canvas.scene.items_of.links
    assert {key: link.strength for key, link in links.items()} == before


def test_wires_of_a_new_card_are_coloured_where_their_weights_are_known(qtbot: QtBot) -> None:
    board = BoardBench(project_of(3, 3)).start()
    qtbot.addWidget(board.canvas)
    known = board.canvas.scene.items_of.links["dense1", "dense2", 0].strength
    board.document.edit("", edits.insert_layer("dense1"))
    behind = next(n for n in board.graph.targets("dense1"))
    links = board.canvas.scene.items_of.links
    assert known.sign and links[behind, "dense2", 0].strength == known
    assert not links["dense1", behind, 0].strength.sign


def test_another_project_shows_nothing_of_the_one_before(bench: Bench) -> None:
    assert bench.canvas.scene.frame is not None
    bench.document.new(project_of(3))
    assert bench.canvas.scene.frame is None
    assert bench.canvas.scene.columns["dense1"].biases is None


def test_a_dead_branch_takes_no_pictures_from_what_is_sound(qtbot: QtBot) -> None:
    board = BoardBench(project_of(3).with_graph(residual())).start()
    qtbot.addWidget(board.canvas)
    strength = board.canvas.scene.items_of.links["input1", "dense1", 0].strength
    board.document.edit("", drawing.disconnect([Wire("dense1", "dense2")]))
    cards = board.canvas.scene.items_of.cards
    vacant = {node for node, card in cards.items() if card.content.vacant}
    assert vacant == {"dense2", "add1", "output1"}
    assert board.canvas.scene.items_of.links["input1", "dense1", 0].strength == strength
    board.document.undo.undo()
    assert not any(card.content.vacant for card in cards.values())


def test_a_cut_through_a_large_board_moves_nothing_and_all_of_it_follows(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is seen at once, the rest while the view rests. The wires only lose their labels."""
    found: list[tuple[str, str, int]] = []
    knots = Router.knots
    monkeypatch.setattr(Router, "knots", lambda router, wire, *ends: (
        found.append(wire), knots(router, wire, *ends))[1])
    monkeypatch.setattr(reading, "_AT_ONCE", 2)  # a board need not be large for some to wait
    board = BoardBench(in_rows(18)).start()
    qtbot.addWidget(board.canvas)
    items, stage = board.canvas.scene.items_of, board.canvas.stage
    qtbot.waitUntil(lambda: not items.waiting)
    ways = {key: link.knots for key, link in items.links.items()}
    for loose, edit in ((18, drawing.disconnect([Wire("input1", "dense1")])), (0, None)):
        found.clear()
        board.document.edit("", edit) if edit else board.document.undo.undo()
        assert stage.sight.waiting
        qtbot.waitUntil(lambda: not stage.sight.waiting and not items.waiting)
        assert sum(card.content.loose for card in items.cards.values()) == loose
        assert {key: link.knots for key, link in items.links.items()}.items() <= ways.items()
        assert not {*found} - {("input1", "dense1", 0)}
        labels = {key for key, link in items.links.items() if link.label.text}
        assert labels == (set() if loose else {*ways})


def in_rows(count: int) -> Project:
    """A chain of layers that somebody has placed in rows."""
    made = project_of(*[2] * (count - 1))
    places = {n.id: (260.0 * (k % 8), 240.0 * (k // 8)) for k, n in enumerate(made.graph.nodes)}
    return arranging.place(places)(made)


def test_a_frame_that_fits_is_left_as_it_is() -> None:
    project = project_of(4)
    frame, network = frame_of(project), network_of(project)
    assert Carrying().fit(frame, network, network.links) is frame
    assert Carrying().fit(frame, None, ()) is frame


def test_nothing_that_is_painted_is_blank_while_it_trains_and_is_edited(
    qtbot: QtBot, application: Application
) -> None:
    canvas, document, session = application.window.canvas, application.document, application.session
    qtbot.waitUntil(lambda: session.latest is not None and session.latest.boundary is not None)
    qtbot.waitUntil(lambda: application.showing.idle)
    seen: list[bool] = []

    class Eye(QObject):
        """Looks at what is painted."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.UpdateRequest:
                seen.append(is_whole(application))
            return False

    eye = Eye(application.window)
    application.window.installEventFilter(eye)
    session.play()
    for edit in (edits.add_unit("dense1"), edits.add_unit("dense1"), edits.remove_unit("dense1")):
        count, known = len(seen), session.latest
        document.edit("", edit)
        qtbot.waitUntil(lambda count=count: len(seen) > count + 3)
        qtbot.waitUntil(lambda known=known: session.latest is not known)
    session.pause()
    assert all(seen) and canvas.scene.columns["dense1"].column.units > 1


def is_whole(application: Application) -> bool:
    """Whether boundary, neurons and wires show what is known."""
    scene = application.window.canvas.scene
    images = [item for view in application.window.boundary.findChildren(PlotView)
              for item in view.plot.items if isinstance(item, ImageItem)]
    columns = {node: column.column for node, column in scene.columns.items()}
    strips = {node: scene.strips.image(node) for node in columns}
    return (
        all(item.image is not None for item in images)
        and all(wires.level(n) for wires in scene.wires.values() for n in range(2))
        and all(image is not None and image.height() == image.width() * len(columns[node].shown)
                for node, image in strips.items())
    )


def test_wires_at_rest_do_not_depend_on_what_was_seen_before(bench: Bench) -> None:
    first, last = frame_of(bench.document.project, 1), frame_of(bench.document.project, 2)
    bench.canvas.scene.show_frame(last, moving=False)
    expected = levels(bench, "input1", "dense1")
    for share in np.linspace(0.0, 1.0, 24):
        weights = {k: (1 - share) * first.weights[k] + share * v for k, v in last.weights.items()}
        bench.canvas.scene.show_frame(replace(last, weights=weights), moving=True)
    bench.canvas.scene.show_frame(last, moving=False)
    assert np.array_equal(levels(bench, "input1", "dense1"), expected)
