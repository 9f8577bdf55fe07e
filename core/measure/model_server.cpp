// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/model_server.h"

#include "core/exec/not_finite.h"
#include "core/exec/step_memory.h"
#include "core/measure/sampling.h"
#include "core/model/denoising.h"
#include "core/numeric/finite.h"

#include <algorithm>
#include <bit>

namespace pareto {

namespace {

/// A prompt's last step is compiled for a multiple of so small a part of the chunk.
constexpr int64_t kParts = 16;
/// So many answers have a program each; beyond them four of every doubling.
constexpr unsigned kOwnProgram = 8;

/// What a chunk of a prompt is compiled for.
int rounded_tokens(int64_t tokens, int64_t chunk) {
  const int64_t part = std::max<int64_t>(1, chunk / kParts);
  return static_cast<int>(std::min(chunk, (tokens + part - 1) / part * part));
}

Phase phase_of(int tokens) { return tokens > 1 ? Phase::Prefill : Phase::Decode; }

int rounded_rows(int rows) {
  const auto count = static_cast<unsigned>(rows);
  if (count <= kOwnProgram)
    return rows;
  const unsigned part = std::bit_floor(count - 1) / 4;
  return static_cast<int>((count + part - 1) / part * part);
}

} // namespace

int32_t ModelServer::prompt_token(size_t request, int64_t position, int64_t vocab) {
  const uint64_t mixed = (request * 0x9e3779b97f4a7c15ull) ^ (static_cast<uint64_t>(position) * 0xbf58476d1ce4e5b9ull);
  return static_cast<int32_t>((mixed >> 17) % static_cast<uint64_t>(vocab));
}

Status ModelServer::can_serve(const Model& model) { return require_one_by_one(model, "Serving requests as they come"); }

ModelServer::ModelServer(LoadedModel& model, int64_t capacity, const ServingRules& rules)
    : m_model(model), m_capacity(capacity), m_rules(rules) {
  const Graph graph = model.model().record({1, 1, Phase::Decode});
  for (const StateDecl& decl : graph.states())
    if (decl.kind == StateKind::Replace) // of a history a step reads what lies before its position
      m_entries.push_back({decl.name, std::vector<float>(static_cast<size_t>(decl.shape.elements()))});
  start_over();
}

Result<std::unique_ptr<ModelServer>> ModelServer::make(LoadedModel& model, int64_t capacity,
                                                       const ServingRules& rules) {
  PARETO_TRY(can_serve(model.model()));
  std::unique_ptr<ModelServer> server(new ModelServer(model, capacity, rules));
  PARETO_TRY_ASSIGN(state, model.new_state(rules.slots, capacity, static_cast<int>(rules.chunk)));
  server->m_state = std::move(state);
  return server;
}

void ModelServer::start_over() {
  m_answers.clear();
  m_used.assign(static_cast<size_t>(m_rules.slots), false);
}

bool ModelServer::fits(const ServedRow& row, bool prefill) const {
  const bool in_slot = row.slot >= 0 && row.slot < m_rules.slots && row.total <= m_capacity;
  const bool in_sequence = row.position >= 0 && row.position <= row.total - row.tokens;
  const bool as_compiled = row.tokens >= 1 && row.tokens <= (prefill ? m_rules.chunk : 1);
  const bool begun = prefill || (row.request < m_answers.size() && !m_answers[row.request].empty());
  return row.request < kMostArrivals && as_compiled && in_slot && in_sequence && begun;
}

/// Before anything is touched: a step may come from another process.
Status ModelServer::check(const ServingStep& step) const {
  if (step.rows.empty() || step.rows.size() > (step.prefill ? 1 : m_used.size()))
    return fail(ErrorCode::InvalidArgument,
                "A step reads a chunk of one prompt, or writes a token of at most as many answers as there are slots.",
                "rows");
  std::set<int> slots;
  for (const ServedRow& row : step.rows)
    if (!fits(row, step.prefill) || !slots.insert(row.slot).second)
      return fail(ErrorCode::InvalidArgument,
                  "A row of request " + std::to_string(row.request) + " in slot " + std::to_string(row.slot) +
                      " does not fit this server, or goes on with an answer that was not begun.",
                  "rows");
  return {};
}

/// A new sequence begins in this slot.
Status ModelServer::clear(int slot) {
  for (const Entry& entry : m_entries)
    PARETO_TRY(m_state->write(entry.name, slot, entry.zeros));
  m_used[static_cast<size_t>(slot)] = true;
  return {};
}

/// Rows that are rounded up stand in slots without a sequence; where there are too few, the step is compiled as it is.
StepShape ModelServer::shape_of(const ServingStep& step) const {
  const auto rows = static_cast<int>(step.rows.size());
  if (!step.prefill) {
    const int wanted = rounded_rows(rows);
    const auto unused = static_cast<int>(std::count(m_used.begin(), m_used.end(), false));
    return {wanted - rows <= unused ? wanted : rows, 1, Phase::Decode};
  }
  const int tokens = rounded_tokens(step.rows.front().tokens, m_rules.chunk);
  return {rows, tokens, phase_of(tokens)};
}

void ModelServer::add_row(const ServedRow& row) {
  m_counts.push_back(static_cast<int32_t>(row.tokens));
  m_positions.push_back(static_cast<int32_t>(row.position));
  m_slots.push_back(row.slot);
  m_planned.push_back(static_cast<int32_t>(row.total));
}

/// The step buffer; what is rounded up holds token 0.
void ModelServer::fill(const ServingStep& step, StepShape shape) {
  const int64_t vocab = m_model.model().spec().vocab;
  m_tokens.assign(static_cast<size_t>(shape.batch) * static_cast<size_t>(shape.tokens), 0);
  for (std::vector<int32_t>* each : {&m_counts, &m_positions, &m_slots, &m_planned})
    each->clear();
  for (const ServedRow& row : step.rows) {
    int32_t* into = m_tokens.data() + m_slots.size() * static_cast<size_t>(shape.tokens);
    for (int64_t t = 0; t < row.tokens && step.prefill; ++t)
      into[t] = prompt_token(row.request, row.position + t, vocab);
    if (!step.prefill)
      into[0] = m_answers[row.request].back();
    add_row(row);
  }
  for (int slot = 0; static_cast<int>(m_slots.size()) < shape.batch; ++slot)
    if (!m_used[static_cast<size_t>(slot)])
      add_row({0, slot, 0, 1, 1});
}

Result<double> ModelServer::run(StepShape shape) {
  PARETO_TRY_ASSIGN(program, m_model.program(shape, LogitRows::Last));
  StepInput input{m_tokens, m_counts, m_positions, m_slots, m_planned, false};
  if (m_warm.emplace(shape.batch, shape.tokens).second)
    PARETO_TRY(program->run(*m_state, input));
  input.commit = true;
  const double begin = now_seconds();
  PARETO_TRY(program->run(*m_state, input));
  const double seconds = now_seconds() - begin;
  if (!all_finite(program->output("logits")))
    return explain_not_finite(m_model, *m_state, input, shape, LogitRows::Last);
  return seconds;
}

void ModelServer::note(const ServingStep& step, std::span<const int32_t> next) {
  for (size_t r = 0; r < step.rows.size(); ++r) {
    const ServedRow& row = step.rows[r];
    m_answers[row.request].push_back(next[r]);
    if (row.position + row.tokens + 1 >= row.total) // the last token of an answer is not read
      m_used[static_cast<size_t>(row.slot)] = false;
  }
}

Result<double> ModelServer::step(const ServingStep& step) {
  PARETO_TRY(check(step));
  const double begin = now_seconds();
  for (const ServedRow& row : step.rows) {
    m_answers.resize(std::max(m_answers.size(), row.request + 1));
    if (row.position == 0)
      PARETO_TRY(clear(row.slot));
  }
  const StepShape shape = shape_of(step);
  fill(step, shape);
  const double before = now_seconds() - begin;
  PARETO_TRY_ASSIGN(seconds, run(shape));
  if (step.gives_tokens()) {
    PARETO_TRY_ASSIGN(program, m_model.program(shape, LogitRows::Last));
    note(step, program->output_i32("next_token"));
  }
  return before + seconds;
}

int64_t serving_bytes(const Footprint& footprint, const std::vector<Arrival>& arrivals, const ServingRules& rules) {
  std::set<std::pair<int, int>> steps; // rows and tokens
  for (const Arrival& each : arrivals) {
    if (each.prompt_tokens >= rules.chunk)
      steps.emplace(1, static_cast<int>(rules.chunk));
    if (const int64_t rest = each.prompt_tokens % rules.chunk; rest > 0)
      steps.emplace(1, rounded_tokens(rest, rules.chunk));
  }
  for (int rows = 1; rows <= std::min(rules.slots, static_cast<int>(arrivals.size())); ++rows)
    steps.emplace(rounded_rows(rows), 1);
  int64_t bytes = footprint.state(rules.slots, longest_of(arrivals), static_cast<int>(rules.chunk)).total();
  for (const auto& [rows, tokens] : steps)
    bytes += activation_bytes(footprint, {rows, tokens, phase_of(tokens)});
  return bytes;
}

} // namespace pareto
