"""The kernel for many two-spirals networks, word by word, so that a change of it is seen in review.

After a change that is meant: ``python -m tests.engine.test_many_text`` writes the file anew.
"""

from __future__ import annotations

from pathlib import Path

from engine.backends.opencl.many_prelude import many_prelude
from engine.backends.opencl.many_text import many_text
from engine.backends.opencl.prelude import PRELUDE
from engine.network import live_name
from tests.engine.runs import two_spirals

GOLDEN = Path(__file__).with_name("many_spirals.cl")


def _text() -> str:
    """Without the preludes, which have tests of their own."""
    whole = many_text(two_spirals(), live_name(".training", "learning_rate"), 16)
    return whole.removeprefix(PRELUDE + many_prelude(16))


def test_the_text_is_the_one_on_file() -> None:
    assert _text() == GOLDEN.read_text(encoding="utf-8")


def test_the_text_is_plain_opencl_1_2() -> None:
    text = _text() + many_prelude(16)
    assert not any(word in text for word in ("fma(", "mad(", "native_", "double", "printf"))


if __name__ == "__main__":
    GOLDEN.write_text(_text(), encoding="utf-8")
