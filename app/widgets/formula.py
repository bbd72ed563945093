"""Mathematics, written in LaTeX, drawn in the colours of the theme; the only file that knows how.

Without the library that sets it, or for what that cannot set, the LaTeX itself is shown.
"""

from __future__ import annotations

import warnings
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.texts import Translated, tr
from app.theme import themes

__all__ = ["Formula", "svg_of"]

_SIZE = 15.0
"""Of a letter, in pixels."""
_SIDE, _ABOVE = 12, 8
_LINE = 40
"""Greatest width of LaTeX shown as text, in letters, before it is broken."""


@lru_cache(maxsize=256)
def svg_of(latex: str, color: str) -> bytes:
    """`latex` as an SVG in one colour ("#RRGGBB"), b"" where it cannot be set."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for its font in an old way
            import ziamath
        ziamath.config.svg2 = False  # the newer kind is more than Qt reads
        return str(ziamath.Latex(latex, size=_SIZE, color=color).svg()).encode()
    except Exception:  # noqa: BLE001  # it may be missing, and stumble over what it does not know
        return b""


class Formula(Translated, QWidget):
    """One formula on a plate as wide as there is room; made smaller where it is too long."""

    def __init__(self, latex: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._latex = ""
        self._drawn: QSvgRenderer | None = None
        themes.changed.connect(self._draw)
        self.set_latex(latex)
        self.retranslate()

    @property
    def is_set(self) -> bool:
        """Whether mathematics is shown, and not its LaTeX."""
        return self._drawn is not None

    def set_latex(self, latex: str) -> None:
        """Shows another formula; hides for none."""
        if latex != self._latex:
            self._latex = latex
            self.setAccessibleDescription(latex)  # the way to write formulas in one line
            self._draw()
        self.setVisible(bool(latex))

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Formula"))

    def sizeHint(self) -> QSize:
        size = self._size()
        return QSize(round(size.width()) + 2 * _SIDE, round(size.height()) + 2 * _ABOVE)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = themes.now(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(self.rect(), 6, 6)
        room = QRectF(self.rect()).adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        if self._drawn is not None:
            size = self._size()
            size *= min(1.0, room.width() / size.width(), room.height() / size.height())
            place = QRectF(room.topLeft(), size)
            place.moveCenter(room.center())
            place.moveLeft(room.left())
            self._drawn.render(painter, place)
        else:
            painter.setPen(theme.color("text"))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere
            painter.drawText(room, flags, self._latex)

    def _draw(self) -> None:
        svg = svg_of(self._latex, themes.now().text) if self._latex else b""
        self._drawn = QSvgRenderer(QByteArray(svg)) if svg else None
        self.updateGeometry()
        self.update()

    def _size(self) -> QSizeF:
        """Of the formula without its plate."""
        if self._drawn is not None:
            return self._drawn.viewBoxF().size()
        metrics = self.fontMetrics()
        lines = -(-len(self._latex) // _LINE) or 1
        width = metrics.horizontalAdvance(self._latex[:_LINE])
        return QSizeF(width, lines * metrics.lineSpacing())
