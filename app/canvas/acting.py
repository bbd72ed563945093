"""What clicks, keys and drops on the canvas do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication

from app.canvas.adding import Adding
from app.canvas.group_item import FOLD
from app.canvas.hits import Hit
from app.canvas.keyed_wire import KeyedWire
from app.canvas.layout import Point
from app.canvas.selection import OF_NODES, Chosen, caught, chosen_by
from engine.graph import Wire

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Acting"]

_STEERED = ("more", "less", "header", "neuron", "wire")
_WHOLE = ("header", "card", "link", "note", "group")
"""A click on these is about all of it: what is pinned inside is let go."""


class Acting(QObject):
    """Turns what the view tells into selection and edits of a canvas."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._wire = KeyedWire(canvas)
        self.adding = Adding(canvas)
        view = canvas.view
        view.activated.connect(self.activate)
        view.opened.connect(self.open)
        view.swept.connect(self.sweep)
        view.dropped.connect(self.drop)
        view.called.connect(self.call)
        view.commanded.connect(self.command)
        canvas.steering.spot_changed.connect(self._wire.follow)

    @property
    def connecting(self) -> bool:
        """Whether a wire is being drawn by keys."""
        return bool(self._wire.source)

    def follow(self) -> None:
        """After the network was drawn anew."""
        self._wire.follow()

    # --- the pointer --------------------------------------------------------------------------

    def activate(self, hit: Hit, adding: bool = False) -> None:
        """A click on something; `adding` with Shift or Ctrl."""
        canvas = self._canvas
        canvas.view.setFocus(Qt.FocusReason.MouseFocusReason)
        chosen = self._chosen_by(hit)
        if self._wire.source and hit.kind in OF_NODES and hit.kind != "group":
            self._choose(chosen)
            self._end_wire_or(self._unfold, hit.node)
            return
        if adding and chosen:
            canvas.selection.toggle(chosen)
            return
        does: dict[str, Callable[[], object]] = {
            "more": partial(canvas.editor.add_neuron, hit.node),
            "less": partial(canvas.editor.remove_neuron, hit.node),
            "fold": partial(canvas.stage.toggle_fold, hit.node),
            "insert": partial(self.adding.ask_behind, hit.node),
            "settings": partial(self._open_by_button, hit.node),
            "neuron": partial(canvas.looking.pin, hit),
            "wire": partial(canvas.looking.pin, hit),
            "group": partial(self._click_group, hit),
        }
        if hit.kind in _WHOLE:
            canvas.looking.unpin()
        if hit.kind in _STEERED:
            canvas.steering.select(hit.node if hit.kind != "wire" else "")
        if hit.kind == "nothing":
            canvas.troubles.dismiss()
            self.let_all_go()
        elif chosen and not (hit.kind == "settings" and canvas.selection.chosen >= chosen):
            self._choose(chosen)
        does.get(hit.kind, _nothing)()

    def take(self, hit: Hit) -> None:
        """Selects what a menu is about, unless it is among what is selected."""
        canvas, chosen = self._canvas, self._chosen_by(hit)
        canvas.view.setFocus(Qt.FocusReason.MouseFocusReason)
        if hit.kind in ("nothing", "insert"):
            self.let_all_go()
        elif chosen and not canvas.selection.chosen >= chosen:
            canvas.looking.unpin()
            self._choose(chosen)

    def open(self, hit: Hit) -> None:
        """A double click: the settings of a node, the text of a note, the name of a group; a
        folded one unfolds."""
        if hit.kind in ("card", "header"):
            self._open_by_button(hit.node)
        elif hit.kind in ("note", "group"):
            self._canvas.naming.rename(hit)

    def sweep(self, points: Sequence[Point], adding: bool) -> None:
        """Selects what a line on the canvas has caught."""
        canvas, sight = self._canvas, self._canvas.scene.sight
        if sight is None:
            return
        members = self._members()
        standing = {node: sight.layout.box(node) for node in sight.folding.graph_ids}
        found = caught(points, standing)
        notes = {n.id: (n.x, n.y, n.x + n.width, n.y + n.height) for n in sight.board.notes}
        chosen = Chosen(
            nodes=frozenset(m for node in found for m in members.get(node, (node,))),
            notes=caught(points, notes),
        )
        canvas.view.setFocus(Qt.FocusReason.MouseFocusReason)
        if adding:
            canvas.selection.add(chosen)
        else:
            self.let_all_go()
            self._choose(chosen)

    def drop(self, kind: str, onto: Hit, at: QPoint) -> None:
        """A layer was dropped on a gap, a wire, a node or a free place."""
        canvas = self._canvas
        if onto.kind == "insert":
            canvas.editor.insert(onto.node, kind)
        elif onto.kind == "link":
            wire = Wire(onto.source, onto.node, onto.position)
            canvas.editor.insert_on(wire, kind, canvas.view.scene_at(at))
        elif onto.kind == "card":
            canvas.editor.attach(onto.node, kind)
        else:
            self.adding.add_at(at, kind)

    def call(self, at: QPoint) -> None:
        """A double click on empty canvas: asks for a layer there."""
        self.adding.ask(at)

    # --- keys ---------------------------------------------------------------------------------

    def command(self, name: str) -> None:
        """A key of `app.canvas.keys`."""
        canvas, node = self._canvas, self._canvas.selected_node()
        if name.startswith("nudge"):
            way, _, to = name.partition(":")
            canvas.ordering.nudge(to, little=way == "nudge_little")
            return
        does: dict[str, Callable[[], object]] = {
            "escape": self.escape, "remove": self.remove, "quick_add": self.adding.ask_here,
            "connect": self.begin_wire, "open": self._open_or_end, "insert": self.insert,
            "menu": canvas.context.open_by_key,
        }
        of_node: dict[str, Callable[[str], object]] = {
            "more": canvas.editor.add_neuron, "less": canvas.editor.remove_neuron,
        }
        if name in does:
            does[name]()
        elif node:
            of_node[name](node)

    def escape(self) -> None:
        """Lets go of whatever is going on."""
        self._wire.cancel()
        self._canvas.pulling.cancel()
        self._canvas.troubles.dismiss()
        self.let_all_go()

    def remove(self) -> None:
        """Takes away the neuron or connection whose card is open, else what is selected."""
        chosen = self._canvas.selection.chosen
        if not self._canvas.surgery.remove(chosen):
            self._canvas.editor.remove(chosen)

    def paste(self) -> None:
        """What is on the clipboard: a number for the card that is open, or layers and notes."""
        text = QGuiApplication.clipboard().text()
        if self._canvas.surgery.takes(text):
            self._canvas.surgery.type(text.strip())
        else:
            self._canvas.clipping.paste()

    def remove_layer(self) -> None:
        """Takes the layer away that keys act on."""
        self._canvas.editor.remove_layers([self._canvas.selected_node()])

    def insert(self) -> None:
        """Asks which layer comes behind the one that keys act on."""
        node = self._canvas.selected_node()
        if node:
            self.adding.ask_behind(node)

    def open_settings(self) -> None:
        """The settings of what is selected."""
        chosen = self._canvas.selection.chosen.nodes
        node = self._canvas.selected_node() or min(chosen, default="")
        if node:
            self._canvas.opening.open(node)

    def begin_wire(self) -> None:
        """Begins a wire at the selected node; keys then go to where it ends, Enter draws it."""
        self._wire.begin()

    def let_all_go(self) -> None:
        """Nothing is selected, pinned or under way."""
        self._canvas.looking.unpin()
        self._canvas.steering.select("")
        self._canvas.selection.clear()

    # --- inside -------------------------------------------------------------------------------

    def _open_by_button(self, node: str) -> None:
        """The button on a node: settings, of all that are selected with it; a group unfolds."""
        if not self._unfold(node):
            self._canvas.opening.open(node)

    def _unfold(self, node: str) -> bool:
        """Unfolds the group that a node stands for; False where it stands for itself."""
        sight = self._canvas.scene.sight
        group = sight.folding.groups.get(node) if sight is not None else None
        if group is not None:
            self._canvas.ordering.fold(group.id)
        return group is not None

    def _click_group(self, hit: Hit) -> None:
        if hit.position == FOLD:
            self._canvas.ordering.fold(hit.node)

    def _open_or_end(self) -> None:
        """Enter: ends the wire that is drawn by keys, or opens the settings."""
        self._end_wire_or(self._open_by_button, self._canvas.steering.spot.node)

    def _end_wire_or(self, do: Callable[[str], object], node: str) -> None:
        """Ends the wire that is drawn by keys at this node, else does something to the node."""
        if not self._wire.end() and node:
            do(node)

    def _choose(self, chosen: Chosen) -> None:
        self._canvas.selection.put(chosen)

    def _chosen_by(self, hit: Hit) -> Chosen:
        """What a click on something selects: of a group all its nodes."""
        if hit.kind != "group":
            return chosen_by(hit, self._members())
        group = self._canvas.stage.project.board.group(hit.node)
        return Chosen(nodes=frozenset(group.nodes if group else ()))

    def _members(self) -> Mapping[str, tuple[str, ...]]:
        sight = self._canvas.scene.sight
        return sight.folding.members if sight is not None else {}


def _nothing() -> None:
    """Selecting it was all."""
