"""Words on the screen: English in the source, other languages from resources/translations.

Every sentence a person reads goes through `tr` (texts of the application) or `tr_engine` (labels,
help and docstrings that the engine declares). Both look words up at the moment of the call, so a
view that asks again after a `LanguageChange` event is in the new language.
"""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.resources import resource

__all__ = ["LANGUAGES", "Translated", "install", "language", "tr", "tr_engine", "without_key"]

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


def tr(text: str, /, **values: Any) -> str:
    """`text` in the current language, with {named} values filled in."""
    found = QCoreApplication.translate("app", text)
    return found.format(**values) if values else found


def tr_engine(text: str, /) -> str:
    """A label, help text or docstring of the engine, or the title or description of an example, in
    the current language; words that people wrote themselves stay as they are."""
    return QCoreApplication.translate("engine", text)


def without_key(text: str, /) -> str:
    """The text of a menu entry without its key: "&Open…" and "打开(&O)…" without &O."""
    return re.sub(r"\(&.\)|&", "", text)


class _Installed:
    """The translators in use; Qt does not own them."""

    language = "en"
    translators: list[QTranslator] = []


def language() -> str:
    """The language in use, a key of `LANGUAGES`."""
    return _Installed.language


def install(code: str) -> None:
    """Switches the running application to a language of `LANGUAGES`; every widget is told."""
    for old in _Installed.translators:
        QApplication.removeTranslator(old)
    _Installed.translators = []
    _Installed.language = code
    QLocale.setDefault(QLocale(code))
    if code == "en":
        return
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((code, str(resource("translations"))), (f"qtbase_{code}", qt_folder)):
        translator = QTranslator()
        if translator.load(name, folder):
            QApplication.installTranslator(translator)
            _Installed.translators.append(translator)


class Translated:
    """Mixed into a widget that shows words: calls `retranslate` whenever the language changes.

    `retranslate` sets every text; the constructor calls it once itself. List this class before
    the Qt class it is mixed into.
    """

    def retranslate(self) -> None:
        """Sets every text of this widget in the current language."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)  # type: ignore[misc]
