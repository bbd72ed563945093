"""The scene: items that show what is seen of a project, and what a frame changes in them."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from app.canvas.arrangement import Sight
from app.canvas.column_item import ColumnItem
from app.canvas.columns import Network
from app.canvas.far import FAR, FarItem
from app.canvas.hits import Hit, Spot
from app.canvas.insert_item import HintItem
from app.canvas.landing import Landing
from app.canvas.layout import Layout
from app.canvas.marking import Marking
from app.canvas.painting import Painting
from app.canvas.pictures import Strips
from app.canvas.pointing import hit_items
from app.canvas.population import Population
from app.canvas.selection import Chosen
from app.canvas.wires_item import WiresItem
from app.texts import tr
from engine.frame import Frame
from engine.patch import Patch

__all__ = ["NetworkScene"]

_LEADING = 0.006
"""Seconds for which wires that had to wait are led, before the window answers again."""
_HINT_CLEAR = 30.0
"""How far a hint stays under the neurons; where they reach lower there is none."""


class NetworkScene(QGraphicsScene):
    """Shows a `Sight`, then frames. Knows what is at a point; changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.strips = Strips()
        self.sight: Sight | None = None
        self.items_of = Population(self, self.strips)
        self.painting = Painting(self.items_of, self.strips)
        self._landing = Landing(self.items_of)
        self._marking = Marking(self.items_of)
        self._far = FarItem(self.items_of)
        self.addItem(self._far)
        self._hints: list[HintItem] = []
        self._at = (0.5, 0.5)

    @property
    def network(self) -> Network | None:
        """What is shown, None before the first project."""
        return self.sight.network if self.sight is not None else None

    @property
    def layout(self) -> Layout | None:
        """Where it stands."""
        return self.sight.layout if self.sight is not None else None

    @property
    def frame(self) -> Frame | None:
        """The last frame, in the shapes of the network as it is drawn."""
        return self.painting.shown

    @property
    def columns(self) -> dict[str, ColumnItem]:
        """The open nodes."""
        return self.items_of.columns

    @property
    def wires(self) -> dict[tuple[str, str], WiresItem]:
        """The weighted wires between open nodes, by source and target."""
        return self.items_of.wires

    def show_sight(self, sight: Sight, *, later: bool = False) -> None:
        """Shows something else, or in another place; the last frame is kept where it fits. `later`:
        it goes on with what was not shown at once."""
        self.items_of.show(sight, self.camera()[0], later=later)
        self._show_hints(sight)
        self._renew(sight)
        if not later:
            self.update()

    def show_more(self, sight: Sight, fresh: Collection[str]) -> None:
        """Shows the same with other cards of the same sizes, which are `fresh`."""
        self.items_of.show_more(sight, fresh, self.camera()[0])
        self._renew(sight)

    def show_frame(self, frame: Frame, *, moving: bool) -> None:
        """New pictures, strengths and biases; `moving` lets the strong wires flow. While they do,
        `present` paints all that is new, later: both at once would hold up the window."""
        self.painting.show_frame(frame, self.camera(), moving=moving)
        if not moving:
            self.update()

    def present(self) -> None:
        """Paints what `show_frame` has prepared."""
        self.update()

    def forget_frame(self) -> None:
        """Another project begins: nothing that was measured is about it."""
        self.painting.forget()

    def expect(self, patch: Patch) -> None:
        """An edit of the network, of which no frame knows yet, may move its units."""
        self.painting.carrying.expect(patch)

    def settle(self) -> None:
        """Stops all motion and draws some of what is still old; `catch_up` draws the rest."""
        self.painting.settle()
        self.update()

    def catch_up(self) -> bool:
        """Draws a little of what is seen and still old, or else leads some wires that wait, never
        both at once; whether anything may be left. Wires that are not seen are not painted."""
        left = self.painting.catch_up(self.camera())
        led = not left and self.items_of.go_on(time.perf_counter() + _LEADING)
        if led:
            self._far.renew()
        if self.painting.drawn:
            self.update()
        return led or left

    def sharpen(self) -> None:
        """Draws the pictures anew in the size they have on the screen now."""
        self.painting.sharpen(self.camera())
        self.update()

    def see_from(self, scale: float) -> None:
        """Follows the zoom: from far away a few strokes stand for all cards."""
        if (scale < FAR) != self._far.isVisible():
            self._far.setVisible(scale < FAR)
            for sheet in (self.items_of.card_sheet, self.items_of.link_sheet):
                sheet.setVisible(scale >= FAR)

    def restyle(self) -> None:
        """Draws everything in the colours of the present theme."""
        self.items_of.restyle()
        self._far.renew()
        if self.painting.frame is not None:
            self.show_frame(self.painting.frame, moving=False)
        self.update()

    # --- the pointer --------------------------------------------------------------------------

    def hit(self, point: QPointF) -> Hit:
        """What is at a point: buttons and ports first, then nodes, wires, notes and groups."""
        return hit_items(self.items_of, point)

    def approach(self, point: QPointF) -> None:
        """The pointer moves: what is near it shows where it can be taken hold of."""
        self._marking.approach(point)

    def hover(self, hit: Hit, *, inside: bool) -> None:
        """Lights what is under the pointer."""
        self._marking.hover(hit, inside=inside)
        if not inside:
            self._marking.approach(None)
        self.update()

    def look_at(self, at: tuple[float, float]) -> None:
        """Lets cards show the numbers at this place of the probes, each in [0, 1]."""
        if at != self._at:
            self._at = at
            for card in self.items_of.cards.values():
                card.look_at(at)
            self.catch_up()

    def mark(self, spot: Spot, *, focused: bool) -> None:
        """Shows where the keyboard is."""
        self._marking.mark(spot, focused=focused)
        self.update()

    def choose(self, chosen: Chosen) -> None:
        """Shows what is selected."""
        self._far.choose(chosen.nodes)
        self._marking.choose(chosen)
        self.update()

    def pin(self, hit: Hit) -> None:
        """Shows which neuron is pinned; NOTHING for none."""
        self._marking.pin(hit)
        self.update()

    def emphasize(self, hit: Hit) -> None:
        """Fades all wires but those of a neuron, or but one wire; NOTHING restores them."""
        for (source, target), wires in self.wires.items():
            if hit.kind == "neuron":
                leaves = hit.position if source == hit.node else None
                reaches = hit.position if target == hit.node else None
                wires.choose(wires.chosen_of(leaves, reaches))
            elif hit.kind == "wire":
                mine = (source, target) == (hit.source, hit.node)
                wires.choose(frozenset({hit.position}) if mine else frozenset(), lone=mine)
            else:
                wires.choose(None)
        for fan in self.items_of.open.fans.values():
            own = hit.position if (hit.kind, hit.node) == ("neuron", fan.node) else None
            fan.choose(fan.chosen_of(own, own) if hit.kind in ("neuron", "wire") else None)

    def drop_target(self, kind: str, point: QPointF | None) -> Hit:
        """Marks what a dragged layer would fall on, and tells it."""
        found = self._landing.mark(kind, point, self.sight)
        self.update()
        return found

    def extent(self) -> QRectF:
        """The room of all that is shown."""
        if self.sight is None or self.sight.layout.board:
            return self.items_of.extent()
        whole = QRectF(0, 0, *self.sight.layout.size)
        for item in self.columns.values():
            tall = item.extent()
            whole = whole.united(QRectF(whole.left(), tall.top(), 1, tall.height()))
        return whole

    # --- inside -------------------------------------------------------------------------------

    def _renew(self, sight: Sight) -> None:
        """Shows at what is fresh all that a sight does not tell."""
        self.sight = sight
        for node in self.items_of.fresh & self.items_of.cards.keys():
            self.items_of.cards[node].look_at(self._at)
        self._far.renew()
        self._marking.renew(sight)
        self._far.choose(self._marking.chosen.nodes)
        self.painting.renew(self.camera())

    def camera(self) -> tuple[QRectF, float]:
        """What of the scene is seen, and how many pixels of the screen are one of it."""
        if not self.views():
            return QRectF(), 1.0
        view = self.views()[0]
        seen = view.mapToScene(view.viewport().rect()).boundingRect()
        return seen, view.transform().m11() * view.devicePixelRatioF()

    def _show_hints(self, sight: Sight) -> None:
        for old in self._hints:
            self.removeItem(old)
        self._hints = [*_hints(sight)]
        for hint in self._hints:
            self.addItem(hint)


def _hints(sight: Sight) -> Iterator[HintItem]:
    network, layout = sight.network, sight.layout
    if layout.board and not network.columns and not sight.board.notes:
        yield HintItem(
            tr("An empty canvas"),
            tr("Choose a layer above or pull it here, or press / and type its name."),
            QPointF(0, 0),
        )
    if layout.board or network.problems:
        return
    middle = QPointF(layout.size[0] / 2, layout.size[1] - 132)
    lowest = max((max(p.bottom, p.chip or 0.0) for p in layout.places.values()), default=0.0)
    if not network.hidden and lowest + _HINT_CLEAR < middle.y():
        yield HintItem(
            tr("No hidden layer yet"),
            tr("Without one the network can only draw a straight line. "
               "Press + between the columns, or choose a layer above."),
            middle,
        )
