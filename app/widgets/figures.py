"""Numbers that never jump: tabular figures in labels of fixed width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.theme import themes
from app.widgets.card import label

__all__ = ["Figures", "FixedFigures", "Readout", "equal_digits", "tabular", "untouched"]

_EQUAL, _BESIDE = QFont.Tag("tnum"), QFont.Tag("calt")
"""Digits of equal width; signs that change beside them."""
_equal = ContextVar("equal", default=True)


def tabular(font: QFont) -> QFont:
    """`font` with digits of equal width."""
    made = QFont(font)
    made.setFeature(*((_EQUAL, 1) if _equal.get() else (_BESIDE, 0)))
    return made


def equal_digits() -> bool:
    """Whether `tabular` does so just now."""
    return _equal.get()


@contextmanager
def untouched(widgets: Iterable[QWidget]) -> Iterator[None]:
    """Meanwhile digits and signs are the usual ones of the font, on these widgets and in what is
    painted: of others the reader of a figure cannot copy what they say."""
    fonts = [(one, QFont(one.font())) for one in widgets if one.font().isFeatureSet(_EQUAL)]
    before = _equal.set(False)
    for widget, font in fonts:
        plain = QFont(font)
        plain.unsetFeature(_EQUAL)
        widget.setFont(tabular(plain))
    try:
        yield
    finally:
        _equal.reset(before)
        for widget, font in fonts:
            widget.setFont(font)


class Figures(QLabel):
    """A label whose digits all have one width. Rich text is welcome."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(tabular(self.font()))


class FixedFigures(QWidget):
    """A number that takes the room of `widest` whatever it shows.

    Painted by hand, because a label asks for a new layout of the whole window with every text.
    """

    def __init__(
        self,
        widest: str,
        *,
        size: int = 13,
        weight: QFont.Weight = QFont.Weight.DemiBold,
        role: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._widest, self._role, self._text = widest, role, ""
        self._alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        font = tabular(self.font())
        font.setPixelSize(size)
        font.setWeight(weight)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def set_widest(self, widest: str) -> None:
        """Takes the room of another text."""
        if widest != self._widest:
            self._widest = widest
            self.updateGeometry()

    def text(self) -> str:
        """What it shows."""
        return self._text

    def setText(self, text: str) -> None:
        """Shows another number in the same room."""
        if text != self._text:
            self._text = text
            self.update()

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Where in its room the number stands."""
        self._alignment = alignment
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._widest) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(themes.now().color(self._role))
        painter.drawText(self.rect(), int(self._alignment), self._text)
        painter.end()


class Readout(QWidget):
    """A small caption over a large number, as in the transport bar."""

    def __init__(self, widest: str, role: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = label("caption", self)
        self.number = FixedFigures(
            widest, size=17, weight=QFont.Weight.Bold, role=role, parent=self
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.caption)
        column.addWidget(self.number)

    def set_caption(self, text: str, help: str = "") -> None:
        """Names the number."""
        self.caption.setText(text)
        self.setToolTip(help)
        self.number.setAccessibleName(text)

    def set_text(self, text: str) -> None:
        """Shows a number, already formatted."""
        self.number.setText(text)
