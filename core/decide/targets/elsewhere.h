// SPDX-License-Identifier: GPL-3.0-or-later
// A decision about one machine, seen on another: what must be said over it, and how to measure there instead.
#pragma once

#include "core/decide/comparison.h"
#include "core/decide/targets/machine.h"

#include <optional>
#include <string>

namespace pareto {

/// What is ranked was timed on another machine than the one that is decided about.
struct RankedElsewhere {
  enum class Kind : uint8_t {
    ProcessorForGpu, ///< times of processor cores, for a machine that computes on a GPU: orders can differ
    OtherMachine,
  } kind = Kind::OtherMachine;
  std::string measured_on; ///< name of what was measured; its device where it has none
  std::string decided;     ///< id of the machine that is decided about
};
const char* to_string(RankedElsewhere::Kind kind); ///< "processor_for_gpu", "other_machine"

/// Nothing: what is shown was measured there, or nothing was measured at all.
std::optional<RankedElsewhere> ranked_elsewhere(const Evidence& evidence, const Comparison& comparison,
                                                const Machine& decided);

/// What must stand over every page while the machine that is decided about is not here.
struct TargetNotice {
  const Machine* machine = nullptr;      ///< of the catalogue
  std::optional<RankedElsewhere> ranked; ///< what was measured, and where
};
/// Nothing: it is here, or every wait that is compared was measured there and imported.
std::optional<TargetNotice> target_notice(const Evidence& evidence, const Comparison& comparison);

/// One line for a shell on that machine: it measures the models of the study at the place one looks at and leaves a
/// file of results, which `import` takes. Models in files are named by their paths here.
std::string measure_there_command(const Study& study, const OperatingPoint& at, const Machine& machine);

} // namespace pareto
