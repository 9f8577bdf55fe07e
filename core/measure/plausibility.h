// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/measurement.h"
#include "core/model/footprint.h"
#include "core/numeric/roofline.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace pareto {

/// What must hold between values of one run, whatever was measured (DESIGN section 7, Plausibility).
enum class Plausibility : uint8_t {
  ConstantState,    ///< a state of the same size costs the same at every context
  MoreTakesLonger,  ///< time does not fall when context, prompt or requests grow
  WithinTheMachine, ///< no value beats the machine's limits
};
/// What Measurement::lost_to says of a cell that breaks it: "constant state", "more takes longer", "machine's limits".
const char* to_string(Plausibility rule);

/// A cell that breaks a rule.
struct Suspicion {
  size_t cell = 0; ///< its place among the measurements given
  Plausibility rule = Plausibility::ConstantState;
  bool operator==(const Suspicion&) const = default;
};

/// What the rules need to know about the model and the device of a cell. What is not known leaves out its rule.
struct PlausibilityFacts {
  const Footprint* footprint = nullptr; ///< of the model at the cell's precision: tells whose state is constant
  Roofline limits;                      ///< of the device; unknown where zero
  int64_t cache_bytes = 0;              ///< cache_bytes() for the CPU; 0 = not known, and then taken for 256 MiB
};
using FactsOf = std::function<PlausibilityFacts(const CellKey&)>;

/// The cells that contradict others or the machine, each once, in their order. Of cells with one key the last counts;
/// what is disturbed, ended with an error or has no value is neither accused nor a witness, and one that is Suspect
/// already is judged afresh.
///
/// To be accused a value must be off by more than 10 %, and its interval must be apart from the other's. One without an
/// interval (a preview) must be off by 25 %. With noise of 3 % none of 10,000 simulated studies was accused (test).
/// Where two cells contradict each other the slower one is accused: disturbances add time. Where several do, those that
/// contradict most.
///
/// The machine's limits: bytes that a decode step must read beyond what its caches hold, over the bandwidth; operations
/// over the throughput (not at q8 and q4, whose integer products may pass the limit of float32). 25 % better than the
/// limit is suspect: a calibration is a measurement, too.
std::vector<Suspicion> suspicions(std::span<const Measurement> cells, const FactsOf& facts_of);

} // namespace pareto
