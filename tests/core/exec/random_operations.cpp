// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/operation_makers.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>

namespace pareto::test {

namespace {

class RandomWeights : public TensorSource {
public:
  explicit RandomWeights(uint32_t seed) : m_seed(seed) {}
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    const int64_t width = weight.shape.elements() / weight.shape[0];
    const std::lock_guard lock(m_mutex); // a team reads it
    std::vector<float>& all = m_made[weight.name];
    if (all.empty())
      all = values_of(weight.name, weight.shape.elements(), m_seed);
    std::copy_n(all.begin() + begin * width, count * width, out.begin());
    return {};
  }

private:
  uint32_t m_seed;
  std::mutex m_mutex;
  std::map<std::string, std::vector<float>> m_made; ///< whole, since each reading is of a few rows
};

} // namespace

const std::vector<std::pair<const char*, OperationMaker>>& random_operations() {
#define PARETO_NAME_AND_MAKER(name) {#name, makers::name},
  static const std::vector<std::pair<const char*, OperationMaker>> all{PARETO_RANDOM_OPERATIONS(PARETO_NAME_AND_MAKER)};
#undef PARETO_NAME_AND_MAKER
  return all;
}

std::vector<float> values_of(const std::string& name, int64_t count, uint32_t seed) {
  Random random(seed);
  for (const char c : name)
    random.seed(static_cast<uint32_t>(random()) ^ static_cast<unsigned char>(c));
  const auto begins = [&](const char* meaning) { return name.rfind(meaning, 0) == 0; };
  const bool log = begins("log"), positive = begins("pos"), beta = begins("beta");
  const float low = log ? -0.6f : positive ? 0.4f : beta ? 0.0f : begins("tame") ? -0.2f : -1.0f;
  const float high = log ? 0.0f : positive ? 1.6f : begins("tame") ? 0.2f : 1.0f;
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) // by hand: the library's distributions differ from one library to the next
    value = low + (high - low) * static_cast<float>(random() >> 8) * 0x1p-24f;
  return values;
}

Result<std::vector<float>> run_operation(Executor& executor, const RandomOperation& operation, uint32_t seed) {
  const auto record = [&](int tokens) {
    Graph graph({operation.batch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
    operation.record(graph);
    return graph;
  };
  const Graph first = record(operation.steps.front());
  RandomWeights source(seed);
  PARETO_TRY_ASSIGN(weights, executor.load(first, source, operation.options));
  const int64_t total =
      makers::kFirstPosition + std::accumulate(operation.steps.begin(), operation.steps.end(), int64_t{0});
  PARETO_TRY_ASSIGN(state, executor.new_state(first, operation.options, operation.batch, total,
                                              *std::max_element(operation.steps.begin(), operation.steps.end())));
  std::vector<float> all;
  std::vector<int32_t> slot(static_cast<size_t>(operation.batch)), position(slot.size(), 0);
  std::iota(slot.begin(), slot.end(), 0);
  std::map<int, std::pair<Graph, std::unique_ptr<Program>>> programs; // by tokens: a later step replays an earlier one
  for (const int tokens : operation.steps) {
    if (!programs.contains(tokens)) {
      Graph recorded = record(tokens);
      PARETO_TRY_ASSIGN(compiled, executor.compile(recorded, *weights));
      programs.try_emplace(tokens, std::move(recorded), std::move(compiled));
    }
    auto& [graph, program] = programs.at(tokens);
    std::vector<int32_t> ids;
    for (const NamedTensor& in : graph.inputs())
      if (in.tensor.kind == Kind::Real)
        PARETO_TRY(program->set_input(
            in.name, values_of(in.name, in.tensor.shape.elements(), seed + static_cast<uint32_t>(position[0]) + 1)));
      else
        for (const float value :
             values_of("beta", in.tensor.shape.elements(), seed + static_cast<uint32_t>(position[0])))
          ids.push_back(static_cast<int32_t>(value * static_cast<float>(operation.vocab)));
    const std::vector<int32_t> count(slot.size(), tokens);
    StepInput step;
    step.tokens = ids;
    step.count = count;
    step.position = position;
    step.slot = slot;
    PARETO_TRY(program->run(*state, step));
    if (graph.outputs().front().tensor.kind == Kind::Real)
      for (const float value : program->output("y"))
        all.push_back(value);
    else
      for (const int32_t value : program->output_i32("y"))
        all.push_back(static_cast<float>(value));
    for (int32_t& at : position)
      at += tokens;
  }
  return all;
}

} // namespace pareto::test