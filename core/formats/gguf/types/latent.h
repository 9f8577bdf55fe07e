// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/gguf/gguf_types.h"
#include "core/model/architectures/mla.h"

// Latent attention as files of several architectures have it.
namespace pareto::config {

/// Heads, ranks and widths; rotation excluded. Refuses files from before attn_k_b and attn_v_b, which `block` is asked
/// for.
MlaMixer latent_of(GgufKeys& keys, const std::string& block);
/// attn_kv_a_mqa holds rows of the latent, then of the shared key (GgufType::place).
void place_latent_and_key(const Block& block, const std::string& part, TensorRows& rows, std::string& name);
inline const NamePairs kGgufLatent{{"mixer.q_a_proj.", "attn_q_a."}, {"mixer.q_a_norm.", "attn_q_a_norm."},
                                   {"mixer.q_b_proj.", "attn_q_b."}, {"mixer.kv_a_norm.", "attn_kv_a_norm."},
                                   {"mixer.k_up.", "attn_k_b."},     {"mixer.v_up.", "attn_v_b."}};

} // namespace pareto::config
