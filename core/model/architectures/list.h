// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/architecture.h"

/// Every architecture, in the order of the model tree. A line here is a file beside it: architectures/NAME.cpp defines
/// architecture::NAME(), which holds all there is of it. A file without its line does not compile, a line without its
/// file does not link.
// clang-format off
#define PARETO_ARCHITECTURES(ARCHITECTURE) \
  ARCHITECTURE(softmax_attention)          \
  ARCHITECTURE(sliding_window)             \
  ARCHITECTURE(linear_attention)           \
  ARCHITECTURE(retnet)                     \
  ARCHITECTURE(gla)                        \
  ARCHITECTURE(deltanet)                   \
  ARCHITECTURE(gated_deltanet)             \
  ARCHITECTURE(mamba)                      \
  ARCHITECTURE(mamba2)                     \
  ARCHITECTURE(hgrn2)                      \
  ARCHITECTURE(hgrn)                       \
  ARCHITECTURE(rwkv7)                      \
  ARCHITECTURE(rg_lru)                     \
  ARCHITECTURE(mingru)                     \
  ARCHITECTURE(short_conv)                 \
  ARCHITECTURE(hybrid_samba)               \
  ARCHITECTURE(hybrid_griffin)             \
  ARCHITECTURE(hybrid_lfm2)                \
  ARCHITECTURE(hybrid_gdn_attn)            \
  ARCHITECTURE(hybrid_gdn_attn_6_1)        \
  ARCHITECTURE(hybrid_gdn_attn_12_1)       \
  ARCHITECTURE(hybrid_gdn_attn_24_1)       \
  ARCHITECTURE(hybrid_gdn_swa)             \
  ARCHITECTURE(hybrid_mamba2_gdn_swa)      \
  ARCHITECTURE(hybrid_deltanet_swa)
// clang-format on

namespace pareto::architecture {

#define PARETO_DECLARE_ARCHITECTURE(name) Architecture name();
PARETO_ARCHITECTURES(PARETO_DECLARE_ARCHITECTURE)
#undef PARETO_DECLARE_ARCHITECTURE

} // namespace pareto::architecture
