"""A student turns every knob while the network trains: nothing breaks, nothing starts again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.chips import families
from app.canvas.popover import LayerPopover
from app.panels.data.gallery import Gallery, Tile
from app.panels.data.panel import AT_HAND
from app.widgets.buttons import Button
from app.widgets.chips import Chips
from app.widgets.choice import ChoiceBox
from app.widgets.fold import Fold
from app.widgets.rows import ChoiceRow, NumberRow, RegistryRow, Row
from app.widgets.slider import Slider
from app.widgets.switch import Switch
from engine.datasets import datasets
from engine.losses import losses
from tests.engine.opencl import KEYS
from tests.stories.person import Person

SPACE = Qt.Key.Key_Space


@pytest.fixture
def student(person: Person) -> Iterator[Person]:
    """Somebody whose network trains; at the end nothing may have begun anew, and every edit can be
    taken back and made again."""
    person.start()
    first = person.project
    person.press(SPACE)
    person.until(person.trained(1))
    yield person
    assert person.document.undo.count() > 0
    goes_on(person)
    person.press(SPACE)
    last = person.project
    while person.document.undo.canUndo():
        person.application.actions["edit.undo"].trigger()
    assert person.project == first
    while person.document.undo.canRedo():
        person.application.actions["edit.redo"].trigger()
    assert person.project == last


def goes_on(person: Person) -> None:
    """Training is where it was going: one run, epochs only rising, no complaint."""
    assert [t.text for t in person.window.toasts.shown if t.kind != "info"] == []
    assert person.session.playing
    reached = person.frame.epoch
    person.until(person.trained(reached + 1))
    epochs = person.watcher.epochs
    assert {run for run, _ in epochs} == {epochs[0][0]}
    assert all(a <= b for (_, a), (_, b) in pairwise(epochs))


def open_folds(person: Person, panel: QWidget, named: str = "") -> None:
    for fold in panel.findChildren(Fold):
        if fold.isVisible() and not fold.is_open and named in fold.head.text():
            person.click(fold.head)
            assert fold.is_open


def rows(panel: QWidget) -> list[Row]:
    """The rows that can be seen, by their names."""
    return [row for row in panel.findChildren(Row) if row.isVisible()]


def turn_number(person: Person, row: NumberRow) -> None:
    """By keys, by the mouse, and by typing; or by its two buttons."""
    before = row.edit.text()
    if row.slider is None:
        person.click(next(b for b in row.findChildren(Button) if "more" in b.accessibleName()))
        assert row.edit.text() != before
        return
    row.slider.setFocus()
    top = row.slider.value() == row.slider.maximum()
    person.press(Qt.Key.Key_Right)
    person.press(Qt.Key.Key_Left, times=2)
    person.press(Qt.Key.Key_PageDown if top else Qt.Key.Key_PageUp)
    changed = row.edit.text()
    person.press(Qt.Key.Key_F2)
    assert QApplication.focusWidget() is row.edit
    person.write(before.split("\u2009")[0].replace("\u2212", "-"))
    person.press(Qt.Key.Key_Return)
    assert row.edit.text() == before != changed


def turn_choice(person: Person, box: ChoiceBox) -> None:
    """To the top and through all that is on offer, by keys."""
    box.setFocus()
    seen = {box.key()}
    for key in (Qt.Key.Key_Home, *(Qt.Key.Key_Down,) * (box.count() - 1)):
        person.press(key)
        seen.add(box.key())
    assert len(seen) > 1


def turn(person: Person, row: Row) -> None:
    if isinstance(row, NumberRow):
        turn_number(person, row)
    elif isinstance(row, ChoiceRow):
        turn_choice(person, row.box)
    elif isinstance(row.control(), Chips):
        for chip in row.control().findChildren(Button)[1:]:
            person.click(chip)
    else:
        switch = row.control()
        assert isinstance(switch, Switch)
        person.click(switch)


# --- training ---------------------------------------------------------------------------------


def test_every_setting_of_the_training_panel(student: Person) -> None:
    panel = student.window.training
    open_folds(student, panel)
    for row in rows(panel):
        if not isinstance(row, RegistryRow):
            turn(student, row)


@pytest.mark.parametrize("title", ["Optimizer", "Loss", "Schedule"])
def test_every_choice_and_its_own_settings(student: Person, title: str) -> None:
    panel = student.window.training
    row = next(r for r in rows(panel) if isinstance(r, RegistryRow) and r.words()[0] == title)
    known = {row.param for row in rows(panel)}
    offered = set()
    for key in (Qt.Key.Key_Home, *(Qt.Key.Key_Down,) * (row.box.count() - 1)):
        row.box.setFocus()
        student.press(key)
        offered.add(row.box.key())
        open_folds(student, panel, "settings")
        for own in rows(panel):
            if own.param not in known:
                nudge(student, own)
    task = student.project.experiment.data.task
    refused = {name for name, loss in losses.items() if task not in loss.tasks}
    assert len(offered) == row.box.count() - len(refused & set(row.param.options))


def nudge(student: Person, row: Row) -> None:
    """One step of a slider or switch."""
    control = row.control()
    control.setFocus()
    student.press(Qt.Key.Key_Right if isinstance(control, Slider) else SPACE)


def test_a_drag_of_the_mouse_is_live(student: Person) -> None:
    row = next(r for r in rows(student.window.training) if r.param.name == "learning_rate")
    assert isinstance(row, NumberRow) and row.slider is not None
    student.drag(row.slider, -4, -8, -16, -30)
    rate = student.project.experiment.training.learning_rate
    student.until(lambda: student.frame.learning_rate == pytest.approx(rate))
    assert student.document.undo.count() == 1


@pytest.mark.skipif(not KEYS, reason="no OpenCL processor")
def test_every_number_of_a_run_while_a_device_trains_it(student: Person) -> None:
    student.session.use_device(KEYS[0])  # as a program does that asks the drivers when it starts
    student.until(lambda: student.frame.device not in ("", "NumPy"))
    device = student.frame.device
    data, training = student.window.data, student.window.training
    open_folds(student, training)
    turned = 0
    for row in (*rows(data), *rows(training)):
        if isinstance(row, NumberRow):
            turn_number(student, row)
            seen = student.frame.epoch
            student.until(lambda seen=seen: student.frame.epoch > seen  # type: ignore[misc]
                          and student.frame.device == device)
            turned += 1
    assert turned >= 8


# --- data -------------------------------------------------------------------------------------


def tile(panel: QWidget, name: str) -> Tile:
    return next(t for t in panel.findChildren(Tile) if t.isVisible() and t.data.name == name)


def test_every_data_set_at_hand(student: Person) -> None:
    for name in (n for n in AT_HAND if n != "spiral"):
        student.click(tile(student.window.data, name))
        shows(student, name)
        for row in rows(student.window.data):
            nudge(student, row)


@pytest.mark.parametrize("category", sorted({d.category for d in datasets.values()}))
def test_every_data_set_of_the_gallery(student: Person, category: str) -> None:
    (gallery,) = student.window.data.findChildren(Gallery)
    others = (n for n, d in datasets.items() if d.category == category and n != "spiral")
    for name in others:
        student.click(student.button("All data sets"))
        student.click(gallery.tiles[name])
        assert not gallery.isVisible()
        shows(student, name)


def shows(student: Person, name: str) -> None:
    """The data has arrived in the worker and in the pictures of the window."""
    assert student.project.experiment.data.name == name
    data = student.project.experiment.data
    student.until(lambda: student.session.data is not None
                  and student.session.data.spec.classes == data.classes
                  and student.session.data.spec.view == data.view)
    seen = student.frame.epoch
    student.until(lambda: student.frame.epoch > seen and student.frame.pictures is not None)


# --- the network ------------------------------------------------------------------------------


def units(student: Person, node: str) -> int:
    return int(student.project.graph.node(node).layer.values["units"])


def carried(student: Person, node: str, count: int) -> Callable[[], bool]:
    """Whether the worker has a layer of this width and said what became of the weights."""
    def done() -> bool:
        build = student.session.build
        return build is not None and build.shapes.get(node) == (count,) and student.told(
            "Kept", "weights"
        )
    return done


def test_neurons_more_and_fewer(student: Person) -> None:
    before = units(student, "dense1")
    student.click_on("header", "dense1")
    assert QApplication.activePopupWidget() is None
    student.click_on("more", "dense1")
    student.until(carried(student, "dense1", before + 1))
    student.window.toasts.clear()
    student.press(Qt.Key.Key_Minus, times=2)
    student.until(carried(student, "dense1", before - 1))
    student.click_on("less", "dense1")
    assert units(student, "dense1") == before - 2


def test_the_activation_of_one_layer(student: Person) -> None:
    student.double_click(student.point("header", "dense2"))
    (popover,) = student.window.findChildren(LayerPopover)
    row = popover.form.row("activation")
    assert isinstance(row, ChoiceRow)
    assert QApplication.focusWidget() is row.box
    student.press(Qt.Key.Key_Down)
    now = student.project.graph.node("dense2").layer.values["activation"]
    assert now != student.project.graph.node("dense1").layer.values["activation"]
    for other in rows(popover):
        turn(student, other)
    student.press(Qt.Key.Key_Escape, times=2)  # first out of the field, then out of the popover
    student.until(lambda: not student.window.findChildren(LayerPopover))


def test_layers_come_and_go(student: Person) -> None:
    before = student.project.graph.order()
    student.click_on("insert", "dense1")
    menu = QApplication.activePopupWidget()
    assert menu is not None
    student.press(Qt.Key.Key_Return)
    assert len(student.project.graph.order()) == len(before) + 1
    added = student.window.selected_node()
    assert added not in before
    student.until(lambda: student.told("Kept", "weights"))
    goes_on(student)
    student.press(Qt.Key.Key_Delete)
    assert student.project.graph.order() == before
    student.control(Qt.Key.Key_L)
    assert len(student.project.graph.order()) == len(before) + 1


@pytest.mark.parametrize("family", dict(families()))
def test_every_kind_of_layer_can_be_added_and_trains(student: Person, family: str) -> None:
    chips = student.window.canvas.chips.chips
    for kind in dict(families())[family]:
        nodes = {node.id for node in student.project.graph.nodes}
        student.click_on("header", "dense2")
        chip = next(c for c in chips if c.category == family and c.kind in ("", kind))
        if family == "Merge":  # in a gap it finds a second input of the same width
            student.pull_chip(kind, student.point("insert", "dense2"))
        elif chip.kind:
            student.click(chip)
        else:
            next(a for a in chip.menu().actions() if a.data() == kind).trigger()
        (added,) = {node.id for node in student.project.graph.nodes} - nodes
        student.until(partial(in_use, student, added))
        assert student.window.selected_node() == added
        student.press(Qt.Key.Key_Delete)


def in_use(student: Person, node: str) -> bool:
    build = student.session.build
    return build is not None and node in build.active and student.session.problems == ()
