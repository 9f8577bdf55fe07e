// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"
#include "core/model/catalogue.h"
#include "tests/core/exec/executors.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pareto::test {

inline OpenedModel opened(const ModelSpec& spec, const std::string& id) {
  return {Model(spec), id, id, id, {}, {}, {}, {}};
}

/// `count` token ids of a fixed pseudo-random sequence.
inline std::vector<int32_t> some_tokens(int64_t count, int64_t vocab, uint32_t seed = 1) {
  std::vector<int32_t> tokens;
  for (int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    tokens.push_back(static_cast<int32_t>((seed >> 8) % static_cast<uint32_t>(vocab)));
  }
  return tokens;
}

/// Logits [T, vocab] of one sequence read in the given steps (the last one repeats).
inline Result<std::vector<float>> logits_of(LoadedModel& model, std::span<const int32_t> tokens,
                                            const std::vector<int>& steps) {
  const auto total = static_cast<int64_t>(tokens.size());
  PARETO_TRY_ASSIGN(state, model.new_state(1, total, *std::max_element(steps.begin(), steps.end())));
  SequenceBatch sequence(model, *state, 1);
  std::vector<float> all;
  for (size_t done = 0, step = 0; done < tokens.size(); ++step) {
    const size_t count =
        std::min<size_t>(static_cast<size_t>(steps[std::min(step, steps.size() - 1)]), tokens.size() - done);
    PARETO_TRY_ASSIGN(program, sequence.step(tokens.subspan(done, count), LogitRows::All));
    const auto rows = program->output("logits");
    all.insert(all.end(), rows.begin(), rows.end());
    done += count;
  }
  return all;
}

/// Largest difference as a share of the peak of `wanted`; infinite when shapes differ or anything is not finite.
inline double relative_error(std::span<const float> got, std::span<const float> wanted) {
  if (got.size() != wanted.size() || got.empty())
    return INFINITY;
  double peak = 0, error = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    if (!std::isfinite(got[i]) || !std::isfinite(wanted[i]))
      return INFINITY;
    peak = std::max(peak, std::abs(static_cast<double>(wanted[i])));
    error = std::max(error, std::abs(static_cast<double>(got[i]) - static_cast<double>(wanted[i])));
  }
  return peak > 0 ? error / peak : INFINITY;
}

} // namespace pareto::test

/// Ends the test when two lists of logits differ by more than a share of the peak.
#define COMPARE_LOGITS(got, wanted, tolerance)                                                                         \
  do {                                                                                                                 \
    const double pareto_error = pareto::test::relative_error(got, wanted);                                             \
    QVERIFY2(pareto_error <= (tolerance), qPrintable(QString("the error is %1 of the peak").arg(pareto_error)));       \
  } while (false)
