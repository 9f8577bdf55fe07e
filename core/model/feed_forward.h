// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part.h"

#include <concepts>

namespace pareto {

struct FeedForwardKind;

/// What makes a struct the settings of a feed-forward part: these functions beside it, in the file of its kind.
///   std::string_view feed_forward_id(const F& part);                             id of its kind ("gated")
///   Tensor record_feed_forward(LayerContext& context, Tensor x, const F& part);  x and the result [B, T, hidden]
template <class F>
concept FeedForwardSettings = requires(const F& part) {
  { feed_forward_id(part) } -> std::same_as<std::string_view>;
};

/// One feed-forward part of whatever kind.
class FeedForward : public Part {
public:
  template <FeedForwardSettings F>
  FeedForward(F settings) : Part(std::move(settings), kType<F>) {}
  /// Of settings that are a feed-forward part's: what the table of a kind makes.
  explicit FeedForward(Part part) : Part(std::move(part)) {}

  const FeedForwardKind& kind() const;

private:
  template <class F>
  static Tensor record_as(LayerContext& context, Tensor x, const std::any& settings) {
    return record_feed_forward(context, x, *std::any_cast<F>(&settings));
  }
  template <class F>
  static std::string_view id_as(const std::any& settings) {
    return feed_forward_id(*std::any_cast<F>(&settings));
  }
  static int64_t no_bound(const std::any&) { return 0; }
  template <class F>
  static constexpr Type kType{&record_as<F>, &id_as<F>, &no_bound};
};

} // namespace pareto
