"""The window is closed at full speed: the program ends at once and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter
from pytestqt.qtbot import QtBot

from tests.patience import HANG, gone
from tests.stories.person import Person

SPACE = Qt.Key.Key_Space

MAIN = """
import sys
from PySide6.QtCore import QTimer
from app import __main__ as program, application
from app.settings import Settings
from tests.patience import gone
application.Settings = lambda: Settings(settings)
application.log_folder = lambda: __import__("pathlib").Path(settings).parent
made = []
class Watched(application.Application):
    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.watch = QTimer(self, interval=50)
        self.watch.timeout.connect(self.leave)
        self.watch.start()
        QTimer.singleShot(200, self, self.session.play)
    def leave(self):
        if self.session.latest is not None and self.session.latest.epoch > 0:
            self.watch.stop()
            made.append(self.session.latest.epoch)
            self.window.close()
application.Application = Watched
def main(arguments, main=application.main):
    status = main(arguments)
    print(status, made[0], gone("training"))
    return status
application.main = main
settings, sys.argv = sys.argv[1], [sys.argv[0], "digits"]
program.run()
"""


@pytest.mark.parametrize("example", ["two-spirals", "digits"])
def test_closing_at_full_speed(person: Person, example: str) -> None:
    person.start(example)
    person.press(SPACE)
    person.until(person.trained(1))
    assert "training" in {thread.name for thread in threading.enumerate()}
    person.window.close()
    person.close()
    assert gone("training")


def test_the_whole_program_ends_when_its_window_is_closed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MAIN, str(tmp_path / "settings.ini")],
        capture_output=True, text=True, timeout=HANG, check=False,
    )
    lines = [line for line in done.stderr.splitlines() if "This plugin does not" not in line]
    assert lines == []
    status, epoch, ended = done.stdout.split()
    assert (done.returncode, status, ended) == (0, "0", "True")
    assert int(epoch) > 0
    assert "started=true" in (tmp_path / "settings.ini").read_text()


def test_the_arrangement_is_there_again(
    person: Person, tmp_path: Path, qtbot: QtBot
) -> None:
    person.start("xor")
    person.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert not person.window.training.isVisible()
    person.control(Qt.Key.Key_D, shift=True)
    sizes = [splitter.sizes() for splitter in person.window.findChildren(QSplitter)]
    person.close()
    again = Person(qtbot, tmp_path / "settings.ini")
    try:
        again.start("xor")
        assert not again.window.training.isVisible()
        assert again.application.actions["view.theme"].isChecked()
        assert not again.application.actions["view.left_panel"].isChecked()
        for before, splitter in zip(sizes, again.window.findChildren(QSplitter), strict=True):
            assert splitter.sizes() == pytest.approx(before, abs=12)
    finally:
        again.close()
