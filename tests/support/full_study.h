// SPDX-License-Identifier: GPL-3.0-or-later
// A study whose every cell is measured, with numbers in which the linear designs overtake attention.
#pragma once

#include "core/formats/strict_json.h"
#include "core/quality/published.h"
#include "core/study/study.h"
#include "tests/support/measurements.h"

#include <memory>

namespace pareto::test {

inline std::shared_ptr<const PublishedResults> publishedResults() {
  static const auto shipped = [] {
    const std::string file = PARETO_RESOURCE_DIR "/published/published-quality.json";
    return std::make_shared<const PublishedResults>(*PublishedResults::parse(*read_strict_json(file), file));
  }();
  return shipped;
}

/// The estimates an engine would send along with these samples.
inline Measurement complete(Measurement m, double ms) {
  const Estimate estimate{ms, m.preview ? std::nullopt : std::optional(Interval{ms * 0.99, ms * 1.01}),
                          static_cast<int>(m.samples_ms.size())};
  (m.key.kind == CellKey::Kind::Decode ? m.tpot_ms : m.ttft_ms) = estimate;
  m.decode_tokens_per_s = m.key.kind == CellKey::Kind::Decode ? std::optional(1000.0 * m.key.batch / ms) : std::nullopt;
  m.weight_bytes = 2'700'000'000;
  m.state_bytes = 1'000'000 * m.key.batch;
  return m;
}

inline std::vector<Measurement> fullStudy(const Study& study, bool preview = false) {
  std::vector<Measurement> all;
  double flat = 200;
  for (const std::string& model : study.models) {
    const bool attention = model == study.models.front();
    for (int64_t batch : study.batches)
      for (int64_t context : study.contexts) {
        const double ms =
            attention ? 120 + 0.05 * static_cast<double>(context * batch) : flat + 10.0 * static_cast<double>(batch);
        all.push_back(complete(decode(model, static_cast<int>(batch), context, ms, preview), ms));
      }
    for (int64_t prompt : study.prompts)
      all.push_back(complete(prefill(model, 1, prompt, 4000 + flat, preview), 4000 + flat));
    flat += 15;
  }
  return all;
}

} // namespace pareto::test
