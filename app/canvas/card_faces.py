"""The live picture on a card: one painter for every kind of `Face`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.canvas.brushes import font, metrics
from app.canvas.card_look import F32, Look, here
from app.canvas.card_tiles import paint_images, paint_tiles
from app.canvas.cards import Face
from app.canvas.layout import label_text
from app.canvas.pictures import picture_values
from app.theme import Theme

__all__ = ["paint_face"]

_NAME, _FIGURE, _SMALL = 12, 12, 10
_NAMES_MOST, _FIGURE_ROOM = 64.0, 32.0
_BAR, _BARRED, _BINS = 14.0, 22.0, 24
_MEDIUM = QFont.Weight.Medium
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_face(painter: QPainter, room: QRectF, look: Look) -> None:
    """Paints the picture of a card into `room`; blank where nothing is known yet, and an empty
    place with the reason where there is none."""
    content, pictures = look.content, look.pictures
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if content.vacant:
        _empty(painter, room, look)
    elif content.face == "tiles":
        paint_tiles(painter, room, look)
    elif content.face in _PAINT:
        values = picture_values(pictures, content.node, content.units) if pictures else None
        _PAINT[content.face](painter, room, look, values)


def _empty(painter: QPainter, room: QRectF, look: Look) -> None:
    """Where a picture would be, and why there is none."""
    theme = look.theme
    painter.setBrush(theme.color("neutral", 0.6))
    pen = QPen(theme.color("muted", 0.55), 1.0)
    pen.setDashPattern([3.0, 3.0])
    painter.setPen(pen)
    painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    if look.readable:
        painter.setFont(font(_NAME))
        painter.setPen(theme.color("muted"))
        words = metrics(_NAME).elidedText(
            look.content.vacant, Qt.TextElideMode.ElideRight, room.width() - 8
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)


# --- numbers --------------------------------------------------------------------------------


def _bars(painter: QPainter, room: QRectF, look: Look, values: F32 | None) -> None:
    """Name, bar and share of every output at the place looked at; far out only bars."""
    content, shares = look.content, _numbers(look, values)
    step = room.height() / max(1, len(content.shown))
    tall = min(_BAR, step * 0.68)
    name_room = _name_room(content.names)
    lead = name_room + 4 if look.readable else 0.0
    most = room.width() - lead - (_FIGURE_ROOM if look.readable else 0.0)
    for number, (unit, name) in enumerate(zip(content.shown, content.names, strict=True)):
        middle = room.top() + (number + 0.5) * step
        if look.readable:
            _paint_name(painter, room.left(), middle, name, name_room, look.theme)
        if shares is None:
            continue
        share = float(shares[number])
        reach = max(2.5, min(1.0, share) * most)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.class_color(unit))
        bar = QRectF(room.left() + lead, middle - tall / 2, reach, tall)
        painter.drawRoundedRect(bar, 2, 2)
        if look.readable:
            behind = QRectF(bar.right() + 5, middle - 9, 48, 18)
            _paint_figure(painter, behind, f"{share:.2f}", look)


def _values(painter: QPainter, room: QRectF, look: Look, values: F32 | None) -> None:
    """Name and number of every feature at the place looked at, over a bar from zero."""
    content, numbers = look.content, _numbers(look, values)
    step = room.height() / max(1, len(content.shown))
    barred = step >= _BARRED or not look.readable
    peaks = None if values is None else _peaks(values[list(content.shown)])
    for number, name in enumerate(content.names):
        middle = room.top() + (number + 0.5) * step - (3 if barred else 0)
        if look.readable:
            name_room = room.width() - _FIGURE_ROOM - 6
            _paint_name(painter, room.left(), middle, name, name_room, look.theme)
        if numbers is None or peaks is None:
            continue
        value = float(numbers[number])
        if look.readable:
            box = QRectF(room.left(), middle - 9, room.width(), 18)
            sign = "positive_text" if value >= 0 else "negative_text"
            _paint_figure(painter, box, _figure(value), look, _RIGHT, sign)
        if barred:
            tall = 4.0 if look.readable else min(_BAR, step * 0.5)
            under = QRectF(room.left(), middle + 9 if look.readable else middle, room.width(), tall)
            _paint_signed(painter, under, value / peaks[number], look.theme)


def _paint_signed(painter: QPainter, box: QRectF, share: float, theme: Theme) -> None:
    """A bar from the middle of `box`: to the right blue, to the left orange."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("track", 0.7))
    painter.drawRoundedRect(box, 2, 2)
    half = box.width() / 2
    reach = max(1.0, min(1.0, abs(share)) * half)
    left = box.center().x() - (reach if share < 0 else 0.0)
    painter.setBrush(theme.color("negative" if share < 0 else "positive"))
    painter.drawRoundedRect(QRectF(left, box.top(), reach, box.height()), 2, 2)


def _name_room(names: tuple[str, ...]) -> float:
    """How wide the column of names is; long ones are cut, so that bars have room."""
    widest = max((metrics(_NAME).horizontalAdvance(label_text(n)) for n in names), default=0.0)
    return min(_NAMES_MOST, widest + 1)


def _paint_name(
    painter: QPainter, x: float, middle: float, name: str, width: float, theme: Theme
) -> None:
    painter.setFont(font(_NAME))
    painter.setPen(theme.color("muted"))
    fitting = metrics(_NAME).elidedText(label_text(name), Qt.TextElideMode.ElideRight, width)
    painter.drawText(QRectF(x, middle - 9, width + 2, 18), _LEFT, fitting)


def _paint_figure(
    painter: QPainter, box: QRectF, text: str, look: Look, side: Qt.AlignmentFlag = _LEFT,
    role: str = "text",
) -> None:
    painter.setFont(font(_FIGURE, _MEDIUM))
    painter.setPen(look.theme.color(role))
    painter.drawText(box, side, text)


def _figure(value: float) -> str:
    text = f"{value:.2f}" if abs(value) < 100 else f"{value:.3g}"
    return text.replace("-", "−")


def _numbers(look: Look, values: F32 | None) -> F32 | None:
    """The numbers of the shown units at the place looked at; None while unknown."""
    if values is None:
        return None
    return here(values, look.pictures, look.at)[list(look.content.shown)]


def _peaks(values: F32) -> F32:
    """The largest |a| of each unit, (units,), never 0."""
    flat = np.abs(values).reshape(len(values), -1)
    return np.maximum(np.fmax.reduce(flat, axis=1, initial=0.0), np.float32(1e-6))


# --- histogram ------------------------------------------------------------------------------


def _histogram(painter: QPainter, room: QRectF, look: Look, values: F32 | None) -> None:
    """How often activations of each size occur, over all probes; zero in the middle."""
    theme = look.theme
    low = room.bottom() - 14
    painter.setPen(QPen(theme.color("border"), 1))
    painter.drawLine(QPointF(room.left(), low), QPointF(room.right(), low))
    if values is None:
        return
    finite = values[np.isfinite(values)]
    peak = max(float(np.abs(finite).max(initial=0.0)), 1e-6)
    counts, _ = np.histogram(finite, bins=_BINS, range=(-peak, peak))
    tall = (low - room.top()) / max(1.0, float(np.sqrt(counts.max(initial=0))))
    colors = theme.diverging(np.linspace(-1, 1, _BINS) * 0.75 + np.linspace(-0.25, 0.25, _BINS))
    step = room.width() / _BINS
    painter.setPen(QPen(theme.color("muted", 0.35), 0.6))
    for number, count in enumerate(np.sqrt(counts)):  # roots: the rare ones show too
        painter.setBrush(QColor(*colors[number].tolist()))
        height = float(count) * tall
        painter.drawRect(QRectF(room.left() + number * step, low - height, step - 1, height))
    if look.readable:
        _paint_ends(painter, room, peak, theme)


def _paint_ends(painter: QPainter, room: QRectF, peak: float, theme: Theme) -> None:
    painter.setFont(font(_SMALL))
    painter.setPen(theme.color("muted"))
    box = QRectF(room.left(), room.bottom() - 13, room.width(), 13)
    for side, text in (
        (_LEFT, f"−{_figure(peak)}"), (Qt.AlignmentFlag.AlignCenter, "0"), (_RIGHT, _figure(peak))
    ):
        painter.drawText(box, side, text)


_PAINT: Mapping[Face, Callable[[QPainter, QRectF, Look, F32 | None], None]] = {
    "images": paint_images, "bars": _bars, "values": _values, "histogram": _histogram,
}
