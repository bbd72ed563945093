"""Where mistakes of the program go: a log file, a crash report, and one line for the person."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

__all__ = ["install"]

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_SIZE = 500_000


def install(folder: Path, report: Callable[[BaseException], None]) -> None:
    """From now on everything unexpected is written to `folder`, and `report` tells the person.

    Exceptions on other threads are only written: `report` may touch the window.
    """
    handler = RotatingFileHandler(
        folder / "neural-sketchpad.log", maxBytes=_SIZE, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Kept open by the handler in the C library for as long as the process lives.
    faulthandler.enable((folder / "crash.txt").open("w", encoding="utf-8"))
    qInstallMessageHandler(_from_qt)
    threading.excepthook = _from_thread

    def hook(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logging.getLogger("app").error("unexpected", exc_info=(kind, error, trace))
        report(error)

    sys.excepthook = hook


def _from_qt(level: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(level, logging.WARNING), "%s", message)


def _from_thread(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        trace = (failure.exc_type, failure.exc_value, failure.exc_traceback)
        logging.getLogger("app").error("on another thread", exc_info=trace)
