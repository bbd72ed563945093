"""What is remembered between two starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.application import Application
from app.settings import RECENT, Settings
from app.texts import LANGUAGES, language


@pytest.fixture
def file(qapp: object, tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def again(settings: Settings, file: Path) -> Settings:
    """The settings as the next start finds them."""
    settings.flush()
    return Settings(file)


def test_a_first_start_has_sensible_settings(file: Path) -> None:
    settings = Settings(file)
    assert settings.first_start
    assert (settings.theme, settings.language, settings.recent) == ("light", "", [])
    assert settings.device == "auto"
    assert settings.layout("window").isEmpty()


def test_everything_is_kept(file: Path) -> None:
    settings = Settings(file)
    settings.theme, settings.language = "dark", "zh_CN"
    settings.keep_started()
    settings.device = "Some platform | Some GPU"
    settings.keep("speed", 2.5)
    settings.keep("smooth", True)
    settings.keep_layout("window", QByteArray(b"a\x00b"))
    settings = again(settings, file)
    assert (settings.theme, settings.language, settings.first_start) == ("dark", "zh_CN", False)
    assert settings.device == "Some platform | Some GPU"
    assert settings.number("speed") == 2.5
    assert settings.flag("smooth") is True
    assert settings.layout("window") == QByteArray(b"a\x00b")
    settings.forget_layouts()
    assert settings.layout("window").isEmpty()


NONSENSE = """[General]
theme=plaid, dark
language=zh
device=one, two
started=maybe
speed=fast
[hidden]
view.left_panel=maybe
[layout]
1\\window=5
1\\columns=@ByteArray(nonsense)
[recent]
size=999999999
1\\path=
2\\path={long}
3\\path=a, b
4\\path=/gone.nsketch
"""


def test_nonsense_in_the_file_does_no_harm(file: Path) -> None:
    file.write_text(NONSENSE.format(long="x" * 5000), "utf-8")
    settings = Settings(file)
    assert (settings.theme, settings.device, settings.first_start) == ("light", "auto", True)
    assert settings.number("speed", 3.0) == 3.0
    assert not settings.flag("hidden/view.left_panel")
    assert settings.flag("hidden/view.left_panel", True)
    assert settings.layout("window").isEmpty()
    assert settings.recent == [Path("/gone.nsketch")]


def test_the_window_opens_with_nonsense_in_the_file(file: Path, qtbot: QtBot) -> None:
    file.write_text(NONSENSE.format(long="x" * 5000), "utf-8")
    application = Application(Settings(file))
    try:
        application.start()
        assert language() in LANGUAGES
        assert application.window.data.isVisibleTo(application.window)
    finally:
        application.close()
        qtbot.waitUntil(lambda: not isValid(application.window))


def test_recent_files_are_newest_first_and_few(file: Path, qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(file)
    paths = [tmp_path / f"{number} 中文.nsketch" for number in range(RECENT + 3)]
    for path in paths:
        settings.add_recent(path)
    settings.add_recent(paths[5])
    settings = again(settings, file)
    assert settings.recent[:2] == [paths[5], paths[-1]]
    assert len(settings.recent) == len(set(settings.recent)) == RECENT
    with qtbot.waitSignal(settings.recent_changed):
        settings.forget_recent()
    assert again(settings, file).recent == []
