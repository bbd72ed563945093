"""The canvas: the row of layers above the network, the network itself, cards and menus on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtWidgets import QWidget

from app.canvas.acting import Acting
from app.canvas.announcing import Announcer
from app.canvas.board_editing import BoardEditor
from app.canvas.cards import TITLE
from app.canvas.catching_up import CatchingUp
from app.canvas.chip_row import ChipRow
from app.canvas.clipping import Clipping
from app.canvas.context_menu import ContextMenu
from app.canvas.handling import Handling
from app.canvas.levels import Mode
from app.canvas.looking import Looking
from app.canvas.naming import Naming
from app.canvas.opening import Opening
from app.canvas.ordering import Ordering
from app.canvas.popover import LayerPopover
from app.canvas.posing import posed
from app.canvas.pulling import Pulling
from app.canvas.quick_add import QuickAdd
from app.canvas.scene import NetworkScene
from app.canvas.selection import Chosen, Selection
from app.canvas.stage import Stage
from app.canvas.steering import Steering
from app.canvas.surgery_desk import SurgeryDesk
from app.canvas.surroundings import Surroundings
from app.canvas.troubles import Troubles
from app.canvas.view import NetworkView
from app.document import Change, Document
from app.errors import Message, explain, sentence
from app.model.project import Project
from app.texts import Translated, tr
from app.theme import themes
from app.widgets.card import Card
from engine.errors import BadFile
from engine.frame import Frame

if TYPE_CHECKING:
    from app.training import Session

__all__ = ["NetworkCanvas"]


class Presenter:
    """Paints, at a beat of its own, what the canvas has made of a frame."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene

    def show_frame(self, frame: Frame) -> None:
        """Paints it."""
        self._scene.present()


class NetworkCanvas(Translated, Card):
    """The network as neurons or as cards. `selection_changed` follows what keys act on,
    `play_asked` a tap on the space bar, `template_wanted(name)` that a project is to begin from a
    template, `gallery_wanted` that all of them are to be seen, `mode_changed(mode)` that something
    else decides how layers are shown.

    `presenter` has to be shown every frame after the canvas.
    """

    selection_changed = Signal()
    play_asked = Signal()
    template_wanted = Signal(str)
    gallery_wanted = Signal()
    mode_changed = Signal(str)

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=4)
        self._document, self._session = document, session
        self._data, self._played = session.data, session.playing
        self.chips = ChipRow(self)
        self.scene = NetworkScene()
        self.presenter = Presenter(self.scene)
        self.view = NetworkView(self.scene, self)
        self.editor = BoardEditor(document, self)
        self.stage = Stage(document, session, self.scene, self.view)
        self.selection = Selection(self)
        self.steering = Steering(self.scene, self.view, self.selection)
        self.surgery = SurgeryDesk(document, session, self)
        card = self.surgery.make_card(self.view)
        self.looking = Looking(self.scene, self.view, card, session)
        self.surgery.attach(self.view, self.looking, self.steering)
        self.pulling = Pulling(self.chips.chips, self.view)
        self.clipping = Clipping(
            self.stage, self.editor, self.selection, self._asked, self._say_why_not
        )
        self.ordering = Ordering(self.stage, self.editor, self.selection, self.reveal)
        self.naming = Naming(self)
        self.context = ContextMenu(self)
        self.opening = Opening(self)
        self.acting = Acting(self)
        self.troubles = Troubles(self)
        self.announcer = Announcer(document, self)
        self._catching_up = CatchingUp(
            self.scene, self.view, self.stage.go_on, session.go_first
        )
        self.around = Surroundings(self)
        self.looking.corners = self.around.corners
        self._handling = Handling(
            self.view, self.scene, self.stage, self.editor, self.selection,
            self.acting.adding.ask_end,
        )
        self.view.begin = self._handling.begin
        self.view.pose = partial(posed, self)
        self.view.over = self.stage.transition.paint
        self.view.landing = self.stage.standing.landing
        self.body.addWidget(self.chips)
        self.body.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self._connect()
        self.retranslate()

    # --- the view protocol ------------------------------------------------------------------

    def show_project(self, project: Project) -> None:
        """Draws everything anew."""
        self.around.status.hush()
        self.looking.unpin()
        self.selection.clear()
        self.scene.forget_frame()
        self.stage.begin(project)
        self.troubles.begin()

    def show_change(self, change: Change) -> None:
        """Follows an edit. A gesture that goes on meanwhile ends: what it is about may be gone."""
        self.view.put_down()
        self.around.status.hush()
        if change.everything:
            self.show_project(change.after)
        elif any((change.graph, change.loss, change.board, change.surgery)):
            self.scene.expect(change.patch)
            # other data is followed when it is there
            self.stage.follow_edit(still=self.acting.adding.held is not None)

    def show_frame(self, frame: Frame) -> None:
        """New pictures, wires and numbers."""
        self.scene.show_frame(frame, moving=self._session.playing)
        self.looking.follow()
        if self._session.data is not None:
            self.around.show_frame(frame, self._session.data.spec.task)
        if not self._session.playing:  # no other frame follows that would draw the rest
            self._catching_up.begin()

    def retranslate(self) -> None:
        self.view.setAccessibleName(tr("Network"))
        self.around.retranslate()
        self.stage.redraw()

    @property
    def popover(self) -> LayerPopover | None:
        """The settings that are open beside a layer."""
        return self.opening.popover

    @property
    def trouble(self) -> Message | None:
        """Why nothing can be trained; None when it can, or is not known yet."""
        network = self.scene.network
        built = network.build if network is not None else None
        if built is None or built.sound or not built.problems:
            return None
        return explain(built.problems[0], built.graph)

    @property
    def reason(self) -> str:
        """The same in one sentence, or ""."""
        return self.trouble.what if self.trouble is not None else ""

    @property
    def figure(self) -> QWidget:
        """What of it belongs into a figure."""
        return self.view

    # --- what the actions of the window use ---------------------------------------------------

    def selected_node(self) -> str:
        """The layer that keys act on, "" for none; a folded group is none."""
        node, sight = self.steering.spot.node, self.scene.sight
        return "" if sight is not None and node in sight.folding.groups else node

    def select(self, node: str) -> None:
        """Selects a layer, "" for none."""
        self.steering.select(node)

    def situation(self) -> dict[str, Any]:
        """What is selected, as far as it decides which actions are possible."""
        chosen, groups = self.selection.chosen, self.ordering.groups()
        whole = self.ordering.whole_group()
        return {
            "nodes": len(chosen.nodes), "something": bool(chosen), "grouped": bool(groups),
            "folded": bool(groups) and groups[0].folded,
            "block": whole is not None and whole.folded,
            "note": bool(chosen.notes) and not chosen.nodes and not chosen.links,
            "face": self.ordering.face(), "copied": self.clipping.filled(),
        }

    def select_all(self) -> None:
        """Selects every node and note."""
        self.selection.put(self.ordering.everything())

    def choose_mode(self, mode: Mode) -> None:
        """Shows neurons or cards, or leaves it to the zoom."""
        self.stage.choose_mode(mode)
        self.chips.tools.show_mode(mode)
        self.mode_changed.emit(mode)

    def ask(self, at: QPoint, picked: Callable[[str], object]) -> None:
        """Asks by name what is to be added at a pixel of the view."""
        popup = QuickAdd(self, grouping=bool(self.selection.chosen.nodes))
        popup.chosen.connect(picked)
        popup.note_wanted.connect(partial(self.naming.add_note, at))
        popup.group_wanted.connect(self.ordering.group)
        popup.template_chosen.connect(self.template_wanted)
        popup.open_at(self.view.viewport().mapToGlobal(at))

    def reveal(self, chosen: Chosen) -> None:
        """Moves so far that these nodes and notes are seen."""
        room = self._room_of(chosen)
        if not room.isEmpty() and not self.view.camera.fitted:
            self.view.camera.reveal(room)
            now = self._room_of(chosen)
            if now != room:  # from so far away neurons have become cards
                self.view.camera.reveal(now)
            self.around.uncover(now)

    def title_box(self, node: str) -> QRectF:
        """Where the name of a node stands in the scene."""
        items = self.scene.items_of
        if node in items.columns:
            return items.columns[node].header_box()
        middle = self.view.scene_at(self.pixel_for_new())
        box = items.cards[node].box if node in items.cards else QRectF(*middle, 1, 1)
        return QRectF(box.left(), box.top(), box.width(), TITLE)

    # --- inside -----------------------------------------------------------------------------

    def _room_of(self, chosen: Chosen) -> QRectF:
        """Where these nodes and notes stand; an empty room for none."""
        sight, whole = self.scene.sight, QRectF()
        if sight is None:
            return whole
        for node in map(sight.folding.shown, chosen.nodes):
            if node in sight.layout:
                left, top, right, bottom = sight.layout.box(node)
                whole = whole.united(QRectF(left, top, right - left, bottom - top))
        for note in sight.board.notes:
            if note.id in chosen.notes:
                whole = whole.united(QRectF(note.x, note.y, note.width, note.height))
        return whole

    def _connect(self) -> None:
        self.chips.chosen.connect(self.acting.adding.add_behind)
        self.chips.template_chosen.connect(self.template_wanted)
        self.chips.gallery_wanted.connect(self.gallery_wanted)
        tools, camera = self.chips.tools, self.view.camera
        tools.zoomed_in.connect(partial(camera.zoom, 1.0))
        tools.zoomed_out.connect(partial(camera.zoom, -1.0))
        tools.whole_size.connect(camera.whole_size)
        tools.fitted.connect(self.stage.refit)
        tools.mode_chosen.connect(self.choose_mode)
        camera.moved.connect(self._show_scale)
        self.view.space_tapped.connect(self.play_asked)
        self.view.resized.connect(self._resized)
        self.view.camera.moved.connect(self.looking.follow)
        self.surgery.refused.connect(self.around.status.say)
        self.stage.redrawn.connect(self._follow)
        self.stage.redrawn.connect(self._catching_up.begin)
        self.selection.changed.connect(self._follow_selection)
        self.steering.spot_changed.connect(self.selection_changed)
        self.steering.spot_changed.connect(self._look_at_spot)
        self._session.state_changed.connect(self._follow_state)
        themes.changed.connect(self._retheme)

    def _follow(self) -> None:
        """After the network was drawn anew."""
        self.chips.show_graph(self.stage.project.graph)
        self.steering.follow()
        self.acting.follow()
        self.looking.follow_network(self._session.data)
        self.opening.follow()

    def _say_why_not(self, error: BadFile) -> None:
        """What is on the clipboard cannot be pasted."""
        self.around.status.say(sentence(error))

    def _show_scale(self) -> None:
        self.chips.tools.show_scale(self.view.camera.scale)

    def _follow_selection(self) -> None:
        self.scene.choose(self.selection.chosen)
        self.selection_changed.emit()

    def _follow_state(self) -> None:
        """New data changes shapes; a pause ends all motion, and with a start the past is over."""
        started = self._session.playing and not self._played
        self._played = self._session.playing
        if started:
            self.around.status.hush()
        if self._session.data is not self._data:
            self._data = self._session.data
            self.looking.follow_network(self._data)
            self.stage.follow_data()
        if not self._session.playing:
            self.scene.settle()
            self._catching_up.begin()

    def _resized(self) -> None:
        self.around.place()
        self.stage.redraw()

    def _retheme(self) -> None:
        self.scene.restyle()
        self.around.restyle()
        self.looking.follow()

    def _look_at_spot(self) -> None:
        self.looking.look_at_spot(self.steering.spot)

    def pixel_for_new(self) -> QPoint:
        """Where something new comes: where a menu was opened, else the middle of what is seen."""
        return self._asked() or self.stage.middle()

    def _asked(self) -> QPoint | None:
        """Where the menu was opened that something is chosen from; None for no menu."""
        return self.context.at
