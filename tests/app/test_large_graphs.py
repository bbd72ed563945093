"""Graphs of 500 nodes: an edit costs a walk over the graph, and a long history little memory.

Work is counted in calls of Python functions, which no clock and no busy machine can change.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from app.document import Document
from app.model import arranging, clipboard, drawing, fitting
from app.model.edits import Edit
from app.model.project import Project, blank
from app.names import node_name
from engine.graph import Graph, Node, Wire
from engine.layers import layers

DENSE, ADD = layers.make("dense"), layers.make("add")


def residual(nodes: int) -> Project:
    """About so many nodes: blocks of two dense layers with a wire around the second."""
    made, wires, last = [Node("input1", layers.make("input"))], [], "input1"
    for number in range(1, nodes // 3 + 1):
        a, b, c = f"dense{2 * number - 1}", f"dense{2 * number}", f"add{number}"
        made += [Node(a, DENSE), Node(b, DENSE), Node(c, ADD)]
        wires += [Wire(last, a), Wire(a, b), Wire(b, c, 0), Wire(a, c, 1)]
        last = c
    made.append(Node("output1", layers.make("output")))
    return blank().with_graph(Graph(tuple(made), (*wires, Wire(last, "output1"))))


def ids(project: Project) -> list[str]:
    return [node.id for node in project.graph.nodes]


def calls(work: Callable[[], Any]) -> int:
    """How many Python functions `work` calls."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


WORK: dict[str, Callable[[Project], Any]] = {
    "add": drawing.add_behind(["dense50"], DENSE, (0.0, 0.0)),
    "insert": lambda p: drawing.insert_on_wire(p.graph.wires[50], DENSE)(p),
    "connect": drawing.connect("input1", "add50"),
    "disconnect": lambda p: drawing.disconnect(p.graph.wires[10:20])(p),
    "remove one": drawing.remove(["dense50"]),
    "remove half": lambda p: drawing.remove(ids(p)[: len(ids(p)) // 2])(p),
    "remove all": lambda p: drawing.remove(ids(p))(p),
    "move all": lambda p: arranging.place(dict.fromkeys(ids(p), (1.0, 2.0)))(p),
    "copy all": lambda p: drawing.duplicate(ids(p), (1.0, 1.0))(p),
    "through text": lambda p: clipboard.from_text(clipboard.to_text(p, ids(p))),
    "names of all": lambda p: [node_name(p.graph, id) for id in ids(p)],
    "ports of all": lambda p: [fitting.refusal(p.graph, None, "dense50", id) for id in ids(p)],
}


@pytest.mark.parametrize("what", list(WORK))
def test_twice_the_nodes_are_at_most_about_twice_the_work(what: str) -> None:
    work = WORK[what]
    few, many = (residual(nodes).bare() for nodes in (240, 480))
    assert calls(lambda: work(many)) < 2.5 * calls(lambda: work(few)) + 100


MOVES = {f"dense{number}": (float(number), 0.0) for number in range(1, 300)}
EDITS: tuple[Callable[[Project, int], Edit], ...] = (
    lambda p, n: arranging.place({"dense7": (float(n), 0.0)}),
    lambda p, n: drawing.insert_on_wire(p.graph.wires[n], DENSE),
    lambda p, n: drawing.rename("dense7", f"Layer {n}"),
    lambda p, n: arranging.place({id: (x, float(n)) for id, (x, _) in MOVES.items()}),
    lambda p, n: drawing.remove([p.graph.nodes[n].id]),
    lambda p, n: arranging.add_note((0.0, 0.0), f"Note {n}"),
)


def test_a_long_history_of_a_large_graph_stays_small(qapp: object) -> None:
    """A thousand edits have 100 MB, so a hundred have 10."""
    document = Document(residual(500))
    tracemalloc.start()
    try:
        for number in range(100):
            document.edit("", EDITS[number % len(EDITS)](document.project, number))
            graph = document.project.graph
            # What a canvas asks of every graph that it draws, and what that graph then keeps.
            assert node_name(graph, "dense7")
            assert graph.ancestors("output1")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert document.undo.count() == 100
    assert kept < 10e6
