// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/plan.h"

#include "core/graph/cost.h"

#include <algorithm>
#include <set>

namespace pareto {

namespace {

constexpr Roofline kSlowestMachine{1e9, 1e9}; ///< a plan's guess: no machine is slower, whatever its calibration says

std::vector<CellKey> cells_of(const Study& study, const std::string& model, const std::string& device,
                              const std::optional<FirstPlace>& first) {
  std::vector<CellKey> cells;
  CellKey key;
  key.model = model;
  key.device = device;
  key.precision = study.precision;
  for (int64_t batch : study.batches)
    for (int64_t context : study.contexts) {
      key.kind = CellKey::Kind::Decode;
      key.batch = static_cast<int>(batch);
      key.context = context;
      cells.push_back(key);
    }
  if (first)
    std::stable_partition(cells.begin(), cells.end(), [&](const CellKey& cell) {
      return cell.context == first->context && cell.batch == first->requests;
    });
  key.context = 0;
  key.batch = 1;
  for (int64_t prompt : study.prompts) {
    key.kind = CellKey::Kind::Prefill;
    key.prompt_tokens = prompt;
    cells.push_back(key);
  }
  return cells;
}

} // namespace

std::vector<PlannedCell> plan_round(const Study& study, int round, const std::optional<FirstPlace>& first) {
  std::vector<PlannedCell> plan;
  const bool preview = study.quick && round == 0;
  for (const std::string& device : study.devices)
    for (const std::string& model : study.models) // one model at a time: weights are large and loading them is not free
      for (const CellKey& key : cells_of(study, model, device, first))
        plan.push_back({key, round, preview, false});
  if (preview && first && !plan.empty() && plan.front().key.kind == CellKey::Kind::Decode) {
    PlannedCell soon = plan.front();
    soon.early = true;
    plan.insert(plan.begin(), soon);
  }
  if (round > 0 && round % 2 == 1) // back and forth: slow drift hits every model from both sides
    std::reverse(plan.begin(), plan.end());
  if (!plan.empty() && study.models.size() * study.devices.size() > 1) {
    PlannedCell again = plan.front();
    again.early = false;
    again.drift_check = true;
    plan.push_back(again);
  }
  return plan;
}

Coverage coverage_of(const Study& study, const std::function<bool(const CellKey&)>& is_measured) {
  std::set<CellKey> planned;
  for (const PlannedCell& cell : plan_round(study, 0))
    planned.insert(cell.key);
  return {static_cast<size_t>(std::count_if(planned.begin(), planned.end(), is_measured)), planned.size()};
}

MeasureOptions options_of(const Study& study, const PlannedCell& cell) {
  MeasureOptions options;
  options.preview = cell.preview;
  options.rules.budget_seconds = study.seconds_per_cell;
  options.watts = study.watts;
  if (!cell.preview)
    return options;
  const bool decode = cell.key.kind == CellKey::Kind::Decode;
  options.rules.least = options.rules.most = decode ? (cell.early ? 2 : 8) : 1;
  options.rules.warm_up = decode ? 1 : 0;
  return options;
}

double expected_seconds(const Model& model, const Footprint& footprint, const PlannedCell& cell,
                        const MeasureOptions& options, const Calibration& calibration) {
  const bool decode = cell.key.kind == CellKey::Kind::Decode;
  const auto tokens = static_cast<int>(decode ? 1 : cell.key.prompt_tokens);
  const Cost cost = step_cost(model.record({cell.key.batch, tokens, decode ? Phase::Decode : Phase::Prefill}),
                              footprint.options(), cell.key.context, footprint.formats());
  const double one = calibration.roofline.at_least(kSlowestMachine).seconds(cost.bytes(), 2 * cost.flops);
  const double count =
      cell.preview ? options.rules.least + options.rules.warm_up
                   : options.rules.warm_up + std::max(options.rules.budget_seconds / one, double(options.rules.least));
  return one * count + cost.state_bytes / 2e9; // fresh memory is filled at some 2 GB/s
}

double Patience::seconds(double expected) const { return std::max(least_seconds, times_expected * expected); }

double expected_load_seconds(int64_t weight_bytes) {
  return static_cast<double>(weight_bytes) / 0.5e9;
} // a slow disk, or seeds drawn by two cores

} // namespace pareto
