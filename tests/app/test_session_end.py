"""A session leaves nothing running: no thread, no trainer, no program, no garbage."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref

import pytest
from pytestqt.qtbot import QtBot

from app.training import Session
from engine.experiment import Experiment
from engine.trainer import Trainer
from tests.app.sessions import Watch, caught_up, heavy, seen
from tests.patience import HANG, gone


def test_closing_in_full_run_ends_the_thread(qtbot: QtBot) -> None:
    session = Session(heavy().experiment)
    qtbot.waitUntil(lambda: session.take_frame() is not None)
    session.play()
    seen(qtbot, session, lambda frame: frame.step > 0)
    session.close()
    session.close()
    assert gone("training")


def test_every_trainer_is_closed(
    qtbot: QtBot, experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Trainer] = []

    def close(trainer: Trainer) -> None:
        closed.append(trainer)

    monkeypatch.setattr(Trainer, "close", close)
    session = Session(experiment)
    qtbot.waitUntil(lambda: session.take_frame() is not None)
    session.load(experiment)
    qtbot.waitUntil(lambda: len(closed) == 1)
    session.close()
    assert gone("training")
    assert len(set(closed)) == 2


FORGETFUL = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from app.model.project import blank
from app.training import Session
app = QCoreApplication([])
session = Session(blank().experiment)
session.play()
QTimer.singleShot(200, app.quit)
app.exec()
print(session.latest is None)
"""


def test_a_forgotten_session_does_not_keep_the_program_alive() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORGETFUL], capture_output=True, text=True, timeout=HANG, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


class Knot:
    """Garbage that only the cyclic collector finds."""

    def __init__(self) -> None:
        self.me = self


def test_garbage_is_collected_on_the_windows_thread_only(
    qtbot: QtBot, session: Session, watch: Watch
) -> None:
    threads: set[int] = set()

    def note(_phase: str, _info: dict[str, int]) -> None:
        threads.add(threading.get_ident())

    gc.callbacks.append(note)
    try:
        session.play()
        knot = weakref.ref(Knot())
        qtbot.waitUntil(lambda: knot() is None)
        session.set_experiment(heavy().experiment)  # compiling makes much that could be collected
        watch(lambda frame: frame.weights["dense1.weight"].shape[1] == 1024)
        session.pause()
        caught_up(qtbot, session)  # and not working any more when it ends, however slow that is
        session.close()
    finally:
        gc.callbacks.remove(note)
    assert threads == {threading.get_ident()}
    assert gc.isenabled()
