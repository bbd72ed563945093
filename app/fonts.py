"""The fonts that come with the application, so that it looks the same on every machine.

Inter for Latin, Greek and figures; Noto Sans SC for Chinese and rare symbols.
"""

from __future__ import annotations

import logging
import sys

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app.resources import resource

__all__ = ["FAMILIES", "install"]

FAMILIES = ("Inter", "Noto Sans SC")
"""The application's families: a character that the first lacks is taken from the next."""

_SIZE = 13  # pixels on a screen without scaling
_PIXELS_PER_INCH = 72 if sys.platform == "darwin" else 96


def install(app: QApplication) -> None:
    """Registers the fonts of resources/fonts and makes them the font of `app`.

    A file that cannot be read is noted in the log; Qt then falls back on a font of the system.
    """
    for path in sorted(resource("fonts").glob("*.otf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            logging.getLogger(__name__).warning("font %s cannot be read", path)
    app.setFont(_font())


def _font() -> QFont:
    font = QFont(list(FAMILIES))
    # In points, so that it follows the scale of the screen; a point is 1/72 inch.
    font.setPointSizeF(_SIZE * 72 / _PIXELS_PER_INCH)
    # Hinting moves strokes to whole pixels, differently on every system.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
