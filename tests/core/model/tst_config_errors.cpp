// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config.h"
#include "core/formats/strict_json.h"
#include "core/graph/recording_error.h"
#include "core/model/catalogue.h"
#include "core/model/model.h"
#include "core/model/same_spec.h"
#include "core/spelling.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <set>

using namespace pareto;
using nlohmann::json;

namespace {

int g_rows = 0;

constexpr const char* kBlueprint =
    R"({"paretoscope_blueprint": 1, "name": "test", "vocab_size": 100, "hidden_size": 64, "blocks": [
  {"mixer": {"type": "mamba"}, "ffn": {"type": "gated", "width": 96}, "repeat": 2},
  {"repeat": 2, "stack": [{"mixer": {"type": "gated-deltanet", "heads": 2}}, {"mixer": {"type": "sliding-window", "heads": 4, "window": 32}, "residual": "pre"}]}]})";

/// The configuration of a golden checkpoint, or the blueprint above.
json base(const QString& name) {
  if (name == "blueprint")
    return json::parse(kBlueprint);
  return *read_strict_json(test::golden("hf/" + name.toStdString() + "/config.json"), {.bare_numbers = true});
}

/// One field of a good configuration set to a value ("" removes it), and what must be said.
void row(const char* file, const char* pointer, const char* value, const char* sentence) {
  QTest::addRow("%s %s = %s", file, pointer, value) << file << pointer << value << sentence;
  ++g_rows;
}

void transformer_rows() {
  row("llama", "/model_type", "", "$.model_type is missing; it must be one of ");
  row("llama", "/model_type", "\"lama\"", "$.model_type = \"lama\" is not supported by this version. Supported: ");
  row("llama", "/model_type", "\"bert\"", "$.model_type = \"bert\" is not supported by this version. Supported: ");
  row("llama", "/model_type", "7", "$.model_type must be a text of at most 200 characters; found 7.");
  row("llama", "/model_type", "null", "is not supported by this version");
  row("llama", "/vocab_size", "", "$.vocab_size is missing; it must be an integer from 2 to 4194304");
  row("llama", "/vocab_size", "1", "$.vocab_size must be an integer from 2 to 4194304; found 1.");
  row("llama", "/vocab_size", "4194305", "$.vocab_size must be an integer from 2 to 4194304; found 4194305.");
  row("llama", "/hidden_size", "", "$.hidden_size is missing; it must be an integer from 1 to 65536");
  row("llama", "/hidden_size", "0", "$.hidden_size must be an integer from 1 to 65536; found 0.");
  row("llama", "/hidden_size", "-64", "$.hidden_size must be an integer from 1 to 65536; found -64.");
  row("llama", "/hidden_size", "65537", "found 65537.");
  row("llama", "/hidden_size", "64.5", "$.hidden_size must be an integer from 1 to 65536; found 64.5.");
  row("llama", "/hidden_size", "\"64\"", "$.hidden_size must be an integer from 1 to 65536; found \"64\".");
  row("llama", "/hidden_size", "[64]", "found [64].");
  row("llama", "/hidden_size", "{}", "found {}.");
  row("llama", "/hidden_size", "true", "found true.");
  row("llama", "/hidden_size", "18446744073709551615", "found 18446744073709551615.");
  row("llama", "/hidden_size", "9223372036854775807", "found 9223372036854775807.");
  row("llama", "/hidden_size", "1e300", "$.hidden_size must be an integer from 1 to 65536");
  row("llama", "/num_hidden_layers", "0", "$.num_hidden_layers must be an integer from 1 to 1024; found 0.");
  row("llama", "/num_hidden_layers", "1025", "$.num_hidden_layers must be an integer from 1 to 1024; found 1025.");
  row("llama", "/num_hidden_layers", "", "$.num_hidden_layers is missing");
  row("llama", "/num_attention_heads", "0", "$.num_attention_heads must be an integer from 1 to 4096; found 0.");
  row("llama", "/num_attention_heads", "", "$.num_attention_heads is missing");
  row("llama", "/num_key_value_heads", "3", "$.num_key_value_heads = 3 does not divide ");
  row("llama", "/intermediate_size", "", "$.intermediate_size is missing");
  row("llama", "/intermediate_size", "1048577",
      "$.intermediate_size must be an integer from 1 to 1048576; found 1048577.");
  row("llama", "/hidden_act", "\"sillu\"",
      "$.hidden_act must be one of silu, swish, gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, relu, relu2, sqrelu; "
      "found \"sillu\".");
  row("llama", "/hidden_act", "\"SiLU\"", "(did you mean 'silu'?); found \"SiLU\".");
  row("llama", "/hidden_act", "\"relu6\"", "relu2, sqrelu; found \"relu6\".");
  row("llama", "/hidden_act", "3", "$.hidden_act must be one of silu");
  row("llama", "/rms_norm_eps", "-1e-6", "$.rms_norm_eps must be a number from 0 to 1; found -1e-06.");
  row("llama", "/rms_norm_eps", "\"1e-6\"", "$.rms_norm_eps must be a number from 0 to 1; found \"1e-6\".");
  row("llama", "/tie_word_embeddings", "1", "$.tie_word_embeddings must be true or false; found 1.");
  row("llama", "/attention_bias", "\"no\"", "$.attention_bias must be true or false; found \"no\".");
  row("llama", "/max_position_embeddings", "0",
      "$.max_position_embeddings must be an integer from 1 to 1099511627776; found 0.");
}

void rope_rows() {
  row("llama", "/rope_parameters", "[]", "$.rope_parameters must be an object {...}; found [].");
  row("llama", "/rope_parameters/rope_theta", "0",
      "$.rope_parameters.rope_theta must be a number from 1 to 1e+12; found 0.");
  row("llama", "/rope_parameters/rope_type", "\"dynamic\"",
      "$.rope_parameters.factor is missing; it must be a number from 1 to 1e+06");
  row("llama", "/rope_parameters/rope_type", "\"spiral\"",
      "$.rope_parameters.rope_type must be one of default, linear, llama3, yarn, longrope, su, dynamic, proportional; "
      "found \"spiral\".");
  row("llama", "/rope_parameters/rope_type", "\"llama4\"", "su, dynamic, proportional; found \"llama4\".");
  row("llama", "/rope_parameters/rope_type", "\"Linear\"", "(did you mean 'linear'?); found \"Linear\".");
  row("llama", "/rope_parameters/rope_type", "\"linear\"",
      "$.rope_parameters.factor is missing; it must be a number from 1e-06 to 1e+06");
  row("llama3-rope", "/rope_parameters/factor", "0.5",
      "$.rope_parameters.factor must be a number from 1 to 1e+06; found 0.5.");
  row("llama3-rope", "/rope_parameters/low_freq_factor", "", "$.rope_parameters.low_freq_factor is missing");
  row("llama3-rope", "/rope_parameters/high_freq_factor", "0.5",
      "$.rope_parameters.high_freq_factor must be larger than low_freq_factor.");
  row("llama-old-rope-linear", "/rope_scaling/factor", "", "$.rope_scaling.factor is missing");
  row("llama-old-rope-linear", "/rope_scaling/factor", "0",
      "$.rope_scaling.factor must be a number from 1e-06 to 1e+06; found 0.");
  row("llama-old-rope-linear", "/rope_scaling", "\"linear\"",
      "$.rope_scaling must be an object {...}; found \"linear\".");
  row("llama-old-rope-theta", "/rope_theta", "-1", "$.rope_theta must be a number from 1 to 1e+12; found -1.");
  row("llama-old-rope-llama3", "/rope_scaling/original_max_position_embeddings", "",
      "$.rope_scaling.original_max_position_embeddings is missing");
  row("qwen2-old-rope-yarn", "/rope_scaling/factor", "\"4\"",
      "$.rope_scaling.factor must be a number from 1 to 1e+06; found \"4\".");
  row("qwen2-old-rope-yarn", "/rope_scaling/beta_fast", "0",
      "$.rope_scaling.beta_fast must be a number from 1e-06 to 1e+06; found 0.");
  row("phi3-old-longrope", "/rope_scaling/short_factor", "",
      "$.rope_scaling.short_factor is missing; it must be a list of ");
  row("phi3-old-longrope", "/rope_scaling/long_factor", "[1]", "$.rope_scaling.long_factor must be a list of ");
  row("phi3-old-longrope", "/rope_scaling/long_factor", "\"1\"", "numbers from 1e-06 to 1e+06; found \"1\".");
}

void other_transformer_rows() {
  row("qwen3", "/head_dim", "0", "$.head_dim must be an integer from 1 to 65536; found 0.");
  row("qwen3", "/use_sliding_window", "\"yes\"", "$.use_sliding_window must be true or false");
  row("mistral-window", "/sliding_window", "0",
      "$.sliding_window must be an integer from 1 to 1099511627776; found 0.");
  row("mistral-window", "/sliding_window", "\"4096\"", "$.sliding_window must be an integer");
  row("phi3", "/num_attention_heads", "7", "$.num_");
  row("olmo2", "/num_key_value_heads", "\"4\"",
      "$.num_key_value_heads must be an integer from 1 to 4096; found \"4\".");
  row("gpt2", "/n_embd", "", "$.n_embd is missing; it must be an integer from 1 to 65536");
  row("gpt2", "/n_head", "7", "$.n_head = 7 does not divide ");
  row("gpt2", "/n_positions", "1048577", "$.n_positions must be an integer from 1 to 1048576; found 1048577.");
  row("gpt2", "/n_layer", "true", "$.n_layer must be an integer from 1 to 1024; found true.");
  row("gpt2", "/activation_function", "\"tanh\"", "$.activation_function must be one of silu");
  row("gpt2", "/scale_attn_by_inverse_layer_idx", "true", "$.scale_attn_by_inverse_layer_idx = true is not supported.");
  row("gpt_neox", "/rotary_pct", "0", "$.rotary_pct must be a number from 0.01 to 1; found 0");
  row("gpt_neox", "/use_parallel_residual", "1", "$.use_parallel_residual must be true or false; found 1.");
  row("gpt_neox", "/num_attention_heads", "5", "$.num_attention_heads = 5 does not divide ");
}

void recurrent_rows() {
  row("mamba", "/hidden_size", "", "$.hidden_size is missing");
  row("mamba", "/state_size", "0", "$.state_size must be an integer from 1 to 4096; found 0.");
  row("mamba", "/conv_kernel", "65", "$.conv_kernel must be an integer from 1 to 64; found 65.");
  row("mamba", "/time_step_rank", "\"automatic\"",
      "$.time_step_rank must be an integer from 1 to 16384; found \"automatic\".");
  row("mamba", "/hidden_act", "\"gelu\"", "$.hidden_act must be one of silu, swish; found \"gelu\".");
  row("falcon_mamba", "/mixer_rms_eps", "0", "$.mixer_rms_eps must be a number from 1e-12 to 1; found 0");
  row("mamba2", "/num_heads", "3", "$.num_heads x head_dim = ");
  row("mamba2", "/num_heads", "", "$.num_heads is missing");
  row("mamba2", "/n_groups", "3", "$.n_groups = 3 does not divide ");
  row("mamba2", "/rms_norm", "false", "$.rms_norm = false is not supported: only the gated RMS norm is.");
  row("mamba2", "/time_step_limit", "[0]", "$.time_step_limit must be [low, high] with numbers");
  row("mamba2", "/time_step_limit", "[1, 0.5]", "$.time_step_limit must have 0 <= low < high.");
  row("mamba2", "/time_step_limit", "[0, \"much\"]", "$.time_step_limit must be [low, high] with numbers");
  row("mamba2", "/time_step_limit", "[-1, 2]", "$.time_step_limit must have 0 <= low < high.");
  row("recurrent_gemma", "/block_types", "[]", "$.block_types must not be empty.");
  row("recurrent_gemma", "/block_types", "[\"recurrent\", \"mamba\"]",
      "$.block_types must be a list of \"recurrent\" and \"attention\".");
  row("recurrent_gemma", "/block_types", "\"attention\"",
      "$.block_types must be a list of \"recurrent\" and \"attention\".");
  row("recurrent_gemma", "/block_types", "{\"0\": \"attention\"}",
      "$.block_types must be a list of \"recurrent\" and \"attention\".");
  row("recurrent_gemma", "/lru_width", "7", "$.num_attention_heads = ");
  row("recurrent_gemma", "/attention_window_size", "-1",
      "$.attention_window_size must be an integer from 1 to 1099511627776; found -1.");
  row("recurrent_gemma", "/logits_soft_cap", "0", "$.logits_soft_cap must be a number from 0.001 to 1e+06; found 0");
  row("recurrent_gemma", "/intermediate_size", "1",
      "$.intermediate_size must be an integer from 2 to 1048576; found 1.");
}

void compressed_rows() {
  const char* v = "deepseek_v4";
  row(v, "/compress_ratios", "[0, 4]", "$.compress_ratios must name each of the 3 layers.");
  row(v, "/compress_ratios", "[0, 4, 8]", "$.compress_ratios other than 0, 4 and 128 are not supported.");
  row(v, "/compress_ratios", "[0, 4, 128, 0]", ""); // the last one predicts further tokens
  row(v, "/layer_types", "[\"full_attention\"]", "$.layer_types may hold sliding_attention, compressed_sparse_");
  row(v, "/mlp_layer_types", "[\"moe\", \"dense\", \"moe\"]", "$.mlp_layer_types may hold hash_moe and moe only.");
  row(v, "/o_groups", "3", "$.o_groups = 3 does not divide ");
  row(v, "/qk_rope_head_dim", "18", "$.qk_rope_head_dim must be even and no more than head_dim.");
  row(v, "/num_key_value_heads", "2", "$.num_key_value_heads other than 1 is not supported.");
  row(v, "/hc_mult", "1", "$.hc_mult must be an integer from 2 to 64; found 1.");
  row(v, "/scoring_func", "\"softmax\"", "$.scoring_func must be one of sqrtsoftplus, sigmoid");
  row(v, "/rope_scaling/type", "\"linear\"", "$.rope_scaling.type must be one of default, yarn");
  row(v, "/rope_scaling/attention_factor", "1.2", "$.rope_scaling.attention_factor other than 1 is not supported.");
}

void fla_rows() {
  row("fla-transformer", "/num_heads", "6", "$.num_heads = 6 does not divide ");
  row("fla-transformer", "/num_kv_heads", "3", "$.num_kv_heads = 3 does not divide ");
  row("fla-gla", "/num_kv_heads", "3", "$.num_kv_heads = 3 does not divide ");
  row("fla-retnet", "/num_kv_heads", "5", "$.num_kv_heads = 5 does not divide ");
  row("fla-transformer", "/qk_norm", "\"rms\"", "$.qk_norm must be true or false");
  row("fla-linear_attn", "/feature_map", "\"hedgehog\"",
      "$.feature_map must be one of elementwise_product, elu; found \"hedgehog\".");
  row("fla-linear_attn", "/expand_k", "0.001", "$.expand_k must be a number from 0.01 to 64; found 0.001.");
  row("fla-linear_attn", "/expand_k", "0.01", "$.num_heads");
  row("fla-retnet", "/expand_v", "\"2\"", "$.expand_v must be a number from 0.01 to 64; found \"2\".");
  row("fla-gla", "/clamp_min", "1", "$.clamp_min must be a number from -1e+06 to 0; found 1.");
  row("fla-gla", "/conv_size", "0", "");
  row("fla-hgrn", "/expand_ratio", "0.01", "$.expand_ratio");
  row("fla-hgrn2", "/expand_ratio", "7", "$.expand_ratio = 7 does not divide ");
  row("fla-delta_net", "/qk_activation", "\"gelu\"", "$.qk_activation must be one of silu, relu, elu, identity");
  row("fla-delta_net", "/qk_norm", "\"l1\"", "$.qk_norm must be one of l2, sum; found \"l1\".");
  row("fla-delta_net", "/use_beta", "false", "$.use_beta = false is not supported");
  row("fla-gated_deltanet", "/expand_v", "0.01", "$.expand_v");
  row("fla-gated_deltanet", "/num_v_heads", "3", "$.num_heads = ");
  row("fla-gated_deltanet", "/output_gate_activation", "\"tanh\"",
      "$.output_gate_activation must be one of swish, silu, sigmoid");
  row("fla-delta_net-hybrid", "/attn", "5", "$.attn must be an object {...}; found 5.");
  row("fla-delta_net-hybrid", "/attn/layers", "[]", "$.attn.layers must list the layers that attend, each from 0 to ");
  row("fla-delta_net-hybrid", "/attn/layers", "[99]", "$.attn.layers must be a list of integers from 0 to ");
  row("fla-delta_net-hybrid", "/attn/layers", "\"1\"", "$.attn.layers must be a list of integers");
  row("fla-delta_net-hybrid", "/attn/num_heads", "", "$.attn.num_heads is missing");
  row("fla-gated_deltanet-hybrid", "/attn/num_heads", "7", "$.attn");
  row("fla-rwkv7", "/head_dim", "7", "$.head_dim = ");
  row("fla-rwkv7", "/norm_first", "false", "$.norm_first = false is not supported.");
  row("fla-rwkv7", "/value_dim", "[64, 32]", "$.value_dim must be the same in every layer.");
  row("fla-rwkv7", "/value_dim", "\"64\"", "$.value_dim must be an integer from 1 to 1048576; found \"64\".");
  row("fla-rwkv7", "/decay_low_rank_dim", "0", "$.decay_low_rank_dim must be an integer from 1 to 16384; found 0.");
  row("fla-mamba2", "/num_heads", "3", "$.num_heads x head_dim must equal expand x hidden_size = ");
  row("fla-mamba2", "/norm_before_gate", "true", "$.norm_before_gate = true is not supported.");
  row("fla-mamba2", "/dt_limit", "[0, \"much\"]", "$.dt_limit must be [low, high]");
  row("fla-mamba2", "/dt_limit", "[1, 0]", "$.dt_limit must have 0 <= low < high.");
  row("fla-mamba2", "/dt_limit", "0.5", "$.dt_limit must be [low, high]");
  row("fla-samba", "/hidden_ratio", "0", "$.hidden_ratio must be a number from 0.01 to 64; found 0");
  row("fla-mamba", "/expand", "65", "$.expand must be an integer from 1 to 64; found 65.");
}

void blueprint_rows() {
  const char* b = "blueprint";
  row(b, "/paretoscope_blueprint", "2", "$.paretoscope_blueprint must be an integer from 1 to 1; found 2.");
  row(b, "/paretoscope_blueprint", "null", "$.paretoscope_blueprint is missing");
  row(b, "/hiden_size", "64",
      "$.hiden_size is not a known field; did you mean 'hidden_size'? Allowed: $schema, paretoscope_blueprint, name, ");
  row(b, "/flavour", "1", "$.flavour is not a known field. Allowed: ");
  row(b, "/name", "5", "$.name must be a text of at most 200 characters; found 5.");
  row(b, "/vocab_size", "", "$.vocab_size is missing");
  row(b, "/hidden_size", "\"64\"", "$.hidden_size must be an integer");
  row(b, "/norm", "\"batch\"", "$.norm must be one of rms, layer; found \"batch\".");
  row(b, "/norm_eps", "2", "$.norm_eps must be a number from 0 to 1; found 2.");
  row(b, "/blocks", "", "$.blocks must be a list of at least one block.");
  row(b, "/blocks", "[]", "$.blocks must be a list of at least one block.");
  row(b, "/blocks", "{}", "$.blocks must be a list [...]; found {}.");
  row(b, "/blocks/0", "5", "$.blocks[0] must be an object {...}; found 5.");
  row(b, "/blocks/0/mixer", "", "$.blocks[0].mixer is missing; a block needs one");
  row(b, "/blocks/0/mixer", "\"mamba\"", "$.blocks[0].mixer must be an object {...}; found \"mamba\".");
  row(b, "/blocks/0/mixer/type", "",
      "$.blocks[0].mixer.type is missing; it must be one of abc, based, bigbird, block-diffusion, ");
  row(b, "/blocks/0/mixer/type", "\"mambo\"", "stick-breaking-attention, titans, ttt-linear; found \"mambo\".");
  row(b, "/blocks/0/mixer/type", "\"mamba4\"", "stick-breaking-attention, titans, ttt-linear; found \"mamba4\".");
  row(b, "/blocks/0/mixer/type", "\"Mamba-2\"", "(did you mean 'mamba2'?); found \"Mamba-2\".");
  row(b, "/blocks/0/mixer/heads", "4", "$.blocks[0].mixer.heads is not a known field");
  row(b, "/blocks/0/mixer/states", "4", "$.blocks[0].mixer.states is not a known field; did you mean 'state'?");
  row(b, "/blocks/0/mixer/conv", "0", "$.blocks[0].mixer.conv must be an integer from 1 to 64; found 0.");
  row(b, "/blocks/0/ffn/width", "", "$.blocks[0].ffn.width is missing");
  row(b, "/blocks/0/ffn/type", "\"experts\"",
      "$.blocks[0].ffn.type must be one of gated, plain, moe, rwkv6, rwkv7, laurel; found \"experts\".");
  row(b, "/blocks/0/ffn/activation", "\"mish\"", "$.blocks[0].ffn.activation must be one of silu");
  row(b, "/blocks/0/ffn", "{\"type\": \"rwkv7\", \"width\": 8, \"bias\": true}",
      "$.blocks[0].ffn.bias does not apply to the type 'rwkv7'.");
  row(b, "/blocks/0/ffn", "{\"type\": \"rwkv7\", \"width\": 8, \"activation\": \"silu\"}",
      "$.blocks[0].ffn.activation does not apply to the type 'rwkv7'.");
  row(b, "/blocks/0/repeat", "0", "$.blocks[0].repeat must be an integer from 1 to 1024; found 0.");
  row(b, "/blocks/0/repeat", "1024", "$.blocks describes more than 1024 blocks.");
  row(b, "/blocks/0/residual", "\"skip\"", "$.blocks[0].residual must be one of pre, post, parallel; found \"skip\".");
  row(b, "/blocks/1/residual", "\"pre\"", "$.blocks[1].residual is not a known field. Allowed: repeat, stack.");
  row(b, "/blocks/1/stack", "[]", "$.blocks[1].stack must be a list of at least one block.");
  row(b, "/blocks/1/stack/0", "{\"stack\": []}", "$.blocks[1].stack[0].stack is not a known field");
  row(b, "/blocks/1/stack/0/residual", "\"parallel\"",
      "$.blocks[1].stack[0].residual = \"parallel\" needs an ffn beside the mixer.");
  row(b, "/blocks/1/stack/0/mixer/heads", "5", "$.blocks[1].stack[0].mixer.heads = 5 does not divide 48.");
  row(b, "/blocks/1/stack/0/mixer/value_heads", "3", "$.blocks[1].stack[0].mixer.heads = 2 does not divide 3.");
  row(b, "/blocks/1/stack/1/mixer/window", "", "$.blocks[1].stack[1].mixer.window is missing");
  row(b, "/blocks/1/stack/1/mixer/pinned", "65537",
      "$.blocks[1].stack[1].mixer.pinned must be an integer from 0 to 65536; found 65537.");
  row(b, "/blocks/1/stack/1/mixer/type", "\"softmax-attention\"",
      "$.blocks[1].stack[1].mixer.window belongs to the type 'sliding-window'.");
  row(b, "/blocks/0/mixer", "{\"type\": \"softmax-attention\", \"heads\": 4, \"pinned\": 4}",
      "$.blocks[0].mixer.pinned belongs to the type 'sliding-window'.");
  row(b, "/blocks/0/mixer", "{\"type\": \"softmax-attention\", \"heads\": 4, \"rope\": false, \"rope_theta\": 5}",
      "$.blocks[0].mixer.rope_theta has no meaning without rope.");
  row(b, "/blocks/0/mixer", "{\"type\": \"softmax-attention\"}", "$.blocks[0].mixer.heads is missing");
  row(b, "/blocks/0/mixer", "{\"type\": \"hgrn2\", \"heads\": 3}", "$.blocks[0].mixer.heads = 3 does not divide 64.");
  row(b, "/blocks/0/mixer", "{\"type\": \"rwkv7\", \"head_dim\": 24}",
      "$.blocks[0].mixer.head_dim = 24 does not divide 64.");
  row(b, "/blocks/0/mixer", "{\"type\": \"mamba2\", \"groups\": 3}", "$.blocks[0].mixer.groups = 3 does not divide 2.");
  row(b, "/blocks/0/mixer", "{\"type\": \"rg-lru\", \"heads\": 3}", "$.blocks[0].mixer.heads = 3 does not divide 64.");
  row(b, "/blocks/0/mixer", "{\"type\": \"mingru\", \"inner\": 0}",
      "$.blocks[0].mixer.inner must be an integer from 1 to 1048576; found 0.");
  row(b, "/blocks", "[{\"mixer\": {\"type\": \"hgrn\"}}, {\"mixer\": {\"type\": \"hgrn\", \"inner\": 32}}]",
      "$.blocks mixes HGRN widths");
}

/// Empty where a refusal says in which field something is wrong, or that there is too much of everything.
std::string wrong_with(const Error& refusal) {
  const bool said = refusal.message.find('$') != std::string::npos || refusal.message.find("2e12") != std::string::npos;
  return said ? std::string() : "refused with: " + refusal.message;
}

/// Empty where a graph of the model can be recorded and each of its tensors holds something (what is kept may be
/// nothing: a convolution of one tap).
std::string wrong_with(const ModelSpec& spec) {
  if (spec.blocks.empty())
    return "there are no blocks";
  const auto graph = recorded([&]() -> Result<Graph> { return Model(spec).record({2, 3, Phase::Prefill}); });
  if (!graph)
    return "no graph: " + graph.error().message;
  for (const Value& value : graph->values())
    for (int axis = 0; value.entry < 0 && axis < value.shape.rank(); ++axis)
      if (value.shape[axis] < 1)
        return "a tensor is empty";
  return {};
}

} // namespace

/// Bad configurations: each names the JSON path, what was found and what is allowed; none ends the program.
class ConfigErrorsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void refused_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("sentence");
    for (const auto& rows : {transformer_rows, rope_rows, other_transformer_rows, recurrent_rows, compressed_rows,
                             fla_rows, blueprint_rows})
      rows();
    QVERIFY2(g_rows >= 150, qPrintable(QString::number(g_rows)));
  }

  void refused() {
    QFETCH(QString, file);
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, sentence);
    json document = base(file);
    REQUIRE(parse_config(document, "good.json"));
    const json::json_pointer at(pointer.toStdString());
    if (value.isEmpty())
      document[at.parent_pointer()].erase(at.back());
    else
      document[at] = json::parse(value.toStdString());
    const auto parsed = parse_config(document, "config.json");
    if (sentence.isEmpty()) { // a field that this configuration does not use
      REQUIRE(parsed);
      return;
    }
    REQUIRE_REFUSED(parsed, "config.json: $");
    REQUIRE_REFUSED(parsed, sentence.toStdString());
    QVERIFY(parsed.error().where.rfind('$', 0) == 0);
    QVERIFY(parsed.error().message.size() < 2000); // the longest names every type that is read
    QVERIFY(parsed.error().message.back() == '.');
  }

  void documents_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("list") << QByteArray("[]") << "config.json: $ must be an object {...}; found [].";
    QTest::newRow("number") << QByteArray("5") << "$ must be an object";
    QTest::newRow("null") << QByteArray("null") << "$ must be an object";
    QTest::newRow("empty") << QByteArray("{}") << "$.model_type is missing";
    QTest::newRow("a long type") << QByteArray(R"({"model_type": ")") + QByteArray(300, 'x') + "\"}"
                                 << "$.model_type must be a text of at most 200 characters; found \"xxxxx";
    QTest::newRow("a key of a megabyte") << QByteArray(R"({"paretoscope_blueprint": 1, ")") + QByteArray(1 << 20, 'k') +
                                                "\": 1}"
                                         << "kkk... is not a known field";
    QTest::newRow("a choice of a megabyte")
        << QByteArray(R"({"paretoscope_blueprint": 1, "vocab_size": 5, "hidden_size": 5, "norm": ")") +
               QByteArray(1 << 20, 'k') + "\"}"
        << "$.norm must be one of rms, layer; found \"kkkkk";
    QTest::newRow("a misspelling among many keys")
        << QByteArray(R"({"model_type": "llama", "vocab_sise": 5})")
        << "$.vocab_size is missing; it must be an integer from 2 to 4194304 (is 'vocab_sise' a misspelling of it?).";
    QTest::newRow("more than any machine holds")
        << QByteArray(R"({"paretoscope_blueprint": 1, "vocab_size": 4194304, "hidden_size": 65536, "blocks":
      [{"mixer": {"type": "mingru"}, "ffn": {"width": 1048576}, "repeat": 1024}]})")
        << "describe more than 2e12 parameters";
    QTest::newRow("more than any machine holds, in heads")
        << QByteArray(R"({"paretoscope_blueprint": 1, "vocab_size": 100, "hidden_size": 65536, "blocks":
      [{"mixer": {"type": "softmax-attention", "heads": 4096, "head_dim": 65536}, "repeat": 1024}]})")
        << "describe more than 2e12 parameters";
    QTest::newRow("more than any machine holds, in gates")
        << QByteArray(R"({"paretoscope_blueprint": 1, "vocab_size": 100, "hidden_size": 64, "blocks":
      [{"mixer": {"type": "rg-lru", "heads": 1, "width": 1048576}, "repeat": 1024}]})")
        << "describe more than 2e12 parameters";
  }

  void documents() {
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const auto parsed = parse_config(json::parse(text.toStdString()), "config.json");
    REQUIRE_REFUSED(parsed, sentence.toStdString());
    QVERIFY(parsed.error().message.size() < 2000); // the longest names every type that is read
  }

  void R3_20000_hostile_values_in_every_field_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("blueprint") << "blueprint";
    const QDir root(QString::fromStdString(test::golden("hf")));
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (parse_config(base(name), "config.json"))
        QTest::newRow(qPrintable(name)) << name;
  }

  /// Every field of every supported configuration set to every hostile value: a sentence, or a graph that can be
  /// recorded.
  void R3_20000_hostile_values_in_every_field() {
    QFETCH(QString, file);
    const json good = base(file), flat = good.flatten();
    const std::vector<json> hostile{nullptr,
                                    true,
                                    false,
                                    0,
                                    1,
                                    2,
                                    3,
                                    5,
                                    -1,
                                    1e-9,
                                    0.3,
                                    1e18,
                                    1e308,
                                    UINT64_MAX,
                                    INT64_MIN,
                                    INT64_MAX,
                                    "",
                                    "x",
                                    json::array(),
                                    json::array({1}),
                                    json::array({json::array()}),
                                    json::object(),
                                    json{{"layers", 1}},
                                    std::string(5000, 'y')};
    std::set<std::string> places;
    for (const auto& [pointer, value] : flat.items())
      for (json::json_pointer at(pointer); !at.empty(); at.pop_back())
        places.insert(at.to_string());
    const auto right = parse_config(good, "config.json");
    REQUIRE(right);
    QCOMPARE(wrong_with(right->spec), std::string());
    int read = 0;
    m_mutations += places.size() * hostile.size();
    json document = good;
    for (const std::string& place : places) {
      json& field = document[json::json_pointer(place)];
      const json was = field;
      for (const json& value : hostile) {
        field = value;
        const auto parsed = parse_config(document, "config.json");
        read += parsed ? 1 : 0;
        // Opening it records a graph; one that is the same model has the shapes looked at above.
        const std::string wrong = !parsed                                 ? wrong_with(parsed.error())
                                  : same_model(parsed->spec, right->spec) ? std::string()
                                                                          : wrong_with(parsed->spec);
        if (!wrong.empty()) // only then is it put into words, 35,000 times none
          QFAIL((place + " = " + value.dump().substr(0, 60) + ": " + wrong).c_str());
      }
      field = was;
    }
    QVERIFY(document == good);
    QVERIFY(read > 0);
  }

  void R3_counts() {
    qInfo("%zu hostile values", m_mutations);
    if (m_mutations > 0) // not where a single row was asked for
      QVERIFY(m_mutations >= 20'000);
  }

  void nearest() {
    const std::vector<std::string> words{"mamba", "mamba2", "llama"};
    QCOMPARE(nearest_spelling("mmaba", words), std::string());
    QCOMPARE(nearest_spelling("mamb", words), std::string("mamba"));
    QCOMPARE(nearest_spelling("mamba3", words), std::string("mamba"));
    QCOMPARE(nearest_spelling("transformer", words), std::string());
    QCOMPARE(nearest_spelling("", words), std::string());
    QCOMPARE(nearest_spelling(std::string(1 << 20, 'm'), words), std::string());
  }

private:
  size_t m_mutations = 0;
};

PARETO_TEST(ConfigErrorsTest)
#include "tst_config_errors.moc"
