// SPDX-License-Identifier: GPL-3.0-or-later
// From a choice to its use: a pilot, a limited and a full roll-out, with thresholds that come from the limits and not
// from anybody's taste; how many own items settle a difference; what to watch; what is there, in facts.
#pragma once

#include "core/decide/answer/answer.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace pareto {

/// How many own items each of two models must answer so that a difference of `points` (of 100) between them is found in
/// four of five pilots, called at 5 % (two-sided): n = p(1-p) 2 (1.96 + 0.8416)^2 / d^2, rounded up. Two independent
/// shares, the share right being `share`; the same items for both need fewer, as many as they disagree on tells
/// (nobody knows before).
int64_t pilot_items(double share, double points);

struct SampleSize {
  double points = 0;
  int64_t items = 0;
};

enum class Stage : uint8_t { Pilot, Limited, Full };
inline constexpr size_t kStages = static_cast<size_t>(Stage::Full) + 1;
const char* to_string(Stage stage); ///< "pilot", "limited", "full"

/// What must hold before a stage ends.
struct Gate {
  enum class Kind : uint8_t {
    Wait,    ///< 95 of 100 answers within `most` ms (how long they wait)
    Limit,   ///< `metric` within its limit `most`
    Quality, ///< no more than `most` points of 100 below what is compared with, beyond its interval
    Load,    ///< the busiest hour's requests a second: `most`
    Monitor, ///< nothing became worse since the stage before (`compare`)
  } kind = Kind::Wait;
  Metric metric = Metric::Tpot;
  double most = 0;
};
const char* to_string(Gate::Kind kind); ///< "wait", "limit", "quality", "load", "monitor"

struct PlanStage {
  Stage stage = Stage::Pilot;
  std::optional<double> share;   ///< of a day's requests; Pilot: what the items take
  std::optional<double> per_day; ///< requests, where the volume is stated
  std::vector<Gate> gates;
};

/// A fact for the question whether to build this in-house or with a partner. Facts, no advice.
struct CheckItem {
  enum class Kind : uint8_t {
    Weights,  ///< the study holds a checkpoint of it: `yes`
    Measured, ///< its speed was measured on the device: `yes`; none: so that it decides nothing yet
    Kernel,   ///< built in: this program runs it, and its equations are in paper `text`
    Fits,     ///< its memory fits the device; none: not known
    Quality,  ///< some quality of it is known: `yes`
  } kind = Kind::Weights;
  std::optional<bool> yes;
  std::string text; ///< Kernel: arXiv id
};

/// What a pilot has to wait for.
enum class PilotNeeds : uint8_t {
  Nothing,  ///< the study holds a checkpoint
  Patience, ///< who is to be tried surely answers later than who waits accepts: its first stage could not end
  Trained,  ///< a shape of the catalogue: a trained model of it; the plan follows that
  Training, ///< somebody's own configuration: there is nothing to pilot yet, and no stage is offered
};

struct PilotPlan {
  std::optional<Contender> who, against; ///< none: the rule names nobody (Selection): there is no plan
  bool chosen = false;                   ///< `who` is; otherwise alone, or one of the equal
  PilotNeeds needs = PilotNeeds::Nothing;
  double patience_ms = 0;
  bool share_known = false; ///< sample sizes are of the share that is known; otherwise of the worst, half
  double share = 0.5;
  std::vector<SampleSize> sizes;         ///< none where nothing can be piloted
  std::array<PlanStage, kStages> stages; ///< to be gone through where can_be_tried()
  std::vector<CheckItem> checklist;
  /// A pilot, or a prototype, of what has no weights is none, and one that is known to fail is not begun.
  bool can_be_tried() const { return needs == PilotNeeds::Nothing || needs == PilotNeeds::Trained; }
};

/// A tenth, then all: shares of the requests in the limited stage. An assumption.
inline constexpr double kLimitedShare = 0.1;
inline constexpr double kPointsAllowed = 3; ///< of 100: what a pilot must be able to see. An assumption

PilotPlan pilot_plan(const Evidence& evidence, const Comparison& comparison, const Answer& answer);

} // namespace pareto
