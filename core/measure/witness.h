// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// What happened on the machine beside one repetition (DESIGN section 7, Interference). What a system does not tell is
/// negative.
struct Witness {
  double missed_s = -1;   ///< wall time that the thread of the team which got least of it did not run
  double others_s = -1;   ///< processor time of programs that are no part of this one, all processors together
  double stolen_s = -1;   ///< processor time that the host took from this machine, all processors together
  double pressure_s = -1; ///< during which some task of the machine waited for a processor
  int64_t switches = -1;  ///< times a thread of the team was put aside for another
  bool operator==(const Witness&) const = default;
};

/// One timed repetition, with its witness.
struct Repetition {
  double ms = 0;
  Witness witness;
  bool used = true; ///< false: set aside as disturbed, and no sample of its cell
  bool operator==(const Repetition&) const = default;
};

/// Whether a value may decide anything.
enum class Condition : uint8_t {
  Quiet,     ///< or nobody could tell: then a flag of its noise says so
  Disturbed, ///< too few repetitions were undisturbed; drawn broken, and in no order
  Suspect,   ///< it contradicts what must hold (DESIGN section 7, Plausibility)
};
const char* to_string(Condition condition); ///< "quiet", "disturbed", "suspect"

} // namespace pareto
