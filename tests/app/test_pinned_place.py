"""The card of what is pinned stands beside it: it never hides the neuron or wire it is about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMargins, QPoint, QRect
from pytestqt.qtbot import QtBot

from app.canvas.hits import Hit
from tests.app.bench import Bench, frame_of, project_of

SHADOW = QMargins(12, 12, 12, 12)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(project_of(8, 6))
    qtbot.addWidget(made.canvas)
    made.canvas.resize(620, 560)  # what a window of 1280 × 800 leaves for it
    made.canvas.choose_mode("neurons")
    made.canvas.show_frame(frame_of(made.document.project))
    yield made


def card(bench: Bench) -> QRect:
    """The card without its shadow, in pixels of the view."""
    shown = bench.canvas.looking.card
    assert not shown.isHidden()
    found = shown.geometry().marginsRemoved(SHADOW)
    assert bench.canvas.view.rect().contains(found)
    return found


def neuron(bench: Bench, hit: Hit) -> QRect:
    box = bench.canvas.scene.columns[hit.node].neuron_box(hit.position)
    return bench.canvas.view.mapFromScene(box).boundingRect()


def test_the_card_of_a_neuron_is_beside_it(bench: Bench) -> None:
    for node, column in bench.canvas.scene.columns.items():
        for position in range(len(column.column.shown)):
            hit = Hit("neuron", node, position)
            bench.canvas.looking.pin(hit)
            assert not card(bench).intersects(neuron(bench, hit)), hit


def test_the_card_of_a_wire_is_off_the_wire(bench: Bench) -> None:
    view = bench.canvas.view
    for (source, target), wires in bench.canvas.scene.wires.items():
        for number in range(0, len(wires.link.sources), 5):
            bench.canvas.looking.pin(Hit("wire", target, number, source))
            found = card(bench)
            for x, y in wires.course.points[number].tolist():
                assert not found.contains(view.mapFromScene(x, y)), (source, target, number)


def test_the_card_of_a_wire_leaves_names_and_both_its_ends_to_be_seen(bench: Bench) -> None:
    columns, view = bench.canvas.scene.columns, bench.canvas.view
    names = [view.mapFromScene(c.header_box()).boundingRect() for c in columns.values()]
    for (source, target), wires in bench.canvas.scene.wires.items():
        for number in (0, len(wires.link.sources) - 1):
            bench.canvas.looking.pin(Hit("wire", target, number, source))
            ends = (source, wires.link.sources), (target, wires.link.targets)
            spared = [neuron(bench, Hit("neuron", node, at[number])) for node, at in ends]
            assert not any(card(bench).intersects(box) for box in (*names, *spared))


def test_the_card_stands_clear_of_the_scale_and_the_foot(bench: Bench) -> None:
    """Whatever it is about: there is room above them."""
    canvas = bench.canvas
    canvas.around.follow()
    corners = canvas.around.corners()
    assert len(corners) >= 2
    hits = [
        Hit("neuron", node, position) for node, column in canvas.scene.columns.items()
        for position in range(len(column.column.shown))
    ] + [
        Hit("wire", target, number, source)
        for (source, target), wires in canvas.scene.wires.items()
        for number in range(0, len(wires.link.sources), 5)
    ]
    for hit in hits:
        canvas.looking.pin(hit)
        assert not any(card(bench).intersects(corner) for corner in corners), hit


def test_the_card_follows_when_the_view_moves(bench: Bench) -> None:
    hit = Hit("neuron", "dense1", 2)
    bench.canvas.looking.pin(hit)
    before = card(bench)
    camera = bench.canvas.view.camera
    for _ in range(2):
        camera.zoom(1.0, QPoint(200, 250))
        assert not card(bench).intersects(neuron(bench, hit))
    bench.canvas.view.scroll_by(40, 30)
    assert not card(bench).intersects(neuron(bench, hit))
    assert card(bench) != before
