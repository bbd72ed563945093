"""What can be put on the canvas by its name: layers, notes, groups and templates, best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.canvas.chips import families
from app.model import files
from app.model.edits import FIXED
from app.texts import tr, tr_engine
from app.widgets.matching import match
from app.widgets.words import describe
from engine.layers import layers

__all__ = ["Offer", "found", "offers", "template_texts"]

What = Literal["layer", "note", "group", "template"]

_BEGINS, _BY_HELP = 10_000, 150
"""What the beginning of a name adds to a score, and the score of a word in the explanation."""
_FAIR = 400
"""A letter that counts less than this on average was found here and there, by chance."""


@dataclass(frozen=True)
class Offer:
    """`name` is the kind of a layer or the name of a template; `words` are the names by which it
    is found, in this language and in English; `category` gives its colour."""

    what: What
    name: str
    title: str
    help: str
    words: tuple[str, ...] = ()
    category: str = ""


def offers(*, grouping: bool) -> tuple[Offer, ...]:
    """Everything, in the order it is offered before anything is typed, in the present language.
    `grouping`: nodes are selected, which may become a group."""
    return (*_layers(), *_tools(grouping=grouping), *_templates())


def found(typed: str, among: Sequence[Offer]) -> list[Offer]:
    """Those that fit what was typed, the best first; all of them for nothing."""
    if not typed.strip():
        return list(among)
    scored = [(score, offer) for offer in among if (score := _score(typed, offer)) is not None]
    return [offer for _, offer in sorted(scored, key=lambda pair: -pair[0])]


def _score(typed: str, offer: Offer) -> int | None:
    """By the beginning of a name, by its letters, else by a beginning of a word of its help."""
    wanted = typed.strip().casefold()
    scores = [match(wanted, words) for words in offer.words]
    best = max((score for score in scores if score is not None), default=0)
    if any(words.casefold().startswith(wanted) for words in offer.words):
        return best + _BEGINS
    if best >= _FAIR * len(wanted):
        return best
    said = f" {offer.help} ".casefold()
    plain = wanted.isascii()  # Chinese does not separate words
    known = len(wanted) > 1 and (f" {wanted}" if plain else wanted) in said
    return _BY_HELP if known else None


def _layers() -> Iterator[Offer]:
    for category, kinds in families():
        for kind in kinds:
            yield _layer(kind, category)
    for kind in FIXED:
        yield _layer(kind, layers[kind].category)


def _layer(kind: str, category: str) -> Offer:
    cls = layers[kind]
    title = tr_engine(cls.label)
    return Offer("layer", kind, title, describe(cls), (title, cls.label), category)


def _tools(*, grouping: bool) -> Iterator[Offer]:
    note, group = tr("Note"), tr("Group from selection")
    yield Offer("note", "note", note, tr("A text on the canvas"), (note, "Note"), "note")
    if grouping:
        help = tr("Puts the selected nodes into a named block that folds")
        yield Offer("group", "group", group, help, (group, "Group from selection"))


def _templates() -> Iterator[Offer]:
    for name, title, description in template_texts():
        shown = tr_engine(title)
        help = tr_engine(description)
        yield Offer("template", name, tr("{name} (template)", name=shown), help, (shown, title))


@lru_cache(maxsize=1)
def template_texts() -> tuple[tuple[str, str, str], ...]:
    """Name, title and description of every template, read once."""
    names = [name for names in files.templates().values() for name in names]
    projects = [(name, files.read(files.find(name)).project) for name in names]
    return tuple((name, project.title, project.description) for name, project in projects)
