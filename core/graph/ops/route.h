// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// What a router makes of its logits, over all of them.
enum class RouterScore : uint8_t { Softmax, Sigmoid, SqrtSoftplus };
/// What a group of experts is chosen by: the sum of its two best scores (DeepSeek-V3), or its best one (DeepSeek-V2).
enum class GroupScore : uint8_t { BestTwo, Best };

/// Chooses the experts of each token, and puts the choices of a step in the order of experts.
/// inputs: logits [B,T,E], correction? [E], gain? [E], given? [B,T,chosen]. s = score(logits); the `chosen` greatest s
/// + correction are taken, ties to the lower index, of the `kept` best of `groups` groups only. Their weights: s
/// without the correction, divided by max(sum + eps, least_sum) where `normalised`, times `scale`, times the expert's
/// gain (Gemma 4). Where choices are given, as numbers of experts that are cut to whole ones within [0, E), these are
/// taken, whatever their scores (hash layers, arXiv 2106.04426; DeepSeek-V4). The first `experts` logits are of experts
/// with matrices; those behind them (zero experts, LongCat) return their input, and the last `nulls` of all nothing
/// (AdaMoE, arXiv 2406.13233). Normalised weights are of all that were taken. Where `share` < 1 an expert takes the
/// tokens whose score lies above its threshold, -correction: of the `chosen` only those with s + correction > 0, so
/// that a token may have fewer or none. That is expert choice (arXiv 2202.09368) made causal: what lies above a
/// threshold does not depend on other tokens (arXiv 2603.11535, and the end of section 3 of 2404.02258). N = B T
/// chosen, the choices of a step; a choice is of expert E where it is of no token of the step (behind its row's count)
/// or was not taken. outputs: ids I32 [B,T,chosen]; weights [B,T,chosen]; offsets I32 [experts+1], where the choices of
/// expert e begin in that order, and end; order I32 [N], the choices in it (those without a matrix last); place I32
/// [B,T,chosen], its inverse; rest [B,T,1], the weight of zero experts, only where there are logits behind `experts`.
struct RouteSpec {
  int64_t chosen = 1, experts = 1;
  RouterScore score = RouterScore::Softmax;
  int64_t groups = 1, kept = 1; ///< of E logits in `groups` equal parts
  GroupScore group_score = GroupScore::BestTwo;
  bool normalised = false;
  float eps = 0, least_sum = 0;
  float scale = 1;
  int64_t nulls = 0;
  float share = 1;    ///< of the choices that are taken on average: what the cost is counted by; 1 = all of them
  bool dense = false; ///< one output alone: weights [B,T,E] in their places, zeros elsewhere; of all rows, gains aside
  bool operator==(const RouteSpec&) const = default;
};

enum RouteOutput { kRouteIds, kRouteWeights, kRouteOffsets, kRouteOrder, kRoutePlace, kRouteRest };

/// Experts that a step of `rows` tokens reads on average, where each token takes `chosen` of them (on average) and all
/// are equally likely: E (1 - (1 - k/E)^rows).
double distinct_experts(int64_t experts, double chosen, int64_t rows);

} // namespace pareto
