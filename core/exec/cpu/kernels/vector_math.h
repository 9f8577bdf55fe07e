// SPDX-License-Identifier: GPL-3.0-or-later
// Vector helpers of one instruction set. Included by kernel files only.
#pragma once

#include "core/exec/cpu/kernels/kernels.h"

#include <hwy/highway.h>

#include <math.h>
#include <stdint.h>
#include <string.h>
// Highway's mathematics is per target, like everything it defines.
#include <hwy/contrib/math/math-inl.h>

namespace pareto::cpu::PARETO_ISA {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
inline constexpr D d{};
inline constexpr int64_t kLanes = static_cast<int64_t>(hn::MaxLanes(D{}));
/// Vectors that make up the 16 rows of a panel.
inline constexpr int kPanelVectors = static_cast<int>(kPanelRows / kLanes);

static inline V set(float x) { return hn::Set(d, x); }
static inline V load(const float* x) { return hn::LoadU(d, x); }
static inline void store(V v, float* x) { hn::StoreU(v, d, x); }
static inline float sum_lanes(V v) { return hn::GetLane(hn::SumOfLanes(d, v)); }

/// The first n (< kLanes) elements, zeros behind.
static inline V load_part(const float* x, int64_t n) {
  HWY_ALIGN float lanes[16] = {};
  for (int64_t i = 0; i < n; ++i)
    lanes[i] = x[i];
  return hn::Load(d, lanes);
}
static inline void store_part(V v, float* x, int64_t n) {
  HWY_ALIGN float lanes[16];
  hn::Store(v, d, lanes);
  for (int64_t i = 0; i < n; ++i)
    x[i] = lanes[i];
}

static inline V exp_of(V x) { return hn::Exp(d, hn::Min(x, set(88.0f))); }
static inline V sigmoid_of(V x) {
  const V e = hn::Exp(d, hn::Neg(hn::Min(hn::Max(x, set(-87.0f)), set(87.0f))));
  return hn::Div(set(1), hn::Add(set(1), e));
}
static inline V softplus_of(V x) { return hn::Add(hn::Max(x, set(0)), hn::Log1p(d, hn::Exp(d, hn::Neg(hn::Abs(x))))); }
static inline V silu_of(V x) { return hn::Mul(x, sigmoid_of(x)); }

/// Widening load of kLanes elements.
template <Format type>
static inline V load_wide(const void* from, int64_t at) {
  if constexpr (type == Format::F32) {
    return load(static_cast<const float*>(from) + at);
  } else if constexpr (type == Format::F16) {
    const hn::Rebind<hwy::float16_t, D> half;
    return hn::PromoteTo(d, hn::LoadU(half, static_cast<const hwy::float16_t*>(from) + at));
  } else {
    const hn::Rebind<uint16_t, D> half;
    const hn::RebindToUnsigned<D> wide;
    return hn::BitCast(
        d, hn::ShiftLeft<16>(hn::PromoteTo(wide, hn::LoadU(half, static_cast<const uint16_t*>(from) + at))));
  }
}

} // namespace pareto::cpu::PARETO_ISA
