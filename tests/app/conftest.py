"""What the tests of the application share: a running session, a whole application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.application import Application, make_qapplication
from app.model.project import blank
from app.settings import Settings
from app.training import Session
from engine.experiment import Experiment


@pytest.fixture(scope="session")
def qapp_cls() -> Callable[[list[str]], object]:
    """The QApplication of the program itself."""
    return lambda _: make_qapplication()


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    """A session on a blank project, with its first frame ready."""
    made = Session(blank().experiment)
    yield made
    made.close()


@pytest.fixture
def application(qtbot: QtBot, tmp_path: Path) -> Iterator[Application]:
    """The whole application on a blank project, with settings of its own, in English."""
    settings = Settings(tmp_path / "settings.ini")
    settings.language = "en"
    made = Application(settings)
    made.window.show()
    yield made
    made.close()


@pytest.fixture
def experiment() -> Experiment:
    """A small experiment that trains in a moment."""
    return blank().experiment
