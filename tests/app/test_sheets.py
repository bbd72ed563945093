"""What a view of the board paints is what it would paint if it asked every card and wire, as new
as if nothing had been there before; and what is out of sight costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.canvas import wire_label
from app.canvas.card_item import CardItem
from app.canvas.hits import NOTHING, Hit
from app.canvas.selection import Chosen
from app.canvas.sheet import Sheet
from app.canvas.surface import SurfaceView
from app.model.project import Project
from app.theme import themes
from engine.frame import Frame
from tests.app.boards import card
from tests.app.test_kept import Shown, edit_of, residual
from tests.app.test_large_graphs import calls

pytestmark = pytest.mark.usefixtures("qapp")

QUICK = settings(max_examples=12, deadline=None, derandomize=True)
STEPS = st.lists(
    st.tuples(st.integers(0, 13), st.integers(0, 60)), min_size=2, max_size=10
)
"""Edits by their number in `edit_of`, and then moves of a hand."""
SIZE = 460, 320
_A_WHILE = 60
"""Milliseconds in which what is not wanted would be painted."""


class Viewed(Shown):
    """A project on cards, and a view of it, which goes before what it shows does."""

    def __enter__(self) -> Viewed:
        return self

    def __exit__(self, *_: object) -> None:
        themes.use("light")
        delete(self.view)

    def __init__(self) -> None:
        super().__init__()
        self.view = SurfaceView(self.scene)
        self.view.resize(*SIZE)
        self.camera = self.view.camera
        self.camera.moved.connect(self._see)

    def show(self, project: Project) -> Viewed:
        super().show(project)
        self.camera.show_extent(self.scene.extent(), board=True)
        return self

    def at(self, other: Viewed) -> Viewed:
        """Looks at the same place."""
        scale = other.camera.scale
        self.camera.look(other.view.mapToScene(QPoint()), QPoint(), scale)
        for mine, theirs in zip(_bars(self.view), _bars(other.view), strict=True):
            mine.setValue(theirs.value())
        return self

    def rested(self) -> QImage:
        """What is seen once nothing is left to be drawn."""
        self.view.grab()
        while self.scene.catch_up():
            self.view.grab()
        return self.view.viewport().grab().toImage()

    def do(self, kind: int, number: int) -> None:
        """One of several things that change what is seen."""
        links = [*self.scene.items_of.links]
        link = links[number % len(links)] if links else ("", "", 0)
        cards = [*self.scene.items_of.cards]
        rows = (
            lambda: self.camera.scroll(12 * (number - 30), 3 * (number % 7) - 9),
            lambda: self.camera.zoom(number % 9 - 4, QPoint(9 * (number % 50), 100)),
            lambda: self.scene.hover(Hit("link", link[1], link[2], link[0]), inside=True),
            lambda: self.scene.hover(NOTHING, inside=False),
            lambda: self.scene.choose(Chosen(frozenset(cards[:number]), frozenset({link}))),
            lambda: self._dress(number),
        )
        rows[kind]()

    def _dress(self, number: int) -> None:
        themes.use("dark" if number % 2 else "light")
        self.scene.restyle()

    def _see(self) -> None:
        self.scene.see_from(self.camera.scale)


def _bars(view: SurfaceView) -> tuple[object, object]:
    return view.horizontalScrollBar(), view.verticalScrollBar()


@contextmanager
def asking_all() -> Iterator[None]:
    """Meanwhile everything is painted, seen or not."""
    seen = Sheet.seen
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "seen", lambda sheet, room, beside=0.0: seen(sheet, QRectF()))
        yield


def frame_of(shown: Shown) -> Frame:
    """Weights for all wires."""
    rng, network = np.random.default_rng(3), shown.scene.network
    assert network is not None
    return Frame(step=1, weights={
        link.matrix: rng.normal(size=(link.inputs, network.column(link.target).units))
        .astype(np.float32) for link in network.links if link.matrix
    })


def _is_sound(shown: Shown) -> bool:
    """Whether what is shown could be trained."""
    network = shown.scene.network
    return network is not None and network.build is not None and network.build.sound


@QUICK
@given(STEPS)
def test_after_any_moves_and_edits_the_view_shows_all_that_is_there(
    steps: list[tuple[int, int]]
) -> None:
    with Viewed() as kept:
        project = residual()
        kept.show(project).camera.fit()
        for kind, number in steps:
            if kind < 8:
                project = edit_of(project, kind, number)(project)
                kept.show(project)
            else:
                kept.do(kind - 8, number)
            culled = kept.rested()
            with asking_all():
                assert kept.view.viewport().grab().toImage() == culled


@QUICK
@given(STEPS)
def test_after_any_moves_and_edits_the_view_is_as_if_it_were_new(
    steps: list[tuple[int, int]]
) -> None:
    """But for labels, which find their places one after another. A view remembers what could be
    trained last, hence the new one is shown that before."""
    with pytest.MonkeyPatch.context() as patch, Viewed() as kept, Viewed() as new:
        patch.setattr(wire_label, "_SEEN", 100.0)
        sound = project = residual()
        kept.show(project).camera.fit()
        kept.scene.show_frame(frame_of(kept), moving=False)
        for kind, number in steps:
            if kind < 8:
                project = edit_of(project, kind, number)(project)
                kept.show(project)
                sound = project if _is_sound(kept) else sound
            elif kind < 10:
                kept.do(kind - 8, number)
            kept.view.grab()
        frame = frame_of(kept)
        new.show(sound).show(project).at(kept)
        for one in (kept, new):
            one.scene.show_frame(frame, moving=False)
        assert kept.rested() == new.rested()


def test_what_comes_into_view_is_there_at_once() -> None:
    """Without a blank edge, before anything is caught up with."""
    with Viewed() as kept:
        kept.show(residual(12)).camera.whole_size()
        kept.rested()
        for dx, dy in ((-300, 0), (-300, 40), (450, -60), (-900, 0)):
            kept.camera.scroll(dx, dy)
            found = kept.view.viewport().grab().toImage()
            with asking_all():
                assert kept.view.viewport().grab().toImage() == found


def test_a_painting_costs_as_much_as_is_seen_of_the_board() -> None:
    work = []
    for blocks in (8, 40):
        with Viewed() as shown:
            shown.show(residual(blocks)).camera.look(QPointF(240.0, 0.0), QPoint(200, 160), 1.0)
            shown.rested()
            work.append(calls(shown.view.viewport().grab))
    assert work[1] <= work[0] + 5


def test_a_card_on_its_way_is_painted_where_it_is() -> None:
    with Viewed() as shown:
        shown.show(residual()).camera.look(QPointF(), QPoint(100, 100), 1.0)
        rested, item = shown.rested(), shown.scene.items_of.cards["output1"]
        assert not shown.camera.visible.intersects(item.box)
        item.setPos(QPointF(0.0, 120.0) - item.middle)
        assert shown.rested() != rested
        item.setPos(QPointF())
        assert shown.rested() == rested


@QUICK
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400)), max_size=300))
def test_things_that_come_and_go_leave_the_others_where_they_are(
    steps: list[tuple[bool, int]]
) -> None:
    sheet, left = Sheet[CardItem](0.0), list[CardItem]()
    for comes, number in steps:
        if comes or not left:
            left.append(CardItem(card(), QPointF(50.0 * number, 0.0)))
            sheet.lay(left[-1])
        else:
            sheet.take_away(left.pop(number % len(left)))
    top = CardItem(card(), QPointF()).boundingRect().top()
    room = QRectF(2000.0, top - 100.0, 6000.0, 101.0)
    assert sheet.seen(room) == [one for one in left if one.boundingRect().intersects(room)]
    assert sheet.seen(QRectF()) == left


def test_only_what_is_seen_before_or_after_a_change_is_painted_again(qtbot: QtBot) -> None:
    with Viewed() as shown:
        shown.show(residual()).camera.look(QPointF(), QPoint(100, 100), 1.0)
        shown.view.show()
        item, window = shown.scene.items_of.cards["output1"], shown.view.viewport()
        assert not shown.camera.visible.intersects(item.box)
        for change, painted in (
            (window.update, True),
            (item.restyle, False),
            (lambda: item.setPos(QPointF(0.0, 9.0)), False),
            (lambda: item.setPos(QPointF(0.0, 120.0) - item.middle), True),
            (item.restyle, True),
            (lambda: item.setPos(QPointF()), True),
            (shown.scene.catch_up, False),
        ):
            shown.rested()
            paints = _paints(shown)
            change()
            if painted:
                qtbot.waitUntil(lambda paints=paints: bool(paints))
            QTest.qWait(_A_WHILE)
            assert bool(paints) == painted


def _paints(shown: Viewed) -> list[bool]:
    """Grows when the view is painted, from now on."""
    painted: list[bool] = []
    shown.view.over = lambda _: painted.append(True)
    return painted
