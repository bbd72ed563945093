"""One table per kind of thing, filled by a decorator and checked while it is filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from engine.errors import UnknownName
from engine.param import Declared

__all__ = ["Registry"]

T = TypeVar("T", bound=Declared)
C = TypeVar("C", bound=type[Any])


class Registry(Mapping[str, type[T]], Generic[T]):
    """A read-only mapping from name to class, in order of registration.

    Used as a decorator it adds a class. It refuses a name that is taken and a class whose
    docstring is missing, because the docstring is the text people read in the application.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._classes: dict[str, type[T]] = {}

    def __call__(self, cls: C) -> C:
        if not (cls.__dict__.get("__doc__") or "").strip():
            raise TypeError(f"{self.what} {cls.__name__} needs a docstring")
        if cls.name in self._classes:
            raise TypeError(f"{self.what} {cls.name!r} is registered twice")
        self._classes[cls.name] = cls
        return cls

    def __getitem__(self, name: str) -> type[T]:
        try:
            return self._classes[name]
        except (KeyError, TypeError):
            raise UnknownName(self.what, str(name), tuple(self._classes)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)

    def make(self, name: str, values: Mapping[str, Any] | None = None) -> T:
        """An instance of the class called `name`, with `values` checked.

        Raises UnknownName or BadValue.
        """
        return self[name].from_values(values or {})

    def from_plain(self, plain: Mapping[str, Any]) -> T:
        """The inverse of `Declared.to_plain`: ``{"kind": name, **values}``."""
        values = dict(plain)
        return self.make(values.pop("kind", ""), values)
