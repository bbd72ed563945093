"""The search for what this computer can train on, beside everything else."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from engine.devices import Device, Stopped, devices, give_way, open_all

__all__ = ["DeviceSearch"]


class DeviceSearch(QObject):
    """Asks the drivers on a thread that then ends. `ended` says that `found` is known.

    `began` says that they are asked, `renewed` what was known before they were asked anew.
    """

    began = Signal()
    ended = Signal()
    renewed = Signal(object)
    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: tuple[Device, ...] = ()
        self._thread: threading.Thread | None = None
        self._asking = False
        self._unwanted = threading.Event()
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_on(self) -> bool:
        """Whether devices are still to come."""
        return self._asking

    def device(self, key: str) -> Device | None:
        """The device of this key, if it was found."""
        return next((device for device in self.found if device.key == key), None)

    def begin(self) -> None:
        """Asks what there is and opens it, ahead of the first use; kernels are to work behind the
        window."""
        give_way()
        self._start(anew=False)

    def again(self) -> None:
        """Asks anew, and tries every device: there may be another driver now, or one that has
        come to its senses."""
        if not self._asking:
            self._start(anew=True)

    def end(self, seconds: float) -> None:
        """Nobody wants to know any more; waits so long at most."""
        self._unwanted.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def _start(self, *, anew: bool) -> None:
        self._asking = True
        # No daemon: the interpreter must not end while a driver is being opened.
        self._thread = threading.Thread(
            target=self._look, args=(self._thread, anew), name="devices"
        )
        self._thread.start()
        self.began.emit()

    def _look(self, before: threading.Thread | None, anew: bool) -> None:
        """On the thread; the one before may still be opening what it found."""
        if before is not None:
            before.join()
        with suppress(Stopped):
            self._tell(devices(stop=self._unwanted.is_set, anew=anew))
            open_all(stop=self._unwanted.is_set)

    def _tell(self, found: Any) -> None:
        with suppress(RuntimeError):  # the window has gone meanwhile
            self._told.emit(found)

    def _take(self, found: tuple[Device, ...]) -> None:
        if self._unwanted.is_set():
            return
        before, self.found = self.found, found
        self._asking = False
        self.ended.emit()
        if before:
            self.renewed.emit(before)
