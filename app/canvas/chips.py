"""Chips: the buttons of the row above the network, one for every kind or family of layers."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QMenu, QStyleOptionButton, QWidget

from app.model.edits import FIXED
from app.texts import tr_engine
from app.theme import CATEGORY_COLORS, themes
from app.widgets.buttons import Button
from app.widgets.icons import paint_icon
from app.widgets.words import describe
from engine.layers import layers

__all__ = ["FOLDED", "Chip", "LayerChip", "families", "fill_layer_menu"]

FOLDED = {"Activation": "relu", "Normalization": "batch_norm"}
"""Categories that are one chip with a menu, and the kind of each that is pulled."""
_FAR = 8
_ARROW, _BEHIND_ARROW = 12.0, 6.0


def families() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Categories of the registry with the kinds a person can add, in order."""
    found: dict[str, list[str]] = {}
    for name, cls in layers.items():
        if name not in FIXED:
            found.setdefault(cls.category, []).append(name)
    known = list(CATEGORY_COLORS)
    order = sorted(found, key=lambda c: known.index(c) if c in known else len(known))
    return ((category, tuple(found[category])) for category in order)


def square(category: str) -> QIcon:
    """The coloured square of a category."""
    made = QPixmap(QSize(20, 20))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(themes.now().category_color(category))
    painter.drawRoundedRect(QRectF(1, 1, 18, 18), 5, 5)
    painter.end()
    return QIcon(made)


def fill_layer_menu(menu: QMenu, category: str = "") -> None:
    """An action for every kind, its data the kind's name; the first one is the default."""
    for family, kinds in families():
        if category in ("", family):
            target = menu
            if not category and family in FOLDED:
                target = menu.addMenu(square(family), tr_engine(family))
            for kind in kinds:
                action = QAction(square(family), tr_engine(layers[kind].label), target)
                action.setData(kind)
                action.setToolTip(describe(layers[kind]))
                target.addAction(action)
            target.setToolTipsVisible(True)


class Chip(Button):
    """A small button with the coloured square of a category, and an arrow if it has a menu."""

    def __init__(self, category: str, parent: QWidget) -> None:
        super().__init__(tone="layer", size=10, parent=parent)
        self.category = category
        self.setIcon(square(category))
        themes.changed.connect(self._dress)

    def give_menu(self, menu: QMenu) -> None:
        """Opens this menu at a click."""
        self.setMenu(menu)
        self.setProperty("folded", True)  # the style leaves room for the arrow

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu  # the arrow is our own

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.menu() is None:
            return
        painter = QPainter(self)
        left = self.width() - _ARROW - _BEHIND_ARROW
        arrow = QRectF(left, (self.height() - _ARROW) / 2, _ARROW, _ARROW)
        paint_icon(painter, "chevron-down", arrow, "muted")
        painter.end()

    def _dress(self) -> None:
        self.setIcon(square(self.category))


class LayerChip(Chip):
    """One kind of layer: `clicked`, or pulled into the network (`pulled`, `moved`, `let_go`, or
    `given_up` with Escape). One that stands for a category opens its menu at a click, and the
    usual kind, `pulls`, is pulled."""

    pulled = Signal()
    moved = Signal(QPoint)
    let_go = Signal(QPoint)
    given_up = Signal()

    def __init__(self, category: str, kind: str, parent: QWidget) -> None:
        super().__init__("" if kind in FIXED else category, parent)
        self.kind = kind
        self.pulls = kind or FOLDED[category]
        self._pressed_at: QPointF | None = None
        self._pulling = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        held = event.button() == Qt.MouseButton.LeftButton
        self._pressed_at = event.position() if held else None
        if self.menu() is None or not held:
            super().mousePressEvent(event)
        else:
            self.setDown(True)  # a menu that opens at once could not be pulled

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        if start is None:
            if not event.buttons():
                super().mouseMoveEvent(event)
            return  # given up: the button is still held, and means nothing any more
        if not self._pulling and (event.position() - start).manhattanLength() > _FAR:
            self._pulling = True
            self.setDown(False)
            _application().installEventFilter(self)
            self.pulled.emit()
        if self._pulling:
            self.moved.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_at = self._pressed_at is not None, None
        if self._pulling:
            self._stop()
            self.let_go.emit(event.globalPosition().toPoint())
        elif self.menu() is None or not pressed:
            super().mouseReleaseEvent(event)
        else:
            self.setDown(False)
            if self.rect().contains(event.position().toPoint()):
                self.showMenu()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it is pulled, Escape gives up wherever the keyboard is."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.give_up()
        return True

    def give_up(self) -> None:
        """Pulls nothing any more."""
        if self._pulling:
            self._pressed_at = None
            self._stop()
            self.given_up.emit()

    def _stop(self) -> None:
        self._pulling = False
        self.setDown(False)
        _application().removeEventFilter(self)
        self.unsetCursor()


def _application() -> QCoreApplication:
    found = QCoreApplication.instance()
    assert found is not None
    return found
