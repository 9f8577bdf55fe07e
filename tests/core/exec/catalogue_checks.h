// SPDX-License-Identifier: GPL-3.0-or-later
// What generic tests of the catalogue ask of any executor.
#pragma once

#include "core/model/catalogue.h"
#include "core/model/denoising.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/deep.h"

#include <set>

namespace pareto::test {

/// Says yes to the first architecture of each family, and under --deep to all.
class OneOfEachFamily {
public:
  bool operator()(const Architecture& a) { return m_families.insert(a.family).second || deep(0, 1) == 1; }

private:
  std::set<std::string_view> m_families;
};

/// False where every token sees the whole text: there is nothing to slice.
inline bool is_read_in_slices(const Architecture& a) {
  return denoising_of(open_model(a.id + "@probe")->model).sight != Sight::Whole;
}

/// Choices of experts or of what is read, which a rounding may turn.
inline size_t choices(const Model& model) {
  const Graph graph = model.record({1, 1, Phase::Decode});
  return static_cast<size_t>(std::count_if(graph.nodes().begin(), graph.nodes().end(), [](const Node& node) {
    const auto* blocks = std::get_if<SelectBlocksSpec>(&node.spec);
    return node.op == Op::Route || (blocks && !blocks->keyless());
  }));
}

/// Of the tokens, those whose logits are off by more than a share of the peak. Where two experts are as good within a
/// rounding, a router may choose the other one: of a mixture of experts a few tokens may be.
inline double share_off(const ModelSpec& spec, std::span<const float> got, std::span<const float> wanted,
                        double tolerance) {
  const auto vocab = static_cast<size_t>(spec.vocab);
  double peak = 0, off = 0;
  for (const float logit : wanted)
    peak = std::max(peak, std::abs(static_cast<double>(logit)));
  for (size_t row = 0; row < wanted.size(); row += vocab) {
    bool all = got.size() == wanted.size();
    for (size_t i = row; all && i < row + vocab; ++i)
      all = std::abs(static_cast<double>(got[i]) - static_cast<double>(wanted[i])) <= tolerance * peak;
    off += !all;
  }
  return off * static_cast<double>(vocab) / static_cast<double>(wanted.size());
}

/// Logits of the last of `count` tokens behind `depth`, of a state that was filled from the seed up to `filled_to`.
inline Result<std::vector<float>> step_at(LoadedModel& model, int64_t capacity, int count, int64_t filled_to,
                                          int64_t depth) {
  PARETO_TRY_ASSIGN(state, model.new_state(1, capacity, count));
  state->fill_seeded(1, filled_to);
  SequenceBatch sequence(model, *state, 1);
  sequence.set_position(depth);
  PARETO_TRY_ASSIGN(program, sequence.step(some_tokens(count, model.model().spec().vocab), LogitRows::Last));
  const auto row = program->output("logits");
  return std::vector<float>(row.begin(), row.end());
}

/// Logits of the token after 4,096 others, which were read as they are: no seeded state.
inline Result<std::vector<float>> after_long_text(LoadedModel& model) {
  constexpr int kTokens = 4096, kStep = 256;
  PARETO_TRY_ASSIGN(state, model.new_state(1, kTokens + 1, kStep));
  SequenceBatch sequence(model, *state, 1);
  const auto tokens = some_tokens(kTokens + 1, model.model().spec().vocab);
  for (int at = 0; at < kTokens; at += kStep)
    PARETO_TRY(sequence.step(std::span(tokens).subspan(static_cast<size_t>(at), kStep), LogitRows::Last));
  PARETO_TRY_ASSIGN(program, sequence.step(std::span(tokens).last(1), LogitRows::Last));
  const auto row = program->output("logits");
  return std::vector<float>(row.begin(), row.end());
}

/// Finite, and not all the same: somebody still says something.
inline bool is_alive(std::span<const float> logits) {
  return std::all_of(logits.begin(), logits.end(), [](float x) { return std::isfinite(x); }) &&
         std::any_of(logits.begin(), logits.end(), [&](float x) { return x != logits.front(); });
}

} // namespace pareto::test
