// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/evidence.h"

#include "core/decide/model_evidence.h"
#include "core/decide/one_round.h"
#include "core/decide/quantity_math.h"
#include "core/decide/scores.h"
#include "core/decide/study_models.h"
#include "core/decide/targets/absent_machines.h"
#include "core/decide/workload_point.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace pareto {

namespace {

std::atomic<int64_t> last_edition{0}; ///< of all evidences: no edition has another one's number
int64_t next_edition() { return ++last_edition; }

} // namespace

struct Evidence::Impl {
  using Member = ModelEvidence;

  Study study;
  std::map<std::string, Calibration> limits; ///< by device
  std::map<std::string, std::string> names;  ///< of what was measured, by device
  std::shared_ptr<const PublishedResults> published;
  std::deque<Measurement> all;
  std::vector<std::reference_wrapper<const Measurement>> shown; ///< of the study's devices and precision
  std::vector<std::string> noise;                               ///< of those shown
  std::vector<Score> scores;
  std::map<std::pair<std::string, std::string>, Member>
      members; ///< by model and precision; those not in the study wait
  StudyModels of_study;
  AbsentMachines absent;
  bool stopped = false;
  int64_t edition = 0, opened = 0;

  bool measures_on(const std::string& device) const { return std::ranges::count(study.devices, device) > 0; }
  bool shows(const Measurement& m) const { return m.source == Source::Imported || measures_on(m.key.device); }
  /// The data sheet of what is decided about stands for the limits that nobody measured there.
  void take_target() {
    if (const auto sheet = absent.data_sheet(study.target))
      limits[study.target] = *sheet;
  }
  const Member* find(const std::string& id) const { return of_study.find(id); }
  Member& open(const std::string& id, const std::string& precision) {
    const auto [at, is_new] = members.try_emplace({id, precision}, id, precision);
    if (is_new) {
      ++opened;
      at->second.ask_for_steps(study.workload.denoising_steps);
      feed(at->second);
    }
    return at->second;
  }
  /// Gives a model that was just opened what is stored of it.
  void feed(Member& member) const {
    std::map<std::string, std::string> called; // see recognise()
    for (const Measurement& measurement : all) {
      std::string& name = called[measurement.key.device];
      if (!measurement.device_name.empty()) {
        if (!name.empty() && name != measurement.device_name)
          member.forget(measurement.key.device);
        name = measurement.device_name;
      }
      if (measurement.key.precision == member.precision() &&
          member.owns(measurement.fingerprint, measurement.key.model))
        member.add(measurement);
    }
  }
  /// Brings what is derived from the study in line with it.
  void take_study() {
    of_study.clear();
    for (const std::string& id : study.models)
      of_study.add(open(id, study.precision));
    for (auto& [key, member] : members)
      if (member.ask_for_steps(study.workload.denoising_steps))
        feed(member);
    compare_sizes();
    take_target();
    shown.clear();
    noise.clear();
    for (const Measurement& measurement : all)
      show(measurement);
    edition = next_edition();
  }

  void show(const Measurement& measurement) {
    if (measurement.key.precision != study.precision || !shows(measurement))
      return;
    shown.emplace_back(measurement);
    for (const std::string& flag : measurement.noise)
      if (std::find(noise.begin(), noise.end(), flag) == noise.end())
        noise.push_back(flag);
  }

  /// Decides once which models are of the size that is compared.
  void compare_sizes() {
    const Member* yardstick = find(study.effective_baseline());
    for (const std::string& id : study.models)
      if (const Member* member = find(id); (!yardstick || !yardstick->speed()) && member->speed())
        yardstick = member;
    for (auto& [key, member] : members)
      member.compared =
          yardstick && member.speed() && of_study.contains(member.id()) && one_size(member.facts(), yardstick->facts());
  }

  /// What was measured of a model on a device of the study, or imported of a machine that is not here.
  const Member::Grids& grids(const Member& member, const std::string& device) const {
    static const Member::Grids nothing;
    return measures_on(device) || device == study.target || absent.find(device) ? member.on(device) : nothing;
  }

  /// Milliseconds of one step (decode) or of one prompt (prefill).
  Quantity time(const Member& member, bool decode, const OperatingPoint& at) const {
    const std::string& device = device_at(study, at);
    const SpeedGrid& grid = decode ? grids(member, device).decode : grids(member, device).prefill;
    static const Calibration nobody_knows;
    const auto found = limits.find(device);
    const Calibration& bounds = found == limits.end() ? nobody_knows : found->second;
    if (const auto known = grid.at(at.requests, static_cast<double>(at.context)))
      return within_memory(*known, member.speed()->footprint(), at, bounds.memory_bytes);
    const std::string failure = grid.failure(at.requests, at.context);
    if (!failure.empty())
      return missing(Gap::Failed, failure);
    if (const auto band = absent.time(device, *member.speed(), decode, at))
      return *band;
    if (!measures_on(device))
      return missing(Gap::Elsewhere, "Not measured there yet: measure it there, and import the file.");
    return grid.modelled(at.requests, at.context, [&](int requests, int64_t tokens) {
      return decode ? member.speed()->least_decode_ms(tokens, requests, bounds)
                    : member.speed()->least_prefill_ms(tokens, requests, bounds);
    });
  }

  /// Joules of one request in that time.
  Quantity joules(const Member& member, bool decode, const OperatingPoint& at) const {
    const Member::Grids& known = grids(member, device_at(study, at));
    return (decode ? known.decode_power : known.prefill_power)
        .joules(time(member, decode, at), at.requests, at.context,
                measures_on(device_at(study, at)) ? study.stated_watts() : std::nullopt);
  }

  /// One model, for the table to compute from; `quality_metric` is none where nobody asks about quality.
  class Of : public MetricSource {
  public:
    Of(const Impl& impl, const Member& member, const std::string* quality_metric)
        : m_impl(impl), m_member(member), m_quality_metric(quality_metric) {}
    Quantity decode_ms(const OperatingPoint& at) const override { return m_impl.time(m_member, true, at); }
    Quantity prefill_ms(const OperatingPoint& at) const override { return m_impl.time(m_member, false, at); }
    Quantity reused_ms(const OperatingPoint& at) const override {
      return m_impl.time(m_member, false, reused_part(at));
    }
    Quantity decode_joules(const OperatingPoint& at) const override { return m_impl.joules(m_member, true, at); }
    Quantity prefill_joules(const OperatingPoint& at) const override { return m_impl.joules(m_member, false, at); }
    Quantity reused_joules(const OperatingPoint& at) const override {
      return m_impl.joules(m_member, false, reused_part(at));
    }
    const Footprint& footprint() const override { return m_member.speed()->footprint(); }
    Quantity quality(const OperatingPoint& at) const override {
      return m_quality_metric ? m_impl.quality(m_member, *m_quality_metric, at)
                              : missing(Gap::NotPublished, "Quality is known at the study's precision only.");
    }

  private:
    const Impl& m_impl;
    const Member& m_member;
    const std::string* m_quality_metric;
  };

  /// A time or a rate in each round that has all it is made of.
  Rounds rounds(const Member& member, Metric metric, const OperatingPoint& at) const {
    const Member::Grids& measured = grids(member, device_at(study, at));
    const auto tokens = static_cast<double>(at.context);
    const Rounds decode = measured.decode.rounds(at.requests, tokens),
                 prefill = measured.prefill.rounds(at.requests, tokens),
                 reused_prefill = measured.prefill.rounds(at.requests, static_cast<double>(reused_part(at).context));
    const Of whole(*this, member, nullptr);
    Rounds values;
    for (const Rounds* timed : {&decode, &prefill})
      for (const auto& [id, ms] : *timed)
        if (const auto value = row_of(metric).compute(OneRound(whole, decode, prefill, reused_prefill, id), at).value)
          values.emplace(id, *value);
    return values;
  }

  /// Cells of another device that had the same name in the study's list are no longer this device's.
  void recognise(const Measurement& measurement) {
    std::string& name = names[measurement.key.device];
    if (measurement.device_name.empty() || name == measurement.device_name)
      return;
    if (!name.empty()) {
      for (auto& [key, member] : members)
        member.forget(measurement.key.device);
      edition = next_edition();
    }
    name = measurement.device_name;
  }

  /// Whether a score is one of a model; those stored before models had fingerprints only where it has no other.
  bool counts(const Member& member, const Score& score) const {
    return score.precision == member.precision() && is_of(member, score);
  }
  bool is_of(const Member& member, const Score& score) const {
    if (!member.owns(score.fingerprint, score.model))
      return false;
    return !score.fingerprint.empty() || std::none_of(scores.begin(), scores.end(), [&](const Score& other) {
      return !other.fingerprint.empty() && member.owns(other.fingerprint, other.model);
    });
  }
  bool counts_for_any(const Score& score) const {
    return std::any_of(study.models.begin(), study.models.end(),
                       [&](const std::string& id) { return find(id)->compared && counts(*find(id), score); });
  }

  /// The latest score of one checkpoint at the study's precision; of any that is compared where `member` is null.
  const Score* latest_score(const std::string& metric, const Member* member, const Score* same_text = nullptr) const {
    for (auto score = scores.rbegin(); score != scores.rend(); ++score)
      if (own_metric(*score) == metric && (!same_text || of_one_text(*score, *same_text)) &&
          (member ? counts(*member, *score) : counts_for_any(*score)))
        return &*score;
    return nullptr;
  }

  /// Measured here on an own text. All models of an axis are read on the text that was used last: bits of different
  /// texts do not compare.
  Quantity own_quality(const Member& member, const std::string& metric) const {
    const Score* latest = latest_score(metric, nullptr);
    const Score* score = latest ? latest_score(metric, &member, latest) : nullptr;
    if (!score && !member.facts().has_weights)
      return missing(Gap::NoWeights,
                     "Random weights have no quality: only a trained checkpoint can be measured on a text.");
    if (!score)
      return missing(Gap::NotScored, "Not measured on this text at this precision yet: choose Measure on my text.");
    Quantity q = quantity_of(*score);
    if (score->fingerprint.empty())
      q.noise.emplace_back(kUnidentified);
    return q;
  }

  /// Holds at the lengths it was tested at; further out it is shown, but decides nothing.
  Quantity quality(const Member& member, const std::string& metric, const OperatingPoint& at) const {
    Quantity q = is_own_metric(metric)
                     ? own_quality(member, metric)
                     : published_quality(published.get(), study.quality_group, member.facts(), metric);
    if (q.value && q.tested_to > 0 && at.context > q.tested_to)
      q.reach = Reach::Beyond;
    return q;
  }
};

Evidence::Evidence(Study study, Calibration calibration, std::shared_ptr<const PublishedResults> published)
    : m_impl(std::make_unique<Impl>()) {
  m_impl->study = std::move(study);
  m_impl->limits["cpu"] = std::move(calibration);
  m_impl->published = std::move(published);
  m_impl->take_study();
}
Evidence::~Evidence() = default;
Evidence::Evidence(Evidence&&) noexcept = default;
Evidence& Evidence::operator=(Evidence&&) noexcept = default;

void Evidence::set_study(Study study) {
  m_impl->study = std::move(study);
  m_impl->take_study();
}

void Evidence::set_workload(const Workload& workload) {
  const bool dialled = m_impl->study.workload.denoising_steps != workload.denoising_steps;
  m_impl->study.workload = workload;
  if (dialled)
    m_impl->take_study();
}
void Evidence::set_cost(const CostInputs& cost) {
  const auto watts = m_impl->study.stated_watts();
  m_impl->study.cost = cost;
  if (m_impl->study.stated_watts() != watts) // joules follow
    m_impl->edition = next_edition();
}

void Evidence::set_target(const std::string& device) {
  m_impl->study.target = device;
  m_impl->take_study();
}

void Evidence::set_targets(std::shared_ptr<const Targets> targets) {
  m_impl->absent = AbsentMachines(std::move(targets));
  for (const Measurement& measurement : m_impl->all)
    m_impl->absent.add(measurement);
  m_impl->take_study();
}

const Machine* Evidence::machine_of(const std::string& device) const { return m_impl->absent.find(device); }
bool Evidence::is_elsewhere(const std::string& device) const {
  return machine_of(device) || !m_impl->measures_on(device);
}
const SpeedBands* Evidence::bands() const { return m_impl->absent.bands(); }
void Evidence::look_again() {
  for (auto& [key, member] : m_impl->members)
    if (member.has_changed()) {
      member.open();
      m_impl->feed(member);
      ++m_impl->opened;
    }
  m_impl->take_study();
}

void Evidence::add(Measurement measurement) {
  const Measurement& added = m_impl->all.emplace_back(std::move(measurement));
  m_impl->recognise(added);
  m_impl->absent.add(added);
  for (auto& [key, member] : m_impl->members)
    if (added.key.precision == member.precision() && member.owns(added.fingerprint, added.key.model))
      member.add(added);
  m_impl->show(added);
}

const std::vector<std::reference_wrapper<const Measurement>>& Evidence::measurements() const { return m_impl->shown; }
const std::deque<Measurement>& Evidence::everything() const { return m_impl->all; }
int64_t Evidence::edition() const { return m_impl->edition; }
std::vector<std::string> Evidence::owners(const std::string& fingerprint, const std::string& named) const {
  std::vector<std::string> owners;
  for (const std::string& id : m_impl->study.models)
    if (m_impl->find(id)->owns(fingerprint, named))
      owners.push_back(id);
  return owners;
}

std::vector<std::reference_wrapper<const Measurement>> Evidence::measured_memory(const std::string& model,
                                                                                 const std::string& device) const {
  std::vector<std::reference_wrapper<const Measurement>> latest;
  if (const Impl::Member* member = m_impl->find(model))
    for (const auto& [place, measurement] : member->on(device).memory)
      latest.emplace_back(measurement);
  return latest;
}

Effort Evidence::effort() const {
  Effort effort{0, m_impl->opened};
  for (const auto& [key, member] : m_impl->members)
    effort.estimates += member.estimates();
  return effort;
}

void Evidence::set_stopped(bool stopped) { m_impl->stopped = stopped; }
std::optional<Coverage> Evidence::cut_short() const {
  if (!m_impl->stopped)
    return std::nullopt;
  const Coverage coverage =
      coverage_of(m_impl->study, [this](const CellKey& key) { return m_impl->find(key.model)->covers(key); });
  return coverage.measured < coverage.planned ? std::optional(coverage) : std::nullopt;
}

void Evidence::add(const Score& score) {
  m_impl->scores.push_back(score);
  m_impl->edition = next_edition();
}
const std::vector<Score>& Evidence::scores() const { return m_impl->scores; }
std::vector<Score> Evidence::scores_of(const std::string& model) const {
  std::vector<Score> own;
  const Impl::Member* member = m_impl->find(model);
  for (const Score& score : m_impl->scores)
    if (member && m_impl->is_of(*member, score)) {
      own.push_back(score);
      own.back().model = model;
    }
  return own;
}

std::vector<std::string> Evidence::own_metrics() const {
  std::vector<std::string> all;
  for (const Score& score : m_impl->scores) {
    const std::string metric = own_metric(score);
    if (!metric.empty() && score.precision == m_impl->study.precision &&
        !owners(score.fingerprint, score.model).empty() && std::find(all.begin(), all.end(), metric) == all.end())
      all.push_back(metric);
  }
  std::sort(all.begin(), all.end(), [](const std::string& a, const std::string& b) {
    return std::pair(own_metric_context(a), a) < std::pair(own_metric_context(b), b);
  });
  return all;
}

const Study& Evidence::study() const { return m_impl->study; }
const Calibration& Evidence::calibration() const { return m_impl->limits.at("cpu"); }
const std::vector<std::string>& Evidence::devices() const { return m_impl->study.devices; }
void Evidence::set_limits(const std::string& device, Calibration limits) {
  Calibration& known = m_impl->limits[device];
  if (known.processor != limits.processor || known.type != limits.type) // devices are called by them
    m_impl->edition = next_edition();
  known = std::move(limits);
}

const Calibration* Evidence::limits(const std::string& device) const {
  const auto found = m_impl->limits.find(device);
  return found == m_impl->limits.end() ? nullptr : &found->second;
}

std::string Evidence::measured_name(const std::string& device) const {
  const auto found = m_impl->names.find(device);
  return found == m_impl->names.end() ? std::string() : found->second;
}

const PublishedResults* Evidence::published() const { return m_impl->published.get(); }
const std::vector<std::string>& Evidence::models() const { return m_impl->study.models; }

const ModelFacts& Evidence::facts(const std::string& model) const {
  static const ModelFacts unknown = [] {
    ModelFacts none;
    none.problem = "This model is not in the study.";
    return none;
  }();
  const Impl::Member* member = m_impl->find(model);
  return member ? member->facts() : unknown;
}

bool Evidence::shares_name(const std::string& model) const { return m_impl->of_study.shares_name(model); }

const SpeedModel* Evidence::formulas(const std::string& model) const {
  const Impl::Member* member = m_impl->find(model);
  return member ? member->speed() : nullptr;
}

bool Evidence::is_compared(const std::string& model) const {
  const Impl::Member* member = m_impl->find(model);
  return member && member->compared;
}

std::string Evidence::problem(const std::string& model) const { return facts(model).problem; }

Quantity Evidence::value(const std::string& model, Metric metric, const OperatingPoint& at,
                         const std::string& quality_metric) const {
  const Impl::Member* member = m_impl->find(model);
  if (!member || !member->speed())
    return missing(Gap::ModelProblem, problem(model));
  if (!member->compared)
    return missing(Gap::AnotherSize, "Another size than the baseline's: sizes never mix.");
  return row_of(metric).compute(Impl::Of(*m_impl, *member, &quality_metric), at);
}

Quantity Evidence::value_at(const std::string& precision, const std::string& model, Metric metric,
                            const OperatingPoint& at) const {
  const Impl::Member& member = m_impl->open(model, precision);
  return member.speed() ? row_of(metric).compute(Impl::Of(*m_impl, member, nullptr), at)
                        : missing(Gap::ModelProblem, member.facts().problem);
}

Rounds Evidence::rounds(const std::string& model, Metric metric, const OperatingPoint& at) const {
  const Impl::Member* member = m_impl->find(model);
  if (!member || !member->compared || row_of(metric).kind != MetricKind::Speed)
    return {};
  return m_impl->rounds(*member, metric, at);
}

Conditions Evidence::conditions() const {
  Conditions all;
  for (const std::string& id : m_impl->study.models)
    for (const std::string& device : m_impl->study.devices)
      for (const SpeedGrid* grid :
           {&m_impl->grids(*m_impl->find(id), device).decode, &m_impl->grids(*m_impl->find(id), device).prefill})
        all += grid->conditions();
  return all;
}

Curve Evidence::curve(const std::string& model, Metric metric, Along along, const OperatingPoint& at, double low,
                      double high) const {
  Curve curve;
  const Impl::Member* member = m_impl->find(model);
  const MetricRow& row = row_of(metric);
  if (!member || !member->compared || row.kind == MetricKind::Quality)
    return curve;
  const std::string& device = device_at(m_impl->study, at);
  for (double position : m_impl->grids(*member, device).places(row.timed, along, {low, high}, machine_of(device))) {
    Quantity quantity = value(model, metric, moved(at, along, position));
    if (quantity.value)
      curve.push_back({position, std::move(quantity)});
  }
  return curve;
}

const PublishedResult* Evidence::published_row(const std::string& model, const std::string& quality_metric) const {
  const ModelFacts& known = facts(model);
  if (known.size.empty() || !m_impl->published)
    return nullptr;
  return m_impl->published->find(m_impl->study.quality_group, known.architecture, quality_metric,
                                 published_parameters(known));
}

std::vector<std::string> Evidence::noise() const { return m_impl->noise; }

} // namespace pareto
