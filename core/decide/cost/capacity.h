// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"
#include "core/decide/cost/lengths.h"
#include "core/decide/cost/queueing.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// How many requests a second one machine answers in time, of one model on one device.
///
/// Measured, where the study holds a load that this model kept on this device at this patience and workload: the number
/// itself, up to the least load that was not kept. Otherwise modelled by queueing.h: of 1, 2, 4, ... 64 answers at once
/// the one that carries most, its service times being the waits per answer of that many (measured or interpolated; by
/// formula, with its band, only where no number at once has them). Overnight nobody waits in a queue: a day's requests
/// lie there, and have the patience to be through: 1 / E[s].
struct Capacity {
  std::optional<double> per_s; ///< none: nothing is known; 0: nobody is answered in time
  double low = 0, high = 0;    ///< by the ends of all times it is made of; per_s where they have none
  bool preview = false;        ///< some of those times is of a quick round
  Source source = Source::Missing;
  Reach reach = Reach::Exact;
  Condition condition = Condition::Quiet; ///< of the times it is made of, the worst
  int at_once = 0;                        ///< answers under way, of a modelled capacity
  double service_s = 0;                   ///< of the machine, a request; 0 where it is not known
  double quick_s = 0, slow_s = 0;         ///< its ends
  double answer_s = 0;          ///< mean wait of a request that finds the machine idle but for the others at once
  std::optional<double> joules; ///< a request, above what the idle machine takes
  std::optional<Interval> joules_ends; ///< none where the error of any of them is not known
  Source joules_source = Source::Missing;
  /// Modelled and not overnight: the service times of each number at once that is known as well as at_once is, and the
  /// patience they are held against.
  std::vector<ServiceMix> services{};
  double patience_s = 0;
  std::string from; ///< of a measured load
  Quantity why;     ///< of a missing one: the wait that nobody knows
};

Capacity capacity_of(const Evidence& evidence, const Contender& who, const LengthMix& mix, double patience_s);
/// The same to be held against those of others, `compared` in all: its ends are so far apart that those of all of them
/// hold together, with at most kFamilyError chance that any does not (Bonferroni). Of a wait they are those of its
/// rounds (mean_of_rounds()), since the interval that is shown stands on samples that share their round's level; where
/// there is one round they are the shown interval's, and kUnseenDrift on top, which is all that a measured load has.
/// `is_workload`: the lengths are the study's, at which a load was measured.
Capacity capacity_to_compare(const Evidence& evidence, const Contender& who, const LengthMix& mix, double patience_s,
                             int compared, bool is_workload);
/// The same of a machine on which one contender or another serves a request, by its length; all on one device, never
/// measured as a whole.
using Serving = std::function<Contender(const LengthClass&)>;
Capacity capacity_of(const Evidence& evidence, const Serving& serving, const LengthMix& mix, double patience_s);

/// Requests a second that a machine `times` as fast answers in time: every service is that much shorter, and the
/// patience is the same, so that a machine on which nobody is answered in time says nothing against a faster one.
/// `times` as many of a measured load, and overnight.
double per_s_at(const Capacity& capacity, double times);

} // namespace pareto
