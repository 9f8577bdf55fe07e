// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/plan.h"

#include "core/graph/cost.h"
#include "core/measure/answer_step.h"
#include "core/measure/reuse.h"
#include "core/measure/slices.h"

#include <algorithm>
#include <set>

namespace pareto {

namespace {

constexpr int kRefiningRepetitions = 5; ///< of a cell in a round that refines, in all of its turns
constexpr int kSliceRepetitions = 2;    ///< of each slice: rounds are pooled

/// Cells without a model: the workload's place first, each once.
std::vector<CellKey> places_of(const Study& study, const std::string& device) {
  std::vector<CellKey> places = workload_places(study);
  CellKey place;
  place.precision = study.precision;
  for (int64_t batch : study.batches)
    for (int64_t context : study.contexts) {
      place.batch = static_cast<int>(batch);
      place.context = context;
      places.push_back(place);
    }
  place.kind = CellKey::Kind::Prefill;
  place.batch = 1;
  place.context = 0;
  for (int64_t prompt : study.prompts) {
    place.prompt_tokens = prompt;
    places.push_back(place);
  }
  std::vector<CellKey> each;
  for (CellKey& one : places) {
    one.device = device;
    if (std::find(each.begin(), each.end(), one) == each.end())
      each.push_back(one);
  }
  return each;
}

/// A round while it is planned.
class Round {
public:
  Round(const Study& study, int round, const PlanFacts& facts)
      : m_study(study), m_round(round), m_facts(facts), m_models(study.models) {
    if (round % 2 == 1)
      std::reverse(m_models.begin(), m_models.end());
  }

  std::vector<PlannedCell> plan() {
    const bool quick = m_study.quick && m_round == 0;
    for (const std::string& device : m_study.devices)
      quick ? preview(device) : refine(device);
    if (m_round == 0 && m_facts.is_stored)
      put_new_ones_first(quick && m_facts.goes_on);
    return std::move(m_plan);
  }

private:
  CellKey at(CellKey place, const std::string& model) const {
    place.model = model;
    if (place.kind == CellKey::Kind::Decode && m_facts.denoises && m_facts.denoises(model))
      place.denoising_steps = m_study.workload.denoising_steps;
    return place;
  }

  void preview(const std::string& device) {
    std::vector<CellKey> places = places_of(m_study, device);
    const auto rest = places.begin() + static_cast<std::ptrdiff_t>(workload_places(m_study).size());
    for (const std::string& model : m_models) // loading costs, and someone waits
      for (auto place = places.begin(); place != rest; ++place)
        m_plan.push_back({at(*place, model), m_round, true, true});
    std::vector<CellKey> others(rest, places.end());
    interleave(others, true);
    for (const std::string& model : m_models)
      m_plan.push_back({at(places.front(), model), m_round, true, false, true});
  }

  void refine(const std::string& device) { interleave(places_of(m_study, device), false); }

  /// Place by place through all models; what memory does not hold beside all of them model by model, there and back.
  void interleave(std::vector<CellKey> places, bool preview) {
    const auto heavy = std::stable_partition(places.begin(), places.end(), [this](const CellKey& place) {
      return m_models.size() < 2 || !m_facts.holds_all || m_facts.holds_all(place);
    });
    for (auto place = places.begin(); place != heavy; ++place) {
      std::vector<PlannedCell> there;
      for (const std::string& model : m_models)
        there.push_back({at(*place, model), m_round, preview});
      go(std::move(there));
    }
    std::vector<PlannedCell> there;
    for (const std::string& model : m_models)
      for (auto place = heavy; place != places.end(); ++place)
        there.push_back({at(*place, model), m_round, preview});
    go(std::move(there));
  }

  /// There, and where models are compared in earnest, back again.
  void go(std::vector<PlannedCell> there) {
    const bool returns = m_models.size() > 1 && !there.empty() && !there.front().preview;
    for (PlannedCell& cell : there)
      cell.turns = returns ? 2 : 1;
    m_plan.insert(m_plan.end(), there.begin(), there.end());
    if (!returns)
      return;
    for (auto cell = there.rbegin(); cell != there.rend(); ++cell) {
      cell->again = true;
      m_plan.push_back(*cell);
    }
  }

  /// A model that was added has its values before what stands is improved.
  void put_new_ones_first(bool leave_out_the_others) {
    const auto stored = std::stable_partition(m_plan.begin(), m_plan.end(),
                                              [this](const PlannedCell& cell) { return !m_facts.is_stored(cell.key); });
    if (leave_out_the_others)
      m_plan.erase(stored, m_plan.end());
  }

  const Study& m_study;
  const int m_round;
  const PlanFacts& m_facts;
  std::vector<std::string> m_models;
  std::vector<PlannedCell> m_plan;
};

} // namespace

size_t most_repeats(size_t planned) {
  constexpr size_t kRepeatShare = 2; ///< cells of a round for each of them
  return std::max<size_t>(1, planned / kRepeatShare);
}

std::vector<CellKey> workload_places(const Study& study) {
  CellKey decode;
  decode.device.clear();
  decode.precision = study.precision;
  decode.batch = study.workload.requests;
  decode.context = study.workload.prompt_tokens;
  CellKey prompt = decode;
  prompt.kind = CellKey::Kind::Prefill;
  prompt.context = 0;
  prompt.prompt_tokens = study.workload.prompt_tokens;
  std::vector<CellKey> places{decode, prompt};
  if (const int64_t reused = reused_tokens(prompt.prompt_tokens, study.workload.reused_share); reused > 0) {
    prompt.prompt_tokens = reused;
    places.push_back(prompt);
  }
  return places;
}

std::vector<PlannedCell> plan_round(const Study& study, int round, const PlanFacts& facts) {
  return Round(study, round, facts).plan();
}

Coverage coverage_of(const Study& study, const std::function<bool(const CellKey&)>& is_measured) {
  std::set<CellKey> planned;
  for (const PlannedCell& cell : plan_round(study, 0))
    planned.insert(cell.key);
  return {static_cast<size_t>(std::count_if(planned.begin(), planned.end(), is_measured)), planned.size()};
}

MeasureOptions options_of(const Study& study, const PlannedCell& cell) {
  MeasureOptions options;
  const bool decode = cell.key.kind == CellKey::Kind::Decode;
  options.preview = cell.preview;
  options.how = cell.how;
  options.watts = study.stated_watts();
  options.rules.budget_seconds = options.rules.repeat_seconds = study.seconds_per_cell / cell.turns;
  if (!cell.preview) {
    const int all = cell.how == Reading::Slices ? kSliceRepetitions : kRefiningRepetitions;
    options.rules.least = (all + cell.turns - 1) / cell.turns;
    return options;
  }
  options.rules.least = options.rules.most = cell.early ? 2 : decode ? 8 : 1;
  options.rules.warm_up = decode ? 1 : 0;
  return options;
}

double repeated_seconds(const MeasureOptions& options, double one) {
  const double sampled = options.rules.least * one;
  return options.rules.warm_up * one +
         (options.rules.most > options.rules.least ? std::max(sampled, options.rules.budget_seconds) : sampled);
}

double expected_step_seconds(const Footprint& footprint, StepShape shape, int64_t depth, const Roofline& limits) {
  const Cost cost = footprint.step_cost(shape, depth);
  return limits.at_least(kSlowestMachine).seconds(cost.bytes(), 2 * cost.flops);
}

double expected_seconds(const Footprint& footprint, const PlannedCell& cell, const MeasureOptions& options,
                        const Calibration& calibration) {
  const CellKey& key = cell.key;
  const bool decode = key.kind == CellKey::Kind::Decode;
  const int64_t filled = footprint.state(key.batch, decode ? key.context : key.prompt_tokens).total();
  double one = 0;
  if (decode) {
    const AnswerStep step = answer_step(footprint.denoising(), key);
    one = expected_step_seconds(footprint, step.shape, step.depth, calibration.roofline);
  } else {
    const Denoising how = footprint.denoising();
    CellKey read = key;
    read.prompt_tokens = first_token_length(how, key);
    MeasureOptions reading = options;
    reading.prefill_step = reading_step(how, key, options.prefill_step);
    const bool sliced = reading_of(footprint, read, reading, calibration.roofline) == Reading::Slices;
    one = sliced ? expected_slices_seconds(footprint, read, reading, calibration.roofline)
                 : expected_prompt_seconds(footprint, read, reading, calibration.roofline);
  }
  return repeated_seconds(options, one) + expected_fill_seconds(filled);
}

double Patience::seconds(double expected) const { return std::max(least_seconds, times_expected * expected); }

double expected_load_seconds(int64_t weight_bytes) {
  return static_cast<double>(weight_bytes) / 0.5e9;
} // a slow disk, or seeds drawn by two cores

double expected_fill_seconds(int64_t bytes) { return static_cast<double>(bytes) / 2e9; }

} // namespace pareto
