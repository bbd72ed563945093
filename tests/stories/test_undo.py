"""Every gesture is one step back."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.canvas.popover import LayerPopover
from app.widgets.rows import NumberRow, Row
from app.widgets.slider import Slider
from tests.stories.person import LEFT, Person


def slider(person: Person, name: str) -> Slider:
    rows = (r for r in person.window.findChildren(Row) if r.isVisible() and r.param.name == name)
    row = next(rows)
    assert isinstance(row, NumberRow) and row.slider is not None
    return row.slider


def test_a_drag_is_one_step_whatever_it_moved_over(person: Person) -> None:
    person.start()
    before = person.project
    for name, by in (("noise", (5, 15, 30, 60)), ("learning_rate", (-5, -20, 20, -40)),
                     ("batch_size", (8, 16, 8, 24)), ("train_share", (4, 8, 12, 40))):
        count = person.document.undo.count()
        person.drag(slider(person, name), *by)
        assert person.document.undo.count() == count + 1, name
    for _ in range(4):
        person.control(Qt.Key.Key_Z)
    assert person.project == before


def test_a_drag_that_comes_back_is_no_step(person: Person) -> None:
    person.start()
    before, rate = person.project, slider(person, "learning_rate")
    at = QPoint(round(7 + (rate.width() - 14) * rate.value() / rate.maximum()), rate.height() // 2)
    QTest.mousePress(rate, LEFT, pos=at)
    for dx in (20, 40, 20, 0):
        QTest.mouseMove(rate, at + QPoint(dx, 0))
    QTest.mouseRelease(rate, LEFT, pos=at)
    assert person.project == before
    assert not person.window.isWindowModified()


def test_two_drags_are_two_steps(person: Person) -> None:
    person.start()
    rate = slider(person, "learning_rate")
    person.drag(rate, 10, 20)
    person.drag(rate, -10, -20)
    assert person.document.undo.count() == 2


def test_a_drag_in_the_settings_of_a_layer_is_one_step(person: Person) -> None:
    person.start("xor")
    person.click_on("settings", "dense1")
    (popover,) = person.window.findChildren(LayerPopover)
    row = popover.form.row("units")
    assert isinstance(row, NumberRow)
    before = person.project.graph.node("dense1").layer.values["units"]
    assert row.slider is not None
    person.drag(row.slider, 10, 20, 30)
    assert person.document.undo.count() == 1
    assert person.project.graph.node("dense1").layer.values["units"] != before
    person.press(Qt.Key.Key_Escape)
    person.until(lambda: not person.window.findChildren(LayerPopover))
    person.control(Qt.Key.Key_Z)
    assert person.project.graph.node("dense1").layer.values["units"] == before


def test_the_menu_says_what_will_be_undone(person: Person) -> None:
    person.start("xor")
    undo, redo = (person.application.actions[f"edit.{id}"] for id in ("undo", "redo"))
    assert not undo.isEnabled()
    person.drag(slider(person, "learning_rate"), 12)
    assert "Learning rate" in undo.text()
    person.control(Qt.Key.Key_Z)
    assert not undo.isEnabled() and "Learning rate" in redo.text()
    person.control(Qt.Key.Key_Z, shift=True)
    assert person.window.isWindowModified()
