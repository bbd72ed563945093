"""Decides what a command line asks for: the window, or one of the commands that need none."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from app import cli

__all__ = ["main", "run"]

BROKEN_PAIRS = (((6, 12), (3, 12)),)
"""From this Qt on, a Python older than that is ended by it within seconds: PySide6 6.12 loses a
reference to None in every call there."""


def broken_pair(qt: str, python: tuple[int, int]) -> str:
    """Why this PySide6 and this Python must not run together; "" when they may."""
    qt_version = tuple(int(part) for part in qt.split(".")[:2])
    for first_qt, needed_python in BROKEN_PAIRS:
        if qt_version >= first_qt and python < needed_python:
            return (
                f"PySide6 {qt} crashes on Python {python[0]}.{python[1]}. Use Python "
                f"{needed_python[0]}.{needed_python[1]} or newer, or install "
                f'"PySide6-Essentials<{first_qt[0]}.{first_qt[1]}".'
            )
    return ""


def _installed_qt() -> str:
    """The version of PySide6; "0" in a bundle, which was tested as a whole."""
    try:
        return version("PySide6-Essentials")
    except PackageNotFoundError:
        return "0"


def without_display() -> bool:
    """Whether no window could be seen. Then Qt is told to draw into memory."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return os.environ.get("QT_QPA_PLATFORM") == "offscreen"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the application with these arguments and returns its exit status."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if reason := broken_pair(_installed_qt(), sys.version_info[:2]):
        sys.stderr.write(f"{reason}\n")
        return 2
    if without_display() and not arguments:
        arguments = ["preview"]
    if arguments and (arguments[0] in cli.COMMANDS or arguments[0].startswith("-")):
        return cli.main(arguments)
    from app.application import main as open_window

    # Python's own answer to Ctrl+C in the terminal waits for its next turn, which may not come.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return open_window(arguments)


def run() -> None:
    """Runs the application as a program of its own, and ends that."""
    status = main()
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a window without a terminal has none
            stream.flush()
    if threading.active_count() > 1:
        # The compiler of a driver, or a driver that does not answer, cannot be interrupted, and
        # Python would break off such a thread in the midst of its work. Everything that matters
        # has ended and is saved; what was being compiled the next start compiles again.
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    run()
