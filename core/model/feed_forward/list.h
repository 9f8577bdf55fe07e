// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"

#include <string>

namespace pareto {

/// One kind of feed-forward part: the word for it in a blueprint and the rows of its settings.
struct FeedForwardKind {
  std::string id; ///< "gated"
  FieldTable fields;
};

/// Every kind of feed-forward part; the first is what a blueprint means that says none. A line here is a file beside
/// it: feed_forward/NAME.cpp defines feed_forward::NAME(), which holds all there is of it. A file without its line does
/// not compile, a line without its file does not link.
// clang-format off
#define PARETO_FEED_FORWARDS(KIND) \
  KIND(gated)                      \
  KIND(plain)                      \
  KIND(moe)                        \
  KIND(rwkv6)                      \
  KIND(rwkv7)                      \
  KIND(laurel)
// clang-format on

namespace feed_forward {
#define PARETO_DECLARE_KIND(name) FeedForwardKind name();
PARETO_FEED_FORWARDS(PARETO_DECLARE_KIND)
#undef PARETO_DECLARE_KIND
} // namespace feed_forward

/// All of the list, in its order.
const std::vector<FeedForwardKind>& feed_forwards();
/// nullptr where there is none of that id.
const FeedForwardKind* find_feed_forward(std::string_view id);

} // namespace pareto
