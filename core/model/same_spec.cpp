// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/same_spec.h"

#include "core/model/architecture.h"
#include "core/model/feed_forward/list.h"

#include <algorithm>
#include <tuple>

namespace pareto {

namespace {

bool same_branch(const Branch& a, const Branch& b) {
  if (a.part.index() != b.part.index() || a.input != b.input || a.post_norm != b.post_norm || a.gate != b.gate ||
      a.shared != b.shared || a.joins != b.joins || a.keeps != b.keeps || a.sum_norm != b.sum_norm)
    return false;
  if (const auto* mixer = std::get_if<Mixer>(&a.part))
    return same_mixer(*mixer, std::get<Mixer>(b.part));
  return same_feed_forward(std::get<FeedForward>(a.part), std::get<FeedForward>(b.part));
}

} // namespace

bool same_mixer(const Mixer& a, const Mixer& b) {
  return a.id() == b.id() && same_settings(a.architecture().fields, a, b);
}

bool same_feed_forward(const FeedForward& a, const FeedForward& b) {
  return a.id() == b.id() && same_settings(a.kind().fields, a, b);
}

bool same_block(const Block& a, const Block& b) {
  return a.parallel == b.parallel && a.pre_norm == b.pre_norm && a.scaled == b.scaled &&
         std::equal(a.branches.begin(), a.branches.end(), b.branches.begin(), b.branches.end(), same_branch);
}

bool same_model(const ModelSpec& a, const ModelSpec& b) {
  const auto facts = [](const ModelSpec& m) {
    return std::tie(m.vocab, m.hidden, m.norm.kind, m.norm.eps, m.norm.one_plus, m.norm.bias, m.norm.weight, m.tied,
                    m.embedding_scale, m.positions, m.logit_scale, m.logit_softcap, m.lower_bound_width, m.rope_limit,
                    m.per_layer, m.streams, m.canvas, m.mask_token);
  };
  return facts(a) == facts(b) &&
         std::equal(a.blocks.begin(), a.blocks.end(), b.blocks.begin(), b.blocks.end(), same_block);
}

} // namespace pareto
