"""The prediction over one feature: a curve through (or past) its samples."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF

from app.panels.boundary.colors import label_colors
from app.panels.boundary.view import PlotView
from app.texts import tr, tr_engine
from app.theme import themes
from app.widgets.plotted import Curve, Level

__all__ = ["LineView"]


class LineView(PlotView):
    """One curve per output; for classification samples stand at what the network should say."""

    def __init__(self) -> None:
        super().__init__()
        self._curves: list[Curve] = []
        self._zero = Level(0.0, angle=0)
        self._zero.setZValue(-5)
        self.plot.addItem(self._zero)

    def repaint_all(self) -> None:
        if self.data is None:
            return
        theme = themes.now()
        self.paint_axes(tr_engine(self.data.spec.features[0]), tr("output"))
        spec = self.data.spec
        self.plot.getAxis("bottom").show_raw(float(spec.mean[0]), float(spec.scale[0]))
        self._zero.setPen(pg.mkPen(theme.color("border"), width=1))
        low, high = np.asarray(self.data.spec.bounds, float)[0]
        tall = 1.25 * (self.scale if self.data.spec.task == "regression" else 1.0)
        bottom = -0.1 if self.data.spec.task == "classes" else -tall
        self.plot.getViewBox().setRange(xRange=(low, high), yRange=(bottom, tall), padding=0)
        self._paint_points()
        self.repaint_prediction()

    def _paint_points(self) -> None:
        data = self.data
        assert data is not None
        for part, x, y in (
            ("train", data.x_train, data.y_train), ("test", data.x_test, data.y_test)
        ):
            task = data.spec.task
            height = np.ones(len(y))
            if task != "classes":
                height = y.reshape(len(y), -1)[:, 0].astype(np.float64)
            if task == "binary":
                height = 2.0 * height - 1.0
            at = np.stack([x.reshape(len(x), -1)[:, 0], height], axis=1)
            colors = label_colors(data.spec, y, self.scale)
            self.points.show(part, at, colors, shades=task == "regression")

    def repaint_prediction(self) -> None:
        made = self.newest("line")
        count = 0 if made is None else len(made.output)
        while len(self._curves) > count:
            self.plot.removeItem(self._curves.pop())
        while len(self._curves) < count:
            curve = Curve(antialias=True)
            self.plot.addItem(curve)
            self._curves.append(curve)
        if made is None:
            return
        theme = themes.now()
        along = np.linspace(made.extent[0], made.extent[1], made.output.shape[-1])
        for number, curve in enumerate(self._curves):
            color = theme.class_color(number) if count > 1 else theme.color("text")
            curve.setPen(pg.mkPen(color, width=2))
            values = made.output[number, 0]
            if self.discretize and self.data is not None and self.data.spec.task == "binary":
                values = np.where(values >= 0, 1.0, -1.0)
            curve.setData(along, values)

    def place_text(self, at: QPointF) -> str:
        made = self.newest("line")
        if made is None or len(made.output) > 1:
            return ""
        along = np.linspace(made.extent[0], made.extent[1], made.output.shape[-1])
        value = float(np.interp(at.x(), along, made.output[0, 0]))
        return tr("output {value}", value=f"{value:+.3f}")
