"""Which gesture a press begins."""

from __future__ import annotations

from collections.abc import Callable

from app.canvas.board_editing import BoardEditor
from app.canvas.fits import Fits
from app.canvas.gestures import Click, Gesture, Pan, Press, Sweep
from app.canvas.hits import Hit
from app.canvas.lighting import Lighting
from app.canvas.moving import MoveThings, ResizeNote
from app.canvas.scene import NetworkScene
from app.canvas.selection import Selection
from app.canvas.stage import Stage
from app.canvas.view import NetworkView
from app.canvas.wire_pulling import Ask, PullWire
from engine.graph import Wire

__all__ = ["Handling"]

_EMPTY = ("nothing", "wire", "link")
_MOVABLE = ("header", "card", "note", "group")


class Handling:
    """Makes the gesture for a press: `view.begin`. `ask` opens the list of layers at a pixel."""

    def __init__(
        self, view: NetworkView, scene: NetworkScene, stage: Stage, editor: BoardEditor,
        selection: Selection, ask: Ask,
    ) -> None:
        self._view, self._scene, self._stage = view, scene, stage
        self._editor, self._selection, self._ask = editor, selection, ask
        self._lighting = Lighting(scene)

    def begin(self, press: Press) -> Gesture | None:
        """The gesture; None for nothing."""
        kind = press.hit.kind
        if press.panning:
            return Pan(self._view)
        if kind in _EMPTY:
            return Sweep(self._view, press)
        makers: dict[str, Callable[[Press], Gesture | None]] = {
            "port_in": self._pull, "port_out": self._pull, "note_corner": self._resize,
            **dict.fromkeys(_MOVABLE, self._move),
        }
        return makers.get(kind, self._click)(press)

    def _click(self, press: Press) -> Gesture:
        return Click(self._view, press)

    def _move(self, press: Press) -> Gesture:
        return MoveThings(self._view, self._stage, self._editor, self._selection, press)

    def _resize(self, press: Press) -> Gesture | None:
        note = self._stage.project.board.note(press.hit.node)
        return ResizeNote(self._view, self._stage, self._editor, note) if note else None

    def _pull(self, press: Press) -> Gesture | None:
        """Pulls a wire from a port, or an existing one off it. A folded group has no wires of its
        own."""
        sight = self._stage.sight
        if sight is None or press.hit.node in sight.folding.groups:
            return self._move(Press(Hit("card", press.hit.node), press.adding))
        old = self._old(press.hit)
        source = Hit("port_out", old.source) if old is not None else press.hit
        self._lighting.begin(source)
        fits = Fits(self._stage.project, sight.network.build, old)
        return PullWire(self._view, self._lighting, self._editor, fits, press, self._ask, old)

    def _old(self, hit: Hit) -> Wire | None:
        """The wire that ends in an input port."""
        wires = self._stage.project.graph.wires_into(hit.node) if hit.kind == "port_in" else ()
        return next((wire for wire in wires if wire.port == hit.position), None)
