"""A layer that this version does not know: it holds the place, and keeps what was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self

from engine.ir.expr import Expr
from engine.layers.base import Layer, LayerProblem, Net, layers
from engine.param import Param

__all__ = ["Unknown", "read_layer"]


class Unknown(Layer):
    """A layer that this version does not know. It is kept as it is until one that does."""

    # Not registered: nobody can choose it, and no file names it.
    inputs = (0, None)

    def __init__(self, plain: Mapping[str, Any] | None = None) -> None:
        """`plain` is what a file says of it, ``{"kind": …, **settings}``."""
        super().__init__()
        kind = str((plain or {}).get("kind", ""))
        label = layers[kind].label if kind in layers else kind.replace("_", " ").capitalize()
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "label", label or type(self).label)
        # As text, because 1, 1.0 and true are the same to Python and not the same in a file.
        object.__setattr__(self, "_text", json.dumps(dict(plain or {})))

    kind: str
    """The kind of layer it is in the version that wrote it."""
    _text: str

    def replace(self, **values: Any) -> Self:
        """The same: what is not known cannot be changed."""
        return self

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = json.loads(self._text)
        return plain

    def build(self, net: Net, *inputs: Expr) -> Expr:
        raise LayerProblem("unknown_layer", kind=self.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"Unknown({self._text})"


def read_layer(plain: Mapping[str, Any]) -> Layer:
    """A layer from what a file says of it: ``{"kind": name, **settings}``.

    One of an unknown kind, with settings or choices that its kind does not have here, becomes an
    `Unknown`. A number that its setting does not allow raises BadValue.
    """
    settings = {key: value for key, value in plain.items() if key != "kind"}
    kind = str(plain.get("kind", ""))
    params = layers[kind].params if kind in layers else None
    if params is None or not all(_is_known(params.get(k), v) for k, v in settings.items()):
        return Unknown(plain)
    return layers.make(kind, settings)


def _is_known(setting: Param | None, value: Any) -> bool:
    if setting is None:
        return False
    if setting.kind == "choice" and isinstance(value, str):
        return value in setting.options
    if setting.kind == "flags" and isinstance(value, (list, tuple)):
        return all(option in setting.options for option in value)
    return True
