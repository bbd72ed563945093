"""Makes the pictures in docs/images, with the program itself.

    python packaging/pictures.py                        all of them
    python packaging/pictures.py half-drawn surgery     some of them

Every picture is described here once: a project, how the window looks, and what a hand has done.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from examples import ROOT, dense, experiment
from templates import SPIRAL, drawn

SCREEN = 2400, 1500
"""Of the screen that nobody sees, so that menus and bubbles have room."""
_SCREENS = Path(tempfile.gettempdir()) / "neural-sketchpad-screen.json"
_SCREENS.write_text(json.dumps({"screens": [{
    "name": "large", "x": 0, "y": 0, "width": SCREEN[0], "height": SCREEN[1], "logicalDpi": 96,
    "logicalBaseDpi": 96, "dpr": 1,
}]}))
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_SCREENS}"
os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")

from PySide6.QtCore import QPoint, Qt  # noqa: E402
from PySide6.QtGui import QImage, QPainter  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from app.application import Application  # noqa: E402
from app.canvas import NetworkCanvas  # noqa: E402
from app.canvas.hits import Hit  # noqa: E402
from app.model import files  # noqa: E402
from app.model.board import Board, Group, Note, Point  # noqa: E402
from app.model.files import Saved  # noqa: E402
from app.model.project import Project  # noqa: E402
from app.shots import Pose, posed, wait  # noqa: E402
from engine.graph import Graph  # noqa: E402
from engine.layers import layers  # noqa: E402

FOLDER = ROOT / "docs" / "images"
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


# --- projects -------------------------------------------------------------------------------


def placed(graph: Graph, places: dict[str, Point]) -> Graph:
    """The same graph with its nodes where a person put them."""
    moved = tuple(replace(n, x=places[n.id][0], y=places[n.id][1]) for n in graph.nodes)
    return Graph(moved, graph.wires)


def on_spiral(graph: Graph, board: Board) -> Project:
    """A project of two spirals."""
    made = experiment(graph, SPIRAL, loss="binary_cross_entropy", learning_rate=0.005,
                      batch_size=15)
    return Project(made, "Drawing", board=board)


def half_drawn() -> Project:
    """Two dense layers that train, and a third one that nothing leads into."""
    graph = drawn(
        [
            ("input1", layers.make("input")), ("dense1", dense(8)), ("dense2", dense(8)),
            ("dense3", dense(16, "relu")), ("output1", layers.make("output")),
        ],
        "input1-dense1 dense1-dense2 dense2-output1",
    )
    places = {
        "input1": (0.0, 0.0), "dense1": (250.0, 0.0), "dense2": (500.0, 0.0),
        "output1": (750.0, 0.0), "dense3": (250.0, 240.0),
    }
    note = Note("note1", "What changes with a third layer?", 416.0, -194.0, 168.0, 64.0)
    return on_spiral(placed(graph, places), Board((note,)))


def arranged() -> Project:
    """Two residual blocks, one with a frame and one folded; one layer pinned open; a note."""
    graph = drawn(
        [
            ("input1", layers.make("input")), ("dense1", dense(6)), ("dense2", dense(6)),
            ("add1", layers.make("add")), ("dense3", dense(6)), ("dense4", dense(6)),
            ("add2", layers.make("add")), ("output1", layers.make("output")),
        ],
        "input1-dense1 dense1-dense2 dense2-add1 dense1-add1 add1-dense3 dense3-dense4 "
        "dense4-add2 dense3-add2 add2-output1",
    )
    places = {
        "input1": (0.0, 0.0), "dense1": (260.0, 0.0), "dense2": (510.0, 0.0),
        "add1": (760.0, 0.0), "dense3": (980.0, 0.0), "dense4": (1180.0, 0.0),
        "add2": (1220.0, 0.0), "output1": (1450.0, 0.0),
    }
    note = Note("note1", "Compare: without the wire around Dense 2.", 410.0, 170.0, 210.0, 64.0)
    first = Group("group1", "First block", ("dense1", "dense2", "add1"))
    second = Group("group2", "Second block", ("dense4", "add2"), folded=True)
    shown = Board((note,), (first, second), (("dense3", "neurons"),))
    return on_spiral(placed(graph, places), shown)


def to_connect() -> Project:
    """An Add that takes more, and two layers that lead nowhere: one too narrow for it, and one
    that nothing leads into."""
    graph = drawn(
        [
            ("input1", layers.make("input")), ("dense1", dense(8)), ("dense2", dense(8)),
            ("dense3", dense(5)), ("dense4", dense(8)), ("add1", layers.make("add")),
            ("output1", layers.make("output")),
        ],
        "input1-dense1 dense1-dense2 input1-dense3 dense2-add1 dense1-add1 add1-output1",
    )
    places = {
        "input1": (0.0, 0.0), "dense1": (250.0, -90.0), "dense2": (500.0, -90.0),
        "dense3": (250.0, 150.0), "dense4": (500.0, 210.0), "add1": (750.0, 0.0),
        "output1": (1000.0, 0.0),
    }
    return on_spiral(placed(graph, places), Board())


def shipped(name: str) -> Callable[[], Project]:
    """An example or template."""
    return lambda: files.read(files.find(name)).project


# --- hands ----------------------------------------------------------------------------------

Hand = Callable[[NetworkCanvas], object]


def nothing(canvas: NetworkCanvas) -> None:
    """Looks on."""


def select(node: str) -> Hand:
    """Selects a node, so that its bubble opens."""
    return lambda canvas: canvas.select(node)


def open_settings(canvas: NetworkCanvas) -> None:
    """The settings of a layer in the middle, with room below."""
    canvas.view.scroll_by(0, 260)
    canvas.select("dense2")
    canvas.opening.open("dense2")


def ask_by_name(canvas: NetworkCanvas) -> None:
    """Types the beginning of a name."""
    canvas.acting.call(QPoint(620, 425))
    QTest.keyClicks(QApplication.focusWidget(), "dro")


def operate(canvas: NetworkCanvas) -> None:
    """Freezes one neuron, knocks one out, and takes a third one in hand."""
    desk = canvas.surgery
    for position, act in ((0, desk.freeze), (5, desk.knock_out)):
        canvas.looking.pin(Hit("neuron", "dense1", position))
        act()
        wait(100)
    canvas.looking.pin(Hit("neuron", "dense1", 2))


def pull(canvas: NetworkCanvas) -> None:
    """Pulls a wire that does not fit, and holds it over the port."""
    view, items = canvas.view, canvas.scene.items_of
    view.scroll_by(125, 0)
    start = view.mapFromScene(items.port_out("dense3"))
    end = view.mapFromScene(items.port_in("add1", 2))
    QTest.mousePress(view.viewport(), LEFT, PLAIN, start)
    for step in range(1, 6):
        QTest.mouseMove(view.viewport(), start + (end - start) * step / 5)


# --- pictures -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """What is seen: a project after `pose`, and after a hand has done something."""

    project: Callable[[], Project]
    pose: Pose
    hand: Hand = nothing


def board(width: int, height: int, view: str = "cards", epochs: int = 300, **look: str) -> Pose:
    """The network alone."""
    return Pose(epochs, (width, height), view=view, part="network", **look)


SPIRALS, RESIDUAL = shipped("two-spirals"), shipped("residual")
DARK, CHINESE = {"theme": "dark"}, {"language": "zh_CN"}
LOOKS = {"": {}, "-dark": DARK, "-zh": CHINESE, "-zh-dark": {**DARK, **CHINESE}}

PICTURES: dict[str, Picture] = {
    "main-light": Picture(SPIRALS, Pose(300)),
    "main-dark": Picture(SPIRALS, Pose(300, **DARK)),
    "main-zh": Picture(SPIRALS, Pose(300, (1280, 800), **CHINESE)),
    **{f"neurons{name}": Picture(SPIRALS, board(1200, 860, "neurons", **look))
       for name, look in LOOKS.items()},
    **{f"cards{name}": Picture(RESIDUAL, board(1500, 640, **look))
       for name, look in LOOKS.items()},
    "half-drawn": Picture(half_drawn, board(1200, 860), select("dense3")),
    "quick-add": Picture(half_drawn, board(1200, 860), ask_by_name),
    "pulling": Picture(to_connect, board(1500, 800), pull),
    "arranged": Picture(arranged, board(1500, 760)),
    "properties": Picture(half_drawn, board(1200, 1030), open_settings),
    "surgery": Picture(SPIRALS, board(1200, 860, "neurons"), operate),
}
"""By the name of the file."""


def main(names: list[str]) -> None:
    """Takes them, all or those that are named."""
    for name in names or PICTURES:
        picture = PICTURES[name]
        with posed(Saved(picture.project()), picture.pose) as application:
            canvas = application.window.canvas
            picture.hand(canvas)
            wait(600)
            path = FOLDER / f"{name}.png"
            taken(application, picture.pose.part).save(str(path), "PNG", 0)
            canvas.view.put_down()
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")


def taken(application: Application, part: str) -> QImage:
    """The window or its network, with everything that stands open above it."""
    window = application.window
    shown: QWidget = window.canvas if part == "network" else window
    made = QImage(shown.size(), QImage.Format.Format_RGB888)
    painter = QPainter(made)
    painter.drawPixmap(0, 0, shown.grab())
    corner = shown.mapToGlobal(QPoint())
    for above in QApplication.topLevelWidgets():
        if above.isVisible() and above is not window:
            painter.drawPixmap(above.mapToGlobal(QPoint()) - corner, above.grab())
    painter.end()
    return made


if __name__ == "__main__":
    main(sys.argv[1:])
