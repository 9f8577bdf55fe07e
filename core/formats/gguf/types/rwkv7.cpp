// SPDX-License-Identifier: GPL-3.0-or-later
// rwkv7: the tokens' mixtures in one tensor, low-rank maps as a row of matrices with their bias called 0.
#include "core/model/architectures/rwkv7.h"

#include "core/formats/gguf/gguf_types.h"
#include "core/model/feed_forward/rwkv7.h"

namespace pareto::config {

namespace {

Rwkv7Mixer time_mixing(GgufKeys& keys, const ModelSpec& spec) {
  Rwkv7Mixer mixer;
  mixer.head_dim = mixer.value_dim = keys.integer("wkv.head_size", kWidth);
  if (spec.hidden % mixer.head_dim != 0)
    keys.refuse("wkv.head_size", "does not divide embedding_length");
  mixer.heads = spec.hidden / mixer.head_dim;
  mixer.decay_rank = keys.integer("attention.decay_lora_rank", kRank);
  mixer.a_rank = keys.integer("attention.iclr_lora_rank", kRank);
  mixer.v_rank = keys.integer("attention.value_residual_mix_lora_rank", kRank);
  mixer.gate_rank = keys.integer("attention.gate_lora_rank", kRank);
  mixer.norm_eps = spec.norm.eps;
  mixer.kk_norm_eps = 1e-24f; // the length is at least 1e-12
  return mixer;
}

ModelSpec rwkv7_read(GgufKeys& keys, const std::string&) {
  ModelSpec spec = common(keys);
  spec.norm = {NormKind::Layer, eps_of(keys, "attention.layer_norm_epsilon"), false, true};
  spec.max_context = 0; // a recurrent model has no limit of its own; files state a placeholder
  const int64_t blocks = block_count(keys);
  const Rwkv7Mixer mixer = time_mixing(keys, spec);
  const Rwkv7FeedForward part{keys.integer("feed_forward_length", kWide)};
  for (int64_t layer = 0; layer < blocks && keys.ok(); ++layer)
    spec.blocks.push_back({mixer, FeedForward(part), Block::Residual::Pre, layer == 0});
  return spec;
}

/// Six vectors, one behind the other.
void rwkv7_place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const auto& mixer = *block.mixer()->as<Rwkv7Mixer>();
  const char* const mixed[] = {"mixer.x_r", "mixer.x_w", "mixer.x_k", "mixer.x_v", "mixer.x_a", "mixer.x_g"};
  for (int64_t which = 0; which < 6; ++which)
    if (part == mixed[which]) {
      name = "time_mix_lerp_fused.weight";
      rows.first = which * mixer.heads * mixer.head_dim;
      rows.tensor_rows = 6 * mixer.heads * mixer.head_dim;
    }
}

/// The first block mixes no values; files fill the tensors for that with others.
bool rwkv7_is_beside(const GgufFile&, const ModelSpec&, std::string_view tensor) {
  return tensor.starts_with("blk.0.time_mix_v") && !tensor.starts_with("blk.0.time_mix_value");
}

} // namespace

std::vector<GgufType> gguf_family::rwkv7() {
  const NamePairs whole = joined({{{"layers.0.pre_norm.", "token_embd_norm."}}, kGgufWhole});
  NamePairs part{{"mixer_norm.", "attn_norm."},
                 {"ffn_norm.", "attn_norm_2."},
                 {"mixer.r_proj.", "time_mix_receptance."},
                 {"mixer.k_proj.", "time_mix_key."},
                 {"mixer.v_proj.", "time_mix_value."},
                 {"mixer.o_proj.", "time_mix_output."},
                 {"mixer.g_norm.", "time_mix_ln."},
                 {"mixer.k_k", "time_mix_k_k.weight"},
                 {"mixer.k_a", "time_mix_k_a.weight"},
                 {"mixer.r_k", "time_mix_r_k.weight"},
                 {"ffn.x_k", "channel_mix_lerp_k.weight"},
                 {"ffn.key.", "channel_mix_key."},
                 {"ffn.value.", "channel_mix_value."}};
  for (const char* map : {"w", "a", "v", "g"}) {
    const std::string from = std::string("mixer.") + map + "_lora.", to = std::string("time_mix_") + map;
    part.push_back({from + "0.weight", to + "1.weight"});
    part.push_back({from + "2.weight", to + "2.weight"});
    part.push_back({from + "2.bias", to + "0.weight"});
  }
  return {{"rwkv7", rwkv7_read, whole, part, false, rwkv7_place, rwkv7_is_beside}};
}

} // namespace pareto::config
