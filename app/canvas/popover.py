"""The properties of the selected layers beside them, made from what the layers declare."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.canvas.properties import Properties
from app.texts import tr
from app.widgets.bend import BendView
from app.widgets.buttons import Button
from app.widgets.card import Rule, label
from app.widgets.figures import tabular
from app.widgets.form import Form
from app.widgets.formula import Formula

__all__ = ["LayerPopover"]

_WIDTH, _BAR = 296, 10
"""How wide it is, and the bar more with which it scrolls."""
_GAP, _EDGE = 10, 4
"""How far it stands beside its node, and from the edges of the screen."""


class LayerPopover(QFrame):
    """`value_changed(name, value)` and `released` as of a form, for all `nodes` at once; `removed`
    asks to take them out; `closed` when it is gone from the screen."""

    value_changed = Signal(str, object)
    released = Signal()
    removed = Signal()
    closed = Signal()

    def __init__(self, shown: Properties, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("LayerPopover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.nodes, self._names = shown.nodes, shown.names
        self._inside = QWidget()
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._scroll)
        body = QVBoxLayout(self._inside)
        body.setContentsMargins(14, 12, 14, 12)
        body.setSpacing(8)
        self._title, self._help = label("strong", self), label("muted", self)
        self._help.setWordWrap(True)
        self._counts = label("muted", self)
        self._counts.setWordWrap(True)
        self._counts.setFont(tabular(self._counts.font()))
        self.formulas = (Formula(parent=self), Formula(parent=self))
        self.bend = BendView(self)
        self.form = Form(shown.layer, names=shown.names, parent=self)
        self.form.value_changed.connect(self.value_changed)
        self.form.released.connect(self.released)
        for widget in (
            self._title, self._counts, self._help, *self.formulas, self.bend, self.form
        ):
            body.addWidget(widget)
        self._body = body
        if shown.removable:
            body.addWidget(Rule(self))
            body.addWidget(self._remove_button(len(shown.nodes)))
        self.show_properties(shown)

    def open_at(self, node: QRect) -> None:
        """Shows it beside a rectangle of the screen where there is room, else over it; always
        inside the screen, and scrolling where that is too low."""
        self._fit()
        self.move(self._beside(node))
        self.show()
        self._fit()  # rows know only now whether they need a second line
        self.move(self._beside(node))
        if self._names:
            self.form.row(self._names[0]).control().setFocus(Qt.FocusReason.PopupFocusReason)

    def include(self, tools: QWidget) -> None:
        """More that can be done to the layer, under its settings."""
        at = self._body.indexOf(self.form) + 1
        self._body.insertWidget(at, Rule(self))
        self._body.insertWidget(at + 1, tools)

    def show_properties(self, shown: Properties) -> None:
        """Follows an edit of the same nodes, made here or elsewhere."""
        self.setAccessibleName(shown.title)
        self._title.setText(shown.title)
        for words, text in ((self._help, shown.help), (self._counts, shown.counts)):
            words.setText(text)
            words.setVisible(bool(text))
        own = "" if shown.bend is None or shown.bend == shown.layer else shown.bend.formula
        for formula, latex in zip(self.formulas, (shown.formula, own), strict=True):
            formula.set_latex(latex)
        self.bend.show_activation(shown.bend)
        self.form.show_values(shown.layer, shown.mixed)
        if self.isVisible():
            self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """As high as the lines need that wrap at this width, as far as the screen allows."""
        self._body.activate()
        tall = self._body.totalHeightForWidth(_WIDTH)
        if tall < 0:  # nothing in it wraps
            tall = self._body.totalSizeHint().height()
        self._inside.setFixedSize(_WIDTH, tall)
        most = self.screen().availableGeometry().height() - 2 * _EDGE
        self.setFixedSize(_WIDTH + 2 + (_BAR if tall + 2 > most else 0), min(tall + 2, most))

    def _beside(self, node: QRect) -> QPoint:
        """Right of its node, else left, else above or below: the first place with room. It stays
        inside the window where that is large enough."""
        size = self.size()
        room = self.screen().availableGeometry().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        parent = self.parentWidget()
        window = parent.window().geometry() & room if parent is not None else room
        if window.width() >= size.width() and window.height() >= size.height():
            room = window
        middle = node.center().x() - size.width() // 2
        corners = (
            QPoint(node.right() + _GAP, node.top()),
            QPoint(node.left() - _GAP - size.width(), node.top()),
            QPoint(middle, node.bottom() + _GAP), QPoint(middle, node.top() - _GAP - size.height()),
        )
        inside = [
            QPoint(min(max(room.left(), c.x()), room.right() - size.width()),
                   min(max(room.top(), c.y()), room.bottom() - size.height()))
            for c in corners
        ]
        free = (c for c in inside if not QRect(c, size).intersects(node))
        return next(free, inside[0])

    def _remove_button(self, count: int) -> Button:
        button = Button("trash-2", size=15, parent=self)
        if count == 1:
            words = tr("Remove this layer"), tr("Take the layer out of the network (Delete)")
        else:
            words = tr("Remove these layers"), tr("Take the layers out of the network (Delete)")
        button.set_words(*words)
        button.clicked.connect(self.removed)
        button.clicked.connect(self.close)
        return button
