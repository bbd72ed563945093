"""Where the files that come with the application are."""

from __future__ import annotations

from pathlib import Path

__all__ = ["resource"]

_FOLDER = Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a file or folder under resources/."""
    return _FOLDER.joinpath(*parts)
