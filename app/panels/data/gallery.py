"""Tiles that show a data set by its picture and name, and the gallery of all of them."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.panels.data.thumbnail import paint_thumbnail
from app.texts import Translated, tr_engine
from app.theme import themes
from app.widgets.buttons import Quiet
from app.widgets.card import Card, section_title
from app.widgets.words import describe
from engine.datasets import Dataset, datasets

__all__ = ["Gallery", "Tile"]

_PICTURE, _TOP = 34.0, 8
_TIGHT_PICTURE, _TIGHT_TOP, _TIGHT_TALL = 28.0, 4, 52
_COLUMNS = 5
_NARROWEST, _SIDE = 62, 4
_CENTRED = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)


class Tile(Translated, Quiet, QAbstractButton):
    """A button with the picture of a data set; a chosen one is outlined and its name bold."""

    def __init__(self, data: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)
        self._tight = False
        self.show_data(data)

    def show_data(self, data: Dataset) -> None:
        """Shows another data set."""
        self.data = data
        self.retranslate()
        self.update()

    def set_tight(self, tight: bool) -> None:
        """Lower, with a smaller picture, where there is little room."""
        self._tight = tight
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(70, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, self._height())

    def _height(self) -> int:
        """Room for the picture and all lines of the name, or one where there is little room."""
        if self._tight:
            return _TIGHT_TALL
        room = QRect(0, 0, _NARROWEST - 2 * _SIDE, 1000)
        words = QFontMetrics(self._small(chosen=True)).boundingRect(room, _CENTRED, self.text())
        return 50 + words.height()

    def retranslate(self) -> None:
        text = tr_engine(self.data.label)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(f"<b>{text}</b><br>{describe(type(self.data))}")
        self.setAccessibleDescription(describe(type(self.data)))
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, chosen = themes.now(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if chosen or self.hasFocus() else 1.0
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(theme.color("accent" if width > 1 else "border"), width))
        painter.setBrush(theme.color("hover" if self.underMouse() else "field"))
        painter.drawRoundedRect(frame, 7, 7)
        side, top = (_TIGHT_PICTURE, _TIGHT_TOP) if self._tight else (_PICTURE, _TOP)
        left = (self.width() - side) / 2
        paint_thumbnail(painter, QRectF(left, top, side, side), self.data, theme)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        theme, chosen = themes.now(), self.isChecked()
        painter.setFont(self._small(chosen=chosen))
        painter.setPen(theme.color("text" if chosen else "muted"))
        room, text = self.rect().adjusted(_SIDE, 46, -_SIDE, -2), self.text()
        if self._tight:  # one line, of which the rest is in the tooltip
            room.setTop(34)
            text = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, room.width()
            )
        painter.drawText(room, _CENTRED, text)

    def _small(self, *, chosen: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)
        return font


class Gallery(Card):
    """Every data set there is, by kind, in a window that closes when one is `picked`."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14, gap=6)
        self.setWindowFlags(Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._titles: list[_Title] = []
        self.tiles: dict[str, Tile] = {}
        for category, members in groupby(datasets.values(), key=_category):
            title = _Title(category, self)
            self.body.addWidget(title)
            self.body.addLayout(self._grid([cls() for cls in members]))

    def open_at(self, widget: QWidget, present: str) -> None:
        """Shows the gallery below `widget`, with the data set in use marked."""
        for name, tile in self.tiles.items():
            tile.setChecked(name == present)
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(0, widget.height() + 6))
        room = widget.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.tiles[present].setFocus(Qt.FocusReason.TabFocusReason)

    def _grid(self, members: list[Dataset]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.setContentsMargins(0, 0, 0, 6)
        grid.setColumnStretch(_COLUMNS, 1)
        for number, data in enumerate(members):
            tile = Tile(data, self)
            tile.setFixedSize(92, 80)
            tile.clicked.connect(partial(self._pick, data.name))
            self.tiles[data.name] = tile
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
        return grid

    def _pick(self, name: str) -> None:
        self.close()
        self.picked.emit(name)


class _Title(Translated, QWidget):
    """The name of a kind of data."""

    def __init__(self, category: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._category = category
        self._words = section_title(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)
        self.retranslate()

    def retranslate(self) -> None:
        self._words.setText(tr_engine(self._category).upper())


def _category(cls: type[Dataset]) -> str:
    return cls.category
