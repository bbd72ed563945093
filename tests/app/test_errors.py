"""Every error and problem has sentences: what happened, where, and what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app import errors
from app.canvas.fits import Fits
from app.errors import (
    DEVICES,
    ERRORS,
    FILES,
    PLANS,
    PROBLEMS,
    device_reason,
    explain,
    plan_reason,
    sentence,
)
from app.model import edits
from app.model.board import Board, Group
from app.model.project import blank
from app.names import node_name
from engine.backends.plan import RULES, Candidate, Plan, Sizes, choose
from engine.errors import (
    BadExperiment,
    BadFile,
    BadShape,
    BadValue,
    Diverged,
    EngineError,
    Problem,
    UnknownDevice,
    UnknownName,
)
from engine.graph import Graph, Node, Wire
from engine.layers import layers
from engine.layers.unknown import Unknown

ROOT = Path(__file__).resolve().parents[2]
FACTS = {
    "count": 3, "least": 2, "most": 1, "shape": (1, 8, 8), "shapes": ((4,), (5,)),
    "loss": "mse", "task": "binary", "activation": "softmax", "kind": "warp",
}

TOO_MUCH = Sizes(10**9, 1), Sizes(1, 10**12), Sizes(1, 1, double=True)


def literals(pattern: str, *folders: str) -> set[str]:
    """The first group of `pattern`, wherever it is in the sources."""
    sources = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {found for path in sources for found in re.findall(pattern, path.read_text("utf-8"))}


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_is_a_sentence_about_its_node(code: str) -> None:
    message = explain(Problem(code, "dense1", 0, tuple(FACTS.items())), blank().graph)
    assert message.what.endswith(".")
    assert message.cure.endswith(".")
    assert message.node == "dense1"
    assert "{" not in str(message)


def test_one_input_is_not_called_inputs() -> None:
    def said(count: int) -> str:
        facts = (("count", count), ("least", 2))
        return explain(Problem("too_few_inputs", "dense1", 0, facts)).what

    assert "has 1 input and" in said(1)
    assert "has 3 inputs and" in said(3)


def test_no_problem_of_the_engine_is_missing() -> None:
    raised = literals(r'Problem\(\s*"(\w+)"', "engine")
    assert len(raised) > 5
    raised |= literals(r'LayerProblem\(\s*"(\w+)"', "engine")
    raised |= {"no_input", "no_output", "many_outputs"}
    assert raised | {"not_connected", "too_few_inputs"} <= set(PROBLEMS)


COPIED = {"not_copied", "copied_newer", "copied_badly"}
"""What can be wrong with a clipboard, which is no file."""


@pytest.mark.parametrize("reason", sorted(set(FILES) - COPIED))
def test_every_reason_names_the_file(reason: str) -> None:
    message = explain(BadFile("/some/where/net.nsketch", reason, "a detail"))
    assert "net.nsketch" in message.what
    assert "{" not in str(message)


@pytest.mark.parametrize("reason", sorted(COPIED))
def test_a_clipboard_is_called_what_was_copied(reason: str) -> None:
    message = explain(BadFile("", reason, "a detail"))
    assert message.cure.endswith(".")
    assert "{" not in message.what


def test_no_reason_is_missing() -> None:
    raised = literals(r'(?:_bad\(path|BadFile\([^,]+), "(\w+)"', "app", "engine")
    raised |= set(literals(r'errno\.\w+: "(\w+)"', "app/model"))
    assert len(raised) > 10
    assert raised <= set(FILES) | {"damaged"}


@pytest.mark.parametrize("code", sorted(DEVICES))
def test_every_reason_of_a_device_is_a_sentence(code: str) -> None:
    assert device_reason(code).endswith((".", "devices --refresh"))


def test_no_reason_of_a_device_is_missing() -> None:
    told = literals(r'(?:reason|note) = "(\w+)"', "engine")
    told |= literals(r'Listing\(reason="(\w+)"', "engine")
    processor = (Candidate("opencl:0", "a processor", "cpu", 0),)
    told |= {choose(sizes, processor).reason for sizes in TOO_MUCH}
    trials = {f"trial_{fault}" for fault in literals(r'Verdict\("(\w+)"', "engine")}
    trials |= {"trial_crashed", "trial_timed_out"}
    known = {"no_driver", "failed", "not_compiled", "crashed", "timed_out"}
    assert told | trials | known == set(DEVICES)


@pytest.mark.parametrize("code", sorted(PLANS))
def test_every_reason_of_a_plan_is_a_sentence_with_its_sizes(code: str) -> None:
    device = Candidate("opencl:0", "a processor", "cpu", 0, launch=2e-5)
    why = plan_reason(Plan("loop", code, device, Sizes(54_321, 1, batch=7), 16))
    assert "{" not in why
    assert "20\u2009µs there." in why
    assert plan_reason(Plan("numpy", code)).endswith(".")
    assert plan_reason(None).endswith(".")


def test_no_reason_of_a_plan_is_missing() -> None:
    processor = Candidate("opencl:0", "a processor", "cpu", 0)
    small, others = Sizes(1, 1), ((), (replace(processor, kind="gpu"),))
    told = {choose(sizes, (processor,)).reason for sizes in TOO_MUCH}
    told |= {choose(small, candidates).reason for candidates in others}
    told |= {choose(small, (), "numpy").reason, *(rule.reason for rule in RULES)}
    assert told == set(PLANS)


EXAMPLES: list[EngineError] = [
    BadValue("Training", "learning_rate", -1, "0 … 1"),
    UnknownName("layer", "warp", ("dense",)),
    BadExperiment(()),
    BadFile("a.nsketch", "damaged"),
    BadShape("matmul", ((2, 3), (4, 5))),
    UnknownDevice("opencl:7", ("numpy",)),
    Diverged("dense1", "activation", 12, 3, 0.5, 2),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: error.code)
def test_every_error_is_a_sentence(error: EngineError) -> None:
    assert explain(error, blank().graph).what.endswith(".")
    assert "\n" not in sentence(error)
    assert "{" not in sentence(error)


def test_no_error_of_the_engine_is_missing() -> None:
    assert {cls.code for cls in EngineError.__subclasses__()} == set(ERRORS)
    assert {error.code for error in EXAMPLES} == set(ERRORS)


def test_a_file_that_ends_as_it_should_is_not_told_how_it_should_end() -> None:
    assert "end in" in sentence(BadFile("a.csv", "not_a_project"))
    assert "end in" not in sentence(BadFile("a.nsketch", "not_a_project"))


@pytest.mark.parametrize("quantity", ["activation", "loss", "gradient", "weight"])
def test_diverging_names_layer_step_and_cure(quantity: str) -> None:
    graph = edits.insert_layer("dense1")(blank()).graph
    text = sentence(Diverged("dense2", quantity, 12, 3, 0.5, 2), graph)
    assert "Dense 2" in text
    assert "12" in text
    assert "learning rate" in text


def test_a_bad_experiment_tells_its_first_problem() -> None:
    error = BadExperiment((Problem("no_output"), Problem("unused", "dense1")))
    assert explain(error) == explain(Problem("no_output"))


def test_an_unknown_code_is_still_a_sentence() -> None:
    assert "odd_code" in errors.sentence(Problem("odd_code"))


def test_nodes_are_numbered_where_there_are_several_and_keep_their_numbers() -> None:
    assert node_name(blank().graph, "dense1") == "Dense"
    graph = edits.insert_layer("input1")(blank()).graph
    assert [node_name(graph, id) for id in graph.order()] == [
        "Input", "Dense 2", "Dense 1", "Output",
    ]
    assert node_name(graph, "gone") == "gone"
    assert node_name(graph.without("dense1"), "dense2") == "Dense 2"


def test_a_name_that_was_given_is_used_and_changes_no_other() -> None:
    graph = edits.insert_layer("dense1")(blank()).graph
    named = graph.with_node(replace(graph.node("dense1"), label="Bend"))
    assert [node_name(named, id) for id in graph.order()] == ["Input", "Bend", "Dense 2", "Output"]


def test_an_unknown_layer_is_named_by_its_kind() -> None:
    graph = Graph((Node("a", Unknown({"kind": "warp_drive"})), Node("b", Unknown({"kind": "x"}))))
    assert [node_name(graph, id) for id in ("a", "b")] == ["Warp drive", "X"]
    told = [Problem("unknown_layer", "a", 0, (("kind", kind),)) for kind in ("warp", "dense")]
    assert "warp" in sentence(told[0], graph)
    assert "settings" in sentence(told[1], graph)


def test_a_refusal_in_a_folded_group_names_the_group() -> None:
    """The layer itself is not seen."""
    folded = Board(groups=(Group("g", "Encoder", ("dense1",), folded=True),))
    chain = Graph.chain(*map(layers.make, ("input", "dense", "output")))
    graph = Graph((*chain.nodes, Node("input2", layers.make("input"))), chain.wires)
    project, wire = blank().with_graph(graph), Wire("input2", "dense1", 0)
    assert Fits(project, None).reason(wire).startswith("This input of Dense is taken.")
    said = Fits(project.with_board(folded), None).reason(wire)
    assert said.startswith("Encoder: This input of Dense is taken.")
