"""The popup that adds what you name: type a few letters, press Return."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.canvas.brushes import font, metrics
from app.canvas.card_plate import paint_shadow
from app.canvas.offers import Offer, found, offers
from app.texts import Translated, tr
from app.theme import Theme, themes
from app.widgets.card import label

__all__ = ["QuickAdd"]

_OFFER = Qt.ItemDataRole.UserRole
_ROW, _ROWS, _WIDTH, _SHADOW, _EDGE = 44, 6, 348, 12, 12
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class QuickAdd(Translated, QFrame):
    """`chosen(kind)` for a layer, `note_wanted` and `group_wanted` for these, and
    `template_chosen(name)`. It closes by itself, also on Escape and on a press elsewhere."""

    chosen = Signal(str)
    note_wanted = Signal()
    group_wanted = Signal()
    template_chosen = Signal(str)

    def __init__(self, parent: QWidget, *, grouping: bool = False) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        self._grouping = grouping
        self._offers: tuple[Offer, ...] = ()
        self.field, self.list = QLineEdit(self), QListWidget(self)
        self.nothing: QLabel = label("muted", self)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._arrange()
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._take)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.retranslate()

    def open_at(self, at: QPoint) -> None:
        """Shows it with its corner at a point of the screen, inside the screen."""
        room = self.screen().availableGeometry()
        x = min(max(room.left(), at.x() - _SHADOW), room.right() - self.width())
        y = min(max(room.top(), at.y() - _SHADOW), room.bottom() - self.height())
        self.move(x, y)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def offered(self) -> list[Offer]:
        """What it shows now, best first."""
        return [self.list.item(row).data(_OFFER) for row in range(self.list.count())]

    def retranslate(self) -> None:
        self._offers = offers(grouping=self._grouping)
        self.setAccessibleName(tr("Add by name"))
        self.field.setPlaceholderText(tr("What shall be added?"))
        self.field.setAccessibleName(tr("Name of a layer, note or template"))
        self.list.setAccessibleName(tr("Found"))
        self._search(self.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys in the field move in the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() == Qt.Key.Key_Tab:
                return True  # there is nowhere else to go
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = themes.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint_shadow(painter, box, theme, deep=True)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(box, 10, 10)
        painter.end()

    def _arrange(self) -> None:
        self.list.setItemDelegate(_Row(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        edge = _SHADOW + _EDGE
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(8)
        for widget in (self.field, self.list, self.nothing):
            column.addWidget(widget)
        self.setFixedWidth(_WIDTH + 2 * _SHADOW)

    def _search(self, typed: str) -> None:
        self.list.clear()
        for offer in found(typed, self._offers):
            item = QListWidgetItem(offer.title, self.list)
            item.setData(_OFFER, offer)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, offer.title)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, offer.help)
            item.setToolTip(offer.help)
        self.list.setCurrentRow(0)
        count = self.list.count()
        self._say_nothing("" if count else typed.strip())
        self.list.setVisible(bool(count))
        self.list.setFixedHeight(_ROW * max(1, min(_ROWS, count)) + 2)
        self.adjustSize()

    def _say_nothing(self, typed: str) -> None:
        """Says that nothing is called what was typed, "" when something is."""
        letters = self.nothing.fontMetrics()
        rest = letters.horizontalAdvance(tr("Nothing is called “{name}”.", name=""))
        room = _WIDTH - 2 * _EDGE - rest
        name = letters.elidedText(typed, Qt.TextElideMode.ElideRight, room)
        text = tr("Nothing is called “{name}”.", name=name) if typed else ""
        self.nothing.setText(text)
        self.nothing.setVisible(bool(text))
        self.field.setAccessibleDescription(text)

    def _take(self, *_: object) -> None:
        if not self.list.count():
            return
        offer: Offer = self.list.currentItem().data(_OFFER)
        self.close()
        if offer.what == "layer":
            self.chosen.emit(offer.name)
        elif offer.what == "template":
            self.template_chosen.emit(offer.name)
        else:
            {"note": self.note_wanted, "group": self.group_wanted}[offer.what].emit()


class _Row(QStyledItemDelegate):
    """The coloured square, the name and the explanation of one offer."""

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        theme = themes.now()
        offer: Offer = index.data(_OFFER)  # type: ignore[attr-defined]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 7, 7)
        painter.setBrush(_square(offer, theme))
        painter.drawRoundedRect(QRectF(rect.x() + 11, rect.y() + _ROW / 2 - 5, 10, 10), 3, 3)
        words = QRectF(rect).adjusted(32, 4, -10, -5)
        top = QRectF(words.left(), words.top(), words.width(), 20)
        low = QRectF(words.left(), words.top() + 19, words.width(), 16)
        _write(painter, top, offer.title, 14, QFont.Weight.DemiBold, theme.color("text"))
        _write(painter, low, offer.help, 11, QFont.Weight.Normal, theme.color("muted"))
        painter.restore()


def _write(
    painter: QPainter, box: QRectF, text: str, size: int, weight: QFont.Weight, ink: QColor
) -> None:
    cut = metrics(size, weight).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(font(size, weight))
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)


def _square(offer: Offer, theme: Theme) -> QColor:
    if offer.what == "note":
        return theme.color("note_border")
    return theme.category_color(offer.category)
