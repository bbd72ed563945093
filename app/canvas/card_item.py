"""The item that draws one node as a card: its words, its ports and its live picture.

It is kept as a pixmap. `show_frame` only notes what is new; `work` draws it into that pixmap, so
that the scene decides when, and what is out of sight costs nothing. Far out the title grows and
the lines go, as they could not be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.canvas.card_faces import paint_face
from app.canvas.card_look import Look
from app.canvas.card_place import CardPlace
from app.canvas.card_plate import Health, Plate, badge_box, is_cut, paint_plain, paint_plate
from app.canvas.card_state import CardState, paint_state
from app.canvas.card_tips import picture_tip, place_pointed_at, pointed_on
from app.canvas.cards import CardContent, card_contents, card_height
from app.canvas.drawn import Allowance, Drawn
from app.canvas.hits import NOTHING, Hit
from app.canvas.pane import Pane
from app.canvas.port_item import PortState
from app.canvas.sheet import Laid
from app.theme import themes
from engine.frame import Frame, Pictures

__all__ = ["CardContent", "CardItem", "Health", "card_contents", "card_height"]


_OF_A_PLACE = ("bars", "values", "images")
"""Pictures that show the numbers at one place of the probes."""


class CardItem(Laid):
    """A view of one `CardContent` around a place of the scene; changes nothing. Its `place` knows
    what is where on it.

    What is new to the eye is drawn at once as far as `allowance` goes; other cards are plain
    until `work`.
    """

    def __init__(
        self, content: CardContent, middle: QPointF, allowance: Allowance | None = None
    ) -> None:
        super().__init__()
        self._allowance = allowance
        self.content = content
        self.place = CardPlace(content, middle)
        self.at = (0.5, 0.5)
        self._state = CardState()
        self._health: Health | None = None
        self._pictures: Pictures | None = None
        self._zoom = self._ratio = 1.0
        """Pixels of the screen in a logical one, whatever the zoom."""
        self._drawn = Drawn()
        self._newer = False
        """Whether only the picture is old."""

    # --- places -----------------------------------------------------------------------------

    @property
    def box(self) -> QRectF:
        """The card in the scene, without its shadow and ports."""
        return QRectF(self.place.box)

    def move_to(self, middle: QPointF) -> None:
        """Stands somewhere else."""
        if middle != self.place.middle:
            self.prepareGeometryChange()
            self.place = CardPlace(self.content, middle)

    def port_in(self, port: int) -> QPointF:
        """Where wires into an input port end."""
        return self.place.port_in(port)

    @property
    def port_out(self) -> QPointF:
        """Where wires begin."""
        return self.place.port_out

    @property
    def tool_box(self) -> QRectF:
        """The button on its upper rim that opens the settings, or unfolds a group. It is seen while
        the pointer is on the card, and when the card is selected."""
        return self.place.tool_box(self._health, self._zoom)

    def boundingRect(self) -> QRectF:
        return self.place.bounds

    def hit(self, point: QPointF) -> Hit:
        """What of this card is at a point of the scene: a port, the card, or NOTHING."""
        port = self.place.port_at(point)
        if port.kind != "nothing":
            return port
        box = self.box
        badge = badge_box(box, self._health) if self._health is not None else QRectF()
        if self.tool_box.contains(point) and (self._state.lit or box.contains(point)):
            return Hit("settings", self.content.node)
        if not box.contains(point) and not badge.contains(point):
            return NOTHING
        at = (point.x() - box.left()) / box.width(), (point.y() - box.top()) / box.height()
        return Hit("card", self.content.node, at=(at[0], max(0.0, at[1])))

    # --- what it shows ----------------------------------------------------------------------

    def show_content(self, content: CardContent, *, seen: bool = False) -> None:
        """Follows an edit. A card that is `seen`, and only follows another one, shows what it
        showed until `work`; all others are drawn when they are painted."""
        before, self.content = self.content, content
        if content is before or content == before:
            return
        self.prepareGeometryChange()
        self.place = CardPlace(content, self.place.middle)
        if seen and _follows(before, content):
            self._drawn.expire()
            self.update()
        else:
            self.restyle()

    def show_frame(self, frame: Frame) -> None:
        """Notes the pictures of a frame; `work` draws them."""
        if frame.pictures is not None and frame.pictures is not self._pictures:
            self._pictures = frame.pictures
            self._newer = True

    def look_at(self, at: tuple[float, float]) -> None:
        """Shows the numbers at another place of the probes, each in [0, 1], y downwards."""
        if at != self.at:
            self.at = at
            self._newer = self._newer or self.content.face in _OF_A_PLACE

    def hover(self, hit: Hit) -> None:
        """Lights what is under the pointer; NOTHING when that is elsewhere."""
        if not hit.same(self._state.hovered):
            self._state = replace(self._state, hovered=hit)
            self.update()

    def select(self, *, selected: bool, focused: bool = False) -> None:
        """Whether it is among what is selected, and whether the keyboard is on it."""
        if (selected, focused) != (self._state.selected, self._state.focused):
            self._state = replace(self._state, selected=selected, focused=focused)
            self.update()

    def show_health(self, health: Health | None) -> None:
        """Shows what ails the node; None when it is well."""
        if health != self._health:
            self._health = health
            self._drawn.expire()

    def light_ports(self, states: Mapping[int, PortState]) -> None:
        """How ports answer to a wire that is pulled: input ports by number, the output as −1."""
        self._state = replace(self._state, ports=states)
        self.update()

    def tip(self, at: tuple[float, float]) -> str:
        """What is said where the pointer is, each in [0, 1]: on the picture what it shows, else
        what is wrong with the node or ails it, behind a name that is too long for the card."""
        pointed = pointed_on(self.place, self._look(self._zoom, self._zoom), at)
        told = picture_tip(pointed) if pointed is not None and not self.content.problem else ""
        name = self.content.title if is_cut(self.content.title) else ""
        reason = Plate(self.content, self._health).reason
        return told or "\n".join(filter(None, (name, reason)))

    def place_at(self, at: tuple[float, float]) -> tuple[float, float] | None:
        """The place of the probes that the picture shows under the pointer; None for none."""
        pointed = pointed_on(self.place, self._look(self._zoom, self._zoom), at)
        return place_pointed_at(pointed) if pointed is not None else None

    def restyle(self) -> None:
        """Draws everything anew: words, colours or language have changed."""
        self._drawn.forget()
        self.update()

    # --- painting ---------------------------------------------------------------------------

    @property
    def stale(self) -> bool:
        """Whether `work` has something to do: a new frame, a change, another zoom. False for a
        card that was never seen."""
        return self._drawn.stale or (self._newer and self._drawn.shown)

    def work(self) -> None:
        """Draws what is new; it is seen when the scene is painted again."""
        if self._drawn.stale:
            self._drawn.draw(self.place.outer, self._paint_all)
        elif self._newer and self._drawn.shown:
            ground = themes.now().color("raised")
            self._drawn.patch(self.place.outer, self.place.room, ground, self._paint_face)
            self._newer = False

    def forget(self) -> None:
        """Gives back the memory of what is drawn, for a card that is far out of sight."""
        self._drawn.forget()

    def show_on(self, pane: Pane) -> None:
        self._zoom, self._ratio = pane.zoom, pane.ratio
        place = self.place
        if pane.kept:
            x, y = place.corner
            if not self._drawn.show(pane, x, y, place.outer, self._paint_all, self._allowance):
                paint_plain(pane.painter, place.box, self.content, themes.now())
        else:
            painter, corner = pane.painter, place.box.topLeft()
            painter.translate(corner)
            self._paint_all(painter, max(pane.scale, self._ratio), pane.zoom)
            painter.translate(-corner)
        if not self._state.plain:
            paint_state(pane.painter, place, self._state, self._health, self._zoom)

    def _paint_all(self, painter: QPainter, scale: float, zoom: float | None = None) -> None:
        """`scale`: how fine pictures are. `zoom`, which decides what words can be read: where it is
        another, as in figures, whose pictures are finer than the screen's."""
        plate = Plate(self.content, self._health)
        seen = scale / self._ratio if zoom is None else zoom
        paint_plate(painter, self.place.box.size(), plate, themes.now(), seen)
        self._paint_face(painter, scale, seen)

    def _paint_face(self, painter: QPainter, scale: float, zoom: float | None = None) -> None:
        seen = scale / self._ratio if zoom is None else zoom
        paint_face(painter, self.place.room, self._look(scale, seen))
        self._newer = False

    def _look(self, scale: float, zoom: float) -> Look:
        """What its picture is painted from: of a folded group what comes out of it."""
        content = self.content
        if content.pictured:
            content = replace(content, node=content.pictured)
        return Look(content, self._pictures, themes.now(), self.at, scale, zoom)


def _follows(before: CardContent, after: CardContent) -> bool:
    """Whether what a card says first is the same: another node has been edited."""
    first, now = (
        (one.title, one.kind, one.lines[:1], one.problem, one.taken, one.marks)
        for one in (before, after)
    )
    return first == now
