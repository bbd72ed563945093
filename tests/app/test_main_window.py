"""The whole window with everything in it: sizes, keyboard, names, themes, languages, pages."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import texts
from app.actions import Actions
from app.dialogs.palette import Palette
from app.document import Document
from app.main_window import MainWindow
from app.model import edits, files
from app.panels.timeline import horizon
from app.panels.transport.readings import epoch_text, loss_text, rate_text, score_text
from app.settings import Settings
from app.theme import themes
from app.training import Session
from app.widgets.figures import FixedFigures
from app.widgets.scroll import ScrollColumn
from engine.frame import Curve, Frame

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


def opened(
    qtbot: QtBot, document: Document, session: Session, settings: Settings
) -> MainWindow:
    window = MainWindow(document, session, Actions(), settings)
    window.actions_kept = window._actions  # type: ignore[attr-defined]
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def window(
    qtbot: QtBot, document: Document, session: Session, settings: Settings
) -> MainWindow:
    return opened(qtbot, document, session, settings)


def frame(epoch: int, loss: float) -> Frame:
    row = [np.array([v]) for v in (loss, loss * 2, 0.0, 0.9, 0.8)]
    return Frame(epoch=epoch, curve=Curve(np.array([epoch]), *row), epochs_per_second=1234.5)


def inside(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


# --- arrangement ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000), (3840, 2160)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_clipped_or_overlaps_in_the_transport(
    window: MainWindow, size: tuple[int, int], language: str
) -> None:
    texts.install(language)
    window.resize(*size)
    QApplication.sendPostedEvents()
    window.transport.show_frame(frame(123_456, 0.01234))
    shown = [
        child for child in window.transport.children()
        if isinstance(child, QWidget) and child.isVisible()
    ]
    places = sorted((child.geometry() for child in shown), key=QRect.left)
    assert all(a.right() < b.left() for a, b in pairwise(places))
    assert places[-1].right() < window.width()
    for child in shown:
        assert child.width() >= child.minimumSizeHint().width()
    assert not window.centralWidget().layout().hasHeightForWidth()  # type: ignore[union-attr]


def test_a_long_title_has_room_on_a_small_screen_and_the_device_in_any_window(
    window: MainWindow, document: Document
) -> None:
    window.resize(1280, 800)
    document.edit("", lambda project: replace(project, title="XOR with two hidden neurons"))
    QApplication.sendPostedEvents()
    shown = [each.text() for each in window.transport.findChildren(QLabel) if each.isVisible()]
    assert any(text.startswith("XOR with two hidden neurons") for text in shown)
    for _ in range(2):  # the least width of a wide bar counts wider gaps
        window.resize(window.minimumSizeHint())
        QApplication.sendPostedEvents()
    name = window.transport.device.findChildren(QLabel)[0]
    assert name.width() >= name.sizeHint().width()


def test_the_window_fits_a_small_screen_and_the_left_column_scrolls(window: MainWindow) -> None:
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 800
    assert (window.width(), window.height()) == (1280, 800)
    for view in (window.canvas, window.boundary, window.loss, window.timeline):
        assert QRect(0, 0, 1280, 800).contains(inside(view, window))
    assert window.data.width() <= 252


@pytest.mark.parametrize("language", list(texts.LANGUAGES))
def test_the_settings_of_every_example_fit_a_small_screen(
    window: MainWindow, language: str
) -> None:
    texts.install(language)
    column = next(c for c in window.findChildren(ScrollColumn) if c.isAncestorOf(window.data))
    templates = [name for names in files.templates().values() for name in names]
    projects = [files.read(files.find(name)).project for name in (*files.examples(), *templates)]
    kinds = {  # what of a project decides how much there is to set
        tuple(map(type, (p.experiment.data, p.experiment.optimizer, p.experiment.schedule))): p
        for p in projects
    }
    for project in kinds.values():
        window.data.show_project(project)
        window.training.show_project(project)
        QApplication.sendPostedEvents()
        assert column.verticalScrollBar().maximum() == 0, project.title


def test_panels_hide_and_show_and_are_remembered(
    qtbot: QtBot, window: MainWindow, document: Document, session: Session, settings: Settings
) -> None:
    actions = window.actions_kept  # type: ignore[attr-defined]
    actions["view.left_panel"].trigger()
    assert not window.data.isVisible()
    assert window.boundary.isVisible()
    window._columns.setSizes([250, 700, 310])
    sizes = window._columns.sizes()
    window.close()
    again = opened(qtbot, document, session, settings)
    assert not again.data.isVisible()
    assert again._columns.sizes()[2] == pytest.approx(sizes[2], abs=12)
    again.reset_layout()
    assert again.data.isVisible()


# --- names and keys -------------------------------------------------------------------------


CONTROLS = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)


def test_every_control_has_a_name_for_screen_readers_and_an_explanation(
    window: MainWindow,
) -> None:
    nameless = [c for c in _controls(window) if not c.accessibleName()]
    assert [f"{type(c).__name__} in {type(c.parent()).__name__}" for c in nameless] == []
    mute = [c for c in _controls(window) if not _explained(c)]
    assert [f"{type(c).__name__} {c.accessibleName()}" for c in mute] == []


def _controls(window: MainWindow) -> list[QWidget]:
    """Everything of ours that can be operated."""
    return [
        child for child in window.findChildren(QWidget)
        if isinstance(child, CONTROLS)
        and not isinstance(child, QScrollBar)
        and not isinstance(child.parent(), (QTabBar, QMenuBar))
        and not child.objectName().startswith("qt_")
        and not _in_a_menu(child)
    ]


def _in_a_menu(widget: QWidget | None) -> bool:
    """Menus say more about their entries by themselves."""
    while widget is not None:
        if isinstance(widget, QMenu):
            return True
        widget = widget.parentWidget()
    return False


def _explained(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return bool(widget.toolTip() or (parent is not None and parent.toolTip()))


def test_tab_reaches_every_column(window: MainWindow) -> None:
    window.canvas.setFocus()
    reached: set[str] = set()
    for _ in range(120):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        at = QApplication.focusWidget()
        for name in ("transport", "data", "training", "boundary", "loss"):
            view: QWidget = getattr(window, name)
            if at is not None and view.isAncestorOf(at):
                reached.add(name)
    assert reached == {"transport", "data", "training", "boundary", "loss"}


def test_no_button_is_lit_when_the_window_opens(window: MainWindow) -> None:
    assert not isinstance(QApplication.focusWidget(), QAbstractButton)


# --- transport and timeline -----------------------------------------------------------------


def test_figures_show_the_newest_numbers_and_do_not_move(window: MainWindow) -> None:
    window.transport.show_frame(frame(1, 0.5))
    figures = window.transport.findChildren(FixedFigures)
    before = [(f.x(), f.width()) for f in figures]
    window.transport.show_frame(frame(546, 0.0133))
    window.timeline.show_frame(frame(546, 0.0133))
    QApplication.sendPostedEvents()
    assert [(f.x(), f.width()) for f in figures] == before
    shown = {f.text() for f in figures}
    assert {"000,546", "0.0133", "0.0266", "80.0\u2009%"} <= shown


def test_a_new_run_clears_the_figures(window: MainWindow) -> None:
    window.transport.show_frame(frame(5, 0.5))
    window.transport.show_frame(replace(frame(0, 0.5), run=2, curve=Curve.empty()))
    shown = [f.text() for f in window.transport.findChildren(FixedFigures)]
    assert "000,000" in shown
    assert shown.count("–") == 3


def test_regression_shows_r2(window: MainWindow, document: Document) -> None:
    document.changed.connect(lambda change, origin: window.transport.show_change(change))
    document.edit("hills", edits.choose_data("hills"))
    captions = {label.text() for label in window.transport.findChildren(QLabel)}
    assert "Test R²" in captions
    assert "Test accuracy" not in captions


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (0.01326, "0.0133"), (12.345, "12.345"), (123.4, "123.40"), (5e3, "5000"),
        (1.234e6, "1.2e+06"), (1.85e-6, "1.9e-06"), (0.0, "0.0000"), (float("nan"), "–"),
        (float("inf"), "∞"),
    ],
)
def test_losses_take_at_most_seven_characters(loss: float, text: str) -> None:
    assert loss_text(loss) == text
    assert len(text) <= 7


def test_other_readings(qapp: QApplication) -> None:
    assert epoch_text(546) == "000,546"
    assert score_text(0.99, regression=False) == "99.0\u2009%"
    assert score_text(-1.5, regression=True) == "\u22121.500"
    assert rate_text(41234.0) == "41,200 epochs/s"
    assert rate_text(0.2512) == "0.251 epochs/s"


def test_the_end_of_the_timeline_lies_ahead() -> None:
    assert [horizon(e) for e in (0, 99, 100, 546, 999, 1000, 5000)] == [
        100, 100, 200, 1000, 1000, 2000, 10000,
    ]


def test_play_and_speed_reach_the_session(window: MainWindow, session: Session) -> None:
    actions = window.actions_kept  # type: ignore[attr-defined]
    actions["run.toggle"].triggered.connect(
        lambda: session.pause() if session.playing else session.play()
    )
    play = window.transport._play
    assert play.accessibleName() == "Play"
    QTest.mouseClick(play, Qt.MouseButton.LeftButton)
    assert session.playing
    assert play.accessibleName() == "Pause"
    width = play.width()
    QTest.mouseClick(play, Qt.MouseButton.LeftButton)
    assert not session.playing
    assert play.width() == width


def test_the_file_name_carries_a_star_while_modified(
    window: MainWindow, document: Document, tmp_path: Path
) -> None:
    document.edit("seed", edits.new_seed(9))
    name = window.transport._file
    assert name.accessibleName().endswith("*")
    document.save(tmp_path / "mine.nsketch")
    assert name.accessibleName() == "mine.nsketch"


# --- themes, languages, pages ---------------------------------------------------------------


def test_the_whole_window_changes_its_colours(window: MainWindow) -> None:
    def middle() -> int:
        return window.grab().toImage().pixelColor(640, 30).lightness()

    assert middle() > 200
    themes.use("dark")
    assert middle() < 60


def test_the_palette_finds_and_runs_an_action(qtbot: QtBot, window: MainWindow) -> None:
    actions = window.actions_kept  # type: ignore[attr-defined]
    palette = Palette(actions, window)
    palette.open()
    QTest.keyClicks(palette.field, "restart")
    assert palette.list.item(0).text() == "Restart"
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    with qtbot.waitSignal(actions["run.restart"].triggered):
        QTest.keyClick(palette.field, Qt.Key.Key_Return)


@pytest.mark.parametrize("page", ["show_palette", "show_shortcuts", "show_about"])
def test_pages_open_change_their_language_and_close_with_escape(
    qtbot: QtBot, window: MainWindow, page: str
) -> None:
    getattr(window, page)()
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    texts.install("zh_CN")
    QApplication.sendPostedEvents()
    closed: list[int] = []
    dialog.destroyed.connect(lambda: closed.append(1))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(closed))


def test_every_action_with_a_key_is_on_the_shortcut_page(window: MainWindow) -> None:
    actions = window.actions_kept  # type: ignore[attr-defined]
    window.show_shortcuts()
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    words = {label.text() for label in dialog.findChildren(QLabel)}
    for action in actions:
        if not action.shortcut().isEmpty():
            assert texts.without_key(action.text()).rstrip("…") in words
    dialog.close()


def test_toasts_lie_over_the_canvas(window: MainWindow) -> None:
    window.toast("something happened", "error")
    (toast,) = window.toasts.shown
    assert QRect(QPoint(0, 0), window.canvas.size()).contains(toast.geometry())
    window.toasts.clear()
