// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pareto {

/// X(Name, name) for every pattern of nodes that can be run together. What stands inside is never written, unless said:
/// - gated_product: act(x Wg) * (x Wu), both products and their gate; x Wu has its room, x Wg becomes the result;
/// - product_activation: act(x W);
/// - product_residual: x W + r, the sum that joins a branch to the stream;
/// - sibling_products: products of one input in one part of the model (q, k, v), in one parallel region;
/// - norm_product: a norm and all that reads it, products of one input; the norm has its room, used where rows are
/// many;
/// - conv_norm: a convolution and the norm of its heads (q and k of the delta rule; SiLU is the convolution's own);
/// - rope_cache: rotated keys straight into the cache, queries rotated where attention gathers them;
/// - recurrence_norm: what a matrix recurrence reads, normalised and gated head by head; what is read has its room.
/// An executor that runs patterns makes its table from this list, like that of the operations.
// clang-format off
#define PARETO_FUSIONS(X)                   \
  X(GatedProduct, gated_product)            \
  X(ProductActivation, product_activation)  \
  X(ProductResidual, product_residual)      \
  X(SiblingProducts, sibling_products)      \
  X(NormProduct, norm_product)              \
  X(ConvNorm, conv_norm)                    \
  X(RopeCache, rope_cache)                  \
  X(RecurrenceNorm, recurrence_norm)
// clang-format on

#define PARETO_ENUMERATOR(Name, name) Name,
enum class Fusion : uint8_t { PARETO_FUSIONS(PARETO_ENUMERATOR) };
#undef PARETO_ENUMERATOR

#define PARETO_ONE(Name, name) +1
inline constexpr size_t kFusionCount = 0 PARETO_FUSIONS(PARETO_ONE);
#undef PARETO_ONE

/// "rope_cache"
const char* to_string(Fusion fusion);

/// Which patterns are looked for.
class FusionSet {
public:
  static constexpr FusionSet none() { return FusionSet(0); }
  static constexpr FusionSet all() { return FusionSet((1u << kFusionCount) - 1); }
  constexpr bool has(Fusion fusion) const { return (m_bits >> static_cast<unsigned>(fusion) & 1) != 0; }
  constexpr FusionSet with(Fusion fusion) const { return FusionSet(m_bits | 1u << static_cast<unsigned>(fusion)); }
  constexpr FusionSet without(Fusion fusion) const {
    return FusionSet(m_bits & ~(1u << static_cast<unsigned>(fusion)));
  }
  bool operator==(const FusionSet&) const = default;

private:
  explicit constexpr FusionSet(uint32_t bits) : m_bits(bits) {}
  uint32_t m_bits = 0;
};

/// Nodes that run together, in recording order, the one that makes the result last; one node where `fusion` is empty.
struct NodeGroup {
  std::optional<Fusion> fusion;
  std::vector<int32_t> nodes;       ///< indices into Graph::nodes()
  std::vector<int32_t> unwritten{}; ///< values inside that exist in no memory: the executor must not ask for them
};

/// The groups in an order in which every value is there before it is read. Nodes that are folded at load are in none.
/// Values inside a pattern are read nowhere else; sibling products keep all of theirs.
using Schedule = std::vector<NodeGroup>;

/// Every node by itself: what was recorded.
Schedule recorded_order(const Graph& graph);
/// Finds the patterns; the graph stays as it is, so that an executor may still run their nodes one by one.
Schedule fuse(const Graph& graph, FusionSet patterns);

} // namespace pareto
