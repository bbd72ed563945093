"""What of a card stays the same from frame to frame: plate, rim, words and ports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap

from app.canvas.boxes import CARD_WIDTH
from app.canvas.brushes import font, metrics
from app.canvas.cards import LINE, PAD, READABLE, TITLE, CardContent
from app.canvas.marks import paint_marks
from app.canvas.port_item import paint_port
from app.theme import Theme

__all__ = [
    "GREYED", "MARGIN", "PILL", "ROUND", "Health", "Plate", "badge_box", "is_cut",
    "paint_pill", "paint_plain", "paint_plate", "paint_rim", "paint_shadow", "pill_width",
    "square_color",
]

MARGIN = 14.0
"""How far shadow, rim and ports reach beyond the card."""
ROUND = 10.0
PILL = 17.0
"""How tall a badge is."""
_TITLE, _LONG_TITLE, _LINE, _BADGE = 15, 13, 12, 11
_SQUARE, _SQUARE_GAP = 10.0, 8.0
_BOLD = QFont.Weight.DemiBold
_HOPELESS = 0.16
"""Where the canvas is smaller than this, not even a large title can be read."""
_FAR_TITLE, _LARGEST = 11.0, 32
"""How tall a title is on the screen when far out, and at most on the card."""
_SHRUNK = 0.7
"""A long title far out is smaller by so much before its end is left away."""
_RIM, _WIDEST_RIM = 1.6, 6.0
"""The rim of a node that is not well."""
GREYED = 0.62
"""How clear a node is that plays no part."""


@dataclass(frozen=True)
class Health:
    """What ails a node: "2 dead" on its card, how bad it is, and sentences about it."""

    text: str
    role: Literal["danger", "warning"]
    reason: str


@dataclass(frozen=True)
class Plate:
    """A card's content and what ails its node."""

    content: CardContent
    health: Health | None = None

    @property
    def reason(self) -> str:
        """Sentences about what is wrong with the node, or ails it, "" for nothing."""
        ails = (self.health.reason,) if self.health is not None else ()
        said = *ails, *(mark.sentence for mark in self.content.marks)
        return self.content.problem or "\n".join(said)


def paint_plate(
    painter: QPainter, size: QSizeF, plate: Plate, theme: Theme, zoom: float
) -> None:
    """Paints the card with its corner at (0, 0); `zoom` decides which words can be read."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(QPointF(), size)
    content = plate.content
    _paint_kept_shadow(painter, box, theme)
    if content.nodes > 1:
        _paint_stack(painter, box, theme)
    painter.setBrush(theme.color("raised"))
    _paint_rim(painter, box, plate, theme, zoom)
    painter.setOpacity(GREYED if content.loose and not content.problem else 1.0)
    if zoom >= _HOPELESS:
        _paint_words(painter, box, plate, theme, zoom)
    else:
        _paint_square(painter, QRectF(PAD, PAD, 44, 44), content, theme)
    painter.setOpacity(1.0)
    if plate.health is not None and zoom >= READABLE:
        paint_pill(painter, badge_box(box, plate.health), plate.health, theme)
    for y in content.port_heights:
        paint_port(painter, QPointF(0, y), theme)
    if content.sends:
        paint_port(painter, QPointF(size.width(), size.height() / 2), theme)


def paint_plain(painter: QPainter, box: QRectF, content: CardContent, theme: Theme) -> None:
    """A card of which nothing is drawn yet: no more than its plate and its colour."""
    painter.setPen(QPen(theme.color("border"), 1.2))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(box, ROUND, ROUND)
    middle = box.top() + TITLE / 2 + 2
    square = QRectF(box.left() + PAD, middle - _SQUARE / 2, _SQUARE, _SQUARE)
    _paint_square(painter, square, content, theme)


def paint_shadow(painter: QPainter, box: QRectF, theme: Theme, *, deep: bool = False) -> None:
    """A soft shadow around `box`, a little longer below; deeper for what is lifted."""
    painter.setPen(Qt.PenStyle.NoPen)
    alpha = (0.011 if theme.name == "light" else 0.05) * (1.6 if deep else 1.0)
    painter.setBrush(theme.shadow(alpha))
    for reach in (12, 10, 8, 6.5, 5, 3.5, 2, 1):
        grown = box.adjusted(-reach, -reach + 3, reach, reach + 1)
        painter.drawRoundedRect(grown, ROUND + reach, ROUND + reach)


def _paint_kept_shadow(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """The same into a picture of a card, as a copy: most cards are of a few sizes."""
    if not isinstance(painter.device(), QPixmap):
        paint_shadow(painter, box, theme)
        return
    world = painter.worldTransform()
    painter.resetTransform()
    painter.drawPixmap(0, 0, _shadow(box.width(), box.height(), world.m11(), theme))
    painter.setWorldTransform(world)


@lru_cache(maxsize=16)
def _shadow(wide: float, tall: float, scale: float, theme: Theme) -> QPixmap:
    """The shadow of a card with its margin."""
    room = QRectF(0, 0, wide, tall).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    made = QPixmap((room.size() * scale).toSize() + QSize(1, 1))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(-room.topLeft())
    paint_shadow(painter, QRectF(0, 0, wide, tall), theme)
    painter.end()
    return made


def _paint_stack(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Two more cards behind that of a folded group."""
    painter.setPen(QPen(theme.color("muted", 0.45), 1.2))
    painter.setBrush(theme.color("raised"))
    for shift in (8, 4):
        painter.drawRoundedRect(box.adjusted(shift, shift, -shift, shift), ROUND, ROUND)


def _paint_rim(
    painter: QPainter, box: QRectF, plate: Plate, theme: Theme, zoom: float
) -> None:
    """The rim says how the node is: broken, ailing, left out or well. Far out that of an ailing
    node is wider, as no words say it there."""
    pen = QPen(theme.color("border"), 1.2)
    if plate.content.problem:
        pen = QPen(theme.color("danger"), 2.0)
        pen.setDashPattern([3.2, 2.4])
    elif plate.health is not None:
        wide = min(_WIDEST_RIM, _RIM / max(zoom, 1e-3)) if zoom < READABLE else _RIM
        pen = QPen(theme.color(plate.health.role), wide)
    elif plate.content.loose:
        pen = QPen(theme.color("muted", 0.6), 1.2)
        pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.drawRoundedRect(box, ROUND, ROUND)


def paint_rim(
    painter: QPainter, box: QRectF, width: float, color: QColor, beside: float = 0.0
) -> None:
    """Lights the rim of a card, or a line so far around it."""
    painter.setPen(QPen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    around = box.adjusted(-beside, -beside, beside, beside)
    painter.drawRoundedRect(around, ROUND + beside, ROUND + beside)


def _paint_words(
    painter: QPainter, box: QRectF, plate: Plate, theme: Theme, zoom: float
) -> None:
    """Title and lines; far out only the title, in the room of all of them."""
    content, far = plate.content, zoom < READABLE
    tall = _far_size(content.title, box.width(), zoom) if far else _near_size(content.title)
    square = _SQUARE * max(1.0, tall / _TITLE)
    middle = TITLE / 2 + 2 + (LINE * len(content.lines) / 2 if far else 0.0)
    _paint_square(painter, QRectF(PAD, middle - square / 2, square, square), content, theme)
    left, right = PAD + square + _SQUARE_GAP, box.right() - PAD
    painter.setFont(font(tall, _BOLD))
    painter.setPen(theme.color("text"))
    _line(painter, content.title, QRectF(left, middle - tall, right - left, 2 * tall), tall, _BOLD)
    if far:
        return
    painter.setFont(font(_LINE))
    for number, text in enumerate(content.lines):
        painter.setPen(theme.color("muted"))
        room = QRectF(PAD, TITLE + number * LINE, box.width() - 2 * PAD, LINE)
        if number == 0 and content.marks:
            room.setRight(paint_marks(painter, room, content.marks, theme) - _SQUARE_GAP)
            painter.setFont(font(_LINE))
            painter.setPen(theme.color("muted"))
        _line(painter, _fitting(text, room.width()), room, _LINE, QFont.Weight.Normal)


def _fitting(text: str, width: float) -> str:
    """As many of the parts of a line as there is room for, the first in any case."""
    parts = text.split(" · ")
    while len(parts) > 1 and metrics(_LINE).horizontalAdvance(" · ".join(parts)) > width:
        parts.pop()
    return " · ".join(parts)


def is_cut(title: str) -> bool:
    """Whether the end of a title is left away on its card."""
    return not _fits(title, _LONG_TITLE)


def _near_size(title: str) -> int:
    """The size of a title: a little less where it is long."""
    return _TITLE if _fits(title, _TITLE) else _LONG_TITLE


def _fits(title: str, size: int) -> bool:
    room = CARD_WIDTH - 2 * PAD - _SQUARE - _SQUARE_GAP
    return metrics(size, _BOLD).horizontalAdvance(title) <= room


def _far_size(title: str, width: float, zoom: float) -> int:
    """The size of a title far out: as tall on the screen as can be, less where it is long."""
    wanted = min(_LARGEST, max(_TITLE, round(_FAR_TITLE / zoom)))
    room = width - 2 * PAD - _SQUARE - _SQUARE_GAP - 12
    needed = metrics(wanted, _BOLD).horizontalAdvance(title)
    return max(_TITLE, int(wanted * min(1.0, max(_SHRUNK, room / max(1.0, needed)))))


def _line(
    painter: QPainter, text: str, room: QRectF, size: int, weight: QFont.Weight
) -> None:
    """One line of `text`, its end left away where there is no room."""
    fitting = metrics(size, weight).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    vertical = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(room, vertical, fitting)


def _paint_square(
    painter: QPainter, box: QRectF, content: CardContent, theme: Theme
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(square_color(content, theme))
    painter.drawRoundedRect(box, box.width() * 0.26, box.width() * 0.26)


def square_color(content: CardContent, theme: Theme) -> QColor:
    """The colour of a node's family."""
    return theme.family_color(content.kind, content.category)


def badge_box(box: QRectF, health: Health) -> QRectF:
    """Where it says what ails a node: on the upper rim of its card, where it takes no room from
    the name."""
    width = pill_width(health)
    return QRectF(box.right() - PAD - width, box.top() - PILL * 0.68, width, PILL)


def pill_width(health: Health) -> float:
    """How wide the words about what ails a node are."""
    return metrics(_BADGE, _BOLD).horizontalAdvance(health.text) + 12


def paint_pill(painter: QPainter, pill: QRectF, health: Health, theme: Theme) -> None:
    """What ails a node, in a few words."""
    painter.setPen(QPen(theme.color(health.role), 1.2))
    painter.setBrush(theme.soft(health.role))
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setFont(font(_BADGE, _BOLD))
    painter.setPen(theme.color(health.role))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, health.text)
