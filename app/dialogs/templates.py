"""The gallery of networks to start from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QWidget

from app.dialogs.page import Page
from app.model import files
from app.model.project import Project
from app.texts import Translated, tr, tr_engine
from app.theme import themes
from app.widgets.buttons import Quiet
from app.widgets.card import label, section_title
from app.widgets.diagram import paint_diagram
from app.widgets.scroll import ScrollColumn

__all__ = ["TemplateCard", "TemplatePage", "neurons"]

_COLUMNS = 5
_WIDTH, _HEIGHT, _PICTURE = 186, 128, 78
_CENTRED = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
_KEYS: Mapping[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}


class TemplateCard(Translated, Quiet, QAbstractButton):
    """A button with the picture of a network and its name; `looked_at(text)` as long as the
    pointer or the keyboard is on it."""

    looked_at = Signal(str)

    def __init__(self, name: str, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self._project = name, project
        self._units = neurons(project)
        self.setFixedSize(QSize(_WIDTH, _HEIGHT))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        themes.changed.connect(self.update)
        self.retranslate()

    def retranslate(self) -> None:
        title, about = tr_engine(self._project.title), tr_engine(self._project.description)
        self.setText(title)
        self.setToolTip(f"<b>{title}</b><br>{about}")
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.looked_at.emit(self.accessibleDescription())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.looked_at.emit(self.accessibleDescription())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = themes.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        width = 2.0 if self.hasFocus() else 1.0
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(theme.color("accent" if lit else "border"), width))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(frame, 9, 9)
        room = QRectF(12, 12, self.width() - 24, _PICTURE - 12)
        paint_diagram(painter, room, self._project.graph, self._units, theme)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        below = QRect(8, _PICTURE + 6, self.width() - 16, self.height() - _PICTURE - 12)
        painter.drawText(below, _CENTRED, self.text())
        painter.end()


class TemplatePage(Translated, Page):
    """Every template under its heading; `picked(name)` when one is chosen. Arrow keys move."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = label("muted", self)
        self._about.setWordWrap(True)
        self._about.setMinimumHeight(44)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._headings: list[tuple[str, QLabel]] = []
        self._rows: list[list[TemplateCard]] = []
        self._scroll = scroll = ScrollColumn(self, padding=2, gap=8)
        for heading, names in files.templates().items():
            scroll.column.addWidget(self._heading(heading))
            scroll.column.addLayout(self._grid(names))
        scroll.column.addStretch(1)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self._about)
        self.resize(_COLUMNS * (_WIDTH + 10) + 50, 700)
        self.retranslate()
        self._rows[0][0].setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self.setWindowTitle(tr("New from template"))
        for text, heading in self._headings:
            heading.setText(tr_engine(text).upper())
        self._about.setText(tr("Choose a network to start from. Each one is an ordinary project."))

    def _heading(self, text: str) -> QLabel:
        heading = section_title(self)
        self._headings.append((text, heading))
        return heading

    def _grid(self, names: list[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(10)
        grid.setColumnStretch(_COLUMNS, 1)
        for number, name in enumerate(names):
            card = TemplateCard(name, files.read(files.find(name)).project, self)
            card.clicked.connect(partial(self._pick, name))
            card.looked_at.connect(self._about.setText)
            card.installEventFilter(self)
            if number % _COLUMNS == 0:
                self._rows.append([])
            self._rows[-1].append(card)
            grid.addWidget(card, number // _COLUMNS, number % _COLUMNS)
        return grid

    def _pick(self, name: str) -> None:
        self.close()
        self.picked.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys go from card to card."""
        move = _KEYS.get(event.key()) if isinstance(event, QKeyEvent) else None
        if move is None or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        row, column = next(
            (r, cards.index(watched)) for r, cards in enumerate(self._rows) if watched in cards
        )
        cards = self._rows[min(max(row + move[0], 0), len(self._rows) - 1)]
        card = cards[min(max(column + move[1], 0), len(cards) - 1)]
        card.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(card)
        return True


def neurons(project: Project) -> dict[str, int]:
    """How many neurons the nodes of a sound project have, for those that stand for neurons."""
    data = project.experiment.data
    found: dict[str, int] = {}
    for node in project.graph.nodes:
        values = node.layer.values
        if node.layer.name == "input" and data.view == "image":
            continue  # an image is one thing, not a column of neurons
        if node.layer.name == "input":
            chosen = data.view in ("plane", "line")
            found[node.id] = len(values["features"] if chosen else data.features)
        elif node.layer.name == "output":
            found[node.id] = len(data.classes) if data.task == "classes" else 1
        elif "units" in values:
            found[node.id] = values["units"]
    return found
