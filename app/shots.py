"""Takes pictures of the real window, for scripts, tests and the pages in docs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEventLoop, Qt, QTimer

from app.application import Application, make_qapplication
from app.model.files import Saved
from app.model.project import Project
from app.settings import Settings
from app.training import Session
from engine.errors import BadExperiment, BadFile, EngineError

__all__ = ["Pose", "posed", "shot", "wait"]

SETTLE = 500
"""Milliseconds a window gets to finish its animations before its picture is taken."""


@dataclass(frozen=True)
class Pose:
    """How the window is to look: after so many epochs, in this size in pixels, and so on.

    `view` says how layers are shown, "auto" as when the project is opened. `part` is what of the
    window the picture shows; the network alone has the room of the panels beside it, too.
    """

    epochs: int = 0
    size: tuple[int, int] = (1600, 1000)
    theme: str = "light"
    language: str = "en"
    view: Literal["auto", "neurons", "cards"] = "auto"
    part: Literal["window", "network"] = "window"


def shot(saved: Saved, output: Path, pose: Pose) -> None:
    """Saves a picture of the real window, showing a project.

    Raises Diverged or BadExperiment when it cannot be trained, BadFile when the picture cannot
    be written. No setting of the person is read or changed.
    """
    with posed(saved, pose) as application:
        window = application.window
        shown = window.canvas if pose.part == "network" else window
        if not shown.grab().save(str(output)):
            raise BadFile(str(output), "unwritable")


@contextmanager
def posed(saved: Saved, pose: Pose) -> Iterator[Application]:
    """The application as its picture is taken, with a window that no screen shows."""
    make_qapplication()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.theme, settings.language = pose.theme, pose.language
        application = Application(settings)
        try:
            _pose(application, saved, pose)
            yield application
        finally:
            application.close()


def wait(milliseconds: int) -> None:
    """Lets the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _pose(application: Application, saved: Saved, pose: Pose) -> None:
    """Shows the window, trains, and waits until what it has to show is there."""
    window, session = application.window, application.session
    application.document.new(saved.project)
    session.load(saved.project.experiment, saved.weights, saved.epoch)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*pose.size)
    window.show()
    for side in ("left", "right") if pose.part == "network" else ():
        application.actions[f"view.{side}_panel"].setChecked(False)
    if pose.view != "auto":
        window.canvas.choose_mode(pose.view)
    failures: list[EngineError] = []
    session.failed.connect(failures.append)
    if pose.epochs > saved.epoch:
        session.epoch(pose.epochs - saved.epoch)
    while not failures and not _arrived(session, saved.project, pose.epochs):
        wait(50)
    if failures:
        raise failures[0]
    wait(SETTLE)


def _arrived(session: Session, project: Project, epochs: int) -> bool:
    """Whether the session shows this project, so many epochs on. What cannot be trained is shown
    as it is, if no epochs are asked for."""
    if session.problems:
        if epochs:
            raise BadExperiment(session.problems)
        return True
    build, frame = session.build, session.latest
    if build is None or build.graph != project.graph:
        return False  # what it shows is still the project before
    return frame is not None and frame.epoch >= epochs and frame.pictures is not None
