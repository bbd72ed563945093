"""The prediction over two features: a decision boundary, or the surface of a regression."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QResizeEvent

from app.panels.boundary.colors import area, label_colors
from app.panels.boundary.view import PlotView, SmoothImage
from app.texts import tr, tr_engine
from app.theme import themes
from engine.datasets import Data
from engine.frame import Frame

__all__ = ["PlaneView"]


class PlaneView(PlotView):
    """An image of the prediction with the samples on it."""

    def __init__(self) -> None:
        super().__init__()
        self.axes = (0, 1)
        self._image = SmoothImage(axisOrder="row-major")
        self._image.setZValue(-10)
        self.plot.addItem(self._image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the plane square, in the middle, when there is less height than width."""
        spare = max(0, self.width() - self.height()) // 2
        self.setContentsMargins(spare, 0, spare, 0)
        super().resizeEvent(event)

    def show_data(self, data: Data) -> None:
        """Takes new samples; a feature that they do not have is no longer looked along."""
        last = len(data.spec.features) - 1
        if max(self.axes) > last:
            self.axes = (0, min(1, last))
        super().show_data(data)

    def set_axes(self, axes: tuple[int, int]) -> None:
        """Chooses the two features to look along."""
        self.axes = axes
        self.repaint_all()

    def repaint_all(self) -> None:
        if self.data is None:
            return
        spec = self.data.spec
        named = spec.view != "plane"
        names = [tr_engine(spec.features[a]) if named else "" for a in self.axes]
        self.paint_axes(*names)
        for side, feature in zip(("bottom", "left"), self.axes, strict=True):
            axis = self.plot.getAxis(side)
            axis.show_raw(float(spec.mean[feature]), float(spec.scale[feature]))
        bounds = np.asarray(spec.bounds, float)[list(self.axes)]
        self.plot.getViewBox().setRange(
            xRange=tuple(bounds[0]), yRange=tuple(bounds[1]), padding=0
        )
        self._paint_points()
        self.repaint_prediction()

    def _paint_points(self) -> None:
        data = self.data
        assert data is not None
        for part, x, y in (
            ("train", data.x_train, data.y_train), ("test", data.x_test, data.y_test)
        ):
            at = x.reshape(len(x), -1)[:, list(self.axes)]
            shown = y
            said = None if self.frame is None else self.frame.predictions.get(part)
            if self.residuals and said is not None and len(said) == len(y):
                shown = said - np.reshape(y, said.shape)
            shades = data.spec.task == "regression"
            colors = label_colors(data.spec, shown, self.scale)
            self.points.show(part, at, colors, shades=shades)

    def repaint_prediction(self) -> None:
        made = self.newest("plane", self.axes)
        if made is None or self.data is None:
            self._image.clear()
            return
        rgba = area(self.data.spec, made.output, self.scale, self.discretize)
        self._image.setImage(np.ascontiguousarray(rgba), levels=None, autoLevels=False)
        left, right, low, high = made.extent
        self._image.setRect(QRectF(left, low, right - left, high - low))
        self._image.setOpacity(1.0)

    def show_frame(self, frame: Frame) -> None:
        before = self.frame.predictions if self.frame is not None else None
        super().show_frame(frame)
        if self.residuals and self.data is not None and frame.predictions is not before:
            self._paint_points()

    def place_text(self, at: QPointF) -> str:
        made = self.newest("plane", self.axes)
        if made is None or self.data is None:
            return ""
        left, right, low, high = made.extent
        rows, columns = made.output.shape[1:]
        column = int(np.clip((at.x() - left) / (right - left) * columns, 0, columns - 1))
        row = int(np.clip((at.y() - low) / (high - low) * rows, 0, rows - 1))
        said = made.output[:, row, column]
        spec = self.data.spec
        if spec.task == "classes":
            winner = int(said.argmax())
            return f"{tr_engine(spec.classes[winner])}  {said[winner]:.0%}"
        return tr("output {value}", value=f"{said[0]:+.3f}")

    def retheme(self) -> None:
        """Paints everything in the theme in use."""
        self.widget.setBackground(themes.now().color("panel"))
        self.repaint_all()
