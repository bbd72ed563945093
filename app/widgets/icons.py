"""Line icons in the colours of the theme, drawn from resources/icons/*.svg."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.resources import resource
from app.theme import Theme, themes

__all__ = ["bind_icon", "icon", "paint_icon", "pixmap"]

_SIZES = (16, 18, 20, 24, 32, 40, 48, 64)
_INK = "currentColor"


class _Iconed(Protocol):
    def setIcon(self, icon: QIcon) -> None: ...


def icon(name: str, role: str = "text") -> QIcon:
    """The icon `name` in the present theme's colour `role`.

    It does not follow a change of theme; `bind_icon` does. Raises FileNotFoundError.
    """
    return _icon(name, role, themes.now())


def pixmap(name: str, size: int, role: str = "text", ratio: float = 1.0) -> QPixmap:
    """The icon `name`, `size` logical pixels wide, for a screen of `ratio` pixels per point."""
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _renderer(name, themes.now().color(role).name()).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def paint_icon(painter: QPainter, name: str, rect: QRectF, role: str = "text") -> None:
    """Draws the icon `name` into `rect` in the present theme's colour `role`."""
    _renderer(name, themes.now().color(role).name()).render(painter, rect)


def bind_icon(target: QObject, name: str, role: str = "text") -> None:
    """Gives `target` (a button or an action) an icon that follows the theme; again: another."""
    for old in target.findChildren(_Binding, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.name, old.role = name, role
        old.refresh()
        return
    _Binding(target, name, role)


class _Binding(QObject):
    """Sets its parent's icon again whenever the theme changes."""

    def __init__(self, target: QObject, name: str, role: str) -> None:
        super().__init__(target)
        self.name, self.role = name, role
        themes.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        target: _Iconed = self.parent()  # type: ignore[assignment]
        target.setIcon(icon(self.name, self.role))


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(source.replace(_INK, color).encode()))


@lru_cache(maxsize=256)
def _icon(name: str, role: str, theme: Theme) -> QIcon:
    made = QIcon()
    rests = "muted" if role == "accent_text" else "track"  # its button is filled with the track
    for mode, ink in ((QIcon.Mode.Normal, role), (QIcon.Mode.Disabled, rests)):
        for size in _SIZES:
            made.addPixmap(pixmap(name, size, ink), mode)
    return made
