"""Predictions on images: test samples with what the network takes them for, right and wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip

from app.panels.boundary.view import PredictionView, describe
from app.texts import tr, tr_engine
from app.theme import themes

__all__ = ["GalleryView"]

_COLUMNS = 7
_GAP = 6.0
_CAPTION = 17.0


class GalleryView(PredictionView):
    """A grid of test images in a fixed order; mistakes have a dashed red rim and both names."""

    def repaint_all(self) -> None:
        self.update()

    def repaint_prediction(self) -> None:
        self.update()

    @property
    def _shown(self) -> list[int]:
        """The test samples that are drawn, by number: all, or only mistakes."""
        data = self.data
        if data is None:
            return []
        said = self._said
        numbers = np.arange(len(data.y_test))
        if self.discretize and said is not None:
            numbers = numbers[said != data.y_test]
        return [int(n) for n in numbers[: _COLUMNS * self._rows]]

    @property
    def _said(self) -> NDArray[np.integer] | None:
        """The predicted class of every test sample."""
        said = None if self.frame is None else self.frame.predictions.get("test")
        if said is None or self.data is None or len(said) != len(self.data.y_test):
            return None
        return np.asarray(said.argmax(axis=1))

    @property
    def _side(self) -> float:
        return (self.width() - _GAP * (_COLUMNS - 1)) / _COLUMNS

    @property
    def _rows(self) -> int:
        return max(1, int((self.height() - _CAPTION) // (self._side + _CAPTION + _GAP)))

    def _place(self, slot: int) -> QRectF:
        row, column = divmod(slot, _COLUMNS)
        step = self._side + _GAP
        top = _CAPTION + _GAP + row * (step + _CAPTION)
        return QRectF(column * step, top, self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        said = self._said
        self._paint_summary(painter, said)
        for slot, number in enumerate(self._shown):
            self._paint_sample(painter, self._place(slot), number, said)
        painter.end()

    def _paint_summary(self, painter: QPainter, said: NDArray[np.integer] | None) -> None:
        if self.data is None or said is None:
            return
        right = int((said == self.data.y_test).sum())
        painter.setPen(themes.now().color("muted"))
        text = tr("{right} of {count} test images right", right=right, count=len(said))
        painter.drawText(QRectF(0, 0, self.width(), _CAPTION), Qt.AlignmentFlag.AlignLeft, text)

    def _paint_sample(
        self, painter: QPainter, box: QRectF, number: int, said: NDArray[np.integer] | None
    ) -> None:
        assert self.data is not None
        theme = themes.now()
        painter.drawImage(box, _ink(self.data.x_test[number]))
        label = int(self.data.y_test[number])
        wrong = said is not None and said[number] != label
        rim = QPen(theme.color("danger" if wrong else "border"), 2 if wrong else 1)
        rim.setStyle(Qt.PenStyle.DashLine if wrong else Qt.PenStyle.SolidLine)
        painter.setPen(rim)
        painter.drawRect(box)
        if said is None:
            return
        names = self.data.spec.classes
        text = tr_engine(names[int(said[number])])
        if wrong:
            text = f"{text} ≠ {tr_engine(names[label])}"
        painter.setPen(theme.color("danger" if wrong else "text"))
        below = QRectF(box.left() - 4, box.bottom(), box.width() + 8, _CAPTION)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for slot, number in enumerate(self._shown):
                if self._place(slot).contains(event.pos()) and self.data is not None:
                    text = describe(self.data, self.frame, "test", number)
                    QToolTip.showText(event.globalPos(), text, self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)


def _ink(image: NDArray[np.floating]) -> QImage:
    """A grey image (1, rows, columns) in [0, 1], drawn in the text colour on the field colour."""
    theme = themes.now()
    paper, ink = (
        np.array([c.red(), c.green(), c.blue()], float)
        for c in (theme.color("field"), theme.color("text"))
    )
    grey = np.clip(image.reshape(image.shape[-2:]), 0, 1)[..., None]
    pixels = np.ascontiguousarray((paper + (ink - paper) * grey).astype(np.uint8))
    rows, columns = pixels.shape[:2]
    return QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
