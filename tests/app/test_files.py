"""Project files come back as they were saved; anything else is refused with a reason."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import arranging, drawing, edits, files
from app.model.project import Project, blank
from engine.datasets import datasets
from engine.errors import BadFile
from engine.layers import layers
from tests.app.chance import spoiled, ways

WEIGHTS = {"dense1.weight": np.arange(8, dtype=np.float32).reshape(2, 4)}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A sound project file with weights."""
    path = tmp_path / "net.nsketch"
    files.write(path, blank(), weights=WEIGHTS, epoch=12)
    return path


def packed(members: dict[str, bytes], **options: Any) -> bytes:
    """A zip of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def reason(path: Path) -> str:
    """Why a file is refused."""
    with pytest.raises(BadFile) as caught:
        files.read(path)
    return caught.value.reason


def test_a_project_comes_back_as_it_was(tmp_path: Path) -> None:
    project = Project(blank().experiment, "Übung 中文", "What to look at.")
    files.write(tmp_path / "a.nsketch", project)
    assert files.read(tmp_path / "a.nsketch") == files.Saved(project, None, 0)


def everything_on_the_board() -> Project:
    """A project with a name, places, notes, a group and a face."""
    return edits.together(
        drawing.rename("dense1", "mine"),
        arranging.place({"dense1": (1.25, -3.0)}),
        arranging.add_note((1.0, 2.0), "Look here."),
        arranging.add_group(["dense1", "input1"], "both"),
        arranging.set_face(["output1", "dense1"], "card"),
    )(blank())


def test_names_places_and_the_board_come_back(tmp_path: Path) -> None:
    project = everything_on_the_board()
    files.write(tmp_path / "a.nsketch", project)
    assert files.read(tmp_path / "a.nsketch").project == project


def test_an_older_version_can_open_what_it_can_hold(tmp_path: Path) -> None:
    placed = arranging.place({"dense1": (1.25, -3.0)})(blank())
    for project, version in ((placed, 1), (everything_on_the_board(), 2)):
        files.write(tmp_path / "a.nsketch", project)
        plain = json.loads(members(tmp_path / "a.nsketch")["project.json"])
        assert plain["format"] == version
        assert ("board" in plain) == (version == 2)


def test_a_board_forgets_nodes_that_are_not_there(saved: Path) -> None:
    groups = [{"id": "a", "title": "", "nodes": ["gone"]}]
    board = {"notes": [], "groups": groups, "faces": {"gone": "card"}}
    assert files.read(changed(saved, lambda p: p.update(board=board))).project == blank()


def test_unknown_layers_open_and_are_saved_as_they_were(saved: Path, tmp_path: Path) -> None:
    strange = {"kind": "warp", "speed": 9, "on": True, "share": 1.0, "names": ["a", "b"]}
    nodes = changed(saved, lambda p: p["experiment"]["graph"]["nodes"][1].update(layer=strange))
    project = files.read(nodes).project
    files.write(tmp_path / "b.nsketch", project, weights=WEIGHTS, epoch=12)
    before, after = members(nodes), members(tmp_path / "b.nsketch")
    formatted = msgspec.json.format(before["project.json"], indent=2)
    assert after["project.json"] == formatted


def test_weights_and_epoch_come_back(saved: Path) -> None:
    found = files.read(saved)
    assert found.epoch == 12
    assert found.weights is not None
    np.testing.assert_array_equal(found.weights["dense1.weight"], WEIGHTS["dense1.weight"])


@pytest.mark.parametrize("name", list(datasets))
def test_every_data_set_can_be_saved(name: str, tmp_path: Path) -> None:
    project = edits.choose_data(name)(blank())
    files.write(tmp_path / "a.nsketch", project)
    assert files.read(tmp_path / "a.nsketch").project == project


@pytest.mark.parametrize("name", list(layers))
def test_every_layer_can_be_saved(name: str, tmp_path: Path) -> None:
    project = edits.insert_layer("dense1", layers.make(name))(blank())
    files.write(tmp_path / "a.nsketch", project)
    assert files.read(tmp_path / "a.nsketch").project == project


def test_the_same_project_gives_the_same_file(saved: Path, tmp_path: Path) -> None:
    files.write(tmp_path / "b.nsketch", blank(), weights=WEIGHTS, epoch=12)
    assert (tmp_path / "b.nsketch").read_bytes() == saved.read_bytes()


# --- what is refused --------------------------------------------------------------------------


def changed(path: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    """The file with its project.json changed."""
    found = members(path)
    plain = json.loads(found["project.json"])
    change(plain)
    path.write_bytes(packed({**found, "project.json": json.dumps(plain).encode()}))
    return path


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "newer": (lambda p: p.update(format=files.FORMAT + 1), "newer"),
    "newer, built otherwise": (lambda p: p.update(format=99, shiny=1), "newer"),
    "no version": (lambda p: p.pop("format"), "structure"),
    "version zero": (lambda p: p.update(format=0), "structure"),
    "unknown field": (lambda p: p.update(extra=1), "structure"),
    "no experiment": (lambda p: p.pop("experiment"), "structure"),
    "negative epoch": (lambda p: p.update(epoch=-1), "structure"),
    "unknown loss": (lambda p: p["experiment"]["loss"].update(kind="warp"), "unknown_part"),
    "layer out of range": (
        lambda p: p["experiment"]["graph"]["nodes"][1]["layer"].update(units=-1), "bad_setting"
    ),
    "place off the canvas": (
        lambda p: p["experiment"]["graph"]["nodes"][1].update(x=1e300), "structure"
    ),
    "half a board": (lambda p: p.update(board={"notes": []}), "structure"),
    "a face of its own": (
        lambda p: p.update(board={"notes": [], "groups": [], "faces": {"a": "b"}}), "structure"
    ),
    "a group without nodes": (
        lambda p: p.update(
            board={"notes": [], "groups": [{"id": "a", "title": "", "nodes": []}], "faces": {}}
        ),
        "bad_setting",
    ),
    "unknown setting": (lambda p: p["experiment"]["training"].update(luck=1), "bad_setting"),
    "setting out of range": (
        lambda p: p["experiment"]["training"].update(learning_rate=-1.0), "bad_setting"
    ),
    "setting of another type": (
        lambda p: p["experiment"]["training"].update(seed=[]), "bad_setting"
    ),
    "wire from nowhere": (
        lambda p: p["experiment"]["graph"]["wires"][0].update(source="ghost"), "bad_setting"
    ),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_changed_document_is_refused(name: str, saved: Path) -> None:
    change, expected = CHANGES[name]
    assert reason(changed(saved, change)) == expected


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.nsketch"
    assert reason(path) == "missing"
    path.write_bytes(b"")
    assert reason(path) == "not_a_project"
    path.write_text("hello")
    assert reason(path) == "not_a_project"
    path.write_bytes(packed({}))
    assert reason(path) == "not_a_project"
    assert reason(tmp_path) == "unreadable"


def test_unexpected_members_are_refused(saved: Path) -> None:
    for name in ("readme.txt", "../project.json", "/project.json", "a/project.json"):
        content = packed({**members(saved), name: b"x"})
        path = saved.with_name("b.nsketch")
        path.write_bytes(content)
        assert reason(path) == "unexpected_member"


def test_a_member_twice_is_refused(saved: Path) -> None:
    content = io.BytesIO(saved.read_bytes())
    with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("project.json", b"{}")
    saved.write_bytes(content.getvalue())
    assert reason(saved) == "not_a_project"


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.nsketch"
    path.write_bytes(packed({"project.json": b" " * (3 << 20)}, compresslevel=9))
    assert reason(path) == "too_large"


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.nsketch"
    path.write_bytes(packed({"project.json": b'{"format": 1, "title": ' + b"[" * 100_000}))
    assert reason(path) == "structure"


def test_damaged_weights_are_refused(saved: Path) -> None:
    broken = {**members(saved), "weights.safetensors": b"\xff" * 64}
    saved.write_bytes(packed(broken))
    assert reason(saved) == "bad_weights"


def test_weights_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.nsketch"
    files.write(path, blank(), weights={"dense1.bias": np.full(4, np.nan, np.float32)})
    assert reason(path) == "bad_weights"


@given(st.data())
@settings(max_examples=150)
def test_no_damage_brings_anything_but_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.nsketch"
    files.write(path, blank(), weights=WEIGHTS, epoch=12)
    content = bytearray(path.read_bytes())
    places = st.integers(0, len(content) - 1)
    for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=6)):
        content[place] = byte
    path.write_bytes(content[: data.draw(places)] if data.draw(st.booleans()) else content)
    try:
        files.read(path)
    except BadFile as error:
        assert error.reason


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=150)
def test_no_value_brings_anything_but_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.nsketch"
    files.write(path, everything_on_the_board())
    plain = json.loads(members(path)["project.json"])
    odd = spoiled(plain, data.draw(st.sampled_from(ways(plain))), data.draw(_JSON))
    path.write_bytes(packed({"project.json": json.dumps(odd).encode()}))
    try:
        files.read(path)
    except BadFile as error:
        assert error.reason


# --- writing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number, expected",
    [
        (errno.ENOSPC, "no_space"),
        (errno.EROFS, "read_only"),
        (errno.EACCES, "read_only"),
        (errno.EIO, "unwritable"),
        (errno.ENOENT, "read_only"),  # of a folder that is there, such as /proc
    ],
)
def test_a_failed_save_leaves_the_old_file(
    number: int, expected: str, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    before = saved.read_bytes()
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BadFile) as caught:
        files.write(saved, edits.new_seed(9)(blank()))
    assert caught.value.reason == expected
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        files.write(tmp_path / "gone" / "a.nsketch", blank())
    assert caught.value.reason == "no_folder"


def test_saving_through_a_link_keeps_the_link(saved: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.nsketch"
    link.symlink_to(saved)
    files.write(link, edits.new_seed(5)(blank()))
    assert link.is_symlink()
    assert files.read(saved).project.experiment.training.seed == 5


# --- examples ---------------------------------------------------------------------------------


def test_the_opening_example_comes_first() -> None:
    assert files.examples()[0] == files.OPENING


@pytest.mark.parametrize("name", files.examples())
def test_every_example_can_be_found_and_read(name: str) -> None:
    found = files.read(files.find(name))
    assert found.project.title
    assert found.project.description
    assert found.weights is None


def test_a_path_is_found_too(saved: Path) -> None:
    assert files.find(str(saved)) == saved


def test_what_is_neither_path_nor_example_is_missing() -> None:
    with pytest.raises(BadFile) as caught:
        files.find("no-such-thing")
    assert caught.value.reason == "missing"
