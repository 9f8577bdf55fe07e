// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/calibration.h"
#include "core/measure/energy.h"
#include "core/numeric/statistics.h"
#include "core/platform/energy_counters.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// What a cell runs on, as far as its energy goes.
struct EnergyPlace {
  bool gpu = false;                 ///< its own, not software on the CPU
  std::string called;               ///< the GPU, by its driver
  std::optional<double> idle_watts; ///< of the machine, by these counters:
  std::string idle_from;
  std::optional<double> rated_watts; ///< by a person, for where nothing counts
};
/// "rated 65 W": what Energy::from says of watts that a person gives.
std::string watts_text(double watts);
EnergyPlace energy_place(const std::string& device, const Calibration& calibration, std::optional<double> rated_watts);

/// The joules of one stretch of repetitions. What a place counts: the packages and their memory, and of a GPU's cell
/// the GPU as well. What the rest of the machine took meanwhile is part of it, which is one more reason to measure on
/// a quiet one.
class EnergyMeter {
public:
  explicit EnergyMeter(EnergyPlace place, EnergyCounters& counters = machine_energy_counters());
  ~EnergyMeter() { stop(); }
  EnergyMeter(const EnergyMeter&) = delete;
  EnergyMeter& operator=(const EnergyMeter&) = delete;

  /// Called before every repetition, warm-up included: counting begins before the first that is timed.
  void before_repetition(int warm_up) { before(m_calls, warm_up); }
  /// `prepare` of sample(), with the meter in it. For a second series it is asked for again: the warm-up of each is not
  /// counted.
  std::function<Status()> with(std::function<Status()> prepare, int warm_up);
  /// The last repetition of a series has ended; what lies before the next one is not counted.
  void pause();
  /// Ends the stretch. `tokens` of one repetition, which took `seconds` of time (for watts that are given). What cannot
  /// be said is Source::Missing, with its reason.
  Energy finish(double tokens, double seconds);
  /// The same where repetitions are only parts of what is asked about (a prompt in slices): their watts over the
  /// `seconds` that all of it takes.
  Energy finish_parts(double tokens, double seconds);

  /// Watts since start(), for what is no cell; nothing where nothing counts.
  void start();
  std::optional<double> watts();
  /// "RAPL package-0, RAPL package-0 memory"; empty where nothing counts.
  std::string from() const;
  /// A counter is told to 5 % over so many of its steps.
  double shortest_seconds() const;

private:
  /// Counted so far.
  struct Mark {
    double seconds, joules;
    int repetitions;
  };
  void before(int& calls, int warm_up);
  void resume();
  void stop();
  Result<double> total();
  Status read(int repetitions);
  Energy counted(double tokens) const;
  Energy otherwise(const Energy& why, double tokens, double seconds) const;
  std::optional<Energy> unknown() const;
  std::optional<Interval> interval(double tokens, double idle_watts) const;

  EnergyPlace m_place;
  std::vector<EnergyCounter*> m_counters;
  std::string m_why; ///< there is none
  Status m_status;
  int m_calls = 0, m_timed = 0;
  bool m_running = false;
  double m_step = 0, m_longest = 0;
  double m_passed_seconds = 0, m_passed_joules = 0; ///< by the clock and the counters, not counted
  std::vector<Mark> m_marks;
};

/// Fills in, or lowers, what the machine takes while nothing runs: half a second, or what its counters need, without
/// doing anything. The lowest that was seen counts, since others may be running now. Whether it changed.
bool add_idle(const std::string& device, Calibration& calibration,
              EnergyCounters& counters = machine_energy_counters());

} // namespace pareto
