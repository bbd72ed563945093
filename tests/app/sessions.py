"""A session as the window follows it: frames are taken, and the worker is held up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.model import edits
from app.model.project import Project, blank
from app.training import Session
from engine.frame import Frame
from tests.patience import HANG

__all__ = ["Watch", "caught_up", "heavy", "seen", "worker_busy"]

Watch = Callable[..., Frame]


def seen(qtbot: QtBot, session: Session, done: Callable[[Frame], bool]) -> Frame:
    """Takes frames until one of them satisfies `done`."""
    qtbot.waitUntil(lambda: (frame := session.take_frame()) is not None and done(frame))
    assert session.latest is not None
    return session.latest


def caught_up(qtbot: QtBot, session: Session) -> None:
    """Waits until the worker has done all that it was told, and the window has heard of it."""
    reached = threading.Event()
    session._worker.mailbox.post("", reached.set)
    qtbot.waitUntil(reached.is_set)
    QCoreApplication.processEvents()


@contextmanager
def worker_busy(session: Session) -> Iterator[None]:
    """Meanwhile the worker answers no command; those that wait are then taken all at once."""
    done, began = threading.Event(), threading.Event()
    session._worker.mailbox.post("", lambda: (began.set(), done.wait(HANG)))
    try:
        assert began.wait(HANG)
        yield
    finally:
        done.set()


def heavy() -> Project:
    """A network whose steps take long enough to be in the way."""
    project = edits.choose_data("digits")(blank())
    for _ in range(2):
        project = edits.insert_layer("dense1")(project)
    for node in project.nodes("dense"):
        project = edits.set_units(node.id, 1024)(project)
    return edits.set_training(batch_size=512)(project)
