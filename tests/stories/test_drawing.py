"""Networks are drawn from an empty canvas, by mouse and by keyboard, and learn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from app.canvas.quick_add import QuickAdd
from app.dialogs.templates import TemplatePage
from app.panels.data.gallery import Tile
from app.widgets.rows import RegistryRow
from engine.graph import Wire
from engine.losses import losses
from tests.stories.person import Person

Key = Qt.Key


@pytest.fixture
def board(person: Person) -> Person:
    """Somebody in front of an empty canvas."""
    person.start()
    person.control(Key.Key_N, shift=True)
    (page,) = person.window.findChildren(TemplatePage)
    page.activateWindow()
    person.until(page.isActiveWindow)
    person.press(Key.Key_Home)
    person.press(Key.Key_Return)
    person.until(lambda: not person.project.graph.nodes)
    for _ in range(3):
        person.click(person.button("Zoom out"))
    person.window.canvas.view.setFocus()
    return person


def name_it(person: Person, text: str) -> None:
    """Types into the popup that asks what to add, and takes what it offers first."""
    person.until(lambda: bool(person.window.findChildren(QuickAdd)))
    person.write(text)
    person.press(Key.Key_Return)
    person.until(lambda: not person.window.findChildren(QuickAdd))


def put(person: Person, kind: str, across: float, down: float = 0.5) -> str:
    """A layer at a free place of the canvas; its id."""
    before = {node.id for node in person.project.graph.nodes}
    person.double_click(person.share(across, down))
    name_it(person, kind)
    (fresh,) = {node.id for node in person.project.graph.nodes} - before
    return fresh


def wire(person: Person, source: str, target: str, port: int = 0) -> None:
    """Pulls a wire from one port to another, if it is not there yet."""
    if Wire(source, target, port) not in person.project.graph.wires:
        person.pull(person.point("port_out", source, 0), person.point("port_in", target, port))
    assert Wire(source, target, port) in person.project.graph.wires


def choose(person: Person, data: str, loss: str = "") -> None:
    """Data, and perhaps a loss, on the panels."""
    tiles = [t for t in person.window.data.findChildren(Tile) if t.isVisible()]
    person.click(next(tile for tile in tiles if tile.data.name == data))
    if loss:
        rows = person.window.training.findChildren(RegistryRow)
        box = next(row.box for row in rows if row.words()[0] == "Loss")
        box.setFocus()
        person.press(Key.Key_Home)
        person.press(Key.Key_Down, times=list(losses).index(loss))
        assert person.project.experiment.loss.name == loss
    person.window.canvas.view.setFocus()


def learns(person: Person, score: float) -> None:
    """Trains until the test score is reached, and takes everything back afterwards."""
    person.until(lambda: not person.session.problems and person.session.build is not None)
    person.press(Key.Key_Space)
    person.until(lambda: person.watcher.curves[person.frame.run].test_score[-1:] >= score)
    person.press(Key.Key_Space)
    drawn = person.project
    while person.document.undo.canUndo():
        person.control(Key.Key_Z)
    assert not person.project.graph.nodes
    while person.document.undo.canRedo():
        person.control(Key.Key_Z, shift=True)
    assert person.project == drawn


def test_logistic_regression_by_mouse(board: Person) -> None:
    start, end = put(board, "input", 0.25), put(board, "output", 0.7)
    assert board.project.graph.sources(end) == (start,), "what is put behind an end goes on there"
    board.pull(board.point("port_in", end, 0), board.share(0.5, 0.9))
    assert not board.project.graph.wires
    wire(board, start, end)
    choose(board, "blobs", "binary_cross_entropy")
    learns(board, 0.95)


def test_xor_by_keyboard(board: Person) -> None:
    for kind in ("input", "dense", "output"):
        board.press(Key.Key_Slash)
        name_it(board, kind)
    assert [w.source for w in board.project.graph.wires] == ["input1", "dense1"]
    board.press(Key.Key_Left)
    assert board.window.selected_node() == "dense1"
    while board.project.graph.node("dense1").layer.values["units"] > 4:
        board.press(Key.Key_Minus)
    choose(board, "xor")
    learns(board, 0.9)


def test_a_residual_network(board: Person) -> None:
    start = put(board, "input", 0.1)
    first, second = put(board, "dense", 0.3, 0.6), put(board, "dense", 0.5, 0.6)
    add, end = put(board, "add", 0.7), put(board, "output", 0.9)
    for source, target in ((start, first), (first, second), (second, add), (add, end)):
        wire(board, source, target)
    wire(board, first, add, 1)
    assert board.project.graph.sources(add) == (second, first)
    choose(board, "circle")
    learns(board, 0.95)


def test_two_branches_that_meet(board: Person) -> None:
    start = put(board, "input", 0.1)
    high, low = put(board, "dense", 0.36, 0.25), put(board, "dense", 0.36, 0.75)
    join, end = put(board, "concatenate", 0.62), put(board, "output", 0.91)
    for branch in (high, low):
        wire(board, start, branch)
    wire(board, high, join, 0)
    wire(board, low, join, 1)
    wire(board, join, end)
    choose(board, "xor")
    learns(board, 0.9)


def test_an_activation_is_pulled_from_its_chip_onto_a_layer(board: Person) -> None:
    layer = put(board, "dense", 0.5)
    board.pull_chip("relu", board.point("card", layer))
    assert board.project.graph.node(layer).layer.values["activation"] == "relu"


def test_what_is_put_between_finds_room_and_no_layer_changes_its_name(board: Person) -> None:
    for kind in ("input", "dense", "dense", "output"):
        board.press(Key.Key_Slash)
        name_it(board, kind)
    items = board.window.canvas.scene.items_of
    titles = {node: items.cards[node].content.title for node in ("dense1", "dense2")}
    board.press(Key.Key_Escape)
    board.pull_chip("dense", board.point("link", "dense1", 0, "input1"))
    graph = board.project.graph
    assert graph.order() == ("input1", "dense3", "dense1", "dense2", "output1")
    cards = items.cards
    line = [cards[node].box for node in graph.order()]
    assert all(a.right() + 60 < b.left() for a, b in pairwise(line)), "room for wires"
    assert len({box.center().y() for box in line}) == 1
    assert {node: cards[node].content.title for node in titles} == titles
    assert cards["dense3"].content.title == "Dense 3"
    assert board.window.selected_node() == "dense3"
    board.control(Key.Key_Z)
    assert "dense3" not in board.project.graph


def test_what_is_named_stays_selected_and_what_is_written_stays(board: Person) -> None:
    put(board, "input", 0.2)
    layer = put(board, "dense", 0.5)
    put(board, "output", 0.8)
    board.window.canvas.select(layer)
    board.press(Key.Key_F2)
    board.write("Encoder")
    board.press(Key.Key_Return)
    assert board.project.graph.node(layer).label == "Encoder"
    assert board.window.selected_node() == layer
    board.press(Key.Key_N)
    board.write("Why so wide?")
    board.press(Key.Key_Escape)
    assert [note.text for note in board.project.board.notes] == ["Why so wide?"]


def test_near_a_large_network_its_neurons_can_be_seen(board: Person) -> None:
    """Rows of a network and its copies stand below one another, all of them never near."""
    for kind in ("input", "dense", "output"):
        board.press(Key.Key_Slash)
        name_it(board, kind)
    for _ in range(3):
        board.control(Key.Key_A)
        board.control(Key.Key_D)
    board.control(Key.Key_A)
    board.control(Key.Key_L, shift=True)
    view = board.window.canvas.view
    view.camera.whole_size()
    scales = [view.camera.scale]
    while board.window.canvas.scene.items_of.cards:
        view.camera.zoom(0.5, board.share(0.5, 0.5))
        scales.append(view.camera.scale)
    assert scales[-1] >= 1.0


def test_a_shortcut_is_cut_and_drawn_again_among_the_neurons(person: Person) -> None:
    person.start()
    canvas = person.window.canvas
    chips = {chip.kind: chip for chip in canvas.chips.chips}
    person.click(chips["dense"])  # another of eight neurons, before the output
    first, *_, last = (n.id for n in person.project.graph.nodes if n.layer.name == "dense")
    person.click_on("link", "output1", 0, last)
    person.press(Key.Key_Delete)
    person.click_on("header", last)
    person.click(chips["add"])
    (add,) = (n.id for n in person.project.graph.nodes if n.layer.name == "add")
    person.pull(person.point("port_out", add, 0), person.point("port_in", "output1", 0))
    person.pull(person.point("port_out", first, 0), person.point("port_in", add, 1))
    assert canvas.scene.items_of.columns.keys() == {n.id for n in person.project.graph.nodes}
    person.until(lambda: not person.session.problems)
    sound = person.project
    person.click_on("link", add, 1, first)
    person.press(Key.Key_Delete)
    person.until(lambda: bool(person.session.problems))
    person.pull(person.point("port_out", first, 0), person.point("port_in", add, 1))
    person.until(lambda: not person.session.problems)
    person.pull(person.point("port_in", add, 1), person.share(0.5, 0.98))
    person.until(lambda: bool(person.session.problems))
    person.control(Key.Key_Z)
    person.until(lambda: not person.session.problems)
    assert person.project == sound
