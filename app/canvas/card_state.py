"""What the pointer, the keyboard and gestures change on a card: its rim, its button, its ports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QPainter

from app.canvas.brushes import tool
from app.canvas.card_place import CardPlace
from app.canvas.card_plate import Health, badge_box, paint_pill, paint_rim
from app.canvas.cards import READABLE
from app.canvas.hits import NOTHING, Hit
from app.canvas.port_item import PortState, paint_port
from app.theme import Theme, themes

__all__ = ["CardState", "paint_state"]

_BESIDE = 4.0
"""How far around the rim of a card that is broken or not well it is lit."""


@dataclass(frozen=True)
class CardState:
    """What is under the pointer, whether the card is selected and the keyboard is on it, and how
    its ports answer to a wire that is pulled: input ports by number, the output as −1."""

    hovered: Hit = NOTHING
    selected: bool = False
    focused: bool = False
    ports: Mapping[int, PortState] = field(default_factory=dict)

    @property
    def lit(self) -> bool:
        """Whether the rim is lit, and the button seen."""
        return self.selected or self.hovered.kind != "nothing"

    @property
    def plain(self) -> bool:
        """Whether there is nothing to paint."""
        return not self.lit and not self.ports

    def port(self, number: int) -> PortState:
        """How a port looks: as a gesture has lit it, else whether the pointer is on it."""
        under = {"port_in": self.hovered.position, "port_out": -1}.get(self.hovered.kind)
        return self.ports.get(number, "hovered" if number == under else "plain")


def paint_state(
    painter: QPainter, place: CardPlace, state: CardState, health: Health | None, zoom: float
) -> None:
    """Paints it over what is kept of the card."""
    theme = themes.now()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state.lit:
        _paint_lit(painter, place, state, health, zoom, theme)
    for port in range(place.content.ports):
        paint_port(painter, place.port_in(port), theme, state.port(port))
    if place.content.sends:
        paint_port(painter, place.port_out, theme, state.port(-1))


def _paint_lit(
    painter: QPainter, place: CardPlace, state: CardState, health: Health | None, zoom: float,
    theme: Theme,
) -> None:
    """The rim, and on it the button."""
    width = 1.6 if not state.selected else 3.2 if state.focused else 2.4
    told = place.content.problem or health is not None
    beside = _BESIDE if told else 0.0  # both rims are to be seen
    accent = theme.color("accent", 1 if state.selected else 0.6)
    paint_rim(painter, place.box, width, accent, beside)
    if health is not None and zoom >= READABLE:  # no line through the words
        paint_pill(painter, badge_box(place.box, health), health, theme)
    button = place.tool_box(health, zoom)
    if not button.isEmpty():
        icon = "maximize" if place.content.inside else "sliders-horizontal"
        tool(painter, icon, button, theme, lit=state.hovered.kind == "settings")
