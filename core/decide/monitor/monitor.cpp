// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/monitor/monitor.h"

#include "core/decide/speed_grid.h"
#include "core/numeric/difference.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <tuple>

namespace pareto {

namespace {

using Why = Change::Why;

constexpr const char* kWatchedNames[] = {"decode_ms", "prefill_ms", "memory_bytes", "quality"};
static_assert(std::size(kWatchedNames) == kWatched);
constexpr const char* kKinds[] = {"worse", "better", "same", "not_judged"};
static_assert(std::size(kKinds) == static_cast<size_t>(Change::Kind::NotJudged) + 1);
constexpr const char* kWhys[] = {"none", "not_quiet", "no_interval", "other_device", "other_text"};
static_assert(std::size(kWhys) == static_cast<size_t>(Why::OtherText) + 1);

/// What a value is of: the same in both files.
struct WatchedFact {
  Watched watched = Watched::DecodeTime;
  std::string model; ///< fingerprint, or name
  std::string device, precision, test;
  int batch = 0;
  int64_t tokens = 0;
  auto operator<=>(const WatchedFact&) const = default;
};

/// What one file knows of it.
struct Known {
  CellKey key;
  std::string device_name, text; ///< text: file and bytes of an own test
  SpeedGrid times;               ///< of the one place
  double value = 0;              ///< Memory, Quality
  std::optional<Interval> ends;  ///< Quality
  bool higher_is_better = false;
};
using Facts = std::map<WatchedFact, Known>;

WatchedFact subject_of(const Measurement& m, Watched watched) {
  const bool decode = m.key.kind == CellKey::Kind::Decode;
  return {watched,     m.fingerprint.empty() ? m.key.model : m.fingerprint, m.key.device, m.key.precision, {},
          m.key.batch, decode ? m.key.context : m.key.prompt_tokens};
}

Known& known_of(Facts& facts, const Measurement& m, Watched watched) {
  Known& known = facts[subject_of(m, watched)];
  known.key = m.key;
  known.device_name = m.device_name;
  return known;
}

void add(Facts& facts, const RunStore::StoredResult& result) {
  Measurement m = result.measurement;
  m.run = result.run;
  if (!m.error.empty() || m.samples_ms.empty())
    return;
  const bool decode = m.key.kind == CellKey::Kind::Decode;
  known_of(facts, m, decode ? Watched::DecodeTime : Watched::PrefillTime)
      .times.add(m.key.batch, decode ? m.key.context : m.key.prompt_tokens, m);
  if (decode && m.weight_bytes > 0)
    known_of(facts, m, Watched::Memory).value = static_cast<double>(m.weight_bytes + m.state_bytes);
}

void add(Facts& facts, const Score& score) {
  const std::string test = own_metric(score);
  if (test.empty() || !score.complete)
    return;
  Known& known = facts[{
      Watched::Quality, score.fingerprint.empty() ? score.model : score.fingerprint, {}, score.precision, test, 0, 0}];
  known.key.model = score.model;
  known.key.precision = score.precision;
  known.text = score.file + ", " + std::to_string(score.bytes);
  known.value = score.value;
  known.ends = score.ci95;
  known.higher_is_better = is_own_lookup(test);
}

Facts facts_of(const RunStore::Contents& contents) {
  Facts facts;
  for (const RunStore::StoredResult& result : contents.results)
    add(facts, result);
  for (const Score& score : contents.scores)
    add(facts, score);
  return facts;
}

std::string text_of(const WatchedFact& subject, const Known& known) {
  std::string text = known.key.model + " " + subject.precision;
  if (!subject.device.empty())
    text += " " + subject.device;
  if (subject.watched == Watched::Quality)
    return text + " " + subject.test;
  return text + " " + kWatchedNames[static_cast<size_t>(subject.watched)] + " " + std::to_string(subject.batch) +
         " x " + std::to_string(subject.tokens);
}

/// Compares, and keeps why it cannot.
std::optional<Difference> difference_of(const WatchedFact& subject, const Known& before, const Known& after,
                                        Change& change) {
  if (!before.device_name.empty() && !after.device_name.empty() && before.device_name != after.device_name) {
    change.why = Why::OtherDevice;
    return std::nullopt;
  }
  if (before.text != after.text) {
    change.why = Why::OtherText;
    return std::nullopt;
  }
  if (subject.watched == Watched::Memory) // exact: a byte more is more
    return Difference{after.value - before.value, 0, 0, 0};
  if (subject.watched == Watched::Quality) {
    if (!before.ends || !after.ends) {
      change.why = Why::NoInterval;
      return std::nullopt;
    }
    return unpaired_difference(after.value, *after.ends, before.value, *before.ends, 0);
  }
  const auto a = after.times.at(subject.batch, static_cast<double>(subject.tokens)),
             b = before.times.at(subject.batch, static_cast<double>(subject.tokens));
  change.before = b ? b->value.value_or(0) : 0;
  change.after = a ? a->value.value_or(0) : 0;
  if (!a || !b || !may_decide(*a) || !may_decide(*b)) {
    change.why = Why::NotQuiet;
    return std::nullopt;
  }
  if (!a->ci95 || !b->ci95 || a->ci95->low <= 0 || b->ci95->low <= 0) {
    change.why = Why::NoInterval;
    return std::nullopt;
  }
  return unpaired_ratio(*a->value, *a->ci95, *b->value, *b->ci95, kUnseenDrift);
}

/// A change with what it rests on, until all are corrected together.
struct ComparedFact {
  Change change;
  std::optional<Difference> difference;
  bool higher_is_better = false;
};

ComparedFact compared_of(const WatchedFact& subject, const Known& before, const Known& after) {
  ComparedFact made;
  made.change.watched = subject.watched;
  made.change.key = after.key;
  made.change.test = subject.test;
  made.change.before = before.value;
  made.change.after = after.value;
  made.higher_is_better = after.higher_is_better;
  made.difference = difference_of(subject, before, after, made.change);
  return made;
}

void conclude(ComparedFact& compared, double p, double alpha) {
  Change& change = compared.change;
  const Difference& difference = *compared.difference;
  change.p = p;
  const Interval ends = interval_of(difference, std::max(alpha, 1e-12));
  const bool is_time = change.watched == Watched::DecodeTime || change.watched == Watched::PrefillTime;
  if (is_time)
    change.change = Interval{std::exp(ends.low), std::exp(ends.high)};
  else if (change.watched == Watched::Memory)
    change.change = Interval{change.after / change.before, change.after / change.before};
  else
    change.change = ends;
  const bool sure = difference.error > 0 ? p < kFamilyError : difference.value != 0;
  const bool more_is_worse = !compared.higher_is_better;
  change.kind = !sure                                     ? Change::Kind::Same
                : (difference.value > 0) == more_is_worse ? Change::Kind::Worse
                                                          : Change::Kind::Better;
}

/// How much it changed, for the order alone.
double size_of(const Change& change) {
  return change.before > 0 && change.after > 0 ? std::abs(std::log(change.after / change.before)) : 0;
}

std::vector<Change> corrected(std::vector<ComparedFact> all) {
  std::vector<double> p;
  for (const ComparedFact& each : all)
    if (each.difference && each.difference->error > 0)
      p.push_back(p_value(*each.difference));
  const Adjusted adjusted = holm(p);
  size_t tested = 0;
  std::vector<Change> changes;
  for (ComparedFact& each : all) {
    if (each.difference && each.difference->error > 0) {
      conclude(each, adjusted.p[tested], adjusted.alpha[tested]);
      ++tested;
    } else if (each.difference) {
      conclude(each, each.difference->value == 0 ? 1 : 0, 1);
    }
    changes.push_back(std::move(each.change));
  }
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return std::make_tuple(a.kind, -size_of(a)) < std::make_tuple(b.kind, -size_of(b));
  });
  return changes;
}

} // namespace

const char* to_string(Watched watched) { return kWatchedNames[static_cast<size_t>(watched)]; }
const char* to_string(Change::Kind kind) { return kKinds[static_cast<size_t>(kind)]; }
const char* to_string(Change::Why why) { return kWhys[static_cast<size_t>(why)]; }

size_t Monitoring::count(Change::Kind kind) const {
  return static_cast<size_t>(
      std::count_if(changes.begin(), changes.end(), [&](const Change& change) { return change.kind == kind; }));
}

Monitoring monitor(const RunStore::Contents& before, const RunStore::Contents& after) {
  const Facts then = facts_of(before), now = facts_of(after);
  Monitoring found;
  std::vector<ComparedFact> all;
  for (const auto& [subject, known] : then) {
    const auto later = now.find(subject);
    if (later == now.end())
      found.gone.push_back(text_of(subject, known));
    else
      all.push_back(compared_of(subject, known, later->second));
  }
  for (const auto& [subject, known] : now)
    if (!then.contains(subject))
      found.added.push_back(text_of(subject, known));
  found.changes = corrected(std::move(all));
  return found;
}

} // namespace pareto
