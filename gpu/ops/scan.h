// SPDX-License-Identifier: GPL-3.0-or-later
// Scans of one number per channel and mode (a complex mode is two): token by token where the channels alone keep the
// device busy, otherwise in chunks of tokens at once (shaders/chunk_scan.glsl).
#pragma once

#include "gpu/gpu_program.h"

#include <functional>

namespace pareto::gpu {

enum class ScanPass : uint32_t { Whole, Ends, Outputs };

struct ScanShape {
  int64_t batch, tokens, channels, modes;
  int64_t lines() const { return batch * channels; }
};
ScanShape scan_shape(const Node& node);

/// How the tokens of a step are cut; one chunk: token by token.
struct ScanPlan {
  int64_t chunk = 0, chunks = 1;
  int64_t floats = 4; ///< of scratch
};
/// As many chunks as it takes to keep the device busy and the scratch holds.
ScanPlan plan_scan(const Device& device, const ScanShape& s);
/// Floats of scratch of a selective scan or a diagonal recurrence.
int64_t scan_scratch(const Device& device, const Node& node);

/// Lanes of a workgroup.
uint32_t scan_lanes(const Compilation& c);

using AddPass = std::function<Status(ScanPass pass)>;
/// The whole step in one pass, or in chunks: `add_pass` adds one pass of the scan itself.
Status add_passes(Compilation& c, const Node& node, const Operand& rates, const AddPass& add_pass);
/// What a pass of the scan is bound to at its end: state, chunks, output.
void bind_results(Compilation& c, const Node& node, const ScanPlan& plan, ScanPass pass,
                  std::vector<Binding>& bindings);

} // namespace pareto::gpu
