"""Makes resources/fonts: Inter and Noto Sans SC cut down to the characters the program needs.

    python packaging/fonts.py [--inter FOLDER] [--noto FOLDER]

Needs fontTools and the full fonts; on Debian they are in the packages fonts-inter and
fonts-noto-cjk. The result is part of the repository: this script is only for making it again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SYSTEM = Path("/usr/share/fonts/opentype")
SC_FACE = 2
"""The place of Simplified Chinese in the Noto collections (after Japanese and Korean)."""
FEATURES = ("kern", "tnum", "ccmp", "mark", "mkmk", "locl", "case")
"""What is kept of Inter; Noto's features would bring the forms of other countries along."""
RANGES = (
    (0x0020, 0x024F),  # Latin with all its accents: ŷ, ȳ
    (0x02B0, 0x02FF),  # raised letters: ˣ
    (0x0300, 0x036F),  # combining marks: x̂, x̄
    (0x0370, 0x03FF),  # Greek
    (0x1D00, 0x1DBF),  # raised and lowered letters: ᵏ, ᵢ
    (0x2010, 0x205E),  # dashes, quotes, bullets, primes
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x2100, 0x218F),  # ℓ, ℝ, ½
    (0x2190, 0x22FF),  # arrows, mathematical operators
    (0x2300, 0x23FF),  # keys: ⌘ ⌫
    (0x25A0, 0x25FF),  # squares, circles, triangles
    (0x2713, 0x2717),  # check marks
    (0x27E8, 0x27E9),  # ⟨ ⟩
)
CJK_RANGES = ((0x3000, 0x303F), (0xFF00, 0xFF5E), (0xFFE0, 0xFFE6))


def gb2312() -> Iterator[int]:
    """Every character of GB 2312: 6763 Chinese characters and their punctuation."""
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield ord(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def spread(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    """The characters of these inclusive ranges."""
    return {code for first, last in ranges for code in range(first, last + 1)}


def cut(font: TTFont, characters: set[int], features: Iterable[str] = ()) -> None:
    """Leaves only `characters` and `features`, without hints (none are shown)."""
    options = Options()
    options.layout_features = list(features)
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def rename(font: TTFont, family: str, style: str) -> None:
    """Gives the font the family name by which the application asks for it."""
    names = font["name"]
    texts = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", "")}
    for record in list(names.names):
        if record.nameID in (16, 17):
            names.removeNames(nameID=record.nameID)
        elif record.nameID in texts:
            record.string = texts[record.nameID]
    cff = font["CFF "].cff
    cff.fontNames = [texts[6]]
    cff.topDictIndex[0].FamilyName = family
    cff.topDictIndex[0].FullName = texts[4]


def take_line_height(font: TTFont, model: TTFont) -> None:
    """Gives `font` the line height of `model`, so that no line grows in another language."""
    share = font["head"].unitsPerEm / model["head"].unitsPerEm
    for table, fields in {
        "hhea": ("ascent", "descent", "lineGap"),
        "OS/2": ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"),
    }.items():
        for name in fields:
            setattr(font[table], name, round(getattr(model[table], name) * share))


def main() -> None:
    """Writes all six fonts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inter", type=Path, default=SYSTEM / "inter")
    parser.add_argument("--noto", type=Path, default=SYSTEM / "noto")
    given = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    for style in ("Regular", "Medium", "SemiBold", "Bold"):
        inter = TTFont(given.inter / f"Inter-{style}.otf", recalcTimestamp=False)
        cut(inter, spread(RANGES), FEATURES)
        inter.save(TARGET / f"Inter-{style}.otf")
    for style in ("Regular", "Bold"):
        noto = TTFont(
            given.noto / f"NotoSansCJK-{style}.ttc", fontNumber=SC_FACE, recalcTimestamp=False
        )
        cut(noto, set(gb2312()) | spread(RANGES) | spread(CJK_RANGES))
        rename(noto, "Noto Sans SC", style)
        take_line_height(noto, inter)
        noto.save(TARGET / f"NotoSansSC-{style}.otf")


if __name__ == "__main__":
    main()
