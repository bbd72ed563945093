"""The first minute: the program opens, Space is pressed, and everything begins to move."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.model import files
from app.widgets.figures import FixedFigures
from engine.frame import Frame
from tests.stories.person import Person

SPACE, UNDO = Qt.Key.Key_Space, Qt.Key.Key_Z


def same_weights(one: Frame, other: Frame) -> bool:
    return one.weights.keys() == other.weights.keys() and all(
        np.array_equal(one.weights[name], other.weights[name]) for name in one.weights
    )


def test_space_is_all_it_takes(person: Person) -> None:
    person.start()
    assert person.project == files.read(files.find("two-spirals")).project
    window = person.window
    views = (window.canvas.view.viewport(), window.boundary, window.loss, window.transport)
    before = [person.picture(view) for view in views]
    person.press(SPACE)
    person.until(person.trained(5))
    person.until(lambda: all(
        person.picture(view) != old for view, old in zip(views, before, strict=True)
    ))
    assert person.session.playing
    assert person.watcher.curves[person.frame.run].epoch[-1] == person.frame.epoch
    person.press(SPACE)
    assert not person.session.playing
    assert person.messages == []


def test_pause_step_and_epoch(person: Person) -> None:
    person.start()
    person.press(SPACE)
    person.until(person.trained(2))
    person.press(SPACE)
    person.until(lambda: not person.session.playing)
    run = person.frame.run
    person.control(Qt.Key.Key_R)
    person.until(lambda: person.frame.run == run + 1 and person.frame.step == 0)
    for step in (1, 2):
        person.press(Qt.Key.Key_F10)
        person.until(lambda step=step: person.frame.step == step)
    person.control(Qt.Key.Key_F10)
    person.until(lambda: person.frame.epoch == 1)
    assert person.frame.step == person.frame.steps_per_epoch
    numbers = person.window.transport.findChildren(FixedFigures)
    person.until(lambda: "000,001" in {figures.text() for figures in numbers})


def test_the_same_weights_give_the_same_losses_bit_by_bit(person: Person) -> None:
    person.start()
    first = person.frame
    person.press(SPACE)
    person.until(person.trained(12))
    run = person.frame.run
    person.control(Qt.Key.Key_R)
    person.until(lambda: person.frame.run == run + 1 and person.frame.epoch >= 12)
    person.press(SPACE)
    watcher = person.watcher
    assert watcher.losses(run, 13) == watcher.losses(run + 1, 13)
    person.control(Qt.Key.Key_R)
    person.until(lambda: person.frame.run == run + 2 and person.frame.step == 0)
    assert same_weights(person.frame, first)


def test_new_weights_can_be_taken_back(person: Person) -> None:
    person.start()
    first, project = person.frame, person.project
    person.control(Qt.Key.Key_R, shift=True)
    person.until(lambda: person.frame.run > first.run)
    assert not same_weights(person.frame, first)
    assert person.project != project
    second = person.frame
    person.control(UNDO)
    assert person.project == project
    person.control(Qt.Key.Key_R)
    person.until(lambda: person.frame.run > second.run)
    assert same_weights(person.frame, first)


def test_the_mouse_can_do_the_same(person: Person) -> None:
    person.start()
    person.click(person.button("Play"))
    person.until(person.trained(1))
    person.click(person.button("Pause"))
    run = person.frame.run
    person.click(person.button("Restart"))
    person.until(lambda: person.frame.run == run + 1)
    person.click(person.button("One epoch"))
    person.until(lambda: person.frame.epoch == 1)
    assert QApplication.focusWidget() is person.window.canvas.view
