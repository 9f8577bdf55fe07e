// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of curves, memory and qualities, where they came from, and all of them together.
#include "core/decide/figure.h"
#include "core/decide/memory_taken.h"
#include "core/decide/statements.h"

#include <algorithm>
#include <set>

namespace pareto {

namespace {

Figure figure_of(const Evidence& evidence, const Comparison& comparison, const Contender& who, const AxisChoice& axis) {
  return figure_of(evidence, comparison, who, axis,
                   evidence.value(who.model, axis.metric, place_on(comparison.at, who), axis.quality_metric));
}

/// The crossing as a figure: tokens or requests.
Figure figure_of(const Evidence& evidence, const Comparison& comparison, const Crossover& crossover, Metric metric) {
  const Contender who{crossover.challenger, crossover.challenger_device};
  Quantity at;
  at.value = crossover.at;
  at.ci95 = crossover.ci95;
  at.source = Source::Measured;
  at.reach = Reach::Interpolated;
  Figure figure = figure_of(evidence, comparison, who, {metric, {}}, at);
  figure.crossing = comparison.along;
  return figure;
}

bool crosses(const Crossover& c) {
  return c.kind == Crossover::Kind::FallsBelow || c.kind == Crossover::Kind::RisesAbove;
}

bool is_drawn(const Evidence& evidence, const Comparison& comparison, const std::vector<Contender>& compared) {
  const Interval span = span_of(comparison.along);
  return std::any_of(compared.begin(), compared.end(), [&](const Contender& who) {
    return !evidence
                .curve(who.model, comparison.latency_metric, comparison.along, place_on(comparison.at, who), span.low,
                       span.high)
                .empty();
  });
}

/// What is said follows from differences; what does not is said to be unsettled.
Sure sure_of(const Crossings& all) {
  if (all.kind != Crossings::Kind::Known)
    return Sure::Unknown;
  return std::any_of(all.known.begin(), all.known.end(),
                     [](const Crossover& c) { return c.kind == Crossover::Kind::NoDifference; })
             ? Sure::Unsettled
             : Sure::Settled;
}

} // namespace

Crossings crossings(const Evidence& evidence, const Comparison& comparison) {
  Crossings all;
  all.metric = row_of(comparison.latency_metric).crosses_as;
  all.along = comparison.along;
  all.baseline = baseline_of(evidence, comparison);
  const std::vector<Contender> compared = contenders(evidence, comparison);
  const std::vector<Crossover> found =
      crossovers(evidence, compared, all.baseline, comparison.latency_metric, comparison.along, comparison.at);
  for (const Crossover& crossover : found) {
    if (crossover.kind == Crossover::Kind::Unknown) {
      all.unknown.push_back({crossover.challenger, crossover.challenger_device});
      continue;
    }
    all.known.push_back(crossover);
    if (crosses(crossover))
      all.figures.push_back(figure_of(evidence, comparison, crossover, all.metric));
  }
  all.kind = found.empty()       ? Crossings::Kind::Alone
             : all.known.empty() ? Crossings::Kind::TooLittle
                                 : Crossings::Kind::Known;
  all.drawn = is_drawn(evidence, comparison, compared);
  all.sure = sure_of(all);
  return all;
}

namespace {

/// Devices with a memory of their own, and who does not fit.
std::vector<MemoryNeed::Fit> fits_of(const Evidence& evidence, const std::vector<Contender>& compared,
                                     const std::vector<double>& bytes) {
  std::vector<MemoryNeed::Fit> fits;
  for (const std::string& device : devices_of(compared)) {
    MemoryNeed::Fit fit{device, memory_of_device(evidence, device).value_or(0), {}};
    for (size_t i = 0; fit.bytes > 0 && i < compared.size(); ++i)
      if (compared[i].device == device && bytes[i] > static_cast<double>(fit.bytes))
        fit.too_large.push_back(compared[i]);
    fits.push_back(std::move(fit));
  }
  return fits;
}

/// The baseline (the first where it is not compared), then of the other models the one that needs least and the one
/// that needs most; one alone where there is but one other.
std::vector<size_t> named_by_memory(const std::vector<Contender>& compared, const std::vector<double>& bytes,
                                    const Contender& baseline) {
  const auto found =
      std::find_if(compared.begin(), compared.end(), [&](const Contender& who) { return who.model == baseline.model; });
  const size_t first = found == compared.end() ? 0 : static_cast<size_t>(found - compared.begin());
  std::vector<size_t> others;
  for (size_t i = 0; i < compared.size(); ++i)
    if (compared[i].model != compared[first].model)
      others.push_back(i);
  std::stable_sort(others.begin(), others.end(), [&](size_t a, size_t b) { return bytes[a] < bytes[b]; });
  std::vector<size_t> named{first};
  if (!others.empty())
    named.push_back(others.front());
  if (others.size() > 1)
    named.push_back(others.back());
  return named;
}

} // namespace

MemoryNeed memory_need(const Evidence& evidence, const Comparison& comparison) {
  MemoryNeed need;
  const std::vector<Contender> compared = contenders(evidence, comparison);
  if (compared.empty())
    return need;
  std::vector<double> bytes;
  for (const Contender& who : compared)
    bytes.push_back(evidence.value(who.model, Metric::Memory, place_on(comparison.at, who)).value.value_or(0));
  const std::vector<size_t> named = named_by_memory(compared, bytes, baseline_of(evidence, comparison));
  need.kind = named.size() > 1 ? MemoryNeed::Kind::Range : MemoryNeed::Kind::One;
  for (const size_t who : named)
    for (const Metric metric : {Metric::Memory, Metric::State})
      need.figures.push_back(figure_of(evidence, comparison, compared[who], {metric, {}}));
  need.fits = fits_of(evidence, compared, bytes);
  need.sure = Sure::Settled; // by formula
  return need;
}

std::optional<Qualities> qualities(const Evidence& evidence, const Comparison& comparison, const TradeOff& trade) {
  const AxisChoice* axis = quality_axis(comparison);
  if (!axis)
    return std::nullopt;
  Qualities all;
  all.axis = *axis;
  all.unit = quality_unit(evidence, axis->quality_metric);
  bool intervals = true, preview = false;
  for (const TradeOffPoint& point : trade.points) {
    const Quantity& quality = axis == &comparison.x ? point.x : point.y;
    if (!quality.value ||
        (comparison.compared == Compared::Devices && !all.figures.empty())) // one model has one quality
      continue;
    all.figures.push_back(figure_of(evidence, comparison, point.contender(), *axis));
    intervals &= quality.ci95.has_value();
    preview |= quality.preview;
    if (quality.reach == Reach::Beyond)
      all.tested_to = quality.tested_to;
    if (const PublishedResult* row = evidence.published_row(point.model, axis->quality_metric)) {
      all.source = row->source();
      all.table = row->table;
    }
  }
  if (all.figures.empty())
    return std::nullopt;
  all.sure = preview ? Sure::Preview : intervals ? Sure::Settled : Sure::Unsettled;
  return all;
}

namespace {

/// "arXiv 2412.06464, Table 3" of "Gated DeltaNet-H1, arXiv 2412.06464, Table 3".
std::string place_of(const std::string& paper) {
  const size_t at = paper.find(", ");
  return at == std::string::npos ? std::string() : paper.substr(at + 2);
}

/// What one shown value adds to where all came from.
void add(Provenance& origin, const Quantity& q, std::set<std::string>& papers) {
  origin.latest_utc = std::max(origin.latest_utc, q.time_utc);
  if (!q.paper.empty())
    papers.insert(place_of(q.paper));
  origin.modelled |= q.reach == Reach::Beyond && q.source == Source::Modelled;
  origin.imported |= q.source == Source::Imported;
  if (q.reach == Reach::Beyond && q.tested_to > 0)
    origin.tested_to = origin.tested_to > 0 ? std::min(origin.tested_to, q.tested_to) : q.tested_to;
  origin.untold_length |= q.source == Source::Published && q.tested_to == 0;
  origin.formula |= q.source == Source::Modelled && q.reach == Reach::Exact && q.power.empty();
  const auto same_power = [&](const Quantity& known) {
    return known.power == q.power && known.idle_watts == q.idle_watts;
  };
  if (!q.power.empty() && std::none_of(origin.energies.begin(), origin.energies.end(), same_power))
    origin.energies.push_back(q);
  origin.unidentified |= std::find(q.noise.begin(), q.noise.end(), kUnidentified) != q.noise.end();
  origin.preview |= q.source == Source::Measured && q.preview;
  const auto same = [&](const Quantity& text) { return text.file == q.file && text.bytes == q.bytes; };
  if (!q.file.empty() && std::none_of(origin.texts.begin(), origin.texts.end(), same))
    origin.texts.push_back(q);
  origin.disturbed |= q.condition == Condition::Disturbed; // what a formula made of such values, too
  origin.suspect |= q.condition == Condition::Suspect;
  if (q.condition == Condition::Disturbed)
    origin.lost_to.insert(q.lost_to);
  origin.lost_share = std::max(origin.lost_share, q.lost_share);
  if (q.source != Source::Measured || !q.file.empty())
    return;
  origin.least_n = origin.speed ? std::min(origin.least_n, q.n) : q.n;
  origin.speed = true;
  origin.speed_preview |= q.preview;
  origin.slices |= q.how == Reading::Slices;
  for (const std::string& cell : q.cells)
    if (std::find(origin.cells.begin(), origin.cells.end(), cell) == origin.cells.end())
      origin.cells.push_back(cell);
}

} // namespace

Provenance provenance(const Evidence& evidence, const std::vector<Contender>& compared,
                      const std::vector<Quantity>& shown) {
  Provenance origin;
  origin.devices = devices_of(compared);
  for (const Contender& who : compared)
    if (std::find(origin.models.begin(), origin.models.end(), who.model) == origin.models.end())
      origin.models.push_back(who.model);
  std::set<std::string> papers;
  for (const Quantity& q : shown)
    add(origin, q, papers);
  origin.papers.assign(papers.begin(), papers.end());
  origin.nothing_measured = !shown.empty() && std::all_of(shown.begin(), shown.end(), [](const Quantity& q) {
    return q.source == Source::Modelled;
  });
  origin.data_sheet = origin.modelled && std::any_of(origin.devices.begin(), origin.devices.end(), [&](const auto& id) {
                        return evidence.machine_of(id) != nullptr;
                      });
  origin.reused_share = evidence.study().workload.reused_share;
  origin.cut_short = evidence.cut_short();
  origin.sure = shown.empty()     ? Sure::Unknown
                : origin.preview  ? Sure::Preview
                : origin.modelled ? Sure::Unsettled
                                  : Sure::Settled;
  return origin;
}

namespace {

template <class Statement>
constexpr const char* kKind = nullptr; // a kind without its name does not compile where it is asked for
template <>
constexpr const char* kKind<Verdict> = "verdict";
template <>
constexpr const char* kKind<Ranked> = "ranked";
template <>
constexpr const char* kKind<Choice> = "choice";
template <>
constexpr const char* kKind<Crossings> = "crossings";
template <>
constexpr const char* kKind<MemoryNeed> = "memory";
template <>
constexpr const char* kKind<Qualities> = "qualities";
template <>
constexpr const char* kKind<OtherSizes> = "other_sizes";
template <>
constexpr const char* kKind<Provenance> = "provenance";

template <class Said>
const char* kind() {
  static_assert(kKind<Said> != nullptr);
  return kKind<Said>;
}

} // namespace

const char* kind_of(const AnyStatement& statement) {
  return std::visit([](const auto& said) { return kind<std::decay_t<decltype(said)>>(); }, statement);
}

const Stated& base_of(const AnyStatement& statement) {
  return std::visit([](const auto& said) -> const Stated& { return said; }, statement);
}

std::vector<AnyStatement> statements(const Evidence& evidence, const Comparison& comparison) {
  const TradeOff trade = trade_off(evidence, comparison);
  std::vector<Ranked> places = ranking(evidence, comparison);
  std::vector<AnyStatement> all{verdict(evidence, comparison, places)};
  for (Ranked& place : places)
    all.emplace_back(std::move(place));
  all.emplace_back(choice(evidence, comparison, trade));
  all.emplace_back(crossings(evidence, comparison));
  all.emplace_back(memory_need(evidence, comparison));
  if (auto shown = qualities(evidence, comparison, trade))
    all.emplace_back(std::move(*shown));
  OtherSizes others;
  others.models = other_sizes(evidence, comparison);
  others.sure = Sure::Settled;
  if (!others.models.empty())
    all.emplace_back(std::move(others));
  std::vector<Quantity> shown;
  for (const TradeOffPoint& point : trade.points)
    if (point.complete())
      shown.insert(shown.end(), {point.x, point.y});
  all.emplace_back(provenance(evidence, contenders(evidence, comparison), shown));
  return all;
}

} // namespace pareto
