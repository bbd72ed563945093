"""How well a text fits what somebody typed, letter by letter."""

from __future__ import annotations

__all__ = ["match"]

_WORD_START, _IN_A_ROW, _FOUND = 8, 5, 1


def match(typed: str, text: str) -> int | None:
    """A score, higher is better; None when the letters of `typed` do not occur in `text` in order.

    Letters at the beginning of words and letters in a row count most; spaces are ignored.
    """
    wanted = [letter for letter in typed.casefold() if not letter.isspace()]
    lower = text.casefold()
    score, at, before = 0, 0, -2
    for letter in wanted:
        found = _best_place(lower, letter, at, before)
        if found < 0:
            return None
        score += _FOUND
        score += _IN_A_ROW if found == before + 1 else 0
        score += _WORD_START if _starts_word(lower, found) else 0
        before, at = found, found + 1
    return score * 100 - len(text)


def _best_place(text: str, letter: str, start: int, before: int) -> int:
    """Right after the last letter, else at the next beginning of a word, else anywhere."""
    if before >= 0 and text[before + 1 : before + 2] == letter:
        return before + 1
    place = text.find(letter, start)
    first = place
    while place >= 0:
        if _starts_word(text, place):
            return place
        place = text.find(letter, place + 1)
    return first


def _starts_word(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()
