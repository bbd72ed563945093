"""The menu of the right button and of the Menu key: what can be done to what is there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QMenu

from app.actions import Actions
from app.canvas.chips import fill_layer_menu
from app.canvas.folding import Folding
from app.canvas.hits import NOTHING, Hit
from app.canvas.selection import OF_NODES
from app.canvas.subjects import NETWORK, subject_of
from app.canvas.surgery_menu import fill_surgery_menu
from app.names import node_name
from app.texts import tr

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["ContextMenu"]

Thing = Literal["layer", "layers", "block", "group", "wire", "note", "paper"]

_LINE = ""
_CLIP = ("edit.cut", "edit.copy", "edit.duplicate", "edit.delete")
_GROUPING = ("network.group", "network.fold", "network.ungroup")
_ROWS: Mapping[Thing, tuple[str, ...]] = {
    "layer": (
        "network.settings", "edit.rename", _LINE, "network.insert", "network.connect",
        "network.add_neuron", "network.remove_neuron", _LINE, *_CLIP, _LINE, *_GROUPING,
        "menu:face",
    ),
    "layers": (
        "network.settings", _LINE, *_CLIP, _LINE, *_GROUPING, "menu:align", "menu:face",
        "network.tidy",
    ),
    "block": ("network.fold", "edit.rename", "network.ungroup", _LINE, *_CLIP),
    "group": ("edit.rename", "network.fold", "network.ungroup", _LINE, *_CLIP, _LINE, "menu:align"),
    "wire": ("edit.delete",),
    "note": ("edit.rename", _LINE, *_CLIP),
    "paper": (
        "network.quick_add", "edit.paste", "network.note", _LINE, "edit.select_all",
        "network.tidy", "view.fit",
    ),
}
"""Ids of actions by what the menu is about; `_LINE` is a line, "menu:face" a menu inside it."""
_ON_NEURON = {"network.remove_neuron": "", "edit.delete": "network.remove_layer"}
"""What stands in the place of an action where the menu says first what to do with one neuron."""
_PAPER = ("nothing", "insert")
_IF_POSSIBLE = ("network.fold", "network.ungroup", "network.add_neuron", "network.remove_neuron")
"""Left out, not greyed, where they make no sense."""


class ContextMenu(QObject):
    """Opens on a canvas; what is clicked is selected first. `at` is the pixel of the view that it
    was opened at while it is there, so that something new comes to that place."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._actions: Actions | None = None
        self._menu: QMenu | None = None
        self.at: QPoint | None = None
        canvas.view.installEventFilter(self)
        canvas.view.viewport().installEventFilter(self)

    def use(self, actions: Actions) -> None:
        """Offers these actions from now on."""
        self._actions = actions

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QContextMenuEvent):
            return False
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.open_by_key()
        elif watched is self._canvas.view.viewport():
            self.open(self._canvas.view.hit_at(event.pos()), event.pos())
        return True

    def open_by_key(self) -> None:
        """Opens beside what is selected, else in the middle."""
        view, spot = self._canvas.view, self._canvas.steering.spot
        room = view.viewport().rect()
        hit, place = self._chosen()
        if spot.position >= 0 and spot.node in self._canvas.scene.columns:
            hit = Hit("neuron", spot.node, spot.position)
            place = self._canvas.scene.columns[spot.node].neuron_box(spot.position).center()
        at = view.mapFromScene(place) if place is not None else room.center()
        inside = QPoint(min(max(0, at.x()), room.right()), min(max(0, at.y()), room.bottom()))
        self.open(hit, inside)

    def open(self, hit: Hit, at: QPoint) -> None:
        """Opens for what is at a pixel of the view."""
        if self._menu is not None and self._menu.isVisible():
            return  # some systems tell of one key twice
        canvas = self._canvas
        canvas.view.put_down()
        canvas.acting.take(hit)
        menu = QMenu(canvas.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(tr("What can be done here"))
        menu.setToolTipsVisible(True)
        self._fill(menu, hit, at)
        if menu.isEmpty():
            menu.deleteLater()
            return
        self._menu, self.at = menu, at
        menu.destroyed.connect(partial(self._forget, menu))
        menu.popup(canvas.view.viewport().mapToGlobal(at))

    # --- inside -----------------------------------------------------------------------------

    def _forget(self, menu: QMenu, _gone: QObject | None = None) -> None:
        """A menu has gone; another one may be there already."""
        if self._menu is menu:
            self._menu = self.at = None

    def _fill(self, menu: QMenu, hit: Hit, at: QPoint) -> None:
        """Surgery on a neuron or a weight comes first, on anything else last."""
        small = hit.kind in ("neuron", "wire")
        if small:
            self._add_surgery(menu, hit)
            menu.addSeparator()
        thing = self._thing(hit)
        if thing == "wire":
            self._add_insertion(menu, hit, at)
        for row in _ROWS[thing] if hit.kind != "wire" else ():
            instead = _ON_NEURON.get(row, row) if hit.kind == "neuron" else row
            if instead or row == _LINE:
                self._add(menu, instead)
        if not small and thing in ("layer", "paper"):
            menu.addSeparator()
            self._add_surgery(menu, hit)

    def _thing(self, hit: Hit) -> Thing:
        """What the menu is about."""
        canvas = self._canvas
        if hit.kind in ("wire", "link"):
            return "wire"
        if hit.kind in ("note", "note_corner"):
            return "note"
        if hit.kind in _PAPER:
            return "paper"
        chosen = canvas.selection.chosen.nodes
        group = canvas.ordering.whole_group()
        if group is not None and (group.folded or hit.kind == "group"):
            return "block" if group.folded else "group"
        return "layer" if len(chosen) == 1 else "layers"

    def _add(self, menu: QMenu, row: str) -> None:
        """An action of the menu bar, a menu of several, or a line."""
        if row == _LINE:
            menu.addSeparator()
        elif self._actions is not None and row.startswith("menu:"):
            shared = self._actions.submenu(row.removeprefix("menu:"))
            menu.addAction(shared.menuAction())  # `addMenu` would take it along when it goes
        elif self._actions is not None and (
            row not in _IF_POSSIBLE or self._actions[row].isEnabled()
        ):
            menu.addAction(self._actions[row])

    def _add_surgery(self, menu: QMenu, hit: Hit) -> None:
        small = hit.kind in ("neuron", "wire")
        asked = hit if small or hit.kind not in OF_NODES else Hit("card", hit.node)
        subject = subject_of(self._canvas.scene.network, asked)
        if subject is not None or asked.kind in _PAPER:
            desk = self._canvas.surgery
            fill_surgery_menu(menu, desk.surgeon, subject or NETWORK, desk.take_away)

    def _add_insertion(self, menu: QMenu, hit: Hit, at: QPoint) -> None:
        """A list of layers to put into a wire; from between neurons the wire can be taken away."""
        choice = menu.addMenu(tr("Insert a layer"))
        fill_layer_menu(choice)
        choice.triggered.connect(partial(self._insert, hit, at))
        if hit.kind == "wire":
            graph = self._canvas.stage.project.graph
            ends = node_name(graph, hit.source), node_name(graph, hit.node)
            cut = QAction(tr("Disconnect {layer}", layer=" → ".join(ends)), menu)
            cut.triggered.connect(partial(self._cut, hit))
            menu.addAction(cut)

    def _insert(self, hit: Hit, at: QPoint, action: QAction) -> None:
        onto = Hit("insert", hit.source) if hit.kind == "wire" else hit
        self._canvas.acting.drop(str(action.data()), onto, at)

    def _cut(self, hit: Hit, _checked: bool = False) -> None:
        """Takes the wire away whose weights are shown."""
        for wire in self._canvas.stage.project.graph.wires_into(hit.node):
            if wire.source == hit.source:
                self._canvas.editor.disconnect(wire)

    def _chosen(self) -> tuple[Hit, QPointF | None]:
        """What is selected, and where in the scene; NOTHING where there is nothing."""
        chosen, items = self._canvas.selection.chosen, self._canvas.scene.items_of
        folding = self._canvas.scene.sight.folding if self._canvas.scene.sight else Folding()
        for node in (self._canvas.steering.spot.node, *sorted(chosen.nodes)):
            shown = folding.shown(node)
            if shown in items.cards or shown in items.columns:
                return Hit("card", shown), self._canvas.title_box(shown).center()
        for source, target, port in sorted(chosen.links):
            if (source, target, port) in items.links:
                return Hit("link", target, port, source), items.links[source, target, port].middle
            if (source, target, port) in items.open.bundles:
                handle = items.open.bundles[source, target, port].handle
                return Hit("link", target, port, source), handle.center()
        for note in sorted(chosen.notes):
            if note in items.notes:
                return Hit("note", note), items.notes[note].box.center()
        return NOTHING, None

