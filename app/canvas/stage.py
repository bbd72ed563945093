"""Shows the document's project in the scene: at the level the zoom asks for, where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Signal

from app.canvas.arrangement import Arrangement, Sight
from app.canvas.extent import sides
from app.canvas.layout import nearby
from app.canvas.level_change import LevelChange
from app.canvas.levels import CLOSES_FILLING, Mode
from app.canvas.scene import NetworkScene
from app.canvas.standing import Standing
from app.canvas.view import NetworkView
from app.document import Document
from app.model.edits import Edit
from app.model.project import Project
from app.model.spots import Sized
from engine.datasets import DataSpec

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["Stage"]

_FILLS = 1.25
"""How large a small network on the board is when it is to fill the view."""


class Stage(QObject):
    """Reads the project, lays it out and gives it to scene and camera. `redrawn` follows."""

    redrawn = Signal()

    def __init__(
        self, document: Document, session: Session, scene: NetworkScene, view: NetworkView
    ) -> None:
        super().__init__(view)
        self._document, self._session = document, session
        self._spec: DataSpec | None = None
        self._scene, self._view = scene, view
        self.arrangement = Arrangement()
        self.standing = Standing(self, view)
        self._change = LevelChange(scene, view, self.arrangement.level)
        self.transition = self._change.transition
        view.camera.zoomed.connect(self._follow_zoom)
        view.camera.moved.connect(self._see)

    @property
    def project(self) -> Project:
        """What is shown."""
        return self._document.project

    @property
    def filling(self) -> bool:
        """Whether the network fills the view: what is new then finds its place by itself."""
        return self.sight is not None and not self.sight.layout.board

    @property
    def sight(self) -> Sight | None:
        """How it is shown."""
        return self._scene.sight

    # --- what is shown ------------------------------------------------------------------------

    def begin(self, project: Project) -> None:
        """Another project."""
        self.arrangement.begin(project)
        self._view.camera.fitted, self._view.camera.closest = True, 1.0
        self.redraw()

    def follow_data(self) -> None:
        """Draws all anew if the samples are such that shapes may be others now."""
        if self._newest_spec() is not self._spec:
            self.redraw()

    def redraw(self) -> None:
        """Reads the project again and lays it out for the present size."""
        self.arrangement.follow_graph(self.project.graph)
        self._show(self._seen_as(self.project))
        camera = self._view.camera
        if camera.fitted and camera.board and self.arrangement.zoomed(
            -1.0, camera.scale, filling=False
        ):
            self.redraw()  # neurons would be too small to be seen

    def follow_edit(self, *, still: bool) -> None:
        """Draws an edit. Where all of the board was in view before, all of it is afterwards, unless
        the paper is to lie `still` under the hand that puts something there."""
        camera, whole = self._view.camera, not still and self._whole()
        self.redraw()
        extent = self._scene.extent()
        low = camera.foot / camera.scale
        seen = extent.isEmpty() or camera.visible.adjusted(0, 0, 0, -low).contains(extent)
        if whole and camera.board and not camera.fitted and not seen:
            camera.reveal(extent)

    def shift(self) -> None:
        """Shows what is held elsewhere; a network that fills the view goes to the board."""
        if self.filling or self.sight is None:
            self.redraw()
        else:
            self._show(self.arrangement.shift(self.project, self.sight))

    def middle(self) -> QPoint:
        """The pixel in the middle of what is seen."""
        return self._view.viewport().rect().center()

    def go_on(self) -> bool:
        """Shows some of the cards that could not be shown at once; whether there were any."""
        sight = self.sight
        if sight is None or not sight.waiting:
            return False
        after, fresh = self.arrangement.go_on(self.project, sight, self._near())
        if after.layout is not sight.layout:
            self._show(after, later=True)
            return True
        self._scene.show_more(after, fresh)
        if not after.waiting:
            self.redrawn.emit()
        return True

    def boxes_after(self, edit: Edit) -> dict[str, Sized]:
        """The room of everything once an edit was made."""
        project = edit(self.project)
        return self.arrangement.boxes(project, self._seen_as(project))

    def refit(self) -> None:
        """All of it in the view again, as large as can be; cards are not opened by that."""
        camera = self._view.camera
        camera.fitted, camera.closest = True, _FILLS
        self.redraw()

    def choose_mode(self, mode: Mode) -> None:
        """Neurons, cards, or what the zoom asks for. What is fitted stays fitted; else what is in
        the middle stays there."""
        sight, camera = self.sight, self._view.camera
        if mode == "auto" and sight is not None and not camera.fitted:
            self.arrangement.follow(camera.scale, filling=not sight.layout.board)
        else:
            self.arrangement.choose(mode, self.project)
        camera.at = self.middle()
        self.redraw()

    def toggle_fold(self, node: str) -> None:
        """Shows more or fewer neurons of a wide layer."""
        self.arrangement.unfolded ^= {node}
        self.redraw()

    def in_view(self) -> frozenset[str]:
        """The nodes of the board whose middles are seen; of a folded group all."""
        if self.sight is None or not self.sight.layout.board:
            return frozenset()
        sight, seen = self.sight, self._view.camera.visible
        near = [n for n in self._near() if seen.contains(QPointF(*sight.layout.middle(n)))]
        return frozenset(m for n in near for m in sight.folding.members.get(n, (n,)))

    # --- inside -------------------------------------------------------------------------------

    def _seen_as(self, project: Project) -> Sight:
        size = self._view.viewport().size()
        self._spec = self._newest_spec()
        return self.arrangement.see(project, self._spec, size.width(), size.height(), self._near())

    def _newest_spec(self) -> DataSpec | None:
        """What the samples are like; the same object as long as networks of them are the same."""
        data, known = self._session.data, self._spec
        if data is None or (known is not None and known.form == data.spec.form):
            return known if data is not None else None
        return data.spec

    def _near(self) -> set[str]:
        """The nodes that are seen."""
        if self.sight is None:
            return set()
        return nearby(self.sight.layout.boxes, sides(self._view.camera.visible))

    def _whole(self) -> bool:
        """Whether all of the board is in view."""
        sight = self.sight
        if sight is None or not sight.layout.board or not sight.layout.boxes:
            return False
        return self._view.camera.visible.contains(self._scene.extent())

    def _show(self, sight: Sight, *, later: bool = False) -> None:
        before = self.sight.layout if self.sight is not None else None
        left = self._change.leave(before, sight.layout, self.arrangement.level)
        camera = self._view.camera
        self._scene.show_sight(sight, later=later)
        camera.show_extent(self._scene.extent(), board=sight.layout.board)
        opens = before is not None and before.board and not sight.layout.board
        if camera.fitted or (opens and camera.whole() > CLOSES_FILLING):
            camera.fit()
        elif left is not None:
            self._change.keep(left, sight.layout)
        self._change.arrive(left, sight.layout, self.arrangement.level)
        self.redrawn.emit()

    def _see(self) -> None:
        self._scene.see_from(self._view.camera.scale)

    def _follow_zoom(self, steps: float) -> None:
        if self.arrangement.zoomed(steps, self._view.camera.scale, filling=self.filling):
            self.redraw()
        else:
            self._scene.sharpen()
