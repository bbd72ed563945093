"""The properties of the selected layers beside them, made from what the layers declare."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.canvas.properties import Properties
from app.texts import tr
from app.widgets.bend import BendView
from app.widgets.buttons import Button
from app.widgets.card import Rule, label
from app.widgets.figures import tabular
from app.widgets.form import Form
from app.widgets.formula import Formula

__all__ = ["LayerPopover"]

_WIDTH = 296


class LayerPopover(QFrame):
    """`value_changed(name, value)` and `released` as of a form, for all `nodes` at once; `removed`
    asks to take them out."""

    value_changed = Signal(str, object)
    released = Signal()
    removed = Signal()

    def __init__(self, shown: Properties, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("LayerPopover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.nodes, self._names = shown.nodes, shown.names
        self.setFixedWidth(_WIDTH)
        body = QVBoxLayout(self)
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

    def open_at(self, header: QRect) -> None:
        """Shows it under a rectangle of the screen, inside the screen."""
        self._fit()
        room = self.screen().availableGeometry()
        corner = QPoint(header.center().x() - self.width() // 2, header.bottom() + 6)
        x = min(max(room.left() + 4, corner.x()), room.right() - self.width() - 4)
        y = min(max(room.top() + 4, corner.y()), room.bottom() - self.height() - 4)
        self.move(x, y)
        self.show()
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """As high as the lines need that wrap at this width."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(_WIDTH, layout.totalHeightForWidth(_WIDTH))

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
