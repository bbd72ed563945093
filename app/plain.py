"""SVG and PDF as Qt writes them, with letters that every reader has and can copy."""

from __future__ import annotations

import re
from unicodedata import normalize

__all__ = ["plain_pdf", "plain_svg"]

_FAMILIES = "Inter, 'Noto Sans SC', Arial, Helvetica, sans-serif"
"""For readers that have not the first: letters of the same kind."""
_SPACES = {0x2009: "\u00a0", 0x202F: "\u00a0"}
"""In the place of thin spaces many readers show a box, or letters of another font."""
_EMPTY = re.compile(r"<g [^>]*>\s*</g>\s*")
_MAPS = re.compile(rb"beginbfrange.*?endbfrange", re.DOTALL)
_LISTED = re.compile(rb"(?<=\[)[^\]]*|(?<=> )<[0-9A-F]{4}>(?=\r?\n)")
_CODE = re.compile(rb"[0-9A-F]{4}")


def plain_svg(svg: str) -> str:
    """Without empty groups, with families to fall back on and ordinary spaces."""
    named = svg.replace('font-family="Inter"', f'font-family="{_FAMILIES}"')
    return _EMPTY.sub("", named).translate(_SPACES)


def plain_pdf(pdf: bytes) -> bytes:
    """What is copied out of it is what can be typed. One glyph often stands for many characters,
    of which Qt names the first: for a space a tabulator, for 入 the radical that looks like it.
    Nothing changes its place in the file."""
    return _MAPS.sub(lambda map: _LISTED.sub(_typed, map[0]), pdf)


def _typed(listed: re.Match[bytes]) -> bytes:
    return _CODE.sub(lambda code: b"%04X" % _usual(int(code[0], 16)), listed[0])


def _usual(code: int) -> int:
    radical = 0x2E80 <= code <= 0x2FDF
    return 0x20 if code == 0x09 else ord(normalize("NFKC", chr(code))) if radical else code
