"""The canvas: the row of layers above the network, the network itself, cards and menus on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from app.canvas.card import ExplanationCard
from app.canvas.chips import ChipRow, fill_layer_menu
from app.canvas.columns import read_network
from app.canvas.editing import Editor
from app.canvas.hits import Hit
from app.canvas.layout import units_that_fit
from app.canvas.legend import ScaleLegend
from app.canvas.looking import Looking
from app.canvas.popover import LayerPopover
from app.canvas.properties import Properties, read_properties
from app.canvas.pulling import Pulling
from app.canvas.scene import NetworkScene
from app.canvas.steering import Steering
from app.canvas.view import NetworkView
from app.document import Change, Document
from app.model.project import Project
from app.texts import Translated, tr
from app.theme import themes
from app.widgets.card import Card
from engine.build import build
from engine.frame import Frame

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["NetworkCanvas"]


class Presenter:
    """Paints, at a beat of its own, what the canvas has made of a frame."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene

    def show_frame(self, frame: Frame) -> None:
        """Paints it."""
        self._scene.present()


class NetworkCanvas(Translated, Card):
    """The network in neuron view. `selection_changed` follows the layer that keys act on.

    `presenter` has to be shown every frame after the canvas.
    """

    selection_changed = Signal()

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=4)
        self._document, self._session = document, session
        self._unfolded: set[str] = set()
        self._data = session.data
        self._popover: LayerPopover | None = None
        self.chips = ChipRow(self)
        self.scene = NetworkScene()
        self.presenter = Presenter(self.scene)
        self.view = NetworkView(self.scene, self)
        self.legend = ScaleLegend(self.view)
        self._editor = Editor(document, self)
        self._pulling = Pulling(self.chips.chips, self.view)
        self.steering = Steering(self.scene, self.view)
        self.looking = Looking(self.scene, self.view, ExplanationCard(self.view), session)
        self.body.addWidget(self.chips)
        self.body.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self._connect()
        self.retranslate()

    # --- the view protocol ------------------------------------------------------------------

    def show_project(self, project: Project) -> None:
        """Draws everything anew."""
        self._unfolded.clear()
        self.looking.unpin()
        self._redraw()

    def show_change(self, change: Change) -> None:
        """Follows an edit."""
        if change.everything:
            self.show_project(change.after)
        elif change.graph or change.data or change.loss:
            self._redraw()

    def show_frame(self, frame: Frame) -> None:
        """New pictures, wires and numbers."""
        self.scene.show_frame(frame, moving=self._session.playing)
        self.looking.follow()

    def retranslate(self) -> None:
        self.view.setAccessibleName(tr("Network"))
        self._redraw()

    @property
    def popover(self) -> LayerPopover | None:
        """The settings that are open beside a layer's header."""
        there = self._popover is not None and isValid(self._popover) and self._popover.isVisible()
        return self._popover if there else None

    @property
    def figure(self) -> QWidget:
        """What of it belongs into a figure."""
        return self.view

    # --- what the actions of the window use ---------------------------------------------------

    def selected_node(self) -> str:
        """The layer that keys act on, "" for none."""
        return self.steering.spot.node

    def select(self, node: str) -> None:
        """Selects a layer, "" for none."""
        self.steering.select(node)

    # --- inside -----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.chips.chosen.connect(self._add_kind)
        self.chips.zoomed_in.connect(partial(self.view.zoom, 1.0))
        self.chips.zoomed_out.connect(partial(self.view.zoom, -1.0))
        self.chips.fitted.connect(self._refit)
        self.view.activated.connect(self._activate)
        self.view.commanded.connect(self._command)
        self.view.dropped.connect(self._drop)
        self.view.resized.connect(self._resized)
        self.view.zoomed.connect(self.scene.sharpen)
        self.view.zoomed.connect(self.looking.follow)
        self.steering.spot_changed.connect(self.selection_changed)
        self.steering.spot_changed.connect(self._look_at_spot)
        self._session.state_changed.connect(self._follow_state)
        themes.changed.connect(self._retheme)

    def _redraw(self) -> None:
        """Reads the project again and lays it out for the present size."""
        size = self.view.viewport().size()
        fit = units_that_fit(size.height())
        data = self._session.data
        network = read_network(
            self._document.project, data.spec if data is not None else None,
            dict.fromkeys(self._unfolded, fit),
        )
        self.scene.show_network(network, size.width(), size.height())
        if self.view.fitted:
            self.view.fit()
        self.steering.follow()
        self.looking.follow_network(data)
        popover = self.popover
        if popover is not None and all(node in network for node in popover.nodes):
            popover.show_properties(self._properties(popover.nodes))
        elif popover is not None:
            popover.close()  # its layer is gone

    def _follow_state(self) -> None:
        """New data changes shapes; a pause ends all motion."""
        if self._session.data is not self._data:
            self._data = self._session.data
            self._redraw()
        if not self._session.playing:
            self.scene.settle()

    def _resized(self) -> None:
        self.legend.adjustSize()
        low = self.view.height() - self.legend.height() - 2
        self.legend.move(max(0, (self.view.width() - self.legend.width()) // 2), low)
        self._redraw()

    def _refit(self) -> None:
        self.view.fit()
        self._redraw()

    def _retheme(self) -> None:
        self.scene.restyle()
        self.legend.restyle()
        self.looking.follow()

    def _look_at_spot(self) -> None:
        self.looking.look_at_spot(self.steering.spot)

    # --- edits --------------------------------------------------------------------------------

    def _activate(self, hit: Hit) -> None:
        """A click on something."""
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)
        does: dict[str, Callable[[], object]] = {
            "more": partial(self._editor.add_neuron, hit.node),
            "less": partial(self._editor.remove_neuron, hit.node),
            "fold": partial(self._toggle_fold, hit.node),
            "insert": partial(self._ask_kind, hit.node),
            "header": partial(self._open_popover, hit.node),
            "neuron": partial(self.looking.pin, hit),
            "wire": partial(self.looking.pin, hit),
            "nothing": self._let_all_go,
        }
        if hit.kind in ("more", "less", "header", "neuron"):
            self.steering.select(hit.node)
        does[hit.kind]()

    def _command(self, command: str) -> None:
        """A key on the selected layer."""
        node = self.selected_node()
        if command == "escape":
            self._pulling.cancel()
            self._let_all_go()
            return
        does: dict[str, Callable[[str], object]] = {
            "more": self._editor.add_neuron, "less": self._editor.remove_neuron,
            "remove": self._editor.remove_layer, "open": self._open_popover,
            "insert": self._ask_kind,
        }
        if node:
            does[command](node)

    def _let_all_go(self) -> None:
        self.looking.unpin()
        self.steering.select("")

    def _toggle_fold(self, node: str) -> None:
        self._unfolded ^= {node}
        self._redraw()

    def _add_kind(self, kind: str) -> None:
        """Behind the selected layer, or as the last one before the output."""
        self._drop(kind, self.steering.insertion_point())

    def _drop(self, kind: str, after: str) -> None:
        if after:
            self.steering.select(self._editor.insert(after, kind or None))

    def _ask_kind(self, after: str) -> None:
        insert = self.scene.inserts.get(after)
        if insert is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(tr("Insert a layer"))
        fill_layer_menu(menu)
        menu.setActiveAction(menu.actions()[0])
        menu.triggered.connect(partial(self._picked, after))
        menu.popup(self.view.viewport().mapToGlobal(self.view.mapFromScene(insert.middle)))

    def _picked(self, after: str, action: QAction) -> None:
        self._drop(str(action.data()), after)

    def _open_popover(self, node: str) -> None:
        item = self.scene.columns.get(node)
        if item is None:
            return
        popover = LayerPopover(self._properties([node]), self)
        popover.value_changed.connect(partial(self._editor.set_value, [node]))
        popover.released.connect(self._editor.release)
        popover.removed.connect(partial(self._editor.remove_layer, node))
        self._popover = popover
        box = self.view.mapFromScene(item.header_box()).boundingRect()
        popover.open_at(QRect(self.view.viewport().mapToGlobal(box.topLeft()), box.size()))

    def _properties(self, nodes: Sequence[str]) -> Properties:
        project, data = self._document.project, self._session.data
        built = build(project.graph, data.spec, project.experiment.loss) if data else None
        return read_properties(project.graph, nodes, built)
