// SPDX-License-Identifier: GPL-3.0-or-later
// gpt2.
#include "core/formats/gguf/gguf_types.h"
#include "core/model/feed_forward/plain.h"

namespace pareto::config {

namespace {

ModelSpec gpt2_read(GgufKeys& keys, const std::string&) {
  ModelSpec spec = common(keys);
  spec.norm = {NormKind::Layer, eps_of(keys, "attention.layer_norm_epsilon"), false, true};
  spec.positions = keys.integer("context_length", {1, 1 << 20});
  spec.blocks = transformer_blocks(keys, spec.hidden, false, [](int64_t width, bool bias) -> FeedForward {
    return PlainFeedForward{width, UnaryFunction::GeluTanh, bias};
  });
  return spec;
}

} // namespace

std::vector<GgufType> gguf_family::gpt2() { return {{"gpt2", gpt2_read, kGgufWhole, kGgufTransformer}}; }

} // namespace pareto::config
