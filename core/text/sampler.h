// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace pareto {

struct SamplerOptions {
  double temperature = 0; ///< 0 = always the most likely token
  double top_p = 1;       ///< the smallest set of most likely tokens that holds this share
  int64_t top_k = 0;      ///< the k most likely tokens; 0 = all
  uint64_t seed = 0;
};

/// Chooses the next token from logits. The same seed and logits give the same tokens on every machine.
class Sampler {
public:
  static Result<Sampler> make(SamplerOptions options);
  /// Top-k first, then temperature, then top-p over what is left. Ties go to the lower id; NaN is never chosen.
  int32_t choose(std::span<const float> logits);

private:
  explicit Sampler(SamplerOptions options) : m_options(options), m_random(options.seed) {}
  SamplerOptions m_options;
  std::mt19937_64 m_random;
  std::vector<int32_t> m_order;
  std::vector<double> m_weights;
};

} // namespace pareto
