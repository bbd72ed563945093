"""What the stories share: a person in front of a window that was never started before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.stories.person import Person


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing glides: what is pressed is where it will be, and a picture need not wait for it."""
    monkeypatch.setattr("app.canvas.transition.DURATION", 0)
    monkeypatch.setattr("app.shots.SETTLE", 50)


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """A person who has just sat down; the program speaks English and is light."""
    monkeypatch.setattr("app.application._system_language", lambda: "en")
    made = Person(qtbot, tmp_path / "settings.ini")
    yield made
    made.close()
