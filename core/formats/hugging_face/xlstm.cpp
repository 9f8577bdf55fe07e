// SPDX-License-Identifier: GPL-3.0-or-later
// xlstm: stacks of mLSTM blocks, as the 7 B model has them.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/mlstm.h"

#include <cmath>

namespace pareto::config {

namespace {

/// The heads' share of `hidden` times the factor of a key.
int64_t head_width(ConfigReader& reader, const std::string& key, double otherwise, int64_t hidden, int64_t heads) {
  const auto whole = static_cast<int64_t>(static_cast<double>(hidden) * reader.number(key, kRatio, otherwise));
  return divided(reader, "num_heads", whole, heads);
}

/// What the class can switch and this reader cannot.
void check_switches(ConfigReader& reader) {
  reader.choice("weight_mode", {"single"}, "single");
  if (reader.boolean("use_bias", false))
    reader.refuse("use_bias", "= true is not supported.", ErrorCode::Unsupported);
  if (!reader.boolean("add_out_norm", true))
    reader.refuse("add_out_norm", "= false is not supported.", ErrorCode::Unsupported);
}

ModelSpec xlstm_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab, 50304);
  spec.hidden = reader.integer("hidden_size", kWidth, 4096);
  spec.norm.eps = eps_of(reader, "norm_eps", 1e-6);
  spec.tied = reader.boolean("tie_word_embeddings", false);
  spec.logit_softcap = static_cast<float>(reader.number("output_logit_soft_cap", {0, 1e6}, 30));
  check_switches(reader);
  MlstmMixer mixer;
  mixer.heads = reader.integer("num_heads", kHeads, 8);
  mixer.key_dim = head_width(reader, "qk_dim_factor", 0.5, spec.hidden, mixer.heads);
  mixer.value_dim = head_width(reader, "v_dim_factor", 1, spec.hidden, mixer.heads);
  mixer.gate_cap = static_cast<float>(reader.number("gate_soft_cap", {1e-3, 1e6}, 15));
  mixer.norm_eps = spec.norm.eps;
  mixer.sum_eps = eps_of(reader, "eps", 1e-6);
  const int64_t multiple = reader.integer("ffn_round_up_to_multiple_of", {1, 1 << 16}, 64);
  const double raw = static_cast<double>(spec.hidden) * reader.number("ffn_proj_factor", kRatio, 2.667);
  const auto steps = static_cast<int64_t>((raw + static_cast<double>(multiple) - 1) / static_cast<double>(multiple));
  const GatedFeedForward ffn{steps * multiple, UnaryFunction::Silu, false};
  const int64_t layers = reader.integer("num_blocks", kLayers, reader.integer("num_hidden_layers", kLayers, 32));
  spec.blocks.assign(static_cast<size_t>(layers), {mixer, ffn, Block::Residual::Pre, false});
  return spec;
}

} // namespace

ModelFamily family::xlstm() {
  return {
      .types = {{"xlstm", xlstm_read, "xlstm"}},
      .names = {{"xlstm",
                 "backbone.blocks.",
                 {{"embed.", "backbone.embeddings."}, {"final_norm.", "backbone.out_norm."}, {"head.", "lm_head."}},
                 {{"mixer_norm.", "norm_mlstm."},
                  {"ffn_norm.", "norm_ffn."},
                  {"mixer.q_proj.", "mlstm_layer.q."},
                  {"mixer.k_proj.", "mlstm_layer.k."},
                  {"mixer.v_proj.", "mlstm_layer.v."},
                  {"mixer.g_proj.", "mlstm_layer.ogate_preact."},
                  {"mixer.i_proj.", "mlstm_layer.igate_preact."},
                  {"mixer.f_proj.", "mlstm_layer.fgate_preact."},
                  {"mixer.g_norm.", "mlstm_layer.multihead_norm."},
                  {"mixer.o_proj.", "mlstm_layer.out_proj."},
                  {"ffn.gate_proj.", "ffn.proj_up_gate."},
                  {"ffn.up_proj.", "ffn.proj_up."},
                  {"ffn.down_proj.", "ffn.proj_down."}}}},
  };
}

} // namespace pareto::config
