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

from app.canvas.boxes import CARD_WIDTH
from app.canvas.brushes import tool
from app.canvas.card_faces import paint_face
from app.canvas.card_look import Look
from app.canvas.card_plate import (
    MARGIN,
    Health,
    Plate,
    badge_box,
    is_cut,
    paint_pill,
    paint_plain,
    paint_plate,
    paint_rim,
)
from app.canvas.card_tiles import tile_count
from app.canvas.card_tips import Pointed, picture_tip, place_pointed_at
from app.canvas.cards import (
    PAD,
    READABLE,
    CardContent,
    card_contents,
    card_height,
    face_height,
    face_top,
)
from app.canvas.drawn import Allowance, Drawn
from app.canvas.hits import NOTHING, Hit
from app.canvas.pane import Pane
from app.canvas.port_item import PortState, on_port, paint_port
from app.canvas.sheet import Laid
from app.theme import themes
from engine.frame import Frame, Pictures

__all__ = ["CardContent", "CardItem", "Health", "card_contents", "card_height"]


_OF_A_PLACE = ("bars", "values", "images")
"""Pictures that show the numbers at one place of the probes."""
_FAR, _LEAST, _MOST = 0.36, 17.0, 36.0
"""Where the canvas is smaller there is no button; else it is at least so wide on the screen, and at
most so on the card."""
_BESIDE, _TOOL, _OVER_RIM = 4.0, 20.0, 8.0
"""How far around the rim of a card that is broken or not well it is lit; how wide its button is,
and how far it reaches over the card."""


class CardItem(Laid):
    """A view of one `CardContent` around a place of the scene; changes nothing.

    What is new to the eye is drawn at once as far as `allowance` goes; other cards are plain
    until `work`.
    """

    def __init__(
        self, content: CardContent, middle: QPointF, allowance: Allowance | None = None
    ) -> None:
        super().__init__()
        self._allowance = allowance
        self.content = content
        self.middle = middle
        self._measure()
        self.at = (0.5, 0.5)
        self._hovered = NOTHING
        self._selected = self._focused = False
        self._health: Health | None = None
        self._ports: Mapping[int, PortState] = {}
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
        return QRectF(self._box)

    def move_to(self, middle: QPointF) -> None:
        """Stands somewhere else."""
        if middle != self.middle:
            self.prepareGeometryChange()
            self.middle = middle
            self._measure()

    def port_in(self, port: int) -> QPointF:
        """Where wires into an input port end."""
        heights = self.content.port_heights or (self._box.height() / 2,)
        at = heights[min(port, len(heights) - 1)]
        return QPointF(self._box.left(), self._box.top() + at)

    @property
    def port_out(self) -> QPointF:
        """Where wires begin."""
        return QPointF(self.box.right(), self.middle.y())

    @property
    def _lit_rim(self) -> bool:
        """Whether its rim is lit, and its button seen."""
        return self._selected or self._hovered.kind != "nothing"

    @property
    def tool_box(self) -> QRectF:
        """The button on its upper rim that opens the settings, or unfolds a group; beside a badge
        if there is one. It covers no word, and is seen while the pointer is on the card, and when
        the card is selected."""
        if self._zoom < _FAR:
            return QRectF()
        side = min(_MOST, max(_TOOL, _LEAST / self._zoom))
        left = self._box.right() + 4 - side
        if self._health is not None:
            left = max(left, self._box.right() - PAD + 2)
        return QRectF(left, self._box.top() + _OVER_RIM - side, side, side)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def hit(self, point: QPointF) -> Hit:
        """What of this card is at a point of the scene: a port, the card, or NOTHING."""
        node = self.content.node
        if self.content.sends and on_port(point, self.port_out):
            return Hit("port_out", node, 0)
        ports = range(self.content.ports)
        reached = [k for k in ports if on_port(point, self.port_in(k))]
        if reached:
            nearest = min(reached, key=lambda k: abs(self.port_in(k).y() - point.y()))
            return Hit("port_in", node, nearest)
        box = self.box
        badge = badge_box(box, self._health) if self._health is not None else QRectF()
        if self.tool_box.contains(point) and (self._lit_rim or box.contains(point)):
            return Hit("settings", node)
        if not box.contains(point) and not badge.contains(point):
            return NOTHING
        at = (point.x() - box.left()) / box.width(), (point.y() - box.top()) / box.height()
        return Hit("card", node, at=(at[0], max(0.0, at[1])))

    # --- what it shows ----------------------------------------------------------------------

    def show_content(self, content: CardContent, *, seen: bool = False) -> None:
        """Follows an edit. A card that is `seen`, and only follows another one, shows what it
        showed until `work`; all others are drawn when they are painted."""
        before, self.content = self.content, content
        if content is before or content == before:
            return
        self.prepareGeometryChange()
        self._measure()
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
        if not hit.same(self._hovered):
            self._hovered = hit
            self.update()

    def select(self, *, selected: bool, focused: bool = False) -> None:
        """Whether it is among what is selected, and whether the keyboard is on it."""
        if (selected, focused) != (self._selected, self._focused):
            self._selected, self._focused = selected, focused
            self.update()

    def show_health(self, health: Health | None) -> None:
        """Shows what ails the node; None when it is well."""
        if health != self._health:
            self._health = health
            self._drawn.expire()

    def light_ports(self, states: Mapping[int, PortState]) -> None:
        """How ports answer to a wire that is pulled: input ports by number, the output as −1."""
        self._ports = states
        self.update()

    @property
    def reason(self) -> str:
        """A sentence for a tooltip: what is wrong with the node or ails it, "" for nothing."""
        ails = (self._health.reason,) if self._health is not None else ()
        said = *ails, *(mark.sentence for mark in self.content.marks)
        return self.content.problem or "\n".join(said)

    def tip(self, at: tuple[float, float]) -> str:
        """What is said where the pointer is, each in [0, 1]: on the picture what it shows, else
        the `reason`, behind a name that is too long for the card."""
        pointed = self._pointed(at)
        told = picture_tip(pointed) if pointed is not None and not self.content.problem else ""
        name = self.content.title if is_cut(self.content.title) else ""
        return told or "\n".join(filter(None, (name, self.reason)))

    def place_at(self, at: tuple[float, float]) -> tuple[float, float] | None:
        """The place of the probes that the picture shows under the pointer; None for none."""
        pointed = self._pointed(at)
        return place_pointed_at(pointed) if pointed is not None else None

    def _pointed(self, at: tuple[float, float]) -> Pointed | None:
        x, y = at[0] * self._box.width(), at[1] * self._box.height()
        room = self._room
        if not room.contains(x, y):
            return None
        spot = (x - room.left()) / room.width(), (y - room.top()) / room.height()
        tiled = self.content.face in ("tiles", "images")
        tiles = tile_count(self._look(self._zoom, self._zoom)) if tiled else 0
        return Pointed(self._seen, self._pictures, self.at, spot, tiles)

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
            self._drawn.draw(self._outer, self._paint_all)
        elif self._newer and self._drawn.shown:
            ground = themes.now().color("raised")
            self._drawn.patch(self._outer, self._room, ground, self._paint_face)
            self._newer = False

    def forget(self) -> None:
        """Gives back the memory of what is drawn, for a card that is far out of sight."""
        self._drawn.forget()

    def show_on(self, pane: Pane) -> None:
        self._zoom, self._ratio = pane.zoom, pane.ratio
        if pane.kept:
            x, y = self._corner
            if not self._drawn.show(pane, x, y, self._outer, self._paint_all, self._allowance):
                paint_plain(pane.painter, self._box, self.content, themes.now())
        else:
            painter, corner = pane.painter, self._box.topLeft()
            painter.translate(corner)
            self._paint_all(painter, max(pane.scale, self._ratio), pane.zoom)
            painter.translate(-corner)
        if self._lit_rim or self._ports:
            self._paint_state(pane.painter)

    def _measure(self) -> None:
        """Its places, which are asked for at every frame."""
        tall = card_height(self.content)
        x, y = self.middle.x() - CARD_WIDTH / 2, self.middle.y() - tall / 2
        self._box, self._corner = QRectF(x, y, CARD_WIDTH, tall), (x, y)
        kept = self._box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self._outer = kept.translated(-x, -y)
        self._bounds = kept.adjusted(0, -_MOST, _MOST, 0)  # the button, however far out
        room = CARD_WIDTH - 2 * PAD
        self._room = QRectF(PAD, face_top(self.content), room, face_height(self.content))

    def _paint_all(self, painter: QPainter, scale: float, zoom: float | None = None) -> None:
        """`scale`: how fine pictures are. `zoom`, which decides what words can be read: where it is
        another, as in figures, whose pictures are finer than the screen's."""
        plate = Plate(self.content, self._health)
        seen = scale / self._ratio if zoom is None else zoom
        paint_plate(painter, self._box.size(), plate, themes.now(), seen)
        self._paint_face(painter, scale, seen)

    def _paint_face(self, painter: QPainter, scale: float, zoom: float | None = None) -> None:
        seen = scale / self._ratio if zoom is None else zoom
        paint_face(painter, self._room, self._look(scale, seen))
        self._newer = False

    def _look(self, scale: float, zoom: float) -> Look:
        return Look(self._seen, self._pictures, themes.now(), self.at, scale, zoom)

    @property
    def _seen(self) -> CardContent:
        """Its content; a folded group shows the picture of what comes out of it."""
        content = self.content
        return replace(content, node=content.pictured) if content.pictured else content

    def _paint_state(self, painter: QPainter) -> None:
        """What the pointer, the keyboard and gestures change: over what is kept."""
        theme = themes.now()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lit_rim:
            chosen = self._selected
            width = 3.2 if self._focused and chosen else 2.4 if chosen else 1.6
            told = self.content.problem or self._health is not None
            beside = _BESIDE if told else 0.0  # both rims are to be seen
            accent = theme.color("accent", 1 if chosen else 0.6)
            paint_rim(painter, self._box, width, accent, beside)
            if self._health is not None and self._zoom >= READABLE:  # no line through the words
                paint_pill(painter, badge_box(self._box, self._health), self._health, theme)
            if self._zoom >= _FAR:
                icon = "maximize" if self.content.inside else "sliders-horizontal"
                lit = self._hovered.kind == "settings"
                tool(painter, icon, self.tool_box, theme, lit=lit)
        states = _lit(self._hovered, self._ports)
        for port in range(self.content.ports):
            paint_port(painter, self.port_in(port), theme, states.get(port, "plain"))
        if self.content.sends:
            paint_port(painter, self.port_out, theme, states.get(-1, "plain"))


def _follows(before: CardContent, after: CardContent) -> bool:
    """Whether what a card says first is the same: another node has been edited."""
    first, now = (
        (one.title, one.kind, one.lines[:1], one.problem, one.taken, one.marks)
        for one in (before, after)
    )
    return first == now


def _lit(hovered: Hit, ports: Mapping[int, PortState]) -> Mapping[int, PortState]:
    """The port under the pointer, and those that a gesture has lit."""
    port = {"port_in": hovered.position, "port_out": -1}.get(hovered.kind)
    return ports if port is None else {port: "hovered", **ports}
