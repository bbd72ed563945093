INLINE void untie(__global const uint *keys, __global uint *order, int nets) {
  for (int i = 1; i < 250; i++) {
    const uint one = order[i * APART], key = keys[(one & 0xffu) * APART];
    int j = i;
    for (; j > 0; j--) {
      const uint other = order[(j - 1) * APART];
      if ((one ^ other) > 0xffu || keys[(other & 0xffu) * APART] <= key) break;
      order[j * APART] = other;
    }
    order[j * APART] = one;
  }
}

INLINE void sort(__global uint *keys, __global uint *order, uint epoch, U seed, int nets) {
  for (int i = 0; i < 250; i += 4) {
    U k[4];
    k[0] = (U)(i / 4);
    NAME(keyed)(k, (U)(epoch), seed, 0x20000000u);
    for (int j = 0; j < 4 && i + j < 250; j++) {
      TO(k[j], keys, i + j);
      TO((k[j] & ~0xffu) | (uint)(i + j), order, i + j);
    }
  }
  for (int p = 128; p > 0; p >>= 1) {
    for (int q = 128, r = 0, d = p;; d = q - p, q >>= 1, r = p) {
      for (int from = r; from < 250 - d; from += 2 * p) {
        const int end = min(from + p, 250 - d);
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
  for (int i = 1; i < 250; i++)
    tied |= AS_UINT((FROM(order, i - 1) ^ FROM(order, i)) <= (U)(0xffu));
  for (int k = 0; k < 16; k++)
    if (((const uint *)&tied)[k]) untie(keys + k, order + k, nets);
}
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void train(__global float *everything,
    __global const float *train_x,
    __global const int *train_y,
    __global const float *test_x,
    __global const int *test_y,
    __global uint *all_keys,
    __global uint *all_orders,
    __global const int *seeds,
    __global const float *live,
    __global const float *strengths,
    __global const float *decay,
    __global const float *factors,
    __global float *report,
    __global int *next,
    int blocks,
    int nets,
    int epochs,
    uint first_epoch,
    uint first_step,
    int regularized,
    int every) {
  for (int block = atomic_inc(next); block < blocks; block = atomic_inc(next)) {
    F w[105];
    F g[105];
    __global float *mine = everything + START(block, 105);
    for (int i = 0; i < 105; i++) w[i] = FROM(mine, i);
    __global const float *knobs = live + START(block, 11);
    const F live0 = FROM(knobs, 0);
    const F live1 = FROM(knobs, 1);
    const F live2 = FROM(knobs, 2);
    const F live3 = FROM(knobs, 3);
    const F live4 = FROM(knobs, 4);
    const F live5 = FROM(knobs, 5);
    const F live6 = FROM(knobs, 6);
    const F live7 = FROM(knobs, 7);
    const F live8 = FROM(knobs, 8);
    const F live9 = FROM(knobs, 9);
    const F live10 = FROM(knobs, 10);
    __global const float *l1 = strengths + START(block, 210);
    __global const float *l2 = l1 + 105 * (int)APART;
    const I seed = FROM(seeds + START(block, 1), 0);
    __global uint *keys = all_keys + START(DESK, 252);
    __global uint *order = all_orders + START(DESK, 252);
    __global float *told = report + START(block, 6 * epochs);
    F fault = (F)(0.0f);
    for (int e = 0; e < epochs; e++) {
      sort(keys, order, first_epoch + e, AS_UINT(seed), nets);
      for (int s = 0; s < 25; s++) {
        const F rate = live6 * factors[e * 25 + s];
        const int number = (int)(first_step + e * 25 + s + 1);
        const float age = (float)number;
        float16 own_x[10];
        int16 own_y[5];
        float16 av8[40];
        float16 av9[40];
        float16 av10[5];
        float16 av11[5];
        float16 av12[1];
        float16 av13[1];
        float16 av14[5];
        float16 av15[40];
        float16 av16[40];
        {
          av12[0] = (float16)(0.0f);
        }
        UNROLL for (int i1 = 0; i1 < 2; i1++) {
          UNROLL for (int i2 = 0; i2 < 8; i2++) {
            g[0 + i1 * 8 + i2] = (float16)(0.0f);
          }
        }
        UNROLL for (int i3 = 0; i3 < 8; i3++) {
          g[16 + i3] = (float16)(0.0f);
        }
        UNROLL for (int i4 = 0; i4 < 8; i4++) {
          UNROLL for (int i5 = 0; i5 < 8; i5++) {
            g[24 + i4 * 8 + i5] = (float16)(0.0f);
          }
        }
        UNROLL for (int i6 = 0; i6 < 8; i6++) {
          g[88 + i6] = (float16)(0.0f);
        }
        UNROLL for (int i7 = 0; i7 < 8; i7++) {
          g[96 + i7] = (float16)(0.0f);
        }
        {
          g[104 + 0] = (float16)(0.0f);
        }
        ROLLED for (int c = 0; c < 2; c++) {
          ROLLED for (int u = 0; u < 5; u++) {
            const int b = c * 5 + u;
            const U who = FROM(order, s * 10 + b) & 0xffu;
            UNROLL for (int i = 0; i < 2; i++) {
              own_x[u * 2 + i] = (float16)(train_x[who.s0 * 2 + i], train_x[who.s1 * 2 + i], train_x[who.s2 * 2 + i], train_x[who.s3 * 2 + i], train_x[who.s4 * 2 + i], train_x[who.s5 * 2 + i], train_x[who.s6 * 2 + i], train_x[who.s7 * 2 + i], train_x[who.s8 * 2 + i], train_x[who.s9 * 2 + i], train_x[who.sa * 2 + i], train_x[who.sb * 2 + i], train_x[who.sc * 2 + i], train_x[who.sd * 2 + i], train_x[who.se * 2 + i], train_x[who.sf * 2 + i]);
            }
            UNROLL for (int i = 0; i < 1; i++) {
              own_y[u * 1 + i] = (int16)(train_y[who.s0 * 1 + i], train_y[who.s1 * 1 + i], train_y[who.s2 * 1 + i], train_y[who.s3 * 1 + i], train_y[who.s4 * 1 + i], train_y[who.s5 * 1 + i], train_y[who.s6 * 1 + i], train_y[who.s7 * 1 + i], train_y[who.s8 * 1 + i], train_y[who.s9 * 1 + i], train_y[who.sa * 1 + i], train_y[who.sb * 1 + i], train_y[who.sc * 1 + i], train_y[who.sd * 1 + i], train_y[who.se * 1 + i], train_y[who.sf * 1 + i]);
            }
          }
          ROLLED for (int u = 0; u < 5; u++) {
            const int b = c * 5 + u;
            UNROLL for (int i8 = 0; i8 < 8; i8++) {
              float16 s9 = (float16)(0.0f);
              UNROLL for (int k10 = 0; k10 < 2; k10++) {
                s9 = own_x[k10 + u * 2] * w[0 + i8 + k10 * 8] + s9;
              }
              av8[i8 + u * 8] = tanh16(s9 + w[16 + i8]);
            }
          }
          ROLLED for (int u = 0; u < 5; u++) {
            const int b = c * 5 + u;
            UNROLL for (int i11 = 0; i11 < 8; i11++) {
              float16 s12 = (float16)(0.0f);
              UNROLL for (int k13 = 0; k13 < 8; k13++) {
                s12 = av8[k13 + u * 8] * w[24 + i11 + k13 * 8] + s12;
              }
              av9[i11 + u * 8] = tanh16(s12 + w[88 + i11]);
            }
          }
          ROLLED for (int u = 0; u < 5; u++) {
            const int b = c * 5 + u;
            {
              float16 s14 = (float16)(0.0f);
              UNROLL for (int k15 = 0; k15 < 8; k15++) {
                s14 = av9[k15 + u * 8] * w[96 + k15] + s14;
              }
              av10[u] = tanh16(s14 + w[104 + 0]);
            }
          }
          ROLLED for (int u = 0; u < 5; u++) {
            const int b = c * 5 + u;
            {
              const float16 x16 = av10[u] - ((convert_float16(own_y[u]) * 2.0f) - 1.0f);
              av11[u] = x16;
            }
          }
          {
            UNROLL for (int u = 0; u < 5; u++) {
              const int b = c * 5 + u;
              float16 s17 = (float16)(0.0f);
              UNROLL for (int k18 = 0; k18 < 1; k18++) {
                s17 = av11[u] * av11[u] + s17;
              }
              av12[0] = s17 + av12[0];
            }
          }
          ROLLED for (int u = 0; u < 5; u++) {
            const int b = c * 5 + u;
            {
              const float16 x19 = (av11[u] * 0.2f) * (1.0f - (av10[u] * av10[u]));
              av14[u] = x19;
            }
          }
          ROLLED for (int u = 0; u < 5; u++) {
            const int b = c * 5 + u;
            UNROLL for (int i20 = 0; i20 < 8; i20++) {
              float16 s21 = (float16)(0.0f);
              UNROLL for (int k22 = 0; k22 < 1; k22++) {
                s21 = av14[u] * w[96 + i20] + s21;
              }
              const float16 x23 = s21 * (1.0f - (av9[i20 + u * 8] * av9[i20 + u * 8]));
              av15[i20 + u * 8] = x23;
            }
          }
          ROLLED for (int u = 0; u < 5; u++) {
            const int b = c * 5 + u;
            UNROLL for (int i24 = 0; i24 < 8; i24++) {
              float16 s25 = (float16)(0.0f);
              UNROLL for (int k26 = 0; k26 < 8; k26++) {
                s25 = av15[k26 + u * 8] * w[24 + i24 * 8 + k26] + s25;
              }
              const float16 x27 = s25 * (1.0f - (av8[i24 + u * 8] * av8[i24 + u * 8]));
              av16[i24 + u * 8] = x27;
            }
          }
          UNROLL for (int i28 = 0; i28 < 2; i28++) {
            UNROLL for (int i29 = 0; i29 < 8; i29++) {
              UNROLL for (int u = 0; u < 5; u++) {
                const int b = c * 5 + u;
                g[0 + i28 * 8 + i29] = own_x[i28 + u * 2] * av16[i29 + u * 8] + g[0 + i28 * 8 + i29];
              }
            }
          }
          UNROLL for (int i30 = 0; i30 < 8; i30++) {
            UNROLL for (int u = 0; u < 5; u++) {
              const int b = c * 5 + u;
              g[16 + i30] = av16[i30 + u * 8] + g[16 + i30];
            }
          }
          UNROLL for (int i31 = 0; i31 < 8; i31++) {
            UNROLL for (int i32 = 0; i32 < 8; i32++) {
              UNROLL for (int u = 0; u < 5; u++) {
                const int b = c * 5 + u;
                g[24 + i31 * 8 + i32] = av8[i31 + u * 8] * av15[i32 + u * 8] + g[24 + i31 * 8 + i32];
              }
            }
          }
          UNROLL for (int i33 = 0; i33 < 8; i33++) {
            UNROLL for (int u = 0; u < 5; u++) {
              const int b = c * 5 + u;
              g[88 + i33] = av15[i33 + u * 8] + g[88 + i33];
            }
          }
          UNROLL for (int i34 = 0; i34 < 8; i34++) {
            UNROLL for (int u = 0; u < 5; u++) {
              const int b = c * 5 + u;
              g[96 + i34] = av9[i34 + u * 8] * av14[u] + g[96 + i34];
            }
          }
          {
            UNROLL for (int u = 0; u < 5; u++) {
              const int b = c * 5 + u;
              g[104 + 0] = av14[u] + g[104 + 0];
            }
          }
        }
        {
          av13[0] = av12[0] * 0.1f;
        }
        fault += av13[0] * 0.0f;
        if (regularized) {
          for (int i = 0; i < 105; i++) fault += g[i] * 0.0f;
          float16 bv7[1];
          float16 bv8[105];
          float16 bv9[1];
          float16 bv10[1];
          float16 bv11[1];
          float16 bv12[1];
          float16 bv13[1];
          {
            bv7[0] = -live10;
          }
          {
            bv9[0] = (float16)(-INFINITY);
          }
          ROLLED for (int c = 0; c < 105; c++) {
            {
              const int b = c;
              {
                bv8[b] = greater16(smaller16((g[b] + (FROM(l1, b) * sign16(w[b]))) + (FROM(l2, b) * w[b]), live10), bv7[0]);
              }
            }
            {
              {
                const int b = c;
                bv9[0] = greater16(bv9[0], fabs(bv8[b]));
              }
            }
          }
          {
            bv10[0] = greater16(bv9[0], (float16)(1e-30f));
          }
          {
            bv11[0] = (float16)(0.0f);
          }
          ROLLED for (int c = 0; c < 105; c++) {
            {
              {
                const int b = c;
                bv11[0] = (bv8[b] / bv10[0]) * (bv8[b] / bv10[0]) + bv11[0];
              }
            }
          }
          {
            bv12[0] = select(live9 / greater16(sqrt(bv11[0]) * bv10[0], (float16)(1e-30f)), (float16)(1.0f), (float16)(1.0f) < (live9 / greater16(sqrt(bv11[0]) * bv10[0], (float16)(1e-30f))));
          }
          ROLLED for (int c = 0; c < 105; c++) {
            {
              const int b = c;
              {
                bv13[0] = w[b] - (rate * (bv8[b] * bv12[0]));
              }
            }
            {
              const int b = c;
              w[b] = bv13[0];
            }
          }
        }
        else {
          float16 cv3[1];
          ROLLED for (int c = 0; c < 105; c++) {
            {
              const int b = c;
              {
                cv3[0] = w[b] - (rate * g[b]);
              }
            }
            {
              const int b = c;
              w[b] = cv3[0];
            }
          }
        }
      }
      for (int i = 0; i < 105; i++) fault += w[i] * 0.0f;
      if ((first_epoch + e + 1) % every == 0) {
        for (int t = 0; t < 2; t++) {
          __global const float *some_x = t ? test_x : train_x;
          __global const int *some_y = t ? test_y : train_y;
          float16 dv8[40];
          float16 dv9[5];
          float16 dv10[1];
          float16 dv11[1];
          float16 dv12[1];
          float16 dv13[1];
          {
            dv10[0] = (float16)(0.0f);
          }
          {
            dv12[0] = (float16)(0.0f);
          }
          ROLLED for (int c = 0; c < 50; c++) {
            ROLLED for (int u = 0; u < 5; u++) {
              const int b = c * 5 + u;
              UNROLL for (int i35 = 0; i35 < 8; i35++) {
                float16 s36 = (float16)(0.0f);
                UNROLL for (int k37 = 0; k37 < 2; k37++) {
                  s36 = some_x[b * 2 + k37] * w[0 + i35 + k37 * 8] + s36;
                }
                dv8[i35 + u * 8] = tanh16(s36 + w[16 + i35]);
              }
            }
            ROLLED for (int u = 0; u < 5; u++) {
              const int b = c * 5 + u;
              {
                float16 s38 = (float16)(0.0f);
                UNROLL for (int k39 = 0; k39 < 8; k39++) {
                  float16 s40 = (float16)(0.0f);
                  UNROLL for (int k41 = 0; k41 < 8; k41++) {
                    s40 = dv8[k41 + u * 8] * w[24 + k39 + k41 * 8] + s40;
                  }
                  s38 = tanh16(s40 + w[88 + k39]) * w[96 + k39] + s38;
                }
                const float16 x42 = s38 + w[104 + 0];
                dv9[u] = x42;
              }
            }
            {
              UNROLL for (int u = 0; u < 5; u++) {
                const int b = c * 5 + u;
                float16 s43 = (float16)(0.0f);
                UNROLL for (int k44 = 0; k44 < 1; k44++) {
                  s43 = (tanh16(dv9[u]) - ((((float)some_y[b]) * 2.0f) - 1.0f)) * (tanh16(dv9[u]) - ((((float)some_y[b]) * 2.0f) - 1.0f)) + s43;
                }
                dv10[0] = s43 + dv10[0];
              }
            }
            {
              UNROLL for (int u = 0; u < 5; u++) {
                const int b = c * 5 + u;
                dv12[0] = convert_float16(-((-((float16)(0.0f) < dv9[u])) == (int16)(some_y[b]))) + dv12[0];
              }
            }
          }
          {
            dv11[0] = dv10[0] * 0.004f;
          }
          {
            dv13[0] = dv12[0] * 0.004f;
          }
          TO((F)(dv11[0]), told, e * 6 + 0 + 2 * t + 0);
          TO((F)(dv13[0]), told, e * 6 + 0 + 2 * t + 1);
        }
        if (regularized) {
          float16 ev3[1];
          {
            ev3[0] = (float16)(0.0f);
          }
          ROLLED for (int c = 0; c < 105; c++) {
            {
              {
                const int b = c;
                ev3[0] = (FROM(l1, b) * fabs(w[b])) + ((FROM(l2, b) * 0.5f) * (w[b] * w[b])) + ev3[0];
              }
            }
          }
          TO((F)(ev3[0]), told, e * 6 + 4);
        }
        else TO((F)(0.0f), told, e * 6 + 4);
      }
      TO(fault, told, e * 6 + 5);
    }
    for (int i = 0; i < 105; i++) TO(w[i], mine, i);
  }
}
