// SPDX-License-Identifier: GPL-3.0-or-later
// Graphs of one operation, run step by step on any executor with inputs made by name, position and place, and the
// executors that are held against each other.
#pragma once

#include "core/exec/model_runner.h"
#include "core/formats/tensor_source.h"
#include "core/graph/graph.h"
#include "tests/gpu/vulkan_fixture.h"

#include <QString>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pareto::test {

inline constexpr int kBatch = 2; ///< sequences; their slots are swapped

class NoWeights : public TensorSource {
public:
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t, int64_t, std::span<float>) override {
    return fail(ErrorCode::NotFound, weight.name);
  }
};

/// In [-1, 1), the same for the same name and place.
inline float noise(const std::string& name, int64_t at) {
  uint64_t x = std::hash<std::string>{}(name) + static_cast<uint64_t>(at) * 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return static_cast<float>(static_cast<double>(x >> 40) / double{1 << 23} - 1);
}

/// The graph of a step of so many tokens, with the output "o".
using StepGraph = std::function<Graph(int tokens)>;
/// One value of an input; `width` its last extent.
using StepValue = std::function<float(const std::string& name, int64_t at, int64_t width)>;

/// Outputs of all steps, [step][B][T][row]. The second sequence is `shorter` tokens shorter in every step. Each step
/// runs `rehearsals` times before it without touching the state; what these give is not kept, what they leave behind
/// shows.
inline Result<std::vector<float>> step_outputs(Executor& executor, const StepGraph& record, const StepValue& value,
                                               const std::vector<int>& steps, int shorter = 0, LoadOptions options = {},
                                               int rehearsals = 0) {
  NoWeights source;
  const Graph first = record(steps.front());
  PARETO_TRY_ASSIGN(weights, executor.load(first, source, options));
  PARETO_TRY_ASSIGN(state,
                    executor.new_state(first, options, kBatch, 512, *std::max_element(steps.begin(), steps.end())));
  std::vector<float> all;
  std::vector<int32_t> position(kBatch, 0);
  std::map<int, std::pair<Graph, std::unique_ptr<Program>>> programs; // by tokens: a later step replays an earlier one
  for (int tokens : steps) {
    if (!programs.contains(tokens)) {
      Graph recorded = record(tokens);
      PARETO_TRY_ASSIGN(compiled, executor.compile(recorded, *weights));
      programs.try_emplace(tokens, std::move(recorded), std::move(compiled));
    }
    auto& [graph, program] = programs.at(tokens);
    const std::vector<int32_t> count{tokens, std::max(1, tokens - shorter)}, slot{1, 0};
    for (const NamedTensor& input : graph.inputs()) {
      const int64_t each = input.tensor.shape.elements() / (kBatch * tokens), width = input.tensor.shape.back();
      std::vector<float> values;
      for (size_t b = 0; b < kBatch; ++b)
        for (int64_t t = 0; t < tokens; ++t)
          for (int64_t i = 0; i < each; ++i) // by the token's position, however the prompt is cut
            values.push_back(
                value(input.name, ((position[b] + t) * kBatch + static_cast<int64_t>(b)) * each + i, width));
      PARETO_TRY(program->set_input(input.name, values));
    }
    StepInput input;
    input.count = count;
    input.position = position;
    input.slot = slot;
    input.commit = false;
    for (int i = 0; i < rehearsals; ++i)
      PARETO_TRY(program->run(*state, input));
    input.commit = true;
    PARETO_TRY(program->run(*state, input));
    const auto o = program->output("o");
    const auto row = static_cast<int64_t>(o.size()) / (kBatch * tokens);
    for (size_t b = 0; b < kBatch; ++b) {
      all.insert(all.end(), o.begin() + static_cast<std::ptrdiff_t>(b) * tokens * row,
                 o.begin() + (static_cast<std::ptrdiff_t>(b) * tokens + count[b]) * row);
      position[b] += count[b];
    }
  }
  return all;
}

/// Empty when both agree to `tolerance` of the largest value.
inline QString difference(const Result<std::vector<float>>& got, const Result<std::vector<float>>& want,
                          float tolerance) {
  if (!got || !want)
    return QString::fromStdString(got ? want.error().message : got.error().message);
  if (got->size() != want->size())
    return "sizes differ";
  float peak = 0, error = 0;
  for (size_t i = 0; i < want->size(); ++i) {
    if (!std::isfinite((*got)[i]))
      return QString("value %1 is not finite").arg(i);
    peak = std::max(peak, std::abs((*want)[i]));
    error = std::max(error, std::abs((*got)[i] - (*want)[i]));
  }
  return error <= tolerance * peak ? QString() : QString("largest error %1 of the peak %2").arg(error).arg(peak);
}

/// Vulkan executors in the settings of one test, on one logical device, and the float64 reference.
struct Sides {
  std::vector<Validated> vulkan;
  std::unique_ptr<Executor> reference;

  static Sides open(const std::vector<VulkanOptions>& settings) {
    Sides sides;
    for (const VulkanOptions& options : settings)
      sides.vulkan.push_back(sides.vulkan.empty() ? validated_executor(options)
                                                  : validated_executor(sides.vulkan.front(), options));
    if (auto made = make_executor("reference"))
      sides.reference = std::move(made).value();
    return sides;
  }

  /// As the driver is, as on hardware, and with matrices and histories in pieces of so many bytes.
  static Sides with_pieces(int64_t bytes) {
    VulkanOptions hardware, cut;
    hardware.as_hardware = true;
    cut.binding_limit = bytes;
    return open({{}, hardware, cut});
  }
};

} // namespace pareto::test
