// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/precision.h"

#include "core/numeric/difference.h"
#include "core/numeric/precision.h"
#include "core/quality/published_groups.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr double kFourBits = 5.2,
                 kEightBits = 9; ///< bits per weight up to which a file counts as one: Q4_K with a finer head has 4.9
constexpr double kAlike = 0.05;  ///< speeds nearer than this are called the same
constexpr const char *kExact = "f32",
                     *kCoarsest = "q4"; ///< what a divergence is counted from; what nothing is coarser than

/// The latest score of the checkpoint at a precision; all on the text and context that were used last.
Quantity quality_of(const std::vector<Score>& scores, const std::string& model, const std::string& precision,
                    bool divergence, int64_t context, const Score* like) {
  for (auto score = scores.rbegin(); score != scores.rend(); ++score) {
    const bool task = divergence ? score->task == Score::Task::Divergence && score->against == kExact
                                 : score->task == Score::Task::BitsPerByte;
    if (!task || score->model != model || score->precision != precision || score->context != context ||
        (like && score->file != like->file))
      continue;
    return quantity_of(*score);
  }
  Quantity none;
  none.gap = Gap::NotScored;
  none.why = "Not measured on a text at this precision yet.";
  return none;
}

/// Bits per byte more than at float32 on the same tokens: far narrower than the difference of two intervals, for what
/// both find hard falls out of it.
Quantity difference_of(const std::vector<Score>& scores, const std::string& model, const std::string& precision,
                       int64_t context, const Score* like) {
  for (auto score = scores.rbegin(); score != scores.rend(); ++score)
    if (like && score->task == Score::Task::Divergence && score->against == kExact && score->model == model &&
        score->precision == precision && score->context == context && score->file == like->file && score->difference) {
      Quantity difference = quantity_of(*score);
      difference.value = score->difference;
      difference.ci95 = score->difference_ci95;
      return difference;
    }
  Quantity none;
  none.gap = Gap::NotScored;
  none.why = "Not compared with float32 on this text yet.";
  return none;
}

/// The score that says which text and context the chart is about.
const Score* leading_score(const std::vector<Score>& scores, const std::string& model, bool divergence) {
  const Score* lead = nullptr;
  for (auto score = scores.rbegin(); score != scores.rend(); ++score) {
    const bool task = divergence ? score->task == Score::Task::Divergence && score->against == kExact
                                 : score->task == Score::Task::BitsPerByte;
    if (task && score->model == model && (!lead || (score->file == lead->file && score->context > lead->context)))
      lead = &*score;
  }
  return lead;
}

/// The coarsest format that still holds every value of the file; float32 where nothing is known of the file.
std::string own_precision(const PrecisionView& view) {
  const double bits = view.stored ? view.stored->bits_per_weight : 32;
  return bits <= kFourBits ? "q4" : bits <= kEightBits ? "q8" : bits <= 16 ? "f16" : kExact;
}

Figure figure_of(const PrecisionView& view, const AxisChoice& axis, const Quantity& quantity) {
  return {{view.model, view.at.device}, axis, std::nullopt, view.at, view.size, view.parameters, quantity};
}

/// Cells with both values, from what coarser ones are compared with: finer ones than the file hold the same values.
std::vector<const PrecisionCell*> complete_cells(const PrecisionView& view) {
  std::vector<const PrecisionCell*> complete;
  for (const PrecisionCell& cell : view.cells)
    if (cell.cost.value && cell.quality.value) {
      if (view.stored && cell.precision == own_precision(view))
        complete.clear();
      complete.push_back(&cell);
    }
  return complete;
}

/// The id of what was measured: of a divergence, which stands on no other axis, its task's.
std::string test_of(const PrecisionView& view) {
  Score score;
  score.context = view.context;
  return view.divergence ? to_string(Score::Task::Divergence) : own_metric(score);
}

/// Formats are measured one after another, not in turn: only their intervals and what may drift meanwhile tell.
bool tell_apart(const Quantity& a, const Quantity& b) {
  return a.ci95 && b.ci95 && differ_between_times(*a.value, *a.ci95, *b.value, *b.ci95);
}

Coarser::Kind kind_of(Metric cost, const Quantity& from, const Quantity& to) {
  if (!may_decide(from) || !may_decide(to))
    return Coarser::Kind::Unknown;
  if (row_of(cost).kind == MetricKind::Memory)
    return Coarser::Kind::Memory;
  const double ratio = *from.value / *to.value;
  if (std::abs(std::log(ratio)) < kAlike || !tell_apart(from, to))
    return Coarser::Kind::AsFast;
  return ratio >= 1 ? Coarser::Kind::Faster : Coarser::Kind::Slower;
}

} // namespace

bool holds_the_file(const PrecisionView& view, const std::string& precision) {
  const auto place = [](const std::string& one) {
    return std::find(precision_names().begin(), precision_names().end(), one) - precision_names().begin();
  };
  const auto parsed = parse_precision(precision);
  return view.stored && parsed && !narrows_cache(*parsed) && place(precision) < place(own_precision(view));
}

std::vector<PublishedLosses> published_losses(const PublishedResults& published, const std::string& architecture,
                                              int64_t parameters) {
  std::vector<PublishedLosses> all;
  for (const PublishedGroup& group : groups_with_formats(published, architecture)) {
    if (!group.compares_formats || group.metrics.empty() || !group.has_size(parameters, kAlike))
      continue;
    const auto divergence = std::find(group.metrics.begin(), group.metrics.end(), "wikitext2_kld_to_f16");
    PublishedLosses losses{
        group.id, divergence == group.metrics.end() ? group.metrics.front() : *divergence, {}, {}, {}};
    for (const PublishedFormat& each : published_formats(published, group.id, losses.metric)) {
      losses.formats.push_back({each.cache.empty() ? each.weights : each.cache, each.row->value, each.gib});
      losses.source = each.row->source() + (each.row->table.empty() ? "" : ", " + each.row->table);
      losses.unit = unit_named(each.row->unit);
    }
    all.push_back(std::move(losses));
  }
  return all;
}

PrecisionView precision_view(const Evidence& evidence, const std::string& model, Metric cost, bool divergence,
                             const OperatingPoint& at, std::optional<StoredFormat> stored) {
  const ModelFacts& facts = evidence.facts(model);
  PrecisionView view{model, cost, divergence, 0, at, facts.size, facts.parameters, {}, std::move(stored)};
  if (evidence.published() && facts.parameters)
    view.published = published_losses(*evidence.published(), facts.architecture, *facts.parameters);
  const std::vector<Score> scores = evidence.scores_of(model);
  const Score* lead = leading_score(scores, model, divergence);
  view.context = lead ? lead->context : 0;
  for (const std::string& precision : precision_names()) {
    PrecisionCell cell{precision, evidence.value_at(precision, model, cost, at),
                       quality_of(scores, model, precision, divergence, view.context, lead),
                       difference_of(scores, model, precision, view.context, lead)};
    for (Quantity* quality : {&cell.quality, &cell.difference}) // on a text of this length, and no longer one
      if (quality->value && at.context > quality->tested_to)
        quality->reach = Reach::Beyond;
    if (divergence && precision == kExact && lead) { // from itself: nothing, by definition
      cell.quality = {};
      cell.quality.value = 0;
      cell.quality.source = Source::Modelled;
    }
    view.cells.push_back(std::move(cell));
  }
  return view;
}

Coarser coarser(const PrecisionView& view) {
  Coarser said;
  if (own_precision(view) == kCoarsest) {
    said.kind = Coarser::Kind::FourBitFile;
    said.sure = Sure::Settled;
    return said;
  }
  const std::vector<const PrecisionCell*> complete = complete_cells(view);
  if (complete.size() < 2)
    return said;
  const PrecisionCell &from = *complete.front(), &to = *complete.back();
  const double ratio = *from.cost.value / *to.cost.value;
  const AxisChoice cost{view.cost, {}}, quality{Metric::Quality, test_of(view)};
  said.kind = kind_of(view.cost, from.cost, to.cost);
  said.from = from.precision;
  said.to = to.precision;
  said.times = ratio >= 1 ? ratio : 1 / ratio;
  said.difference = to.difference;
  said.figures = {figure_of(view, cost, from.cost), figure_of(view, cost, to.cost),
                  figure_of(view, quality, from.quality), figure_of(view, quality, to.quality)};
  const bool preview = std::any_of(said.figures.begin(), said.figures.end(),
                                   [](const Figure& figure) { return figure.quantity.preview; });
  said.sure = preview ? Sure::Preview : said.difference.ci95 ? Sure::Settled : Sure::Unsettled;
  return said;
}

} // namespace pareto
