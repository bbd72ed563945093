"""The properties of one layer and of several, and the popover that sets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.canvas.editing import Editor
from app.canvas.popover import LayerPopover
from app.canvas.properties import Properties, read_properties
from app.document import Document
from app.model.project import Project, blank
from app.widgets.rows import ChipsRow, ChoiceRow, NumberRow, SwitchRow
from engine.build import build
from engine.datasets import datasets
from engine.datasets.split import prepare
from engine.experiment import Split
from engine.graph import Graph, Node
from engine.layers import layers
from engine.losses import losses

IRIS = prepare(datasets.make("iris"), Split()).spec


def graph() -> Graph:
    made = [
        layers.make("input"),
        layers.make("dense", {"units": 16}),
        layers.make("dense", {"units": 8, "activation": "relu", "bias": False}),
        layers.make("leaky_relu", {"slope": 0.2}),
        layers.make("dropout"),
        layers.make("output"),
    ]
    return Graph.chain(*made)


def read(*nodes: str, of: Graph | None = None) -> Properties:
    drawn = of or graph()
    return read_properties(drawn, nodes, build(drawn, IRIS, losses.make("cross_entropy")))


def test_one_layer_has_a_name_words_a_formula_and_counts() -> None:
    shown = read("dense1")
    assert (shown.title, shown.mixed, shown.removable) == ("Dense 1", frozenset(), True)
    assert shown.help.startswith("A column of neurons")
    assert shown.names[:2] == ("activation", "units")
    assert shown.formula == layers["dense"].formula
    assert shown.bend == layers.make("tanh")
    assert shown.counts == "N × 16 · 80 weights · 64 multiply-adds"


def test_an_activation_is_its_own_bend_and_an_output_takes_that_of_the_loss() -> None:
    assert read("leakyrelu1").bend == layers.make("leaky_relu", {"slope": 0.2})
    assert read("output1").bend == layers.make("softmax")
    assert read("dropout1").bend is None
    assert not read("input1").removable


def test_several_of_a_kind_say_where_they_differ_and_what_they_cost_together() -> None:
    shown = read("dense1", "dense2")
    assert shown.title == "2 layers"
    assert shown.mixed == {"units", "activation", "bias"}
    assert shown.formula and shown.help and shown.bend is None
    assert shown.counts == "208 weights · 192 multiply-adds"


def test_layers_of_different_kinds_share_what_they_declare_alike() -> None:
    shown = read("dense1", "output1")
    assert "units" not in shown.names and "activation" not in shown.names
    assert {"bias", "initializer", "gain", "l1", "l2"} == set(shown.names)
    assert shown.formula == shown.help == ""
    assert read("dense1", "dropout1").names == ()


def test_what_is_not_built_is_not_counted() -> None:
    lone = graph().with_node(Node("lone", layers.make("dense")))
    assert read("lone", of=lone).counts == ""
    assert read("dense1", "lone", of=lone).counts == "", "what one of them costs is not of both"
    assert read_properties(lone, ["dense1"], None).counts == ""


# --- the popover ------------------------------------------------------------------------------


class Board:
    """A document with the popover of some of its nodes, joined as on the canvas."""

    def __init__(self, nodes: Sequence[str], host: QWidget) -> None:
        start = blank()
        project = replace(start, experiment=replace(start.experiment, graph=graph()))
        self.document = Document(project)
        self.editor = Editor(self.document, self)
        self.nodes = tuple(nodes)
        self.popover = LayerPopover(self.read(), host)
        self.popover.value_changed.connect(self.set_value)
        self.popover.released.connect(self.editor.release)
        self.document.changed.connect(self.follow)

    @property
    def project(self) -> Project:
        return self.document.project

    def read(self) -> Properties:
        return read(*self.nodes, of=self.project.graph)

    def set_value(self, name: str, value: object) -> None:
        self.editor.set_value(self.nodes, name, value)

    def follow(self) -> None:
        self.popover.show_properties(self.read())

    def values(self, name: str) -> list[object]:
        return [self.project.graph.node(node).layer.values[name] for node in self.nodes]


@pytest.fixture
def host(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_mixed_values_are_shown_as_mixed(host) -> None:
    form = Board(["dense1", "dense2"], host).popover.form
    units, activation, bias = (form.row(name) for name in ("units", "activation", "bias"))
    assert isinstance(units, NumberRow) and units.edit.text() == "Mixed"
    assert isinstance(activation, ChoiceRow) and activation.box.currentIndex() == -1
    assert activation.box.placeholderText() == "Mixed"
    assert isinstance(bias, SwitchRow) and bias.mixed and not bias.switch.isChecked()
    assert "Mixed" in bias.switch.accessibleDescription()
    assert not form.row("gain").mixed


def test_one_value_for_all_is_one_step_that_undo_takes_back(host, qtbot) -> None:
    board = Board(["dense1", "dense2"], host)
    units = board.popover.form.row("units")
    assert isinstance(units, NumberRow) and units.slider is not None
    for place in (5, 8, 11):  # a drag
        units.slider.moved.emit(place)
    units.slider.let_go.emit()
    first, second = board.values("units")
    assert first == second
    assert units.edit.text() == str(first) and not units.mixed
    assert board.document.undo.count() == 1
    board.document.undo.undo()
    assert board.values("units") == [16, 8]
    assert units.mixed and units.edit.text() == "Mixed"


def test_a_switch_and_a_choice_set_all(host, qtbot) -> None:
    board = Board(["dense1", "dense2"], host)
    bias, activation = (board.popover.form.row(name) for name in ("bias", "activation"))
    assert isinstance(bias, SwitchRow) and isinstance(activation, ChoiceRow)
    bias.switch.click()
    assert board.values("bias") == [True, True]
    activation.box.picked.emit("sigmoid")
    assert board.values("activation") == ["sigmoid", "sigmoid"]
    assert activation.box.key() == "sigmoid"
    assert board.popover.bend.is_drawn
    assert board.document.undo.count() == 2
    assert board.document.undo.undoText() == "Change 2 layers"


def test_leaving_a_mixed_number_without_a_word_changes_nothing(host, qtbot) -> None:
    board = Board(["dense1", "dense2"], host)
    units = board.popover.form.row("units")
    assert isinstance(units, NumberRow)
    units.edit.start()
    qtbot.keyClick(units.edit, Qt.Key.Key_Escape)
    qtbot.keyClick(units.edit, Qt.Key.Key_Return)
    assert board.values("units") == [16, 8]
    assert units.edit.text() == "Mixed"


def test_flags_can_be_mixed_too(host) -> None:
    two = graph().with_node(Node("more", layers.make("input", {"features": ("x1",)})))
    popover = LayerPopover(read("input1", "more", of=two), host)
    row = popover.form.row("features")
    assert isinstance(row, ChipsRow) and row.mixed and row.chips.keys() == ()


def test_the_popover_is_as_high_as_its_words_need(host, qtbot) -> None:
    for node in ("dense1", "dropout1", "leakyrelu1"):
        board = Board([node], host)
        board.popover.open_at(host.rect())
        layout = board.popover.layout()
        assert board.popover.height() >= layout.totalHeightForWidth(board.popover.width())
        board.popover.close()


def test_layers_of_many_kinds_have_properties_too(host, qtbot) -> None:
    for nodes, words in ((["dense1", "output1"], ""), (["input1", "dropout1"], "share no setting")):
        board = Board(nodes, host)
        assert words in board.read().help
        board.popover.open_at(host.rect())
        assert board.popover.height() > 60
        board.popover.close()


def test_formulas_and_curve_follow_the_activation(host) -> None:
    board = Board(["dense1"], host)
    first, second = board.popover.formulas
    assert first.accessibleDescription() == layers["dense"].formula
    assert second.accessibleDescription() == layers["tanh"].formula
    board.set_value("activation", "softmax")
    assert second.accessibleDescription() == layers["softmax"].formula
    assert board.popover.bend.isHidden()
    board = Board(["leakyrelu1"], host)
    first, second = board.popover.formulas
    assert first.accessibleDescription() == layers["leaky_relu"].formula
    assert second.isHidden() and board.popover.bend.is_drawn
