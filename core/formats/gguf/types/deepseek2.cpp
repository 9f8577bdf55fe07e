// SPDX-License-Identifier: GPL-3.0-or-later
// deepseek2 (DeepSeek-V2 and V3 and their followers): latent attention, and mixtures of experts behind some dense
// layers.
#include "core/formats/gguf/types/latent.h"

#include <algorithm>
#include <cmath>

namespace pareto::config {

namespace {

MlaMixer latent(GgufKeys& keys) {
  MlaMixer mixer = latent_of(keys, "blk.0.");
  mixer.rope = rope_of(keys, mixer.rope_dim);
  mixer.rope.interleaved = true;
  if (keys.text("rope.scaling.type", "none") == "yarn") { // sharpens the scores in place of the rotation
    const double sharp = 1 + keys.number("rope.scaling.yarn_log_multiplier", {0, 10}, 0.1) *
                                 std::log(keys.number("rope.scaling.factor", {1, 1e6}, 1));
    mixer.scale = static_cast<float>(sharp * sharp / std::sqrt(static_cast<double>(mixer.key_dim + mixer.rope_dim)));
    auto table = std::make_shared<RopeTable>(*mixer.rope.table);
    table->attention_factor = 1;
    mixer.rope.table = std::move(table);
  }
  return mixer;
}

ModelSpec deepseek2_read(GgufKeys& keys, const std::string&) {
  ModelSpec spec = common(keys, true);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  const MlaMixer mixer = latent(keys);
  if (!keys.ok())
    return spec;
  MoeFeedForward part = routed_experts_of(keys);
  if (part.score == RouterScore::Softmax)
    part.group_score = GroupScore::Best;
  const FeedForward dense = swiglu(keys.integer("feed_forward_length", kWide));
  const int64_t first = keys.integer("leading_dense_block_count", {0, 1024}, 0);
  for (int64_t layer = 0, layers = block_count(keys); layer < layers; ++layer)
    spec.blocks.push_back({mixer, layer < first ? dense : FeedForward(part)});
  return spec;
}

} // namespace

MlaMixer latent_of(GgufKeys& keys, const std::string& block) {
  MlaMixer mixer;
  if (keys.has_tensor(block + "attn_kv_b.weight"))
    keys.refuse(
        "attention.kv_lora_rank",
        "goes with attn_kv_b in one tensor, as files had it before attn_k_b and attn_v_b; convert the model anew",
        ErrorCode::Unsupported);
  mixer.heads = keys.integer("attention.head_count", kHeads);
  mixer.q_rank = keys.integer("attention.q_lora_rank", {0, kRank.high}, 0);
  mixer.kv_rank = keys.integer("attention.kv_lora_rank", kRank);
  mixer.rope_dim = keys.integer("rope.dimension_count", {2, 1 << 12});
  const int64_t key = keys.integer("attention.key_length_mla", kWidth);
  mixer.key_dim = std::max<int64_t>(1, key - mixer.rope_dim);
  if (key <= mixer.rope_dim)
    keys.refuse("attention.key_length_mla", "must be more than rope.dimension_count");
  mixer.value_dim = keys.integer("attention.value_length_mla", kWidth);
  return mixer;
}

void place_latent_and_key(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const auto* mixer = block.mixer()->as<MlaMixer>();
  const bool key = part.rfind("mixer.k_rope_proj.", 0) == 0;
  if (!mixer || (!key && part.rfind("mixer.kv_a_proj.", 0) != 0))
    return;
  name = "attn_kv_a_mqa.weight";
  rows.first = key ? mixer->kv_rank : 0;
  rows.tensor_rows = mixer->kv_rank + mixer->rope_dim;
}

std::vector<GgufType> gguf_family::deepseek2() {
  return {{"deepseek2", deepseek2_read, kGgufWhole, joined({kGgufLatent, kGgufExperts, kGgufTransformer}), false,
           place_latent_and_key}};
}

} // namespace pareto::config
