// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace pareto {

namespace {

/// Forgetting of a head as a whole has [B,T,H], of its channels [B,T,H,K].
bool forgets_channels(const Node& node) {
  const Tensor& forget = node.inputs[kAttentionForget];
  return forget && forget.shape.rank() == 4;
}

/// Key channels that a head has for itself.
int64_t own_channels(const Node& node) {
  const Tensor& shared = node.inputs[kAttentionShared];
  return node.inputs[kAttentionQ].shape[3] - (shared ? shared.shape[3] : 0);
}

/// What the forms beside plain softmax do not go together with.
void check_form(const Node& node, Signature& s) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const Dims& q = node.inputs[kAttentionQ].shape;
  const Tensor &sink = node.inputs[kAttentionSink], &forget = node.inputs[kAttentionForget],
               &probe = node.inputs[kAttentionProbe], &erase = node.inputs[kAttentionErase],
               &reflect = node.inputs[kAttentionReflect];
  const bool plain = spec.causal && spec.together == 1 && spec.softcap == 0 && !sink && spec.value_prefix == 0;
  s.require(!forget || (plain && forget.shape[2] == q[2] && (!forgets_channels(node) || forget.shape == q)),
            "attention forgets by a gate of each query head or of its channels, causal, without cap, sink or latent");
  s.require(!probe || (plain && !forget && probe.shape == q),
            "attention takes a second query shaped as the first, causal, without cap, sink, gates or latent");
  s.require(!erase || (plain && !forget && !probe && spec.window == 0 && q[2] == node.inputs[kAttentionK].shape[2]),
            "attention erases from what all of the past gives, one key a query head, without any other form");
  s.require(spec.rule == AttentionRule::Softmax || (plain && !forget && !probe && !erase && spec.window == 0),
            "stick-breaking attention is causal, over all of the past and without any other form");
  s.require(!reflect || (plain && spec.rule == AttentionRule::Softmax && !forgets_channels(node) && !probe && !erase &&
                         spec.window == 0 && reflect.shape == node.inputs[kAttentionK].shape),
            "attention reflects the keys of all of the past, and forgets by the head at most");
}

/// Tokens of the blocks of one choice, as many as are there far into a text.
int64_t chosen_tokens(const Node& node) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const auto places = static_cast<double>(node.inputs[kAttentionChosen].shape.back());
  return std::llround(places * static_cast<double>(spec.filled)) * spec.block;
}

/// What a history by blocks, or of another node, does not go together with.
void check_history(const Node& node, Signature& s) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const Tensor& chosen = node.inputs[kAttentionChosen];
  s.require(static_cast<bool>(chosen) == (spec.block > 0), "attention takes choices where it has blocks");
  s.require(!chosen || (chosen.kind == Kind::I32 && chosen.shape.rank() == 4 && chosen.dense() &&
                        node.inputs[kAttentionK].shape[-2] % chosen.shape[2] == 0),
            "attention takes choices [B,T,G,S], of heads that share evenly");
  const bool blocks = spec.block > 0 || spec.stride > 1;
  s.require(!blocks || (spec.causal && (spec.window == 0 || (spec.block == 1 && !spec.chunked))),
            "attention over blocks is causal and has no window, but for single tokens that are chosen");
  s.require(spec.filled > 0 && spec.filled <= 1, "attention finds a part of its choices filled");
  s.require(spec.stride == 1 || spec.block == 0 || spec.block == spec.stride,
            "attention chooses among blocks of tokens, or among rows that stand for one each");
  bool softmax = spec.rule == AttentionRule::Softmax;
  for (const AttentionInput other :
       {kAttentionForget, kAttentionProbe, kAttentionErase, kAttentionShared, kAttentionReflect})
    softmax &= !node.inputs[other];
  s.require(softmax || !(blocks || spec.again), "attention over blocks or once more goes by softmax, in no other form");
  s.require(!spec.mass || (softmax && !node.inputs[kAttentionSink]),
            "attention gives its mass where it goes by softmax alone, without a sink");
}

Signature attention_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const Dims &q = node.inputs[kAttentionQ].shape, &k = node.inputs[kAttentionK].shape;
  const Tensor &v = node.inputs[kAttentionV], &forget = node.inputs[kAttentionForget],
               &shared = node.inputs[kAttentionShared];
  const StateKind kind = spec.window > 0 ? StateKind::Ring : StateKind::Append;
  Signature s({q[0], q[1], q[2], v ? v.shape[-1] : spec.value_prefix});
  const bool reflects = static_cast<bool>(node.inputs[kAttentionReflect]);
  const auto keep = [&](const Dims& row, bool exact, bool rewritten = false) {
    s.states.push_back({{}, kind, row, spec.window, spec.pinned, exact, spec.stride, rewritten});
  };
  if (!spec.again)
    keep({k[-2], k[-1]}, reflects, reflects);
  if (v && !spec.again)
    keep({v.shape[-2], v.shape[-1]}, false);
  if (forget)
    keep({q[2], forgets_channels(node) ? q[3] : 1}, true);
  if (shared)
    keep({1, shared.shape[3]}, false);
  if (spec.mass)
    s.outputs.push_back({{q[0], q[1], q[2], 1}});
  check_form(node, s);
  check_history(node, s);
  s.require(!shared || (spec.rule == AttentionRule::Softmax && !v && !forget && !node.inputs[kAttentionProbe] &&
                        !node.inputs[kAttentionErase] && !node.inputs[kAttentionReflect] && shared.shape[2] == 1 &&
                        own_channels(node) > 0 && own_channels(node) <= k[-1]),
            "attention shares key channels of one head between heads whose values lie in their keys");
  const int axes = spec.again ? 2 : 4;
  s.require(q.rank() == 4 && k.rank() == axes && (!v || v.shape.rank() == axes),
            "attention takes q, k and v of four axes, of another node's entries [Hkv,K] and [Hkv,V]");
  s.require(static_cast<bool>(v) == (spec.value_prefix == 0) && spec.value_prefix <= k[-1],
            "attention takes values, or a prefix of its keys for them");
  s.require(spec.together >= 1 && (spec.together == 1 || (spec.causal && spec.block == 0 && spec.stride == 1)),
            "attention takes tokens together where it is causal and reads all of the past");
  s.require((shared || q[3] == k[-1]) && (!v || k[-2] == v.shape[-2]) && q[2] % k[-2] == 0,
            "attention takes k as wide as q, and heads that share evenly");
  return s;
}

/// Of the reflections of a step: each changes the queries of its own and later tokens, and all keys before it.
double reflections(const Node& node, int64_t context) {
  if (!node.inputs[kAttentionReflect])
    return 0;
  const AttentionShape a = attention_extents(node);
  const auto tokens = static_cast<double>(a.tokens);
  const double of_queries = tokens * (tokens + 1) / 2 * static_cast<double>(a.heads),
               of_keys = (tokens * static_cast<double>(context) + tokens * (tokens - 1) / 2) *
                         static_cast<double>(a.kv_heads);
  return 4 * static_cast<double>(a.batch * a.key_width) * (of_queries + of_keys);
}

/// Pairs of a query and a key that it sees, of one sequence and head.
double visible_pairs(const Node& node, int64_t context) {
  const Tensor& q = node.inputs[kAttentionQ];
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const auto tokens = static_cast<double>(q.shape[1]), past = static_cast<double>(context);
  if (spec.window == 0 && spec.block == 0 && spec.stride == 1) { // each its whole past, or all that there is
    if (!spec.causal)
      return tokens * (past + tokens);
    if (spec.together == 1)
      return tokens * past + tokens * (tokens + 1) / 2;
  }
  double pairs = 0;
  for (int64_t t = 0; t < q.shape[1]; ++t) {
    const int64_t visible = spec.until(context + t, context + q.shape[1]) / spec.stride,
                  first = spec.first_seen(context + t, context), seen = visible - first + std::min(first, spec.pinned);
    pairs += static_cast<double>(spec.block > 0 ? std::min(seen, chosen_tokens(node) / spec.stride) : seen);
  }
  return pairs;
}

double attention_flops(const Node& node, int64_t context) {
  const Tensor& q = node.inputs[kAttentionQ];
  const int64_t faded = forgets_channels(node) ? q.shape[3] : 0, reads = node.inputs[kAttentionProbe] ? 2 : 1;
  return reflections(node, context) +
         2 * visible_pairs(node, context) *
             static_cast<double>(q.shape[0] * q.shape[2] * (reads * (q.shape[3] + node.output().shape[3]) + faded));
}

/// Of chosen blocks as if no two tokens of a step chose the same.
int64_t past_read(const Node& node, int64_t context) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const int64_t most = spec.block > 0    ? node.inputs[kAttentionQ].shape[1] * chosen_tokens(node)
                       : spec.window > 0 ? spec.window + spec.pinned
                                         : context;
  return std::min(context, most);
}

/// Of softmax, and of forgetting by the head; other forms, choices, masses and entries of other nodes have none yet.
std::vector<Tensor> attention_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  if (spec.rule != AttentionRule::Softmax || forgets_channels(node) || node.inputs[kAttentionProbe] ||
      node.inputs[kAttentionErase] || node.inputs[kAttentionReflect] || spec.block > 0 || spec.stride > 1 ||
      spec.again || spec.mass)
    return std::vector<Tensor>(node.inputs.size());
  return record_gradients(graph, AttentionBackwardSpec{spec}, node, dy);
}

} // namespace

AttentionShape attention_extents(const Node& node) {
  const Dims &q = node.inputs[kAttentionQ].shape, &k = node.inputs[kAttentionK].shape;
  const Tensor& v = node.inputs[kAttentionV];
  return {q[0],  q[1],
          q[2],  k[-2],
          q[3],  v ? v.shape[-1] : std::get<AttentionSpec>(node.spec).value_prefix,
          k[-1], v ? size_t{1} : size_t{0}};
}

constinit const Operation operations::attention{.signature = attention_signature,
                                                .flops = attention_flops,
                                                .past_read = past_read,
                                                .gradient = attention_gradient,
                                                .mixes_tokens = true};

} // namespace pareto
