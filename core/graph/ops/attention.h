// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// Softmax attention of the present tokens over the cached past plus the present.
/// inputs: q [B,T,H,K], k [B,T,Hkv,K], v? [B,T,Hkv,V], sink? [H] (learned logit without value).
/// Query head h reads kv head h / (H/Hkv). Output [B,T,H,V]. Present k, v are rounded to the cache type.
/// Where `value_prefix` is set there is no v: the value of a key is its first `value_prefix` channels (latent
/// attention, arXiv 2405.04434), V = value_prefix, and the keys are the only entry. Query at position t sees s with s
/// <= t, and s > t-window where window > 0, plus s < pinned always. states: two Append or Ring entries, keys then
/// values, [Hkv,K] and [Hkv,V] per token.
struct AttentionSpec {
  float scale = 1;
  bool causal = true;
  int64_t window = 0;       ///< 0 = none; counts the token itself
  int64_t pinned = 0;       ///< first tokens that stay visible behind a window (attention sinks)
  float softcap = 0;        ///< 0 = none; logits = softcap * tanh(logits / softcap)
  int64_t value_prefix = 0; ///< 0 = values are an input of their own
  bool operator==(const AttentionSpec&) const = default;
};

} // namespace pareto
