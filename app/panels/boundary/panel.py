"""The card that shows what the network has learned, in the way that suits the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QWidget

from app.document import Change, Document
from app.model.project import Project
from app.panels.boundary.axis import telling_axes
from app.panels.boundary.gallery import GalleryView
from app.panels.boundary.legend import Colors, Shapes
from app.panels.boundary.line import LineView
from app.panels.boundary.plane import PlaneView
from app.panels.boundary.view import PredictionView
from app.texts import Translated, tr, tr_engine
from app.theme import themes
from app.widgets.card import Card, label, section_title
from app.widgets.choice import ChoiceBox
from app.widgets.named_switch import NamedSwitch
from engine.datasets import Data, DataSpec
from engine.frame import Frame

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["BoundaryPanel"]

_GRID = 96
_LEAST = 200
"""The height of the picture that is kept while the window gets lower."""
_AXIS = 26
"""What the names of the axes take of the height."""
_VIEWS: dict[str, Callable[[], PredictionView]] = {
    "plane": PlaneView, "line": LineView, "table": PlaneView, "image": GalleryView,
}


class BoundaryPanel(Translated, Card):
    """Decision boundary, surface, curve or sample gallery, with its legend and switches."""

    discretize_changed = Signal(bool)

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._session = document, session
        self._data: Data | None = None
        self._views: dict[str, PredictionView] = {}
        self._stack = QStackedWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stack.setSizePolicy(policy)
        self._legend = (Shapes(), Colors())
        self._discretize = NamedSwitch()
        self._residuals = NamedSwitch()
        self._title = section_title()
        self._note = label("caption")
        self._note.setWordWrap(True)
        self._axes = [ChoiceBox(), ChoiceBox()]
        self._axis_row = self._make_axis_row()
        self.body.addWidget(self._title)
        self.body.addWidget(self._axis_row)
        self.body.addWidget(self._stack, 1)
        self.body.addLayout(self._make_foot())
        self.body.addWidget(self._legend[1])
        self.body.addWidget(self._note)
        self.body.addStretch(0)
        self._discretize.toggled.connect(self._switched)
        self._discretize.toggled.connect(self.discretize_changed)
        self._residuals.toggled.connect(self._switched)
        for box in self._axes:
            box.picked.connect(self._choose_axes)
        session.state_changed.connect(self._take_data)
        session.state_changed.connect(self._explain)
        themes.changed.connect(self._retheme)
        self.retranslate()

    def _make_axis_row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        self._axis_names = [QLabel("→"), QLabel("↑")]
        for name, box in zip(self._axis_names, self._axes, strict=True):
            layout.addWidget(name)
            layout.addWidget(box, 1)
        return row

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(self._legend[0], 1)
        foot.addWidget(self._residuals)
        foot.addWidget(self._discretize)
        return foot

    def show_project(self, project: Project) -> None:
        """Nothing to draw before the session has loaded the data."""
        self._take_data()

    def show_change(self, change: Change) -> None:
        self._take_data()

    def show_frame(self, frame: Frame) -> None:
        self._take_data()
        if self._view is not None:
            self._view.show_frame(frame)

    @property
    def figure(self) -> QWidget:
        """What of it belongs into a figure."""
        return self._stack.currentWidget() or self._stack

    def set_discretize(self, on: bool) -> None:
        """Turns sharp classes on or off (the menu's side of the switch)."""
        self._discretize.setChecked(on)

    @property
    def _view(self) -> PredictionView | None:
        return None if self._data is None else self._views.get(self._data.spec.view)

    def _take_data(self) -> None:
        """Shows the session's data when it is another than the one shown."""
        data = self._session.data
        if data is None or data is self._data:
            return
        before, self._data = self._data, data
        kind = data.spec.view
        if kind not in self._views:
            self._views[kind] = _VIEWS[kind]()
            self._stack.addWidget(self._views[kind])
        view = self._views[kind]
        self._stack.setCurrentWidget(view)
        view.show_data(data)
        if before is None or before.spec.features != data.spec.features:
            self._fill_axes(data)
        self._switched()
        if self._session.latest is not None:
            view.show_frame(self._session.latest)  # the first frame that is about these samples
        self.retranslate()

    def _explain(self) -> None:
        """Says what is seen, as far as that is not plain."""
        note = ""
        if self._session.problems and self._session.build is None:
            note = tr("These are the samples. What the network makes of them appears here as soon "
                      "as it can learn.")
        elif self._session.problems:
            note = tr("As it was learned last. The network cannot learn just now.")
        elif self._data is not None:
            note = {
                "image": tr("Under each image: the answer, ≠ the right one."),
                "table": tr("All other features stand at their mean."),
            }.get(self._data.spec.view, "")
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _fill_axes(self, data: Data) -> None:
        spec, axes = data.spec, telling_axes(data)
        self._axis_row.setVisible(spec.view == "table")
        for number, box in enumerate(self._axes):
            box.set_choices(_feature_names(spec))
            box.setCurrentIndex(axes[min(number, len(axes) - 1)] if axes else -1)
        self._ask_for((0,) if spec.view == "line" else axes)

    def _choose_axes(self) -> None:
        chosen = [box.currentIndex() for box in self._axes]
        self._ask_for((chosen[0], chosen[1]))

    def _ask_for(self, axes: tuple[int, ...]) -> None:
        view = self._view
        if isinstance(view, PlaneView):
            view.set_axes((axes[0], axes[-1]))
        self._session.want_pictures(_GRID, axes)

    def _switched(self) -> None:
        if self._view is not None and self._data is not None:
            valued = self._data.spec.task == "regression"
            self._view.set_switches(
                discretize=self._discretize.isChecked(),
                residuals=valued and self._residuals.isChecked(),
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the picture square, as long as there is room."""
        side = self._stack.width() + _AXIS * (not self._axis_row.isHidden())
        self._stack.setMaximumHeight(side)
        self._stack.setMinimumHeight(min(side, _LEAST))
        super().resizeEvent(event)

    def _retheme(self) -> None:
        for view in self._views.values():
            view.repaint_all()

    def retranslate(self) -> None:
        spec = None if self._data is None else self._data.spec
        view, task = (spec.view, spec.task) if spec else ("plane", "binary")
        title = tr("Decision boundary")
        if view == "image":
            title = tr("Predictions")
        elif task == "regression":
            title = tr("Fitted curve") if view == "line" else tr("Fitted surface")
        self._title.setText(title.upper())
        image = view == "image"
        if image:
            help = tr("Show only the images the network gets wrong.")
            self._discretize.set_text(tr("Only mistakes"), help)
        else:
            help = tr("Show the decision alone, without how sure the network is.")
            self._discretize.set_text(tr("Discretize"), help)
        self._residuals.set_text(
            tr("Residuals"),
            tr("Colour each point by prediction minus value instead of by its value."),
        )
        self._explain()
        self._discretize.setVisible(task != "regression")
        self._residuals.setVisible(task == "regression" and view in ("plane", "table"))
        for box, name in zip(self._axes, (tr("Feature across"), tr("Feature up")), strict=True):
            box.setAccessibleName(name)
            box.setToolTip(tr("{name}; the other features stand at their mean.", name=name))
        if spec is not None:
            for line in self._legend:
                line.show_spec(spec, self._view.scale if self._view is not None else 1.0)
            for box in self._axes:
                box.set_choices(_feature_names(spec))


def _feature_names(spec: DataSpec) -> dict[str, str]:
    """Every feature as it is offered: in the current language, without its unit."""
    return {name: tr_engine(name).split(" (")[0] for name in spec.features}
