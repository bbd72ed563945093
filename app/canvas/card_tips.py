"""What the picture on a card shows, in a sentence for the pointer that rests on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

import numpy as np

from app.canvas.card_look import F32, Look, here, place_near
from app.canvas.card_place import CardPlace
from app.canvas.card_tiles import image_places, tile_at, tile_count
from app.canvas.cards import CardContent, Face
from app.canvas.formula import figure
from app.canvas.layout import label_text
from app.canvas.pictures import picture_values
from app.texts import tr
from engine.frame import Pictures

__all__ = ["Pointed", "in_lines", "picture_tip", "place_pointed_at", "pointed_on"]

Point = tuple[float, float]


@dataclass(frozen=True)
class Pointed:
    """A card's content and pictures, the place of the probes that its numbers are of, and where
    in the room of its picture the pointer is, each in [0, 1], y downwards."""

    content: CardContent
    pictures: Pictures | None
    at: Point
    spot: Point
    tiles: int = 0

    @property
    def tile(self) -> tuple[int, Point] | None:
        """The tile under the pointer, of the `tiles` that are drawn, and where in it."""
        return tile_at(self.tiles, self.spot) if self.tiles else None

    @property
    def values(self) -> F32 | None:
        """(units, rows, columns), None while unknown."""
        if self.pictures is None:
            return None
        return picture_values(self.pictures, self.content.node, self.content.units)


def pointed_on(place: CardPlace, look: Look, at: Point) -> Pointed | None:
    """What is pointed at where a card is, each in [0, 1]; None beside its picture."""
    room, x, y = place.room, at[0] * place.box.width(), at[1] * place.box.height()
    if not room.contains(x, y):
        return None
    spot = (x - room.left()) / room.width(), (y - room.top()) / room.height()
    tiles = tile_count(look) if look.content.face in ("tiles", "images") else 0
    return Pointed(look.content, look.pictures, look.at, spot, tiles)


def place_pointed_at(pointed: Pointed) -> Point | None:
    """The place of the probes under the pointer: a point of the plane, a sample. None where the
    picture shows no places."""
    tile, values, pictures = pointed.tile, pointed.values, pointed.pictures
    if tile is None or values is None or pictures is None or pictures.kind == "line":
        return None
    number, inside = tile
    if pointed.content.face == "tiles":
        return inside
    if pointed.content.face == "images" and pointed.content.kind == "input":
        places = image_places(values, len(pointed.content.shown))
        if number < len(places):
            rows, columns = values.shape[1:]
            row, column = places[number].tolist()
            return column / max(1, columns - 1), row / max(1, rows - 1)
    return None


def picture_tip(pointed: Pointed) -> str:
    """What the picture shows and, where it has parts, the part under the pointer. "" while there
    is nothing to see."""
    content = pointed.content
    if content.vacant:
        return tr("No picture: what is trained does not lead through here.")
    if pointed.values is None or content.face not in _TELL:
        return ""
    return " ".join(filter(None, _TELL[content.face](pointed)))


def in_lines(text: str) -> str:
    """A text for a tooltip that is broken into lines, as only rich text is; "" stays empty."""
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n") if line)


# --- one kind of picture each ---------------------------------------------------------------


def _tiles(pointed: Pointed) -> Iterator[str]:
    content, pictures, tile = pointed.content, pointed.pictures, pointed.tile
    if content.kind == "output":
        yield tr("What the network says.")
    elif tile is not None:
        unit = content.shown[tile[0]]
        name = content.names[tile[0]] if tile[0] < len(content.names) else ""
        yield f"{name}." if name else tr("Neuron {number} of {count}.", number=unit + 1,
                                         count=content.units)
    if pictures is not None:
        yield _kind(pictures.kind)


def _images(pointed: Pointed) -> Iterator[str]:
    content, values, tile = pointed.content, pointed.values, pointed.tile
    if values is None or tile is None:
        return
    if content.kind != "input":
        yield tr("Channel {number} of {count}.", number=tile[0] + 1, count=content.shape[0])
        yield _where(pointed)
        return
    places = image_places(values, len(content.shown))
    number = _sample(pointed.pictures, *places[tile[0]].tolist()) if tile[0] < len(places) else -1
    if number >= 0:
        yield tr("The {count} pixels of sample {number}.", count=content.units, number=number)
        yield tr("All cards show what the network makes of the sample pointed at.")


def _values(pointed: Pointed) -> Iterator[str]:
    content, values = pointed.content, pointed.values
    row = min(int(pointed.spot[1] * len(content.shown)), len(content.shown) - 1)
    if values is not None and row < len(content.names):
        number = float(here(values, pointed.pictures, pointed.at)[content.shown[row]])
        yield f"{content.names[row]}: {figure(number)}."
    yield _where(pointed)
    yield tr("In the numbers the network sees: to the right is positive, to the left negative.")


def _bars(pointed: Pointed) -> Iterator[str]:
    content, values = pointed.content, pointed.values
    row = min(int(pointed.spot[1] * len(content.shown)), len(content.shown) - 1)
    if values is not None and row < len(content.names):
        share = float(here(values, pointed.pictures, pointed.at)[content.shown[row]])
        yield tr("{name}: {share} %.", name=label_text(content.names[row]),
                 share=f"{100 * share:.1f}" if math.isfinite(share) else "–")
    yield tr("How probable the network finds every class.")
    yield _where(pointed)


def _histogram(pointed: Pointed) -> Iterator[str]:
    yield tr("How often numbers of each size flow through here; heights are square roots, so that "
             "rare ones are seen.")


# --- places ---------------------------------------------------------------------------------


def _where(pointed: Pointed) -> str:
    """Which sample, or which point of the plane, the numbers are of."""
    pictures, values = pointed.pictures, pointed.values
    if pictures is None or values is None:
        return ""
    row, column = place_near(values, pictures, pointed.at)
    if pictures.kind == "samples":
        number = _sample(pictures, row, column)
        return tr("Of sample {number}.", number=number) if number >= 0 else ""
    low_x, high_x, low_y, high_y = pictures.extent
    rows, columns = values.shape[1:]
    x = low_x + (column + 0.5) / columns * (high_x - low_x)
    if pictures.kind == "line":
        return tr("At {x}.", x=figure(x))
    y = low_y + (row + 0.5) / rows * (high_y - low_y)
    return tr("At the point ({x}, {y}).", x=figure(x), y=figure(y))


def _sample(pictures: Pictures | None, row: int, column: int) -> int:
    """The number of a training sample, from 1; -1 where none is known."""
    known = pictures.samples if pictures is not None else None
    if known is None or row >= known.shape[0] or column >= known.shape[1]:
        return -1
    number = int(np.asarray(known)[row, column])
    return number + 1 if number >= 0 else -1


def _kind(kind: str) -> str:
    if kind == "plane":
        return tr("All over the plane of the inputs: blue is positive, orange negative.")
    if kind == "line":
        return tr("For every value of the input: blue is positive, orange negative.")
    return tr("One cell a sample, similar samples in a row: blue is positive, orange negative.")


_TELL: Mapping[Face, Callable[[Pointed], Iterator[str]]] = {
    "tiles": _tiles, "images": _images, "values": _values, "bars": _bars,
    "histogram": _histogram,
}
