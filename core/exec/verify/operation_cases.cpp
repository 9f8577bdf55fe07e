// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/operation_cases.h"

#include "core/exec/verify/case_graphs.h"
#include "core/formats/safetensors.h"
#include "core/formats/strict_json.h"
#include "core/formats/tensor_source.h"

#include <algorithm>
#include <cmath>

namespace pareto {

const char* to_string(CaseResult::Status status) {
  switch (status) {
  case CaseResult::Status::Pass: return "pass";
  case CaseResult::Status::Fail: return "fail";
  case CaseResult::Status::Unsupported: return "unsupported";
  }
  return "fail";
}

namespace verify {
namespace {

Result<CaseTensors> read_case(const std::string& path) {
  PARETO_TRY_ASSIGN(file, SafetensorsFile::open(path));
  CaseTensors tensors;
  for (const auto& [name, view] : file.tensors()) {
    CaseTensor tensor{view.shape, std::vector<float>(static_cast<size_t>(view.elements()))};
    PARETO_TRY(convert_to_float(view, 0, tensor.values));
    tensors[name] = std::move(tensor);
  }
  return tensors;
}

/// Parameters of a case: the inputs that its graph declares as weights.
class CaseSource : public TensorSource {
public:
  explicit CaseSource(const CaseTensors& tensors) : m_tensors(tensors) {}
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    const auto found = m_tensors.find("in." + weight.name);
    if (found == m_tensors.end())
      return fail(ErrorCode::NotFound, "The case has no input '" + weight.name + "'.");
    const int64_t width = weight.shape.elements() / weight.shape[0];
    std::copy_n(found->second.values.begin() + begin * width, count * width, out.begin());
    return {};
  }

private:
  const CaseTensors& m_tensors;
};

/// Rows that a token has of an input.
int64_t rows_of_token(const Graph& graph, const NamedTensor& input) {
  return input.tensor.shape[1] / graph.shape().tokens;
}

/// Tokens of the longest per-token input (queries of the attention decode cases are the last of them).
int64_t total_tokens(const Graph& graph, const CaseTensors& tensors) {
  int64_t total = 0;
  for (const NamedTensor& input : graph.inputs())
    total = std::max(total, tensors.at("in." + input.name).shape[1] / rows_of_token(graph, input));
  return total;
}

/// The position of a case's first token: one that brings a past along is not the first of its sequence.
int64_t first_position(const nlohmann::json& params, const CaseTensors& tensors, int64_t past) {
  const bool begun = std::any_of(tensors.begin(), tensors.end(),
                                 [](const auto& each) { return each.first.rfind("in.initial_", 0) == 0; });
  return params.value("position_offset", begun ? past : int64_t{0});
}

/// One run of a case, in steps of the given lengths.
class CaseRun {
public:
  CaseRun(const nlohmann::json& entry, const CaseTensors& tensors, Executor& executor)
      : m_entry(entry), m_tensors(tensors), m_executor(executor),
        m_builder(case_builder(entry.at("op").get<std::string>())) {}

  CaseGraph record(int tokens) const {
    const auto batch = static_cast<int>(m_tensors.at(first_output()).shape[0]);
    CaseGraph graph(StepShape{batch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
    m_builder(graph, CaseFacts{m_entry.at("params"), m_tensors, graph.graph.shape()});
    return graph;
  }

  /// Fills `result` with the largest error; the status becomes Fail when a tolerance is broken.
  Status run(const std::vector<int>& steps, CaseResult& result) {
    const CaseGraph first = record(steps.front());
    CaseSource source(m_tensors);
    PARETO_TRY_ASSIGN(weights, m_executor.load(first.graph, source, {}));
    const int batch = first.graph.shape().batch;
    m_total = total_tokens(first.graph, m_tensors);
    m_offset = first_position(m_entry.at("params"), m_tensors, first.past);
    PARETO_TRY_ASSIGN(state, m_executor.new_state(first.graph, {}, batch, m_offset + m_total,
                                                  *std::max_element(steps.begin(), steps.end())));
    PARETO_TRY(write_states(first, *state, batch));
    m_outputs.clear();
    int64_t done = 0;
    for (int tokens : steps) {
      PARETO_TRY(step(tokens, done, *weights, *state, batch));
      done += tokens;
    }
    compare_outputs(batch, result);
    return compare_states(first, *state, batch, result);
  }

private:
  /// A per-token output, whose first axis is the batch (inputs may be weights, states have an order of their own).
  std::string first_output() const {
    for (const auto& [name, facts] : m_entry.at("outputs").items())
      if (name.rfind("final_", 0) != 0)
        return "out." + name;
    return {};
  }

  Status step(int tokens, int64_t done, const Weights& weights, State& state, int batch) {
    const CaseGraph graph = record(tokens);
    PARETO_TRY_ASSIGN(program, m_executor.compile(graph.graph, weights));
    for (const NamedTensor& input : graph.graph.inputs()) {
      const int64_t each = rows_of_token(graph.graph, input);
      PARETO_TRY(program->set_input(
          input.name, rows(m_tensors.at("in." + input.name), m_total * each, done * each, tokens * each)));
    }
    const std::vector<int32_t> count(static_cast<size_t>(batch), tokens);
    const std::vector<int32_t> position(static_cast<size_t>(batch), static_cast<int32_t>(m_offset + done));
    std::vector<int32_t> slot(static_cast<size_t>(batch));
    for (int b = 0; b < batch; ++b)
      slot[static_cast<size_t>(b)] = b;
    StepInput input;
    input.count = count;
    input.position = position;
    input.slot = slot;
    PARETO_TRY(program->run(state, input));
    for (const NamedTensor& output : graph.graph.outputs())
      scatter(output.name, program->output(output.name), done, tokens, batch);
    return {};
  }

  /// Rows [done, done + count) of [B, total, ...]; an input shorter than the case is aligned at its end, zeros before.
  static std::vector<float> rows(const CaseTensor& tensor, int64_t total, int64_t done, int64_t count) {
    const int64_t batch = tensor.shape[0], own = tensor.shape[1], missing = total - own;
    const auto width = static_cast<int64_t>(tensor.values.size()) / (batch * own);
    std::vector<float> out(static_cast<size_t>(batch * count * width), 0.0f);
    for (int64_t b = 0; b < batch; ++b)
      for (int64_t t = std::max<int64_t>(done, missing); t < done + count; ++t)
        std::copy_n(tensor.values.begin() + (b * own + t - missing) * width, width,
                    out.begin() + (b * count + t - done) * width);
    return out;
  }

  void scatter(const std::string& name, std::span<const float> values, int64_t done, int tokens, int batch) {
    const auto width = static_cast<int64_t>(values.size()) / (batch * tokens);
    auto& all = m_outputs[name];
    all.resize(static_cast<size_t>(batch * m_total * width));
    for (int64_t b = 0; b < batch; ++b)
      std::copy_n(values.begin() + b * tokens * width, tokens * width, all.begin() + (b * m_total + done) * width);
  }

  static void transpose(std::vector<float>& values, int64_t rows, int64_t columns) {
    std::vector<float> turned(values.size());
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t c = 0; c < columns; ++c)
        turned[static_cast<size_t>(c * rows + r)] = values[static_cast<size_t>(r * columns + c)];
    values = std::move(turned);
  }

  /// From what an entry holds to what a golden states (direction 1) or back (-1).
  Status scale(const StateBinding& binding, const State& state, int slot, float direction,
               std::vector<float>& values) const {
    if (binding.log_scale.empty())
      return {};
    if (binding.log_scale == binding.entry) {
      std::transform(values.begin(), values.end(), values.begin(),
                     [=](float x) { return direction > 0 ? std::exp(x) : std::log(x); });
      return {};
    }
    PARETO_TRY_ASSIGN(logs, state.read(binding.log_scale, slot, m_total));
    const size_t each = values.size() / logs.size();
    for (size_t i = 0; i < values.size(); ++i)
      values[i] *= std::exp(direction * logs[i / each]);
    return {};
  }

  Status write_states(const CaseGraph& graph, State& state, int batch) const {
    for (const StateBinding& binding : graph.states) {
      const auto found = m_tensors.find("in.initial_" + binding.golden);
      if (found == m_tensors.end())
        continue;
      const size_t each = found->second.values.size() / static_cast<size_t>(batch);
      for (int b = 0; b < batch; ++b) {
        const auto begin = found->second.values.begin() + static_cast<std::ptrdiff_t>(each) * b;
        std::vector<float> values(begin, begin + static_cast<std::ptrdiff_t>(each));
        if (binding.transposed)
          transpose(values, found->second.shape[1], found->second.shape[2]);
        PARETO_TRY(scale(binding, state, b, -1, values));
        PARETO_TRY(state.write(binding.entry, b, values));
      }
    }
    return {};
  }

  void compare(const std::string& name, const std::vector<float>& got, const std::vector<float>& want,
               CaseResult& result) const {
    const auto& facts = m_entry.at("outputs").at(name);
    const double rtol = facts.at("rtol").get<double>(), atol = facts.at("atol").get<double>();
    for (size_t i = 0; i < want.size(); ++i) {
      const double error = std::abs(static_cast<double>(got[i]) - static_cast<double>(want[i]));
      if (error > result.max_abs_error || result.worst_tensor.empty()) {
        result.max_abs_error = error;
        result.worst_tensor = name;
      }
      if (!(error <= atol + rtol * std::abs(static_cast<double>(want[i])))) {
        result.status = CaseResult::Status::Fail;
        result.reason = name + " is outside its tolerance";
      }
    }
  }

  void compare_outputs(int batch, CaseResult& result) const {
    for (const auto& [name, all] : m_outputs) {
      const CaseTensor& want = m_tensors.at("out." + name);
      const int64_t own = want.shape[1];
      const auto width = static_cast<int64_t>(want.values.size()) / (batch * own);
      std::vector<float> got(want.values.size());
      for (int64_t b = 0; b < batch; ++b)
        std::copy_n(all.begin() + (b * m_total + m_total - own) * width, own * width, got.begin() + b * own * width);
      compare(name, got, want.values, result);
    }
  }

  Status compare_states(const CaseGraph& graph, const State& state, int batch, CaseResult& result) const {
    for (const StateBinding& binding : graph.states) {
      const auto found = m_tensors.find("out.final_" + binding.golden);
      if (found == m_tensors.end())
        continue;
      std::vector<float> got;
      for (int b = 0; b < batch; ++b) {
        PARETO_TRY_ASSIGN(values, state.read(binding.entry, b, m_total));
        if (binding.transposed)
          transpose(values, found->second.shape[2], found->second.shape[1]);
        PARETO_TRY(scale(binding, state, b, 1, values));
        got.insert(got.end(), values.begin(), values.end());
      }
      compare("final_" + binding.golden, got, found->second.values, result);
    }
    return {};
  }

  const nlohmann::json& m_entry;
  const CaseTensors& m_tensors;
  Executor& m_executor;
  CaseBuilder m_builder;
  int64_t m_total = 0;
  int64_t m_offset = 0;
  std::map<std::string, std::vector<float>> m_outputs;
};

Status run_case(const std::string& directory, const nlohmann::json& entry, Executor& executor, CaseResult& result) {
  result.op = entry.at("op").get<std::string>();
  result.name = entry.at("case").get<std::string>();
  if (!case_builder(result.op)) {
    result.reason = "no operation of the graph carries " + result.op + " yet";
    return {};
  }
  PARETO_TRY_ASSIGN(tensors, read_case(directory + "/" + entry.at("file").get<std::string>()));
  add_derived(result.op, entry.at("params"), tensors);
  CaseRun run(entry, tensors, executor);
  const auto tokens = static_cast<int>(total_tokens(run.record(1).graph, tensors));
  result.status = CaseResult::Status::Pass;
  std::vector<std::vector<int>> splits{{tokens}};
  if (tokens > 1) {
    splits.push_back({tokens - tokens / 3, tokens / 3});
    splits.emplace_back(static_cast<size_t>(tokens), 1);
  }
  for (const auto& steps : splits) {
    if (steps.back() == 0)
      continue;
    const Status status = run.run(steps, result);
    if (!status) {
      result.status =
          status.error().code == ErrorCode::Unsupported ? CaseResult::Status::Unsupported : CaseResult::Status::Fail;
      result.reason = status.error().message;
      break;
    }
  }
  return {};
}

/// The manifest and its files come from outside: a field or tensor that is missing or of another type fails the case.
CaseResult run_guarded(const std::string& directory, const nlohmann::json& entry, Executor& executor) {
  CaseResult result;
  std::string reason;
  try {
    const Status status = run_case(directory, entry, executor, result);
    if (status)
      return result;
    reason = status.error().message;
  } catch (const std::exception& error) {
    reason = std::string("the case does not fit its operation: ") + error.what();
  }
  result.status = CaseResult::Status::Fail;
  result.reason = reason;
  return result;
}

} // namespace
} // namespace verify

Result<std::vector<CaseResult>> verify_operations(const std::string& directory, Executor& executor,
                                                  const std::vector<std::string>& ops) {
  PARETO_TRY_ASSIGN(manifest, read_strict_json(directory + "/manifest.json"));
  if (!manifest.is_object() || !manifest.contains("cases") || !manifest["cases"].is_array())
    return fail(ErrorCode::InvalidFile, directory + "/manifest.json has no list of cases.", directory);
  std::vector<CaseResult> results;
  for (const auto& entry : manifest["cases"])
    if (ops.empty() || std::find(ops.begin(), ops.end(), entry.value("op", "")) != ops.end())
      results.push_back(verify::run_guarded(directory, entry, executor));
  return results;
}

} // namespace pareto
