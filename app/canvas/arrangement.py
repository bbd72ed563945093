"""What of the project the canvas shows, and where: level, faces, folded groups and places.

Where nobody has arranged anything and every node is open, the network fills the view (`layout`).
In all other cases nodes stand on the board (`board_layout`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from app.canvas.board_layout import PITCH_USUAL, Places, lay_out_board, open_size
from app.canvas.boxes import CARD_WIDTH, Size, arrange
from app.canvas.cards import CardContent, card_contents, card_height
from app.canvas.columns import Network
from app.canvas.folding import Folding, fold
from app.canvas.layout import Layout, Point, lay_out, units_that_fit
from app.canvas.levels import Level, Mode, faces, first_level, level_at
from app.canvas.reading import Reader
from app.model.board import Board, Note
from app.model.project import Project
from app.model.spots import Sized
from engine.datasets import DataSpec
from engine.graph import Graph

__all__ = ["Arrangement", "Sight"]


@dataclass(frozen=True)
class Sight:
    """All that the scene shows of a project. `contents` are the cards, by the node that has one or
    stands for a folded group; `waiting`: whether some of them are not up to date yet."""

    network: Network
    layout: Layout
    contents: Mapping[str, CardContent] = field(default_factory=dict)
    board: Board = field(default_factory=Board)
    folding: Folding = field(default_factory=Folding)
    waiting: bool = False


class Arrangement:
    """How a person looks at the project just now. `held` are places that a gesture tries out, of
    all nodes; `held_notes` are notes that it has moved or resized."""

    def __init__(self) -> None:
        self.mode: Mode = "auto"
        self.level: Level = "neurons"
        self.unfolded: set[str] = set()
        self.held: dict[str, Point] = {}
        self.held_notes: dict[str, Note] = {}
        self._graph = Graph()
        self._before: Level | None = None
        """The network that was there last, and its level if the canvas was emptied since."""
        self._reader = Reader()
        self._places = Places()
        self._view = 0.0, 0.0

    def begin(self, project: Project) -> None:
        """Another project is looked at."""
        self.unfolded.clear()
        self.held, self.held_notes = {}, {}
        self._graph, self._before = project.graph, None
        self._reader.begin()
        self._change(first_level(project.graph))

    def follow_graph(self, graph: Graph) -> None:
        """An emptied canvas goes to cards, with which one draws. A network that comes back when
        that is undone looks as it did."""
        if not graph.nodes and self._graph.nodes and self._before is None:
            self._before = self.level
            self._change("cards")
        elif graph.nodes:
            if self._before is not None:
                same = graph is self._graph
                self._change(self._before if same else first_level(graph))
            self._graph, self._before = graph, None

    def choose(self, mode: Mode, project: Project) -> None:
        """A person has chosen what the zoom did before, or leaves it to the zoom again."""
        self.mode = mode
        self.level = first_level(project.graph) if mode == "auto" else mode

    def follow(self, zoom: float, *, filling: bool) -> None:
        """A person has left it to the zoom again, which is this one just now."""
        self.mode, self.level = "auto", level_at(zoom, self.level, filling=filling)

    def zoomed(self, steps: float, zoom: float, *, filling: bool) -> bool:
        """Follows a zoom by so many steps to `zoom`; whether the level is another one now."""
        before = self.level
        after = level_at(zoom, before, filling=filling)
        if self.mode == "auto" and (after == "cards") == (steps < 0):
            self.level = after
        return self.level != before

    def _change(self, level: Level) -> None:
        """Another level, unless a person has chosen one."""
        if self.mode == "auto":
            self.level = level

    def see(
        self, project: Project, spec: DataSpec | None, width: float, height: float,
        near: Collection[str] = (),
    ) -> Sight:
        """What to show in a view of this size, first of all of the nodes that are `near`."""
        self._view = width, height
        folding = fold(project.graph, project.board)
        shown = faces(folding.graph_ids, self.level, dict(project.board.faces))
        opened = {n for n, f in shown.items() if f == "neurons" and n not in folding.groups}
        fit = units_that_fit(height)
        network = self._reader.read(project, spec, dict.fromkeys(self.unfolded, fit), opened)
        if self._filling(project, opened):
            return Sight(network, lay_out(network, width, height), folding=folding)
        contents = folding.folded_contents(self._reader.contents(project, network, near))
        cards = {n: c for n, c in contents.items() if n not in opened}
        nowhere = Layout({}, {}, (0.0, 0.0), 0.0)
        sight = Sight(network, nowhere, cards, folding=folding, waiting=self._reader.waiting)
        return self._stand(project, sight)

    def go_on(
        self, project: Project, sight: Sight, near: Collection[str] = ()
    ) -> tuple[Sight, set[str]]:
        """A sight with some of the cards for which it was `waiting`, and which these are. Where
        none is of another size than it was, all stands where it did."""
        self._reader.more(project, sight.network, near)
        contents = sight.folding.folded_contents(self._reader.contents(project, sight.network))
        cards = {n: c for n, c in contents.items() if n not in sight.layout.places}
        fresh = {n for n, c in cards.items() if c is not sight.contents.get(n)}
        after = replace(sight, contents=cards, waiting=self._reader.waiting)
        before = (sight.contents.get(node) for node in fresh)
        if all(old and old.height == cards[n].height for n, old in zip(fresh, before, strict=True)):
            return after, fresh
        return self._stand(project, after), fresh

    def shift(self, project: Project, sight: Sight) -> Sight:
        """The same sight with what is held elsewhere."""
        return self._stand(project, sight)

    def _stand(self, project: Project, sight: Sight) -> Sight:
        """Lays a sight out on the board."""
        folding = sight.folding
        sizes = {n: (CARD_WIDTH, card_height(c)) for n, c in sight.contents.items()}
        fixed = folding.gathered(self.held) if self.held else folding.places
        layout = lay_out_board(
            sight.network, folding.graph, sizes, fixed, self._places, self._view
        )
        notes = tuple(self.held_notes.get(note.id, note) for note in project.board.notes)
        return replace(sight, layout=layout, board=replace(project.board, notes=notes))

    def places(self, project: Project, sight: Sight) -> dict[str, Point]:
        """Where every node of the project stands now, or would on the board: what is fixed when
        one of them is moved by hand."""
        middles = {node: (x, y) for node, (x, y, _, _) in self.boxes(project, sight).items()}
        return sight.folding.spread(project.graph, {**middles, **sight.folding.places})

    def boxes(self, project: Project, sight: Sight) -> dict[str, Sized]:
        """The room of everything that stands on the board, or would."""
        layout, made = sight.layout, {}
        if layout.board:
            for node in sight.folding.graph_ids:
                left, top, right, bottom = layout.box(node)
                made[node] = *layout.middle(node), right - left, bottom - top
            return made
        contents = card_contents(sight.network, project, sight.network.build)
        sizes = {n: _roomy(sight.network, n, c) for n, c in contents.items()}
        return {n: (*at, *sizes[n]) for n, at in arrange(project.graph, sizes, {}).items()}

    def _filling(self, project: Project, opened: set[str]) -> bool:
        """Whether the network is laid out to fill the view."""
        free = not any(node.placed for node in project.graph.nodes) and not self.held
        bare = not project.board.notes and not project.board.groups
        return free and bare and 0 < len(opened) == len(project.graph.nodes)


def _roomy(network: Network, node: str, content: CardContent) -> Size:
    """Room for both faces of a node."""
    wide, tall = open_size(network.column(node), PITCH_USUAL)
    return max(wide, CARD_WIDTH), max(tall, card_height(content))
