// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// Whose memory a figure speaks of.
enum class MemoryOf : uint8_t {
  Formula, ///< weights and state of the model, on whatever device
  Process, ///< peak resident memory of the measuring process: of the CPU
  Device,  ///< as a device with a memory of its own counts it
};
const char* to_string(MemoryOf of); ///< "formula", "process_peak", "device"
/// What is measured on a device.
MemoryOf measured_on(const std::string& device);

/// Bytes a device has: its own, of the CPU the machine's; nothing where nobody states it.
std::optional<int64_t> memory_of_device(const Evidence& evidence, const std::string& device);

/// What one measured cell took.
struct TakenMemory {
  double at = 0; ///< tokens of context, or requests
  CellKey cell;
  Quantity bytes;
};
/// What the measured cells of a contender took, along a curve through the point one looks at: of a cell that was
/// measured again the latest counts.
std::vector<TakenMemory> memory_taken(const Evidence& evidence, const Comparison& comparison,
                                      const Contender& contender);

} // namespace pareto
