"""Mathematics on the screen: what the engine declares can be set, in both themes."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from app.theme import themes
from app.widgets.bend import BendView
from app.widgets.formula import Formula, svg_of
from engine.layers import layers
from engine.layers.activation import activation_names
from engine.losses import losses

DECLARED = [(what.what, name) for what in (layers, losses) for name in what]


@pytest.mark.parametrize(("what", "name"), DECLARED)
def test_every_layer_and_loss_declares_a_formula_that_can_be_set(what: str, name: str) -> None:
    cls = {"layer": layers, "loss": losses}[what][name]
    assert cls.formula
    svg = svg_of(cls.formula, "#123456")
    drawn = QSvgRenderer(QByteArray(svg))
    assert drawn.isValid()
    assert 20 < drawn.viewBoxF().width() < 420
    # What the parser does not know it shows as the name of the command.
    assert b"#123456" in svg and b"<text" not in svg


def grabbed(widget: QWidget, ratio: float = 1.0) -> QImage:
    widget.resize(240, widget.sizeHint().height())
    image = QImage(widget.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(themes.now().panel))
    widget.render(image)
    return image


def darkness(image: QImage) -> tuple[int, int]:
    """The least and the greatest brightness."""
    every = [
        image.pixelColor(x, y).lightness()
        for x in range(image.width())
        for y in range(image.height())
    ]
    return min(every), max(every)


def test_a_formula_follows_the_theme(qtbot) -> None:
    formula = Formula(r"y = x^2")
    qtbot.addWidget(formula)
    assert formula.is_set
    low, high = darkness(grabbed(formula))
    assert low < 90 and high > 230
    themes.use("dark")
    try:
        low, high = darkness(grabbed(formula))
        assert low < 60 and high > 180
    finally:
        themes.use("light")


def test_a_long_formula_is_made_smaller_and_stays_on_its_plate(qtbot) -> None:
    formula = Formula(layers["gelu"].formula)
    qtbot.addWidget(formula)
    image = grabbed(formula, 2.0)
    edge = [image.pixelColor(image.width() - 8, y).lightness() for y in range(image.height())]
    assert formula.sizeHint().width() > formula.width()
    assert min(edge) > 200


def test_no_formula_takes_no_room(qtbot) -> None:
    formula = Formula(r"y = x")
    qtbot.addWidget(formula)
    formula.set_latex("")
    assert formula.isHidden()
    formula.set_latex(r"y = 2x")
    assert not formula.isHidden()


@pytest.mark.parametrize("missing", [True, False])
def test_what_cannot_be_set_is_shown_as_text(qtbot, monkeypatch, missing: bool) -> None:
    if missing:
        monkeypatch.setitem(sys.modules, "ziamath", None)
    svg_of.cache_clear()
    formula = Formula(r"y = \max(x, 0)" if missing else r"\frac{")
    qtbot.addWidget(formula)
    assert not formula.is_set
    assert darkness(grabbed(formula))[0] < 120
    svg_of.cache_clear()


@pytest.mark.parametrize("name", activation_names())
def test_every_activation_but_softmax_has_a_curve(qtbot, name: str) -> None:
    view = BendView()
    qtbot.addWidget(view)
    view.show_activation(layers.make(name))
    assert view.is_drawn == (name != "softmax")
    assert view.isHidden() != view.is_drawn
    if view.is_drawn:
        theme = themes.now()
        image = grabbed(view, 2.0)
        seen = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
        }
        assert {theme.positive_text.lower(), theme.negative_text.lower()} <= seen
