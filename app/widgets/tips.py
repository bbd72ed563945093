"""Texts of tooltips."""

from __future__ import annotations

from html import escape

__all__ = ["in_lines"]


def in_lines(text: str) -> str:
    """The same as rich text, which a tooltip breaks into lines; "" stays "", for none."""
    return f"<p>{escape(text, quote=False)}</p>" if text else ""
