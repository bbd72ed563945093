"""Adding by name: what is found, in both languages, and how keys choose it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import texts
from app.canvas.offers import found, offers
from app.canvas.quick_add import QuickAdd
from app.model import files
from engine.layers import layers

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def popup(window: QWidget) -> Iterator[QuickAdd]:
    made = QuickAdd(window, grouping=True)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open_at(QPoint(100, 100))
    yield made
    made.close()


def told(popup: QuickAdd) -> list[tuple[Any, ...]]:
    """What the popup asks for, as it asks."""
    heard: list[tuple[Any, ...]] = []
    popup.chosen.connect(lambda kind: heard.append(("layer", kind)))
    popup.template_chosen.connect(lambda name: heard.append(("template", name)))
    popup.note_wanted.connect(lambda: heard.append(("note",)))
    popup.group_wanted.connect(lambda: heard.append(("group",)))
    return heard


@pytest.mark.usefixtures("qapp")
def test_everything_that_can_be_added_is_offered() -> None:
    everything = offers(grouping=False)
    kinds = {offer.name for offer in everything if offer.what == "layer"}
    assert kinds == set(layers)
    names = [name for names in files.templates().values() for name in names]
    assert [offer.name for offer in everything if offer.what == "template"] == names
    assert "group" not in {offer.what for offer in everything}
    assert "group" in {offer.what for offer in offers(grouping=True)}
    assert all(offer.title and offer.help for offer in everything)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("kind", list(layers))
@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_every_layer_is_first_for_its_name(kind: str, code: str) -> None:
    texts.install(code)
    everything = offers(grouping=True)
    for offer in everything:
        if (offer.what, offer.name) == ("layer", kind):
            assert {found(words, everything)[0] for words in offer.words} == {offer}


@pytest.mark.usefixtures("qapp")
def test_a_beginning_a_slip_and_a_word_of_the_help_are_enough() -> None:
    everything = offers(grouping=True)
    for typed, name in (("dro", "dropout"), ("drpout", "dropout"), ("conc", "concatenate"),
                        ("wire around", "add"), ("note", "note"), ("group", "group")):
        assert name in [offer.name for offer in found(typed, everything)], typed
    assert found("qqq", everything) == []
    assert found("  ", everything) == list(everything)
    assert len(found("dro", everything)) < 5


def test_keys_move_and_return_adds(popup: QuickAdd) -> None:
    heard = told(popup)
    QTest.keyClicks(popup.field, "d")
    offered = [offer.name for offer in popup.offered()]
    QTest.keyClick(popup.field, Key.Key_Down)
    QTest.keyClick(popup.field, Key.Key_Return)
    assert heard == [("layer", offered[1])] or heard == [("template", offered[1])]
    assert not popup.isVisible()


@pytest.mark.parametrize(("typed", "wanted"), [("note", ("note",)), ("group from", ("group",)),
                                               ("dense", ("layer", "dense"))])
def test_each_kind_of_offer_asks_for_its_own(
    popup: QuickAdd, typed: str, wanted: tuple[Any, ...]
) -> None:
    heard = told(popup)
    QTest.keyClicks(popup.field, typed)
    QTest.keyClick(popup.field, Key.Key_Return)
    assert heard == [wanted]


def test_a_template_is_asked_for_by_its_name(popup: QuickAdd) -> None:
    heard = told(popup)
    name = next(offer for offer in popup.offered() if offer.name == "xor-2-4-1")
    QTest.keyClicks(popup.field, name.words[-1])
    QTest.keyClick(popup.field, Key.Key_Return)
    assert heard == [("template", name.name)]


def test_escape_closes_and_nothing_found_adds_nothing(popup: QuickAdd) -> None:
    heard = told(popup)
    QTest.keyClicks(popup.field, "qqqq")
    QTest.keyClick(popup.field, Key.Key_Return)
    assert popup.isVisible()
    assert popup.nothing.isVisible()
    assert popup.nothing.text() == "Nothing is called “qqqq”."
    QTest.keyClicks(popup.field, "q" * 80)
    assert popup.nothing.text().endswith("…”.")
    assert popup.nothing.sizeHint().width() <= popup.width()
    QTest.keyClick(popup.field, Key.Key_Escape)
    assert not popup.isVisible()
    assert heard == []


def test_a_click_adds(popup: QuickAdd) -> None:
    heard = told(popup)
    box = popup.list.visualItemRect(popup.list.item(1))
    QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert len(heard) == 1


def test_it_speaks(popup: QuickAdd) -> None:
    item = popup.list.item(0)
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == item.text()
    assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert popup.field.accessibleName()
    assert popup.accessibleName()


def test_it_changes_its_language_and_stays_on_the_screen(popup: QuickAdd) -> None:
    QTest.keyClicks(popup.field, "dense")
    texts.install("zh_CN")
    popup.retranslate()
    assert popup.offered()[0].title == "全连接"
    popup.open_at(QPoint(10**6, 10**6))
    assert popup.screen().availableGeometry().adjusted(-1, -1, 1, 1).contains(popup.geometry())
