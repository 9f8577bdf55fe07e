// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/mixer.h"

#include <cstdint>

namespace pareto {

/// Attention of one key head to a window and to entries that each stand for a block of tokens. A key is its own value.
/// Compressed sparse attention (CSA): entries of few tokens that overlap, of which an indexer chooses; heavily
/// compressed attention (HCA): entries of many, all of which are read. DeepSeek-V4's report, section 2.3.
struct CompressedMixer {
  int64_t heads = 1, head_dim = 128;
  int64_t q_rank = 128;  ///< of the queries' latent
  int64_t rope_dim = 64; ///< last channels of a head that are rotated, what is read back by the reader's position
  int64_t window = 128;  ///< tokens that are read one by one, the token itself included
  int64_t block = 4;     ///< tokens of an entry; 0 = none: the window is all
  bool overlaps = true;  ///< an entry stands for the block before as well
  int64_t index_heads = 64, index_dim = 128;    ///< of the indexer; no heads = every entry is read
  int64_t entries = 512;                        ///< that the indexer chooses
  int64_t output_groups = 1, output_rank = 128; ///< of heads, and what each makes of them before the output
  RopeSpec rope;
  float norm_eps = 1e-6f; ///< of all its norms
};

std::string_view mixer_id(const CompressedMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const CompressedMixer& mixer);

} // namespace pareto
