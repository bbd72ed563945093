"""Network, boundary and curves are saved for slides and papers."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QGraphicsItem

from app.canvas.hits import Hit
from app.canvas.popover import LayerPopover
from app.dialogs.figure import FigurePage
from app.figures import picture, save_figure
from engine.errors import BadFile
from tests.stories.person import Person

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def trained(person: Person) -> Person:
    person.start("xor")
    person.control(Qt.Key.Key_F10)
    person.until(person.trained(1))
    return person


def opened(person: Person) -> FigurePage:
    person.control(Qt.Key.Key_E)
    (page,) = person.window.findChildren(FigurePage)
    return page


def test_an_svg_has_lines_and_letters(trained: Person, tmp_path: Path) -> None:
    path = tmp_path / "network.svg"
    save_figure(trained.window.canvas.figure, path)
    root = ElementTree.parse(path).getroot()
    words = {"".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")}
    assert {"Input", "Dense", "Output", "8 · tanh"} <= words
    wires = sum(len(bundle.course.knots) for bundle in trained.window.canvas.scene.wires.values())
    assert len(list(root.iter(f"{SVG}path"))) >= wires
    neurons = sum(len(c.column.shown) for c in trained.window.canvas.scene.columns.values())
    assert len(list(root.iter(f"{SVG}image"))) == neurons + 1  # and the scale of the legend


def test_the_window_looks_the_same_afterwards(trained: Person, tmp_path: Path) -> None:
    before = trained.picture(trained.window)
    for part in (trained.window.canvas, trained.window.boundary, trained.window.loss):
        for kind in ("svg", "pdf", "png"):
            save_figure(part.figure, tmp_path / f"a.{kind}")
    assert trained.picture(trained.window) == before
    kept = QGraphicsItem.CacheMode.DeviceCoordinateCache
    assert any(item.cacheMode() == kept for item in trained.window.canvas.scene.items())


def words(path: Path) -> str:
    """What an SVG says, in the order it is drawn."""
    root = ElementTree.parse(path).getroot()
    return "\n".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def test_what_was_just_done_is_no_part_of_a_figure(trained: Person, tmp_path: Path) -> None:
    path, canvas = tmp_path / "network.svg", trained.window.canvas
    status = canvas.around.status
    canvas.choose_mode("cards")
    while canvas.view.camera.scale > 0.5:
        canvas.view.camera.zoom(-1.0)
    for widget in (canvas.figure, trained.window):
        status.say("Saved network.svg.")
        save_figure(widget, path)
        assert "Saved" not in words(path)
        assert "nodes" in words(path)
        assert status.text() == "Saved network.svg."
    save_figure(canvas.figure, path)
    assert "Dense" in words(path)
    assert "tanh" not in words(path), "too small to be read, as on the screen"


def test_every_reader_knows_the_lines_and_letters(trained: Person, tmp_path: Path) -> None:
    path, window = tmp_path / "a.svg", trained.window
    for part in (window.canvas, window.loss, window.boundary):
        save_figure(part.figure, path)
        for group in ElementTree.parse(path).getroot().iter(f"{SVG}g"):
            assert group.get("font-family", "sans-serif").endswith("sans-serif")
            as_on_screen = [p for p in group if p.get("vector-effect") == "non-scaling-stroke"]
            assert not as_on_screen or group.get("stroke") == "none"
    save_figure(window.canvas.figure, tmp_path / "a.pdf")
    said = unicode_maps((tmp_path / "a.pdf").read_bytes())
    assert set("018−+ ") <= set(said), "can be copied and searched"
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in said), "of private use"


def unicode_maps(pdf: bytes) -> str:
    """The characters that the fonts of a PDF are said to draw."""
    lists = re.findall(rb"beginbfrange.*?endbfrange", pdf, re.DOTALL)
    codes = re.findall(rb"<([0-9A-F]{4})>(?= <|\]| \]|\n)", b"".join(lists))
    return "".join(chr(int(code, 16)) for code in codes)


def test_lines_grow_with_a_picture(trained: Person) -> None:
    for part in (trained.window.loss, trained.window.boundary):
        inked = [ink(picture(part.figure, scale)) for scale in (1.0, 4.0)]
        assert inked[1] == pytest.approx(inked[0], rel=0.08)


def ink(image: QImage) -> float:
    """How much of an image is not its ground, each pixel as far as it differs."""
    shown = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.width(), 4)
    return float(np.abs(pixels[..., :3].astype(int) - pixels[-1, 0, :3]).mean())


def test_nothing_is_selected_in_a_figure_of_the_window(trained: Person) -> None:
    canvas, window = trained.window.canvas, trained.window
    canvas.choose_mode("cards")

    def drawn() -> QImage:
        at = canvas.view.mapTo(window, QPoint())
        return picture(window, 1.0).copy(QRect(at, canvas.view.size()))

    before = drawn()
    trained.click_on("card", "dense1")
    for popover in window.findChildren(LayerPopover):
        popover.close()
    assert drawn() == before
    assert canvas.selection.chosen.nodes == {"dense1"}


@pytest.mark.parametrize("key", ["neurons", "cards"])
def test_nothing_in_a_figure_is_selected_or_lit(trained: Person, tmp_path: Path, key: str) -> None:
    canvas = trained.window.canvas
    canvas.choose_mode(key)
    trained.picture(canvas)

    def drawn() -> bytes:
        save_figure(canvas.figure, tmp_path / "a.svg")
        return (tmp_path / "a.svg").read_bytes()

    before = drawn()
    assert "\u2009".encode() not in before, "not every reader has a thin space"
    trained.click_on("header" if key == "neurons" else "card", "dense1")
    for popover in trained.window.findChildren(LayerPopover):
        popover.close()
    canvas.view.point_at(canvas.view.hit_at(trained.point("port_out", "dense1", 0)))
    canvas.looking.pin(Hit("neuron", "dense1", 1))
    seen = trained.picture(canvas)
    assert drawn() == before
    assert canvas.selection.chosen.nodes == {"dense1"}
    canvas.view.point_at(canvas.view.hit_at(trained.point("port_out", "dense1", 0)))
    assert trained.picture(canvas) == seen


def test_letters_are_as_large_as_on_the_screen(trained: Person, tmp_path: Path) -> None:
    path, widget = tmp_path / "network.svg", trained.window.canvas.figure
    save_figure(widget, path)
    root = ElementTree.parse(path).getroot()
    around = {child: parent for parent in root.iter() for child in parent}
    (status,) = (t for t in root.iter(f"{SVG}text") if "nodes" in "".join(t.itertext()))
    size = trained.window.canvas.around.status.fontInfo().pixelSize()
    assert float(status.get("font-size") or around[status].get("font-size")) == size
    assert float(root.get("width", "").removesuffix("mm")) == pytest.approx(
        widget.width() / widget.logicalDpiX() * 25.4, rel=1e-2
    )


def test_points_of_a_plot_are_shapes(trained: Person, tmp_path: Path) -> None:
    path = tmp_path / "boundary.svg"
    save_figure(trained.window.boundary.figure, path)
    root = ElementTree.parse(path).getroot()
    assert len(list(root.iter(f"{SVG}image"))) < 5  # the colour map itself
    data = trained.session.data
    assert data is not None
    assert len(list(root.iter(f"{SVG}path"))) >= len(data.y_train) + len(data.y_test)


def test_a_pixel_picture_is_as_sharp_as_asked(trained: Person, tmp_path: Path) -> None:
    path, widget = tmp_path / "curves.png", trained.window.loss.figure
    save_figure(widget, path, scale=4.0)
    assert QImage(str(path)).size() == widget.size() * 4


def test_the_page_saves_and_says_so(trained: Person, tmp_path: Path) -> None:
    page = opened(trained)
    page.choices["format"].set_key("pdf")
    page.ask = lambda kind: str(tmp_path / "spoken")
    trained.click(trained.button("Save…", page))
    assert (tmp_path / "spoken.pdf").read_bytes().startswith(b"%PDF")
    assert trained.told("spoken.pdf")
    trained.until(lambda: not trained.window.findChildren(FigurePage))


def test_a_picture_goes_to_the_clipboard(trained: Person) -> None:
    page = opened(trained)
    trained.click(trained.button("Copy", page))
    assert QGuiApplication.clipboard().image().size() == trained.window.canvas.figure.size() * 2
    page.close()


def test_what_cannot_be_written_is_said_and_nothing_is_left(
    trained: Person, tmp_path: Path
) -> None:
    with pytest.raises(BadFile):
        save_figure(trained.window.loss.figure, tmp_path / "no" / "such" / "folder.svg")
    page = opened(trained)
    page.ask = lambda kind: str(tmp_path / "missing" / "a.svg")
    trained.click(trained.button("Save…", page))
    assert trained.told("a.svg")
    assert list(tmp_path.rglob("*.svg")) == []
