// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/backing.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kBadges[] = {"supported", "trial", "not_enough"};
static_assert(std::size(kBadges) == static_cast<size_t>(Badge::NotEnough) + 1);
constexpr const char* kLackNames[] = {"models",  "waits",          "rounds",         "quiet",
                                      "quality", "quality_length", "quality_of_size"};
static_assert(std::size(kLackNames) == kLacks);

bool is_of_machine(const Quantity& wait) {
  return may_decide(wait) && (wait.source == Source::Measured || wait.source == Source::Imported);
}

/// Of a person's own files, or published of a size that people deploy. Built-in models are probes.
bool is_of_size(const Evidence& evidence, const Ranked& place, const Quantity& quality) {
  const ModelFacts& facts = evidence.facts(place.who.model);
  return quality.source == Source::Published ? static_cast<double>(facts.parameters.value_or(0)) >= kDeployedSize
                                             : facts.size.empty();
}

void add(std::vector<Lack>& missing, Lack lack, bool lacks) {
  if (lacks && std::find(missing.begin(), missing.end(), lack) == missing.end())
    missing.push_back(lack);
}

/// What a wait that may not decide lacks.
Lack lack_of(Held held) {
  switch (held) {
  case Held::Preview: return Lack::Intervals;
  case Held::Disturbed:
  case Held::Suspect: return Lack::Quiet;
  case Held::Unscored: return Lack::Quality;
  case Held::Unmeasured:
  case Held::Modelled:
  case Held::LimitsUnknown: break;
  }
  return Lack::Waits;
}

Lack lack_of(const Quantity& wait) { return may_decide(wait) ? Lack::Waits : lack_of(held_by(wait)); }

void look_at(Backing& backing, const Evidence& evidence, const Ranked& place, bool of_waits_alone) {
  if (place.figures.empty())
    return;
  const Figure &wait = place.figures[kWaitFigure], &quality = place.figures[kQualityFigure];
  add(backing.missing, lack_of(wait.quantity), !is_of_machine(wait.quantity));
  if (may_decide(wait.quantity))
    backing.figures.push_back(wait);
  const bool known = quality.quantity.value.has_value();
  add(backing.missing, Lack::Quality, !known);
  if (!known)
    return;
  add(backing.missing, Lack::QualityLength, quality.quantity.reach == Reach::Beyond || quality.quantity.tested_to == 0);
  add(backing.missing, Lack::QualityOfSize, !is_of_size(evidence, place, quality.quantity));
  if (!of_waits_alone)
    backing.figures.push_back(quality);
}

} // namespace

const char* to_string(Badge badge) { return kBadges[static_cast<size_t>(badge)]; }
const char* to_string(Lack lack) { return kLackNames[static_cast<size_t>(lack)]; }

Backing backing(const Evidence& evidence, const std::vector<const Ranked*>& chosen, const Pending& pending,
                bool of_waits_alone) {
  Backing all;
  all.of_waits = of_waits_alone;
  add(all.missing, Lack::Models, chosen.empty());
  for (size_t i = 0; i < kHeld; ++i)
    add(all.missing, lack_of(static_cast<Held>(i)), pending.by[i] > 0);
  for (const Ranked* place : chosen)
    look_at(all, evidence, *place, of_waits_alone);
  const auto lacks = [&](Lack lack) {
    return std::find(all.missing.begin(), all.missing.end(), lack) != all.missing.end();
  };
  const bool untested = std::any_of(all.figures.begin(), all.figures.end(), [](const Figure& figure) {
    return figure.axis.metric == Metric::Quality && figure.quantity.reach == Reach::Beyond;
  });
  const bool quality = of_waits_alone || (!lacks(Lack::Quality) && !untested);
  const bool waits = pending.all() == 0 && !lacks(Lack::Waits) && !lacks(Lack::Intervals) && !lacks(Lack::Quiet);
  all.badge = lacks(Lack::Models) || !waits || !quality ? Badge::NotEnough
              : of_waits_alone || all.missing.empty()   ? Badge::Supported
                                                        : Badge::Trial;
  all.sure = all.badge == Badge::Supported ? Sure::Settled
             : all.badge == Badge::Trial   ? Sure::Unsettled
                                           : Sure::Unknown;
  return all;
}

} // namespace pareto
