// SPDX-License-Identifier: GPL-3.0-or-later
// A stack of blocks as a person edits it, row by row, and the blueprint it comes to.
#pragma once

#include "core/model/model_spec.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace pareto {

/// So many layers in a row of one block.
struct ComposedRow {
  std::string mixer = "softmax-attention"; ///< catalogue id with settings of its own (blueprint::mixer_types)
  std::string beside{};                    ///< a second one that reads the same input; empty = none
  std::string feed_forward = "gated";      ///< one of composed_feed_forwards(); empty = none
  int64_t repeat = 1;
  bool parallel = false; ///< mixer and feed-forward part read one input
  bool operator==(const ComposedRow&) const = default;
};

struct Composition {
  std::string name;
  int64_t hidden = 1024, vocab = 32000;
  bool tied = false;
  std::vector<ComposedRow> rows;
  bool operator==(const Composition&) const = default;
};

/// What a composition comes to.
struct Composed {
  ModelSpec spec;
  nlohmann::json blueprint; ///< read back: it says the same
  int64_t layers = 0, parameters = 0, active_parameters = 0;
  int64_t weight_bytes = 0;          ///< in float16
  int64_t cache_bytes_per_token = 0; ///< of one sequence, inside all windows
  int64_t fixed_state_bytes = 0;
};

/// Ids of feed-forward parts that have a usual shape at every width: "gated", "plain", "moe".
const std::vector<std::string>& composed_feed_forwards();

/// Every part in its usual shape at that width (core/model/architectures). An error says which row does not fit,
/// counted from 1, and what would.
Result<Composed> compose(const Composition& composition);

/// Writes NAME.json into the folder, which is made where it is missing, and with `baseline` a Llama-like of as many
/// parameters as NAME-llama-like.json (core/model/shapes.h); the paths, the blueprint's own last.
Result<std::vector<std::string>> save(const Composed& composed, const std::string& name, const std::string& folder,
                                      bool baseline);

} // namespace pareto
