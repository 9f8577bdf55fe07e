// SPDX-License-Identifier: GPL-3.0-or-later
// mamba2, granitehybrid, jamba, falcon-h1: state spaces, alone or with attention between or beside them.
#include "core/formats/gguf/gguf_types.h"
#include "core/model/architectures/mamba.h"

#include <algorithm>

namespace pareto::config {

namespace {

std::string block_name(size_t layer) { return "blk." + std::to_string(layer) + "."; }

ModelSpec frame(GgufKeys& keys, bool experts) {
  ModelSpec spec = common(keys, experts);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  return spec;
}

ModelSpec read_mamba2(GgufKeys& keys, const std::string&) {
  ModelSpec spec = frame(keys, false);
  spec.max_context = 0; // a recurrent model has no limit of its own; files state a placeholder
  const Block block(state_space_of(keys, spec.norm.eps, block_name(0)), std::nullopt);
  spec.blocks.assign(static_cast<size_t>(block_count(keys)), block);
  return spec;
}

/// The branches times the residual factor.
Block scaled(Block block, float factor) {
  for (Branch& each : block.branches)
    each.gate = factor == 1 ? BranchGate{} : BranchGate{BranchGate::Kind::Factor, factor};
  return block;
}

/// Attention without positions where the file counts heads of keys, Mamba-2 elsewhere.
ModelSpec read_granite(GgufKeys& keys, const std::string&) {
  ModelSpec spec = frame(keys, true);
  const auto factor = [&](const char* key) { return static_cast<float>(keys.number(key, {1e-6, 1e6}, 1)); };
  spec.embedding_scale = factor("embedding_scale");
  spec.logit_scale = 1 / factor("logit_scale");
  const bool mixes = keys.integer("expert_count", {0, 4096}, 0) > 0;
  const FeedForward part = mixes ? FeedForward(experts_of(keys)) : swiglu(keys.integer("feed_forward_length", kWide));
  const int64_t blocks = block_count(keys);
  const std::vector<int64_t> kv = keys.per_block("attention.head_count_kv", {0, kHeads.high}, blocks);
  for (size_t layer = 0; layer < kv.size() && keys.ok(); ++layer) {
    AttentionMixer attends = attention_with(keys, spec.hidden, std::max<int64_t>(kv[layer], 1));
    attends.scale = factor("attention.scale");
    Block block(kv[layer] > 0 ? Mixer(attends) : Mixer(state_space_of(keys, spec.norm.eps, block_name(layer))), part);
    spec.blocks.push_back(scaled(std::move(block), factor("residual_scale")));
  }
  return spec;
}

MambaMixer mamba(GgufKeys& keys, float eps, const std::string& block) {
  MambaMixer mixer;
  mixer.inner = keys.integer("ssm.inner_size", kWide);
  mixer.state = keys.integer("ssm.state_size", {1, 4096});
  mixer.conv = keys.integer("ssm.conv_kernel", kTaps);
  mixer.rank = keys.integer("ssm.time_step_rank", kRank);
  mixer.conv_bias = keys.has_tensor(block + "ssm_conv1d.bias");
  mixer.bias = keys.has_tensor(block + "ssm_in.bias");
  mixer.bcdt_norm_eps = eps;
  mixer.bcdt_norm_weight = true;
  return mixer;
}

/// Attention without positions and Mamba with norms inside; experts where a block has a router.
ModelSpec read_jamba(GgufKeys& keys, const std::string&) {
  ModelSpec spec = frame(keys, true);
  const FeedForward dense = swiglu(keys.integer("feed_forward_length", kWide));
  const int64_t blocks = block_count(keys);
  const std::vector<int64_t> kv = keys.per_block("attention.head_count_kv", {0, kHeads.high}, blocks);
  for (size_t layer = 0; layer < kv.size() && keys.ok(); ++layer) {
    FeedForward part = dense;
    if (keys.has_tensor(block_name(layer) + "ffn_gate_inp.weight")) {
      MoeFeedForward mixture = experts_of(keys);
      mixture.normalised = false;
      part = mixture;
    }
    spec.blocks.push_back({kv[layer] > 0 ? Mixer(attention_with(keys, spec.hidden, kv[layer]))
                                         : Mixer(mamba(keys, spec.norm.eps, block_name(layer))),
                           part});
  }
  return spec;
}

/// Mamba-2 and attention read one norm side by side; the factors of the configuration are in the weights.
ModelSpec read_falcon(GgufKeys& keys, const std::string&) {
  ModelSpec spec = frame(keys, false);
  Mamba2Mixer line = state_space_of(keys, spec.norm.eps, block_name(0));
  line.gate_first = false;
  AttentionMixer attends = attention_with(keys, spec.hidden, keys.integer("attention.head_count_kv", kHeads));
  attends.rope = rope_of(keys, attends.head_dim);
  Block block;
  block.branches.push_back({Mixer(line)});
  block.branches.push_back({Mixer(attends), Branch::Input::NormBefore});
  block.branches.push_back({FeedForward(swiglu(keys.integer("feed_forward_length", kWide)))});
  spec.blocks.assign(static_cast<size_t>(block_count(keys)), block);
  return spec;
}

const NamePairs kJamba{{"mixer.x_proj.", "ssm_x."},
                       {"mixer.dt_proj.", "ssm_dt."},
                       {"mixer.dt_norm.", "ssm_dt_norm."},
                       {"mixer.b_norm.", "ssm_b_norm."},
                       {"mixer.c_norm.", "ssm_c_norm."}};
const NamePairs kFalcon{{"mixer2.q_proj.", "attn_q."},
                        {"mixer2.k_proj.", "attn_k."},
                        {"mixer2.v_proj.", "attn_v."},
                        {"mixer2.o_proj.", "attn_output."}};

} // namespace

std::vector<GgufType> gguf_family::hybrids() {
  const NamePairs part = joined({kGgufExperts, kGgufStateSpace, kGgufTransformer});
  return {{"mamba2", read_mamba2, kGgufWhole, part},
          {"granitehybrid", read_granite, kGgufWhole, part},
          {"jamba", read_jamba, kGgufWhole, joined({kJamba, part})},
          {"falcon-h1", read_falcon, kGgufWhole, joined({kFalcon, part})}};
}

} // namespace pareto::config
