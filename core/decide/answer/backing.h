// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/statements.h"

#include <vector>

namespace pareto {

/// How far an answer may be trusted (DESIGN section 10, Verdict).
enum class Badge : uint8_t {
  Supported, ///< speed measured or imported on the machine, quality on an own checkpoint or published at 7 B, near the
             ///< needed length
  Trial,     ///< speed so, and a quality of whatever model
  NotEnough,
};
const char* to_string(Badge badge); ///< "supported", "trial", "not_enough"

/// What an answer lacks.
enum class Lack : uint8_t {
  Models,        ///< there is nothing to compare
  Waits,         ///< a wait measured here, of some that are compared
  Intervals,     ///< of some waits: they are previews, further rounds bring them
  Quiet,         ///< a quiet machine: some of their waits were disturbed, or contradict what must hold
  Quality,       ///< any quality of what is chosen
  QualityLength, ///< one tested near the needed length
  QualityOfSize, ///< one of an own checkpoint, or of 7 B and more
};
inline constexpr size_t kLacks = static_cast<size_t>(Lack::QualityOfSize) + 1;
const char*
to_string(Lack lack); ///< "models", "waits", "intervals", "quiet", "quality", "quality_length", "quality_of_size"

struct Backing : Stated { ///< figures: wait and quality of what is chosen, as far as they are known
  Badge badge = Badge::NotEnough;
  std::vector<Lack> missing;
  bool of_waits = false; ///< of an answer that says nothing but how long answers take
  int others = 0;        ///< of_waits: whose wait is known beside the shortest,
  int surely_longer = 0; ///< and of them those that surely take longer
  /// What is supported is that alone: for a choice something is missing.
  bool waits_only() const { return badge == Badge::Supported && of_waits && !missing.empty(); }
};

/// Parameters from which on published quality is of a model that people deploy.
inline constexpr double kDeployedSize = 6.5e9; // "7 B" models begin there

/// Of an answer that names `chosen` (all of those that are equal; their weakest counts). `of_waits_alone`: it says
/// nothing but how long answers take, which no quality makes surer; what is missing for a choice is named all the same.
Backing backing(const Evidence& evidence, const std::vector<const Ranked*>& chosen, const Pending& pending,
                bool of_waits_alone);

} // namespace pareto
