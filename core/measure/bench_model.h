// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"
#include "core/result.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pareto {

/// Seconds `work` took; how it ended in `status`.
double seconds_of(const std::function<Status()>& work, Status& status);

/// A model with its executor.
struct BenchModel {
  std::unique_ptr<Executor> executor;
  std::unique_ptr<LoadedModel> model;

  static Result<BenchModel> load(std::unique_ptr<Executor> executor, const std::string& id, Precision precision);
  static Result<BenchModel> load(const std::string& device, const std::string& id, Precision precision);
};

/// One sequence at a fixed context whose single steps can be timed.
class DecodeAt {
public:
  static Result<DecodeAt> make(LoadedModel& model, int64_t context);
  Status step();
  Result<double> seconds();
  int64_t bytes() const { return m_state->bytes(); }

private:
  DecodeAt(LoadedModel& model, std::unique_ptr<State> state, int64_t context);
  std::unique_ptr<State> m_state;
  std::unique_ptr<SequenceBatch> m_sequence;
  std::vector<int32_t> m_token{1};
  int64_t m_context;
};

/// A prompt that is read again and again from an empty state, in one step.
class PrefillOf {
public:
  static Result<PrefillOf> make(LoadedModel& model, int tokens);
  Status step();
  Result<double> seconds();

private:
  PrefillOf(LoadedModel& model, std::unique_ptr<State> state, int tokens);
  std::unique_ptr<State> m_state;
  std::unique_ptr<SequenceBatch> m_sequence;
  std::vector<int32_t> m_tokens;
};

} // namespace pareto
