// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/measurement.h"

#include <string>
#include <vector>

namespace pareto {

/// Who took how much of the machine while something was timed. Seconds of processor time.
struct Lost {
  double others_s = 0, stolen_s = 0;
  double missed_s = 0;  ///< by the thread that lost most
  double machine_s = 0; ///< that the machine had in this time, all processors together
  /// Of the machine's processor time, 0..1. Where nobody tells who took it, what the team missed.
  double share() const;
  std::string to() const; ///< "other programs", "host"
};

/// What repeated timing gave.
struct Sampled {
  std::vector<Repetition> repetitions; ///< in their order
  bool disturbed = false;              ///< fewer undisturbed ones than the rules need, though more were tried
  Lost lost;                           ///< beside those set aside
  bool witnessed = true;               ///< false: this system tells nothing about other programs

  /// Of the undisturbed ones; of all where there are none. Seconds.
  std::vector<double> seconds() const;
  std::vector<double> milliseconds() const; ///< the same
  /// The same of anything that was noted once a repetition.
  std::vector<double> counting(const std::vector<double>& noted) const;
};

/// Adds repetitions, condition and flags to the cell they belong to; a cell of several parts is as disturbed as the
/// most disturbed of them. Its figures stay the caller's to fill.
void note_witnesses(const Sampled& sampled, Measurement& into);

} // namespace pareto
