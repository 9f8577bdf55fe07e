// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// How a query shares itself out over the keys it sees, from logits l_s.
enum class AttentionRule : uint8_t {
  Softmax,      ///< e^{l_s} over their sum
  StickBreaking ///< sigma(l_s) of what the keys behind s left over: prod_{s<j<t} (1 - sigma(l_j)) (arXiv 2410.17980)
};

/// Indices of the inputs of an attention node; optional ones are absent.
enum AttentionInput : int {
  kAttentionQ,      ///< [B,T,H,K]
  kAttentionK,      ///< [B,T,Hkv,K]
  kAttentionV,      ///< [B,T,Hkv,V]?
  kAttentionSink,   ///< [H]? learned logit without value
  kAttentionForget, ///< [B,T,H] or [B,T,H,K]? running sum of log forget gates (<= 0), this token's own included
  kAttentionProbe,  ///< [B,T,H,K]? second query of Parallax
  kAttentionErase,  ///< [B,T,H]? how much of what a token would read is taken from its value (DeltaFormer)
  kAttentionShared, ///< [B,T,1,R]? last channels of the keys of all heads; the others are the first K - R of k
  kAttentionChosen, ///< I32 [B,T,G,S]? blocks that a token reads, for each of G groups of key heads; -1 behind the last
  kAttentionReflect, ///< [B,T,Hkv,K]? along which a token reflects all earlier keys (PaTH)
  kAttentionInputs
};

/// Attention of the present tokens over the cached past plus the present; by softmax unless the rule says otherwise.
/// Query head h reads kv head h / (H/Hkv). Output [B,T,H,V]. Present k, v are rounded to the cache type.
/// Where `value_prefix` is set there is no v: the value of a key is its first `value_prefix` channels (latent
/// attention, arXiv 2405.04434), V = value_prefix, and the keys are the only entry; with shared channels k may be wider
/// than its part of the keys, since values take it whole (tied attention, arXiv 2505.21487). Query at position t sees s
/// with s <= t, and s > t-window where window > 0, plus s < pinned always; with `chunked` a window begins at the
/// multiples of its length: s >= t - t % window (Llama 4); of blocks of B > 1 tokens `together` up to its end, s < B
/// (t/B + 1) (block diffusion, arXiv 2503.09573), and every s of the step where it is not causal: all of its tokens see
/// the window of the first of them. No step sees a token behind its own: read in pieces other than whole blocks it
/// gives something else. With `mass` there is a second output [B,T,H,1], ln sum_s e^{l_s} over the keys a query sees,
/// kNoMass where it sees none: by their masses what is read of several parts of a past becomes what one softmax over
/// all of them reads. states: Append or Ring entries, keys then values, [Hkv,K] and [Hkv,V] per token, then shared
/// channels [1,R] or the sums of gates in float32, [H,1] or [H,K]. forget F of a head: l_ts = scale q_t . k_s + F_t -
/// F_s (arXiv 2503.02130, equation 6); of its channels: l_ts = scale sum_n q_tn k_sn e^{F_tn - F_sn}. probe r: with p
/// the softmax and c_s = r_t . k_s (not scaled), o = (1 + sum p_s c_s) sum p_s v_s - sum p_s c_s v_s (arXiv
/// 2605.29157). erase b: the values are u_t = v_t - b_t sum_{s<t} p'_s u_s, p' the softmax over what lies before t
/// (nothing at t = 0); the values' entry holds u (arXiv 2505.19488). reflect u: between a key and a query lie the
/// reflections H_j = I - u_j u_j^T of the later tokens, u = sqrt(beta) w of a direction w and a strength beta >= 0:
/// l_ts = scale q_t^T H_t ... H_{s+1} k_s, and F_t - F_s where a head forgets (PaTH, arXiv 2505.16381). The keys' entry
/// holds what all reflections so far made of each key, in float32: a step rewrites all of it, and rounding would add
/// up. Stick-breaking sees s < t only, and reads nothing at t = 0. Where `block` is set there are choices
/// (select_blocks): of s <= t a query sees those whose block s / block is among the choices of its token, and only
/// these are read, one that is listed n times with n times its weight; key head h goes by row h / (Hkv/G). Of blocks of
/// one token a window keeps what it holds, and chosen tokens outside of it are not seen. Where `stride` > 1 the history
/// has one row for each block of so many tokens, the k and v of its last one, and a query sees those of whole blocks;
/// one that sees none reads zeros; choices are of such rows then, `block` as long as `stride`. With `again` k and v are
/// the entries [Hkv,K] and [Hkv,V] of an earlier node (Graph::history), which has brought the present tokens to them;
/// nothing is added (shared caches, arXiv 2405.05254).
struct AttentionSpec {
  float scale = 1;
  bool causal = true;
  int64_t window = 0;       ///< 0 = none; counts the token itself
  int64_t pinned = 0;       ///< first tokens that stay visible behind a window (attention sinks)
  float softcap = 0;        ///< 0 = none; logits = softcap * tanh(logits / softcap)
  int64_t value_prefix = 0; ///< 0 = values are an input of their own
  AttentionRule rule = AttentionRule::Softmax;
  bool chunked = false, again = false;
  int64_t together = 1; ///< causal: tokens that see one another, block by block; 1 = each its past alone
  int64_t block = 0;    ///< tokens of a block that is chosen; 0 = no choice
  int64_t stride = 1;   ///< tokens that a row of the history stands for
  bool mass = false;    ///< a second output
  float filled = 1;     ///< share of a choice's places that hold a block far into a text; for costs alone
  bool operator==(const AttentionSpec&) const = default;

  /// The first position behind the pinned ones that a query at `position` of a step from `begin` on sees.
  int64_t first_seen(int64_t position, int64_t begin) const {
    if (window == 0)
      return 0;
    const int64_t of = causal ? position : begin;
    return chunked ? of / window * window : of >= window ? of - window + 1 : 0;
  }
  /// Where what the query at `position` sees ends, of a sequence of `total` tokens.
  int64_t until(int64_t position, int64_t total) const {
    const int64_t end = causal ? (position / together + 1) * together : total;
    return end < total ? end : total;
  }
};

inline constexpr float kNoMass = -1e30f; ///< logarithm of a sum of nothing

enum AttentionOutput : int { kAttentionRead, kAttentionMass };

struct Node;
/// What an attention node keeps of a token, or where it attends again, the node whose entries it reads.
struct AttentionShape {
  int64_t batch, tokens, heads, kv_heads;
  int64_t key_width, value_width; ///< channels of a query and so of a key, and of what it reads
  int64_t key_row;                ///< channels kept of a head's key: others are shared by all heads
  size_t value_entry; ///< which of the node's states holds the values: the keys' where these begin with them
};
AttentionShape attention_extents(const Node& node);

} // namespace pareto
