"""What the application remembers between two starts, in one INI file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

__all__ = ["APPLICATION", "Settings", "log_folder"]

APPLICATION = "neural-sketchpad"
LAYOUT_VERSION = 1
"""Raised when docks or splitters change so much that an old arrangement no longer fits."""
RECENT = 10
"""How many recent files are remembered."""
_FLAGS = {"true": True, "false": False}


def log_folder() -> Path:
    """Where logs and crash reports go; made if missing."""
    return Path(platformdirs.user_log_dir(APPLICATION, appauthor=False, ensure_exists=True))


def _default_file() -> Path:
    folder = platformdirs.user_config_dir(APPLICATION, appauthor=False, ensure_exists=True)
    return Path(folder) / "settings.ini"


def _may_be(path: str) -> bool:
    """Whether a system can have a file of this name at all."""
    try:
        Path(path).is_file()
    except (OSError, ValueError):
        return False
    return True


class Settings(QObject):
    """Typed access to the settings file. Everything takes effect and is kept at once."""

    recent_changed = Signal()

    def __init__(self, file: Path | str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        where = str(file) if file is not None else str(_default_file())
        self._ini = QSettings(where, QSettings.Format.IniFormat, self)

    def text(self, key: str, default: str = "") -> str:
        """The text kept under `key`."""
        return str(self._ini.value(key, default, str))

    def flag(self, key: str, default: bool = False) -> bool:
        """The yes or no kept under `key`; the default if what is there is neither."""
        return _FLAGS.get(self.text(key).lower(), default)

    def number(self, key: str, default: float = 0.0) -> float:
        """The number kept under `key`; the default if what is there is not a number."""
        try:
            return float(self.text(key, str(default)))
        except ValueError:
            return default

    def keep(self, key: str, value: str | bool | float) -> None:
        """Keeps a value under `key`."""
        self._ini.setValue(key, value)

    @property
    def theme(self) -> str:
        """"light" or "dark"."""
        return "dark" if self.text("theme") == "dark" else "light"

    @theme.setter
    def theme(self, name: str) -> None:
        self.keep("theme", name)

    @property
    def language(self) -> str:
        """A language code, "" until one was chosen."""
        return self.text("language")

    @language.setter
    def language(self, code: str) -> None:
        self.keep("language", code)

    @property
    def device(self) -> str:
        """What to train on: "auto", "numpy", or the identity of a device that may be gone."""
        return self.text("device") or "auto"

    @device.setter
    def device(self, identity: str) -> None:
        self.keep("device", identity)

    @property
    def first_start(self) -> bool:
        """Whether the application was never closed properly before."""
        return not self.flag("started")

    def keep_started(self) -> None:
        """From now on it is no longer the first start."""
        self.keep("started", True)

    def layout(self, name: str) -> QByteArray:
        """The arrangement of a window, dock area or splitter; empty if none of this version."""
        kept = self._ini.value(self._layout_key(name))
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Keeps an arrangement, as `saveState` and `saveGeometry` give it."""
        self._ini.setValue(self._layout_key(name), state)

    def forget_layouts(self) -> None:
        """Back to the arrangement of a first start, from the next start on."""
        self._ini.remove("layout")

    @property
    def recent(self) -> list[Path]:
        """Recently used project files, newest first; some may be gone by now."""
        count = self._ini.beginReadArray("recent")
        found = []
        for index in range(min(count, RECENT)):
            self._ini.setArrayIndex(index)
            found.append(self.text("path"))
        self._ini.endArray()
        return [Path(text) for text in found if text and _may_be(text)]

    def add_recent(self, path: Path) -> None:
        """Puts a file at the top of the recent ones."""
        path = path.absolute()
        self._keep_recent([path, *(other for other in self.recent if other != path)][:RECENT])

    def forget_recent(self) -> None:
        """Empties the list of recent files."""
        self._keep_recent([])

    def flush(self) -> None:
        """Writes everything to the disk now."""
        self._ini.sync()

    def _keep_recent(self, paths: Sequence[Path]) -> None:
        self._ini.remove("recent")
        self._ini.beginWriteArray("recent", len(paths))
        for index, path in enumerate(paths):
            self._ini.setArrayIndex(index)
            self.keep("path", str(path))
        self._ini.endArray()
        self.recent_changed.emit()

    @staticmethod
    def _layout_key(name: str) -> str:
        return f"layout/{LAYOUT_VERSION}/{name}"
