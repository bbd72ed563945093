"""What the tests of the application share: a running session, a whole application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.application import Application
from app.document import Document
from app.model import edits
from app.model.project import blank
from app.settings import Settings
from app.training import Session
from engine.experiment import Experiment
from engine.frame import Frame
from tests.app.bench import residual
from tests.app.board_bench import BoardBench
from tests.app.sessions import Watch, seen
from tests.app.shown import Shown


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing glides: what is pressed is where it will be, and a picture need not wait for it."""
    monkeypatch.setattr("app.canvas.transition.DURATION", 0)
    monkeypatch.setattr("app.shots.SETTLE", 50)


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[BoardBench]:
    """A canvas that shows the residual network as cards, and a clipboard that stays empty."""
    made = BoardBench(blank().with_graph(residual()))
    qtbot.addWidget(made.canvas)
    yield made.start()
    QGuiApplication.clipboard().clear()


@pytest.fixture
def document(qapp: QApplication) -> Document:
    """A blank project that can be edited."""
    return Document()


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    """A session on a blank project, with its first frame ready."""
    made = Session(blank().experiment)
    yield made
    made.close()


@pytest.fixture
def watch(qtbot: QtBot, session: Session) -> Watch:
    """Takes frames as the window does, and gives back the next one that satisfies `until`."""
    qtbot.waitUntil(lambda: session.take_frame() is not None)

    def take(until: Callable[[Frame], bool] = lambda frame: True) -> Frame:
        return seen(qtbot, session, until)

    return take


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
def show(qtbot: QtBot) -> Iterator[Any]:
    """Shows a data set with a small network, and waits until its first picture is there."""
    made: list[Shown] = []

    def shown(data: str, **values: Any) -> Shown:
        project = edits.choose_data(data, **values)(blank())
        if data == "digits":
            project = edits.set_split(standardize=False)(project)
        found = Shown(project)
        made.append(found)
        qtbot.waitUntil(lambda: found.session.latest is not None
                        and bool(found.session.latest.predictions)
                        and (data == "digits" or found.session.latest.boundary is not None))
        return found

    yield shown
    for one in made:
        one.close()
    QToolTip.hideText()
    tips = [w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel")]
    for tip in tips:
        tip.hide()
        tip.deleteLater()
    tips.clear()


@pytest.fixture
def experiment() -> Experiment:
    """A small experiment that trains in a moment."""
    return blank().experiment
