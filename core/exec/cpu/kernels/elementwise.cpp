// SPDX-License-Identifier: GPL-3.0-or-later
// Elementwise functions, norms, rotations, conversions.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"
#include "core/graph/functions.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

template <UnaryFunction function>
HWY_INLINE V apply(V x, float a, float b) {
  using F = UnaryFunction;
  if constexpr (function == F::Silu)
    return silu_of(x);
  else if constexpr (function == F::GeluTanh) {
    const V inner = hn::Mul(set(0.79788456f), hn::MulAdd(hn::Mul(hn::Mul(x, x), x), set(0.044715f), x));
    return hn::Mul(hn::Mul(set(0.5f), x), hn::Add(set(1), hn::Tanh(d, inner)));
  } else if constexpr (function == F::Sigmoid)
    return sigmoid_of(x);
  else if constexpr (function == F::Relu)
    return hn::Max(x, set(0));
  else if constexpr (function == F::ReluSquared) {
    const V positive = hn::Max(x, set(0));
    return hn::Mul(positive, positive);
  } else if constexpr (function == F::Tanh)
    return hn::Tanh(d, x);
  else if constexpr (function == F::Exp)
    return exp_of(x);
  else if constexpr (function == F::Log)
    return hn::Log(d, x);
  else if constexpr (function == F::LogSigmoid)
    return hn::Neg(softplus_of(hn::Neg(x)));
  else if constexpr (function == F::Softplus)
    return softplus_of(x);
  else if constexpr (function == F::EluPlusOne)
    return hn::IfThenElse(hn::Ge(x, set(0)), hn::Add(x, set(1)), exp_of(x));
  else if constexpr (function == F::MinGruCandidate)
    return hn::IfThenElse(hn::Ge(x, set(0)), hn::Add(x, set(0.5f)), sigmoid_of(x));
  else if constexpr (function == F::Affine)
    return hn::MulAdd(x, set(a), set(b));
  else if constexpr (function == F::Clamp)
    return hn::Min(hn::Max(x, set(a)), set(b));
  else if constexpr (function == F::SoftCap)
    return hn::Mul(set(a), hn::Tanh(d, hn::Mul(x, set(1 / a))));
  else if constexpr (function == F::Reciprocal)
    return hn::Div(set(1), x);
  else if constexpr (function == F::NegativeXielu)
    return hn::IfThenElseZero(hn::Le(x, set(0)), hn::Sub(hn::Expm1(d, hn::Min(x, set(a))), x));
  else if constexpr (function == F::Cosine)
    return hn::Cos(d, x);
  else if constexpr (function == F::Sine)
    return hn::Sin(d, x);
  else if constexpr (function == F::GeluErf) { // Highway has no erf
    HWY_ALIGN float lanes[16];
    hn::Store(x, d, lanes);
    for (int64_t i = 0; i < kLanes; ++i)
      lanes[i] = 0.5f * lanes[i] * (1 + erff(lanes[i] * 0.70710678f));
    return hn::Load(d, lanes);
  } else
    return x;
}

template <UnaryFunction function>
void unary_loop(float a, float b, const float* x, float* y, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(apply<function>(load(x + i), a, b), y + i);
  if (i < n)
    store_part(apply<function>(load_part(x + i, n - i), a, b), y + i, n - i);
}

template <UnaryFunction function>
void gated_loop(const float* gate, const float* up, float* out, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(hn::Mul(apply<function>(load(gate + i), 1, 0), load(up + i)), out + i);
  if (i < n)
    store_part(hn::Mul(apply<function>(load_part(gate + i, n - i), 1, 0), load_part(up + i, n - i)), out + i, n - i);
}

template <BinaryFunction function>
HWY_INLINE V combine(V x, V y) {
  if constexpr (function == BinaryFunction::Add)
    return hn::Add(x, y);
  else if constexpr (function == BinaryFunction::Sub)
    return hn::Sub(x, y);
  else if constexpr (function == BinaryFunction::Mul)
    return hn::Mul(x, y);
  else
    return hn::Div(x, y);
}

template <BinaryFunction function>
void binary_loop(const float* x, int64_t x_step, const float* y, int64_t y_step, float* out, int64_t n) {
  const V fixed_x = set(*x), fixed_y = set(*y);
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(combine<function>(x_step ? load(x + i) : fixed_x, y_step ? load(y + i) : fixed_y), out + i);
  if (i < n)
    store_part(
        combine<function>(x_step ? load_part(x + i, n - i) : fixed_x, y_step ? load_part(y + i, n - i) : fixed_y),
        out + i, n - i);
}

/// Calls visit.template operator()<function>() for a run-time function number.
template <class Visit>
HWY_INLINE void with_function(int function, const Visit& visit) {
  using F = UnaryFunction;
  switch (static_cast<F>(function)) {
  case F::Identity: return visit.template operator()<F::Identity>();
  case F::Silu: return visit.template operator()<F::Silu>();
  case F::GeluTanh: return visit.template operator()<F::GeluTanh>();
  case F::GeluErf: return visit.template operator()<F::GeluErf>();
  case F::Sigmoid: return visit.template operator()<F::Sigmoid>();
  case F::Relu: return visit.template operator()<F::Relu>();
  case F::ReluSquared: return visit.template operator()<F::ReluSquared>();
  case F::Tanh: return visit.template operator()<F::Tanh>();
  case F::Exp: return visit.template operator()<F::Exp>();
  case F::Log: return visit.template operator()<F::Log>();
  case F::LogSigmoid: return visit.template operator()<F::LogSigmoid>();
  case F::Softplus: return visit.template operator()<F::Softplus>();
  case F::EluPlusOne: return visit.template operator()<F::EluPlusOne>();
  case F::MinGruCandidate: return visit.template operator()<F::MinGruCandidate>();
  case F::Affine: return visit.template operator()<F::Affine>();
  case F::Clamp: return visit.template operator()<F::Clamp>();
  case F::SoftCap: return visit.template operator()<F::SoftCap>();
  case F::Reciprocal: return visit.template operator()<F::Reciprocal>();
  case F::NegativeXielu: return visit.template operator()<F::NegativeXielu>();
  case F::Cosine: return visit.template operator()<F::Cosine>();
  case F::Sine: return visit.template operator()<F::Sine>();
  }
}

/// Sums in double over lanes' partial sums keep long rows exact enough.
template <class Term>
HWY_INLINE float reduce(int64_t n, const Term& term) {
  V total = hn::Zero(d), other = hn::Zero(d);
  int64_t i = 0;
  for (; i + 2 * kLanes <= n; i += 2 * kLanes) {
    total = hn::Add(total, term(i, kLanes));
    other = hn::Add(other, term(i + kLanes, kLanes));
  }
  for (; i < n; i += kLanes)
    total = hn::Add(total, term(i, n - i < kLanes ? n - i : kLanes));
  return sum_lanes(hn::Add(total, other));
}

HWY_INLINE V load_some(const float* x, int64_t count) { return count == kLanes ? load(x) : load_part(x, count); }
HWY_INLINE void store_some(V v, float* x, int64_t count) { count == kLanes ? store(v, x) : store_part(v, x, count); }

/// What a row is multiplied by; `mean` is taken off first (layer norm only).
struct RowScale {
  float mean, factor;
};

/// 1 / x; no number where a sum overflowed, which would otherwise turn the row into zeros.
float inverse(float x) { return fabsf(x) <= 3.402823466e38f ? 1 / x : x - x; }

RowScale row_scale(const NormRow& row, const float* x, int64_t n) {
  const auto count = static_cast<float>(n);
  if (static_cast<NormKind>(row.kind) == NormKind::Layer) {
    const float mean = reduce(n, [&](int64_t i, int64_t c) { return load_some(x + i, c); }) / count;
    const V middle = set(mean);
    const float squares = reduce(n, [&](int64_t i, int64_t c) {
      const V off = hn::IfThenElseZero(hn::FirstN(d, static_cast<size_t>(c)), hn::Sub(load_some(x + i, c), middle));
      return hn::Mul(off, off); // nothing of the zeros behind the row
    });
    return {mean, inverse(sqrtf(squares / count + row.eps))};
  }
  switch (static_cast<NormKind>(row.kind)) {
  case NormKind::Sum:
    return {0, inverse(reduce(n, [&](int64_t i, int64_t c) { return load_some(x + i, c); }) + row.eps)};
  case NormKind::SumAbs: {
    const float total = reduce(n, [&](int64_t i, int64_t c) { return hn::Abs(load_some(x + i, c)); });
    return {0, inverse(total < row.eps ? row.eps : total)};
  }
  default: break;
  }
  const float squares = reduce(n, [&](int64_t i, int64_t c) {
    const V value = load_some(x + i, c);
    return hn::Mul(value, value);
  });
  const bool l2 = static_cast<NormKind>(row.kind) == NormKind::L2;
  return {0, inverse(sqrtf((l2 ? squares : squares / count) + row.eps))};
}

} // namespace

void unary(int function, float a, float b, const float* x, float* y, int64_t n) {
  with_function(function, [&]<UnaryFunction F>() { unary_loop<F>(a, b, x, y, n); });
}

void gated(int function, const float* gate, const float* up, float* out, int64_t n) {
  with_function(function, [&]<UnaryFunction F>() { gated_loop<F>(gate, up, out, n); });
}

void binary(int function, const float* x, int64_t x_step, const float* y, int64_t y_step, float* out, int64_t n) {
  switch (static_cast<BinaryFunction>(function)) {
  case BinaryFunction::Add: return binary_loop<BinaryFunction::Add>(x, x_step, y, y_step, out, n);
  case BinaryFunction::Sub: return binary_loop<BinaryFunction::Sub>(x, x_step, y, y_step, out, n);
  case BinaryFunction::Mul: return binary_loop<BinaryFunction::Mul>(x, x_step, y, y_step, out, n);
  case BinaryFunction::Div: return binary_loop<BinaryFunction::Div>(x, x_step, y, y_step, out, n);
  }
}

namespace {

/// The exponentials of a row, the largest 1, into y; gives what they are to be multiplied by.
float exponentials(const float* x, float* y, int64_t n) {
  float peak = x[0];
  for (int64_t i = 1; i < n; ++i)
    peak = x[i] > peak ? x[i] : peak;
  for (int64_t i = 0; i < n; i += kLanes) {
    const int64_t count = n - i < kLanes ? n - i : kLanes;
    store_some(hn::Exp(d, hn::Sub(load_some(x + i, count), set(peak))), y + i, count);
  }
  return inverse(reduce(n, [&](int64_t i, int64_t c) { return load_some(y + i, c); }));
}

/// The largest size of a row; no number where one of it is not finite.
float largest(const float* x, int64_t n) {
  V most = hn::Zero(d), unsure = hn::Zero(d);
  for (int64_t i = 0; i < n; i += kLanes) {
    const V value = load_some(x + i, n - i < kLanes ? n - i : kLanes);
    most = hn::Max(most, hn::Abs(value));
    unsure = hn::MulAdd(value, hn::Zero(d), unsure);
  }
  return hn::GetLane(hn::MaxOfLanes(d, most)) + sum_lanes(unsure);
}

/// Halves away from zero; adding a half first would lift what lies just below one.
V rounded(V x) {
  const V size = hn::Abs(x), whole = hn::Floor(size);
  const V up = hn::IfThenElseZero(hn::Ge(hn::Sub(size, whole), set(0.5f)), set(1));
  return hn::CopySign(hn::Add(whole, up), x);
}

/// NormKind::Levels.
void round_row(float eps, const float* x, float* y, int64_t n) {
  const float most = largest(x, n);
  const V levels = set(127 / (most < eps ? eps : most)); // no number stays none
  for (int64_t i = 0; i < n; i += kLanes) {
    const int64_t count = n - i < kLanes ? n - i : kLanes;
    store_some(hn::Div(rounded(hn::Mul(load_some(x + i, count), levels)), levels), y + i, count);
  }
}

/// Divides `count` elements `step` apart by their sum and eps.
void share_out(float* x, int64_t count, int64_t step, float eps) {
  float sum = eps;
  for (int64_t i = 0; i < count; ++i)
    sum += x[i * step];
  const float factor = inverse(sum);
  for (int64_t i = 0; i < count; ++i)
    x[i * step] *= factor;
}

/// NormKind::Sinkhorn.
void balance(const NormRow& row, const float* x, float* y, int64_t n) {
  int64_t side = 1;
  while (side * side < n)
    ++side;
  for (int64_t r = 0; r < side; ++r) {
    const float factor = exponentials(x + r * side, y + r * side, side);
    for (int64_t i = r * side; i < (r + 1) * side; ++i)
      y[i] = y[i] * factor + row.eps;
  }
  for (int64_t turn = 0; turn < row.turns; ++turn) {
    for (int64_t r = 0; turn > 0 && r < side; ++r)
      share_out(y + r * side, side, 1, row.eps);
    for (int64_t column = 0; column < side; ++column)
      share_out(y + column, side, side, row.eps);
  }
}

} // namespace

void norm(const NormRow& row, const float* x, float* y, int64_t n) {
  const NormKind kind = static_cast<NormKind>(row.kind);
  const bool made = kind == NormKind::Levels || kind == NormKind::Sinkhorn; // already what it shall be
  const bool softmax = kind == NormKind::Softmax;
  const RowScale scale = made ? RowScale{0, 1} : softmax ? RowScale{0, exponentials(x, y, n)} : row_scale(row, x, n);
  if (kind == NormKind::Levels)
    round_row(row.eps, x, y, n);
  if (kind == NormKind::Sinkhorn)
    balance(row, x, y, n);
  if (softmax || made)
    x = y;
  const V factor = set(scale.factor), mean = set(scale.mean);
  for (int64_t i = 0; i < n; i += kLanes) {
    const int64_t count = n - i < kLanes ? n - i : kLanes;
    V value = hn::Mul(hn::Sub(load_some(x + i, count), mean), factor);
    if (row.weight)
      value = hn::Mul(value, load_some(row.weight + i, count));
    if (row.bias)
      value = hn::Add(value, load_some(row.bias + i, count));
    store_some(value, y + i, count);
  }
}

void gated_norm(const NormRow& row, int activation, bool gate_first, const float* x, const float* gate, float* y,
                int64_t n) {
  if (gate_first) {
    gated(activation, gate, x, y, n);
    norm(row, y, y, n);
    return;
  }
  const RowScale scale = row_scale(row, x, n);
  with_function(activation, [&]<UnaryFunction F>() {
    const V factor = set(scale.factor), mean = set(scale.mean);
    for (int64_t i = 0; i < n; i += kLanes) {
      const int64_t count = n - i < kLanes ? n - i : kLanes;
      V value = hn::Mul(hn::Sub(load_some(x + i, count), mean), factor);
      if (row.weight)
        value = hn::Mul(value, load_some(row.weight + i, count));
      store_some(hn::Mul(value, apply<F>(load_some(gate + i, count), 1, 0)), y + i, count);
    }
  });
}

void rotate(const float* x, const float* cosine, const float* sine, float* y, int64_t half, bool interleaved) {
  if (interleaved) {
    int64_t j = 0;
    for (; j + kLanes <= half; j += kLanes) {
      V first, second;
      hn::LoadInterleaved2(d, x + 2 * j, first, second);
      const V c = load(cosine + j), s = load(sine + j);
      hn::StoreInterleaved2(hn::Sub(hn::Mul(first, c), hn::Mul(second, s)),
                            hn::Add(hn::Mul(second, c), hn::Mul(first, s)), d, y + 2 * j);
    }
    for (; j < half; ++j) {
      const float first = x[2 * j], second = x[2 * j + 1];
      y[2 * j] = first * cosine[j] - second * sine[j];
      y[2 * j + 1] = second * cosine[j] + first * sine[j];
    }
    return;
  }
  for (int64_t j = 0; j < half; j += kLanes) {
    const int64_t count = half - j < kLanes ? half - j : kLanes;
    const V first = load_some(x + j, count), second = load_some(x + half + j, count), c = load_some(cosine + j, count),
            s = load_some(sine + j, count);
    store_some(hn::Sub(hn::Mul(first, c), hn::Mul(second, s)), y + j, count);
    store_some(hn::Add(hn::Mul(second, c), hn::Mul(first, s)), y + half + j, count);
  }
}

/// float16 to float32, infinity and NaN included: Highway 1.0.3 makes large numbers of them where the instruction set
/// has no conversion of its own. (Weights need no such care: none that is not finite is loaded.)
static HWY_INLINE V widen_half(const void* from, int64_t at) {
  const V wide = load_wide<Format::F16>(from, at);
  if (HWY_STATIC_TARGET == HWY_AVX2)
    return wide;
  const hn::Rebind<uint16_t, D> half;
  const hn::RebindToUnsigned<D> bits;
  const auto magnitude =
      hn::And(hn::PromoteTo(bits, hn::LoadU(half, static_cast<const uint16_t*>(from) + at)), hn::Set(bits, 0x7c00u));
  const auto exponent = hn::IfThenElseZero(hn::Eq(magnitude, hn::Set(bits, 0x7c00u)), hn::Set(bits, 0x7f800000u));
  return hn::BitCast(d, hn::Or(hn::BitCast(bits, wide), exponent));
}

/// Whole blocks of Q8_0, as they lie in a row. Their scales are widened together.
static void widen_blocks(const uint8_t* from, float* to, int64_t blocks) {
  constexpr int64_t kElements = block_elements(Format::Q8_0), kBytes = block_bytes(Format::Q8_0), kTogether = 64;
  const hn::Rebind<int8_t, D> bytes;
  const hn::RebindToSigned<D> whole;
  for (int64_t first = 0; first < blocks; first += kTogether) {
    const int64_t count = blocks - first < kTogether ? blocks - first : kTogether;
    HWY_ALIGN uint16_t halves[kTogether];
    HWY_ALIGN float scales[kTogether];
    for (int64_t i = 0; i < count; ++i)
      memcpy(halves + i, from + (first + i) * kBytes, 2);
    widen(Format::F16, halves, scales, count);
    for (int64_t i = 0; i < count; ++i) {
      const auto* levels = reinterpret_cast<const int8_t*>(from + (first + i) * kBytes + 2);
      for (int64_t e = 0; e < kElements; e += kLanes)
        store(hn::Mul(set(scales[i]), hn::ConvertTo(d, hn::PromoteTo(whole, hn::LoadU(bytes, levels + e)))),
              to + (first + i) * kElements + e);
    }
  }
}

void widen(Format type, const void* from, float* to, int64_t n) {
  int64_t i = 0;
  if (type == Format::F32) {
    memcpy(to, from, static_cast<size_t>(n) * 4);
    return;
  }
  if (type == Format::Q8_0)
    return widen_blocks(static_cast<const uint8_t*>(from), to, n / block_elements(type));
  for (; i + kLanes <= n; i += kLanes)
    store(type == Format::F16 ? widen_half(from, i) : load_wide<Format::BF16>(from, i), to + i);
  if (i < n) { // a short copy keeps the loads inside the buffer
    HWY_ALIGN uint16_t part[16] = {};
    memcpy(part, static_cast<const uint16_t*>(from) + i, static_cast<size_t>(n - i) * 2);
    store_part(type == Format::F16 ? widen_half(part, 0) : load_wide<Format::BF16>(part, 0), to + i, n - i);
  }
}

/// Nearest float16, ties to even. Highway 1.0.3 truncates where the instruction set has no conversion of its own.
static uint16_t half_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  const uint32_t sign = bits >> 16 & 0x8000u, size = bits & 0x7fffffffu;
  if (size > 0x7f800000u)
    return static_cast<uint16_t>(sign | 0x7e00u);
  if (size >= 0x477ff000u) // 65520 and beyond are infinite
    return static_cast<uint16_t>(sign | 0x7c00u);
  if (size >= 0x38800000u)
    return static_cast<uint16_t>(sign | (size - 0x38000000u + 0xfffu + (size >> 13 & 1u)) >> 13);
  float shifted; // below 2^-14: the last place of x + 1/2 is that of a subnormal float16
  memcpy(&shifted, &size, 4);
  shifted += 0.5f;
  memcpy(&bits, &shifted, 4);
  return static_cast<uint16_t>(sign | (bits - 0x3f000000u));
}

/// Whole blocks of Q8_0: the largest magnitude is level 127, the others the nearest. A block with a value that is not
/// finite becomes NaN.
static void narrow_blocks(const float* from, uint8_t* to, int64_t blocks) {
  constexpr int64_t kElements = block_elements(Format::Q8_0);
  for (int64_t block = 0; block < blocks; ++block, from += kElements, to += block_bytes(Format::Q8_0)) {
    V most = hn::Zero(d), unsure = hn::Zero(d);
    for (int64_t e = 0; e < kElements; e += kLanes) {
      const V x = load(from + e);
      most = hn::Max(most, hn::Abs(x));
      unsure = hn::MulAdd(x, hn::Zero(d), unsure);
    }
    const float doubt = sum_lanes(unsure);
    const uint16_t half = doubt == 0 ? half_of(hn::GetLane(hn::MaxOfLanes(d, most)) / 127) : uint16_t{0x7e00};
    float scale = 0;
    widen(Format::F16, &half, &scale, 1);
    const float inverse = scale > 0 ? 1 / scale : 0; // of no number: no level, the scale says it
    memcpy(to, &half, 2);
    for (int64_t e = 0; e < kElements; ++e) {
      const long level = doubt == 0 ? lrintf(from[e] * inverse) : 0;
      const auto byte = static_cast<int8_t>(level > 127 ? 127 : level < -127 ? -127 : level);
      memcpy(to + 2 + e, &byte, 1);
    }
  }
}

void narrow(Format type, const float* from, void* to, int64_t n) {
  if (type == Format::F32) {
    memcpy(to, from, static_cast<size_t>(n) * 4);
    return;
  }
  if (type == Format::Q8_0)
    return narrow_blocks(from, static_cast<uint8_t*>(to), n / block_elements(type));
  auto* out = static_cast<uint16_t*>(to);
  if (type == Format::BF16) {
    for (int64_t i = 0; i < n; ++i) {
      uint32_t bits;
      memcpy(&bits, from + i, 4);
      const bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
      out[i] = static_cast<uint16_t>(nan ? (bits >> 16) | 0x40u : (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
    }
    return;
  }
  if (HWY_STATIC_TARGET != HWY_AVX2) {
    for (int64_t i = 0; i < n; ++i)
      out[i] = half_of(from[i]);
    return;
  }
  const hn::Rebind<hwy::float16_t, D> half;
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    hn::StoreU(hn::DemoteTo(half, load(from + i)), half, reinterpret_cast<hwy::float16_t*>(out) + i);
  if (i < n) {
    HWY_ALIGN uint16_t part[16];
    hn::StoreU(hn::DemoteTo(half, load_part(from + i, n - i)), half, reinterpret_cast<hwy::float16_t*>(part));
    memcpy(out + i, part, static_cast<size_t>(n - i) * 2);
  }
}

float sum(const float* x, int64_t n) {
  return reduce(n, [&](int64_t i, int64_t c) { return load_some(x + i, c); });
}

int64_t arg_max(const float* x, int64_t n) {
  int64_t best = 0;
  for (int64_t i = 1; i < n; ++i)
    if (x[i] > x[best])
      best = i;
  return best;
}

} // namespace pareto::cpu::PARETO_ISA
