"""What every picture of a prediction shares: its data, its switches and what hovering says."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from app.panels.boundary.axis import FeatureAxis
from app.panels.boundary.colors import value_scale
from app.panels.boundary.points import Points
from app.texts import tr, tr_engine
from app.theme import themes
from app.widgets.plotted import paint_axis
from engine.datasets import Data
from engine.frame import Frame, Pictures

__all__ = ["PlotView", "PredictionView", "SmoothImage", "describe"]


_FINER = 6
"""How much finer an image is in a figure."""
_NAMED = 6
"""How many features of a sample hovering tells."""


class PredictionView(QWidget):
    """One way to show what a network predicts. Subclasses paint; this holds the facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.data: Data | None = None
        self.frame: Frame | None = None
        self.scale = 1.0
        self.discretize = False
        self.residuals = False

    def show_data(self, data: Data) -> None:
        """Takes new samples. Where they are of the same form the picture over all inputs stays
        until there is a newer one."""
        same = self.data is not None and self.data.spec.form == data.spec.form
        self.frame = self.frame.of_other_samples() if self.frame is not None and same else None
        self.data = data
        self.scale = value_scale(data)
        self.repaint_all()

    def show_frame(self, frame: Frame) -> None:
        """Takes what the network says now; most frames say the same as the one before."""
        before, self.frame = self.frame, frame
        told = () if before is None else zip(_said(before), _said(frame), strict=True)
        if before is None or any(then is not now for then, now in told):
            self.repaint_prediction()

    def set_switches(self, *, discretize: bool, residuals: bool) -> None:
        """Sharp classes instead of shades; errors instead of values on the points."""
        before = self.discretize, self.residuals
        self.discretize, self.residuals = discretize, residuals
        if before != (discretize, residuals):
            self.repaint_all()

    def newest(self, kind: str, axes: tuple[int, ...] | None = None) -> Pictures | None:
        """The newest prediction of this kind, over the features `axes` where these are given."""
        made = () if self.frame is None else (self.frame.boundary, self.frame.pictures)
        fitting = (p for p in made if p is not None and p.kind == kind)
        return next((p for p in fitting if axes is None or p.axes == axes), None)

    def repaint_all(self) -> None:
        """Paints samples and prediction, after new data, switches or theme."""
        raise NotImplementedError

    def repaint_prediction(self) -> None:
        """Paints what the newest frame changed."""
        raise NotImplementedError


class SmoothImage(pg.ImageItem):
    """An image whose pixels blend into each other when enlarged."""

    def paint(self, painter: QPainter, *args: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._exportOpts is False or self.image is None:
            super().paint(painter, *args)
            return
        if self.qimage is None:
            self.render()
        if self.qimage is not None:
            # Readers of figures show pixels as squares: give them more.
            whole, smooth = self.qimage.size() * _FINER, Qt.TransformationMode.SmoothTransformation
            fine = self.qimage.scaled(whole, mode=smooth)
            painter.drawImage(self.boundingRect(), fine)


class PlotView(PredictionView):
    """A prediction drawn in one plot, with its samples as points that answer the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        axes = {side: FeatureAxis(side) for side in ("bottom", "left")}
        self.widget = pg.PlotWidget(axisItems=axes)
        self.widget.setAcceptDrops(False)  # files are dropped on the window
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it has nothing to do with a key
        self.widget.setFrameShape(self.widget.Shape.NoFrame)
        self.plot: pg.PlotItem = self.widget.getPlotItem()
        self.plot.hideButtons()
        self.plot.setMenuEnabled(False)
        menu = self.plot.ctrlMenu
        menu.setParent(self.widget, menu.windowFlags())  # or it would outlive the window
        self.plot.getViewBox().setMouseEnabled(False, False)
        self.plot.getViewBox().setDefaultPadding(0)
        self.points = Points(self.plot)
        self.widget.setCursor(Qt.CursorShape.CrossCursor)
        self.widget.scene().sigMouseMoved.connect(self._hover)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.widget)

    def paint_axes(self, bottom: str, left: str) -> None:
        """Names and colours both axes in the theme; an empty name hides the axis."""
        theme = themes.now()
        self.widget.setBackground(theme.color("panel"))
        for side, name in (("bottom", bottom), ("left", left)):
            self.plot.showAxis(side, bool(name))
            axis = self.plot.getAxis(side)
            paint_axis(axis, theme.color("border"), theme.color("muted"))
            axis.setStyle(tickLength=-4, maxTickLevel=1)
            if name:
                axis.setLabel(name)

    def _hover(self, scene: QPointF) -> None:
        if self.data is None or not self.plot.getViewBox().sceneBoundingRect().contains(scene):
            QToolTip.hideText()
            return
        found = self.points.near(scene)
        at = self.plot.getViewBox().mapSceneToView(scene)
        text = self.point_text(*found) if found else self.place_text(at)
        if text:
            QToolTip.showText(QCursor.pos(), text, self.widget, QRectF(-2, -2, 4, 4).toRect())
        else:
            QToolTip.hideText()

    def point_text(self, part: str, number: int) -> str:
        """What hovering a sample says: its numbers, its label, what the network says of it."""
        assert self.data is not None
        return describe(self.data, self.frame, part, number)

    def place_text(self, at: QPointF) -> str:
        """What hovering an empty place says; "" for nothing."""
        return ""


def _said(frame: Frame) -> tuple[object, ...]:
    return frame.boundary, frame.pictures, frame.predictions


def _values(data: Data, x: np.ndarray) -> str:
    """The first features of one sample in the numbers of the source, before standardization."""
    spec = data.spec
    raw = x.reshape(-1) * spec.scale + spec.mean
    named = zip(spec.features[:_NAMED], raw[:_NAMED], strict=True)
    return "\n".join(f"{tr_engine(name)}  {value:.4g}" for name, value in named)


def describe(data: Data, frame: Frame | None, part: str, number: int) -> str:
    """Sample `number` of "train" or "test" in words, with the prediction of `frame`."""
    spec = data.spec
    x, y = (data.x_train, data.y_train) if part == "train" else (data.x_test, data.y_test)
    where = tr("Training sample") if part == "train" else tr("Test sample")
    lines = [f"{where} {number + 1}"]
    if spec.view != "image":
        lines.append(_values(data, x[number]))
    said = None if frame is None else frame.predictions.get(part)
    said = None if said is None or number >= len(said) else said[number]
    if spec.task == "regression":
        value = float(np.reshape(y[number], -1)[0])
        lines.append(tr("value {value}", value=f"{value:.3f}"))
        if said is not None:
            lines.append(tr("predicted {value}", value=f"{said[0]:.3f}"))
            lines.append(tr("residual {value}", value=f"{said[0] - value:+.3f}"))
        return "\n".join(lines)
    lines.append(tr("label {name}", name=tr_engine(spec.classes[int(y[number])])))
    if said is not None:
        winner = int(said[0] >= 0) if spec.task == "binary" else int(said.argmax())
        sign = "✓" if winner == int(y[number]) else "✗"
        name = tr_engine(spec.classes[winner])
        strength = f"{said[0]:+.2f}" if spec.task == "binary" else f"{said.max():.0%}"
        lines.append(tr("predicted {name} ({strength})", name=name, strength=strength) + f" {sign}")
    return "\n".join(lines)
