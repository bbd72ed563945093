"""Wires in a network that fills the view: pulled from ports, held as a whole, and cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from app.canvas import painting
from app.canvas.open_ports import OpenPorts
from app.canvas.quick_add import QuickAdd
from app.canvas.wires_item import WiresItem
from app.model import drawing, operations
from app.model.project import blank
from app.theme import themes
from engine.graph import Wire
from tests.app.bench import frame_of, project_of, residual
from tests.app.board_bench import BoardBench

CUT = ("dense1", "add1", 1)


@pytest.fixture
def filled(qtbot: QtBot) -> Iterator[BoardBench]:
    made = BoardBench(blank().with_graph(residual()))
    qtbot.addWidget(made.canvas)
    made.canvas.view.setFocus()
    yield made


def point_at(bench: BoardBench, at: QPointF) -> None:
    """The pointer comes to a place of the scene."""
    bench.canvas.scene.approach(at)
    bench.canvas.view.point_at(bench.canvas.scene.hit(at))


def handle(bench: BoardBench, key: tuple[str, str, int]) -> QPoint:
    """The pixel of the handle of a wire, with the pointer near it."""
    place = bench.canvas.scene.items_of.open.bundles[key].handle.center()
    point_at(bench, place)
    return bench.pixel(place)


def filling(bench: BoardBench) -> bool:
    assert bench.canvas.scene.layout is not None
    return not bench.canvas.scene.layout.board


# --- ports ----------------------------------------------------------------------------------------


def test_ports_are_seen_where_they_are_wanted(filled: BoardBench) -> None:
    ports = filled.canvas.scene.items_of.open.ports
    assert not any(p.shows(port) for p in ports.values() for port in (-1, 0))
    point_at(filled, ports["dense2"].port_out + QPointF(0, 40))
    assert ports["dense2"].shows(0) and ports["dense2"].shows(-1)
    assert not ports["dense1"].shows(-1)
    point_at(filled, QPointF(1, 1))
    assert not ports["dense2"].shows(0)
    filled.canvas.select("dense1")
    assert ports["dense1"].shows(0) and not ports["add1"].shows(2)
    filled.canvas.select("")
    filled.document.edit("", drawing.disconnect([Wire(*CUT)]))
    assert filled.canvas.scene.items_of.open.ports["add1"].shows(1), "it needs one wire more"


def test_a_wire_is_pulled_between_columns(filled: BoardBench) -> None:
    filled.document.edit("", drawing.disconnect([Wire(*CUT)]))
    filled.drag(filled.port_out("dense1"), filled.port_in("add1", 1))
    assert CUT in filled.wires and filling(filled)
    filled.document.undo.undo()
    between = [filled.canvas.scene.columns["add1"].neuron_box(n).center() for n in (0, 1)]
    filled.drag(filled.port_out("dense1"), filled.pixel((between[0] + between[1]) / 2))
    assert CUT in filled.wires, "between its neurons a column takes a wire too"


def test_ports_among_neurons_say_why_not(filled: BoardBench) -> None:
    before = filled.wires
    filled.drag(filled.port_out("dense2"), filled.port_in("dense1"), release=False)
    ports = filled.canvas.scene.items_of.open.ports
    assert ports["add1"].shows(2) and ports["dense1"].shows(0)
    assert QToolTip.text().startswith("<p>")
    filled.canvas.view.put_down()
    assert not ports["add1"].shows(2) and filled.wires == before


def test_a_wire_is_pulled_off_a_column(filled: BoardBench) -> None:
    wires = filled.canvas.scene.wires["dense1", "add1"]
    filled.drag(filled.port_in("add1", 1), filled.free(), release=False)
    assert wires.opacity() < 1, "it is in somebody's hand"
    filled.canvas.view.put_down()
    assert wires.opacity() == 1 and CUT in filled.wires
    filled.drag(filled.port_in("add1", 1), filled.free())
    assert CUT not in filled.wires and filled.document.undo.count() == 1


def test_a_wire_let_go_on_free_paper_gets_a_layer(filled: BoardBench) -> None:
    filled.drag(filled.port_out("dense1"), filled.free())
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QuickAdd)
    popup.chosen.emit("dropout")
    popup.close()
    fresh = next(n for n in filled.graph.nodes if n.layer.name == "dropout")
    assert ("dense1", fresh.id, 0) in filled.wires and ("dense1", "dense2", 0) in filled.wires
    assert filling(filled) and filled.selected == {fresh.id}


def test_what_is_pasted_or_left_free_finds_room_among_the_neurons(filled: BoardBench) -> None:
    canvas, whole = filled.canvas, filled.canvas.scene.layout
    filled.click(filled.header("dense1"))
    canvas.clipping.copy()
    for act in (canvas.clipping.paste, canvas.clipping.duplicate):
        act()
        (fresh,) = filled.selected
        assert filling(filled) and not filled.graph.sources(fresh)
        for node in ("input1", "dense1", "dense2"):
            assert canvas.scene.layout.box(node)[::2] == whole.box(node)[::2]
        left, top, right, bottom = canvas.scene.layout.box(fresh)
        assert left >= 0 and right <= 900 and top >= 0 and bottom <= canvas.view.height()
        filled.document.undo.undo()
        filled.click(filled.header("dense1"))
    filled.keys(Qt.Key.Key_Escape)
    for kind in ("add", "input"):
        canvas.acting.adding.add_behind(kind)
        assert filling(filled)


@pytest.mark.parametrize("gap", [16.0, 31.0, 200.0])
def test_ports_of_neighbours_are_apart(gap: float) -> None:
    from app.canvas.layout import Place
    from app.canvas.open_ports import Sockets

    places = [Place(node, x, 20.0, 24.0, (50.0, 74.0), 0.0, 80.0)
              for node, x in (("a", 50.0), ("b", 70.0 + gap))]
    a, b = (OpenPorts(p.node, Sockets(1, (0,), True, True), p, gap) for p in places)
    assert a.port_out.x() < b.port_in(0).x()
    assert a.hit(a.port_out).kind == "port_out" and a.hit(b.port_in(0)).kind == "nothing"


# --- what carries nothing -------------------------------------------------------------------------


def test_wires_of_silent_neurons_are_pale(filled: BoardBench) -> None:
    wires = filled.canvas.scene.wires
    bundle, frame = wires["dense1", "dense2"], frame_of(filled.document.project)

    def quiet(ends: tuple[str, str]) -> set[tuple[int, int]]:
        link = wires[ends].link
        pairs = enumerate(zip(link.sources, link.targets, strict=True))
        return {pair for n, pair in pairs if not wires[ends].carries(n)}

    def seen() -> QImage:
        return filled.picture(bundle.boundingRect())

    before = seen()
    filled.canvas.show_frame(replace(frame, silent={"dense1": (1,)}))
    assert quiet(("dense1", "dense2")) == {(1, 0), (1, 1), (1, 2)}
    assert quiet(("dense1", "add1")) == {(1, 1)} and not quiet(("input1", "dense1"))
    assert seen() != before
    filled.canvas.show_frame(frame)
    assert not quiet(("dense1", "dense2")) and seen() == before
    filled.document.edit("", operations.knock_out("dense2", (3,), 0))
    assert quiet(("dense1", "dense2")) == {(0, 0), (1, 0), (2, 0)}, "it learns nothing"
    assert quiet(("dense2", "add1")) == {(0, 0)}


# --- a wire as a whole ----------------------------------------------------------------------------


def test_a_handle_takes_all_wires_between_two_layers(filled: BoardBench) -> None:
    at = handle(filled, CUT)
    filled.click(at)
    assert filled.canvas.selection.chosen.links == {CUT}
    filled.press(Qt.Key.Key_Delete)
    assert CUT not in filled.wires and ("dense2", "add1", 0) in filled.wires
    assert filling(filled)
    filled.document.undo.undo()
    assert CUT in filled.wires


def test_the_menu_of_a_selected_wire_is_about_it(filled: BoardBench) -> None:
    filled.click(handle(filled, CUT))
    filled.canvas.context.open_by_key()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = {action.text().replace("&", ""): action for action in menu.actions()}
    assert "Insert a layer" in entries
    menu.close()


def test_handles_show_where_the_pointer_is(filled: BoardBench) -> None:
    bundle = filled.canvas.scene.items_of.open.bundles[CUT]
    middle = bundle.handle.center()
    assert filled.canvas.scene.hit(middle).kind != "link", "what is not seen is not clicked"

    def seen() -> QImage:
        return filled.picture(bundle.boundingRect(), 400)

    looks = [seen()]
    filled.canvas.scene.approach(middle)
    looks.append(seen())
    filled.canvas.view.point_at(filled.canvas.scene.hit(middle))
    looks.append(seen())
    filled.click(filled.pixel(middle))
    looks.append(seen())
    assert all(a != b for n, a in enumerate(looks) for b in looks[:n])
    filled.canvas.acting.escape()
    filled.canvas.scene.hover(filled.canvas.scene.hit(QPointF(1, 1)), inside=False)
    assert seen() == looks[0]


def test_a_handle_is_there_on_the_board_too(filled: BoardBench) -> None:
    filled.drag(filled.header("dense2"), filled.header("dense2") + QPoint(0, 60))
    assert not filling(filled)
    filled.click(handle(filled, ("dense1", "dense2", 0)))
    filled.press(Qt.Key.Key_Delete)
    assert ("dense1", "dense2", 0) not in filled.wires


def test_a_layer_dropped_on_a_handle_goes_into_the_gap(filled: BoardBench) -> None:
    filled.drop("dropout", handle(filled, ("dense1", "dense2", 0)))
    assert filling(filled) and len(filled.graph.nodes) == 6


def test_two_wires_between_the_same_layers_leave_nothing_behind(qtbot: QtBot) -> None:
    bench = BoardBench(project_of(3))
    qtbot.addWidget(bench.canvas)
    bench.canvas.editor.insert("dense1", "concatenate")
    (node,) = (n.id for n in bench.graph.nodes if n.layer.name == "concatenate")
    twice = drawing.disconnect([Wire("input1", node, 1)])(bench.document.project)
    twice = twice.with_graph(twice.graph.with_wires((*twice.graph.wires, Wire("dense1", node, 1))))
    bench.document.edit("", lambda _: twice)
    assert bench.graph.sources(node) == ("dense1", "dense1")

    def drawn() -> list[WiresItem]:
        return [item for item in bench.canvas.scene.items() if isinstance(item, WiresItem)]

    assert len(bench.canvas.scene.wires["dense1", node].link.targets) == 6
    assert len(drawn()) == 3
    bench.document.undo.undo()
    bench.document.undo.undo()
    assert len(drawn()) == 2


def test_at_rest_every_wire_has_the_colour_of_its_last_weight(
    filled: BoardBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that was already drawn when the picture of the frame before was only begun."""
    monkeypatch.setattr(painting, "WIRE_TIME", 0.0)
    scene, frame = filled.canvas.scene, frame_of(filled.document.project, seed=2)
    room = scene.wires["dense1", "dense2"].boundingRect()
    filled.picture(room)
    for _ in scene.wires:
        scene.show_frame(frame, moving=True)
    turned = replace(frame, weights={name: -w for name, w in frame.weights.items()})
    scene.show_frame(turned, moving=False)
    seen = filled.picture(room)
    scene.restyle()
    assert filled.picture(room) == seen
    themes.use("dark")
    dark = filled.picture(room)
    scene.show_frame(frame, moving=False)
    scene.show_frame(turned, moving=False)
    assert filled.picture(room) == dark != seen
