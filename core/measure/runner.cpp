// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/runner.h"

#include "core/exec/denoiser.h"
#include "core/exec/devices.h"
#include "core/exec/step_memory.h"
#include "core/graph/cost.h"
#include "core/measure/answer_step.h"
#include "core/measure/machine_watch.h"
#include "core/measure/refusal.h"
#include "core/measure/slices.h"
#include "core/numeric/statistics.h"
#include "core/platform/cpu_info.h"
#include "core/platform/memory.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr int kFewestSamples = 10; ///< samples an interval is shown from
constexpr int kDecodeRoom = 64;    ///< tokens a sequence takes before it is set back to its context

/// What slows the machine down as a whole, for as long as it stays so.
std::vector<std::string> machine_flags() {
  std::vector<std::string> flags;
  const std::string governor = frequency_governor();
  if (!governor.empty() && governor != "performance")
    flags.push_back("governor " + governor);
  if (on_battery())
    flags.emplace_back("battery");
  return flags;
}

/// What a cell makes: its state, and the steps it compiles, that of most of its prompt first.
struct CellShape {
  int64_t capacity = 0;
  int largest_step = 1;
  std::vector<StepShape> steps;
  std::optional<StepShape> pass{}; ///< over a block, with logits of all of it
};

CellShape shape_of_slices(const CellKey& key, const PromptSteps& steps) {
  CellShape shape{key.prompt_tokens, static_cast<int>(steps.tokens), {}};
  for (int64_t tokens : {steps.tokens, steps.rest()})
    if (tokens > 0)
      shape.steps.push_back({key.batch, static_cast<int>(tokens), tokens > 1 ? Phase::Prefill : Phase::Decode});
  return shape;
}

/// Of a model that denoises: whole blocks are read into the state, then a pass runs over what follows.
CellShape shape_of_blocks(const Denoising& how, const CellKey& key, const MeasureOptions& options) {
  const bool decode = key.kind == CellKey::Kind::Decode;
  const int64_t length = decode ? key.context : key.prompt_tokens, kept = how.kept(length),
                end = how.sight == Sight::Whole ? length + how.block : kept + how.block,
                step = reading_step(how, key, options.prefill_step);
  CellShape shape{end, 1, {}, StepShape{key.batch, static_cast<int>(end - kept), Phase::Prefill}};
  if (!decode || options.prefilled_state)
    for (const int64_t tokens : {kept >= step ? step : 0, kept % step})
      if (tokens > 0)
        shape.steps.push_back({key.batch, static_cast<int>(tokens), Phase::Prefill});
  for (const StepShape& each : shape.steps)
    shape.largest_step = std::max(shape.largest_step, each.tokens);
  shape.largest_step = std::max(shape.largest_step, shape.pass->tokens);
  return shape;
}

CellShape shape_of(const Denoising& how, const CellKey& key, const MeasureOptions& options) {
  const bool decode = key.kind == CellKey::Kind::Decode;
  if (!decode && how.steps_alike() && options.how == Reading::Slices) {
    CellKey read = key;
    read.prompt_tokens = first_token_length(how, key);
    return shape_of_slices(read, largest_slice_steps(read, options));
  }
  if (how.denoises())
    return shape_of_blocks(how, key, options);
  const int64_t prompt = decode ? (options.prefilled_state ? key.context : 0) : key.prompt_tokens;
  CellShape shape;
  shape.capacity = decode ? key.context + std::max(kDecodeRoom, options.rules.warm_up + 1) : key.prompt_tokens;
  const auto add = [&](int64_t tokens) {
    const StepShape step{key.batch, static_cast<int>(tokens), tokens > 1 ? Phase::Prefill : Phase::Decode};
    if (tokens > 0 && std::find(shape.steps.begin(), shape.steps.end(), step) == shape.steps.end())
      shape.steps.push_back(step);
  };
  add(std::min(options.prefill_step, prompt));
  add(prompt % options.prefill_step);
  add(decode ? 1 : 0);
  shape.largest_step = shape.steps.front().tokens;
  return shape;
}

/// One cell while it is measured.
class Cell {
public:
  Cell(LoadedModel& model, const CellKey& key, const MeasureOptions& options, const Calibration& calibration)
      : m_model(model), m_key(key), m_options(options), m_calibration(calibration),
        m_step(answer_step(model.footprint().denoising(), key)), m_read(key),
        m_energy(energy_place(key.device, calibration, options.watts),
                 options.counters ? *options.counters : machine_energy_counters()) {
    m_read.prompt_tokens = first_token_length(m_step.how, key);
    m_options.prefill_step = reading_step(m_step.how, key, options.prefill_step);
    m_options.how = reading_of(model.footprint(), m_read, m_options, calibration.roofline);
  }

  Result<Measurement> run() {
    PARETO_TRY(check_memory());
    m_out.key = m_key;
    m_out.fingerprint = m_model.opened().fingerprint;
    m_out.device_name = m_calibration.processor;
    m_out.time_utc = utc_now();
    m_out.weight_bytes = m_model.weights().bytes();
    reset_peak_resident();
    MachineWatch* const machine = m_key.device == "cpu" ? m_options.machine : nullptr;
    const Roofline before = machine ? machine->look() : Roofline();
    const Status done =
        m_key.kind == CellKey::Kind::Decode ? (m_step.how.denoises() ? decode_blocks() : decode()) : prefill();
    m_model.drop_programs();
    PARETO_TRY(done);
    m_out.peak_rss_bytes = peak_resident_bytes() - MachineWatch::of_process().bytes();
    if (machine) {
      m_out.pace = Pace{before, machine->look()};
      if (is_memory_bound())
        accuse_memory(machine->usual_bytes_per_s());
    }
    for (const auto& flags : {noise_flags(m_out.samples_ms), machine_flags()})
      m_out.noise.insert(m_out.noise.end(), flags.begin(), flags.end());
    m_out.preview = m_options.preview || static_cast<int>(m_out.samples_ms.size()) < m_options.rules.least;
    return m_out;
  }

private:
  Status check_memory() const {
    const int64_t needed = cell_bytes(m_model.footprint(), m_key, m_options), free = free_memory_of(m_key.device);
    if (free > 0 && needed > free)
      return fail(ErrorCode::OutOfMemory, memory_refusal("This cell needs", needed, "for state and activations", free,
                                                         m_key.device, "fewer requests or a shorter context"));
    return {};
  }

  Cost cost_of_step() const {
    const LogitRows rows = m_step.how.denoises() ? LogitRows::Block : LogitRows::Last;
    return m_model.footprint().step_cost(m_step.shape, m_step.depth, rows);
  }

  /// Reads more than the watch itself does: less may lie in a cache, where others' reading does not reach it.
  bool is_memory_bound() const {
    return m_key.kind == CellKey::Kind::Decode && cost_of_step().bytes() >= MachineWatch::kBytes;
  }

  void accuse_memory(std::optional<double> usual_bytes_per_s) {
    const auto lost = bandwidth_lost(*m_out.pace, usual_bytes_per_s);
    if (!lost || m_out.condition == Condition::Disturbed)
      return;
    m_out.condition = Condition::Disturbed;
    m_out.lost_share = *lost;
    m_out.lost_to = kMemoryTaken;
  }

  /// While weights, state and programs of this cell are all there.
  void note_device_memory() {
    if (const DeviceFamily* family = find_device_family(m_key.device); family && family->used_bytes)
      m_out.device_bytes = family->used_bytes(m_model.executor());
  }

  /// At once after the last repetition.
  void note_energy(int64_t tokens, const std::vector<double>& samples) {
    m_out.energy = m_energy.finish(static_cast<double>(tokens), samples.empty() ? 0 : median(samples));
  }

  Status decode() {
    const CellShape shape = shape_of(m_step.how, m_key, m_options);
    PARETO_TRY_ASSIGN(state, m_model.new_state(m_key.batch, shape.capacity, shape.largest_step));
    SequenceBatch sequence(m_model, *state, m_key.batch);
    if (m_options.prefilled_state) {
      PARETO_TRY(read_prompt(sequence, m_key.context));
      m_out.state = "prefilled";
    } else {
      state->fill_seeded(1, m_key.context);
      m_out.state = "seeded";
    }
    sequence.set_position(m_key.context);
    std::vector<int32_t> tokens = some_tokens(m_key.batch, m_model.model().spec().vocab);
    const auto once = [&]() -> Status {
      PARETO_TRY_ASSIGN(program, sequence.step(tokens, LogitRows::Last));
      const auto next = program->output_i32("next_token");
      std::copy(next.begin(), next.end(), tokens.begin());
      return {};
    };
    const auto stay_near_context = [&]() -> Status {
      if (sequence.position() >= shape.capacity)
        sequence.set_position(m_key.context);
      return {};
    };
    PARETO_TRY_ASSIGN(sampled, timed(m_options.rules, {once, m_energy.with(stay_near_context, m_options.rules.warm_up),
                                                       m_options.cancelled}));
    note_energy(m_key.batch, sampled.seconds());
    PARETO_TRY_ASSIGN(program, m_model.program({m_key.batch, 1, Phase::Decode}, LogitRows::Last));
    m_out.activation_bytes = program->activation_bytes();
    note_device_memory();
    fill_decode(sampled);
    return {};
  }

  int32_t mask() const {
    return std::max(0, m_model.model().spec().mask_token); // any id takes as long
  }

  /// One pass over a block is timed; a block takes several, all of one shape, which come to TPOT by their number.
  Status decode_blocks() {
    const CellShape shape = shape_of(m_step.how, m_key, m_options);
    PARETO_TRY_ASSIGN(state, m_model.new_state(m_key.batch, shape.capacity, shape.largest_step));
    Denoiser text(m_model, *state, m_key.batch, mask());
    if (m_options.prefilled_state) {
      PARETO_TRY(
          text.read(some_tokens(m_key.context * m_key.batch, m_model.model().spec().vocab), m_options.prefill_step));
      m_out.state = "prefilled";
    } else {
      state->fill_seeded(1, m_key.context);
      m_out.state = "seeded";
    }
    const auto start_over = [&]() -> Status {
      text.pretend(m_key.context);
      text.begin_block();
      return {};
    };
    const int64_t passes = m_step.how.passes(m_key.denoising_steps);
    PARETO_TRY_ASSIGN(
        sampled, timed(m_options.rules, {[&] { return text.pass(passes); },
                                         m_energy.with(start_over, m_options.rules.warm_up), m_options.cancelled}));
    std::vector<double> seconds = sampled.seconds();
    for (double& each : seconds)
      each *= m_step.per_token;
    note_energy(m_key.batch, seconds);
    PARETO_TRY(note_pass(*shape.pass));
    fill_decode(sampled);
    return {};
  }

  Status note_pass(StepShape pass) {
    PARETO_TRY_ASSIGN(program, m_model.program(pass, LogitRows::Block));
    m_out.activation_bytes = program->activation_bytes();
    note_device_memory();
    return {};
  }

  Result<Sampled> timed(const SamplingRules& rules, const TimedWork& work) const {
    return sample_on(m_key.device, m_options, rules, work);
  }

  void take_samples(const Sampled& sampled) {
    m_out.samples_ms = sampled.milliseconds();
    note_witnesses(sampled, m_out);
  }

  void fill_decode(const Sampled& sampled) {
    take_samples(sampled);
    for (double& each : m_out.samples_ms)
      each *= m_step.per_token;
    m_out.generated_tokens =
        static_cast<int64_t>(static_cast<double>(m_out.samples_ms.size()) / m_step.per_token + 0.5);
    Cost cost = cost_of_step();
    cost.flops *= m_step.per_token;
    cost.weight_bytes *= m_step.per_token;
    cost.state_bytes *= m_step.per_token;
    const auto batch = static_cast<double>(m_key.batch);
    m_out.state_bytes = m_model.footprint().state(m_key.batch, m_key.context).total();
    m_out.flops_per_token = cost.flops / batch;
    m_out.bytes_per_token = cost.bytes() / batch;
    if (m_out.samples_ms.empty())
      return;
    m_out.tpot_ms = estimate_of(m_out.samples_ms, m_options);
    const auto n = static_cast<int>(m_out.samples_ms.size());
    if (n >= least_samples_for_percentile(0.95))
      m_out.tpot_p95_ms = quantile(m_out.samples_ms, 0.95);
    if (n >= least_samples_for_percentile(0.99))
      m_out.tpot_p99_ms = quantile(m_out.samples_ms, 0.99);
    m_out.decode_tokens_per_s = batch * 1e3 / m_out.tpot_ms->value;
    set_roofline(cost.bytes(), cost.flops, m_out.tpot_ms->value);
  }

  Status prefill() {
    if (m_options.how == Reading::Slices)
      return prefill_in_slices();
    return m_step.how.denoises() ? prefill_blocks() : prefill_whole();
  }

  /// The prompt and the first pass over the block behind it.
  Status prefill_blocks() {
    const CellShape shape = shape_of(m_step.how, m_key, m_options);
    PARETO_TRY_ASSIGN(state, m_model.new_state(m_key.batch, shape.capacity, shape.largest_step));
    const std::vector<int32_t> prompt = some_tokens(m_key.prompt_tokens * m_key.batch, m_model.model().spec().vocab);
    std::optional<Denoiser> text;
    const auto start_over = [&]() -> Status {
      state->reset();
      text.emplace(m_model, *state, m_key.batch, mask());
      return {};
    };
    const auto once = [&]() -> Status {
      PARETO_TRY(text->read(prompt, m_options.prefill_step));
      text->begin_block();
      return text->pass(m_step.how.block);
    };
    PARETO_TRY_ASSIGN(sampled, timed(m_options.rules,
                                     {once, m_energy.with(start_over, m_options.rules.warm_up), m_options.cancelled}));
    note_energy(m_key.batch * m_key.prompt_tokens, sampled.seconds());
    PARETO_TRY(note_pass(*shape.pass));
    m_out.state = "prefilled";
    take_samples(sampled);
    fill_prefill();
    return {};
  }

  Status prefill_in_slices() {
    const PromptSteps steps = slice_steps(m_model.footprint(), m_read, m_options, m_calibration.roofline);
    const CellShape shape = shape_of_slices(m_read, steps);
    PARETO_TRY_ASSIGN(state, m_model.new_state(m_key.batch, shape.capacity, shape.largest_step));
    const auto timed = [this](const SamplingRules& rules, const std::function<Status()>& step) {
      return timed_steps(rules, step);
    };
    PARETO_TRY_ASSIGN(slices, measure_slices(m_model, *state, m_read, m_options, steps, timed));
    m_out.samples_ms = sums_of(steps, slices);
    note_energy_of_slices();
    PARETO_TRY_ASSIGN(program, m_model.program(shape.steps.front(), LogitRows::Last));
    m_out.activation_bytes = program->activation_bytes();
    note_device_memory();
    m_out.how = Reading::Slices;
    m_out.state = "seeded";
    m_out.slices = std::move(slices);
    fill_prefill();
    return {};
  }

  Result<TimedSteps> timed_steps(const SamplingRules& rules, const std::function<Status()>& step) {
    PARETO_TRY_ASSIGN(sampled, timed(rules, {step, m_energy.with({}, rules.warm_up), m_options.cancelled}));
    m_energy.pause();
    note_witnesses(sampled, m_out);
    return TimedSteps{sampled.milliseconds(), sampled.disturbed};
  }

  /// The prompt takes as many watts as its slices did, for as long as it takes.
  void note_energy_of_slices() {
    const double prompt_s = m_out.samples_ms.empty() ? 0 : median(m_out.samples_ms) / 1e3;
    if (prompt_s > 0)
      m_out.energy = m_energy.finish_parts(static_cast<double>(m_key.batch * m_key.prompt_tokens), prompt_s);
  }

  Status prefill_whole() {
    const CellShape shape = shape_of(m_step.how, m_key, m_options);
    PARETO_TRY_ASSIGN(state, m_model.new_state(m_key.batch, shape.capacity, shape.largest_step));
    SequenceBatch sequence(m_model, *state, m_key.batch);
    const auto start_over = [&]() -> Status {
      state->reset();
      sequence.set_position(0);
      return {};
    };
    PARETO_TRY_ASSIGN(
        sampled, timed(m_options.rules, {[&] { return read_prompt(sequence, m_key.prompt_tokens); },
                                         m_energy.with(start_over, m_options.rules.warm_up), m_options.cancelled}));
    note_energy(m_key.batch * m_key.prompt_tokens, sampled.seconds());
    PARETO_TRY_ASSIGN(program, m_model.program(shape.steps.front(), LogitRows::Last));
    m_out.activation_bytes = program->activation_bytes();
    note_device_memory();
    m_out.state = "prefilled";
    take_samples(sampled);
    fill_prefill();
    return {};
  }

  /// From the samples; what is computed and moved is the whole prompt's, however it was read.
  void fill_prefill() {
    const auto tokens = static_cast<double>(m_key.prompt_tokens * m_key.batch);
    const Cost cost = prompt_cost(m_model.footprint(), m_read, m_options.prefill_step);
    m_out.state_bytes = m_model.footprint().state(m_key.batch, m_key.prompt_tokens).total();
    m_out.flops_per_token = cost.flops / tokens;
    m_out.bytes_per_token = cost.bytes() / tokens;
    if (m_out.samples_ms.empty())
      return;
    m_out.ttft_ms = estimate_of(m_out.samples_ms, m_options);
    m_out.prefill_tokens_per_s = tokens * 1e3 / m_out.ttft_ms->value;
    set_roofline(cost.bytes(), cost.flops, m_out.ttft_ms->value);
  }

  /// Least time the machine's limits allow, over the time it took.
  void set_roofline(double bytes, double flops, double milliseconds) {
    if (m_calibration.roofline.known())
      m_out.roofline_share = m_calibration.roofline.share(bytes, flops, milliseconds / 1e3);
  }

  Status read_prompt(SequenceBatch& sequence, int64_t length) {
    return read_to(m_model, sequence, m_key.batch, length, m_options.prefill_step);
  }

  LoadedModel& m_model;
  CellKey m_key;
  MeasureOptions m_options;
  const Calibration& m_calibration;
  AnswerStep m_step;
  CellKey m_read; ///< with the tokens that are read until the first one is known
  EnergyMeter m_energy;
  Measurement m_out;
};

} // namespace

Estimate estimate_of(const std::vector<double>& samples_ms, const MeasureOptions& options) {
  return estimate_median(samples_ms, options.preview ? 1 << 30 : kFewestSamples);
}

Result<Sampled> sample_on(const std::string& device, const MeasureOptions& options, const SamplingRules& rules,
                          const TimedWork& work) {
  return sample(rules, work, options.witnesses(find_device_family(device) == nullptr));
}

Status read_to(LoadedModel& model, SequenceBatch& sequence, int batch, int64_t end, int64_t step) {
  const int64_t vocab = model.model().spec().vocab;
  while (sequence.position() < end) {
    const int64_t count = std::min(step, end - sequence.position());
    PARETO_TRY(sequence.step(some_tokens(count * batch, vocab), LogitRows::Last));
  }
  return {};
}

int64_t cell_bytes(const Footprint& footprint, const CellKey& key, const MeasureOptions& options) {
  const CellShape shape = shape_of(footprint.denoising(), key, options);
  int64_t bytes = footprint.state(key.batch, shape.capacity, shape.largest_step).total();
  if (shape.pass)
    bytes += activation_bytes(footprint, *shape.pass, LogitRows::Block);
  for (const StepShape& step : shape.steps)
    bytes += activation_bytes(footprint, step);
  return bytes;
}

Result<Measurement> measure_cell(LoadedModel& model, const CellKey& key, const MeasureOptions& options,
                                 const Calibration& calibration) {
  return Cell(model, key, options, calibration).run();
}

} // namespace pareto
