// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/command_line.h"

#include <optional>

namespace pareto::engine {

/// `measure --arrivals` and `measure --reuse`: the options that only they take.
struct ServingRequest {
  std::string arrivals; ///< "poisson:RATE" or a file; empty = not asked for
  int64_t seed = 0, slots = 8, chunk = 128;
  double duration = 60, patience = 10;
  bool find_load = false;
  std::optional<double> reuse; ///< share of the prompt
};
void declare_serving(Options& options, ServingRequest& request);

/// On what, and how long requests are where no file says so.
struct ServingPlace {
  std::string path, device, precision;
  std::vector<int64_t> prompts, batches;
  int64_t answer_tokens = 64, repeat = 5, seconds = 10;
  std::optional<double> watts{}; ///< of the machine, where nothing counts energy
};
Status measure_arrivals(const ServingPlace& place, const ServingRequest& request, const Output& out);
Status measure_reuse(const ServingPlace& place, const ServingRequest& request, const Output& out);

} // namespace pareto::engine
