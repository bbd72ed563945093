"""The actions of the drawing board: rows of the table of actions, by menu."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from app.specs import ActionSpec, Situation
from app.texts import tr

__all__ = ["BOARD"]

Key = QKeySequence.StandardKey


def _something(s: Situation) -> bool:
    return s.something


def _node(s: Situation) -> bool:
    return s.nodes > 0


def _unfolded(s: Situation) -> bool:
    return s.nodes > 0 and not s.block


def _two(s: Situation) -> bool:
    return s.nodes > 1


def _three(s: Situation) -> bool:
    return s.nodes > 2


BOARD: dict[str, tuple[ActionSpec, ...]] = {
    "edit": (
        ActionSpec(
            "edit.cut", lambda s: tr("Cu&t"),
            lambda s: tr("Put what is selected on the clipboard and take it away"),
            "", (Key.Cut,), "edit", rule=_something, apart=True,
        ),
        ActionSpec(
            "edit.copy", lambda s: tr("&Copy"),
            lambda s: tr("Put what is selected on the clipboard"),
            "copy", (Key.Copy,), "edit", rule=_something,
        ),
        ActionSpec(
            "edit.paste", lambda s: tr("&Paste"),
            lambda s: tr("Add what is on the clipboard, also from another window"),
            "", (Key.Paste,), "edit", rule=lambda s: s.copied,
        ),
        ActionSpec(
            "edit.duplicate", lambda s: tr("&Duplicate"),
            lambda s: tr("A copy below what is selected"),
            "copy", ("Ctrl+D",), "edit", rule=_something,
        ),
        ActionSpec(
            "edit.delete", lambda s: tr("D&elete"),
            lambda s: tr("Take away what is selected: layers, wires, notes"),
            "trash-2", ("Del",), "edit", rule=_something,
        ),
        ActionSpec(
            "edit.select_all", lambda s: tr("Select &all"),
            lambda s: tr("Select every layer and note"),
            "", (Key.SelectAll,), "edit", apart=True,
        ),
        ActionSpec(
            "edit.rename", lambda s: tr("Write the &note") if s.note else tr("Re&name"),
            lambda s: tr("Write another name in place, or the text of a note"),
            "", ("F2",), "edit", rule=_something,
        ),
    ),
    "network": (
        ActionSpec(
            "network.settings", lambda s: tr("&Settings…"),
            lambda s: tr("Everything that can be set in the selected layers"),
            "sliders-horizontal", ("Enter",), "network", rule=_unfolded, apart=True, local=True,
        ),
        ActionSpec(
            "network.insert", lambda s: tr("Insert &behind…"),
            lambda s: tr("Choose a layer to put behind the selected one"),
            "circle-plus", ("Ins",), "network", rule=lambda s: s.layer, local=True,
        ),
        ActionSpec(
            "network.quick_add", lambda s: tr("Add by na&me…"),
            lambda s: tr("Type what is to be added: a layer, a note, a template"),
            "search", ("/",), "network",
        ),
        ActionSpec(
            "network.connect", lambda s: tr("Draw a &wire"),
            lambda s: tr("Draw a wire from the selected layer: go to its end, press Enter"),
            "spline", ("C",), "network", rule=lambda s: s.layer, local=True,
        ),
        ActionSpec(
            "network.note", lambda s: tr("Add a no&te"),
            lambda s: tr("Write a note on the canvas"),
            "", ("N",), "network",
        ),
        ActionSpec(
            "network.group", lambda s: tr("&Group"),
            lambda s: tr("Put the selected layers into a group that can be folded"),
            "", ("Ctrl+G",), "network", rule=_node, apart=True,
        ),
        ActionSpec(
            "network.ungroup", lambda s: tr("Ungr&oup"),
            lambda s: tr("Take the group away; its layers stay"),
            "", ("Ctrl+Shift+G",), "network", rule=lambda s: s.grouped,
        ),
        ActionSpec(
            "network.fold",
            lambda s: tr("Unfold the grou&p") if s.folded else tr("Fold the grou&p"),
            lambda s: tr("Show the group as one block, or its layers again"),
            "", (), "network", rule=lambda s: s.grouped,
        ),
        ActionSpec(
            "network.tidy", lambda s: tr("T&idy up"),
            lambda s: tr("Arrange the selected layers, or all, from left to right"),
            "workflow", ("Ctrl+Shift+L",), "network",
        ),
        *(
            ActionSpec(
                f"network.align_{edge}", text, help, "", (), "network", rule=_two, submenu="align"
            )
            for edge, text, help in (
                ("left", lambda s: tr("Left edges"), lambda s: tr("Align left edges")),
                ("middle", lambda s: tr("Middles in a column"),
                 lambda s: tr("Align middles, one above the other")),
                ("right", lambda s: tr("Right edges"), lambda s: tr("Align right edges")),
                ("top", lambda s: tr("Top edges"), lambda s: tr("Align top edges")),
                ("centre", lambda s: tr("Middles in a row"),
                 lambda s: tr("Align middles, one beside the other")),
                ("bottom", lambda s: tr("Bottom edges"), lambda s: tr("Align bottom edges")),
            )
        ),
        ActionSpec(
            "network.spread_across", lambda s: tr("Distribute across"),
            lambda s: tr("The same room between layers from left to right"),
            "", (), "network", rule=_three, apart=True, submenu="align",
        ),
        ActionSpec(
            "network.spread_down", lambda s: tr("Distribute down"),
            lambda s: tr("The same room between layers from top to bottom"),
            "", (), "network", rule=_three, submenu="align",
        ),
        ActionSpec(
            "network.show_neurons", lambda s: tr("As neurons"),
            lambda s: tr("Show the selected layers as neurons, whatever the zoom"),
            "", (), "network", rule=_node, submenu="face", checkable=True,
            checked=lambda s: s.face == "neurons",
        ),
        ActionSpec(
            "network.show_card", lambda s: tr("As a card"),
            lambda s: tr("Show the selected layers as cards, whatever the zoom"),
            "", (), "network", rule=_node, submenu="face", checkable=True,
            checked=lambda s: s.face == "card",
        ),
        ActionSpec(
            "network.show_auto", lambda s: tr("As the zoom asks"),
            lambda s: tr("Let the zoom decide how the selected layers are shown"),
            "", (), "network", rule=_node, submenu="face", checkable=True,
            checked=lambda s: s.face == "auto",
        ),
    ),
    "view": (
        ActionSpec(
            "view.fit", lambda s: tr("&Fit the network"),
            lambda s: tr("Fit the whole network into the view"),
            "maximize", ("Ctrl+0",), "view",
        ),
        ActionSpec(
            "view.whole_size", lambda s: tr("&100 %"),
            lambda s: tr("Show the canvas in its own size"),
            "", ("Ctrl+1",), "view",
        ),
        ActionSpec(
            "view.level.auto", lambda s: tr("&Automatic view"),
            lambda s: tr("Neurons when near, cards when far"),
            "", (), "view", checkable=True, group="level", apart=True,
        ),
        ActionSpec(
            "view.level.neurons", lambda s: tr("Always &neurons"),
            lambda s: tr("Show every layer as its neurons"),
            "", (), "view", checkable=True, group="level",
        ),
        ActionSpec(
            "view.level.cards", lambda s: tr("Always card&s"),
            lambda s: tr("Show every layer as a card"),
            "", (), "view", checkable=True, group="level",
        ),
    ),
}
"""Rows by the menu they stand in."""
