// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/config.h"
#include "core/formats/name_map.h"
#include "core/model/architectures/mamba2.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/gated.h"
#include "core/model/feed_forward/plain.h"

// What the readers of several Hugging Face types have in common.
namespace pareto::config {

/// Heads, their widths and sharing in the usual keys; rotary embedding excluded. `default_width`: of a head where the
/// key is absent; otherwise the width of the stream over the heads.
AttentionMixer plain_mixer(ConfigReader& reader, int64_t hidden, std::optional<int64_t> default_width = {});
/// Vocabulary, width, tying (`tied` where the key is absent) and the longest context.
ModelSpec plain_model(ConfigReader& reader, bool tied);
/// Refuses heads of an odd width whose queries grow with their position: the last channel does not turn, so that it
/// would not grow.
void check_growth(ConfigReader& reader, const AttentionMixer& mixer);
float eps_of(ConfigReader& reader, const std::string& key, double otherwise);
int64_t layer_count(ConfigReader& reader);
/// Which layers are of the type `yes` by the list layer_types, which may hold `no` beside it; `otherwise` without one.
std::vector<bool> layers_named(ConfigReader& reader, std::vector<bool> otherwise, const char* yes, const char* no);
/// Mamba-2 under the keys of hybrids (mamba_n_heads, ...), `inner` channels wide.
Mamba2Mixer mamba2_mixer(ConfigReader& reader, int64_t inner, float norm_eps);
/// Which layers have a window: as layer_types says, otherwise all but every `pattern`th (0 = none).
std::vector<bool> sliding_layers(ConfigReader& reader, int64_t layers, int64_t pattern);

/// Names outside the layers and inside of them as Llama has them.
inline const NamePairs kLlamaWhole{
    {"embed.", "model.embed_tokens."}, {"final_norm.", "model.norm."}, {"head.", "lm_head."}};
inline const NamePairs kLlamaPart{{"mixer_norm.", "input_layernorm."},
                                  {"ffn_norm.", "post_attention_layernorm."},
                                  {"mixer.", "self_attn."},
                                  {"ffn.", "mlp."}};
/// The same outside the layers of Mamba.
inline const NamePairs kBackboneWhole{
    {"embed.", "backbone.embeddings."}, {"final_norm.", "backbone.norm_f."}, {"head.", "lm_head."}};

/// The same in stacks of Mamba layers and attention whose last norm has a longer name.
inline const NamePairs kHybridWhole{
    {"embed.", "model.embed_tokens."}, {"final_norm.", "model.final_layernorm."}, {"head.", "lm_head."}};

/// What takes a latent to the keys and values of heads, in one tensor: per head rows of keys, then of values. False:
/// this is another part.
bool place_latent_up(const Block& block, const std::string& part, TensorRows& rows);

/// Gate rows, then up rows, in one tensor mlp.gate_up_proj (NameMap::place).
void place_gate_up(const Block& block, const std::string& part, TensorRows& rows, std::string& name);

} // namespace pareto::config
