// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/softmax_attention.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/sparse_attention.h"

#include <algorithm>

namespace pareto {

namespace {

/// RMS norm of queries or keys over the last axis of x.
Tensor qk_norm(LayerContext& context, Tensor x, const AttentionMixer& mixer, const std::string& name) {
  Graph& g = context.graph;
  const NormSpec norm{NormKind::Rms, mixer.qk_norm_eps, 0};
  if (!mixer.qk_norm_weight)
    return g.norm(x, norm);
  Tensor weight = context.vector(name + ".weight", {x.shape.back()},
                                 {mixer.qk_norm_one_plus ? Init::Rule::Zeros : Init::Rule::Ones});
  if (mixer.qk_norm_one_plus)
    weight = g.unary(weight, UnaryFunction::Affine, 1, 1);
  return g.norm(x, norm, weight);
}

Mixer softmax_attention_shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, 0, 0); }

constexpr float kTernaryNormEps = 1e-8f, kLeastLevels = 1e-5f; ///< of BitNet's projections
constexpr Range<int64_t> kTogether{2, 4096};                   ///< of one token it is causal attention

/// The rotation of queries: that of the keys, growing with the position where the mixer says so.
RopeSpec query_rope(const AttentionMixer& mixer) {
  if (mixer.growth == 0)
    return mixer.rope;
  RopeTable table = mixer.rope.table ? *mixer.rope.table : RopeTable{};
  table.inv_freq.resize(static_cast<size_t>(mixer.head_dim / 2)); // where nothing turns: by no angle
  table.growth = {static_cast<double>(mixer.growth), mixer.growth_every, mixer.growth_shift};
  return {mixer.rope.interleaved, std::make_shared<const RopeTable>(std::move(table))};
}

/// x in heads, normalised and rotated as queries or keys are.
Tensor query_or_key(LayerContext& context, Tensor x, const AttentionMixer& mixer, const std::string& name,
                    const RopeSpec& rope) {
  using QkNorm = AttentionMixer::QkNorm;
  if (mixer.qk_norm == QkNorm::WholeWidth)
    x = qk_norm(context, x, mixer, name + "_norm");
  x = context.heads(x, x.shape[2] / mixer.head_dim);
  const bool per_head = mixer.qk_norm == QkNorm::PerHead;
  if (per_head && !mixer.qk_norm_after_rope)
    x = qk_norm(context, x, mixer, name + "_norm");
  if (rope.table)
    x = context.graph.rope(x, rope);
  return per_head && mixer.qk_norm_after_rope ? qk_norm(context, x, mixer, name + "_norm") : x;
}

/// One of the four projections.
Tensor projected(LayerContext& context, const char* name, Tensor x, int64_t width, bool bias,
                 const AttentionMixer& mixer) {
  if (!mixer.ternary)
    return context.linear(name, x, width, bias);
  Graph& g = context.graph;
  const Tensor normed = g.norm(x, {NormKind::Rms, kTernaryNormEps, 0},
                               context.vector(std::string(name) + ".norm.weight", {x.shape.back()}));
  return context.linear(name, g.norm(normed, {NormKind::Levels, kLeastLevels, 0}), width, bias);
}

/// Values in heads; `keys`: what the keys' projection makes.
Tensor values_of(LayerContext& context, Tensor x, Tensor keys, const AttentionMixer& mixer) {
  Graph& g = context.graph;
  const int64_t width = mixer.value_dim > 0 ? mixer.value_dim : mixer.head_dim;
  Tensor v =
      mixer.values_are_keys ? keys : projected(context, "v_proj", x, mixer.kv_heads * width, mixer.qkv_bias, mixer);
  v = context.heads(v, mixer.kv_heads);
  if (mixer.value_norm)
    v = g.norm(v, {NormKind::Rms, mixer.qk_norm_eps, 0});
  return mixer.value_scale == 1 ? v : g.scale(v, mixer.value_scale);
}

using sparse::Heads;

/// Attention of heads that keep all of the past, and read all of it or some pages.
Tensor read_past(Graph& g, const Heads& heads, const AttentionSpec& spec, const AttentionMixer& mixer) {
  if (mixer.kept > 0) {
    const int64_t recent = mixer.kept_by == EvictBy::Last ? 1 : (mixer.kept + 1) / 2;
    return g.evicting_attention(heads.q, heads.k, heads.v,
                                {spec.scale, mixer.kept, recent, mixer.kept_by, mixer.kept_together});
  }
  if (mixer.page == 0)
    return g.attention(heads.q, heads.k, heads.v, heads.sinks, spec);
  SelectBlocksSpec choice{BlockScore::Plain, mixer.page, mixer.pages};
  choice.local = 1;
  return sparse::block_attention(g, heads.q, heads.k, heads.v, heads.sinks, spec, choice, BlockSummary::Bounds);
}

/// The same where the last key heads keep a window only.
Tensor read_heads(LayerContext& context, const Heads& heads, AttentionSpec spec, const AttentionMixer& mixer) {
  Graph& g = context.graph;
  if (mixer.stream_heads == 0)
    return read_past(g, heads, spec, mixer);
  const int64_t whole = mixer.kv_heads - mixer.stream_heads;
  const Tensor past = whole > 0 ? read_past(g, heads.part(0, whole), spec, mixer) : Tensor{};
  spec.window = mixer.stream_window;
  spec.pinned = mixer.stream_pinned;
  const Heads streams = heads.part(whole, mixer.stream_heads);
  g.push_scope("stream");
  const Tensor stream = g.attention(streams.q, streams.k, streams.v, streams.sinks, spec);
  g.pop_scope();
  return past ? sparse::joined(g, past, stream) : stream;
}

/// Attention to the keys and values that the layer which made `of` has kept.
Tensor read_again(Graph& g, Tensor q, Tensor sinks, AttentionSpec spec, const Tensor& of) {
  spec.again = true;
  return g.attention(q, g.history(of, 0), g.history(of, 1), sinks, spec);
}

/// What the queries q read of the layer's own keys and values, or of an earlier layer's.
Tensor attended(LayerContext& context, Tensor q, Tensor x, const AttentionMixer& mixer) {
  Graph& g = context.graph;
  AttentionSpec spec;
  spec.scale = mixer.scale > 0 ? mixer.scale : 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  spec.window = mixer.window;
  spec.pinned = mixer.pinned;
  spec.softcap = mixer.softcap;
  spec.chunked = mixer.chunked;
  spec.causal = mixer.causal && !context.canvas;
  spec.together = mixer.block;
  const Tensor sinks = mixer.sinks ? context.vector("sinks", {mixer.heads}, {Init::Rule::Zeros}) : Tensor{};
  if (mixer.cache_of >= 0)
    return read_again(g, q, sinks, spec, context.attended[static_cast<size_t>(mixer.cache_of)]);
  if (mixer.kv_norm)
    x = g.norm(context.stream, {NormKind::Rms, context.model.norm.eps, 0},
               context.vector("kv_norm.weight", {x.shape.back()}));
  const Tensor raw = projected(context, "k_proj", x, mixer.kv_heads * mixer.head_dim, mixer.qkv_bias, mixer),
               v = values_of(context, x, raw, mixer), k = query_or_key(context, raw, mixer, "k", mixer.rope);
  return read_heads(context, {q, k, v, sinks}, spec, mixer);
}

/// What the heads read times what their gate leaves open.
Tensor gated(LayerContext& context, Tensor read, Tensor x, const AttentionMixer& mixer) {
  if (mixer.gate == AttentionMixer::Gate::None)
    return read;
  const bool by_head = mixer.gate == AttentionMixer::Gate::Heads;
  const int64_t width = by_head ? mixer.heads : read.shape[2] * read.shape[3];
  Graph& g = context.graph;
  const Tensor open =
      context.heads(g.unary(context.linear("gate_proj", x, width), UnaryFunction::Sigmoid), mixer.heads);
  return g.mul(read, open);
}

/// What no single setting says.
const char* softmax_attention_problem(const Part& part) {
  const auto& mixer = *part.as<AttentionMixer>();
  if (mixer.stream_heads > mixer.kv_heads)
    return "has more heads that stream than heads of keys.";
  if (mixer.window > 0 && (mixer.page > 0 || mixer.stream_heads > 0))
    return "has a window and pages, or heads with a window of their own.";
  if (mixer.kept > 0 && (mixer.window > 0 || mixer.page > 0 || mixer.sinks || mixer.softcap > 0 || mixer.cache_of >= 0))
    return "evicts tokens and has a window, pages, sinks, capped scores or another layer's cache.";
  return nullptr;
}

} // namespace

namespace {

const char* title_of(AttentionReach reach) {
  switch (reach) {
  case AttentionReach::Windowed: return "Softmax attention over the last tokens and a few pinned first ones";
  case AttentionReach::Bidirectional: return "Softmax attention of every token to the whole text (masked diffusion)";
  case AttentionReach::Blockwise: return "Softmax attention to the past and the token's own block (block diffusion)";
  case AttentionReach::Full: break;
  }
  return "Full softmax attention (MHA, GQA, MQA)";
}

constexpr const char* kOwnScores =
    "has an attention scale, capped scores, output bias, sinks or whole-width norm, which a blueprint cannot describe.";
constexpr const char* kOwnValues = "has values or an output of a kind that a blueprint cannot describe.";
constexpr const char* kOwnCache = "reads its keys and values in a way that a blueprint cannot describe.";

bool has_norm(const AttentionMixer& mixer) { return mixer.qk_norm != AttentionMixer::QkNorm::None; }
bool has_pages(const AttentionMixer& mixer) { return mixer.page > 0; }
bool has_streams(const AttentionMixer& mixer) { return mixer.stream_heads > 0; }
bool evicts(const AttentionMixer& mixer) { return mixer.kept > 0; }

/// A row of those reaches that have the setting; in any other it is fixed.
template <class T>
Row<AttentionMixer> row_if(bool has, Row<AttentionMixer> row, T AttentionMixer::*member) {
  return has ? std::move(row) : fixed(row.key, member);
}

Row<AttentionMixer> kept_by_row() {
  return choice("kept_by", &AttentionMixer::kept_by, {"attention-sum", "last-query"})
      .is(0)
      .means(
          "what tokens are kept by: half of them as the last ones and half by all attention they got, or the present "
          "one and those its query attends to most")
      .counts_if(evicts);
}

Row<AttentionMixer> kept_together_row() {
  return toggle("kept_together", &AttentionMixer::kept_together)
      .is(false)
      .means("all key heads keep the same tokens, by what they attend to together")
      .counts_if(evicts);
}

} // namespace

FieldTable attention_fields(AttentionReach reach) {
  using M = AttentionMixer;
  const bool full = reach == AttentionReach::Full, windowed = reach == AttentionReach::Windowed;
  const auto of_full = [full](const char* key, int64_t M::*member, Range<int64_t> range, const char* text) {
    return row_if(full, whole(key, member, range).is(M{}.*member).means(text), member);
  };
  FieldTable table = field_table<M>(
      title_of(reach),
      {whole("heads", &M::heads, kHeads).means("query heads"),
       kv_heads_row<M>(),
       head_row<M>(),
       rotary("rope", &M::rope, "head_dim").means("rotary positions"),
       toggle("qkv_bias", &M::qkv_bias).is(false).means("bias of the three input projections"),
       toggle("qk_norm", &M::qk_norm).is(false).means("RMS norm of each head's query and key").refused(kOwnScores),
       number("qk_norm_eps", &M::qk_norm_eps, kEps).is(1e-6).means("of that norm").counts_if(has_norm),
       row_if(windowed, whole("window", &M::window, kLength).means("tokens seen, the token itself included"),
              &M::window),
       row_if(windowed, whole("pinned", &M::pinned, {0, 1 << 16}).is(0).means("first tokens that stay visible"),
              &M::pinned),
       fixed("scale", &M::scale, kOwnScores),
       fixed("softcap", &M::softcap, kOwnScores),
       fixed("output_bias", &M::output_bias, kOwnScores),
       fixed("sinks", &M::sinks, kOwnScores),
       toggle("gate", &M::gate).is(false).means("what the heads read times a sigmoid of the input").refused(kOwnScores),
       fixed("value_dim", &M::value_dim, kOwnValues),
       fixed("value_scale", &M::value_scale, kOwnValues),
       fixed("values_are_keys", &M::values_are_keys, kOwnValues),
       fixed("value_norm", &M::value_norm, kOwnValues),
       fixed("inner_norm", &M::inner_norm, kOwnValues),
       fixed("ternary", &M::ternary, kOwnValues),
       fixed("chunked", &M::chunked, kOwnCache),
       fixed("growth", &M::growth, kOwnScores),
       fixed("growth_every", &M::growth_every, kOwnScores),
       fixed("growth_shift", &M::growth_shift, kOwnScores),
       fixed("cache_of", &M::cache_of, kOwnCache),
       fixed("kv_norm", &M::kv_norm, kOwnCache),
       fixed("qk_norm_one_plus", &M::qk_norm_one_plus).counts_if(has_norm),
       fixed("qk_norm_weight", &M::qk_norm_weight).counts_if(has_norm),
       fixed("qk_norm_after_rope", &M::qk_norm_after_rope).counts_if(has_norm),
       fixed("causal", &M::causal).is(reach != AttentionReach::Bidirectional),
       row_if(reach == AttentionReach::Blockwise,
              whole("block", &M::block, kTogether).means("tokens that see one another, and are denoised together"),
              &M::block),
       of_full("page", &M::page, {0, kBlock.high},
               "tokens of a page; of the past only the pages are read that could fit the query best; 0: all is read"),
       of_full("pages", &M::pages, {1, 1 << 16}, "pages read, the token's own one included").counts_if(has_pages),
       of_full("stream_heads", &M::stream_heads, {0, kHeads.high},
               "key heads, the last ones, that keep a window and the first tokens only"),
       of_full("stream_window", &M::stream_window, kLength, "tokens of that window, the token itself included")
           .counts_if(has_streams),
       of_full("stream_pinned", &M::stream_pinned, {0, 1 << 16}, "first tokens that those heads keep")
           .counts_if(has_streams),
       of_full("kept", &M::kept, {0, 1 << 16}, "tokens that each key head keeps, the present one included; 0: all"),
       row_if(full, kept_by_row(), &M::kept_by),
       row_if(full, kept_together_row(), &M::kept_together)});
  table.problem = softmax_attention_problem;
  return table;
}

Mixer attention_shape(const ShapeSize& size, int64_t hidden, int64_t window, int64_t pinned) {
  AttentionMixer mixer;
  const int64_t width = std::min(size.hidden / size.heads, hidden); // of narrow stacks one head
  mixer.heads = hidden / width;
  mixer.head_dim = width;
  mixer.kv_heads = size.kv_heads == size.heads || mixer.heads % size.kv_heads != 0 ? mixer.heads : size.kv_heads;
  mixer.rope = plain_rope(width);
  mixer.window = window;
  mixer.pinned = pinned;
  return mixer;
}

Mixer window_shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, size.window, 0); }

std::string_view mixer_id(const AttentionMixer& mixer) {
  if (!mixer.causal)
    return "masked-diffusion";
  if (mixer.block > 1)
    return "block-diffusion";
  return mixer.window > 0 ? "sliding-window" : "softmax-attention";
}

Tensor record_mixer(LayerContext& context, Tensor x, const AttentionMixer& mixer) {
  const Tensor raw = projected(context, "q_proj", x, mixer.heads * mixer.head_dim, mixer.qkv_bias, mixer),
               q = query_or_key(context, raw, mixer, "q", query_rope(mixer));
  const Tensor read = attended(context, q, x, mixer);
  context.attended[static_cast<size_t>(context.layer)] = read;
  Tensor all = context.merge(gated(context, read, x, mixer));
  if (mixer.inner_norm)
    all = context.graph.norm(all, {NormKind::Rms, mixer.qk_norm_eps, 0},
                             context.vector("o_norm.weight", {all.shape.back()}));
  return projected(context, "o_proj", all, context.model.hidden, mixer.output_bias, mixer);
}

Architecture architecture::softmax_attention() {
  return {
      .id = "softmax-attention",
      .name = "Transformer++ (Llama-like)",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2305.13245",
      .source = "transformers, modeling_llama",
      .idea = PARETO_TEXT("Core", "Every new token looks at every earlier one."),
      .promise = PARETO_TEXT("Core", "Exact recall of anything in the context."),
      .weakness = PARETO_TEXT("Core", "Memory and time per token grow with the context."),
      .complexity = "O(n)",
      .fields = attention_fields(AttentionReach::Full),
      .shape = {.mixers = {softmax_attention_shape}, .sets_budget = true},
  };
}

} // namespace pareto
