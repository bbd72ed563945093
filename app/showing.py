"""Gives the frames of a session to the views, a few views at each beat of the display."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer

from app.training import Session
from engine.frame import Frame

__all__ = ["FrameView", "Showing"]

BEAT = 16
"""Milliseconds between two pictures of a display."""


class FrameView(Protocol):
    """What can show a frame."""

    def show_frame(self, frame: Frame) -> None:
        """Follows the training."""


class Showing(QObject):
    """Every group of views shows a frame at its own beat: none alone takes as long as a beat,
    so the window answers, and the worker trains, in between. Frames that arrive meanwhile wait
    in the session, as one.
    """

    def __init__(
        self, session: Session, groups: Sequence[Sequence[FrameView]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._groups = [tuple(group) for group in groups]
        self._frame: Frame | None = None
        self._left: list[Sequence[FrameView]] = []
        self._beats = QTimer(self, singleShot=True)
        self._beats.setTimerType(Qt.TimerType.PreciseTimer)
        self._beats.timeout.connect(self._beat)
        session.frame_ready.connect(self._begin)

    @property
    def idle(self) -> bool:
        """Whether every view has shown the newest frame."""
        return not self._beats.isActive()

    def add(self, view: FrameView) -> None:
        """One more view, after all others."""
        self._groups[-1] += (view,)

    def stop(self) -> None:
        """Shows nothing any more."""
        self._session.frame_ready.disconnect(self._begin)
        self._beats.stop()

    def _begin(self) -> None:
        if not self._beats.isActive():
            self._beats.start(0)  # in a turn of its own: news that came with it took their time

    def _beat(self) -> None:
        if self._session.latest is not self._frame:
            self._left = []  # another project was opened, whose views show nothing of this one
        self._session.go_first()
        data = self._session.data
        if not self._left:
            self._frame, self._left = self._session.take_frame(), list(self._groups)
        if self._frame is None:
            self._left = []
            return
        self._beats.start(BEAT)  # first, so that a view that fails does not hold up the others
        if self._session.data is not data:
            return  # other samples were painted now, which is enough for one beat
        for view in self._left.pop(0):
            view.show_frame(self._frame)
