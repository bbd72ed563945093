"""Where the keyboard is: arrows and Tab move it, and assistive technology is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent

from app.canvas.hits import Move, Spot, moved
from app.canvas.scene import NetworkScene
from app.canvas.selection import NOBODY, Chosen, Selection
from app.canvas.spoken import problem_at, spot_words
from app.canvas.travel import travelled
from app.canvas.view import NetworkView

__all__ = ["Steering"]

Task = Callable[[str, str], str]
"""What is said of a node, given its words, while something is done with it."""


class Steering(QObject):
    """Holds the `spot` and shows it; `spot_changed` follows it, `told` its words. Where the
    keyboard goes, the selection goes with it; where one node is selected, the keyboard goes there.
    """

    spot_changed = Signal()
    told = Signal()

    def __init__(self, scene: NetworkScene, view: NetworkView, selection: Selection) -> None:
        super().__init__(view)
        self._scene, self._view, self._selection = scene, view, selection
        self._task: Task | None = None
        self.spot = Spot()
        view.travelled.connect(self._travel)
        view.focus_changed.connect(self._show)
        selection.changed.connect(self._follow_selection)

    def select(self, node: str) -> None:
        """Puts the keyboard on a layer, "" on none."""
        self._put(Spot(node))
        self._selection.put(Chosen(nodes=frozenset({node} if node else ())))

    def follow(self) -> None:
        """After the network has changed: stays where it can."""
        network = self._scene.network
        spot = self.spot
        if network is None or spot.node not in network:
            spot = Spot()
        elif spot.position >= self._shown(spot.node):
            spot = Spot(spot.node, self._shown(spot.node) - 1)
        self._forget_gone()
        self._put(spot)
        self._tell()

    def insertion_point(self) -> str:
        """Behind which node a new layer goes: the selected one, else the last before the output;
        "" where there is none."""
        network = self._scene.network
        if network is None:
            return ""
        feeding = dict.fromkeys(link.source for link in network.links)
        inside = self._members().get(self.spot.node, (self.spot.node,))
        last = [node for node in feeding if node in inside]  # of a folded group what comes out
        return last[-1] if last else next(reversed(feeding), "")

    def begin_task(self, task: Task | None) -> None:
        """Something is being done with the nodes that the keyboard goes to, and is said with them;
        None when it is not any more."""
        self._task = task
        self._tell()

    def _shown(self, node: str) -> int:
        """How many neurons of a node can be visited."""
        item = self._scene.columns.get(node)
        return len(item.column.shown) if item is not None else 0

    def _forget_gone(self) -> None:
        """Nothing stays selected that is not there any more."""
        sight = self._scene.sight
        if sight is not None:
            graph = sight.network.graph
            self._selection.put(self._selection.chosen.within(
                (node.id for node in graph.nodes),
                ((w.source, w.target, w.port) for w in graph.wires),
                (note.id for note in sight.board.notes),
            ))

    def _travel(self, move: Move) -> None:
        sight = self._scene.sight
        if sight is None:
            return
        if sight.layout.board:
            spot = travelled(self.spot, move, sight)
        else:
            spot = moved(self.spot, move, sight.network, sight.layout)
        if spot is None:
            self._view.stops_tab = False
            return
        self._put(spot)
        members = self._members().get(spot.node, (spot.node,))
        self._selection.put(Chosen(nodes=frozenset(members)))
        if sight.layout.board and spot.node in sight.layout:
            left, top, right, bottom = sight.layout.box(spot.node)
            self._view.camera.reveal(QRectF(left, top, right - left, bottom - top))

    def _members(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes of folded groups, by the one that stands for each."""
        sight = self._scene.sight
        return sight.folding.members if sight is not None else {}

    def _follow_selection(self) -> None:
        """The keyboard goes to what is selected alone."""
        chosen = self._selection.chosen
        blocks = {frozenset(inside): node for node, inside in self._members().items()}
        only = len(chosen.nodes) == 1 and not chosen.links and not chosen.notes
        node = blocks.get(chosen.nodes, min(chosen.nodes) if only else "")
        if node != self.spot.node and not (chosen.nodes and self.spot.node in chosen.nodes):
            self._put(Spot(node))
        else:
            self._tell()

    def _put(self, spot: Spot) -> None:
        changed, self.spot = spot != self.spot, spot
        self._show()
        if changed:
            self._tell()
            self.spot_changed.emit()

    def _show(self) -> None:
        self._scene.mark(self.spot, focused=self._view.hasFocus())

    def _tell(self) -> None:
        """Says in words where the keyboard is."""
        words = self.words()
        if words != self._view.accessibleDescription():
            self._view.setAccessibleDescription(words)
            event = QAccessibleEvent(self._view, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)
            self.told.emit()

    def words(self) -> str:
        """Where the keyboard is, and what is wrong there; "" for nowhere."""
        sight, node = self._scene.sight, self.spot.node
        if sight is None or node not in sight.network:
            return ""
        task = self._task
        chosen = self._selection.chosen if task is None else NOBODY
        text = spot_words(sight, self.spot, self._scene.frame, chosen)
        if task is not None:
            return task(node, text)
        problem = problem_at(sight, node)
        return f"{text}. {problem}" if problem else text
