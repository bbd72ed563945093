"""Messages: stacked in a corner, clear of what is important, and gone in time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets.buttons import Button
from app.widgets.toast import Toasts

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def toasts(qtbot: QtBot) -> Iterator[Toasts]:
    anchor = QWidget()
    anchor.resize(600, 400)
    qtbot.addWidget(anchor)
    anchor.show()
    made = Toasts(anchor)
    yield made
    made.clear()


def test_messages_are_stacked_in_the_corner_without_overlap(toasts: Toasts) -> None:
    for text in ("one", "two " * 30, "three"):
        toasts.show("info", text)
    places = [toast.geometry() for toast in toasts.shown]
    assert len(places) == 3
    assert all(above.bottom() < below.top() for above, below in pairwise(places))
    assert places[-1].bottom() < 400
    assert all(place.right() < 600 for place in places)


def test_the_same_message_is_shown_once_and_at_most_three(toasts: Toasts) -> None:
    assert toasts.show("info", "same") is toasts.show("info", "same")
    for number_ in range(6):
        toasts.show("warning", str(number_))
    assert [toast.text for toast in toasts.shown] == ["3", "4", "5"]


def test_errors_stay_and_others_go_by_themselves(qtbot: QtBot, toasts: Toasts) -> None:
    error, info = toasts.show("error", "bad"), toasts.show("info", "good")
    assert not error.timer.isActive()
    info.timer.start(1)
    qtbot.waitUntil(lambda: info not in toasts.shown)
    assert error in toasts.shown


def test_errors_make_room_last(toasts: Toasts) -> None:
    toasts.show("error", "bad")
    for text in ("one", "two", "three"):
        toasts.show("info", text)
    assert [toast.text for toast in toasts.shown] == ["bad", "two", "three"]


def test_messages_keep_clear_of_what_is_important(toasts: Toasts) -> None:
    anchor = toasts.parent()
    assert isinstance(anchor, QWidget)
    card = QWidget(anchor)
    toasts.keep_clear_of(card)
    toast = toasts.show("error", "bad")
    for place in (QRect(300, 200, 280, 190), QRect(10, 200, 560, 190), QRect(10, 10, 200, 380)):
        card.setGeometry(place)
        card.show()
        assert not toast.geometry().intersects(place)
        assert anchor.rect().contains(toast.geometry())
        card.hide()
    assert toast.geometry().right() > 560 and toast.geometry().bottom() > 370


def test_escape_closes_the_newest_message(toasts: Toasts) -> None:
    anchor = toasts.parent()
    assert isinstance(anchor, QWidget)
    anchor.activateWindow()
    for text in ("one", "two"):
        toasts.show("error", text)
    QTest.keyClick(anchor, Qt.Key.Key_Escape)
    assert [toast.text for toast in toasts.shown] == ["one"]
    QTest.keyClick(anchor, Qt.Key.Key_Escape)
    assert toasts.shown == ()


def test_the_button_of_a_message_acts_and_closes_it(qtbot: QtBot, toasts: Toasts) -> None:
    done: list[int] = []
    toast = toasts.show("error", "bad", "Restart", lambda: done.append(1))
    button = next(b for b in toast.findChildren(Button) if b.text() == "Restart")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert toasts.shown == ()
