"""A network is chosen from the gallery, and the question before work is lost still comes."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.dialogs.templates import TemplatePage
from tests.stories.person import Person


def opened(person: Person) -> TemplatePage:
    """The gallery, with the keyboard."""
    person.control(Qt.Key.Key_N, shift=True)
    (page,) = person.window.findChildren(TemplatePage)
    page.activateWindow()
    person.until(page.isActiveWindow)
    return page


def test_a_template_starts_a_project_that_trains_and_can_be_changed(person: Person) -> None:
    person.start()
    opened(person)
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Right, times=2)
    person.press(Qt.Key.Key_Return)
    person.until(lambda: person.project.title == "Residual network")
    assert not person.window.isWindowModified()
    assert person.document.path is None
    person.control(Qt.Key.Key_F10)
    person.until(person.trained(1))
    assert person.frame.pictures is not None
    assert set(person.frame.pictures.units) == {node.id for node in person.project.graph.nodes}


def test_a_changed_project_is_asked_about_first(person: Person) -> None:
    person.start()
    person.click_on("more", "dense1")
    changed = person.project
    person.application.filing.ask = lambda: "cancel"
    opened(person)
    person.press(Qt.Key.Key_Return)
    person.until(lambda: not person.window.findChildren(TemplatePage))
    assert person.project == changed
