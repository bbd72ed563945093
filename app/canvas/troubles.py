"""What is wrong, where it is wrong: a bubble beside the node, with what one click can do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QCursor, QMouseEvent

from app.canvas.columns import problem_of
from app.canvas.hits import NOTHING, Hit
from app.canvas.problem_bubble import ProblemBubble
from app.canvas.selection import Chosen
from app.errors import explain
from app.fix_words import fix_text
from app.model.fixes import Fix, fixes
from app.model.project import Project
from engine.errors import Problem

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["Troubles"]

_ON_NODE = ("card", "header", "neuron", "port_in", "port_out", "more", "less", "settings")
_AROUND = 14
_FOOT = 44
_PORT, _KNOB = 8, 30
"""How far ports reach beyond a card, and buttons beyond a header."""


class Troubles(QObject):
    """Shows the bubble for the broken node under the pointer, else for the selected one, else for
    what is wrong with the network as a whole.

    A node that was just added is to be connected: its bubble waits until somebody points at it,
    clicks it or comes back to it. So does one that was dismissed, until its problem is another
    one. While a gesture goes on, or the settings of a layer are open, there is none.
    """

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.bubble = ProblemBubble(canvas.view)
        self._pointed = self._over = NOTHING
        self._there: frozenset[str] = frozenset()
        self._fresh: frozenset[str] = frozenset()
        self._chosen: frozenset[str] = frozenset()
        self._shown: Problem | None = None
        self._dismissed: list[Problem] = []
        self._busy = False
        self._known: tuple[Project, Problem, tuple[Fix, ...]] | None = None
        self._fixes: tuple[Fix, ...] = ()
        self.bubble.picked.connect(self._mend)
        canvas.view.hovered.connect(self._point)
        canvas.view.viewport().installEventFilter(self)
        canvas.view.activated.connect(self._ask)
        canvas.selection.changed.connect(self._choose)
        canvas.stage.redrawn.connect(self._renew)
        canvas.view.camera.moved.connect(self.follow)

    def begin(self) -> None:
        """Another project: nothing in it was just added."""
        self._fresh, self._dismissed = frozenset(), []
        self.follow()

    def dismiss(self) -> None:
        """Hides the bubble until somebody comes back to what it is about."""
        if self._shown is not None:
            self._dismissed.append(self._shown)
            self.follow()

    def point_out(self) -> None:
        """What is wrong with what is selected is said at once, though it was just added."""
        self._fresh -= self._canvas.selection.chosen.nodes
        self.follow()

    def follow(self) -> None:
        """Shows what there is to show now."""
        canvas = self._canvas
        idle = not (self._busy or canvas.acting.connecting or canvas.popover is not None)
        found = self._concerned() if idle else []
        self._shown = next((p for p in found if p not in self._dismissed), None)
        if self._shown is None:
            self.bubble.hide()
        else:
            self._show(self._shown)

    def _concerned(self) -> list[Problem]:
        """The problems of what is pointed at and selected, and of the network as a whole."""
        network = self._canvas.scene.network
        if network is None or not network.graph.nodes:
            return []  # nothing is wrong with an empty canvas: it says what to do by itself
        nodes = (*self._inside(self._pointed.node), *self._selected(), "")
        return [p for node in nodes if (p := problem_of(network, node)) is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The bubble stays while the pointer is on its way to it."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._pause(busy=bool(event.buttons()))
            leaving = self._pointed.kind != "nothing" and self._over.kind == "nothing"
            if leaving and not self._near(event.position().toPoint()):
                self._pointed = NOTHING
                self.follow()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pause(busy=False)
        return False

    def _pause(self, *, busy: bool) -> None:
        """Steps aside while something is dragged."""
        if busy != self._busy:
            self._busy = busy
            self.follow()

    def _renew(self) -> None:
        """After an edit: notes which nodes are new, and which problems are gone."""
        network = self._canvas.scene.network
        built = network.build if network is not None else None
        there = built.problems if built is not None else ()
        self._dismissed = [problem for problem in self._dismissed if problem in there]
        nodes = frozenset(node.id for node in self._canvas.stage.project.graph.nodes)
        self._fresh = (self._fresh | (nodes - self._there)) & nodes
        self._there = nodes
        self.follow()

    def _choose(self) -> None:
        """What is no longer selected is not new when somebody comes back to it."""
        before, self._chosen = self._chosen, self._canvas.selection.chosen.nodes
        self._fresh &= self._chosen
        self._come_back(self._chosen - before)
        self.follow()

    def _come_back(self, nodes: Iterable[str]) -> None:
        """What is wrong with these nodes is to be seen again."""
        again = set(nodes)
        self._dismissed = [p for p in self._dismissed if p.node not in again]

    def _ask(self, hit: Hit) -> None:
        """A click."""
        if hit.node in self._fresh:
            self._fresh -= {hit.node}
            self.follow()

    def _point(self, hit: Hit) -> None:
        self._over = hit
        at = self._canvas.view.viewport().mapFromGlobal(QCursor.pos())
        if hit.kind in _ON_NODE and hit.node != self._pointed.node:
            self._pointed = hit
            self._come_back(self._inside(hit.node))
            self.follow()
        elif hit.kind == "nothing" and not self._near(at):
            self._pointed = NOTHING
            self.follow()

    def _selected(self) -> tuple[str, ...]:
        """The node that is selected alone, or those of a folded group."""
        chosen, sight = self._canvas.selection.chosen.nodes, self._canvas.scene.sight
        blocks = sight.folding.members.values() if sight is not None else ()
        alone = len(chosen) == 1 or any(chosen == set(block) for block in blocks)
        return tuple(sorted(chosen - self._fresh)) if alone else ()

    def _inside(self, node: str) -> tuple[str, ...]:
        """A node that is shown, or all that a folded group stands for."""
        sight = self._canvas.scene.sight
        return sight.folding.members.get(node, (node,)) if sight is not None and node else ()

    def _show(self, problem: Problem) -> None:
        canvas = self._canvas
        project = canvas.stage.project
        message = explain(problem, project.graph)
        self._fixes = self._found(project, problem)
        words = [fix_text(fix, project.graph) for fix in self._fixes]
        place, others = self._beside(problem.node), self._others(problem.node)
        self.bubble.show_problem(message.what, message.cure, words, place, others)
        if not problem.node:
            room = canvas.view.viewport().rect()
            x = (room.width() - self.bubble.width()) // 2
            self.bubble.move(x, room.height() - self.bubble.height() - _FOOT)

    def _found(self, project: Project, problem: Problem) -> tuple[Fix, ...]:
        """The fixes, which are tried only once for each project."""
        known, network = self._known, self._canvas.scene.network
        if known is not None and known[0] is project and known[1] == problem:
            return known[2]
        built = network.build if network is not None else None
        made = fixes(project, built, problem) if built is not None else ()
        self._known = project, problem, made
        return made

    def _mend(self, number: int) -> None:
        """One click does it."""
        if number < len(self._fixes):
            fix = self._fixes[number]
            text = fix_text(fix, self._canvas.stage.project.graph)
            self._pointed = NOTHING
            self._canvas.editor.arrange(text, fix.edit)
            self._canvas.reveal(Chosen(nodes=frozenset({fix.values.get("node", "")})))

    def _beside(self, node: str) -> QRect:
        """Where a node is in the view, with its ports and what can be pressed around it."""
        sight, view = self._canvas.scene.sight, self._canvas.view
        items = self._canvas.scene.items_of
        shown = sight.folding.shown(node) if sight is not None else node
        if shown in items.cards:
            room = items.cards[shown].box.adjusted(-_PORT, 0, _PORT, 0)
        elif shown in items.columns:
            column = items.columns[shown]
            room = column.boundingRect() | column.chip_box()
            room |= column.header_box().adjusted(-_KNOB, 0, _KNOB, 0)
            room |= items.open.ports[shown].boundingRect() if shown in items.open.ports else room
        else:
            return QRect(QPoint(), view.viewport().size())
        return view.mapFromScene(room).boundingRect()

    def _others(self, node: str) -> list[QRect]:
        """What else is seen of the board, with its ports, and the scale below it."""
        sight, canvas = self._canvas.scene.sight, self._canvas
        if sight is None or not node:
            return []
        own = sight.folding.shown(node)
        room = canvas.view.viewport().rect()
        ids = [other for other in sight.folding.graph_ids if other != own]
        found = [self._beside(other) for other in ids]
        for note in sight.board.notes:
            box = QRectF(note.x, note.y, note.width, note.height)
            found.append(canvas.view.mapFromScene(box).boundingRect())
        return [box for box in (*found, canvas.around.legend.geometry()) if box.intersects(room)]

    def _near(self, at: QPoint) -> bool:
        """Whether a pixel lies between the node and its bubble."""
        way = self._beside(self._pointed.node).united(self.bubble.geometry())
        return self.bubble.isVisible() and way.adjusted(
            -_AROUND, -_AROUND, _AROUND, _AROUND).contains(at)
