"""Projects, cards and painted items that tests of the drawing board share."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from app.canvas.cards import CardContent, card_contents
from app.canvas.column_reading import read_network
from app.canvas.columns import Network
from app.model import edits
from app.model.project import Project, blank
from app.theme import themes
from engine.build import Build, build
from engine.datasets import prepare
from engine.frame import Frame, Pictures
from engine.graph import Graph, Node, Wire
from engine.layers import layers

__all__ = ["Board", "card", "painted", "project_of"]

Parts = str | tuple[str, dict[str, Any]]


def project_of(*parts: Parts, data: str = "circle") -> Project:
    """A chain of layers from input to output, on one of the data sets."""
    whole = ("input", *parts, "output")
    made = [layers.make(p) if isinstance(p, str) else layers.make(*p) for p in whole]
    return edits.choose_data(data)(blank()).with_graph(Graph.chain(*made))


class Board:
    """A project as the canvas reads it, with frames that fit it."""

    def __init__(self, project: Project) -> None:
        experiment = project.experiment
        self.project = project
        self.data = prepare(experiment.data, experiment.split)
        self.built: Build = build(project.graph, self.data.spec, experiment.loss)
        self.network: Network = read_network(project, self.data.spec, {})
        self.cards = card_contents(self.network, project, self.built)

    def frame(self, kind: Any = "plane", seed: int = 0, side: int = 16) -> Frame:
        """Random pictures of every node and random weights."""
        rng = np.random.default_rng(seed)
        shape = {"plane": (side, side), "line": (1, side), "samples": (6, side)}[kind]
        units = {
            c.node: rng.uniform(0, 1, (c.units, *shape)).astype(np.float32)
            for c in self.network.columns
        }
        weights = {
            link.matrix: rng.normal(size=(link.inputs, self.network.column(link.target).units))
            .astype(np.float32) for link in self.network.links if link.matrix
        }
        pictures = Pictures(kind, units, next(reversed(units.values())))
        return Frame(step=seed, weights=weights, pictures=pictures)


def residual() -> Graph:
    """input → dense1 → relu1 → dense2 → add1 ← relu1, add1 → output1; dense3 is loose."""
    kinds = {
        "input1": "input", "dense1": "dense", "relu1": "relu", "dense2": "dense", "add1": "add",
        "output1": "output", "dense3": "dense",
    }
    ends = ("input1 dense1", "dense1 relu1", "relu1 dense2", "dense2 add1", "add1 output1")
    wires = [Wire(*pair.split()) for pair in ends]
    nodes = tuple(Node(id, layers.make(kind)) for id, kind in kinds.items())
    return Graph(nodes, (*wires, Wire("relu1", "add1", 1)))


def card(**fields: Any) -> CardContent:
    """A dense layer's card, unless said otherwise."""
    usual: dict[str, Any] = {
        "node": "dense1", "kind": "dense", "category": "Basic", "title": "Dense",
        "lines": ("4 · tanh", "12 weights · Glorot"), "face": "tiles", "units": 4,
        "shown": (0, 1, 2, 3),
    }
    return CardContent(**{**usual, **fields})


def painted(item: QGraphicsItem, zoom: float = 1.0, room: QRectF | None = None) -> QImage:
    """The item as a view shows it, on the ground of the board, or a `room` of the scene."""
    scene = QGraphicsScene()
    scene.addItem(item)
    box = (room or item.boundingRect()).toAlignedRect()
    image = QImage(QSize(round(box.width() * zoom), round(box.height() * zoom)),
                   QImage.Format.Format_RGB32)
    image.fill(themes.now().color("board"))
    painter = QPainter(image)
    scene.render(painter, QRectF(image.rect()), QRectF(box))
    painter.end()
    scene.removeItem(item)
    return image
