// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/imported_runs.h"

#include "core/formats/opened_models.h"

#include <map>

namespace pareto {

namespace {

bool is_decode(const Measurement& cell) { return cell.key.kind == CellKey::Kind::Decode; }

WeightWidth width_of_name(const std::string& precision) {
  const auto parsed = parse_precision(precision);
  switch (weights_of(parsed ? *parsed : Precision::F32)) {
  case Precision::Q4: return WeightWidth::Four;
  case Precision::Q8: return WeightWidth::Eight;
  case Precision::F16:
  case Precision::BF16: return WeightWidth::Sixteen;
  default: break;
  }
  return WeightWidth::ThirtyTwo;
}

void fill(Measurement& cell, const SpeedModel& model) {
  const bool decode = is_decode(cell);
  const int64_t tokens = decode ? cell.key.context : cell.key.prompt_tokens;
  const StepWork work = decode ? model.decode_work(tokens, cell.key.batch) : model.prefill_work(tokens, cell.key.batch);
  const double each = cell.key.batch * (decode ? 1.0 : static_cast<double>(tokens));
  cell.weight_bytes = model.footprint().weight_bytes();
  cell.state_bytes = model.footprint().state(cell.key.batch, tokens).total();
  cell.flops_per_token = work.flops / each;
  cell.bytes_per_token = (work.weight_bytes + work.state_bytes) / each;
}

} // namespace

void name_machines(std::vector<Measurement>& cells, const MachineCatalogue& catalogue) {
  for (Measurement& cell : cells) {
    const Machine* machine = catalogue.find(cell.key.device);
    if (!machine)
      machine = catalogue.called(cell.key.device);
    if (!machine)
      continue;
    cell.key.device = machine->id;
    cell.device_name = machine->name;
  }
}

Status know_model(std::vector<Measurement>& cells, const std::string& id) {
  PARETO_TRY_ASSIGN(opened, open_model_once(id));
  std::map<std::string, SpeedModel> by_precision;
  for (Measurement& cell : cells) {
    auto known = by_precision.find(cell.key.precision);
    if (known == by_precision.end()) {
      PARETO_TRY_ASSIGN(precision, parse_precision(cell.key.precision));
      PARETO_TRY_ASSIGN(footprint, footprint_once(id, load_options(precision)));
      known = by_precision.try_emplace(cell.key.precision, SpeedModel(footprint)).first;
    }
    cell.fingerprint = opened.fingerprint;
    fill(cell, known->second);
  }
  return {};
}

std::optional<PublishedRun> run_of(const Measurement& cell, const MachineCatalogue& catalogue) {
  const Machine* machine = catalogue.find(cell.key.device);
  const auto& time = is_decode(cell) ? cell.tpot_ms : cell.ttft_ms;
  if (!machine || !time || cell.source != Source::Imported)
    return std::nullopt;
  PublishedRun run;
  run.machine = machine->id;
  run.kind = machine->kind;
  run.width = width_of_name(cell.key.precision);
  run.seconds = time->value / 1e3;
  if (is_decode(cell) && machine->bandwidth) {
    run.phase = cell.key.batch > 1 ? RunPhase::Batch : RunPhase::Decode;
    run.rated = static_cast<double>(cell.weight_bytes + cell.state_bytes) / *machine->bandwidth;
  } else if (const auto rate = reference_rate(*machine); !is_decode(cell) && rate) {
    run.phase = RunPhase::Prefill;
    run.rated = cell.flops_per_token / *rate;
    run.seconds /= static_cast<double>(cell.key.prompt_tokens) * cell.key.batch;
  }
  constexpr double kBeyondReference = 4; // quantised kernels use units that are that much faster
  const double most = run.phase == RunPhase::Prefill ? kBeyondReference : 1;
  if (!(run.rated > 0) || !(run.seconds > 0) || run.rated > most * run.seconds)
    return std::nullopt;
  return run;
}

} // namespace pareto
