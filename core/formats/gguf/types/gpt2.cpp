// SPDX-License-Identifier: GPL-3.0-or-later
// gpt2.
#include "core/formats/gguf/gguf_types.h"

namespace pareto::config {

namespace {

ModelSpec read(GgufKeys& keys, const std::string&) {
  ModelSpec spec = common(keys);
  spec.norm = {NormKind::Layer, eps_of(keys, "attention.layer_norm_epsilon"), false, true};
  spec.positions = keys.integer("context_length", {1, 1 << 20});
  spec.blocks = transformer_blocks(keys, spec.hidden, false,
                                   {.kind = FeedForward::Kind::Plain, .activation = UnaryFunction::GeluTanh});
  return spec;
}

} // namespace

std::vector<GgufType> gguf_family::gpt2() { return {{"gpt2", read, kGgufWhole, kGgufTransformer}}; }

} // namespace pareto::config
