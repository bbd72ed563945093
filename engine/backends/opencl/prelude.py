"""What every kernel can call: functions of one number and of sixteen, the same bits in both.

Multiply-adds are written a * b + c: fma() is many times slower in PoCL 3.0. Functions let NaN
through, so that a run that goes wrong is noticed.
"""

from __future__ import annotations

from engine.backends.opencl.draws import draws_text

__all__ = ["PRELUDE"]

_SHAPED = """
INLINE F NAME(tanh)(F x) {
  x = select(x, (F)(7.90531110763549805f), (I)(x > 7.90531110763549805f));
  x = select(x, (F)(-7.90531110763549805f), (I)(x < -7.90531110763549805f));
  const F s = x * x;
  F p = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
  p = p * s + -8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  F q = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return p * x / q;
}
INLINE F NAME(exp)(F x) {
  x = select(x, (F)(89.0f), (I)(x > 89.0f));
  x = select(x, (F)(-104.0f), (I)(x < -104.0f));
  const F n = floor(x * 1.44269504f + 0.5f);
  x = x - n * 0.693359375f;
  x = x - n * -2.12194440e-4f;
  F p = x * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * x + 8.3334519073e-3f;
  p = p * x + 4.1665795894e-2f;
  p = p * x + 1.6666665459e-1f;
  p = p * x + 5.0000001201e-1f;
  p = p * x * x + x + 1.0f;
  const I half_n = TO_INT(n * 0.5f), rest = TO_INT(n) - half_n;
  return p * AS_FLOAT((half_n + 127) << 23) * AS_FLOAT((rest + 127) << 23);
}
INLINE F NAME(log)(F x) {
  const I tiny = (I)(x < 1.17549435e-38f);
  const F big = select(x, x * 8388608.0f, tiny);
  const I bits = AS_INT(big);
  I e = ((bits >> 23) & 255) - 126 - select((I)(0), (I)(23), tiny);
  F m = AS_FLOAT((bits & 0x007fffff) | 0x3f000000);
  const I low = (I)(m < 0.707106781186547524f);
  e = e - select((I)(0), (I)(1), low);
  m = select(m, m + m, low) - 1.0f;
  const F s = m * m, n = TO_FLOAT(e);
  F p = m * 7.0376836292e-2f + -1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m + -1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m + -1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m + -2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  p = p * m * s + n * -2.12194440e-4f;
  p = p - s * 0.5f;
  F y = m + p + n * 0.693359375f;
  y = select(y, x, (I)(x == INFINITY));
  y = select(y, (F)(-INFINITY), (I)(x == 0.0f));
  return select(y, (F)(NAN), (I)(x < 0.0f) | (I)(x != x));
}
INLINE F NAME(sigmoid)(F x) { return 1.0f / (1.0f + NAME(exp)(-x)); }
INLINE F NAME(softplus)(F x) {
  const F e = NAME(exp)(-fabs(x)), u = 1.0f + e;
  const F rest = select(NAME(log)(u) * e / (u - 1.0f), e, (I)(u == 1.0f));
  return select(x, (F)(0.0f), (I)(x < 0.0f)) + rest;
}
INLINE F NAME(sign)(F x) {
  return select(select(x, (F)(-1.0f), (I)(x < 0.0f)), (F)(1.0f), (I)(x > 0.0f));
}
INLINE F NAME(greater)(F a, F b) { return select(select(b, a, (I)(a > b)), a, (I)(a != a)); }
INLINE F NAME(smaller)(F a, F b) { return select(select(b, a, (I)(a < b)), a, (I)(a != a)); }
"""

_HEAD = """#pragma OPENCL FP_CONTRACT ON
#define INLINE __attribute__((always_inline)) static inline
#define UNROLL _Pragma("unroll")
#define ROLLED _Pragma("nounroll")
#define LANE ((int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
"""

_TAIL = """
#define HALVES(a, b) ((float16)((a).lo, (b).lo) + (float16)((a).hi, (b).hi))
#define QUARTERS(a, b) ((float16)((a).s0123, (a).s89ab, (b).s0123, (b).s89ab) + \\
  (float16)((a).s4567, (a).scdef, (b).s4567, (b).scdef))
#define EIGHTHS(a, b) ((float16)((a).s01, (b).s01, (a).s45, (b).s45, (a).s89, (b).s89, \\
  (a).scd, (b).scd) + (float16)((a).s23, (b).s23, (a).s67, (b).s67, (a).sab, (b).sab, \\
  (a).sef, (b).sef))
#define LAST(a, b) ((float16)((a).s0, (b).s1, (a).s2, (b).s3, (a).s4, (b).s5, (a).s6, (b).s7, \\
  (a).s8, (b).s9, (a).sa, (b).sb, (a).sc, (b).sd, (a).se, (b).sf) + \\
  (float16)((a).s1, (b).s0, (a).s3, (b).s2, (a).s5, (b).s4, (a).s7, (b).s6, \\
  (a).s9, (b).s8, (a).sb, (b).sa, (a).sd, (b).sc, (a).sf, (b).se))
INLINE float16 sums(const float16 *t) {
  const float16 a = QUARTERS(HALVES(t[0], t[4]), HALVES(t[8], t[12]));
  const float16 b = QUARTERS(HALVES(t[2], t[6]), HALVES(t[10], t[14]));
  const float16 c = QUARTERS(HALVES(t[1], t[5]), HALVES(t[9], t[13]));
  const float16 d = QUARTERS(HALVES(t[3], t[7]), HALVES(t[11], t[15]));
  const float16 e = EIGHTHS(a, b), f = EIGHTHS(c, d);
  return LAST(e, f);
}
#define EVEN(a, b) ((float16)((a).even, (b).even))
#define ODD(a, b) ((float16)((a).odd, (b).odd))
INLINE void turn(const float16 *t, float16 *turned) {
  float16 u[16];
  ROLLED for (int r = 0; r < 2; r++) {
    ROLLED for (int i = 0; i < 8; i++) {
      u[i] = EVEN(t[2 * i], t[2 * i + 1]); u[8 + i] = ODD(t[2 * i], t[2 * i + 1]);
    }
    ROLLED for (int i = 0; i < 8; i++) {
      turned[i] = EVEN(u[2 * i], u[2 * i + 1]); turned[8 + i] = ODD(u[2 * i], u[2 * i + 1]);
    }
    t = turned;
  }
}
INLINE float sum16(float16 v) {
  const float8 a = v.lo + v.hi;
  const float4 b = a.lo + a.hi;
  const float2 c = b.lo + b.hi;
  return c.x + c.y;
}
INLINE float max16(float16 v) {
  float top = v.s0;
  const float all[16] = {v.s0, v.s1, v.s2, v.s3, v.s4, v.s5, v.s6, v.s7,
                         v.s8, v.s9, v.sa, v.sb, v.sc, v.sd, v.se, v.sf};
  for (int i = 1; i < 16; i++) top = greater1(top, all[i]);
  return top;
}
"""

_NAMES = (
    "F", "I", "U", "NAME(n)", "TO_INT(x)", "TO_FLOAT(x)", "AS_INT(x)", "AS_FLOAT(x)", "WORDS(x)",
)
_ONE = (
    "float", "int", "uint", "n##1", "((int)(x))", "((float)(x))", "as_int(x)", "as_float(x)",
    "((uint)(x))",
)
_SIXTEEN = (
    "float16", "int16", "uint16", "n##16", "convert_int16_rtz(x)", "convert_float16(x)",
    "as_int16(x)", "as_float16(x)", "as_uint16(x)",
)


def _for(texts: tuple[str, ...], body: str) -> str:
    pairs = list(zip(_NAMES, texts, strict=True))
    defined = "".join(f"#define {name} {text}\n" for name, text in pairs)
    return defined + body.lstrip() + "".join(f"#undef {n.partition('(')[0]}\n" for n, _ in pairs)


def _prelude() -> str:
    body = _SHAPED + draws_text("philox", "words", "uniform", "uint")
    return _HEAD + _for(_ONE, body) + _for(_SIXTEEN, body) + _TAIL.lstrip()


PRELUDE = _prelude()
"""The text in front of every kernel."""
