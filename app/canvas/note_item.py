"""The item that draws a note: a yellow sheet with wrapped text and a corner to size it by."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.brushes import font, metrics
from app.canvas.card_plate import paint_shadow
from app.canvas.drawn import Drawn
from app.canvas.hits import NOTHING, Hit
from app.canvas.pane import Pane
from app.model.board import Note
from app.texts import tr
from app.theme import themes

__all__ = ["NOTE_LEAST", "NOTE_TEXT", "NoteItem", "note_height"]

NOTE_TEXT = 13
"""The size of its letters; an editor laid over it takes the same."""
NOTE_LEAST = (96.0, 44.0)
"""The least width and height that a hand may give it."""
_EDGE, _TOP, _ROUND, _MARGIN = 13.0, 10.0, 7.0, 14.0
_CORNER, _GRIP = 16.0, 4.0


def note_height(text: str, width: float) -> float:
    """How tall a note of this width must be for all of `text`."""
    lines = list(_lines(text or " ", width - 2 * _EDGE))
    return max(NOTE_LEAST[1], len(lines) * _line_height() + 2 * _TOP)


class NoteItem(QGraphicsItem):
    """A view of one `Note`; changes nothing. What does not fit ends in "…"."""

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note = note
        self._hovered = self._selected = False
        self._drawn = Drawn()
        self.setZValue(-1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def box(self) -> QRectF:
        """The sheet in the scene."""
        note = self.note
        return QRectF(note.x, note.y, note.width, note.height)

    @property
    def text_box(self) -> QRectF:
        """Where its text stands, for an editor that is laid over it."""
        return self.box.adjusted(_EDGE, _TOP, -_EDGE, -_TOP)

    def show_note(self, note: Note) -> None:
        """Follows an edit."""
        if note != self.note:
            self.prepareGeometryChange()
            self.note = note
            self.restyle()

    def hover(self, hit: Hit) -> None:
        """Lights it while the pointer is on it; NOTHING when that is elsewhere."""
        hovered = hit.kind in ("note", "note_corner")
        if hovered != self._hovered:
            self._hovered = hovered
            self.restyle()

    def select(self, *, selected: bool) -> None:
        """Whether it is among what is selected."""
        if selected != self._selected:
            self._selected = selected
            self.restyle()

    def restyle(self) -> None:
        """Draws it anew, in the colours of the theme in use."""
        self._drawn.expire()
        self.update()

    def hit(self, point: QPointF) -> Hit:
        """The note or its corner, if the point is on it."""
        if not self.box.contains(point):
            return NOTHING
        from_corner = self.box.bottomRight() - point
        corner = from_corner.x() + from_corner.y() <= _CORNER * 1.5
        return Hit("note_corner" if corner else "note", self.note.id)

    def boundingRect(self) -> QRectF:
        return self.box.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        pane, corner = Pane(painter), self.box.topLeft()
        if pane.kept:
            room = self.boundingRect().translated(-corner)
            if self._drawn.stale:
                self._drawn.draw(room, self._paint)
            self._drawn.show(pane, corner.x(), corner.y(), room, self._paint)
            pane.finish()
            return
        painter.translate(corner)
        self._paint(painter, pane.scale)
        painter.translate(-corner)

    def _paint(self, painter: QPainter, scale: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, box = themes.now(), QRectF(QPointF(), self.box.size())
        paint_shadow(painter, box.adjusted(3, 3, -3, -3), theme, deep=self._hovered)
        pen = QPen(theme.color("note_border"), 1.2)
        if self._selected:
            pen = QPen(theme.color("accent"), 2.2)
        painter.setPen(pen)
        painter.setBrush(theme.color("note"))
        painter.drawRoundedRect(box, _ROUND, _ROUND)
        self._paint_text(painter, box.adjusted(_EDGE, _TOP, -_EDGE, -_TOP))
        if self._hovered or self._selected:
            _paint_grip(painter, box.bottomRight())

    def _paint_text(self, painter: QPainter, room: QRectF) -> None:
        theme, text = themes.now(), self.note.text
        painter.setFont(font(NOTE_TEXT))
        painter.setPen(theme.color("note_text", 1.0 if text.strip() else 0.6))
        lines = list(_lines(text if text.strip() else tr("Write a note…"), room.width()))
        height = _line_height()
        fitting = max(1, int((room.height() + 2) / height))
        if len(lines) > fitting:
            rest = " ".join(lines[fitting - 1 :])
            end = metrics(NOTE_TEXT).elidedText(rest, Qt.TextElideMode.ElideRight, room.width())
            lines = [*lines[: fitting - 1], end if end.endswith("…") else f"{end}…"]
        for number, line in enumerate(lines):
            box = QRectF(room.left(), room.top() + number * height, room.width() + 2, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


def _line_height() -> float:
    return metrics(NOTE_TEXT).height() + 3.0


def _lines(text: str, width: float) -> Iterator[str]:
    """`text` broken at words, or within those that are longer than a line."""
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font(NOTE_TEXT))
        layout.beginLayout()
        found = False
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            start = line.textStart()
            found = True
            yield paragraph[start : start + line.textLength()].rstrip()
        layout.endLayout()
        if not found:
            yield ""


def _paint_grip(painter: QPainter, corner: QPointF) -> None:
    """Two short strokes that say: pull here."""
    pen = QPen(themes.now().color("note_text", 0.55), 1.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for reach in (_GRIP, 2 * _GRIP):
        painter.drawLine(
            corner - QPointF(reach + 3, 4), corner - QPointF(4, reach + 3)
        )


