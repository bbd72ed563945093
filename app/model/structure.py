"""What the JSON in a project file and on the clipboard may contain, before its values are checked.

These structs mirror what `to_plain` writes. A field that is left out by default (`UNSET`) is not
written, so that a project without it gives the file it always gave.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from app.model.limits import FAR, MARKS, NODES, NOTES, PORTS, TEXT, WIRES, WORD

__all__ = ["BoardForm", "DocumentForm", "FragmentForm", "GraphForm", "VersionForm"]

Word = Annotated[str, Meta(max_length=WORD)]
Text = Annotated[str, Meta(max_length=TEXT)]
Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Place = Annotated[float, Meta(ge=-FAR, le=FAR)]
Size = Annotated[float, Meta(gt=0, le=FAR)]
Values = dict[Word, bool | Whole | float | Text | list[Word]]


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Refuses fields it does not declare."""


class _Node(_Strict):
    id: Word
    layer: Values
    x: Place | None = None
    y: Place | None = None
    label: Word | UnsetType = UNSET


class _Wire(_Strict):
    source: Word
    target: Word
    port: Annotated[int, Meta(ge=0, le=PORTS)] = 0


class GraphForm(_Strict):
    """Nodes and wires."""

    nodes: Annotated[list[_Node], Meta(max_length=NODES)]
    wires: Annotated[list[_Wire], Meta(max_length=WIRES)]


class _Note(_Strict):
    id: Word
    text: Text
    x: Place
    y: Place
    width: Size
    height: Size


class _Group(_Strict):
    id: Word
    title: Word
    nodes: Annotated[list[Word], Meta(max_length=NODES)]
    folded: bool = False


class BoardForm(_Strict):
    """Notes, groups and faces."""

    notes: Annotated[list[_Note], Meta(max_length=NOTES)]
    groups: Annotated[list[_Group], Meta(max_length=NOTES)]
    faces: Annotated[dict[Word, Literal["card", "neurons"]], Meta(max_length=NODES)]


class _Marks(_Strict):
    shape: Annotated[list[Annotated[int, Meta(ge=1, le=2**26)]], Meta(max_length=8)]
    bits: Annotated[str, Meta(max_length=MARKS)]


class _Surgery(_Strict):
    frozen: dict[Word, _Marks] = {}
    pruned: dict[Word, _Marks] = {}
    knocked: dict[Word, _Marks] = {}


class _Experiment(_Strict):
    graph: GraphForm
    data: Values
    loss: Values
    optimizer: Values
    schedule: Values
    split: Values
    training: Values
    surgery: _Surgery | UnsetType = UNSET


class DocumentForm(_Strict):
    """The whole of project.json."""

    format: int
    experiment: _Experiment
    title: Text = ""
    description: Text = ""
    epoch: Count = 0
    board: BoardForm | UnsetType = UNSET


class FragmentForm(_Strict):
    """A part of a project on the clipboard."""

    fragment: int
    graph: GraphForm
    board: BoardForm


class VersionForm(msgspec.Struct):
    """All that is read of a project file of an unknown version."""

    format: Annotated[int, Meta(ge=1)]
