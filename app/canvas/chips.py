"""The row above the network: a chip for every kind of layer, and the zoom buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.model.edits import FIXED
from app.texts import Translated, tr, tr_engine
from app.theme import CATEGORY_COLORS, themes
from app.widgets.buttons import Button
from app.widgets.flow import Flow
from app.widgets.words import describe
from engine.layers import layers

__all__ = ["ChipRow", "LayerChip", "families", "fill_layer_menu"]

_FOLDED = {"Activation": "relu", "Normalization": "batch_norm"}
"""Categories that are one chip with a menu, and the kind of each that is pulled."""
_FAR = 8


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
            if not category and family in _FOLDED:
                target = menu.addMenu(square(family), tr_engine(family))
            for kind in kinds:
                action = QAction(square(family), tr_engine(layers[kind].label), target)
                action.setData(kind)
                action.setToolTip(describe(layers[kind]))
                target.addAction(action)
            target.setToolTipsVisible(True)


def _brief(name: str) -> str:
    """What stands on the chip of a kind or a folded category."""
    short: Mapping[str, Callable[[], str]] = {
        "Normalization": lambda: tr("Norm…"),
        "Activation": lambda: tr("Activation…"),
        "concatenate": lambda: tr("Concat"),
    }
    return short[name]() if name in short else tr_engine(layers[name].label)


class LayerChip(Button):
    """One kind of layer: `clicked`, or pulled into the network (`pulled`, `moved`, `let_go`). One
    that stands for a category opens its menu at a click, and the usual kind, `pulls`, is pulled."""

    pulled = Signal()
    moved = Signal(QPoint)
    let_go = Signal(QPoint)

    def __init__(self, category: str, kind: str, parent: QWidget) -> None:
        super().__init__(size=10, parent=parent)
        self.category, self.kind = category, kind
        self.pulls = kind or _FOLDED[category]
        self.setIcon(square(category))
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
            super().mouseMoveEvent(event)
            return
        if not self._pulling and (event.position() - start).manhattanLength() > _FAR:
            self._pulling = True
            self.setDown(False)
            self.pulled.emit()
        if self._pulling:
            self.moved.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_at = self._pressed_at is not None, None
        if self._pulling:
            self._pulling = False
            self.setDown(False)
            self.let_go.emit(event.globalPosition().toPoint())
        elif self.menu() is None or not pressed:
            super().mouseReleaseEvent(event)
        else:
            self.setDown(False)
            if self.rect().contains(event.position().toPoint()):
                self.showMenu()


class ChipRow(Translated, QWidget):
    """`chosen(kind)` adds a layer; `chips` can be pulled; `mode_chosen(mode)` asks for neurons or
    cards; the zoom buttons as named."""

    chosen = Signal(str)
    mode_chosen = Signal(str)
    zoomed_in = Signal()
    zoomed_out = Signal()
    fitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[LayerChip] = []
        self.mode = "auto"
        holder = QWidget(self)
        self._flow = Flow(holder, gap=6)
        for category, kinds in families():
            for kind in ("",) if category in _FOLDED else kinds:
                self._add_chip(category, kind, holder)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(holder, 1)
        line.addWidget(self._make_tools(), 0, Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self.retranslate()

    def _add_chip(self, category: str, kind: str, holder: QWidget) -> None:
        chip = LayerChip(category, kind, holder)
        if kind:
            chip.clicked.connect(partial(self.chosen.emit, kind))
        else:
            menu = QMenu(chip)
            menu.triggered.connect(self._pick)
            chip.setMenu(menu)
        self._flow.addWidget(chip)
        self.chips.append(chip)

    def _make_tools(self) -> QWidget:
        tools = QWidget(self)
        line = QHBoxLayout(tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        self._mode = Button("chevron-down", tone="plain", size=12, parent=self)
        self._mode.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the word
        self._modes = QMenu(self._mode)
        self._modes.triggered.connect(self._pick_mode)
        self._mode.setMenu(self._modes)
        self._in, self._out, self._fit = (
            Button(name, tone="plain", size=15, parent=self)
            for name in ("zoom-in", "zoom-out", "maximize")
        )
        line.addWidget(self._mode)
        line.addSpacing(2)
        for button, told in (
            (self._in, self.zoomed_in), (self._out, self.zoomed_out), (self._fit, self.fitted)
        ):
            button.clicked.connect(told)
            line.addWidget(button)
        return tools

    def retranslate(self) -> None:
        for chip in self.chips:
            if chip.kind:
                cls = layers[chip.kind]
                what = describe(cls)
                help = tr("{what} Click to add it, or pull it into the network.", what=what)
                chip.set_words(_brief(chip.kind), help, tr_engine(cls.label))
            else:
                usual = tr_engine(layers[chip.pulls].label)
                help = tr("Choose one to add, or pull {name} into the network.", name=usual)
                chip.set_words(_brief(chip.category), help)
                menu = chip.menu()
                menu.clear()
                fill_layer_menu(menu, chip.category)
        self._word_modes()
        self._in.set_words("", tr("Zoom in (Ctrl+wheel)"), tr("Zoom in"))
        self._out.set_words("", tr("Zoom out (Ctrl+wheel)"), tr("Zoom out"))
        self._fit.set_words("", tr("Fit the whole network into the view"), tr("Fit"))

    def show_mode(self, mode: str) -> None:
        """Names what decides how layers are shown."""
        self.mode = mode
        self._word_modes()

    def _word_modes(self) -> None:
        brief = {"auto": tr("Auto"), "neurons": tr("Neurons"), "cards": tr("Cards")}
        words = {"auto": tr("Automatic"), "neurons": tr("Always neurons"),
                 "cards": tr("Always cards")}
        help = {
            "auto": tr("Neurons when near, cards when far"),
            "neurons": tr("Show every layer as its neurons"),
            "cards": tr("Show every layer as a card"),
        }
        self._modes.clear()
        for mode, text in words.items():
            action = self._modes.addAction(text)
            action.setData(mode)
            action.setToolTip(help[mode])
            action.setCheckable(True)
            action.setChecked(mode == self.mode)
        self._modes.setToolTipsVisible(True)
        shown = tr("How layers are shown")
        self._mode.set_words(brief[self.mode], shown, shown)

    def _pick_mode(self, action: QAction) -> None:
        self.mode_chosen.emit(str(action.data()))

    def _pick(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))


