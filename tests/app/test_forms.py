"""Rows and forms: the same few laws for every setting there is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.widgets.choice import ChoiceBox
from app.widgets.form import Form
from app.widgets.numbers import from_text, has_slider, nearest, stops, to_text
from app.widgets.rows import ChoiceRow, NumberRow, SwitchRow
from engine.datasets import datasets
from engine.experiment import Split, Training
from engine.layers import layers
from engine.losses import losses
from engine.optimizers import optimizers
from engine.param import Declared, Param
from engine.schedules import schedules

pytestmark = pytest.mark.usefixtures("qapp")
LEFT = Qt.MouseButton.LeftButton
EVERYTHING = [
    Split, Training, *datasets.values(), *layers.values(), *losses.values(),
    *optimizers.values(), *schedules.values(),
]
NUMBERS = [
    pytest.param(p, id=f"{cls.name}.{p.name}")
    for cls in EVERYTHING
    for p in cls.params.values()
    if p.kind in ("int", "float")
]


def number(**values: object) -> Param:
    return Param(**{"name": "x", "label": "X", "help": "h", **values})  # type: ignore[arg-type]


RATE = number(default=0.03, lo=1e-6, hi=10.0, log=True)
SHARE = number(default=0.5, lo=0.1, hi=0.9, unit="%")


def shown_row(qtbot: QtBot, p: Param, value: float) -> NumberRow:
    row = NumberRow(p)
    qtbot.addWidget(row)
    row.show_value(value)
    row.resize(220, 60)
    row.show()
    return row


# --- numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize("p", NUMBERS)
def test_every_stop_of_every_slider_is_allowed_and_survives_being_written(p: Param) -> None:
    if not has_slider(p):
        return
    places = stops(p)
    assert places[0] == p.lo
    assert places[-1] == p.hi
    assert all(a < b for a, b in pairwise(places))
    assert 2 <= len(places) <= 1001
    for place in places:
        value = int(place) if p.kind == "int" else place
        p.check(value)
        read = from_text(p, to_text(p, value))
        assert read == pytest.approx(value, rel=1e-3)


def test_a_logarithmic_slider_starts_at_zero_and_climbs_by_decades() -> None:
    places = stops(number(default=0.0, lo=0.0, hi=1.0, log=True))
    assert places[0] == 0.0
    assert {1e-6, 1e-4, 1e-3, 0.03, 0.5, 1.0} <= set(places)


@pytest.mark.parametrize(
    ("p", "value", "text"),
    [
        (RATE, 0.03, "0.03"), (RATE, 0.008, "0.008"), (RATE, 1e-6, "1e−6"), (RATE, 10.0, "10"),
        (SHARE, 0.6, "60\u2009%"), (SHARE, 0.125, "12.5\u2009%"),
        (number(default=4, kind="int"), 4, "4"), (RATE, 0.123456, "0.1235"),
    ],
)
def test_numbers_are_written_short(p: Param, value: float, text: str) -> None:
    assert to_text(p, value) == text


@pytest.mark.parametrize(
    ("p", "text", "value"),
    [
        (SHARE, "60", 0.6), (SHARE, " 60 % ", 0.6), (RATE, "0,5", 0.5), (RATE, "1e-3", 0.001),
        (RATE, "abc", None), (RATE, "", None), (RATE, "nan", None), (RATE, "inf", None),
        (number(default=1, kind="int"), "2.5", None), (number(default=1, kind="int"), "1e2", 100),
    ],
)
def test_what_people_type_is_understood_or_refused(p: Param, text: str, value: object) -> None:
    assert from_text(p, text) == value


def test_nearest_stop() -> None:
    assert [nearest((0.0, 1.0, 10.0), v) for v in (-5.0, 0.4, 0.6, 5.0, 99.0)] == [0, 0, 1, 1, 2]


# --- forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", EVERYTHING, ids=lambda cls: cls.name)
def test_everything_declared_has_a_form_with_names_and_explanations(
    qtbot: QtBot, cls: type[Declared]
) -> None:
    form = Form(cls())
    qtbot.addWidget(form)
    assert form.empty == (not cls.params)
    for name in cls.params:
        row = form.row(name)
        assert row.name.text()
        assert row.toolTip()
        assert row.control().accessibleName() == row.name.text()


def test_showing_values_is_silent_and_another_class_makes_other_rows(qtbot: QtBot) -> None:
    form = Form(optimizers.make("adam"))
    qtbot.addWidget(form)
    with qtbot.assertNotEmitted(form.value_changed):
        form.show_values(optimizers.make("adam", {"beta1": 0.5}))
        form.show_values(optimizers.make("momentum"))
    assert form.row("momentum").isEnabled()
    with pytest.raises(KeyError):
        form.row("beta1")


def test_names_choose_and_order_the_rows(qtbot: QtBot) -> None:
    form = Form(Training(), names=("batch_size", "learning_rate"))
    qtbot.addWidget(form)
    form.resize(220, 200)
    form.show()
    assert form.row("batch_size").y() < form.row("learning_rate").y()


def test_a_drag_is_many_changes_and_one_release(qtbot: QtBot) -> None:
    row = shown_row(qtbot, RATE, 0.03)
    assert row.slider is not None
    values: list[object] = []
    releases: list[int] = []
    row.changed.connect(values.append)
    row.released.connect(partial_count(releases))
    middle = row.slider.rect().center()
    QTest.mousePress(row.slider, LEFT, pos=middle)
    for dx in (10, 20, 30):
        QTest.mouseMove(row.slider, middle + QPoint(dx, 0))
    QTest.mouseRelease(row.slider, LEFT, pos=middle + QPoint(30, 0))
    assert len(values) >= 3
    assert values == sorted(values)  # type: ignore[type-var]
    assert len(releases) == 1
    assert row.edit.text() == to_text(RATE, values[-1])  # type: ignore[arg-type]


def partial_count(into: list[int]) -> object:
    def count() -> None:
        into.append(1)

    return count


def test_the_wheel_scrolls_the_page_and_changes_nothing(qtbot: QtBot) -> None:
    row = shown_row(qtbot, RATE, 0.03)
    choice = ChoiceRow(layers["dense"].params["activation"])
    qtbot.addWidget(choice)
    assert row.slider is not None
    for widget in (row.slider, choice.box):
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )
        with qtbot.assertNotEmitted(row.changed), qtbot.assertNotEmitted(choice.changed):
            QApplication.sendEvent(widget, event)
        assert not event.isAccepted()


def test_arrow_keys_move_by_one_stop(qtbot: QtBot) -> None:
    row = shown_row(qtbot, RATE, 0.03)
    with qtbot.waitSignals([row.changed, row.released]):
        QTest.keyClick(row.slider, Qt.Key.Key_Right)
    assert row.edit.text() == "0.04"


@pytest.mark.parametrize("how", ["double click", "digit", "F2"])
def test_the_exact_value_can_be_typed(qtbot: QtBot, how: str) -> None:
    row = shown_row(qtbot, RATE, 0.03)
    assert row.slider is not None
    row.activateWindow()
    row.slider.setFocus()
    if how == "double click":
        QTest.mouseDClick(row.slider, LEFT)
    else:
        QTest.keyClick(row.slider, Qt.Key.Key_F2 if how == "F2" else Qt.Key.Key_0)
    QTest.keyClicks(row.edit, ".0123" if how == "digit" else "0.0123")
    with qtbot.waitSignal(row.changed) as caught, qtbot.waitSignal(row.released):
        QTest.keyClick(row.edit, Qt.Key.Key_Return)
    assert caught.args == [0.0123]


@pytest.mark.parametrize("nonsense", ["abc", "", "99", "-1", "nan", "1e999"])
def test_nonsense_is_refused_with_a_reason_and_the_old_value_comes_back(
    qtbot: QtBot, nonsense: str
) -> None:
    row = shown_row(qtbot, RATE, 0.03)
    row.edit.start()
    row.edit.selectAll()
    if nonsense:
        QTest.keyClicks(row.edit, nonsense)
    else:
        QTest.keyClick(row.edit, Qt.Key.Key_Backspace)
    with qtbot.assertNotEmitted(row.changed):
        QTest.keyClick(row.edit, Qt.Key.Key_Return)
    assert row.reason.isVisible()
    assert "10" in row.reason.text()
    assert row.edit.text() == "0.03"
    row.edit.start()
    QTest.keyClicks(row.edit, "0.5")
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    assert not row.reason.isVisible()


def test_escape_gives_typing_up(qtbot: QtBot) -> None:
    row = shown_row(qtbot, RATE, 0.03)
    row.edit.start()
    QTest.keyClicks(row.edit, "7")
    with qtbot.assertNotEmitted(row.changed):
        QTest.keyClick(row.edit, Qt.Key.Key_Escape)
    assert row.edit.text() == "0.03"


def test_a_seed_has_no_slider_but_steps(qtbot: QtBot) -> None:
    row = shown_row(qtbot, Training.params["seed"], 5)
    assert row.slider is None
    with qtbot.waitSignal(row.changed) as caught:
        QTest.keyClick(row.edit, Qt.Key.Key_Up)
    assert caught.args == [6]


def test_a_lower_top_moves_the_slider_but_not_the_limit(qtbot: QtBot) -> None:
    p = Training.params["batch_size"]
    row = shown_row(qtbot, p, 10)
    row.set_top(200.0)
    assert row.slider is not None
    with qtbot.waitSignal(row.changed) as caught:
        QTest.keyClick(row.slider, Qt.Key.Key_End)
    assert caught.args == [200]
    with qtbot.waitSignal(row.changed) as caught:
        row.give(1000)
    assert caught.args == [1000]


def test_a_switch_row_is_one_gesture(qtbot: QtBot) -> None:
    row = SwitchRow(Split.params["standardize"])
    qtbot.addWidget(row)
    row.show()
    with qtbot.waitSignal(row.changed) as caught, qtbot.waitSignal(row.released):
        QTest.mouseClick(row.switch, LEFT)
    assert caught.args == [True]


def test_refused_choices_cannot_be_picked_and_say_why(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.set_choices({"a": "A", "b": "B"}, {"a": "first"})
    box.set_refused({"b": "does not suit"})
    assert box.itemData(0, Qt.ItemDataRole.ToolTipRole) == "first"
    assert box.itemData(1, Qt.ItemDataRole.ToolTipRole) == "does not suit"
    assert not box.model().flags(box.model().index(1, 0)) & Qt.ItemFlag.ItemIsEnabled
    box.set_key("nowhere")
    assert box.key() == ""
