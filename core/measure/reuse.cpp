// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/reuse.h"

#include "core/exec/devices.h"
#include "core/model/denoising.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

/// One prompt while it is read both ways.
class Prompt {
public:
  Prompt(LoadedModel& model, const CellKey& key, const MeasureOptions& options, int64_t reused)
      : m_model(model), m_key(key), m_options(options), m_reused(reused) {}

  Result<Reuse> run() {
    const auto step = static_cast<int>(std::min(m_options.prefill_step, m_key.prompt_tokens));
    PARETO_TRY(check_memory(step));
    PARETO_TRY_ASSIGN(state, m_model.new_state(m_key.batch, m_key.prompt_tokens, step));
    m_state = std::move(state);
    m_sequence.emplace(m_model, *m_state, m_key.batch);
    const Status done = both();
    m_model.drop_programs();
    PARETO_TRY(done);
    return m_out;
  }

private:
  Status check_memory(int step) const {
    const int64_t state = m_model.footprint().state(m_key.batch, m_key.prompt_tokens, step).total(),
                  needed = state + snapshot_bytes(step), free = free_memory_of(m_key.device);
    if (free > 0 && needed > free)
      return fail(ErrorCode::OutOfMemory, "The state and its copy need " + std::to_string(needed >> 20) + " MiB and " +
                                              std::to_string(free >> 20) + " MiB are free.");
    return {};
  }

  int64_t snapshot_bytes(int step) const {
    const int64_t tokens = find_device_family(m_key.device) ? m_key.prompt_tokens : m_reused;
    return m_model.footprint().state(m_key.batch, tokens, step).total();
  }

  Status both() {
    m_out.key = m_key;
    m_out.reused_tokens = m_reused;
    m_out.snapshot_bytes = snapshot_bytes(static_cast<int>(std::min(m_options.prefill_step, m_key.prompt_tokens)));
    PARETO_TRY_ASSIGN(whole, timed({[this] { return read_on(m_key.prompt_tokens); }, [this] { return start_over(); },
                                    m_options.cancelled}));
    PARETO_TRY(start_over());
    PARETO_TRY(read_on(m_reused));
    m_snapshot = m_state->snapshot();
    if (!m_snapshot)
      return fail(ErrorCode::OutOfMemory, "There is not enough memory for a copy of the state.");
    PARETO_TRY_ASSIGN(again, timed({[this] { return go_on(); }, {}, m_options.cancelled}));
    const auto timed_ones = static_cast<std::ptrdiff_t>(again.repetitions.size());
    m_restores.erase(m_restores.begin(), m_restores.end() - timed_ones); // warm-up
    m_out.whole_ms = estimate(whole.milliseconds());
    m_out.ttft_ms = estimate(again.milliseconds());
    m_out.restore_ms = estimate(again.counting(m_restores));
    return {};
  }

  Result<Sampled> timed(const TimedWork& work) const {
    return sample_on(m_key.device, m_options, m_options.rules, work);
  }

  std::optional<Estimate> estimate(const std::vector<double>& milliseconds) const {
    if (milliseconds.empty())
      return std::nullopt;
    return estimate_of(milliseconds, m_options);
  }

  Status start_over() {
    m_state->reset();
    m_sequence->set_position(0);
    return {};
  }

  Status go_on() {
    const double begin = now_seconds();
    PARETO_TRY(m_state->restore(*m_snapshot));
    m_restores.push_back(1e3 * (now_seconds() - begin));
    m_sequence->set_position(m_reused);
    return read_on(m_key.prompt_tokens);
  }

  Status read_on(int64_t end) { return read_to(m_model, *m_sequence, m_key.batch, end, m_options.prefill_step); }

  LoadedModel& m_model;
  const CellKey& m_key;
  const MeasureOptions& m_options;
  int64_t m_reused;
  std::unique_ptr<State> m_state, m_snapshot;
  std::optional<SequenceBatch> m_sequence;
  std::vector<double> m_restores; ///< milliseconds
  Reuse m_out;
};

} // namespace

int64_t reused_tokens(int64_t prompt_tokens, double share) {
  const auto wanted = std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(prompt_tokens));
  return std::clamp<int64_t>(wanted, 0, std::max<int64_t>(0, prompt_tokens - 1));
}

Result<Reuse> measure_reused(LoadedModel& model, const CellKey& key, double share, const MeasureOptions& options) {
  if (key.kind != CellKey::Kind::Prefill || key.prompt_tokens < 1 || key.batch < 1 || !(share >= 0 && share <= 1))
    return fail(ErrorCode::InvalidArgument, "Reuse is measured of a prompt and a share of it from 0 to 1.");
  PARETO_TRY(require_one_by_one(model.model(), "Reuse of a prompt"));
  return Prompt(model, key, options, reused_tokens(key.prompt_tokens, share)).run();
}

} // namespace pareto
