"""The colours of the application, light and dark, and the one colour scale of all pictures.

Blue is positive, class B, training; orange is negative, class A, test; the neutral grey is zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.resources import resource

__all__ = ["CATEGORY_COLORS", "CLASS_COLORS", "Theme", "ThemeManager", "themes"]


@dataclass(frozen=True)
class Theme:
    """Named colours as "#RRGGBB"; `now()` of the manager gives the one in use."""

    name: str
    window: str
    panel: str
    field: str
    border: str
    text: str
    muted: str
    accent: str
    accent_text: str
    positive: str
    negative: str
    positive_text: str
    negative_text: str
    neutral: str
    area_positive: str
    area_negative: str
    area_neutral: str
    danger: str
    warning: str
    good: str
    board: str
    raised: str
    note: str
    note_border: str
    note_text: str

    @property
    def track(self) -> str:
        """The empty part of a slider, a switch that is off."""
        return _mix(self.color("border"), self.color("muted"), 0.08).name()

    @property
    def hover(self) -> str:
        """A field under the pointer."""
        return _mix(self.color("field"), self.color("text"), 0.05).name()

    @property
    def pressed(self) -> str:
        """A field being pressed."""
        return _mix(self.color("field"), self.color("text"), 0.1).name()

    @property
    def accent_hover(self) -> str:
        """The accent under the pointer."""
        return _mix(self.color("accent"), self.color("text"), 0.16).name()

    @property
    def accent_soft(self) -> str:
        """A chosen row or chip, paler than the accent."""
        return _mix(self.color("panel"), self.color("accent"), 0.13).name()

    @property
    def danger_soft(self) -> str:
        """Behind a message that something is wrong."""
        return _mix(self.color("panel"), self.color("danger"), 0.12).name()

    @property
    def dots(self) -> str:
        """The dots on the drawing board."""
        return _mix(self.color("board"), self.color("muted"), 0.22).name()

    @property
    def wire(self) -> str:
        """A wire that carries numbers and has no weights."""
        return _mix(self.color("raised"), self.color("muted"), 0.78).name()

    def soft(self, role: str) -> QColor:
        """A ground for words in the colour of a role, on cards."""
        return _mix(self.color("raised"), self.color(role), 0.1)

    def shadow(self, alpha: float) -> QColor:
        """What a raised thing casts on the board."""
        made = QColor("#0B1220" if self.name == "light" else "#000000")
        made.setAlphaF(alpha)
        return made

    def category_color(self, category: str) -> QColor:
        """The colour of a family of layers; that of the text for what belongs to none."""
        return QColor(CATEGORY_COLORS.get(category, _OTHER) if category else self.text)

    def family_color(self, kind: str, category: str) -> QColor:
        """The colour of a kind of layer: that of its family, or of the text for the ends of a
        network and for groups."""
        plain = kind in ("input", "output", "group")
        return self.color("text") if plain else self.category_color(category)

    @property
    def stylesheet(self) -> str:
        """resources/themes/application.qss with every @role replaced by this theme's colour."""
        return re.sub(r"@(\w+)", self._role, _template())

    def _role(self, match: re.Match[str]) -> str:
        return str(getattr(self, match[1]))

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        """The colour of a role, e.g. ``color("muted", 0.5)``."""
        made = QColor(getattr(self, role))
        made.setAlphaF(alpha)
        return made

    def diverging(
        self, values: NDArray[np.floating], *, area: bool = False, fine: bool = False
    ) -> NDArray[np.uint8]:
        """RGBA of values in [-1, 1] (clipped; NaN is transparent), shape (*values.shape, 4).

        `area` takes the paler scale for large areas such as the decision boundary, on which
        points must stay readable; `fine` one that is brighter on dark ground, for images, of
        which small parts must be seen.
        """
        table = _scale(self.name, "area_" if area else "", fine=fine and self.name == "dark")
        finite = np.isfinite(values)
        at = np.clip(np.where(finite, values, 0.0), -1.0, 1.0)
        rgba: NDArray[np.uint8] = table[np.rint((at + 1.0) * 127.5).astype(np.intp)]
        rgba[~finite, 3] = 0
        return rgba

    def class_color(self, number: int, *, area: bool = False) -> QColor:
        """The colour of class `number` when there are three or more classes."""
        made = QColor(CLASS_COLORS[number % len(CLASS_COLORS)])
        return made if not area else _mix(QColor(self.panel), made, 0.65)

    def palette(self) -> QPalette:
        """The Qt palette of this theme."""
        palette = QPalette()
        role = QPalette.ColorRole
        for which, name in {
            role.Window: "window", role.Base: "panel", role.AlternateBase: "field",
            role.Button: "field", role.WindowText: "text", role.Text: "text",
            role.ButtonText: "text", role.ToolTipBase: "panel", role.ToolTipText: "text",
            role.PlaceholderText: "muted", role.Highlight: "accent",
            role.HighlightedText: "accent_text", role.Link: "accent", role.Mid: "border",
            role.Accent: "accent", role.BrightText: "danger",
        }.items():
            palette.setColor(which, self.color(name))
        for which in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, self.color("muted", 0.6))
        return palette


CLASS_COLORS = (
    "#F59322", "#0877BD", "#1FA187", "#B355C4", "#D9485F",
    "#8C6D31", "#4B5BD1", "#7FB800", "#00A5C8", "#8A8F98",
)
"""Classes in order; the first two are the negative and positive colours of the binary scale."""

CATEGORY_COLORS = {
    "Basic": "#5B8DEF", "Activation": "#1FA187", "Normalization": "#8A90A2",
    "Regularization": "#8A90A2", "Merge": "#C99A1C", "Shape": "#B05CD6",
}
"""Families of layers in the order they are offered; the same in both themes."""
_OTHER = "#8A90A2"

LIGHT = Theme(
    name="light", window="#EEF0F3", panel="#FFFFFF", field="#F4F6F9", border="#E1E5EB",
    text="#161B26", muted="#646C7A", accent="#2563EB", accent_text="#FFFFFF",
    positive="#0877BD", negative="#F59322", positive_text="#0870B2", negative_text="#B96203",
    neutral="#F4F5F7", area_positive="#5BA5D6", area_negative="#FABC78", area_neutral="#F7F8FA",
    danger="#C93434", warning="#9A6700", good="#1A8A63",
    board="#F8F9FB", raised="#FFFFFF", note="#FFF6DC", note_border="#F0DFA6", note_text="#6B5212",
)
DARK = Theme(
    name="dark", window="#0E1014", panel="#171A20", field="#1F232B", border="#2A2F39",
    text="#E8EAEE", muted="#949CAA", accent="#5A9BFF", accent_text="#0B1220",
    positive="#0877BD", negative="#F59322", positive_text="#4DB4F5", negative_text="#F9A64A",
    neutral="#14171C", area_positive="#0B5A8F", area_negative="#A8651C", area_neutral="#1B1E24",
    danger="#F07070", warning="#E3B341", good="#35C28F",
    board="#121419", raised="#1C2027", note="#2F2917", note_border="#574A22", note_text="#EBD79C",
)
_THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def _mix(a: QColor, b: QColor, share: float) -> QColor:
    """`share` of `b` in `a`."""
    pairs = ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()))
    return QColor.fromRgbF(*(x + (y - x) * share for x, y in pairs))


@lru_cache(maxsize=1)
def _template() -> str:
    return resource("themes", "application.qss").read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def _scale(name: str, kind: str, *, fine: bool) -> NDArray[np.uint8]:
    theme = _THEMES[name]
    roles = [f"{kind}{role}" for role in ("negative", "neutral", "positive")]
    if fine:
        roles = ["negative_text", *roles, "positive_text"]
    stops = np.array([theme.color(role).getRgb() for role in roles], float)
    at, known = np.linspace(-1.0, 1.0, 256), np.linspace(-1.0, 1.0, len(roles))
    channels = [np.interp(at, known, stops[:, c]) for c in range(4)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


class ThemeManager(QObject):
    """Holds the theme in use and says when it changes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._now = LIGHT

    def now(self) -> Theme:
        """The theme in use."""
        return self._now

    def use(self, name: str) -> None:
        """Switches to "light" or "dark" everywhere."""
        self._now = _THEMES[name]
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(self._now.palette())
            app.setStyleSheet(self._now.stylesheet)
        self.changed.emit()


themes = ThemeManager()
"""The application's only theme manager; views read it and follow `changed`."""
