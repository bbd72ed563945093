"""How a kernel draws the order of the samples: the same keys as on the host, then a bucket sort."""

from __future__ import annotations

from engine.backends.opencl.lowering import WIDTH

__all__ = ["BUCKETS", "bits_of", "order_text", "padded"]

_MOST_BITS = 12
BUCKETS = 1 << _MOST_BITS
"""The most lists that samples are sorted into."""

_KEYS = """\
INLINE void draw(__global uint *keys, uint count, uint epoch, uint seed) {
  for (uint i = 0; i < count; i += 64) {
    uint16 k[4];
    k[0] = convert_uint16(LANE) + i / 4;
    philox16(k, epoch, seed, $stream);
    const uint16 a = (uint16)(k[0].lo, k[1].lo), b = (uint16)(k[2].lo, k[3].lo);
    const uint16 c = (uint16)(k[0].hi, k[1].hi), d = (uint16)(k[2].hi, k[3].hi);
    vstore16(INTERLEAVED(a, b, 0, 1, 2, 3), 0, keys + i);
    vstore16(INTERLEAVED(a, b, 4, 5, 6, 7), 0, keys + i + 16);
    vstore16(INTERLEAVED(c, d, 0, 1, 2, 3), 0, keys + i + 32);
    vstore16(INTERLEAVED(c, d, 4, 5, 6, 7), 0, keys + i + 48);
  }
}
"""
_MIX = """\
#define FOUR(a, b, i) ALL(a)[i], ALL(a)[8 + i], ALL(b)[i], ALL(b)[8 + i]
#define ALL(v) ((const uint *)&v)
#define INTERLEAVED(a, b, i, j, k, l) \\
  ((uint16)(FOUR(a, b, i), FOUR(a, b, j), FOUR(a, b, k), FOUR(a, b, l)))
"""
_SORT = """\
INLINE void sort(
    __global uint *keys, __global uint *sorted, __global uint *order, int count, int bits) {
  uint starts[$most];
  const int buckets = 1 << bits, shift = 32 - bits;
  for (int d = 0; d < buckets; d++) starts[d] = 0;
  for (int i = 0; i < count; i++) starts[keys[i] >> shift]++;
  uint sum = 0;
  for (int d = 0; d < buckets; d++) { const uint n = starts[d]; starts[d] = sum; sum += n; }
  for (int i = 0; i < count; i++) {
    const uint key = keys[i], at = starts[key >> shift]++;
    sorted[at] = key; order[at] = i;
  }
  for (int i = 1; i < count; i++) {
    const uint key = sorted[i], who = order[i];
    int j = i;
    for (; j > 0 && sorted[j - 1] > key; j--) {
      sorted[j] = sorted[j - 1]; order[j] = order[j - 1];
    }
    if (j < i) { sorted[j] = key; order[j] = who; }
  }
}
"""


def padded(count: int) -> int:
    """Room for whole vectors."""
    return max(1, -(-count // WIDTH)) * WIDTH


def bits_of(count: int) -> int:
    """How many bits of a key say its bucket."""
    # About one sample a bucket; what is left in disorder is put right by insertion.
    return min(max(1, (count - 1).bit_length()), _MOST_BITS)


def order_text(stream: int) -> str:
    """The functions "draw" and "sort", by the random numbers of `stream`."""
    numbers = {"stream": f"{stream:#x}u", "most": BUCKETS}
    text = _MIX + _KEYS + _SORT
    for name, value in numbers.items():
        text = text.replace(f"${name}", str(value))
    return text
