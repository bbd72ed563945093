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

__all__ = ["Offer", "found", "offers"]

What = Literal["layer", "note", "group", "template"]

_BY_HELP = 150
"""The score of a word in the explanation; every fair match of a name is better."""
_FAIR = 400
"""A letter that counts less than this on average was found here and there, by chance."""


@dataclass(frozen=True)
class Offer:
    """`name` is the kind of a layer or the name of a template; `also` other words it is found by;
    `category` gives its colour."""

    what: What
    name: str
    title: str
    help: str
    also: str = ""
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
    """By its name in this language or in English, else by a beginning of a word of its help."""
    scores = [match(typed, text) for text in (offer.title, offer.also) if text]
    best = max((score for score in scores if score is not None), default=None)
    if best is not None and best >= _FAIR * max(1, len(typed.strip())):
        return best
    wanted, said = typed.strip().casefold(), f" {offer.help} ".casefold()
    plain = wanted.isascii()
    if len(wanted) > 1 and (f" {wanted}" if plain else wanted) in said:
        return _BY_HELP
    return None


def _layers() -> Iterator[Offer]:
    for category, kinds in families():
        for kind in kinds:
            yield _layer(kind, category)
    for kind in FIXED:
        yield _layer(kind, layers[kind].category)


def _layer(kind: str, category: str) -> Offer:
    cls = layers[kind]
    return Offer("layer", kind, tr_engine(cls.label), describe(cls), cls.label, category)


def _tools(*, grouping: bool) -> Iterator[Offer]:
    yield Offer("note", "note", tr("Note"), tr("A text on the canvas"), "Note", "note")
    if grouping:
        yield Offer("group", "group", tr("Group from selection"),
                    tr("Puts the selected nodes into a named block that folds"), "Group")


def _templates() -> Iterator[Offer]:
    for name, title, description in _template_texts():
        yield Offer("template", name, tr("{name} (template)", name=tr_engine(title)),
                    tr_engine(description), title)


@lru_cache(maxsize=1)
def _template_texts() -> tuple[tuple[str, str, str], ...]:
    """Name, title and description of every template, read once."""
    names = [name for names in files.templates().values() for name in names]
    projects = [(name, files.read(files.find(name)).project) for name in names]
    return tuple((name, project.title, project.description) for name, project in projects)
