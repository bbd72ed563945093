"""A canvas on a document without a running session: what its tests share."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtTest import QTest

from app.canvas import NetworkCanvas
from app.canvas.column_reading import read_network
from app.canvas.columns import Network
from app.document import Change, Document
from app.model.project import Project, blank
from engine.datasets import Data, prepare
from engine.errors import Problem
from engine.frame import Frame, Pictures
from engine.graph import Graph, Node, Wire
from engine.layers import layers

__all__ = [
    "LEFT", "PLAIN", "Bench", "QuietSession", "data_of", "frame_of", "network_of", "project_of",
    "residual",
]

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


class QuietSession(QObject):
    """A session that trains nothing and remembers what it was asked."""

    state_changed = Signal()
    explained = Signal(object)

    def __init__(self, data: Data | None) -> None:
        super().__init__()
        self.data, self.playing = data, False
        self.build = self.latest = None
        self.problems: tuple[Problem, ...] = ()
        self.asked: list[tuple[Any, ...]] = []

    def explain(self, *question: Any) -> None:
        self.asked.append(question)

    def go_first(self) -> None:
        """There is no worker that could be in the way."""


def data_of(project: Project) -> Data:
    return prepare(project.experiment.data, project.experiment.split)


def project_of(*units: int, **settings: Any) -> Project:
    hidden = [layers.make("dense", {"units": n, **settings}) for n in units]
    return blank().with_graph(Graph.chain(layers.make("input"), *hidden, layers.make("output")))


def residual() -> Graph:
    """input → dense1 → dense2 → add ← dense1, add → output."""
    made = {
        "input1": layers.make("input"), "dense1": layers.make("dense", {"units": 3}),
        "dense2": layers.make("dense", {"units": 3}), "add1": layers.make("add"),
        "output1": layers.make("output"),
    }
    wires = (
        Wire("input1", "dense1"), Wire("dense1", "dense2"), Wire("dense2", "add1"),
        Wire("dense1", "add1", 1), Wire("add1", "output1"),
    )
    return Graph(tuple(Node(id, layer) for id, layer in made.items()), wires)


def network_of(project: Project, **opened: int) -> Network:
    return read_network(project, data_of(project).spec, opened)


def frame_of(project: Project, seed: int = 0, step: int = 0) -> Frame:
    """A frame with random weights and pictures that fit the project."""
    rng = np.random.default_rng(seed)
    network = network_of(project)
    weights: dict[str, Any] = {}
    for link in network.links:
        if link.matrix:
            units = network.column(link.target).units
            weights[link.matrix] = rng.normal(size=(link.inputs, units)).astype(np.float32)
            weights[f"{link.target}.bias"] = rng.normal(size=units).astype(np.float32)
    pictures = {
        c.node: np.tanh(rng.normal(size=(c.units, 64, 64))).astype(np.float32)
        for c in network.columns
    }
    output = next(reversed(pictures.values()), np.zeros((1, 64, 64), np.float32))
    shown = Pictures("plane", pictures, output, (-6, 6, -6, 6))
    return Frame(step=step, weights=weights, pictures=shown)


class Bench:
    """A canvas on a document, as the application puts them together."""

    def __init__(self, project: Project, session: Any = None) -> None:
        self.document = Document(project)
        self.session = session or QuietSession(data_of(project))
        self.canvas = NetworkCanvas(self.document, self.session)
        self.canvas.destroyed.connect(self.document.close)
        self.document.changed.connect(self._follow)
        self.canvas.resize(900, 760)
        self.canvas.show()
        self.canvas.show_frame(frame_of(project))

    def _follow(self, change: Change, origin: object) -> None:
        self.canvas.show_change(change)

    @property
    def graph(self) -> Graph:
        return self.document.project.graph

    def layer(self, node: str) -> Any:
        return self.graph.node(node).layer

    def pixel(self, point: QPointF) -> QPoint:
        return self.canvas.view.mapFromScene(point)

    def pixel_of(self, node: str) -> QPoint:
        """The pixel of the view at the middle of a node."""
        assert self.canvas.scene.layout is not None
        return self.pixel(QPointF(*self.canvas.scene.layout.middle(node)))

    def neuron(self, node: str, position: int) -> QPoint:
        return self.pixel(self.canvas.scene.columns[node].neuron_box(position).center())

    def header(self, node: str) -> QPoint:
        return self.pixel(self.canvas.scene.columns[node].header_box().center())

    def click(self, at: QPoint) -> None:
        QTest.mouseClick(self.canvas.view.viewport(), LEFT, PLAIN, at)

    def move(self, at: QPoint) -> None:
        QTest.mouseMove(self.canvas.view.viewport(), at)
        self.canvas.view.point_at(self.canvas.view.hit_at(at))

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.canvas.view, key)
