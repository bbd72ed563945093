"""The bundled fonts have every character the application shows, in every weight it uses."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QRawFont

from app import fonts
from app.resources import resource
from app.widgets.figures import tabular

SIGNS = "x₁x₂²³⁰⁹₀₉ λΣσηθμ∂∇√∞∑∫≈≠≤≥‖ℓ ⌘⌥⇧ ✓✗●○■□▲▼▶ −×·±…–—“”‘’ ←→↑↓ ŷ"
WEIGHTS = (400, 500, 600, 700)


@pytest.fixture
def installed(qapp):
    before = qapp.font()
    fonts.install(qapp)
    yield qapp
    qapp.setFont(before)


def glyphs(name: str) -> QRawFont:
    return QRawFont(str(resource("fonts", name)), 13.0)


def test_the_application_is_shown_in_inter(installed):
    font = installed.font()
    assert QFontInfo(font).family() == "Inter"
    assert QFontInfo(font).pixelSize() == 13
    assert font.hintingPreference() == QFont.HintingPreference.PreferNoHinting


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_weight_is_a_font_of_its_own(installed, weight):
    font = QFont(installed.font())
    font.setWeight(QFont.Weight(weight))
    assert QRawFont.fromFont(font).weight() == weight


def test_no_sign_falls_back_on_a_font_of_the_system(qapp):
    inter, noto = glyphs("Inter-Regular.otf"), glyphs("NotoSansSC-Regular.otf")
    missing = [
        sign
        for sign in SIGNS
        if not (inter.supportsCharacter(ord(sign)) or noto.supportsCharacter(ord(sign)))
    ]
    assert not missing


def test_chinese_is_there_in_regular_and_bold(qapp):
    for style in ("Regular", "Bold"):
        font = glyphs(f"NotoSansSC-{style}.otf")
        assert font.familyName() == "Noto Sans SC"
        assert all(font.supportsCharacter(ord(c)) for c in "神经网络画板，学习率：“过拟合”（）鼹")


def test_a_line_is_as_high_in_chinese_as_in_english(qapp):
    inter, noto = glyphs("Inter-Regular.otf"), glyphs("NotoSansSC-Regular.otf")
    assert noto.ascent() == pytest.approx(inter.ascent(), abs=0.1)
    assert noto.descent() == pytest.approx(inter.descent(), abs=0.1)


def test_figures_can_have_one_width(installed):
    metrics = QFontMetricsF(tabular(installed.font()))
    widths = {round(metrics.horizontalAdvance(digit * 8), 2) for digit in "0123456789"}
    assert len(widths) == 1


def test_licences_lie_beside_fonts_and_icons():
    assert "SIL OPEN FONT LICENSE" in resource("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in resource("icons", "LICENSE").read_text(encoding="utf-8")
