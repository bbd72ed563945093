"""A drop-down list of named things that leaves the wheel to the page and Space to Play."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from app.theme import themes
from app.widgets.icons import paint_icon

__all__ = ["ChoiceBox"]

_HELP = Qt.ItemDataRole.ToolTipRole
_ELIDE = Qt.TextElideMode.ElideRight
_AROUND = 36
"""Pixels left and right of the text."""
_LOW, _MOST = 27, 2**24 - 1
"""How high it is where there is little room, and how high it may be elsewhere."""


class ChoiceBox(QComboBox):
    """Shows texts, speaks of keys: `picked` carries the key a person chose."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refused: dict[str, str] = {}
        self._tight = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(20)
        self.activated.connect(self._pick)
        themes.changed.connect(self._follow)

    def set_choices(
        self, choices: Mapping[str, str], help: Mapping[str, str] | None = None
    ) -> None:
        """Offers `choices` (key -> text), keeping the present key; `help` explains entries."""
        present = self.key()
        self.clear()
        for number, (key, text) in enumerate(choices.items()):
            self.addItem(text, key)
            self.setItemData(number, (help or {}).get(key, ""), _HELP)
        self.set_refused(self._refused)
        if present in choices:
            self.set_key(present)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)

    def set_refused(self, refused: Mapping[str, str]) -> None:
        """Greys out the keys in `refused`; the value says why. Holds for later choices, too."""
        self._refused = dict(refused)
        for item in self._items():
            reason = refused.get(item.data(Qt.ItemDataRole.UserRole))
            item.setEnabled(reason is None)
            if reason is not None:
                item.setToolTip(reason)

    def set_tight(self, tight: bool) -> None:
        """Lower, where there is little room."""
        self._tight = tight
        if tight:
            self.setFixedHeight(_LOW)
        else:
            self.setMinimumHeight(0)
            self.setMaximumHeight(_MOST)

    def _follow(self) -> None:
        """Other colours; their stylesheet has just made it as high as it wants it again."""
        if self._tight:
            self.setFixedHeight(_LOW)
            self.resize(self.width(), _LOW)
        self.update()

    def needed(self) -> int:
        """How wide it must be to show its text in full."""
        return self.fontMetrics().horizontalAdvance(self.currentText()) + _AROUND

    def widest(self) -> int:
        """How wide it must be for the longest of its texts."""
        texts = (self.itemText(number) for number in range(self.count()))
        return max(map(self.fontMetrics().horizontalAdvance, texts), default=0) + _AROUND

    def key(self) -> str:
        """The chosen key."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Shows `key` as chosen, silently; a key not on offer shows nothing."""
        self.setCurrentIndex(self.findData(key))

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Down)
        ):
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def minimumSizeHint(self) -> QSize:
        return QSize(72, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        look = QStyleOptionComboBox()
        self.initStyleOption(look)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, look)
        words = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        room = self.width() - _AROUND
        look.currentText = self.fontMetrics().elidedText(words, _ELIDE, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, look)
        side = 14.0
        spot = QRectF(self.width() - side - 8, (self.height() - side) / 2, side, side)
        paint_icon(painter, "chevron-down", spot, "muted" if self.isEnabled() else "track")

    def _items(self) -> Iterable[QStandardItem]:
        model = self.model()
        if isinstance(model, QStandardItemModel):
            yield from (model.item(row) for row in range(model.rowCount()))

    def _pick(self, index: int) -> None:
        key: Any = self.itemData(index)
        self.picked.emit(str(key))
