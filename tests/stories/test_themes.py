"""Colours change while the program runs, everywhere and without a trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.canvas.popover import LayerPopover
from app.settings import Settings
from app.theme import LIGHT, themes
from tests.stories.person import Person

SURFACES = ("window", "panel", "field", "border", "area_neutral", "neutral")
"""What large areas are filled with."""


@pytest.fixture
def looked_at(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], QImage]:
    """A picture of the window of a program that was in these colours from the start."""
    def look(example: str, theme: str) -> QImage:
        settings = Settings(tmp_path / f"{theme}.ini")
        settings.theme = theme
        settings.flush()
        person = Person(qtbot, tmp_path / f"{theme}.ini")
        try:
            return seen(person, example)
        finally:
            person.close()

    return look


def seen(person: Person, example: str) -> QImage:
    """The whole window after one epoch."""
    person.start(example)
    person.control(Qt.Key.Key_F10)
    person.until(person.trained(1))
    return person.picture(person.window)


def pixels(image: QImage) -> np.ndarray:
    made = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(made.constBits(), np.uint8)
    rows = flat.reshape(made.height(), made.bytesPerLine())[:, : 3 * made.width()]
    return rows.reshape(made.height(), made.width(), 3).copy()  # the image goes away


def differing(one: QImage, other: QImage) -> str:
    """Where two pictures differ, "" when nowhere."""
    away = np.abs(pixels(one).astype(int) - pixels(other)).max(axis=2)
    if away.max() == 0:
        return ""
    rows, columns = np.nonzero(away)
    return (f"{len(rows)} pixels, x {columns.min()}–{columns.max()}, "
            f"y {rows.min()}–{rows.max()}, by up to {away.max()}")


@pytest.mark.parametrize("example", ["two-spirals", "digits", "hills", "iris"])
def test_dark_is_dark_as_from_the_start_and_light_comes_back(
    person: Person, looked_at: Callable[[str, str], QImage], example: str
) -> None:
    light = seen(person, example)
    person.control(Qt.Key.Key_D, shift=True)
    assert themes.now().name == "dark"
    dark = person.picture(person.window)
    assert light_surfaces(dark) == []
    person.control(Qt.Key.Key_D, shift=True)
    assert differing(person.picture(person.window), light) == ""
    person.close()
    assert differing(dark, looked_at(example, "dark")) == ""


def light_surfaces(image: QImage) -> list[str]:
    """Colours of the light theme that cover more than a few pixels."""
    found = pixels(image).reshape(-1, 3)
    colors = {role: np.array(LIGHT.color(role).getRgb()[:3], np.uint8) for role in SURFACES}
    return [role for role, c in colors.items() if (found == c).all(axis=1).mean() > 2e-4]


def test_what_opens_later_is_dark_too(person: Person) -> None:
    person.start()
    person.control(Qt.Key.Key_D, shift=True)
    person.application.window.toast("Something to read.")
    (toast,) = person.window.toasts.shown
    person.click_on("settings", "dense1")
    (popover,) = person.window.findChildren(LayerPopover)
    for widget in (toast, popover):
        found = pixels(person.picture(widget)).reshape(-1, 3)
        assert (found.max(axis=1) < 80).mean() > 0.6, type(widget).__name__
    person.press(Qt.Key.Key_Escape)
    person.window.toasts.clear()
