"""What is copied comes back elsewhere; what anybody else puts on the clipboard is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import arranging, clipboard, limits
from app.model.drawing import added
from app.model.edits import together
from app.model.project import Project, blank
from engine.errors import BadFile
from engine.graph import Graph, Wire
from engine.layers.unknown import Unknown
from tests.app.chance import spoiled, ways

FULL = together(
    arranging.place({"input1": (0.0, 0.0), "dense1": (100.0, 40.0)}),
    arranging.add_note((-50.0, 0.0), "first"),
    arranging.add_note((20.0, 100.0), "second"),
    arranging.add_group(["input1", "dense1"], "both"),
    arranging.set_face(["dense1", "output1"], "card"),
)(blank())


def through_text(project: Project, nodes: list[str], notes: tuple[str, ...] = ()) -> Any:
    return clipboard.from_text(clipboard.to_text(project, nodes, notes))


def reason(text: str) -> str:
    with pytest.raises(BadFile) as caught:
        clipboard.from_text(text)
    return caught.value.reason


def test_everything_comes_back_from_text() -> None:
    ids = [node.id for node in FULL.graph.nodes]
    fragment = through_text(FULL, ids, ("note1", "note2"))
    assert fragment.graph == FULL.graph
    assert fragment.board == FULL.board


def test_only_what_is_chosen_and_what_joins_it_is_copied() -> None:
    fragment = through_text(FULL, ["dense1", "output1", "gone"], ("note2", "gone"))
    assert fragment.graph.wires == (Wire("dense1", "output1"),)
    assert [note.text for note in fragment.board.notes] == ["second"]
    assert fragment.board.groups == ()
    assert len(fragment.board.faces) == 2


def test_the_text_has_the_shape_of_a_file() -> None:
    plain = json.loads(clipboard.to_text(FULL, ["dense1"], ["note1"]))
    assert plain["graph"] == {
        "nodes": [n for n in FULL.graph.to_plain()["nodes"] if n["id"] == "dense1"], "wires": []
    }
    assert plain["board"]["notes"] == FULL.board.to_plain()["notes"][:1]


def test_pasted_nodes_have_ids_of_their_own_and_lie_in_the_middle() -> None:
    fragment = through_text(FULL, ["input1", "dense1"])
    after = clipboard.paste(fragment, (1000.0, 500.0))(FULL)
    assert added(FULL, after) == ("input2", "dense2")
    assert after.graph.sources("dense2") == ("input2",)
    places = [(n.x, n.y) for n in after.graph.nodes if n.id in ("input2", "dense2")]
    assert places == [(950.0, 480.0), (1050.0, 520.0)]
    assert [group.nodes for group in after.board.groups][1] == ("input2", "dense2")
    assert after.board.face("dense2") == "card"


def test_notes_are_pasted_too() -> None:
    after = clipboard.paste(through_text(FULL, [], ("note1",)), (0.0, 0.0))(FULL)
    note = after.board.notes[-1]
    assert (note.id, note.text, note.x, note.y) == ("note3", "first", -100.0, -40.0)
    assert after.graph == FULL.graph


def test_a_single_node_without_a_place_lies_where_it_is_pasted() -> None:
    after = clipboard.paste(through_text(blank(), ["dense1"]), (7.0, 8.0))(blank())
    node = after.graph.node("dense2")
    assert (node.x, node.y) == (7.0, 8.0)


def test_nodes_are_copied_with_the_places_they_are_shown_at() -> None:
    seen = {"dense1": (5.0, 6.0), "output1": (15.0, 6.0)}
    text = clipboard.to_text(blank(), ["dense1", "output1"], places=seen)
    assert [(n.x, n.y) for n in clipboard.from_text(text).graph.nodes] == [(5.0, 6.0), (15.0, 6.0)]


def test_a_layer_of_a_newer_version_is_copied_as_it_is() -> None:
    graph = Graph.chain(Unknown({"kind": "warp", "speed": 1.0}))
    assert through_text(blank().with_graph(graph), ["unknown1"]).graph == graph


def test_nothing_is_pasted_where_there_is_no_room() -> None:
    fragment = through_text(blank(), ["dense1"])
    full = blank()
    while len(full.graph.nodes) < limits.NODES:
        ids = [node.id for node in full.graph.nodes]
        some = clipboard.copied(full, ids[: limits.NODES - len(ids)])
        full = clipboard.paste(some, (0.0, 0.0))(full)
    assert clipboard.paste(fragment, (0.0, 0.0))(full) == full


# --- what is refused ------------------------------------------------------------------------------

PLAIN = json.loads(clipboard.to_text(FULL, [node.id for node in FULL.graph.nodes], ["note1"]))


@pytest.mark.parametrize(
    "text",
    ["", "hello", "{}", "[]", "7", "null", '"x"', "{", "[" * 100_000, '{"fragment": true}',
     '{"fragment": "1"}', '{"fragment": 0}', " " * (5 << 20), "\ud800"],
)
def test_other_text_is_no_fragment(text: str) -> None:
    assert reason(text) == "not_copied"


CHANGES: list[tuple[Any, str]] = [
    (lambda p: p.update(fragment=99), "copied_newer"),
    (lambda p: p.update(extra=1), "copied_badly"),
    (lambda p: p.pop("graph"), "copied_badly"),
    (lambda p: p["graph"]["nodes"][1]["layer"].update(units=-1), "copied_badly"),
    (lambda p: p["graph"]["nodes"][1].update(x="1"), "copied_badly"),
    (lambda p: p["graph"]["wires"][0].update(source="ghost"), "copied_badly"),
    (lambda p: p["graph"].update(nodes=p["graph"]["nodes"] * 400), "copied_badly"),
    (lambda p: p["board"]["notes"][0].update(width=0), "copied_badly"),
]


@pytest.mark.parametrize("change, expected", CHANGES)
def test_a_changed_fragment_is_refused(change: Any, expected: str) -> None:
    plain = json.loads(json.dumps(PLAIN))
    change(plain)
    assert reason(json.dumps(plain)) == expected


_ODD = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just([])


@given(st.sampled_from(ways(PLAIN)), _ODD)
@settings(max_examples=150)
def test_no_value_brings_anything_but_a_reason(way: tuple[Any, ...], odd: Any) -> None:
    try:
        fragment = clipboard.from_text(json.dumps(spoiled(PLAIN, way, odd)))
    except BadFile as error:
        assert error.reason
    else:
        clipboard.paste(fragment, (0.0, 0.0))(FULL)
