// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/serving.h"

#include <cstdint>
#include <vector>

/// Messages of a worker whose model serves requests, as those of messages.h.
namespace pareto::protocol {

// --- Commands

/// What is loaded serves (core/measure/model_server.h) until it measures, is parked or serves anew; answered by
/// Serving.
struct Serve {
  static constexpr const char* kName = "serve";
  int32_t slots = 1;    ///< sequences at once
  int64_t capacity = 1; ///< tokens of the longest, its answer included
  int64_t chunk = 1;    ///< tokens of a prompt at once
};
/// One step of that server; answered by Stepped.
struct Step {
  static constexpr const char* kName = "step";
  ServingStep step;
};

// --- Events

struct Serving {
  static constexpr const char* kName = "serving";
  int64_t state_bytes = 0; ///< of all slots
};
struct Stepped {
  static constexpr const char* kName = "stepped";
  double seconds = 0;          ///< of the step alone, by the worker's own clock: the way to it is not counted
  std::vector<int32_t> tokens; ///< that the rows gave, in their order; absent where they gave none
};

} // namespace pareto::protocol
