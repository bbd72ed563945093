"""The words around a column: its header above, the names beside and the chip below its neurons.

Shaping text takes longer than painting pictures, and words change with the mouse, not with
training. So these items are kept as pictures by Qt until `update` says that they are old.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.canvas.brushes import button, centred, elided, font, metrics, tool
from app.canvas.cards import READABLE
from app.canvas.columns import Column
from app.canvas.hits import NOTHING, Hit, Kind
from app.canvas.layout import HEADER, Place, label_text
from app.canvas.marks import paint_warning
from app.texts import tr
from app.theme import themes
from app.widgets.icons import paint_icon

__all__ = ["HeaderItem", "LabelsItem"]

_TITLE, _DETAIL, _LABEL, _SMALL, _LEAST = 15, 13, 13, 12, 11
_NARROW, _ON_SCREEN = 76.0, 11.0
_BOLD = QFont.Weight.DemiBold
_KNOB, _TOOL, _LABEL_ROOM, _LABEL_GAP = 26.0, 19.0, 132.0, 11.0
_KINDS = ("header", "more", "less", "settings")
_WARNING = 20.0
_SIGN, _SIGN_GAP = 13.0, 3.0


class _Words(QGraphicsItem):
    """Something that is painted once and shown often."""

    def __init__(self, column: Column, place: Place, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self.column, self.place = column, place
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)


class HeaderItem(_Words):
    """Two lines with the layer's name and what it does; when lit, a button for the settings beside
    the name, and − and + beside the number of neurons. Where columns stand so close that these
    reach over the next names, they are seen under the pointer only."""

    def __init__(self, column: Column, place: Place, parent: QGraphicsItem) -> None:
        super().__init__(column, place, parent)
        self._hovered = NOTHING
        self._selected = self._ringed = False
        self._vacant = ""
        self._zoom = 1.0
        self.box = self._measured()

    def light(self, hovered: Hit, *, selected: bool, ringed: bool) -> None:
        """Under the pointer, selected, with the ring of the keyboard's focus."""
        hovered = hovered if hovered.kind in _KINDS else NOTHING
        now = (hovered.kind, selected, ringed)
        if now != (self._hovered.kind, self._selected, self._ringed):
            self._hovered, self._selected, self._ringed = hovered, selected, ringed
            self.update()

    @property
    def lit(self) -> bool:
        """Whether it is under the pointer."""
        return self._hovered.kind in _KINDS

    @property
    def vacant(self) -> str:
        """Why there are no pictures, "" where there are."""
        return self._vacant

    def tell(self, vacant: str) -> None:
        """Says in its second line why there are no pictures, "" where there are."""
        if vacant != self._vacant:
            self.prepareGeometryChange()
            self._vacant = vacant
            self.box = self._measured()
            self.update()

    def boundingRect(self) -> QRectF:
        return self.box.adjusted(-_KNOB - 3, -3, _KNOB + 3, 3)

    def knobs(self) -> Iterator[tuple[Kind, QRectF]]:
        """The buttons at the ends; − and + for a layer whose neurons can be counted. Far out there
        are none."""
        if self._far:
            return
        box, half = self.box, self.box.height() / 2
        yield "settings", QRectF(box.right(), box.top(), _KNOB, half)
        if self.column.resizable:
            yield "less", QRectF(box.left() - _KNOB, box.top() + half, _KNOB, half)
            yield "more", QRectF(box.right(), box.top() + half, _KNOB, half)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, place = themes.now(), self.place
        ratio = widget.devicePixelRatioF() if widget is not None else 1.0
        self._zoom = painter.worldTransform().m11() / ratio
        if self._selected or self.lit:
            self._paint_plate(painter)
        room = self.box.width() - 2
        painter.setPen(theme.color("accent" if self._selected else "text"))
        if self._far:
            self._paint_far_title(painter)
            return
        self._paint_title(painter, room)
        self._paint_line(painter, place.header + 31)

    @property
    def _far(self) -> bool:
        """Whether the canvas is so small that only a larger name can be read."""
        return self._zoom < READABLE

    def _paint_far_title(self, painter: QPainter) -> None:
        """The name alone, in the room of both lines and of the buttons."""
        title, room = self.column.title, self.box.width() + 2 * _KNOB - 8
        wanted = min(HEADER * 0.8, _ON_SCREEN / max(self._zoom, 1e-3))
        wide = metrics(_TITLE, _BOLD).horizontalAdvance(title) / _TITLE
        size = max(_TITLE, int(min(wanted, room / max(1.0, wide))))
        painter.setFont(font(size, _BOLD))
        centred(painter, elided(title, room, size), self.place.x, self.box.center().y(), room)

    def _paint_title(self, painter: QPainter, room: float) -> None:
        """The name, smaller in a narrow column, and there in two lines if it has two words."""
        place, title = self.place, self.column.title
        sizes = (_TITLE, _DETAIL, _LEAST) if place.width > _NARROW else (_LEAST,)
        wide = {size: metrics(size, _BOLD).horizontalAdvance(title) for size in sizes}
        size = next((size for size in sizes if wide[size] <= room), _LEAST)
        painter.setFont(font(size, _BOLD))
        middle, lines = place.header + 10, [title]
        if wide[size] > room and " " in title:
            first, _, rest = title.partition(" ")
            lines, middle = [first, rest], middle - _LEAST / 2 - 1
        for number, line in enumerate(lines):
            cut = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, int(room))
            centred(painter, cut, place.x, middle + number * (_LEAST + 2), self.box.width())

    def _paint_line(self, painter: QPainter, y: float) -> None:
        """The second line; a sign stands before it where it has no room for why there are no
        pictures."""
        text, size = self._said()
        painter.setFont(font(size))
        painter.setPen(themes.now().color("muted"))
        x = self.place.x
        if self._vacant not in ("", text):
            wide = metrics(size).horizontalAdvance(text)
            side = QRectF(x - (wide + _SIGN + _SIGN_GAP) / 2, y - _SIGN / 2, _SIGN, _SIGN)
            paint_icon(painter, "eye-off", side, "muted")
            x += (_SIGN + _SIGN_GAP) / 2
        centred(painter, text, x, y, self.box.width())

    def _said(self) -> tuple[str, int]:
        """The second line, the most that there is room for, and the size of its letters."""
        room, spare = self.place.width - 2, _SIGN + _SIGN_GAP if self._vacant else 0.0
        choices = (
            (self._vacant, _DETAIL, 0.0), (self._vacant, _LEAST, 0.0),
            (self.column.detail, _DETAIL, spare),
        )
        return next((
            (text, size) for text, size, taken in choices
            if text and metrics(size).horizontalAdvance(text) <= room - taken
        ), (str(self.column.units), _DETAIL))

    def _measured(self) -> QRectF:
        title = metrics(_TITLE, _BOLD).horizontalAdvance(self.column.title)
        text, size = self._said()
        words = max(title, metrics(size).horizontalAdvance(text))
        width = min(self.place.width, max(words + 20, 64.0))
        return QRectF(self.place.x - width / 2, self.place.header - 4, width, HEADER + 6)

    def _paint_plate(self, painter: QPainter) -> None:
        """What shows that a header can be clicked, with the buttons at its ends."""
        theme, plate = themes.now(), self.box.adjusted(-_KNOB, 0, _KNOB, 0)
        ring, narrow = self._ringed, plate.width() > self.place.width and not self.lit
        if narrow:
            plate = self.box.adjusted(2, 0, -2, 0)
        painter.setPen(QPen(theme.color("accent" if ring else "border"), 2 if ring else 1))
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(plate, 8, 8)
        for kind, box in () if narrow else self.knobs():
            lit = self._hovered.kind == kind
            if kind == "settings":
                side = QRectF(0, 0, _TOOL, _TOOL)
                side.moveCenter(box.center())
                tool(painter, "sliders-horizontal", side, theme, lit=lit)
            else:
                sign = "+" if kind == "more" else "−"
                button(painter, sign, box.center(), _KNOB * 0.36, theme, lit=lit)


class LabelsItem(_Words):
    """Names of inputs and outputs, the "8 of 64" chip, and the frame around a problem, of
    which a bubble says more."""

    def __init__(self, column: Column, place: Place, parent: QGraphicsItem) -> None:
        super().__init__(column, place, parent)
        self._lit = False
        self.chip = self._measured_chip()
        self.warning = self._measured_warning()
        self._names = self._measured_names()

    def light(self, hovered: Hit) -> None:
        """Lights the chip while the pointer is on it."""
        lit = hovered.kind == "fold"
        if lit != self._lit:
            self._lit = lit
            self.update()

    def boundingRect(self) -> QRectF:
        rim = self._rim() if self.column.problem else QRectF()
        whole = self._names.united(self.chip).united(self.warning).united(rim)
        return whole.adjusted(-3, -3, 3, 3) if not whole.isEmpty() else QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_names(painter)
        self._paint_chip(painter)
        if self.column.problem:
            self._paint_problem(painter)

    @property
    def _first(self) -> bool:
        return self.column.layer.name == "input"

    def _measured_names(self) -> QRectF:
        place = self.place
        if not any(self.column.names):
            return QRectF()
        letters = metrics(_LABEL)
        longest = max(letters.horizontalAdvance(label_text(name)) for name in self.column.names)
        wide = min(_LABEL_ROOM, longest + 2.0)
        left, right = place.left - _LABEL_GAP - wide, place.right + _LABEL_GAP
        x = left if self._first else right
        return QRectF(x, place.top, wide, place.bottom - place.top)

    def _paint_names(self, painter: QPainter) -> None:
        painter.setFont(font(_LABEL))
        painter.setPen(themes.now().color("muted"))
        side = Qt.AlignmentFlag.AlignRight if self._first else Qt.AlignmentFlag.AlignLeft
        for y, name in zip(self.place.ys, self.column.names, strict=False):
            text = elided(label_text(name), _LABEL_ROOM, _LABEL)
            box = QRectF(self._names.left(), y - 10, self._names.width(), 20)
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _chip_text(self) -> str:
        return tr("{shown} of {count}", shown=len(self.column.shown), count=self.column.units)

    def _measured_chip(self) -> QRectF:
        if self.place.chip is None:
            return QRectF()
        width = metrics(_SMALL).horizontalAdvance(self._chip_text()) + 20
        return QRectF(self.place.x - width / 2, self.place.chip - 11, width, 22)

    def _paint_chip(self, painter: QPainter) -> None:
        box = self.chip
        if box.isEmpty():
            return
        theme = themes.now()
        painter.setPen(QPen(theme.color("accent" if self._lit else "border"), 1))
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(box, 11, 11)
        painter.setFont(font(_SMALL))
        painter.setPen(theme.color("accent" if self._lit else "muted"))
        centred(painter, self._chip_text(), box.center().x(), box.center().y(), box.width())

    def _rim(self) -> QRectF:
        """Around the neurons of a layer that cannot work."""
        place, reach = self.place, self.place.size / 2 + 9
        low = place.bottom if place.chip is None else place.chip + 8
        return QRectF(place.x - reach, place.top - 9, 2 * reach, low - place.top + 18)

    def _paint_problem(self, painter: QPainter) -> None:
        theme = themes.now()
        pen = QPen(theme.color("danger"), 1.6)
        pen.setDashPattern([3.5, 3.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._rim(), 9, 9)
        paint_warning(painter, self.warning)

    def _measured_warning(self) -> QRectF:
        """On the upper right corner of that frame; empty where all is well."""
        if not self.column.problem:
            return QRectF()
        rim, box = self._rim(), QRectF(0, 0, _WARNING, _WARNING)
        box.moveCenter(QPointF(rim.right() - 3, rim.top() + 3))
        return box
