// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/checkpoint_cases.h"

#include "core/exec/denoiser.h"
#include "core/exec/model_runner.h"
#include "core/formats/safetensors.h"
#include "core/formats/tensor_source.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>

namespace pareto {

namespace {

namespace fs = std::filesystem;
constexpr double kTolerance = 2e-4; ///< of the peak logit
constexpr int kFirstPart = 20;

constexpr const char *kPlain = "expected.safetensors", *kOfCanvas = "expected-diffusion.safetensors";

struct Expected {
  std::vector<int32_t> tokens;
  std::vector<float> logits;
  std::vector<std::vector<int32_t>> canvases{}; ///< in turn behind the tokens; then the logits are theirs
};

/// Token ids and the logits behind them, by their names in the file.
Result<Expected> read_expected(const std::string& path, const char* ids = "tokens", const char* values = "logits") {
  PARETO_TRY_ASSIGN(file, SafetensorsFile::open(path));
  const auto tokens = file.tensors().find(ids), logits = file.tensors().find(values);
  if (tokens == file.tensors().end() || logits == file.tensors().end() || tokens->second.dtype != Format::I64)
    return fail(ErrorCode::InvalidFile, path + " must hold '" + ids + "' (I64) and '" + values + "'.", path);
  Expected expected;
  for (int64_t i = 0; i < tokens->second.elements(); ++i) {
    int64_t token = 0;
    std::memcpy(&token, tokens->second.data.data() + 8 * i, 8);
    expected.tokens.push_back(static_cast<int32_t>(token));
  }
  expected.logits.resize(static_cast<size_t>(logits->second.elements()));
  PARETO_TRY(convert_to_float(logits->second, 0, expected.logits));
  return expected;
}

/// What a folder expects of its tokens, or of a prompt and two passes over a canvas behind it.
Result<Expected> expected_of(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder / kOfCanvas, ignored))
    return read_expected((folder / kPlain).string());
  const std::string path = (folder / kOfCanvas).string();
  PARETO_TRY_ASSIGN(expected, read_expected(path, "prompt"));
  PARETO_TRY_ASSIGN(first, read_expected(path, "canvas", "logits"));
  PARETO_TRY_ASSIGN(second, read_expected(path, "canvas_next", "logits_next"));
  if (first.tokens.empty() || first.tokens.size() != second.tokens.size())
    return fail(ErrorCode::InvalidFile, path + " must hold two canvases of one length.", path);
  expected.canvases = {first.tokens, second.tokens};
  expected.logits.insert(expected.logits.end(), second.logits.begin(), second.logits.end());
  return expected;
}

/// The precision whose rounding changes nothing: that of the checkpoint's own matrices.
Result<Precision> stored_precision(const OpenedModel& model) {
  PARETO_TRY_ASSIGN(source, open_weights(model));
  const Graph graph = model.model.record({1, 1, Phase::Decode});
  switch (source->stored(graph.weights().front())) {
  case Format::F16: return Precision::F16;
  case Format::BF16: return Precision::BF16;
  default: return Precision::F32;
  }
}

/// With its weights as they are stored.
Result<std::unique_ptr<LoadedModel>> load(const OpenedModel& model, Executor& executor) {
  PARETO_TRY_ASSIGN(precision, stored_precision(model));
  return LoadedModel::load(executor, model, {precision, Format::F32});
}

/// A model and a text.
struct Ready {
  LoadedModel& model;
  std::unique_ptr<State> state;
};
/// With room for `tokens`, read in such steps (a window keeps no more rows than these need), and a canvas behind them.
Result<Ready> get_ready(LoadedModel& model, std::span<const int32_t> tokens, const std::vector<int>& steps,
                        size_t canvas = 0) {
  const int largest = std::max(*std::max_element(steps.begin(), steps.end()), static_cast<int>(canvas));
  PARETO_TRY_ASSIGN(state, model.new_state(1, static_cast<int64_t>(tokens.size() + canvas), largest));
  return Ready{model, std::move(state)};
}

/// Lengths of the steps that so many tokens are read in: as given, the last one repeated.
std::vector<size_t> step_lengths(size_t tokens, const std::vector<int>& steps) {
  std::vector<size_t> lengths;
  for (size_t done = 0; done < tokens; done += lengths.back())
    lengths.push_back(std::min(static_cast<size_t>(steps[std::min(lengths.size(), steps.size() - 1)]), tokens - done));
  return lengths;
}

/// Reads tokens in steps, as a new text; the logits of all, or of the last one of each step, row by row.
Result<std::vector<float>> read_in_steps(const Ready& ready, std::span<const int32_t> tokens,
                                         const std::vector<int>& steps, LogitRows rows) {
  ready.state->reset();
  SequenceBatch sequence(ready.model, *ready.state, 1);
  std::vector<float> logits;
  for (const size_t length : step_lengths(tokens.size(), steps)) {
    PARETO_TRY_ASSIGN(program, sequence.step(tokens.first(length), rows));
    tokens = tokens.subspan(length);
    const auto given = program->output("logits");
    logits.insert(logits.end(), given.begin(), given.end());
  }
  return logits;
}

/// Of rows of all tokens those of the last one of each step.
std::vector<float> last_rows(std::span<const float> logits, size_t tokens, const std::vector<int>& steps) {
  const size_t width = logits.size() / tokens;
  std::vector<float> last;
  size_t end = 0;
  for (const size_t length : step_lengths(tokens, steps)) {
    end += length;
    const auto row = logits.subspan((end - 1) * width, width);
    last.insert(last.end(), row.begin(), row.end());
  }
  return last;
}

/// The logits of passes over canvases behind a prompt.
Result<std::vector<float>> canvas_logits(LoadedModel& model, const Expected& expected, const std::vector<int>& steps) {
  PARETO_TRY_ASSIGN(ready, get_ready(model, expected.tokens, steps, expected.canvases.front().size()));
  PARETO_TRY(read_in_steps(ready, expected.tokens, steps, LogitRows::Last));
  SequenceBatch sequence(ready.model, *ready.state, 1);
  sequence.set_position(static_cast<int64_t>(expected.tokens.size()));
  CanvasPasses passes(ready.model, 1);
  std::vector<float> logits;
  for (const std::vector<int32_t>& tokens : expected.canvases) {
    PARETO_TRY_ASSIGN(program, passes.pass(sequence, tokens));
    const auto rows = program->output("logits");
    logits.insert(logits.end(), rows.begin(), rows.end());
  }
  return logits;
}

/// Notes the largest error, and where it was met; what is not a number stays.
Status compare(std::span<const float> given, std::span<const float> expected, const std::string& where,
               CaseResult& result) {
  if (given.size() != expected.size())
    return fail(ErrorCode::InvalidFile, std::to_string(given.size()) + " logits come out and " +
                                            std::to_string(expected.size()) + " are expected.");
  for (size_t i = 0; i < expected.size(); ++i) {
    const double error = std::abs(static_cast<double>(given[i]) - static_cast<double>(expected[i]));
    if (!(error <= result.max_abs_error) && !std::isnan(result.max_abs_error)) {
      result.max_abs_error = error;
      result.worst_tensor = where;
    }
  }
  return {};
}

/// All rows, and the last row of each step alone, as an answer reads it; of canvases all rows, which alone there are.
Status compare_read(LoadedModel& model, const Expected& expected, const std::string& name,
                    const std::vector<int>& steps, CaseResult& result) {
  if (!expected.canvases.empty()) {
    PARETO_TRY_ASSIGN(logits, canvas_logits(model, expected, steps));
    result.reason = "all rows of canvases; there is no last row alone";
    return compare(logits, expected.logits, name, result);
  }
  PARETO_TRY_ASSIGN(ready, get_ready(model, expected.tokens, steps));
  PARETO_TRY_ASSIGN(all, read_in_steps(ready, expected.tokens, steps, LogitRows::All));
  PARETO_TRY(compare(all, expected.logits, name, result));
  PARETO_TRY_ASSIGN(last, read_in_steps(ready, expected.tokens, steps, LogitRows::Last));
  return compare(last, last_rows(expected.logits, expected.tokens.size(), steps), name + ", last rows alone", result);
}

} // namespace

bool is_checkpoint_case(const std::string& folder) {
  std::error_code ignored;
  const fs::path path(folder);
  return (fs::exists(path / "config.json", ignored) || fs::exists(path / "model.gguf", ignored)) &&
         (fs::exists(path / kPlain, ignored) || fs::exists(path / kOfCanvas, ignored));
}

Result<std::vector<float>> prompt_logits(const OpenedModel& model, Executor& executor, std::span<const int32_t> tokens,
                                         const std::vector<int>& steps) {
  PARETO_TRY_ASSIGN(loaded, load(model, executor));
  PARETO_TRY_ASSIGN(ready, get_ready(*loaded, tokens, steps));
  return read_in_steps(ready, tokens, steps, LogitRows::All);
}

CaseResult verify_checkpoint(const std::string& folder, Executor& executor) {
  CaseResult result;
  result.op = fs::path(folder).filename().string();
  result.name = "logits";
  const auto refuse = [&](const Error& error) {
    result.status = error.code == ErrorCode::Unsupported ? CaseResult::Status::Unsupported : CaseResult::Status::Fail;
    result.reason = error.message;
    return result;
  };
  const auto model = open_model(folder);
  if (!model)
    return refuse(model.error());
  const auto expected = expected_of(folder);
  if (!expected)
    return refuse(expected.error());
  const auto loaded = load(*model, executor);
  if (!loaded)
    return refuse(loaded.error());
  double peak = 0;
  for (float logit : expected->logits)
    peak = std::max(peak, std::abs(static_cast<double>(logit)));
  result.status = CaseResult::Status::Pass;
  const std::vector<std::pair<std::string, std::vector<int>>> splits{
      {"whole prompt", {static_cast<int>(expected->tokens.size())}},
      {"20 tokens, then one by one", {kFirstPart, 1}},
      {"one by one", {1}}};
  for (const auto& [name, steps] : splits)
    if (const Status done = compare_read(**loaded, *expected, name, steps, result); !done)
      return refuse(done.error());
  if (!(result.max_abs_error <= kTolerance * peak)) {
    result.status = CaseResult::Status::Fail;
    result.reason = "the largest error is " + std::to_string(result.max_abs_error / peak) + " of the peak logit";
  }
  return result;
}

} // namespace pareto
