// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/model_runner.h"

#include "core/exec/checked_source.h"
#include "core/exec/not_finite.h"
#include "core/formats/model_footprint.h"
#include "core/numeric/finite.h"

#include <numeric>

namespace pareto {

Result<std::unique_ptr<LoadedModel>> LoadedModel::load(Executor& executor, const OpenedModel& model,
                                                       LoadOptions options, uint64_t seed) {
  PARETO_TRY_ASSIGN(source, open_weights(model, seed));
  std::unique_ptr<LoadedModel> loaded(
      new LoadedModel(executor, model, Footprint(model.model, stored_by(*source), options, executor.packing())));
  CheckedSource checked(*source, loaded->footprint().formats());
  PARETO_TRY_ASSIGN(weights, executor.load(model.model, checked, options));
  loaded->m_weights = std::move(weights);
  return loaded;
}

Result<Program*> LoadedModel::program(StepShape shape, LogitRows rows) {
  auto& slot = m_programs[{shape.batch, shape.tokens, rows}];
  if (!slot) {
    PARETO_TRY_ASSIGN(program, compile(model().record(shape, rows)));
    slot = std::move(program);
  }
  return slot.get();
}

Result<std::unique_ptr<State>> LoadedModel::new_state(int slots, int64_t capacity, int largest_step) {
  const int64_t positions = model().spec().positions;
  if (positions > 0 && capacity > positions)
    return fail(ErrorCode::InvalidArgument, m_model.id + " has " + std::to_string(positions) + " learned positions; " +
                                                std::to_string(capacity) + " tokens do not fit.");
  if (const int64_t limit = model().spec().rope_limit; limit > 0 && capacity > limit)
    return fail(ErrorCode::Unsupported,
                m_model.id + " scales its rotary embedding dynamically, with every token beyond " +
                    std::to_string(limit) + ", which is not supported; " + std::to_string(capacity) +
                    " tokens do not fit.",
                "rope_scaling");
  return m_executor.new_state(model().record({1, 1, Phase::Decode}), options(), slots, capacity, largest_step);
}

SequenceBatch::SequenceBatch(LoadedModel& model, State& state, int batch)
    : m_model(model), m_state(state), m_batch(batch), m_slots(static_cast<size_t>(batch)) {
  std::iota(m_slots.begin(), m_slots.end(), 0);
}

Result<Program*> SequenceBatch::step(std::span<const int32_t> tokens, LogitRows rows) {
  PARETO_TRY_ASSIGN(program, run(tokens, rows, true));
  m_position += static_cast<int64_t>(tokens.size()) / m_batch;
  return program;
}

Result<Program*> SequenceBatch::look(std::span<const int32_t> tokens, LogitRows rows) {
  return run(tokens, rows, false);
}

Result<Program*> SequenceBatch::run(std::span<const int32_t> tokens, LogitRows rows, bool commit) {
  const int count = static_cast<int>(tokens.size()) / m_batch;
  PARETO_TRY_ASSIGN(program, m_model.program({m_batch, count, count > 1 ? Phase::Prefill : Phase::Decode}, rows));
  const int64_t vocab = m_model.model().spec().vocab;
  for (int32_t token : tokens)
    if (token < 0 || token >= vocab)
      return fail(ErrorCode::InvalidArgument, "Token " + std::to_string(token) + " is outside the vocabulary 0.." +
                                                  std::to_string(vocab - 1) + ".");
  m_counts.assign(static_cast<size_t>(m_batch), count);
  m_positions.assign(static_cast<size_t>(m_batch), static_cast<int32_t>(m_position));
  m_planned.assign(static_cast<size_t>(m_batch), static_cast<int32_t>(m_state.capacity()));
  StepInput input;
  input.tokens = tokens;
  input.count = m_counts;
  input.position = m_positions;
  input.slot = m_slots;
  input.planned = m_planned;
  input.commit = commit;
  PARETO_TRY(program->run(m_state, input));
  if (!all_finite(program->output("logits")))
    return explain_not_finite(m_model, m_state, input, {m_batch, count, count > 1 ? Phase::Prefill : Phase::Decode},
                              rows);
  return program;
}

} // namespace pareto
