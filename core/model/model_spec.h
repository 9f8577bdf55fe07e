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
    Channels,
    Matrix
  } kind = Kind::None; ///< Channels: a learned vector (LayerScale, arXiv 2103.17239); Matrix: a learned projection of
                       ///< the layer's own, be the branch shared or not (Zamba)
  float factor = 1;    ///< of Factor (MiniCPM, Granite: every branch is scaled by the depth of the stack)
  bool operator==(const BranchGate&) const = default;
};

/// One branch of a block: a mixer or a feed-forward part, the norms around it and its gate.
struct Branch {
  std::variant<Mixer, FeedForward> part;
  /// What it reads: a norm of its own of the stream, that of the branch before it (Cohere), the stream as it is (OLMo
  /// 2), a norm of its own of the stream beside the embedding, twice as wide (Zamba), or a norm of its own that takes
  /// the stream's place (MiniMax).
  enum class Input : uint8_t { OwnNorm, NormBefore, Stream, EmbeddingToo, Restart } input = Input::OwnNorm;
  bool post_norm = false; ///< its result is normalised before it joins the stream
  BranchGate gate{};
  std::string shared{}; ///< layers whose branches have one name share its weights (Zamba's block); empty: its own
  /// Where its result goes: to the stream; to the stream behind the last branch of the block (LongCat); to the next
  /// branch in place of the stream, or added to what that one reads of it (Zamba); to the next branch's result, both of
  /// which read one stream (Gemma 4).
  enum class Joins : uint8_t { Stream, End, NextInput, BesideNextInput, NextResult } joins = Joins::Stream;
  float keeps = 1;       ///< what the stream is multiplied by before the result joins it (MiniMax)
  bool sum_norm = false; ///< what joined its result is normalised with it
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
  /// Adds a mixer that reads what the first one reads, side by side (Falcon-H1); of a block that reads its parts in
  /// turn, each behind a norm of its own.
  void put_beside(Mixer mixer);
  /// The mixer that stands beside the first one so; nullptr where there is none.
  const Mixer* beside() const;
  /// Gives all weights to the layers of that name (Zamba's block).
  void share(const std::string& name);
  /// The published form it has; nothing for any other arrangement of branches, gates and shared weights.
  std::optional<Residual> residual() const;

  std::vector<Branch> branches;
  bool parallel = false;
  bool pre_norm = false; ///< RWKV-7 and nanochat, layer 0: the embedding is normalised and that is the residual
  bool scaled = false;   ///< the stream is multiplied by a learned number behind it (Gemma 4), of a canvas another one
};

/// An embedding that every layer has of its own (Gemma 3n and 4): a table beside the embedding and a projection of it.
/// Behind its branches a layer adds norm(W_out (act(W_gate x) * e)) to the stream x.
struct PerLayerEmbedding {
  int64_t width = 0; ///< channels of a layer; 0 = none
  int64_t vocab = 0; ///< rows of its table; ids beyond read the first one
  UnaryFunction activation = UnaryFunction::GeluTanh;
  bool operator==(const PerLayerEmbedding&) const = default;
};

/// Several streams side by side. AltUp (arXiv 2301.13310; Gemma 3n): the layers work on one; before a layer all are
/// predicted from all, behind it all are corrected by what it made of the active one. Hyper-connections (arXiv
/// 2409.19606, 2512.24880; DeepSeek-V4): each branch of a layer reads a sum of all streams, and all of them are mixed
/// with what it made.
struct ParallelStreams {
  int64_t count = 1; ///< 1 = the usual one
  int64_t active = 0;
  bool scaled = false; ///< a learned vector scales the active stream before the layer's own embedding reads it
  enum class Rule : uint8_t { AltUp, HyperConnections } rule = Rule::AltUp;
  int64_t turns = 20; ///< of hyper-connections: by rows and columns of the mixing matrices (NormSpec::turns)
  float eps = 1e-6f;  ///< added to their sums, and to the shares that a branch reads
  bool operator==(const ParallelStreams&) const = default;
};

/// A second way of reading with the same weights, which denoises (DiffusionGemma): a block of tokens behind the text.
/// All of them see one another and what the first sees of the text, which itself is read causally. Self-conditioning
/// (arXiv 2208.04202): the mean of embeddings by the probabilities of the pass before goes through a norm and a gated
/// part and is added to the embedding, whose rms is then set to 1.
struct Canvas {
  int64_t length = 0; ///< tokens; 0 = none
  int64_t width = 0;  ///< inside of the gated part
  UnaryFunction activation = UnaryFunction::GeluTanh;
  bool operator==(const Canvas&) const = default;
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
  PerLayerEmbedding per_layer{};
  ParallelStreams streams{};
  Canvas canvas{};
  int64_t max_context = 0; ///< as the configuration states it; 0 = not stated
  int64_t rope_limit =
      0; ///< tokens up to which the rotary embedding is known (dynamic scaling changes it beyond); 0 = any
  bool assumed_shape = false;
  int32_t mask_token = -1; ///< id of a token that is not known yet, of models that denoise; -1 = none
};

/// The catalogue id of what a block mixes with: that of its mixer, "hybrid" when it has several that differ.
std::string architecture_of(const Block& block);
/// The id of the architecture family a stack belongs to: that of its blocks, where attention with a mixture of experts
/// goes by the mixture, "hybrid" when they differ.
std::string architecture_of(const ModelSpec& spec);

/// Width of the shared lower bounds that the mixers of a stack read; 0 = none does. Nothing where they disagree.
std::optional<int64_t> lower_bound_width(const std::vector<Block>& blocks);

} // namespace pareto
