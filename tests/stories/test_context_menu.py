"""The right button, and the Menu key: what is offered for what is there, and that it is done."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.canvas.popover import LayerPopover
from app.canvas.quick_add import QuickAdd
from app.model import arranging
from tests.stories.person import Person

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
CLIP = {"Cut", "Copy", "Duplicate", "Delete"}


@pytest.fixture
def artist(person: Person) -> Person:
    """Somebody in front of cards, with an empty clipboard."""
    QGuiApplication.clipboard().clear()
    person.start("two-spirals")
    person.window.canvas.choose_mode("cards")
    return person


def chosen(person: Person) -> set[str]:
    return set(person.window.canvas.selection.chosen.nodes)


def menu_of(person: Person, *thing: Any) -> dict[str, bool]:
    """What is offered for a thing on the canvas."""
    person.right_click(person.point(*thing))
    return person.offered()


def test_a_layer_and_several(artist: Person) -> None:
    offered = menu_of(artist, "card", "dense1")
    assert chosen(artist) == {"dense1"}, "what is clicked is selected first"
    assert {"Settings…", "Rename", "Insert behind…", "Group", "Show", "Reset weights"} <= set(
        offered
    )
    assert set(offered) >= CLIP and "Ungroup" not in offered
    assert artist.menu().actions()[0] is artist.application.actions["network.settings"]
    artist.pick("Settings…")
    (popover,) = artist.window.findChildren(LayerPopover)
    popover.close()
    menu_of(artist, "card", "dense1")
    artist.pick("As neurons")
    assert artist.project.board.face("dense1") == "neurons"
    actions = artist.application.actions
    assert actions["network.show_neurons"].isChecked()
    actions["network.show_neurons"].trigger()
    assert actions["network.show_neurons"].isChecked(), "it still is"
    assert not actions["network.show_auto"].isChecked()
    menu_of(artist, "card", "dense2")
    artist.pick("Delete")
    assert "dense2" not in artist.project.graph


    artist.press(Qt.Key.Key_Z, CONTROL)
    artist.window.canvas.select_all()
    everything = chosen(artist)
    offered = menu_of(artist, "card", "dense2")
    assert chosen(artist) == everything, "the selection stays"
    assert {"Align and distribute", "Group", "Tidy up"} <= set(offered) and set(offered) >= CLIP
    artist.pick("Middles in a row")
    assert len({node.y for node in artist.project.graph.nodes}) == 1


def test_a_wire_and_a_note(artist: Person) -> None:
    at = artist.point("link", "dense2", 0, "dense1")
    artist.right_click(at)
    assert set(artist.offered()) == {"Insert a layer", "Delete"}
    artist.pick("Dropout")
    (fresh,) = (n.id for n in artist.project.graph.nodes if n.layer.name == "dropout")
    assert artist.project.graph.sources(fresh) == ("dense1",)
    assert artist.project.graph.targets(fresh) == ("dense2",)
    artist.right_click(artist.point("link", fresh, 0, "dense1"))
    artist.pick("Delete")
    assert artist.project.graph.sources(fresh) == ()
    artist.document.edit("", arranging.add_note((0.0, -260.0), "Why?"))
    (note,) = artist.project.board.notes
    artist.window.canvas.stage.refit()
    assert set(menu_of(artist, "note", note.id)) == {"Write the note", *CLIP}
    artist.pick("Delete")
    assert not artist.project.board.notes


def test_a_group_and_its_block(artist: Person) -> None:
    artist.window.canvas.select("dense1")
    artist.control(Qt.Key.Key_G)
    (group,) = artist.project.board.groups
    offered = menu_of(artist, "group", group.id, 0)
    assert chosen(artist) == {"dense1"}
    assert {"Rename", "Fold the group", "Ungroup"} <= set(offered)
    artist.pick("Fold the group")
    assert artist.project.board.groups[0].folded
    offered = menu_of(artist, "card", "dense1")
    assert {"Unfold the group", "Rename", "Ungroup"} <= set(offered)
    assert "Settings…" not in offered and "Reset weights" not in offered
    artist.pick("Rename")
    artist.write("Start")
    artist.press(Qt.Key.Key_Return)
    assert artist.project.board.groups[0].title == "Start"
    assert not artist.project.graph.node("dense1").label
    menu_of(artist, "card", "dense1")
    artist.pick("Unfold the group")
    assert not artist.project.board.groups[0].folded
    menu_of(artist, "card", "dense1")
    artist.pick("Ungroup")
    assert not artist.project.board.groups


def test_free_paper(artist: Person) -> None:
    view = artist.window.canvas.view
    artist.window.canvas.select("dense1")
    view.camera.zoom(-3)  # there is free paper all around
    at = QPoint(60, view.viewport().height() - 70)
    artist.right_click(at)
    assert not chosen(artist), "nothing is under the pointer"
    offered = artist.offered()
    assert {"Add by name…", "Paste", "Add a note", "Select all", "Tidy up"} <= set(offered)
    assert not offered["Paste"], "nothing was copied yet"
    artist.pick("Add by name…")
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QuickAdd)
    artist.write("dropout")
    artist.press(Qt.Key.Key_Return)
    (fresh,) = (n for n in artist.project.graph.nodes if n.layer.name == "dropout")
    assert (view.mapFromScene(fresh.x, fresh.y) - at).manhattanLength() < 6, "it stands there"
    artist.control(Qt.Key.Key_C)
    there = QPoint(view.viewport().width() - 120, 90)
    artist.right_click(there)
    artist.pick("Paste")
    (copy,) = chosen(artist)
    made = artist.project.graph.node(copy)
    assert (view.mapFromScene(made.x, made.y) - there).manhattanLength() < 6


def test_a_neuron_and_a_weight(person: Person) -> None:
    person.start("two-spirals")
    offered = menu_of(person, "neuron", "dense1", 1)
    assert next(iter(offered)).startswith("Freeze") and "Settings…" in offered
    person.leave_menu()
    view, bundle = person.window.canvas.view, person.window.canvas.scene.wires["dense1", "dense2"]
    for line in bundle.course.points:
        at = view.mapFromScene(*(float(x) for x in line[len(line) // 2]))
        if view.hit_at(at).kind == "wire":
            break
    person.right_click(at)
    assert "Insert a layer" in person.offered()
    person.pick("Disconnect Dense 1 → Dense 2")
    assert person.project.graph.sources("dense2") == ()


def test_the_menu_key_opens_it_at_what_is_selected(artist: Person) -> None:
    canvas = artist.window.canvas
    for keys in ((Qt.Key.Key_F10, SHIFT), (Qt.Key.Key_Menu,)):
        canvas.select("dense2")
        artist.press(*keys)
        assert "Settings…" in artist.offered()
        assert canvas.view.hit_at(canvas.context.at).node == "dense2"
        artist.leave_menu()
        canvas.select("")
        artist.press(*keys)
        assert "Add by name…" in artist.offered()
        artist.leave_menu()
