// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/name_map.h"

#include "core/model/architectures/softmax_attention.h"

#include <map>

namespace pareto {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A published spelling as data. `whole` and `part` replace the beginning of a name (first match), the latter after
/// "layers.N."; `inside` then replaces anywhere. `alternates` are other spellings of the finished name, tried in order.
struct NameMap {
  std::string layers;
  Pairs whole, part, inside, alternates;
};

const std::map<std::string, NameMap>& maps() {
  static const Pairs llama_whole{{"embed.", "model.embed_tokens."}, {"final_norm.", "model.norm."}, {"head.", "lm_head."}};
  static const Pairs llama_part{{"mixer_norm.", "input_layernorm."}, {"ffn_norm.", "post_attention_layernorm."}, {"mixer.", "self_attn."}, {"ffn.", "mlp."}};
  static const Pairs fla_inside{{"_conv.", "_conv1d."}, {"_lora.", "_lora.lora."}, {"feature_map_q.0", "feature_map_q.layer1"},
                                {"feature_map_q.1", "feature_map_q.layer2"}, {"feature_map_k.0", "feature_map_k.layer1"},
                                {"feature_map_k.1", "feature_map_k.layer2"}};
  static const Pairs fla_norms{{"attn.o_norm.", "attn.g_norm_swish_gate."}, {"attn.o_norm.", "attn.g_norm."}, {"attn.o_norm.", "attn.norm."}, {".mlp_norm.", ".ffn_norm."}, {".mlp.", ".ffn."}};
  static const Pairs backbone{{"embed.", "backbone.embeddings."}, {"final_norm.", "backbone.norm_f."}, {"head.", "lm_head."}};
  static const std::map<std::string, NameMap> all{
      {"llama", {"model.layers.", llama_whole, llama_part, {}, {}}},
      {"phi3", {"model.layers.", llama_whole, llama_part, {}, {}}},
      {"olmo2",
       {"model.layers.", llama_whole,
        {{"mixer_post_norm.", "post_attention_layernorm."}, {"ffn_post_norm.", "post_feedforward_layernorm."}, {"mixer.", "self_attn."}, {"ffn.", "mlp."}}, {}, {}}},
      {"gemma",
       {"model.layers.", llama_whole,
        {{"mixer_norm.", "input_layernorm."}, {"mixer_post_norm.", "post_attention_layernorm."}, {"ffn_norm.", "pre_feedforward_layernorm."},
         {"ffn_post_norm.", "post_feedforward_layernorm."}, {"mixer.", "self_attn."}, {"ffn.", "mlp."}}, {}, {}}},
      {"glm4",
       {"model.layers.", llama_whole,
        {{"mixer_norm.", "input_layernorm."}, {"mixer_post_norm.", "post_self_attn_layernorm."}, {"ffn_norm.", "post_attention_layernorm."},
         {"ffn_post_norm.", "post_mlp_layernorm."}, {"mixer.", "self_attn."}, {"ffn.", "mlp."}}, {}, {}}},
      {"starcoder2",
       {"model.layers.", llama_whole,
        {{"mixer_norm.", "input_layernorm."}, {"ffn_norm.", "post_attention_layernorm."}, {"mixer.", "self_attn."}, {"ffn.up_proj.", "mlp.c_fc."},
         {"ffn.down_proj.", "mlp.c_proj."}}, {}, {}}},
      {"nanochat",
       {"model.layers.", llama_whole, {{"mixer.", "self_attn."}, {"ffn.up_proj.", "mlp.fc1."}, {"ffn.down_proj.", "mlp.fc2."}}, {}, {}}},
      {"gpt2",
       {"transformer.h.",
        {{"embed.", "transformer.wte."}, {"position.", "transformer.wpe."}, {"final_norm.", "transformer.ln_f."}, {"head.", "lm_head."}},
        {{"mixer_norm.", "ln_1."}, {"ffn_norm.", "ln_2."}, {"mixer.o_proj.", "attn.c_proj."}, {"mixer.q_proj.", "attn.c_attn."},
         {"mixer.k_proj.", "attn.c_attn."}, {"mixer.v_proj.", "attn.c_attn."}, {"ffn.up_proj.", "mlp.c_fc."}, {"ffn.down_proj.", "mlp.c_proj."}},
        {}, {}}},
      {"gpt_neox",
       {"gpt_neox.layers.",
        {{"embed.", "gpt_neox.embed_in."}, {"final_norm.", "gpt_neox.final_layer_norm."}, {"head.", "embed_out."}},
        {{"mixer_norm.", "input_layernorm."}, {"ffn_norm.", "post_attention_layernorm."}, {"mixer.o_proj.", "attention.dense."},
         {"mixer.q_proj.", "attention.query_key_value."}, {"mixer.k_proj.", "attention.query_key_value."}, {"mixer.v_proj.", "attention.query_key_value."},
         {"ffn.up_proj.", "mlp.dense_h_to_4h."}, {"ffn.down_proj.", "mlp.dense_4h_to_h."}},
        {}, {}}},
      {"recurrent_gemma",
       {"model.layers.", {{"embed.", "model.embed_tokens."}, {"final_norm.", "model.final_norm."}, {"head.", "lm_head."}},
        {{"mixer_norm.", "temporal_pre_norm."}, {"ffn_norm.", "channel_pre_norm."}, {"mixer.lru.a_param", "temporal_block.rg_lru.recurrent_param"},
         {"mixer.lru.", "temporal_block.rg_lru."}, {"mixer.conv.", "temporal_block.conv_1d."}, {"mixer.", "temporal_block."}, {"ffn.", "mlp_block."}},
        {{"_gate.weight", "_gate_weight"}, {"_gate.bias", "_gate_bias"}}, {}}},
      {"mamba", {"backbone.layers.", backbone, {{"mixer_norm.", "norm."}, {"mixer.conv.", "mixer.conv1d."}}, {}, {{"backbone.embeddings.", "backbone.embedding."}}}},
      {"samba", {"backbone.layers.", backbone, {{"ffn_norm.", "mlp_norm."}, {"mixer.conv.", "mixer.conv1d."}, {"ffn.", "mlp."}}, {}, {}}},
      {"fla",
       {"model.layers.",
        {{"embed.", "model.embeddings."}, {"final_norm.", "model.norm."}, {"head.", "lm_head."}, {"lower_bounds", "model.lower_bounds"}},
        {{"mixer_norm.", "attn_norm."}, {"ffn_norm.", "mlp_norm."}, {"mixer.", "attn."}, {"ffn.", "mlp."}}, fla_inside, fla_norms}},
  };
  return all;
}

/// Replaces the beginning of `text` by the first pair that fits.
std::string replace_beginning(const std::string& text, const Pairs& pairs) {
  for (const auto& [from, to] : pairs)
    if (text.rfind(from, 0) == 0)
      return to + text.substr(from.size());
  return text;
}

bool replace_inside(std::string& text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  if (at == std::string::npos)
    return false;
  text.replace(at, from.size(), to);
  return true;
}

/// "layers.3.mixer.q_proj.weight" -> 3 and "mixer.q_proj.weight"; layer -1 for names outside the stack.
std::pair<int64_t, std::string> split_layer(const std::string& name) {
  if (name.rfind("layers.", 0) != 0)
    return {-1, name};
  const size_t dot = name.find('.', 7);
  return {std::stoll(name.substr(7, dot - 7)), name.substr(dot + 1)};
}

/// Query, key and value rows fused in one tensor; part 0, 1, 2 of `part`, -1 when it is none of them.
int fused_part(const std::string& part) {
  const char* const names[] = {"mixer.q_proj.", "mixer.k_proj.", "mixer.v_proj."};
  for (int i = 0; i < 3; ++i)
    if (part.rfind(names[i], 0) == 0)
      return i;
  return -1;
}

void apply_fusion(const std::string& names, const Block& block, const std::string& part, TensorRows& rows) {
  const auto* attention = block.mixer()->as<AttentionMixer>();
  const int which = fused_part(part);
  if (names == "gpt2") {
    rows.transposed = part.find(".weight") != std::string::npos && (part.rfind("mixer.", 0) == 0 || part.rfind("ffn.", 0) == 0);
    if (which >= 0 && attention) {
      rows.first = which * attention->heads * attention->head_dim;
      rows.tensor_rows = 3 * attention->heads * attention->head_dim;
    }
  } else if (names == "gpt_neox" && which >= 0 && attention) { // [heads, (q k v), head_dim]
    rows.first = which * attention->head_dim;
    rows.run = attention->head_dim;
    rows.stride = 3 * attention->head_dim;
    rows.tensor_rows = attention->heads * rows.stride;
  } else if (names == "phi3" && which >= 0 && attention) {
    const int64_t q = attention->heads * attention->head_dim, kv = attention->kv_heads * attention->head_dim;
    rows.first = which == 0 ? 0 : q + (which - 1) * kv;
    rows.tensor_rows = q + 2 * kv;
  } else if ((names == "phi3" || names == "glm4") && (part.rfind("ffn.gate_proj.", 0) == 0 || part.rfind("ffn.up_proj.", 0) == 0)) {
    rows.first = part[4] == 'g' ? 0 : block.ffn()->width;
    rows.tensor_rows = 2 * block.ffn()->width;
  }
}

} // namespace

Spellings spellings_of(const std::string& names) {
  Spellings out;
  const auto found = maps().find(names);
  if (found == maps().end())
    return out;
  const std::string& layers = found->second.layers;
  out.root = layers.substr(0, layers.find('.') + 1);
  out.layers = layers.substr(out.root.size());
  out.all = {{out.root, ""}, {"", ""}};
  for (const char* part : {"language_model.", "text_model.", "llm.", "thinker.", "module.", "_orig_mod.", "base_model.model.", "base_model."})
    out.all.push_back({part + out.root, part});
  for (const char* part : {"language_model.", "text_model."}) { // transformers 5 keeps the head outside
    out.all.push_back({out.root + part, ""});
    out.all.push_back({part, ""});
  }
  return out;
}

Result<TensorRows> resolve_weight(const std::string& names, const ModelSpec& spec, const WeightDecl& weight) {
  const auto found = maps().find(names);
  if (found == maps().end())
    return fail(ErrorCode::Unsupported, "No published checkpoint has this architecture's weights; it runs with seeded random weights only.", weight.name);
  const NameMap& map = found->second;
  const auto [layer, part] = split_layer(weight.name);
  TensorRows rows;
  std::string name;
  if (layer < 0) {
    name = replace_beginning(weight.name, map.whole);
  } else {
    name = map.layers + std::to_string(layer) + "." + replace_beginning(part, map.part);
    apply_fusion(names, spec.blocks[static_cast<size_t>(layer)], part, rows);
    if (names == "phi3") {
      if (fused_part(part) >= 0)
        name = map.layers + std::to_string(layer) + ".self_attn.qkv_proj." + part.substr(part.rfind('.') + 1);
    }
    if ((names == "phi3" || names == "glm4") && fused_part(part) < 0 && rows.tensor_rows > 0)
      name = map.layers + std::to_string(layer) + ".mlp.gate_up_proj.weight";
  }
  for (const auto& [from, to] : map.inside)
    replace_inside(name, from, to);
  rows.candidates.push_back(name);
  for (const auto& [from, to] : map.alternates) {
    std::string other = name;
    if (replace_inside(other, from, to))
      rows.candidates.push_back(other);
  }
  return rows;
}

} // namespace pareto
