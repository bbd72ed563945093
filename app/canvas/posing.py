"""The canvas as it belongs into a figure: without a trace of pointer, keyboard and selection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.canvas.hits import NOTHING, Spot
from app.canvas.selection import NOBODY

if TYPE_CHECKING:
    from app.canvas.canvas import NetworkCanvas

__all__ = ["posed"]


@contextmanager
def posed(canvas: NetworkCanvas) -> Iterator[tuple[QWidget, ...]]:
    """Meanwhile nothing is lit, ringed or faded, no note is shown, and the paper is plain. Gives
    what is to be seen, the lowest first: the network, and what explains it; no cards and bubbles
    that lie over it."""
    scene, view = canvas.scene, canvas.view
    view.dotted = False
    view.point_at(NOTHING)
    scene.hover(NOTHING, inside=False)
    scene.choose(NOBODY)
    scene.mark(Spot(), focused=False)
    scene.pin(NOTHING)
    scene.emphasize(NOTHING)
    cards = [card for card in (canvas.looking.card, canvas.looking.aside) if card.isVisible()]
    for card in cards:
        card.hide()
    while scene.catch_up():
        pass  # a figure is not drawn again when the rest has followed
    try:
        with canvas.around.status.posed():
            yield (view.viewport(), *canvas.around.explains)
    finally:
        view.dotted = True
        scene.choose(canvas.selection.chosen)
        scene.mark(canvas.steering.spot, focused=view.hasFocus())
        for card in cards:
            card.show()
        canvas.looking.follow()
