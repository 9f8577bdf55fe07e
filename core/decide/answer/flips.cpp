// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/flips.h"

#include "core/decide/answer/workload_choices.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace pareto {

namespace {

constexpr const char* kAssumptionNames[] = {"prompt_tokens", "requests", "answer_tokens", "patience_ms"};
static_assert(std::size(kAssumptionNames) == kAssumptions);
constexpr const char* kThens[] = {"another", "too_long", "in_time", "undecided"};
static_assert(std::size(kThens) == static_cast<size_t>(Flip::Then::Undecided) + 1);

constexpr int kFlipHalvings = 7; ///< of the ratio between two neighbours that differ: to within 1 %

/// What the rule of choice says at a point, as far as it says anything.
struct Outcome {
  bool decided = false;  ///< somebody is chosen, or several are equal
  bool untested = false; ///< all that is missing is a quality at this length
  std::optional<Contender> chosen;
  Contender quickest;               ///< of all whose wait may decide
  InTime in_time = InTime::Unknown; ///< of the chosen one, otherwise of the quickest
};

double value_of(const OperatingPoint& at, Assumption assumption) {
  switch (assumption) {
  case Assumption::PromptLength: return static_cast<double>(at.context);
  case Assumption::Requests: return at.requests;
  case Assumption::AnswerLength:
  case Assumption::Patience: break;
  }
  return static_cast<double>(at.answer_tokens);
}

std::pair<double, double> range_of(Assumption assumption) {
  switch (assumption) {
  case Assumption::PromptLength: return {kShortestPrompt, kLongestPrompt};
  case Assumption::Requests: return {1, kMostRequests};
  case Assumption::AnswerLength:
  case Assumption::Patience: break;
  }
  return {kShortestAnswer, kLongestAnswer};
}

OperatingPoint moved_to(OperatingPoint at, Assumption assumption, double to) {
  const auto whole = static_cast<int64_t>(std::llround(to));
  switch (assumption) {
  case Assumption::PromptLength: at.context = whole; break;
  case Assumption::Requests: at.requests = static_cast<int>(whole); break;
  case Assumption::AnswerLength:
  case Assumption::Patience: at.answer_tokens = whole; break;
  }
  return at;
}

/// Goes along one assumption after the other until the answer is another.
class FlipSearch {
public:
  FlipSearch(const Evidence& evidence, const Comparison& comparison, double patience_ms)
      : m_evidence(evidence), m_comparison(with_task(evidence, comparison)), m_patience(patience_ms),
        m_now(outcome(comparison.at)) {}

  /// Somebody is chosen, several are equal, or surely nobody answers in time.
  bool has_answer() const { return m_now.decided || m_now.in_time == InTime::No; }

  Flip along(Assumption assumption) const {
    Flip nearest;
    nearest.assumption = assumption;
    nearest.now = value_of(m_comparison.at, assumption);
    double least = nearest.now, most = nearest.now;
    for (const bool rises : {false, true})
      if (const auto found = one_way(assumption, rises, rises ? most : least);
          found && (!nearest.at || is_nearer(*found, nearest)))
        nearest = *found;
    const auto [low, high] = range_of(assumption);
    if (!nearest.at) { // that there is no other is said of a range: its ends are looked for
      least = edge(assumption, least, std::max(least / 2, low), nearest);
      most = edge(assumption, most, std::min(most * 2, high), nearest);
    }
    nearest.from = least;
    nearest.to = most;
    nearest.everywhere = least == low && most == high;
    nearest.untested = !nearest.at && most < high && at(assumption, most + 1).untested;
    return nearest;
  }

private:
  static double distance(const Flip& flip) { return std::abs(std::log(*flip.at / flip.now)); }
  static bool is_nearer(const Flip& a, const Flip& b) { return distance(a) < distance(b); }

  Outcome outcome(const OperatingPoint& at) const {
    Comparison there = m_comparison;
    there.at = at;
    const std::vector<Ranked> places = ranking(m_evidence, there);
    const Verdict said = verdict(m_evidence, there, places);
    Outcome outcome;
    outcome.decided = said.kind == Verdict::Kind::Chosen || said.kind == Verdict::Kind::Equal;
    outcome.untested = said.kind == Verdict::Kind::TestedShort;
    take_quickest(outcome, places);
    if (said.kind != Verdict::Kind::Chosen)
      return outcome;
    outcome.chosen = said.figures.front().of;
    outcome.in_time = in_time(said.figures[kWaitFigure].quantity, m_patience);
    return outcome;
  }

  /// Only where all waits are known: of some nobody knows who is the quickest.
  void take_quickest(Outcome& outcome, const std::vector<Ranked>& places) const {
    const Quantity* least = nullptr;
    for (const Ranked& place : places) {
      if (place.kind == Ranked::Kind::OtherSize)
        continue;
      const Quantity& wait = place.figures[kWaitFigure].quantity;
      if (!may_decide(wait))
        return;
      if (least && *wait.value >= *least->value)
        continue;
      least = &wait;
      outcome.quickest = place.who;
    }
    if (least)
      outcome.in_time = in_time(*least, m_patience);
  }

  /// What is different there; nothing where it is the same, or nothing is decided.
  std::optional<Flip::Then> change(const Outcome& there) const {
    if (!m_now.chosen && m_now.in_time == InTime::No)
      return there.in_time == InTime::Yes ? std::optional(Flip::Then::InTime) : std::nullopt;
    if (!there.decided || (!there.chosen && !m_now.chosen))
      return std::nullopt;
    if (!there.chosen)
      return Flip::Then::Undecided;
    if (there.chosen != m_now.chosen)
      return Flip::Then::Another;
    if (m_now.in_time == InTime::Yes && there.in_time == InTime::No)
      return Flip::Then::TooLong;
    if (m_now.in_time == InTime::No && there.in_time == InTime::Yes)
      return Flip::Then::InTime;
    return std::nullopt;
  }

  /// Whether there is an answer at all, to be the same or another.
  bool says(const Outcome& there) const {
    return there.decided || (!m_now.chosen && m_now.in_time == InTime::No && there.in_time != InTime::Unknown);
  }

  /// By doublings outwards, then between the last that is as now and the first that is not. `seen`: the outermost value
  /// at which there was an answer.
  std::optional<Flip> one_way(Assumption assumption, bool rises, double& seen) const {
    const auto [low, high] = range_of(assumption);
    const double now = value_of(m_comparison.at, assumption);
    double last = now;
    while (rises ? last < high : last > low) {
      const double next = std::clamp(rises ? last * 2 : last / 2, low, high);
      const Outcome there = at(assumption, next);
      if (says(there))
        seen = next;
      if (change(there))
        return between(assumption, last, next);
      last = next;
    }
    return std::nullopt;
  }

  /// The last whole value with an answer, from `seen`, which has one, towards `unseen`, which has none. Another answer
  /// that is met between them is a flip.
  double edge(Assumption assumption, double seen, double unseen, Flip& found) const {
    seen = std::round(seen);
    unseen = unseen > seen ? std::ceil(unseen) : std::floor(unseen);
    while (std::abs(unseen - seen) > 1) {
      const double middle = std::floor((seen + unseen) / 2);
      const Outcome there = at(assumption, middle);
      if (change(there)) {
        if (const Flip met = between(assumption, seen, middle); !found.at || is_nearer(met, found))
          found = met;
        return seen;
      }
      (says(there) ? seen : unseen) = middle;
    }
    return seen;
  }

  Flip between(Assumption assumption, double same, double other) const {
    for (int i = 0; i < kFlipHalvings; ++i) {
      const double middle = std::round(std::sqrt(same * other));
      if (middle == std::round(same) || middle == std::round(other))
        break;
      (change(at(assumption, middle)) ? other : same) = middle;
    }
    const Outcome there = at(assumption, other);
    Flip flip;
    flip.assumption = assumption;
    flip.now = value_of(m_comparison.at, assumption);
    flip.at = std::round(other);
    flip.then = *change(there);
    flip.rises = *flip.at > flip.now;
    flip.who = there.chosen.value_or(m_now.chosen.value_or(there.quickest));
    return flip;
  }

  Outcome at(Assumption assumption, double value) const {
    return outcome(moved_to(m_comparison.at, assumption, value));
  }

  const Evidence& m_evidence;
  const Comparison m_comparison;
  double m_patience;
  Outcome m_now;
};

/// At the shortest wait of all that is known: there somebody begins, or the last one ends, to answer in time.
Flip of_patience(const Evidence& evidence, const Comparison& comparison, double patience_ms) {
  Flip flip;
  flip.assumption = Assumption::Patience;
  flip.now = flip.from = flip.to = patience_ms;
  for (const Contender& who : contenders(evidence, comparison)) {
    const Quantity wait = evidence.value(who.model, Metric::AnswerTime, place_on(comparison.at, who));
    if (!may_decide(wait) || (flip.at && *wait.value >= *flip.at))
      continue;
    flip.at = *wait.value;
    flip.who = who;
  }
  flip.rises = flip.at && *flip.at > flip.now;
  flip.then = flip.rises ? Flip::Then::InTime : Flip::Then::TooLong;
  return flip;
}

double sensitivity(const Flip& flip) {
  return flip.at ? -std::abs(std::log(*flip.at / flip.now)) : -std::numeric_limits<double>::infinity();
}

} // namespace

const char* to_string(Assumption assumption) { return kAssumptionNames[static_cast<size_t>(assumption)]; }
const char* to_string(Flip::Then then) { return kThens[static_cast<size_t>(then)]; }

std::vector<Flip> flips(const Evidence& evidence, const Comparison& comparison, double patience_ms) {
  const FlipSearch search(evidence, comparison, patience_ms);
  if (!search.has_answer())
    return {};
  std::vector<Flip> all;
  for (const Assumption each : {Assumption::PromptLength, Assumption::Requests, Assumption::AnswerLength})
    all.push_back(search.along(each));
  all.push_back(of_patience(evidence, comparison, patience_ms));
  std::stable_sort(all.begin(), all.end(),
                   [](const Flip& a, const Flip& b) { return sensitivity(a) > sensitivity(b); });
  return all;
}

} // namespace pareto
