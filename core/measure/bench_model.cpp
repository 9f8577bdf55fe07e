// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/bench_model.h"

#include "core/measure/sampling.h"

namespace pareto {

namespace {

constexpr int64_t kSpare = 128; ///< tokens a state holds beyond its context
constexpr int kWarmUp = 3;      ///< caches, huge pages, the compiled program

template <class Steps>
Result<double> timed(Steps& steps) {
  Status status;
  const double time = seconds_of([&] { return steps.step(); }, status);
  return status ? Result<double>(time) : Result<double>(status.error());
}

} // namespace

double seconds_of(const std::function<Status()>& work, Status& status) {
  const double start = now_seconds();
  status = work();
  return now_seconds() - start;
}

Result<BenchModel> BenchModel::load(std::unique_ptr<Executor> executor, const std::string& id, Precision precision) {
  BenchModel bench;
  bench.executor = std::move(executor);
  PARETO_TRY_ASSIGN(opened, open_model(id));
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*bench.executor, opened, load_options(precision)));
  bench.model = std::move(model);
  return bench;
}

Result<BenchModel> BenchModel::load(const std::string& device, const std::string& id, Precision precision) {
  PARETO_TRY_ASSIGN(executor, make_executor(device));
  return load(std::move(executor), id, precision);
}

DecodeAt::DecodeAt(LoadedModel& model, std::unique_ptr<State> state, int64_t context)
    : m_state(std::move(state)), m_sequence(std::make_unique<SequenceBatch>(model, *m_state, 1)), m_context(context) {}

Result<DecodeAt> DecodeAt::make(LoadedModel& model, int64_t context) {
  PARETO_TRY_ASSIGN(state, model.new_state(1, context + kSpare, 1));
  DecodeAt at(model, std::move(state), context);
  at.m_state->fill_seeded(1, context);
  for (int i = 0; i < kWarmUp; ++i)
    PARETO_TRY(at.step());
  return at;
}

Status DecodeAt::step() {
  m_sequence->set_position(m_context);
  PARETO_TRY_ASSIGN(program, m_sequence->step(m_token, LogitRows::Last));
  m_token[0] = program->output_i32("next_token").front();
  return {};
}

Result<double> DecodeAt::seconds() { return timed(*this); }

PrefillOf::PrefillOf(LoadedModel& model, std::unique_ptr<State> state, int tokens)
    : m_state(std::move(state)), m_sequence(std::make_unique<SequenceBatch>(model, *m_state, 1)) {
  const auto vocab = static_cast<size_t>(model.model().spec().vocab);
  for (size_t i = 0; i < static_cast<size_t>(tokens); ++i)
    m_tokens.push_back(static_cast<int32_t>(i * 61 % vocab));
}

Result<PrefillOf> PrefillOf::make(LoadedModel& model, int tokens) {
  PARETO_TRY_ASSIGN(state, model.new_state(1, tokens, tokens));
  PrefillOf prefill(model, std::move(state), tokens);
  PARETO_TRY(prefill.step()); // compiles
  return prefill;
}

Status PrefillOf::step() {
  m_state->reset();
  m_sequence->set_position(0);
  PARETO_TRY_ASSIGN(program, m_sequence->step(m_tokens, LogitRows::Last));
  static_cast<void>(program);
  return {};
}

Result<double> PrefillOf::seconds() { return timed(*this); }

} // namespace pareto
