"""Whether the drawing board stays fluid with a graph of five hundred nodes."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint

from app.application import Application, make_qapplication
from app.model import arranging, drawing, edits
from app.model.edits import Edit
from app.model.project import Project, blank
from app.settings import Settings
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from tests.bench.window import Heartbeat, rest, wait

__all__ = ["Fluency", "large_project", "measure"]

NODES = 500
_WARM, _AFTER = 2.0, 3.0
"""Seconds until training has begun, and for which the frames after an edit are looked at."""
_BLOCKS_IN_A_ROW = 8
"""Residual blocks of three nodes that stand side by side; the next ones stand below."""


@dataclass(frozen=True)
class Fluency:
    """Milliseconds. Pan, zoom and edit: from the gesture to the painted canvas, at 100 % or with
    all nodes in sight ("far"). An edit changes one node; one that breaks the graph, or mends it,
    changes all that follow. Frame: the gaps between ticks of a timer at display rate while the
    network trains, on a board that is left alone. After: the same in the seconds after an edit of
    each kind, from the moment it was painted; edits come while it trains."""

    nodes: int
    pan_median_ms: float
    pan_p99_ms: float
    zoom_median_ms: float
    zoom_p99_ms: float
    pan_far_median_ms: float
    pan_far_p99_ms: float
    edit_median_ms: float
    edit_worst_ms: float
    break_median_ms: float
    break_worst_ms: float
    frame_median_ms: float
    frame_p99_ms: float
    frame_worst_ms: float
    after_edit_median_ms: float
    after_edit_p99_ms: float
    after_edit_worst_ms: float
    after_break_median_ms: float
    after_break_p99_ms: float
    after_break_worst_ms: float
    epochs_per_second: float


def large_project(nodes: int = NODES) -> Project:
    """Residual blocks of narrow layers in rows, placed as somebody may have drawn them."""
    made = [Node("input1", layers.make("input"), 0.0, 0.0)]
    wires: list[Wire] = []
    before = "input1"
    for block in range((nodes - 2) // 3):
        row, column = divmod(block, _BLOCKS_IN_A_ROW)
        x, y = 240.0 + column * 720.0, row * 260.0
        first, second, join = f"dense{2 * block + 1}", f"dense{2 * block + 2}", f"add{block + 1}"
        dense = layers.make("dense", {"units": 2})
        made += [Node(first, dense, x, y), Node(second, dense, x + 240.0, y),
                 Node(join, layers.make("add"), x + 480.0, y)]
        wires += [Wire(before, first), Wire(first, second), Wire(second, join),
                  Wire(before if block else first, join, 1)]
        before = join
    made += [Node("output1", layers.make("output"), 240.0, (row + 1) * 260.0)]
    return blank().with_graph(Graph(tuple(made), (*wires, Wire(before, "output1"))))


def measure(*, seconds: float = 8.0, size: tuple[int, int] = (1600, 1000)) -> Fluency:
    """Opens the real window on a large graph, moves about, edits, and trains for a while."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_qapplication()
    with tempfile.TemporaryDirectory() as folder:
        application = Application(Settings(Path(folder) / "settings.ini"), device="numpy")
        application.window.resize(*size)
        application.window.show()
        application.document.new(large_project())
        wait(3.0)
        try:
            return _measured(application, seconds)
        finally:
            application.close()


def _measured(application: Application, seconds: float) -> Fluency:
    view, session = application.window.canvas.view, application.session
    camera = view.camera
    far_pans = _times(view.viewport().repaint, (lambda: camera.scroll(3, 2) for _ in range(60)))
    camera.whole_size()
    wait(0.5)
    pans = _times(view.viewport().repaint, (lambda: camera.scroll(12, 5) for _ in range(120)))
    steps = (0.25, 0.25, -0.25, -0.25)
    zooms = _times(
        view.viewport().repaint,
        (lambda s=s: camera.zoom(s, QPoint(400, 300)) for _ in range(20) for s in steps),
    )
    edited = _times(view.viewport().repaint, _edits(application), rest)
    broken = _times(view.viewport().repaint, _breaking_edits(application), rest)
    rest()
    session.play()
    wait(_WARM)
    first, began = session.latest.epoch, time.perf_counter()
    gaps = _gaps(seconds)
    epochs, took = session.latest.epoch - first, time.perf_counter() - began
    after = [
        np.concatenate([_gaps_after(application, deed) for deed in islice(deeds(application), 4)])
        for deeds in (_edits, _breaking_edits)
    ]
    return Fluency(
        len(application.document.project.graph.nodes),
        *_middle_and_p99(pans), *_middle_and_p99(zooms), *_middle_and_p99(far_pans),
        float(np.median(edited)), float(edited.max()),
        float(np.median(broken)), float(broken.max()),
        *_middle_and_p99(gaps), float(gaps.max()),
        *_middle_and_p99(after[0]), float(after[0].max()),
        *_middle_and_p99(after[1]), float(after[1].max()),
        epochs / took,
    )


def _gaps(seconds: float) -> np.ndarray:
    """Milliseconds between the ticks of so many seconds."""
    heartbeat = Heartbeat()
    wait(seconds)
    heartbeat.stop()
    return 1000 * np.diff(heartbeat.times)


def _gaps_after(application: Application, deed: Callable[[], None]) -> np.ndarray:
    """The same in the seconds after an edit; a graph that is broken does not train meanwhile."""
    deed()
    application.window.canvas.view.viewport().repaint()
    if not application.session.playing:
        application.session.play()
    return _gaps(_AFTER)


def _edits(application: Application) -> Iterator[Callable[[], None]]:
    """Another activation, another place, a name, a new layer."""
    for number in range(2, 8):
        node = f"dense{number}"
        yield _doing(application, edits.set_layer(node, activation="relu"))
        yield _doing(application, arranging.place({node: (300.0 + number, 90.0)}))
        yield _doing(application, drawing.rename(node, f"Layer {number}"))
        yield _doing(application, drawing.add_node(layers.make("dense"), (500.0, 60.0 * number)))


def _breaking_edits(application: Application) -> Iterator[Callable[[], None]]:
    """A width that no longer fits, a wire that is gone, and both back again."""
    for number in range(2, 8, 2):
        yield _doing(application, edits.set_units(f"dense{number}", 3))
        yield application.document.undo.undo
        wire = Wire(f"dense{2 * number}", f"add{number}")
        yield _doing(application, drawing.disconnect([wire]))
        yield application.document.undo.undo


def _doing(application: Application, edit: Edit) -> Callable[[], None]:
    return lambda: application.document.edit("bench", edit)


def _times(
    paint: Callable[[], None], deeds: Iterator[Callable[[], None]],
    pause: Callable[[], None] = lambda: wait(0.01),
) -> np.ndarray:
    """Milliseconds that each deed takes until it is painted, with a pause before each."""
    taken = []
    for deed in deeds:
        pause()
        began = time.perf_counter()
        deed()
        paint()
        taken.append(1000 * (time.perf_counter() - began))
    return np.array(taken)


def _middle_and_p99(times: np.ndarray) -> tuple[float, float]:
    return float(np.median(times)), float(np.percentile(times, 99))
