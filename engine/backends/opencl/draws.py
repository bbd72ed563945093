"""Random numbers in a kernel: Philox, the same words as `engine.random` gives on the host."""

from __future__ import annotations

from engine.random import MULTIPLIERS, ROUNDS, WEYL

__all__ = ["draws_text"]

_TEXT = """\
INLINE void NAME($words)(U *words, $each step, $each seed, uint stream) {
  U a = words[0], b = (U)(step), c = (U)(0), d = (U)(0);
  UNROLL for (int r = 0; r < $rounds; r++) {
    const U high = mul_hi(a, (U)($m0)), low = a * $m0;
    const U high2 = mul_hi(c, (U)($m1)), low2 = c * $m1;
    a = high2 ^ b ^ (seed + r * $w0); b = low2; c = high ^ d ^ (stream + r * $w1); d = low;
  }
  words[0] = a; words[1] = b; words[2] = c; words[3] = d;
}
INLINE U NAME($word)(U place, $each step, $each seed, uint stream) {
  U all[4];
  all[0] = place >> 2;
  NAME($words)(all, step, seed, stream);
  const U word = place & 3;
  const U one = select(all[0], all[1], WORDS(word == 1));
  const U two = select(one, all[2], WORDS(word == 2));
  return select(two, all[3], WORDS(word == 3));
}
INLINE F NAME($uniform)(U place, $each step, $each seed, uint stream) {
  return TO_FLOAT(AS_INT(NAME($word)(place, step, seed, stream) >> 8)) * 5.9604644775390625e-08f;
}
"""


def draws_text(words: str, word: str, uniform: str, each: str) -> str:
    """The functions that draw four `words`, the `word` of a place, and a number from 0 to 1, by
    their names; `each` is the type of step and seed: "uint" where all lanes share them, or "U"."""
    numbers = {
        "words": words, "word": word, "uniform": uniform, "each": each, "rounds": ROUNDS,
        "m0": f"{MULTIPLIERS[0]:#x}u", "m1": f"{MULTIPLIERS[1]:#x}u",
        "w0": f"{WEYL[0]:#x}u", "w1": f"{WEYL[1]:#x}u",
    }
    text = _TEXT
    for name, value in numbers.items():
        text = text.replace(f"${name}", str(value))
    return text
