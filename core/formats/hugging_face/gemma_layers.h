// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/hugging_face/shared.h"

#include <vector>

// What the readers of Gemma 3, 3n and 4 have in common.
namespace pareto::config {

/// Rotary embeddings of the sliding layers and of the full ones.
struct GemmaRopes {
  RopeSpec sliding, full;
};
/// As Gemma 3 states them: apart in rope_parameters, or rope_local_base_freq beside the usual keys.
GemmaRopes gemma_ropes(ConfigReader& reader, int64_t width);

struct GemmaDefaults {
  int64_t vocab, hidden, context;
  double softcap; ///< of the logits; 0 = none
};
/// Everything outside of the layers, with the embedding that each layer has of its own (Gemma 3n and 4).
ModelSpec gemma_frame(ConfigReader& reader, const GemmaDefaults& defaults);
/// The earlier layer of each whose keys and values it reads; -1: its own. Each of the last `num_kv_shared_layers` reads
/// the last layer of its type before them.
std::vector<int64_t> cache_sources(ConfigReader& reader, const std::vector<bool>& slides, int64_t otherwise);
/// Names outside of the layers and inside of them, of the per-layer embeddings and norms behind the branches.
NamePairs gemma_whole();
NamePairs gemma_part();

} // namespace pareto::config
