// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/energy_meter.h"

#include "core/exec/devices.h"
#include "core/measure/sampling.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <thread>

namespace pareto {

namespace {

constexpr double kStepsToTell = 20; ///< an update of the counter more or less at either end: 5 %
constexpr double kStepsOfMark = 4;  ///< between two readings
constexpr size_t kStretches = 16;   ///< of which an interval is made
constexpr double kIdleSeconds = 0.5;
constexpr size_t kMostMarks = 1 << 12; ///< then every other one is dropped

bool counts_for(const EnergyCounter& counter, const EnergyPlace& place) {
  if (counter.powered == Powered::Processor)
    return true;
  return place.gpu && std::any_of(counter.called.begin(), counter.called.end(), [&](const std::string& name) {
           return place.called.find(name) != std::string::npos || name.find(place.called) != std::string::npos;
         });
}

std::string seconds_text(double seconds) {
  char text[48];
  std::snprintf(text, sizeof text, "%.3g s", seconds);
  return text;
}

} // namespace

std::string watts_text(double watts) {
  char text[48];
  std::snprintf(text, sizeof text, "rated %g W", watts);
  return text;
}

EnergyPlace energy_place(const std::string& device, const Calibration& calibration, std::optional<double> rated_watts) {
  EnergyPlace place;
  place.idle_watts = calibration.idle_watts;
  place.idle_from = calibration.idle_from;
  place.rated_watts = rated_watts;
  // what runs on the CPU's own silicon is part of its package
  const auto facts = find_device_family(device) ? facts_of_device(device) : std::nullopt;
  if (facts && !facts->software && facts->type != "integrated GPU") {
    place.gpu = true;
    place.called = facts->name;
  }
  return place;
}

EnergyMeter::EnergyMeter(EnergyPlace place, EnergyCounters& counters)
    : m_place(std::move(place)), m_longest(std::numeric_limits<double>::infinity()) {
  int gpus = 0;
  for (const auto& each : counters.all)
    if (counts_for(*each, m_place)) {
      m_counters.push_back(each.get());
      gpus += each->powered == Powered::Gpu;
      m_step = std::max(m_step, each->step_seconds);
      m_longest = std::min(m_longest, each->longest_seconds());
    }
  if (m_place.gpu && gpus != 1) { // the processor's share alone would pass for the whole
    m_counters.clear();
    m_why = gpus == 0 ? "No energy counter of " + m_place.called + " can be read here"
                      : std::to_string(gpus) + " devices are called " + m_place.called +
                            ", and nothing tells whose energy counter is whose";
  } else if (m_counters.empty()) {
    m_why = counters.refused.empty() ? "This machine shows no energy counter" : counters.refused;
  }
  if (m_counters.empty() && !m_why.ends_with('.'))
    m_why += "; give its watts (--watts, or watts in the study) to have joules modelled.";
}

std::string EnergyMeter::from() const {
  std::string names;
  for (const EnergyCounter* each : m_counters)
    names += (names.empty() ? "" : ", ") + each->name;
  return names;
}

double EnergyMeter::shortest_seconds() const { return kStepsToTell * m_step; }

void EnergyMeter::stop() {
  for (EnergyCounter* each : m_counters)
    each->stop();
}

void EnergyMeter::start() {
  m_marks.clear();
  m_status = {};
  m_timed = 0;
  for (EnergyCounter* each : m_counters)
    if (m_status)
      m_status = each->start();
  m_passed_seconds = now_seconds();
  m_passed_joules = 0;
  m_running = m_status.has_value() && !m_counters.empty();
  if (m_running)
    m_marks.push_back({0, 0, 0});
}

Result<double> EnergyMeter::total() {
  double sum = 0;
  for (EnergyCounter* each : m_counters) {
    PARETO_TRY_ASSIGN(joules, each->joules());
    sum += joules;
  }
  return sum;
}

Status EnergyMeter::read(int repetitions) {
  PARETO_TRY_ASSIGN(joules, total());
  const Mark mark{now_seconds() - m_passed_seconds, joules - m_passed_joules, repetitions};
  if (const double gap = mark.seconds - m_marks.back().seconds; gap > m_longest)
    return fail(ErrorCode::Unsupported, "A repetition of " + seconds_text(gap) +
                                            " is too long: the energy counter may have begun anew more than once.");
  m_marks.push_back(mark);
  if (m_marks.size() > kMostMarks)
    std::erase_if(m_marks, [this](const Mark& each) { return (&each - m_marks.data()) % 2 == 1; });
  return {};
}

/// The repetition under way has ended, and no other follows at once.
void EnergyMeter::pause() {
  if (!m_running)
    return;
  m_running = false;
  m_status = read(++m_timed);
}

/// What came since the last mark is passed over.
void EnergyMeter::resume() {
  if (m_marks.empty())
    return start();
  if (!m_status)
    return;
  const auto joules = total();
  if (!joules) {
    m_status = joules.error();
    return;
  }
  m_passed_joules = *joules - m_marks.back().joules;
  m_passed_seconds = now_seconds() - m_marks.back().seconds;
  m_running = true;
}

void EnergyMeter::before(int& calls, int warm_up) {
  if (++calls == 1)
    pause();
  if (calls <= warm_up)
    return;
  if (calls == warm_up + 1)
    return resume();
  ++m_timed;
  if (m_running && now_seconds() - m_passed_seconds - m_marks.back().seconds >= kStepsOfMark * m_step)
    m_status = read(m_timed);
  m_running = m_running && m_status.has_value();
}

std::function<Status()> EnergyMeter::with(std::function<Status()> prepare, int warm_up) {
  return [this, prepare = std::move(prepare), warm_up, calls = 0]() mutable -> Status {
    if (prepare)
      PARETO_TRY(prepare());
    before(calls, warm_up);
    return {};
  };
}

std::optional<double> EnergyMeter::watts() {
  if (m_running)
    m_status = read(0);
  m_running = false;
  const bool told = m_status && m_marks.size() > 1;
  stop();
  if (!told)
    return std::nullopt;
  const double seconds = m_marks.back().seconds - m_marks.front().seconds;
  return seconds < shortest_seconds() ? std::nullopt : std::optional(m_marks.back().joules / seconds);
}

/// Ratio of stretches of about equal length, of which each counts its own.
std::optional<Interval> EnergyMeter::interval(double tokens, double idle_watts) const {
  std::vector<Portion> stretches;
  const size_t count = std::min(kStretches, m_marks.size() - 1);
  for (size_t i = 0; i < count; ++i) {
    const Mark &from = m_marks[i * (m_marks.size() - 1) / count], &to = m_marks[(i + 1) * (m_marks.size() - 1) / count];
    stretches.push_back({to.joules - from.joules - idle_watts * (to.seconds - from.seconds),
                         tokens * (to.repetitions - from.repetitions)});
  }
  return ratio_interval(stretches);
}

Energy EnergyMeter::counted(double tokens) const {
  const Mark &first = m_marks.front(), &last = m_marks.back();
  const bool same_counters = m_place.idle_watts && m_place.idle_from == from();
  const double idle = same_counters ? *m_place.idle_watts : 0, all = tokens * last.repetitions;
  Energy energy;
  energy.whole_joules_per_token = last.joules / all;
  energy.joules_per_token = std::max(0.0, (last.joules - idle * (last.seconds - first.seconds)) / all);
  if (same_counters)
    energy.idle_watts = idle;
  energy.ci95 = interval(tokens, idle);
  if (energy.ci95)
    energy.ci95->low = std::max(0.0, energy.ci95->low);
  energy.from = from();
  return energy;
}

namespace {

Energy missing_energy(std::string why) { return {0, 0, std::nullopt, Source::Missing, std::move(why)}; }

} // namespace

/// Why the stretch tells nothing, if it does not.
std::optional<Energy> EnergyMeter::unknown() const {
  if (!m_status)
    return missing_energy(m_status.error().message);
  if (m_counters.empty())
    return missing_energy(m_why);
  const double seconds = m_marks.size() > 1 ? m_marks.back().seconds - m_marks.front().seconds : 0;
  if (m_timed == 0 || seconds < shortest_seconds())
    return missing_energy("The repetitions took " + seconds_text(seconds) + "; " + from() + " tells 5 % only over " +
                          seconds_text(shortest_seconds()) + " or more: repeat the cell more often.");
  return std::nullopt;
}

/// By a person's watts, or the reason why not even those.
Energy EnergyMeter::otherwise(const Energy& why, double tokens, double seconds) const {
  if (!m_place.rated_watts || !(seconds > 0))
    return why;
  Energy modelled;
  modelled.joules_per_token = modelled.whole_joules_per_token = *m_place.rated_watts * seconds / tokens;
  modelled.source = Source::Modelled;
  modelled.from = watts_text(*m_place.rated_watts);
  return modelled;
}

Energy EnergyMeter::finish(double tokens, double seconds) {
  pause();
  stop();
  const auto why = unknown();
  return why ? otherwise(*why, tokens, seconds) : counted(tokens);
}

Energy EnergyMeter::finish_parts(double tokens, double seconds) {
  pause();
  stop();
  if (const auto why = unknown())
    return otherwise(*why, tokens, seconds);
  const Mark &first = m_marks.front(), &last = m_marks.back();
  // so many tokens would have come in the time that was counted
  return counted(tokens / seconds * (last.seconds - first.seconds) / last.repetitions);
}

bool add_idle(const std::string& device, Calibration& calibration, EnergyCounters& counters) {
  EnergyMeter meter(energy_place(device, calibration, std::nullopt), counters);
  if (meter.from().empty())
    return false;
  const bool other_counters = calibration.idle_from != meter.from();
  meter.start();
  std::this_thread::sleep_for(std::chrono::duration<double>(std::max(kIdleSeconds, meter.shortest_seconds())));
  const auto watts = meter.watts();
  if (!watts || (!other_counters && calibration.idle_watts && *calibration.idle_watts <= *watts))
    return false;
  calibration.idle_watts = watts;
  calibration.idle_from = meter.from();
  return true;
}

} // namespace pareto
