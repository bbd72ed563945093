"""What kernels for many networks can call besides the common prelude: chance for every lane.

The order of the samples is that of `engine.random.permutation`: by 32-bit keys, then by number.
The upper bits of a key and the number of its sample share one word, so that a sorting network
(Batcher's merge exchange; Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M) sorts all
lanes at once with minimum and maximum alone. Keys whose upper bits are equal, which are rare, are
put right afterwards.
"""

from __future__ import annotations

from engine.backends.opencl.draws import draws_text

__all__ = ["many_prelude", "order_mask", "order_text"]

_ORDER = """
INLINE void sort(__global uint *keys, __global uint *order, uint epoch, U seed, int nets) {
  for (int i = 0; i < $count; i += 4) {
    U k[4];
    k[0] = (U)(i / 4);
    NAME(keyed)(k, (U)(epoch), seed, $stream);
    for (int j = 0; j < 4 && i + j < $count; j++) {
      TO(k[j], keys, i + j);
      TO((k[j] & ~$mask) | (uint)(i + j), order, i + j);
    }
  }
  for (int p = $half; p > 0; p >>= 1) {
    for (int q = $half, r = 0, d = p;; d = q - p, q >>= 1, r = p) {
      for (int from = r; from < $count - d; from += 2 * p) {
        const int end = min(from + p, $count - d);
        for (int i = from; i < end; i++) {
          const U a = FROM(order, i), b = FROM(order, i + d);
          TO(min(a, b), order, i);
          TO(max(a, b), order, i + d);
        }
      }
      if (q == p) break;
    }
  }
  U tied = (U)(0);
  for (int i = 1; i < $count; i++)
    tied |= AS_UINT((FROM(order, i - 1) ^ FROM(order, i)) <= (U)($mask));
  for (int k = 0; k < $width; k++)
    if (((const uint *)&tied)[k]) untie(keys + k, order + k, nets);
}
"""

_UNTIE = """
INLINE void untie(__global const uint *keys, __global uint *order, int nets) {
  for (int i = 1; i < $count; i++) {
    const uint one = order[i * APART], key = keys[(one & $mask) * APART];
    int j = i;
    for (; j > 0; j--) {
      const uint other = order[(j - 1) * APART];
      if ((one ^ other) > $mask || keys[(other & $mask) * APART] <= key) break;
      order[j * APART] = other;
    }
    order[j * APART] = one;
  }
}
"""

_ONE = {
    "F": "float", "I": "int", "U": "uint", "NAME(n)": "n##1", "TO_FLOAT(x)": "((float)(x))",
    "AS_INT(x)": "as_int(x)", "WORDS(x)": "((uint)(x))", "AS_UINT(x)": "((uint)(x))",
    "APART": "nets",
    "FROM(p, i)": "(p)[(i) * nets]", "TO(v, p, i)": "(p)[(i) * nets] = (v)",
    "START(block, size)": "(block)", "DESK": "block",
}
_MANY = {
    "F": "float16", "I": "int16", "U": "uint16", "NAME(n)": "n##16",
    "TO_FLOAT(x)": "convert_float16(x)", "AS_INT(x)": "as_int16(x)",
    "WORDS(x)": "as_uint16(x)", "AS_UINT(x)": "as_uint16(x)", "APART": "16",
    "FROM(p, i)": "vload16(i, p)", "TO(v, p, i)": "vstore16(v, i, p)",
    "START(block, size)": "((block) * (size) * 16)", "DESK": "get_group_id(0)",
}


def many_prelude(width: int) -> str:
    """Types and ways to memory for 1 or 16 networks, and random numbers by seeds of their own.

    FROM and TO are number i of every network: side by side for sixteen, whose numbers begin at
    START; for one, as far apart as there are networks, so that neighbours read neighbours. DESK is
    whose memory to sort in: a work-group's, which stays in its cache, or a network's.
    """
    names = _ONE if width == 1 else _MANY
    defined = "".join(f"#define {name} {text}\n" for name, text in names.items())
    return defined + draws_text("keyed", "key", "drawn", "U")


def order_text(count: int, stream: int, width: int) -> str:
    """`sort`: the order of `count` samples of an epoch, in the bits of `order_mask`."""
    text = (_UNTIE + _ORDER).lstrip()
    numbers = {
        "count": count, "stream": f"{stream:#x}u", "mask": f"{order_mask(count):#x}u",
        "half": 1 << max(0, (count - 1).bit_length() - 1), "width": width,
    }
    for name, value in numbers.items():
        text = text.replace(f"${name}", str(value))
    return text


def order_mask(count: int) -> int:
    """The bits of a word that hold the number of a sample."""
    return (1 << max(1, (count - 1).bit_length())) - 1
