"""One table of actions, and everything that derives from it."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app import texts
from app.actions import MENUS, SPECS, SUBMENUS, Actions, ActionSpec, Situation
from app.resources import resource
from app.texts import LANGUAGES


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(window: QMainWindow) -> Actions:
    made = Actions(window)
    made.fill(window.menuBar())
    return made


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_every_action_is_complete(spec: ActionSpec, actions: Actions) -> None:
    action = actions[spec.id]
    assert action.text()
    assert action.statusTip()
    assert spec.menu in MENUS
    assert not spec.icon or resource("icons", f"{spec.icon}.svg").is_file()


def test_no_key_is_used_twice(actions: Actions) -> None:
    keys = Counter(key.toString() for action in actions for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_id_is_used_twice() -> None:
    assert len({spec.id for spec in SPECS}) == len(SPECS)


@pytest.mark.parametrize("menu", list(MENUS))
def test_menu_keys_differ_within_a_menu(menu: str, actions: Actions) -> None:
    texts = [actions[spec.id].text() for spec in SPECS if spec.menu == menu and not spec.submenu]
    inside = {spec.submenu for spec in SPECS if spec.menu == menu and spec.submenu}
    texts += [SUBMENUS[id]() for id in inside]
    marks = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert sorted(marks) == sorted(set(marks))


def test_every_action_is_in_its_menu(window: QMainWindow, actions: Actions) -> None:
    assert len(window.menuBar().actions()) == len(MENUS)
    top = [action for id in MENUS for action in actions.menu(id).actions()]
    found = [a for t in top for a in (t.menu().actions() if t.menu() is not None else [t])]
    names = [action.objectName() for action in found if not action.isSeparator()]
    assert sorted(names) == sorted(spec.id for spec in SPECS)


def test_groups_hold_every_action(actions: Actions) -> None:
    listed: list[QAction] = [action for _, group in actions.groups() for action in group]
    assert len(listed) == len(SPECS)
    assert not any("&" in title for title, _ in actions.groups())


def test_the_situation_decides(actions: Actions) -> None:
    assert not actions["edit.undo"].isEnabled()
    assert not actions["network.add_neuron"].isEnabled()
    actions.update(Situation(can_undo=True, undo="Add a neuron", neurons=True, playing=True))
    assert actions["edit.undo"].isEnabled()
    assert actions["edit.undo"].text().endswith("Add a neuron")
    assert actions["network.add_neuron"].isEnabled()
    assert actions.title("run.toggle") == "Pause"
    actions.update(Situation())
    assert actions.title("run.toggle") == "Play"


def test_words_follow_the_language(window: QMainWindow, actions: Actions, qtbot: QtBot) -> None:
    assert actions["view.language.en"].isChecked()
    before = actions.title("file.new"), window.menuBar().actions()[0].text()
    texts.install("zh_CN")
    qtbot.waitUntil(actions["view.language.zh_CN"].isChecked)
    after = actions.title("file.new"), window.menuBar().actions()[0].text()
    assert not actions["view.language.en"].isChecked()
    assert all(a != b for a, b in zip(after, before, strict=True))
    named = [actions.title(f"view.language.{code}") for code in LANGUAGES]
    assert named == list(LANGUAGES.values())
