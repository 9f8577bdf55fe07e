// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pareto {

Result<Sampler> Sampler::make(SamplerOptions options) {
  if (!(options.temperature >= 0 && options.temperature <= 100))
    return fail(ErrorCode::InvalidArgument, "The temperature must be from 0 to 100.", "--temperature");
  if (!(options.top_p > 0 && options.top_p <= 1))
    return fail(ErrorCode::InvalidArgument, "top-p must be above 0 and at most 1.", "--top-p");
  if (options.top_k < 0)
    return fail(ErrorCode::InvalidArgument, "top-k must not be negative.", "--top-k");
  return Sampler(options);
}

int32_t Sampler::choose(std::span<const float> logits) {
  m_order.clear();
  for (size_t i = 0; i < logits.size(); ++i)
    if (!std::isnan(logits[i]))
      m_order.push_back(static_cast<int32_t>(i));
  if (m_order.empty())
    return 0;
  const auto before = [&](int32_t a, int32_t b) {
    const float x = logits[static_cast<size_t>(a)], y = logits[static_cast<size_t>(b)];
    return x != y ? x > y : a < b;
  };
  if (m_options.temperature == 0)
    return *std::min_element(m_order.begin(), m_order.end(), before);
  if (m_options.top_k > 0 && static_cast<size_t>(m_options.top_k) < m_order.size()) {
    std::nth_element(m_order.begin(), m_order.begin() + m_options.top_k, m_order.end(), before);
    m_order.resize(static_cast<size_t>(m_options.top_k));
  }
  std::sort(m_order.begin(), m_order.end(), before);
  const double highest = logits[static_cast<size_t>(m_order.front())];
  m_weights.clear();
  for (int32_t id : m_order) {
    const double logit = logits[static_cast<size_t>(id)];
    m_weights.push_back(
        logit == highest ? 1 : std::exp((logit - highest) / m_options.temperature)); // equal infinities as well
  }
  const double all = std::accumulate(m_weights.begin(), m_weights.end(), 0.0);
  double kept = 0;
  size_t count = 0;
  while (count < m_weights.size() && (count == 0 || kept < m_options.top_p * all))
    kept += m_weights[count++];
  // 53 random bits by hand: the standard's distributions differ between libraries.
  double left = static_cast<double>(m_random() >> 11) * 0x1p-53 * kept;
  for (size_t i = 0; i + 1 < count; ++i) {
    left -= m_weights[i];
    if (left < 0)
      return m_order[i];
  }
  return m_order[count - 1];
}

} // namespace pareto
