// SPDX-License-Identifier: GPL-3.0-or-later
// nemotron_h, nemotron_h_moe: layers of one part each, told by their heads of keys and their feed-forward width.
#include "core/formats/gguf/gguf_types.h"
#include "core/model/feed_forward/plain.h"

namespace pareto::config {

namespace {

/// down(relu(up x)^2) for each expert and for the one that all share.
MoeFeedForward nemotron_h_mixture(GgufKeys& keys) {
  MoeFeedForward part = routed_experts_of(keys);
  part.activation = UnaryFunction::ReluSquared;
  part.gated = false;
  part.latent = keys.integer("moe_latent_size", {0, kWidth.high}, 0);
  return part;
}

ModelSpec nemotron_h_read(GgufKeys& keys, const std::string& architecture) {
  const bool mixes = architecture == "nemotron_h_moe";
  ModelSpec spec = common(keys, mixes);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  const int64_t blocks = block_count(keys);
  const std::vector<int64_t> kv = keys.per_block("attention.head_count_kv", {0, kHeads.high}, blocks),
                             widths = keys.per_block("feed_forward_length", {0, kWide.high}, blocks);
  for (size_t layer = 0; layer < kv.size() && keys.ok(); ++layer) {
    const std::string name = "blk." + std::to_string(layer) + ".";
    Block block;
    if (widths[layer] == 0 && kv[layer] == 0)
      block.branches.push_back({Mixer(state_space_of(keys, spec.norm.eps, name))});
    else if (widths[layer] == 0)
      block.branches.push_back({Mixer(attention_with(keys, spec.hidden, kv[layer]))});
    else if (mixes && keys.has_tensor(name + "ffn_gate_inp.weight"))
      block.branches.push_back({FeedForward(nemotron_h_mixture(keys))});
    else
      block.branches.push_back({FeedForward(PlainFeedForward{widths[layer], UnaryFunction::ReluSquared})});
    spec.blocks.push_back(std::move(block));
  }
  return spec;
}

} // namespace

std::vector<GgufType> gguf_family::nemotron_h() {
  const NamePairs own{
      {"ffn_norm.", "attn_norm."}, {"ffn.latent_in.", "ffn_latent_down."}, {"ffn.latent_out.", "ffn_latent_up."}};
  const NamePairs part = joined({own, kGgufExperts, kGgufStateSpace, kGgufTransformer});
  return {{"nemotron_h", nemotron_h_read, kGgufWhole, part}, {"nemotron_h_moe", nemotron_h_read, kGgufWhole, part}};
}

} // namespace pareto::config
