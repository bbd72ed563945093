"""The kernel of the two-spirals network, word by word, so that a change of it is seen in review.

After a change that is meant: ``python -m tests.engine.test_opencl_text`` writes the file anew.
"""

from __future__ import annotations

from pathlib import Path

from engine.backends.opencl.forms import Forms
from engine.backends.opencl.loop import loop_text
from engine.backends.opencl.prelude import PRELUDE
from tests.engine.runs import two_spirals

GOLDEN = Path(__file__).with_name("two_spirals.cl")


def _text() -> str:
    spec = two_spirals()
    return loop_text(spec, Forms.of(spec))


def test_the_text_is_the_one_on_file() -> None:
    assert _text() == GOLDEN.read_text(encoding="utf-8")


def test_the_text_is_plain_opencl_1_2() -> None:
    text = _text().removeprefix(PRELUDE)
    assert not any(word in text for word in ("fma(", "mad(", "native_", "double", "printf"))


if __name__ == "__main__":
    GOLDEN.write_text(_text(), encoding="utf-8")
