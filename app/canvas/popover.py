"""The settings of one layer beside its header, made from what the layer declares."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.canvas.columns import Column
from app.texts import tr
from app.widgets.buttons import Button
from app.widgets.card import Rule, label
from app.widgets.form import Form
from app.widgets.words import describe

__all__ = ["LayerPopover"]

_WIDTH = 268
_FIRST = ("activation", "units", "rate")
"""Settings that stand on top, in this order; the others keep theirs."""


class LayerPopover(QFrame):
    """`value_changed(name, value)` and `released` as of a form; `removed` asks to take it out."""

    value_changed = Signal(str, object)
    released = Signal()
    removed = Signal()

    def __init__(self, column: Column, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("LayerPopover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.node, self._params = column.node, column.layer.params
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(column.title)
        body = QVBoxLayout(self)
        body.setContentsMargins(14, 12, 14, 12)
        body.setSpacing(8)
        title, help = label("strong", self), label("muted", self)
        title.setText(column.title)
        help.setText(describe(type(column.layer)))
        help.setWordWrap(True)
        body.addWidget(title)
        body.addWidget(help)
        self.form = Form(column.layer, names=_ordered(column.layer.params), parent=self)
        self.form.value_changed.connect(self.value_changed)
        self.form.released.connect(self.released)
        body.addWidget(self.form)
        self._body = body
        if not column.fixed:
            body.addWidget(Rule(self))
            body.addWidget(self._remove_button())

    def open_at(self, header: QRect) -> None:
        """Shows it under a rectangle of the screen, inside the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        corner = QPoint(header.center().x() - self.width() // 2, header.bottom() + 6)
        x = min(max(room.left() + 4, corner.x()), room.right() - self.width() - 4)
        y = min(max(room.top() + 4, corner.y()), room.bottom() - self.height() - 4)
        self.move(x, y)
        self.show()
        if self._params:
            first = _ordered(self._params)[0]
            self.form.row(first).control().setFocus(Qt.FocusReason.PopupFocusReason)

    def include(self, tools: QWidget) -> None:
        """More that can be done to the layer, under its settings."""
        at = self._body.indexOf(self.form) + 1
        self._body.insertWidget(at, Rule(self))
        self._body.insertWidget(at + 1, tools)

    def show_column(self, column: Column) -> None:
        """Follows an edit made elsewhere."""
        self.form.show_values(column.layer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def _remove_button(self) -> Button:
        button = Button("trash-2", size=15, parent=self)
        button.set_words(tr("Remove this layer"), tr("Take the layer out of the network (Delete)"))
        button.clicked.connect(self.removed)
        button.clicked.connect(self.close)
        return button


def _ordered(params: Mapping[str, object]) -> tuple[str, ...]:
    first = tuple(name for name in _FIRST if name in params)
    return (*first, *(name for name in params if name not in first))
