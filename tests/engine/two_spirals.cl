#pragma OPENCL FP_CONTRACT ON
#define INLINE __attribute__((always_inline)) static inline
#define UNROLL _Pragma("unroll")
#define ROLLED _Pragma("nounroll")
#define LANE ((int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
#define F float
#define I int
#define U uint
#define NAME(n) n##1
#define TO_INT(x) ((int)(x))
#define TO_FLOAT(x) ((float)(x))
#define AS_INT(x) as_int(x)
#define AS_FLOAT(x) as_float(x)
#define WORDS(x) ((uint)(x))
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
INLINE void NAME(philox)(U *words, uint step, uint seed, uint stream) {
  U a = words[0], b = (U)(step), c = (U)(0), d = (U)(0);
  UNROLL for (int r = 0; r < 10; r++) {
    const U high = mul_hi(a, (U)(0xd2511f53u)), low = a * 0xd2511f53u;
    const U high2 = mul_hi(c, (U)(0xcd9e8d57u)), low2 = c * 0xcd9e8d57u;
    a = high2 ^ b ^ (seed + r * 0x9e3779b9u); b = low2; c = high ^ d ^ (stream + r * 0xbb67ae85u); d = low;
  }
  words[0] = a; words[1] = b; words[2] = c; words[3] = d;
}
INLINE U NAME(words)(U place, uint step, uint seed, uint stream) {
  U all[4];
  all[0] = place >> 2;
  NAME(philox)(all, step, seed, stream);
  const U word = place & 3;
  const U one = select(all[0], all[1], WORDS(word == 1));
  const U two = select(one, all[2], WORDS(word == 2));
  return select(two, all[3], WORDS(word == 3));
}
INLINE F NAME(uniform)(U place, uint step, uint seed, uint stream) {
  return TO_FLOAT(AS_INT(NAME(words)(place, step, seed, stream) >> 8)) * 5.9604644775390625e-08f;
}
#undef F
#undef I
#undef U
#undef NAME
#undef TO_INT
#undef TO_FLOAT
#undef AS_INT
#undef AS_FLOAT
#undef WORDS
#define F float16
#define I int16
#define U uint16
#define NAME(n) n##16
#define TO_INT(x) convert_int16_rtz(x)
#define TO_FLOAT(x) convert_float16(x)
#define AS_INT(x) as_int16(x)
#define AS_FLOAT(x) as_float16(x)
#define WORDS(x) as_uint16(x)
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
INLINE void NAME(philox)(U *words, uint step, uint seed, uint stream) {
  U a = words[0], b = (U)(step), c = (U)(0), d = (U)(0);
  UNROLL for (int r = 0; r < 10; r++) {
    const U high = mul_hi(a, (U)(0xd2511f53u)), low = a * 0xd2511f53u;
    const U high2 = mul_hi(c, (U)(0xcd9e8d57u)), low2 = c * 0xcd9e8d57u;
    a = high2 ^ b ^ (seed + r * 0x9e3779b9u); b = low2; c = high ^ d ^ (stream + r * 0xbb67ae85u); d = low;
  }
  words[0] = a; words[1] = b; words[2] = c; words[3] = d;
}
INLINE U NAME(words)(U place, uint step, uint seed, uint stream) {
  U all[4];
  all[0] = place >> 2;
  NAME(philox)(all, step, seed, stream);
  const U word = place & 3;
  const U one = select(all[0], all[1], WORDS(word == 1));
  const U two = select(one, all[2], WORDS(word == 2));
  return select(two, all[3], WORDS(word == 3));
}
INLINE F NAME(uniform)(U place, uint step, uint seed, uint stream) {
  return TO_FLOAT(AS_INT(NAME(words)(place, step, seed, stream) >> 8)) * 5.9604644775390625e-08f;
}
#undef F
#undef I
#undef U
#undef NAME
#undef TO_INT
#undef TO_FLOAT
#undef AS_INT
#undef AS_FLOAT
#undef WORDS
#define HALVES(a, b) ((float16)((a).lo, (b).lo) + (float16)((a).hi, (b).hi))
#define QUARTERS(a, b) ((float16)((a).s0123, (a).s89ab, (b).s0123, (b).s89ab) + \
  (float16)((a).s4567, (a).scdef, (b).s4567, (b).scdef))
#define EIGHTHS(a, b) ((float16)((a).s01, (b).s01, (a).s45, (b).s45, (a).s89, (b).s89, \
  (a).scd, (b).scd) + (float16)((a).s23, (b).s23, (a).s67, (b).s67, (a).sab, (b).sab, \
  (a).sef, (b).sef))
#define LAST(a, b) ((float16)((a).s0, (b).s1, (a).s2, (b).s3, (a).s4, (b).s5, (a).s6, (b).s7, \
  (a).s8, (b).s9, (a).sa, (b).sb, (a).sc, (b).sd, (a).se, (b).sf) + \
  (float16)((a).s1, (b).s0, (a).s3, (b).s2, (a).s5, (b).s4, (a).s7, (b).s6, \
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
#define FOUR(a, b, i) ALL(a)[i], ALL(a)[8 + i], ALL(b)[i], ALL(b)[8 + i]
#define ALL(v) ((const uint *)&v)
#define INTERLEAVED(a, b, i, j, k, l) \
  ((uint16)(FOUR(a, b, i), FOUR(a, b, j), FOUR(a, b, k), FOUR(a, b, l)))
INLINE void draw(__global uint *keys, uint count, uint epoch, uint seed) {
  for (uint i = 0; i < count; i += 64) {
    uint16 k[4];
    k[0] = convert_uint16(LANE) + i / 4;
    philox16(k, epoch, seed, 0x20000000u);
    const uint16 a = (uint16)(k[0].lo, k[1].lo), b = (uint16)(k[2].lo, k[3].lo);
    const uint16 c = (uint16)(k[0].hi, k[1].hi), d = (uint16)(k[2].hi, k[3].hi);
    vstore16(INTERLEAVED(a, b, 0, 1, 2, 3), 0, keys + i);
    vstore16(INTERLEAVED(a, b, 4, 5, 6, 7), 0, keys + i + 16);
    vstore16(INTERLEAVED(c, d, 0, 1, 2, 3), 0, keys + i + 32);
    vstore16(INTERLEAVED(c, d, 4, 5, 6, 7), 0, keys + i + 48);
  }
}
INLINE void sort(
    __global uint *keys, __global uint *sorted, __global uint *order, int count, int bits) {
  uint starts[4096];
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
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void train(__global float *everything,
    __global const float *train_x,
    __global const int *train_y,
    __global const float *test_x,
    __global const int *test_y,
    __global float *own_x,
    __global int *own_y,
    __global uint *sorting,
    __global const float *live,
    __global const float *strengths,
    __global const float *rates,
    __global const int *sizes,
    __global const float *constants,
    __global float *report,
    int epochs,
    uint first_epoch,
    uint first_step,
    uint first_age,
    int seed,
    int regularized) {
  float w[144] __attribute__((aligned(64)));
  float g[144] __attribute__((aligned(64)));
  for (int i = 0; i < 144; i++) {
    g[i] = 0.0f;
    w[i] = everything[0 + i];
  }
  const int train = sizes[0];
  const int test = sizes[1];
  const int batch = sizes[2];
  const int steps = sizes[3];
  const int train_stride = sizes[4];
  const int test_stride = sizes[5];
  const int bits = sizes[6];
  const int shuffled = sizes[7];
  const float live0 = live[0];
  const float live1 = live[1];
  const float live2 = live[2];
  const float live3 = live[3];
  const float live4 = live[4];
  const float live5 = live[5];
  const float live6 = live[6];
  const float live7 = live[7];
  const float live8 = live[8];
  const float live9 = live[9];
  const float live10 = live[10];
  __global const float *l1 = strengths + 0;
  __global const float *l2 = strengths + 144;
  __global const float *decay = strengths + 288;
  float fault = 0.0f;
  for (int e = 0; e < epochs; e++) {
    if (shuffled) {
      draw(sorting, train, first_epoch + e, (uint)seed);
      __global uint *order = sorting + 2 * train_stride;
      sort(sorting, sorting + train_stride, order, train, bits);
      for (int f = 0; f < 2; f++) {
        for (int i = 0; i < train; i++) {
          own_x[f * train_stride + i] = train_x[f * train_stride + order[i]];
        }
      }
      for (int f = 0; f < 1; f++) {
        for (int i = 0; i < train; i++) {
          own_y[f * train_stride + i] = train_y[f * train_stride + order[i]];
        }
      }
    }
    __global const float *from_x = shuffled ? own_x : train_x;
    __global const int *from_y = shuffled ? own_y : train_y;
    for (int s = 0; s < steps; s++) {
      const int count = min(batch, train - s * batch);
      const float n1 = constants[0 + (count < batch ? 2 : 0)];
      const float n2 = constants[1 + (count < batch ? 2 : 0)];
      const float rate = rates[e * steps + s];
      const uint done = e * steps + s;
      const int number = (int)(first_step + done + 1);
      const float age = (float)(first_age + done + 1);
      const int at = s * batch;
      float16 av10[8];
      float16 av11[8];
      float16 av12[1];
      float16 av13[1];
      float av14[1];
      float av15[1];
      float16 av16[1];
      float16 av17[8];
      float16 av18[8];
      {
        const int16 b = min(LANE, count - 1);
        const int16 inside = LANE < (int16)(count);
        UNROLL for (int i3 = 0; i3 < 8; i3++) {
          float16 s4 = (float16)(0.0f);
          UNROLL for (int k5 = 0; k5 < 2; k5++) {
            s4 = vload16(0, from_x + at + (k5) * train_stride) * w[i3 + k5 * 8] + s4;
          }
          av10[i3] = tanh16(s4 + w[16 + i3]);
        }
        UNROLL for (int i6 = 0; i6 < 8; i6++) {
          float16 s7 = (float16)(0.0f);
          UNROLL for (int k8 = 0; k8 < 8; k8++) {
            s7 = av10[k8] * w[32 + i6 + k8 * 8] + s7;
          }
          av11[i6] = tanh16(s7 + w[96 + i6]);
        }
        {
          float16 s9 = (float16)(0.0f);
          UNROLL for (int k10 = 0; k10 < 8; k10++) {
            s9 = av11[k10] * w[112 + k10] + s9;
          }
          av12[0] = tanh16(s9 + w[128 + 0]);
        }
        {
          const float16 x11 = av12[0] - ((convert_float16(vload16(0, from_y + at)) * 2.0f) - 1.0f);
          av13[0] = x11;
        }
        {
          float16 s12 = (float16)(0.0f);
          UNROLL for (int k13 = 0; k13 < 1; k13++) {
            s12 = select((float16)(0.0f), av13[0] * av13[0], inside) + s12;
          }
          av14[0] = sum16(s12);
        }
        {
          const float16 x14 = (av13[0] * n2) * (1.0f - (av12[0] * av12[0]));
          av16[0] = x14;
        }
        UNROLL for (int i15 = 0; i15 < 8; i15++) {
          float16 s16 = (float16)(0.0f);
          UNROLL for (int k17 = 0; k17 < 1; k17++) {
            s16 = av16[0] * w[112 + i15] + s16;
          }
          const float16 x18 = s16 * (1.0f - (av11[i15] * av11[i15]));
          av17[i15] = x18;
        }
        UNROLL for (int i19 = 0; i19 < 8; i19++) {
          float16 s20 = (float16)(0.0f);
          UNROLL for (int k21 = 0; k21 < 8; k21++) {
            s20 = av17[k21] * w[32 + i19 * 8 + k21] + s20;
          }
          const float16 x22 = s20 * (1.0f - (av10[i19] * av10[i19]));
          av18[i19] = x22;
        }
        UNROLL for (int q = 0; q < 1; q++) {
          float16 t23[16];
          UNROLL for (int u = 0; u < 16; u++) {
            t23[u] = vload16(0, from_x + at + ((u) / 8) * train_stride) * select((float16)(0.0f), av18[(u) % 8], inside);
          }
          const float16 s24 = sums(t23);
          vstore16(s24, 0, g + 0 + 0 + 0);
        }
        {
          float16 t25[16];
          UNROLL for (int u = 0; u < 8; u++) {
            t25[u] = select((float16)(0.0f), av18[u], inside);
          }
          UNROLL for (int u = 8; u < 16; u++) t25[u] = (float16)(0.0f);
          const float16 s26 = sums(t25);
          vstore8(s26.s01234567, 0, g + 16 + 0 + 0);
        }
        UNROLL for (int q = 0; q < 4; q++) {
          float16 t27[16];
          UNROLL for (int u = 0; u < 16; u++) {
            t27[u] = av10[(u) / 8 + q * 2] * select((float16)(0.0f), av17[(u) % 8], inside);
          }
          const float16 s28 = sums(t27);
          vstore16(s28, 0, g + 32 + q * 16 + 0);
        }
        {
          float16 t29[16];
          UNROLL for (int u = 0; u < 8; u++) {
            t29[u] = select((float16)(0.0f), av17[u], inside);
          }
          UNROLL for (int u = 8; u < 16; u++) t29[u] = (float16)(0.0f);
          const float16 s30 = sums(t29);
          vstore8(s30.s01234567, 0, g + 96 + 0 + 0);
        }
        {
          float16 t31[16];
          UNROLL for (int u = 0; u < 8; u++) {
            t31[u] = av11[u] * select((float16)(0.0f), av16[0], inside);
          }
          UNROLL for (int u = 8; u < 16; u++) t31[u] = (float16)(0.0f);
          const float16 s32 = sums(t31);
          vstore8(s32.s01234567, 0, g + 112 + 0 + 0);
        }
        {
          g[128 + 0] = sum16(select((float16)(0.0f), av16[0], inside));
        }
      }
      {
        av15[0] = av14[0] * n1;
      }
      fault += av15[0] * 0.0f;
      if (regularized) {
        for (int i = 0; i < 144; i++) fault += g[i] * 0.0f;
        float bv7[1];
        float16 bv8[9];
        float bv9[1];
        float bv10[1];
        float bv11[1];
        float bv12[1];
        float16 bv13[1];
        {
          bv7[0] = -live10;
        }
        float16 bt22[1];
        UNROLL for (int k = 0; k < 1; k++) {
          bt22[k] = (float16)(-INFINITY);
        }
        for (int c = 0; c < 9; c++) {
          const int16 b = min(LANE + 16 * c, 143);
          {
            bv8[0 + c] = greater16(smaller16((vload16(0, g + 16 * c) + (vload16(0, l1 + 16 * c) * sign16(vload16(0, w + 16 * c)))) + (vload16(0, l2 + 16 * c) * vload16(0, w + 16 * c)), (float16)(live10)), (float16)(bv7[0]));
          }
          {
            bt22[0] = greater16(bt22[0], fabs(bv8[0 + c]));
          }
        }
        {
          bv9[0] = max16(bt22[0]);
        }
        {
          bv10[0] = greater1(bv9[0], 1e-30f);
        }
        float16 bt29[1];
        UNROLL for (int k = 0; k < 1; k++) {
          bt29[k] = (float16)(0.0f);
        }
        for (int c = 0; c < 9; c++) {
          const int16 b = min(LANE + 16 * c, 143);
          {
            bt29[0] = (bv8[0 + c] / bv10[0]) * (bv8[0 + c] / bv10[0]) + bt29[0];
          }
        }
        {
          bv11[0] = sum16(bt29[0]);
        }
        {
          bv12[0] = smaller1(live9 / greater1(sqrt(bv11[0]) * bv10[0], 1e-30f), 1.0f);
        }
        for (int c = 0; c < 9; c++) {
          const int16 b = min(LANE + 16 * c, 143);
          {
            bv13[0] = vload16(0, w + 16 * c) - (rate * (bv8[0 + c] * bv12[0]));
          }
          vstore16(bv13[0], c, w);
        }
      }
      else {
        float16 cv3[1];
        for (int c = 0; c < 9; c++) {
          const int16 b = min(LANE + 16 * c, 143);
          {
            cv3[0] = vload16(0, w + 16 * c) - (rate * vload16(0, g + 16 * c));
          }
          vstore16(cv3[0], c, w);
        }
      }
    }
    for (int t = 0; t < (test ? 2 : 1); t++) {
      const int count = t ? test : train;
      const int stride = t ? test_stride : train_stride;
      const float n33 = constants[4 + (t ? 1 : 0)];
      __global const float *some_x = t ? test_x : train_x;
      __global const int *some_y = t ? test_y : train_y;
      float16 dv9[8];
      float16 dv10[1];
      float dv11[1];
      float dv12[1];
      float dv13[1];
      float dv14[1];
      float16 dt35[1];
      UNROLL for (int k = 0; k < 1; k++) {
        dt35[k] = (float16)(0.0f);
      }
      float16 dt46[1];
      UNROLL for (int k = 0; k < 1; k++) {
        dt46[k] = (float16)(0.0f);
      }
      for (int c = 0; c < (count + 15) / 16; c++) {
        const int16 b = min(LANE + 16 * c, count - 1);
        const int16 inside = LANE < (int16)(count - 16 * c);
        UNROLL for (int i34 = 0; i34 < 8; i34++) {
          float16 s35 = (float16)(0.0f);
          UNROLL for (int k36 = 0; k36 < 2; k36++) {
            s35 = vload16(0, some_x + (k36) * stride + 16 * c) * w[i34 + k36 * 8] + s35;
          }
          dv9[i34] = tanh16(s35 + w[16 + i34]);
        }
        {
          float16 s37 = (float16)(0.0f);
          UNROLL for (int k38 = 0; k38 < 8; k38++) {
            float16 s39 = (float16)(0.0f);
            UNROLL for (int k40 = 0; k40 < 8; k40++) {
              s39 = dv9[k40] * w[32 + k38 + k40 * 8] + s39;
            }
            s37 = tanh16(s39 + w[96 + k38]) * w[112 + k38] + s37;
          }
          const float16 x41 = s37 + w[128 + 0];
          dv10[0] = x41;
        }
        {
          float16 s42 = (float16)(0.0f);
          UNROLL for (int k43 = 0; k43 < 1; k43++) {
            s42 = select((float16)(0.0f), (tanh16(dv10[0]) - ((convert_float16(vload16(0, some_y + 16 * c)) * 2.0f) - 1.0f)) * (tanh16(dv10[0]) - ((convert_float16(vload16(0, some_y + 16 * c)) * 2.0f) - 1.0f)), inside) + s42;
          }
          dt35[0] = s42 + dt35[0];
        }
        {
          dt46[0] = select((float16)(0.0f), convert_float16(-((-((float16)(0.0f) < dv10[0])) == vload16(0, some_y + 16 * c))), inside) + dt46[0];
        }
      }
      {
        dv11[0] = sum16(dt35[0]);
      }
      {
        dv13[0] = sum16(dt46[0]);
      }
      {
        dv12[0] = dv11[0] * n33;
      }
      {
        dv14[0] = dv13[0] * n33;
      }
      report[e * 6 + 2 * t + 0] = dv12[0];
      report[e * 6 + 2 * t + 1] = dv14[0];
    }
    if (regularized) {
      float ev3[1];
      float16 et12[1];
      UNROLL for (int k = 0; k < 1; k++) {
        et12[k] = (float16)(0.0f);
      }
      for (int c = 0; c < 9; c++) {
        const int16 b = min(LANE + 16 * c, 143);
        {
          et12[0] = (vload16(0, l1 + 16 * c) * fabs(vload16(0, w + 16 * c))) + ((vload16(0, l2 + 16 * c) * 0.5f) * (vload16(0, w + 16 * c) * vload16(0, w + 16 * c))) + et12[0];
        }
      }
      {
        ev3[0] = sum16(et12[0]);
      }
      report[e * 6 + 4] = ev3[0];
    }
    else report[e * 6 + 4] = 0.0f;
    report[e * 6 + 5] = fault;
  }
  for (int i = 0; i < 144; i++) {
    everything[0 + i] = w[i];
  }
}
