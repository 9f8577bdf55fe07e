// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/evidence.h"

#include "core/decide/speed_grid.h"
#include "core/decide/speed_model.h"
#include "core/exec/model_runner.h"
#include "core/model/catalogue.h"
#include "core/model/model.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace pareto {

namespace {

/// Parameters a size name stands for: "1.3b" is 1.3e9; 0 for names that state none.
int64_t nominal_parameters(const std::string& size) {
  if (size.size() < 2 || size.find_first_not_of("0123456789.") != size.size() - 1)
    return 0;
  const double unit = size.back() == 'b' ? 1e9 : size.back() == 'm' ? 1e6 : 0;
  return static_cast<int64_t>(std::llround(std::stod(size) * unit));
}

std::string file_name(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path at(path);
  const std::string own = at.filename() == "config.json" || at.filename().empty() ? at.parent_path().filename().string() : at.stem().string();
  return own.empty() ? path : own;
}

ModelFacts facts_of(const OpenedModel& opened, const SpeedModel& speed) {
  ModelFacts facts;
  facts.id = opened.id;
  facts.architecture = opened.architecture;
  facts.parameters = speed.footprint().parameters();
  facts.weight_bytes = speed.footprint().weight_bytes();
  if (opened.model.spec().max_context > 0)
    facts.max_context = opened.model.spec().max_context;
  facts.assumed_shape = opened.model.spec().assumed_shape;
  facts.has_weights = !opened.folder.empty();
  const Architecture* known = opened.model_type == opened.architecture ? find_architecture(opened.architecture) : nullptr;
  const size_t at = opened.id.rfind('@');
  if (known && at != std::string::npos) {
    facts.name = known->name;
    facts.family = known->family;
    facts.size = opened.id.substr(at + 1);
  } else {
    facts.name = file_name(opened.id);
    facts.family = "custom";
  }
  return facts;
}

/// Inverts a time into a rate of `amount` per second; the interval turns round.
Quantity rate_of(Quantity time_ms, double amount) {
  if (!time_ms.value)
    return time_ms;
  time_ms.value = 1e3 * amount / *time_ms.value;
  if (time_ms.ci95)
    time_ms.ci95 = Interval{1e3 * amount / time_ms.ci95->high, 1e3 * amount / time_ms.ci95->low};
  return time_ms;
}

/// first + second * times; as strong as the weaker of both.
Quantity sum_of(const Quantity& first, const Quantity& second, double times) {
  if (!first.value || !second.value)
    return first.value ? second : first;
  Quantity q = first;
  q.value = *first.value + times * *second.value;
  q.ci95.reset();
  if (first.ci95 && second.ci95)
    q.ci95 = Interval{first.ci95->low + times * second.ci95->low, first.ci95->high + times * second.ci95->high};
  q.source = weaker(first.source, second.source);
  q.reach = std::max(first.reach, second.reach);
  q.preview = first.preview || second.preview;
  q.n = std::min(first.n, second.n);
  q.time_utc = std::max(first.time_utc, second.time_utc);
  q.noise.insert(q.noise.end(), second.noise.begin(), second.noise.end());
  return q;
}

Quantity by_formula(int64_t bytes) {
  Quantity q;
  q.value = static_cast<double>(bytes);
  q.source = Source::Modelled;
  return q;
}

Quantity missing(Gap gap, std::string why) {
  Quantity q;
  q.gap = gap;
  q.why = std::move(why);
  return q;
}

} // namespace

bool one_size(const ModelFacts& a, const ModelFacts& b) {
  constexpr double kAlike = 0.05;
  if (!a.size.empty() && a.size == b.size)
    return true;
  if (!a.parameters || !b.parameters)
    return false;
  const auto [less, more] = std::minmax(*a.parameters, *b.parameters);
  return static_cast<double>(more) <= static_cast<double>(less) * (1 + kAlike);
}

const std::string& device_at(const Study& study, const OperatingPoint& at) { return at.device.empty() ? study.devices.front() : at.device; }

struct Evidence::Impl {
  struct Member {
    std::string id;
    ModelFacts facts;
    std::optional<SpeedModel> speed; ///< of a model that was opened
    bool compared = false;           ///< it is of the baseline's size
    struct Grids {
      SpeedGrid decode, prefill;
    };
    std::map<std::string, Grids> measured; ///< by device
    const Grids& on(const std::string& device) const {
      static const Grids nothing;
      const auto found = measured.find(device);
      return found == measured.end() ? nothing : found->second;
    }
  };

  Study study;
  std::map<std::string, Calibration> limits; ///< by device
  std::map<std::string, std::string> names;  ///< of what was measured, by device
  std::shared_ptr<const PublishedResults> published;
  std::vector<Measurement> measurements;
  std::vector<Score> scores;
  std::vector<Member> members;
  bool stopped = false;

  const Member* find(const std::string& id) const {
    const auto found = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.id == id; });
    return found == members.end() ? nullptr : &*found;
  }

  void open(const std::string& id) {
    Member member;
    member.id = id;
    const auto precision = parse_precision(study.precision);
    const auto opened = open_model(id);
    const auto footprint = opened && precision ? Footprint::of(*opened, load_options(*precision)) : Result<Footprint>(opened ? precision.error() : opened.error());
    if (!footprint) {
      member.facts.id = id;
      member.facts.problem = footprint.error().message;
    } else {
      member.speed.emplace(opened->model, *footprint);
      member.facts = facts_of(*opened, *member.speed);
    }
    members.push_back(std::move(member));
  }

  /// Decides once which models are of the size that is compared.
  void compare_sizes() {
    const Member* yardstick = find(study.effective_baseline());
    for (const Member& member : members)
      if ((!yardstick || !yardstick->speed) && member.speed)
        yardstick = &member;
    for (Member& member : members)
      member.compared = yardstick && member.speed && one_size(member.facts, yardstick->facts);
  }

  /// Milliseconds of one step (decode) or of one prompt (prefill).
  Quantity time(const Member& member, bool decode, const OperatingPoint& at) const {
    const std::string device = device_at(study, at);
    const SpeedGrid& grid = decode ? member.on(device).decode : member.on(device).prefill;
    if (const auto known = grid.at(at.requests, static_cast<double>(at.context)))
      return *known;
    const std::string failure = grid.failure(at.requests, at.context);
    if (!failure.empty())
      return missing(Gap::Failed, failure);
    const auto known = limits.find(device);
    const Calibration bounds = known == limits.end() ? Calibration() : known->second;
    return grid.modelled(at.requests, at.context, [&](int requests, int64_t tokens) {
      return decode ? member.speed->least_decode_ms(tokens, requests, bounds) : member.speed->least_prefill_ms(tokens, requests, bounds);
    });
  }

  /// Cells of another device that had the same name in the study's list are no longer this device's.
  void recognise(const Measurement& measurement) {
    if (measurement.device_name.empty())
      return;
    std::string& name = names[measurement.key.device];
    if (!name.empty() && name != measurement.device_name)
      for (Member& member : members)
        member.measured.erase(measurement.key.device);
    name = measurement.device_name;
  }

  /// The latest score of one checkpoint at the study's precision; of any member where `id` is empty.
  const Score* latest_score(const std::string& metric, const std::string& id, const Score* same_text = nullptr) const {
    for (auto score = scores.rbegin(); score != scores.rend(); ++score) {
      const Member* member = find(score->model);
      const bool asked = id.empty() ? member && member->compared : score->model == id;
      if (asked && score->precision == study.precision && own_metric(*score) == metric && (!same_text || same_text_as(*score, *same_text)))
        return &*score;
    }
    return nullptr;
  }

  /// A score that stopped early has seen less of the text, so its length says nothing.
  static bool same_text_as(const Score& a, const Score& b) { return a.file == b.file && (a.bytes == b.bytes || !a.complete || !b.complete); }

  /// Measured here on an own text. All models of an axis are read on the text that was used last: bits of different texts do
  /// not compare.
  Quantity own_quality(const Member& member, const std::string& metric) const {
    const Score* latest = latest_score(metric, {});
    const Score* score = latest ? latest_score(metric, member.id, latest) : nullptr;
    if (!score && !member.facts.has_weights)
      return missing(Gap::NoWeights, "Random weights have no quality: only a trained checkpoint can be measured on a text.");
    if (!score)
      return missing(Gap::NotScored, "Not measured on this text at this precision yet: choose Measure on my text.");
    return quantity_of(*score);
  }

  /// Holds at the lengths it was tested at; further out it is shown, but decides nothing.
  Quantity quality(const Member& member, const std::string& metric, const OperatingPoint& at) const {
    Quantity q = is_own_metric(metric) ? own_quality(member, metric) : published_quality(member, metric);
    if (q.value && q.tested_to > 0 && at.context > q.tested_to)
      q.reach = Reach::Beyond;
    return q;
  }

  Quantity published_quality(const Member& member, const std::string& metric) const {
    if (member.facts.size.empty())
      return missing(Gap::SpeedOnly, "Speed only, quality unknown: no published result is for this very model.");
    const int64_t nominal = nominal_parameters(member.facts.size);
    if (!published)
      return missing(Gap::NotPublished, "No published results are loaded.");
    const PublishedResult* row = published->find(study.quality_group, member.facts.architecture, metric, nominal);
    if (!row) {
      const PublishedResult* other = published->find(study.quality_group, member.facts.architecture, metric);
      if (other)
        return missing(Gap::OtherSize, "Speed is of " + member.facts.size + ", quality of " + std::to_string(other->params / 1'000'000) + " M parameters: not one model.");
      return missing(Gap::NotPublished, "The group " + study.quality_group + " has no result of this architecture for this task.");
    }
    Quantity q;
    q.value = row->value;
    q.ci95 = row->ci95;
    q.source = Source::Published;
    q.n = static_cast<int>(row->items);
    q.tested_to = row->eval_context;
    q.paper = row->model + ", arXiv " + row->arxiv + (row->table.empty() ? "" : ", " + row->table);
    return q;
  }
};

Evidence::Evidence(Study study, Calibration calibration, std::shared_ptr<const PublishedResults> published)
    : m_impl(std::make_unique<Impl>()) {
  m_impl->study = std::move(study);
  m_impl->limits["cpu"] = std::move(calibration);
  m_impl->published = std::move(published);
  for (const std::string& id : m_impl->study.models)
    m_impl->open(id);
  m_impl->compare_sizes();
}
Evidence::~Evidence() = default;
Evidence::Evidence(Evidence&&) noexcept = default;
Evidence& Evidence::operator=(Evidence&&) noexcept = default;

void Evidence::add(const Measurement& measurement) {
  m_impl->measurements.push_back(measurement);
  const CellKey& key = measurement.key;
  const auto member = std::find_if(m_impl->members.begin(), m_impl->members.end(), [&](const Impl::Member& m) { return m.id == key.model; });
  const std::vector<std::string>& devices = m_impl->study.devices;
  if (member == m_impl->members.end() || std::find(devices.begin(), devices.end(), key.device) == devices.end() || key.precision != m_impl->study.precision)
    return;
  m_impl->recognise(measurement);
  const bool decode = key.kind == CellKey::Kind::Decode;
  Impl::Member::Grids& grids = member->measured[key.device];
  SpeedGrid& grid = decode ? grids.decode : grids.prefill;
  const int64_t tokens = decode ? key.context : key.prompt_tokens;
  if (!measurement.error.empty() || measurement.samples_ms.empty())
    grid.add_failure(key.batch, tokens, measurement.error.empty() ? "The cell ended without a sample." : measurement.error);
  else
    grid.add(key.batch, tokens, measurement);
}

void Evidence::set_stopped(bool stopped) { m_impl->stopped = stopped; }

std::optional<Coverage> Evidence::cut_short() const {
  if (!m_impl->stopped)
    return std::nullopt;
  const Coverage coverage = coverage_of(m_impl->study, m_impl->measurements);
  return coverage.measured < coverage.planned ? std::optional(coverage) : std::nullopt;
}

void Evidence::add(const Score& score) { m_impl->scores.push_back(score); }
const std::vector<Score>& Evidence::scores() const { return m_impl->scores; }

std::vector<std::string> Evidence::own_metrics() const {
  std::vector<std::string> all;
  for (const Score& score : m_impl->scores) {
    const std::string metric = own_metric(score);
    if (!metric.empty() && score.precision == m_impl->study.precision && m_impl->find(score.model) && std::find(all.begin(), all.end(), metric) == all.end())
      all.push_back(metric);
  }
  std::sort(all.begin(), all.end(), [](const std::string& a, const std::string& b) { return std::pair(own_metric_context(a), a) < std::pair(own_metric_context(b), b); });
  return all;
}

const std::vector<Measurement>& Evidence::measurements() const { return m_impl->measurements; }
const Study& Evidence::study() const { return m_impl->study; }
const Calibration& Evidence::calibration() const { return m_impl->limits.at("cpu"); }
const std::vector<std::string>& Evidence::devices() const { return m_impl->study.devices; }

void Evidence::set_limits(const std::string& device, Calibration limits) { m_impl->limits[device] = std::move(limits); }

const Calibration* Evidence::limits(const std::string& device) const {
  const auto found = m_impl->limits.find(device);
  return found == m_impl->limits.end() ? nullptr : &found->second;
}

std::string Evidence::measured_name(const std::string& device) const {
  const auto found = m_impl->names.find(device);
  return found == m_impl->names.end() ? std::string() : found->second;
}

const PublishedResults* Evidence::published() const { return m_impl->published.get(); }
std::vector<std::string> Evidence::models() const { return m_impl->study.models; }

const ModelFacts& Evidence::facts(const std::string& model) const {
  static const ModelFacts unknown = [] {
    ModelFacts none;
    none.problem = "This model is not in the study.";
    return none;
  }();
  const Impl::Member* member = m_impl->find(model);
  return member ? member->facts : unknown;
}

bool Evidence::is_compared(const std::string& model) const {
  const Impl::Member* member = m_impl->find(model);
  return member && member->compared;
}

std::string Evidence::problem(const std::string& model) const { return facts(model).problem; }

Quantity Evidence::value(const std::string& model, Metric metric, const OperatingPoint& at, const std::string& quality_metric) const {
  const Impl::Member* member = m_impl->find(model);
  if (!member || !member->speed)
    return missing(Gap::ModelProblem, problem(model));
  if (!member->compared)
    return missing(Gap::AnotherSize, "Another size than the baseline's: sizes never mix.");
  switch (metric) {
  case Metric::Tpot: return m_impl->time(*member, true, at);
  case Metric::Ttft: return m_impl->time(*member, false, at);
  case Metric::AnswerTime: return sum_of(m_impl->time(*member, false, at), m_impl->time(*member, true, at), static_cast<double>(std::max<int64_t>(0, at.answer_tokens - 1)));
  case Metric::DecodeRate: return rate_of(m_impl->time(*member, true, at), at.requests);
  case Metric::PrefillRate: return rate_of(m_impl->time(*member, false, at), static_cast<double>(at.requests) * static_cast<double>(at.context));
  case Metric::Memory: return by_formula(member->speed->footprint().weight_bytes() + member->speed->footprint().state(at.requests, at.context).total());
  case Metric::State: return by_formula(member->speed->footprint().state(at.requests, at.context).total());
  case Metric::Quality: return m_impl->quality(*member, quality_metric, at);
  }
  return missing(Gap::NotPublished, "There is no such metric.");
}

namespace {

/// Powers of two inside [low, high], both ends included.
std::vector<double> doublings(double low, double high) {
  std::vector<double> all{low};
  for (double at = std::exp2(std::floor(std::log2(std::max(1.0, low))) + 1); at < high; at *= 2)
    all.push_back(at);
  if (high > low)
    all.push_back(high);
  return all;
}

OperatingPoint moved(OperatingPoint at, Along along, double to) {
  if (along == Along::Context)
    at.context = std::llround(to);
  else
    at.requests = static_cast<int>(std::lround(to));
  return at;
}

} // namespace

Curve Evidence::curve(const std::string& model, Metric metric, Along along, const OperatingPoint& at, double low, double high) const {
  Curve curve;
  const Impl::Member* member = m_impl->find(model);
  if (!member || !member->compared || metric == Metric::Quality)
    return curve;
  std::vector<double> positions = doublings(low, high);
  if (metric != Metric::Memory && metric != Metric::State) {
    const bool prefill = metric == Metric::Ttft || metric == Metric::PrefillRate;
    const Impl::Member::Grids& grids = member->on(device_at(m_impl->study, at));
    const SpeedGrid& grid = prefill ? grids.prefill : grids.decode;
    std::vector<double> measured;
    for (int64_t position : along == Along::Context ? grid.tokens() : grid.requests())
      if (static_cast<double>(position) >= low && static_cast<double>(position) <= high)
        measured.push_back(static_cast<double>(position));
    if (measured.empty())
      return curve;
    std::erase_if(positions, [&](double p) { return p >= measured.front() && p <= measured.back(); });
    positions.insert(positions.end(), measured.begin(), measured.end());
    std::sort(positions.begin(), positions.end());
  }
  for (double position : positions) {
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
  return m_impl->published->find(m_impl->study.quality_group, known.architecture, quality_metric, nominal_parameters(known.size));
}

std::vector<std::string> Evidence::noise() const {
  std::vector<std::string> flags;
  for (const Measurement& measurement : m_impl->measurements)
    for (const std::string& flag : measurement.noise)
      if (std::find(flags.begin(), flags.end(), flag) == flags.end())
        flags.push_back(flag);
  return flags;
}

} // namespace pareto
