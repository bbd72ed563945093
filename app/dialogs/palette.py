"""The command palette: type a few letters of what you want, press Return."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.actions import Actions
from app.dialogs.page import Page
from app.texts import Translated, tr, without_key
from app.theme import themes
from app.widgets.matching import match

__all__ = ["Palette"]

_ACTION = Qt.ItemDataRole.UserRole
_GROUP = Qt.ItemDataRole.UserRole + 1
_ROW = 44
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Palette(Translated, Page):
    """All actions that are possible now, best match first."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=12)
        self.setWindowFlags(Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self.field = QLineEdit(self)
        self.list = QListWidget(self)
        self.list.setItemDelegate(_Entry(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)
        self.setFixedSize(520, 420)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._run)
        self.retranslate()

    def open(self) -> None:
        """Shows it over the upper middle of the window."""
        window = self.parentWidget()
        if window is not None:
            corner = window.mapToGlobal(QPoint((window.width() - self.width()) // 2, 90))
            self.move(corner)
        self.show()
        self.field.setFocus()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(tr("What do you want to do?"))
        self.field.setAccessibleName(tr("Find an action"))
        self.list.setAccessibleName(tr("Actions found"))
        self._search(self.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moves = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if moves and event.key() in _MOVES:  # type: ignore[attr-defined]
            self.list.keyPressEvent(event)  # type: ignore[arg-type]
            return True
        return False

    def _search(self, typed: str) -> None:
        found: list[tuple[int, str, QAction]] = []
        for group, actions in self._actions.groups():
            for action in actions:
                score = match(typed, f"{_name(action)} {group}")
                if score is not None and action.isEnabled():
                    found.append((score, group, action))
        if typed:
            found.sort(key=lambda entry: -entry[0])
        self.list.clear()
        for _, group, action in found:
            item = QListWidgetItem(_name(action), self.list)
            item.setData(_ACTION, action)
            item.setData(_GROUP, group)
            item.setToolTip(action.statusTip())
        self.list.setCurrentRow(0)

    def _run(self, *_: object) -> None:
        item = self.list.currentItem()
        self.close()
        if item is not None:
            item.data(_ACTION).trigger()


class _Entry(QStyledItemDelegate):
    """Icon, name, explanation and key of one action."""

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        theme = themes.now()
        action: QAction = index.data(_ACTION)  # type: ignore[attr-defined]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(rect, 6, 6)
        action.icon().paint(painter, QRect(rect.x() + 10, rect.y() + 13, 18, 18))
        words = rect.adjusted(40, 5, -10, -5)
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        painter.setPen(theme.color("text"))
        painter.drawText(words, int(top), _name(action))
        painter.setPen(theme.color("muted"))
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | top), key)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.drawText(words, int(bottom), action.statusTip())
        group: str = index.data(_GROUP)  # type: ignore[attr-defined]
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | bottom), group)
        painter.restore()


def _name(action: QAction) -> str:
    return without_key(action.text())
