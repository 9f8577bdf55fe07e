// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/architecture.h"

/// Every architecture, in the order of the model tree. A line here is a file beside it: architectures/NAME.cpp defines
/// architecture::NAME(), which holds all there is of it. A file without its line does not compile, a line without its
/// file does not link.
// clang-format off
#define PARETO_ARCHITECTURES(ARCHITECTURE) \
  ARCHITECTURE(softmax_attention)          \
  ARCHITECTURE(mla)                        \
  ARCHITECTURE(grouped_tied_attention)     \
  ARCHITECTURE(grouped_latent_attention)   \
  ARCHITECTURE(forgetting_attention)       \
  ARCHITECTURE(stick_breaking_attention)   \
  ARCHITECTURE(parallax)                   \
  ARCHITECTURE(deltaformer)                \
  ARCHITECTURE(path_attention)             \
  ARCHITECTURE(sliding_window)             \
  ARCHITECTURE(sparse_transformer)         \
  ARCHITECTURE(longformer)                 \
  ARCHITECTURE(bigbird)                    \
  ARCHITECTURE(longnet)                    \
  ARCHITECTURE(nsa)                        \
  ARCHITECTURE(moba)                       \
  ARCHITECTURE(dsa)                        \
  ARCHITECTURE(compressed_attention)       \
  ARCHITECTURE(moe)                        \
  ARCHITECTURE(deepseek_moe)               \
  ARCHITECTURE(switch_transformer)         \
  ARCHITECTURE(expert_choice)              \
  ARCHITECTURE(mixture_of_depths)          \
  ARCHITECTURE(masked_diffusion)           \
  ARCHITECTURE(block_diffusion)            \
  ARCHITECTURE(linear_attention)           \
  ARCHITECTURE(retnet)                     \
  ARCHITECTURE(gla)                        \
  ARCHITECTURE(simple_gla)                 \
  ARCHITECTURE(lightning_attention)        \
  ARCHITECTURE(lightnet)                   \
  ARCHITECTURE(based)                      \
  ARCHITECTURE(rebased)                    \
  ARCHITECTURE(gsa)                        \
  ARCHITECTURE(abc)                        \
  ARCHITECTURE(metala)                     \
  ARCHITECTURE(rodimus)                    \
  ARCHITECTURE(deltanet)                   \
  ARCHITECTURE(gated_deltanet)             \
  ARCHITECTURE(gated_deltaproduct)         \
  ARCHITECTURE(mom)                        \
  ARCHITECTURE(kda)                        \
  ARCHITECTURE(comba)                      \
  ARCHITECTURE(gated_deltanet_2)           \
  ARCHITECTURE(precond_gated_deltanet)     \
  ARCHITECTURE(precond_kda)                \
  ARCHITECTURE(s4d)                        \
  ARCHITECTURE(s5)                         \
  ARCHITECTURE(mamba)                      \
  ARCHITECTURE(mamba2)                     \
  ARCHITECTURE(mamba3)                     \
  ARCHITECTURE(log_linear_mamba2)          \
  ARCHITECTURE(hgrn2)                      \
  ARCHITECTURE(hgrn)                       \
  ARCHITECTURE(rwkv7)                      \
  ARCHITECTURE(rwkv6)                      \
  ARCHITECTURE(rwkv5)                      \
  ARCHITECTURE(rwkv4)                      \
  ARCHITECTURE(rg_lru)                     \
  ARCHITECTURE(mingru)                     \
  ARCHITECTURE(minlstm)                    \
  ARCHITECTURE(mlstm)                      \
  ARCHITECTURE(slstm)                      \
  ARCHITECTURE(ttt_linear)                 \
  ARCHITECTURE(titans)                     \
  ARCHITECTURE(mesa_net)                   \
  ARCHITECTURE(short_conv)                 \
  ARCHITECTURE(hybrid_samba)               \
  ARCHITECTURE(hybrid_griffin)             \
  ARCHITECTURE(hybrid_lfm2)                \
  ARCHITECTURE(hybrid_gdn_attn)            \
  ARCHITECTURE(hybrid_gdn_attn_6_1)        \
  ARCHITECTURE(hybrid_gdn_attn_12_1)       \
  ARCHITECTURE(hybrid_gdn_attn_24_1)       \
  ARCHITECTURE(hybrid_gdn_swa)             \
  ARCHITECTURE(hybrid_gdn2_swa)            \
  ARCHITECTURE(hybrid_kda_swa)             \
  ARCHITECTURE(hybrid_mamba2_gdn_swa)      \
  ARCHITECTURE(hybrid_deltanet_swa)        \
  ARCHITECTURE(hybrid_jamba)               \
  ARCHITECTURE(hybrid_minimax)             \
  ARCHITECTURE(hybrid_qwen3_next)          \
  ARCHITECTURE(hybrid_kimi_linear)         \
  ARCHITECTURE(hybrid_olmo)                \
  ARCHITECTURE(hybrid_nemotron_h)          \
  ARCHITECTURE(hybrid_zamba2)              \
  ARCHITECTURE(hybrid_falcon_h1)           \
  ARCHITECTURE(hybrid_hymba)
// clang-format on

namespace pareto::architecture {

#define PARETO_DECLARE_ARCHITECTURE(name) Architecture name();
PARETO_ARCHITECTURES(PARETO_DECLARE_ARCHITECTURE)
#undef PARETO_DECLARE_ARCHITECTURE

} // namespace pareto::architecture
