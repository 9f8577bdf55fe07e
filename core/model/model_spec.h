// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"
#include "core/model/feed_forward.h"
#include "core/model/mixer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pareto {

/// Normalisation of the residual stream. Weights stored near 0 (Gemma's 1 + w) are folded at load.
struct StreamNorm {
  NormKind kind = NormKind::Rms;
  float eps = 1e-6f;
  bool one_plus = false;
  bool bias = false;  ///< LayerNorm only
  bool weight = true; ///< false: normalisation alone (nanochat)
  bool operator==(const StreamNorm&) const = default;
};

/// What a branch's result is multiplied by before it joins the stream.
struct BranchGate {
  enum class Kind : uint8_t {
    None,
    Factor,
    Channels
  } kind = Kind::None; ///< Channels: a learned vector (LayerScale, arXiv 2103.17239)
  float factor = 1;    ///< of Factor (MiniCPM, Granite: every branch is scaled by the depth of the stack)
  bool operator==(const BranchGate&) const = default;
};

/// One branch of a block: a mixer or a feed-forward part, the norms around it and its gate.
struct Branch {
  std::variant<Mixer, FeedForward> part;
  /// What it reads: a norm of its own of the stream, that of the branch before it (Cohere), or the stream as it is
  /// (OLMo 2).
  enum class Input : uint8_t { OwnNorm, NormBefore, Stream } input = Input::OwnNorm;
  bool post_norm = false; ///< its result is normalised before it joins the stream
  BranchGate gate{};
  std::string shared{}; ///< layers whose branches have one name share its weights (Zamba's block); empty: its own
};

/// One layer: branches that add to the stream, in turn (each reads what the ones before it made) or in parallel.
struct Block {
  /// How published blocks of a mixer and a feed-forward part join the stream.
  /// Pre: x += f(norm x). Post: x += norm(f(x)) (OLMo 2). Parallel: x += mixer(norm1 x) + ffn(norm2 x) (GPT-NeoX).
  /// ParallelShared: the same with one norm for both (Cohere). Sandwich: x += norm2(f(norm1 x)) (Gemma 2, GLM-4).
  enum class Residual : uint8_t { Pre, Post, Parallel, ParallelShared, Sandwich };

  Block() = default;
  Block(Mixer mixes, std::optional<FeedForward> feeds, Residual form_of = Residual::Pre, bool normed_first = false);

  /// Its first mixer, and its first feed-forward part; nullptr where there is none.
  const Mixer* mixer() const;
  Mixer* mixer();
  const FeedForward* ffn() const;
  FeedForward* ffn();
  /// The published form it has; nothing for any other arrangement of branches, gates and shared weights.
  std::optional<Residual> residual() const;

  std::vector<Branch> branches;
  bool parallel = false;
  bool pre_norm = false; ///< RWKV-7 and nanochat, layer 0: the embedding is normalised and that is the residual
};

/// A language model as plain data; validated by whoever builds it (configuration, blueprint, catalogue).
struct ModelSpec {
  int64_t vocab = 0, hidden = 0;
  std::vector<Block> blocks;
  StreamNorm norm;
  bool tied = false;
  float embedding_scale = 1;
  int64_t positions = 0;         ///< rows of a learned position table; 0 = none
  float logit_scale = 1;         ///< multiplies the logits (Cohere)
  float logit_softcap = 0;       ///< 0 = none
  int64_t lower_bound_width = 0; ///< HGRN, HGRN2: width of the shared lower_bounds parameter; 0 = none
  int64_t max_context = 0;       ///< as the configuration states it; 0 = not stated
  int64_t rope_limit =
      0; ///< tokens up to which the rotary embedding is known (dynamic scaling changes it beyond); 0 = any
  bool assumed_shape = false;
};

/// The catalogue id of what a block mixes with: that of its mixer, "hybrid" when it has several that differ.
std::string architecture_of(const Block& block);
/// The id of the architecture family a stack belongs to: that of its blocks, where attention with a mixture of experts
/// goes by the mixture, "hybrid" when they differ.
std::string architecture_of(const ModelSpec& spec);

/// Width of the shared lower bounds that the mixers of a stack read; 0 = none does. Nothing where they disagree.
std::optional<int64_t> lower_bound_width(const std::vector<Block>& blocks);

} // namespace pareto
