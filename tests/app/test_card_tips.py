"""What the pointer is told about the picture on a card, and what it lets other cards show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from app.canvas.card_item import CardItem
from app.canvas.card_tips import in_lines
from app.canvas.cards import PAD, face_height, face_top
from app.theme import themes
from tests.app.bench import frame_of
from tests.app.board_bench import BoardBench
from tests.app.boards import Board, card, painted, project_of

MIDDLE = QPointF(200.0, 200.0)

pytestmark = pytest.mark.usefixtures("qapp")


def spot(item: CardItem, across: float, down: float) -> tuple[float, float]:
    """A place on the picture of a card, as shares of the card."""
    wide, tall = item.box.width(), item.box.height()
    top, height = face_top(item.content), face_height(item.content)
    return (PAD + across * (wide - 2 * PAD)) / wide, (top + down * height) / tall


def shown(board: Board, node: str, kind: Any) -> CardItem:
    """A card with pictures of samples 0, 1, 2…, a row for each class."""
    item = CardItem(board.cards[node], MIDDLE)
    frame = board.frame(kind)
    assert frame.pictures is not None
    samples = np.arange(6 * 16).reshape(6, 16)
    item.show_frame(replace(frame, pictures=replace(frame.pictures, samples=samples)))
    return item


@pytest.mark.parametrize(("data", "kind", "node", "words"), [
    ("circle", "plane", "dense1", ("Neuron 1 of 8", "plane")),
    ("circle", "plane", "output1", ("What the network says", "plane")),
    ("curve", "line", "dense1", ("Neuron 1 of 8", "every value")),
    ("iris", "samples", "dense1", ("Neuron 1 of 8", "One cell a sample")),
    ("iris", "samples", "input1", ("Sepal length", "Of sample 57.")),
    ("iris", "samples", "output1", ("Setosa: ", "probable", "Of sample 57.")),
])
def test_every_picture_is_explained(
    data: str, kind: Any, node: str, words: tuple[str, ...]
) -> None:
    item = shown(Board(project_of("dense", data=data)), node, kind)
    told = item.tip(spot(item, 0.1, 0.1))
    assert all(word in told for word in words), told
    assert item.tip((0.5, 0.02)) == "", "nothing about the picture beside it"


def test_images_and_histograms_are_explained() -> None:
    board = Board(project_of("flatten", data="digits"))
    image, flat = (shown(board, node, "samples") for node in ("input1", "flatten1"))
    assert "64 pixels of sample 1." in image.tip(spot(image, 0.1, 0.1))
    assert "64 pixels of sample 17." in image.tip(spot(image, 0.4, 0.1)), "one of each class first"
    assert "How often" in flat.tip(spot(flat, 0.5, 0.5))


def test_what_is_vacant_or_wrong_is_not_explained_as_a_picture() -> None:
    vacant = CardItem(card(vacant="not connected"), MIDDLE)
    assert "No picture" in vacant.tip(spot(vacant, 0.5, 0.5))
    assert vacant.place_at(spot(vacant, 0.5, 0.5)) is None
    assert CardItem(card(), MIDDLE).tip(spot(vacant, 0.5, 0.5)) == "", "nothing to be seen yet"
    broken = CardItem(card(problem="It receives nothing."), MIDDLE)
    assert broken.tip(spot(broken, 0.5, 0.5)) == "It receives nothing."


def test_a_name_that_is_too_long_can_be_read() -> None:
    name = "A name that nobody can write on a card"
    assert CardItem(card(title=name), MIDDLE).tip((0.5, 0.02)) == name


def test_a_picture_knows_its_places() -> None:
    flat = shown(Board(project_of("dense", data="circle")), "dense1", "plane")
    assert flat.place_at(spot(flat, 0.0, 0.0)) == pytest.approx((0.0, 0.0))
    assert flat.place_at(spot(flat, 0.24, 0.5)) is None, "between two pictures"
    image = shown(Board(project_of("flatten", data="digits")), "input1", "samples")
    assert image.place_at(spot(image, 0.4, 0.1)) == pytest.approx((0.0, 1 / 5))
    assert image.place_at((0.5, 0.02)) is None


def test_the_image_that_is_looked_at_has_a_rim() -> None:
    item = shown(Board(project_of("flatten", data="digits")), "input1", "samples")
    seen = []
    for down in (0.0, 0.2, 0.4):
        item.look_at((0.0, down))
        item.work()
        seen.append(painted(item))
    assert seen[0] != seen[1] != seen[2]


def test_images_are_brighter_on_dark_ground() -> None:
    one = np.array([1.0])
    themes.use("dark")
    assert themes.now().diverging(one, fine=True).sum() > themes.now().diverging(one).sum() + 100
    themes.use("light")
    assert (themes.now().diverging(one, fine=True) == themes.now().diverging(one)).all()


def test_long_texts_are_broken_into_lines() -> None:
    assert in_lines("") == ""
    assert in_lines("1 < 2\nand 3") == "<p>1 &lt; 2</p><p>and 3</p>"


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[BoardBench]:
    made = BoardBench(project_of("dense", data="iris"))
    qtbot.addWidget(made.canvas)
    yield made.start()
    QToolTip.hideText()


def test_pointing_at_a_sample_lets_all_cards_show_it(board: BoardBench) -> None:
    canvas = board.canvas
    canvas.show_frame(frame_of(board.document.project))
    cards = canvas.scene.items_of.cards
    hidden, output = cards["dense1"], cards["output1"]
    assert output.at == (0.5, 0.5)
    across, down = spot(hidden, 0.02, 0.02)
    at = hidden.box.topLeft() + QPointF(across * hidden.box.width(), down * hidden.box.height())
    canvas.view.point_at(canvas.scene.hit(at))
    assert output.at == cards["input1"].at != (0.5, 0.5)
    assert "Neuron 1 of 8" in canvas.view.viewport().toolTip()
    canvas.choose_mode("neurons")
    canvas.choose_mode("cards")
    assert canvas.scene.items_of.cards["output1"].at == output.at, "also cards that are new"
