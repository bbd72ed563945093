"""Somebody in front of the window: what they press, click, drag and read in the stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pyqtgraph import PlotWidget
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMenu,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.application import Application
from app.canvas.hits import Hit, Kind
from app.model.project import Project
from app.settings import Settings
from app.texts import without_key
from engine.frame import Curve, Frame

__all__ = ["LEFT", "NONE", "Person", "Watcher", "foreign"]

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def foreign(found: QObject) -> bool:
    """Whether it is the own business of a Qt or pyqtgraph widget: the list of a drop-down box, or
    menus and buttons of plots and tabs, which this program never shows."""
    parent = found.parent()
    return parent is not None and (
        isinstance(parent, PlotWidget | QTabBar | QComboBox) or foreign(parent)
    )


class Watcher:
    """One more view of the window, after all others: it keeps the newest frame, every row of every
    run, and the runs' order."""

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self.curves: dict[int, Curve] = {}
        self.epochs: list[tuple[int, int]] = []

    def show_frame(self, frame: Frame) -> None:
        """Keeps what was measured."""
        self.frame = frame
        self.curves[frame.run] = self.curves.get(frame.run, Curve.empty()) + frame.curve
        self.epochs.append((frame.run, frame.epoch))

    def forget_before(self, run: int) -> None:
        """Forgets the runs before this one."""
        self.curves = {n: curve for n, curve in self.curves.items() if n >= run}
        self.epochs = [(n, epoch) for n, epoch in self.epochs if n >= run]

    def losses(self, run: int, count: int) -> list[tuple[float, ...]]:
        """Epoch, train and test loss of the first `count` rows of a run."""
        curve = self.curves[run]
        columns = (curve.epoch, curve.train_loss, curve.test_loss)
        return [tuple(float(c[row]) for c in columns) for row in range(min(count, len(curve)))]


class Person:
    """Uses the window as a person does: by keys and by the mouse, never by its methods."""

    def __init__(self, qtbot: QtBot, settings: Path) -> None:
        self._qtbot = qtbot
        self.application = Application(Settings(settings))
        self.window = self.application.window
        self.document, self.session = self.application.document, self.application.session
        self._gone = False
        self.watcher = Watcher()
        self.application.showing.add(self.watcher)

    def start(self, project: str = "") -> None:
        """Starts the program, waits until the window is there and shows its project."""
        self.until(lambda: self.watcher.frame is not None)  # of what is there before the project
        before = self.frame.run
        self.application.start(project)
        self.window.resize(1280, 800)
        with self._qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.until(lambda: self.frame.run > before and not self.session.problems)
        self.watcher.forget_before(self.frame.run)

    def until(self, done: Callable[[], bool]) -> None:
        """Watches until `done`."""
        self._qtbot.waitUntil(done)

    # --- hands ------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """A key, wherever the keyboard is."""
        for _ in range(times):
            QTest.keyClick(self._listener(), key, modifiers)

    def control(self, key: Qt.Key, *, shift: bool = False, times: int = 1) -> None:
        """A key with Ctrl, and Shift if asked."""
        modifiers = Qt.KeyboardModifier.ControlModifier
        if shift:
            modifiers |= Qt.KeyboardModifier.ShiftModifier
        self.press(key, modifiers, times)

    def write(self, text: str) -> None:
        """Letters, wherever the keyboard is; those that no key has come from an input method."""
        if text.isascii():
            QTest.keyClicks(self._listener(), text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._listener(), event)

    def _listener(self) -> QWidget:
        """Who has the keyboard: an open popup before all others."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        if QApplication.activeWindow() is None:  # as the offscreen platform leaves it after popups
            self.window.activateWindow()
            self.until(self.window.isActiveWindow)
        return QApplication.focusWidget() or self.window

    def click(self, widget: QWidget) -> None:
        """The left button in the middle of a widget that can be seen."""
        assert widget.isVisible(), f"{widget} cannot be seen"
        QTest.mouseClick(widget, LEFT, pos=widget.rect().center())

    def button(self, name: str, inside: QWidget | None = None) -> QAbstractButton:
        """The button of this name that can be seen."""
        found = (inside or self.window).findChildren(QAbstractButton)
        return next(b for b in found if b.isVisible() and b.accessibleName() == name)

    def drag(self, widget: QWidget, *by: int) -> None:
        """Presses in the middle, moves by so many pixels from there, lets go at the last."""
        at = widget.rect().center()
        QTest.mousePress(widget, LEFT, pos=at)
        for dx in by:
            QTest.mouseMove(widget, at + QPoint(dx, 0))
        QTest.mouseRelease(widget, LEFT, pos=at + QPoint(by[-1], 0))

    def point(self, kind: Kind, node: str, position: int = -1, source: str = "") -> QPoint:
        """Where a thing on the canvas is, in pixels of its view."""
        view, wanted = self.window.canvas.view, Hit(kind, node, position, source)
        for spot in self._spots(node, position, source):
            at = view.mapFromScene(spot)
            if view.hit_at(at).same(wanted):
                return at
        raise AssertionError(f"no {wanted} on the canvas")

    def _spots(self, node: str, position: int, source: str) -> Iterator[QPointF]:
        """Places of the scene where something of a node may be."""
        items = self.window.canvas.scene.items_of
        if (source, node, position) in items.open.bundles:
            place = items.open.bundles[source, node, position].handle.center()
            view = self.window.canvas.view  # it is seen when the pointer is near
            QTest.mouseMove(view.viewport(), view.mapFromScene(place))
            yield place
        elif source:
            yield items.links[source, node, position].middle
        elif node in items.cards:
            card = items.cards[node]
            tool = QPointF(card.tool_box.center().x(), card.box.top() + 4)
            yield from (card.port_out, card.port_in(max(0, position)), tool)
            yield QPointF(card.box.center().x(), card.box.bottom() - 6)
        elif node in items.notes:
            box = items.notes[node].box
            yield from (box.center(), box.bottomRight() - QPointF(4, 4))
        elif node in items.groups:
            title = items.groups[node].title_box
            yield from (title.center(), title.topLeft() + QPointF(30, 15))
        else:
            item = items.columns[node]
            yield from (item.header_box().center(), item.chip_box().center())
            yield from (item.neuron_box(n).center() for n in range(len(item.column.shown)))
            if node in items.open.ports:
                beside = items.open.ports[node]
                yield from (beside.port_out, beside.port_in(max(0, position)))
            header = item.header_box()
            yield QPointF(header.right() + 13, header.top() + 12)
            yield from (QPointF(x, header.bottom() - 12)
                        for x in (header.left() - 13, header.right() + 13))
            if node in items.open.inserts:
                yield items.open.inserts[node].middle

    def pull(self, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
        """Presses on the canvas, moves and lets go, in pixels of its view."""
        viewport = self.window.canvas.view.viewport()
        QTest.mouseMove(viewport, start)
        QTest.mousePress(viewport, LEFT, held, start)
        for step in (0.1, 0.5, 0.9, 1.0):
            QTest.mouseMove(viewport, start + (end - start) * step)
        QTest.mouseRelease(viewport, LEFT, held, end)

    def share(self, across: float, down: float) -> QPoint:
        """A pixel of the canvas, by shares of its width and height."""
        view = self.window.canvas.view.viewport()
        return QPoint(round(view.width() * across), round(view.height() * down))

    def double_click(self, at: QPoint) -> None:
        """Two clicks on a pixel of the canvas."""
        viewport = self.window.canvas.view.viewport()
        QTest.mouseMove(viewport, at)
        QTest.mouseClick(viewport, LEFT, pos=at)
        QTest.mouseDClick(viewport, LEFT, pos=at)

    def click_on(self, kind: Kind, node: str, position: int = -1, source: str = "") -> None:
        """The left button on a thing on the canvas, with the pointer moved there first."""
        viewport = self.window.canvas.view.viewport()
        at = self.point(kind, node, position, source)
        QTest.mouseMove(viewport, at)
        QTest.mouseClick(viewport, LEFT, pos=at)

    def pull_chip(self, kind: str, to: QPoint) -> None:
        """Pulls the chip of a kind of layer from the row onto a pixel of the canvas."""
        chip = next(chip for chip in self.window.canvas.chips.chips if chip.pulls == kind)
        view = self.window.canvas.view.viewport()
        QTest.mousePress(chip, LEFT, pos=chip.rect().center())
        assert QApplication.activePopupWidget() is None
        for at in (self.share(0.2, 0.2), to):
            QTest.mouseMove(chip, chip.mapFromGlobal(view.mapToGlobal(at)))
        QTest.mouseRelease(chip, LEFT, pos=chip.mapFromGlobal(view.mapToGlobal(to)))

    def right_click(self, at: QPoint) -> QMenu:
        """The right button on a pixel of the canvas; the menu that it opens."""
        viewport = self.window.canvas.view.viewport()
        QTest.mouseMove(viewport, at)
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(
            viewport, QContextMenuEvent(reason, at, viewport.mapToGlobal(at))
        )
        return self.menu()

    def menu(self) -> QMenu:
        """The menu that is open."""
        found = QApplication.activePopupWidget()
        assert isinstance(found, QMenu)
        return found

    def pick(self, name: str) -> None:
        """An entry of the open menu, or of a menu inside it."""
        menu = self.menu()
        entry = next(a for a in _entries(menu) if _name(a) == name)
        assert entry.isEnabled(), f"{name} cannot be chosen"
        menu.close()  # as a press on an entry does first
        entry.trigger()
        QApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)

    def offered(self) -> dict[str, bool]:
        """The entries of the open menu, and whether they can be chosen."""
        return {_name(a): a.isEnabled() for a in self.menu().actions() if not a.isSeparator()}

    def is_menu(self, name: str) -> bool:
        """Whether an entry of the open menu is a menu itself."""
        return any(_name(a) == name and a.menu() is not None for a in self.menu().actions())

    def leave_menu(self) -> None:
        """Escape; the menu is gone."""
        menu = self.menu()
        menu.close()
        QApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)

    # --- eyes -------------------------------------------------------------------------------

    @property
    def project(self) -> Project:
        """What is being worked on."""
        return self.document.project

    @property
    def frame(self) -> Frame:
        """What the window shows of the training, in all its views."""
        assert self.watcher.frame is not None
        return self.watcher.frame

    @property
    def messages(self) -> list[str]:
        """What the toasts say."""
        return [toast.text for toast in self.window.toasts.shown]

    def told(self, *parts: str) -> bool:
        """Whether one message, or the note at the foot of the canvas, holds all these parts."""
        said = [*self.messages, self.window.canvas.around.status.note]
        return any(all(part in text for part in parts) for text in said)

    def picture(self, widget: QWidget) -> QImage:
        """What a widget looks like: now while the training goes on, else once all is shown."""
        self.until(lambda: self.session.playing or self.application.showing.idle)
        return widget.grab().toImage()

    def trained(self, epochs: int) -> Callable[[], bool]:
        """Whether at least so many epochs are done."""
        return lambda: self.watcher.frame is not None and self.watcher.frame.epoch >= epochs

    def close(self) -> None:
        """Leaves for good, whatever is unsaved."""
        if not self._gone:
            self._gone = True
            self.application.close()


def _entries(menu: QMenu) -> Iterator[QAction]:
    """The entries of a menu, with those of menus inside it."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _entries(inner)
        elif not action.isSeparator():
            yield action


def _name(action: QAction) -> str:
    return without_key(action.text()).partition("\t")[0]
