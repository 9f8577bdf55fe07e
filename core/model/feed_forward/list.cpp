// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward/list.h"

#include "core/model/feed_forward.h"

#include <algorithm>

namespace pareto {

const std::vector<FeedForwardKind>& feed_forwards() {
#define PARETO_KIND(name) feed_forward::name(),
  static const std::vector<FeedForwardKind> all{PARETO_FEED_FORWARDS(PARETO_KIND)};
#undef PARETO_KIND
  return all;
}

const FeedForwardKind* find_feed_forward(std::string_view id) {
  const std::vector<FeedForwardKind>& all = feed_forwards();
  const auto found = std::find_if(all.begin(), all.end(), [id](const FeedForwardKind& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

const FeedForwardKind& FeedForward::kind() const { return *find_feed_forward(id()); }

} // namespace pareto
