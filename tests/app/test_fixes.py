"""Every fix that is offered makes its problem go away, on every graph that can be broken."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from app.errors import PROBLEMS
from app.fix_words import FIXES, fix_text
from app.model import arranging, drawing, edits
from app.model.edits import together
from app.model.fixes import PROPOSALS, Fix, fixes
from app.model.project import Project, blank
from engine.build import Build, build
from engine.datasets import prepare
from engine.errors import Problem
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from engine.layers.unknown import Unknown
from engine.losses import losses

DIGITS = edits.choose_data("digits")(blank())
SPECS = {
    project.experiment.data.name: prepare(project.experiment.data, project.experiment.split).spec
    for project in (blank(), DIGITS)
}


def drawn(nodes: str, wires: str, base: Project | None = None) -> Project:
    """A project of `nodes` such as "input dense:4 add", called by their letter: "ab bc" are wires,
    each into the next free port."""
    made: list[Node] = []
    for letter, word in zip("abcdefghij", nodes.split(), strict=False):
        kind, _, units = word.partition(":")
        values = {"units": int(units)} if units else {}
        layer = layers.make(kind, values) if kind in layers else Unknown({"kind": kind})
        made.append(Node(letter, layer))
    graph = Graph(tuple(made))
    for source, target in wires.split():
        port = len(graph.sources(target))
        graph = graph.with_wires((*graph.wires, Wire(source, target, port)))
    return (base or blank()).with_graph(graph)


def built(project: Project) -> Build:
    experiment = project.experiment
    return build(experiment.graph, SPECS[experiment.data.name], experiment.loss)


def with_values(project: Project, node: str, **values: object) -> Project:
    return edits.set_layer(node, **values)(project)


LOOSE = "input dense:4 output dense:6"
BROKEN: dict[str, tuple[Project, str, list[str]]] = {
    "nothing at all": (drawn("", ""), "no_input", ["add_input"]),
    "nothing at all, the other end": (drawn("", ""), "no_output", ["add_output"]),
    "no input": (drawn("dense output", "ab"), "no_input", ["add_input"]),
    "no output": (drawn("input dense", "ab"), "no_output", ["add_output"]),
    "two outputs": (drawn("input output output", "ab ac"), "many_outputs", ["remove"]),
    "loose layer": (
        drawn(LOOSE, "ab bc"), "not_connected", ["insert_after", "connect_from", "remove"]
    ),
    "loose output": (drawn("input dense output", "ab"), "not_connected", ["connect_from"]),
    "first layer": (drawn("input dense output", "bc"), "not_connected", ["connect_from"]),
    "loose layer before": (
        drawn("input dense:4 dense:6 output", "ab cd"), "not_connected", ["connect_from"]
    ),
    "empty branch of three": (
        drawn("input dense dense dense add output", "ab ac be ce de ef"), "not_connected",
        ["connect_from", "disconnect"],
    ),
    "empty branch of two": (
        drawn("input dense dense add output", "ab bd cd de"), "not_connected",
        ["connect_from", "leave_out"],
    ),
    "empty branch of some layers": (
        drawn("input dense dense dropout add output", "ab be cd de ef"), "not_connected",
        ["connect_from", "leave_out"],
    ),
    "dead end": (drawn(LOOSE, "ab bc bd"), "unused", ["lead_to", "remove"]),
    "dead end beside a merge": (
        drawn("input dense dense add output dense", "ab ac bd cd de af"), "unused", ["connect_to"]
    ),
    "input for nobody": (drawn("input output input", "ab"), "unused", ["lead_to", "remove"]),
    "circle": (drawn("input add dense output", "ab cb bc cd"), "cycle", ["cut"]),
    "circle of one": (drawn("input add output", "ab bb bc"), "cycle", ["cut"]),
    "two circles": (
        drawn("input add dense dense output", "ab cb db bc bd de"), "cycle", ["cut_some"]
    ),
    "one input of two": (
        drawn("input dense add output", "ab bc cd"), "too_few_inputs", ["remove"]
    ),
    "one input of two, and a second": (
        drawn("input dense dense add output", "ab ac bd de"), "too_few_inputs",
        ["connect_from", "remove"],
    ),
    "two inputs of one": (drawn("input dense output", "ab ac bc"), "too_many_inputs", ["cut"]),
    "three inputs of one": (
        drawn("input dense dense output", "ab ac ad bd cd"), "too_many_inputs", ["cut_some"]
    ),
    "no features": (
        with_values(blank(), "input1", features=()), "no_features", ["default_features"]
    ),
    "image into dense": (
        drawn("input dense output", "ab bc", DIGITS), "needs_flatten", ["insert_flatten"]
    ),
    "sum of widths": (
        drawn("input dense:4 dense:6 add output", "ab ac bd cd de"), "shape_mismatch",
        ["resize", "insert_dense"],
    ),
    "sum over an activation": (
        drawn("input dense:4 relu dense:6 add output", "ab bc ad ce de ef"), "shape_mismatch",
        ["resize"],
    ),
    "sum with the input": (
        drawn("input dense:4 add output", "ab ac bc cd"), "shape_mismatch", ["resize"]
    ),
    "sum of three": (
        drawn("input dense:4 dense:4 dense:6 add output", "ab ac ad be ce de ef"),
        "shape_mismatch", ["resize"],
    ),
    "image beside a list": (
        drawn("input flatten concatenate output", "ab ac bc cd", DIGITS), "shape_mismatch",
        ["insert_flatten"],
    ),
    "loss for other data": (
        blank().with_experiment(loss=losses.make("cross_entropy"), data=blank().experiment.data),
        "loss_task", ["choose_loss"],
    ),
    "activation for another loss": (
        with_values(edits.choose_loss("binary_cross_entropy")(blank()), "output1",
                    activation="softmax"),
        "output_activation", ["automatic_activation"],
    ),
    "a layer of a newer version": (
        drawn("input warp output", "ab bc"), "unknown_layer", ["remove"]
    ),
}


def broken(name: str) -> tuple[Project, Build, Problem]:
    project, code, _ = BROKEN[name]
    made = built(project)
    found = [problem for problem in made.problems if problem.code == code]
    assert found, made.problems
    return project, made, found[0]


def solved(project: Project, fix: Fix, problem: Problem) -> bool:
    made = built(fix.edit(project))
    left = made.problems
    return made.sound or (problem.code, problem.node) not in {(p.code, p.node) for p in left}


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_fix_makes_its_problem_go_away(name: str) -> None:
    project, made, problem = broken(name)
    found = fixes(project, made, problem)
    codes, expected = [fix.code for fix in found], BROKEN[name][2]
    assert codes[0] == expected[0]
    assert set(expected) <= set(codes)
    assert len(found) <= 3
    for fix in found:
        assert solved(project, fix, problem)
        text = fix_text(fix, project.graph)
        assert text
        assert "{" not in text


def test_every_problem_that_has_fixes_is_broken_here() -> None:
    assert {code for _, code, _ in BROKEN.values()} == set(PROPOSALS)
    assert set(PROPOSALS) <= set(PROBLEMS)


def test_every_problem_of_a_graph_has_fixes() -> None:
    engine = Path(__file__).resolve().parents[2] / "engine"
    sources = [engine / "build.py", *(engine / "layers").glob("*.py")]
    told = {
        code for path in sources
        for code in re.findall(r'Problem\(\s*"(\w+)"', path.read_text("utf-8"))
    }
    assert told | {"not_connected", "too_few_inputs"} == set(PROPOSALS)


def test_every_fix_has_words() -> None:
    used = {fix.code for name in BROKEN for fix in fixes(*broken(name))}
    assert used == set(FIXES)


def test_the_nearest_layer_on_the_left_is_connected() -> None:
    project = together(
        drawing.add_node(layers.make("dense"), (500.0, 100.0)),
        arranging.place({"input1": (0.0, 0.0), "dense1": (400.0, 0.0), "output1": (600.0, 0.0)}),
    )(blank())
    made = built(project)
    (problem,) = made.problems
    first, *_ = fixes(project, made, problem)
    assert (first.code, first.values["other"]) == ("insert_after", "dense1")
    assert fix_text(first, project.graph) == "Insert after Dense 1"
    moved = arranging.place({"dense1": (560.0, 0.0)})(project)
    assert fixes(moved, built(moved), problem)[0].values["other"] == "input1"


def test_nothing_is_offered_for_what_is_gone() -> None:
    problem = Problem("not_connected", "gone")
    assert fixes(blank(), built(blank()), problem) == ()
    assert fixes(blank(), built(blank()), Problem("port_taken", "dense1")) == ()


@pytest.mark.parametrize("seed", range(12))
def test_fixes_alone_repair_what_was_drawn_at_random(seed: int) -> None:
    """Taking the first fix of the first problem, again and again, comes to an end."""
    draws = random.Random(seed)
    kinds = ["input", "output", "dense:4", "dense:6", "add", "concatenate", "relu", "dropout"]
    project = drawn(" ".join(draws.choice(kinds) for _ in range(9)), "")
    for _ in range(14):
        ids = [node.id for node in project.graph.nodes]
        project = drawing.connect(draws.choice(ids), draws.choice(ids))(project)
    for _ in range(60):
        made = built(project)
        offered = [fix for problem in made.problems for fix in fixes(project, made, problem)[:1]]
        if not made.problems:
            break
        assert offered, made.problems
        project = offered[0].edit(project)
    assert built(project).sound
