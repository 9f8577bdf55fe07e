// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/gguf/gguf_types.h"

#include "core/numeric/format_codec.h"

#include <algorithm>
#include <cmath>

namespace pareto::config {

const std::vector<GgufType>& gguf_types() {
  static const std::vector<GgufType> all = [] {
    std::vector<GgufType> types;
#define PARETO_ADD_FAMILY(name)                                                                                        \
  for (GgufType & type : gguf_family::name())                                                                          \
    types.push_back(std::move(type));
    PARETO_GGUF_FAMILIES(PARETO_ADD_FAMILY)
#undef PARETO_ADD_FAMILY
    std::sort(types.begin(), types.end(), [](const GgufType& a, const GgufType& b) { return a.name < b.name; });
    return types;
  }();
  return all;
}

const GgufType* find_gguf_type(std::string_view name) {
  const std::vector<GgufType>& all = gguf_types();
  const auto found = std::find_if(all.begin(), all.end(), [name](const GgufType& type) { return type.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<int64_t> GgufKeys::per_block(const std::string& key, Range<int64_t> range, int64_t blocks,
                                         std::optional<int64_t> otherwise) {
  const GgufValue* value = m_file.find(m_prefix + key);
  if (!value || !std::holds_alternative<GgufArray>(*value))
    return std::vector<int64_t>(static_cast<size_t>(blocks), integer(key, range, otherwise));
  const auto& array = std::get<GgufArray>(*value);
  std::vector<int64_t> numbers(static_cast<size_t>(blocks), range.low);
  if ((!array.is_integer() && array.type != GgufValueType::Bool) || array.count != numbers.size()) {
    refuse(key, "must be an integer or an array of " + std::to_string(blocks) + " integers");
    return numbers;
  }
  for (size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = array.integer(i);
    if (numbers[i] < range.low || numbers[i] > range.high)
      refuse(key, "holds " + std::to_string(numbers[i]) + "; " + std::to_string(range.low) + " to " +
                      std::to_string(range.high) + " are allowed");
  }
  return numbers;
}

std::vector<double> GgufKeys::factors(const std::string& name, size_t count) {
  const GgufTensor* found = tensor(name);
  if (!found)
    return {};
  if (found->shape.size() != 1 || static_cast<size_t>(found->shape[0]) != count || found->type != Format::F32) {
    refuse_at(name, "must be F32 with " + std::to_string(count) + " elements, one for each rotated pair");
    return {};
  }
  std::vector<float> values(count);
  decode(found->type, found->data, values);
  for (float value : values)
    if (!(value >= 1e-6f && value <= 1e6f))
      refuse_at(name, "holds a factor that is not a number from 1e-6 to 1e6");
  return {values.begin(), values.end()};
}

float eps_of(GgufKeys& keys, const std::string& key) { return static_cast<float>(keys.number(key, {0, 1})); }

namespace {

/// Scaling keys applied to the table; the scaled frequencies are those of HF's relative.
void scale_rope(GgufKeys& keys, RopeTable& table, double theta, bool truncate) {
  const std::string type = keys.text(
      "rope.scaling.type", keys.has("rope.scaling.factor") || keys.has("rope.scale_linear") ? "linear" : "none");
  const double factor =
      keys.number("rope.scaling.factor", {1e-6, 1e6}, keys.number("rope.scale_linear", {1e-6, 1e6}, 1));
  if (type == "linear") {
    for (double& frequency : table.inv_freq)
      frequency /= factor;
  } else if (type == "yarn") {
    YarnScaling yarn;
    yarn.factor = factor;
    yarn.fast = keys.number("rope.scaling.yarn_beta_fast", {1e-6, 1e6}, 32);
    yarn.slow = keys.number("rope.scaling.yarn_beta_slow", {1e-6, 1e6}, 1);
    yarn.original = static_cast<double>(
        keys.integer("rope.scaling.original_context_length", kLength, keys.integer("context_length", kLength, 2048)));
    yarn.truncate = truncate;
    scale_yarn(table, theta, yarn);
    if (factor > 1)
      table.attention_factor = 1 + 0.1 * std::log(factor);
  } else if (type != "none" && type != "longrope") {
    keys.refuse("rope.scaling.type", "is not supported; none, linear, yarn and longrope are", ErrorCode::Unsupported);
  }
  table.attention_factor *= keys.number("rope.scaling.attn_factor", {1e-3, 1e3}, 1);
}

} // namespace

RopeSpec rope_of(GgufKeys& keys, int64_t width, bool truncate) {
  const double theta = keys.number("rope.freq_base", kTheta, 10000);
  const int64_t rotated = keys.integer("rope.dimension_count", {2, 1 << 16}, width / 2 * 2);
  if (rotated > width || rotated % 2 != 0) {
    keys.refuse("rope.dimension_count", "= " + std::to_string(rotated) +
                                            " must be even and at most the width of a head, " + std::to_string(width));
    return {};
  }
  auto table = std::make_shared<RopeTable>();
  table->inv_freq = plain_frequencies(theta, rotated);
  const std::vector<double> plain = table->inv_freq;
  scale_rope(keys, *table, theta, truncate);
  const auto divide = [](std::vector<double>& frequencies, const std::vector<double>& by) {
    for (size_t j = 0; j < by.size(); ++j)
      frequencies[j] /= by[j];
  };
  divide(table->inv_freq, keys.factors("rope_freqs.weight", plain.size()));
  const std::vector<double> near = keys.factors("rope_factors_short.weight", plain.size()),
                            far = keys.factors("rope_factors_long.weight", plain.size());
  if (near.empty() != far.empty())
    keys.refuse_at(near.empty() ? "rope_factors_long.weight" : "rope_factors_short.weight",
                   "needs the other set of rotary factors beside it");
  if (!near.empty() && !far.empty()) {
    table->inv_freq_long = table->inv_freq;
    divide(table->inv_freq, near);
    divide(table->inv_freq_long, far);
    table->long_after =
        keys.integer("rope.scaling.original_context_length", kLength, keys.integer("context_length", kLength, 2048));
  }
  return {false, std::move(table)};
}

ModelSpec common(GgufKeys& keys, bool experts) {
  ModelSpec spec;
  spec.hidden = keys.integer("embedding_length", kWidth);
  spec.max_context = keys.integer("context_length", kLength, 2048);
  spec.tied = !keys.has_tensor("output.weight");
  const GgufTensor* table = keys.tensor("token_embd.weight");
  if (!table || table->shape.size() != 2) {
    keys.refuse_at("token_embd.weight", "is missing or not a matrix; the file holds no model (only a vocabulary?)");
    return spec;
  }
  spec.vocab = table->shape[0];
  if (spec.vocab < kVocab.low || spec.vocab > kVocab.high)
    keys.refuse_at("token_embd.weight", "has " + std::to_string(spec.vocab) + " rows; 2 to 4194304 are possible");
  if (keys.integer("vocab_size", kVocab, spec.vocab) != spec.vocab)
    keys.refuse("vocab_size", "differs from the " + std::to_string(spec.vocab) + " rows of token_embd.weight");
  const auto tokens = keys.file().strings("tokenizer.ggml.tokens");
  if (tokens && *tokens && static_cast<int64_t>((*tokens)->count) != spec.vocab)
    keys.refuse_at("token_embd.weight", "has " + std::to_string(spec.vocab) + " rows where tokenizer.ggml.tokens has " +
                                            std::to_string((*tokens)->count) + " entries");
  if (!experts && keys.integer("expert_count", {0, 1 << 16}, 0) > 0)
    keys.refuse("expert_count", "is not 0: mixtures of experts of this architecture are not supported by this version",
                ErrorCode::Unsupported);
  return spec;
}

MoeFeedForward experts_of(GgufKeys& keys) {
  MoeFeedForward part;
  part.experts = keys.integer("expert_count", {1, 4096});
  part.chosen = keys.integer("expert_used_count", {1, part.experts});
  part.width = keys.has("expert_feed_forward_length") ? keys.integer("expert_feed_forward_length", kWide)
                                                      : keys.integer("feed_forward_length", kWide);
  part.shared_width = keys.integer("expert_shared_feed_forward_length", {0, kWide.high},
                                   part.width * keys.integer("expert_shared_count", {0, 64}, 0));
  return part;
}

MoeFeedForward routed_experts_of(GgufKeys& keys) {
  MoeFeedForward part = experts_of(keys);
  const bool sigmoid = keys.integer("expert_gating_func", {1, 2}, 1) == 2;
  part.score = sigmoid ? RouterScore::Sigmoid : RouterScore::Softmax;
  part.correction = sigmoid;
  part.eps = sigmoid ? 1e-20f : 0;
  part.scale = static_cast<float>(keys.number("expert_weights_scale", kRatio, 1));
  part.groups = keys.integer("expert_group_count", {1, part.experts}, 1);
  part.kept_groups = keys.integer("expert_group_used_count", {1, part.groups}, 1);
  if (part.experts % part.groups != 0)
    keys.refuse("expert_group_count", "does not divide the experts");
  part.normalised = keys.boolean("expert_weights_norm", sigmoid);
  return part;
}

AttentionMixer attention_with(GgufKeys& keys, int64_t hidden, int64_t kv_heads) {
  AttentionMixer mixer;
  mixer.heads = keys.integer("attention.head_count", kHeads);
  mixer.kv_heads = kv_heads;
  if (kv_heads < 1 || mixer.heads % kv_heads != 0)
    keys.refuse("attention.head_count_kv", "does not divide the " + std::to_string(mixer.heads) + " heads");
  if (!keys.has("attention.key_length") && hidden % mixer.heads != 0)
    keys.refuse("attention.head_count", "does not divide embedding_length and there is no attention.key_length");
  mixer.head_dim = keys.integer("attention.key_length", kWidth, std::max<int64_t>(1, hidden / mixer.heads));
  if (keys.integer("attention.value_length", kWidth, mixer.head_dim) != mixer.head_dim)
    keys.refuse("attention.value_length", "differs from the key length, which is not supported",
                ErrorCode::Unsupported);
  return mixer;
}

Mamba2Mixer state_space_of(GgufKeys& keys, float eps, const std::string& block) {
  Mamba2Mixer mixer;
  const int64_t inner = keys.integer("ssm.inner_size", kWide);
  mixer.heads = keys.integer("ssm.time_step_rank", kHeads);
  mixer.groups = keys.integer("ssm.group_count", kHeads, 1);
  if (inner % mixer.heads != 0 || mixer.heads % mixer.groups != 0)
    keys.refuse("ssm.time_step_rank", "must divide ssm.inner_size, and ssm.group_count must divide it");
  mixer.head_dim = std::max<int64_t>(1, inner / mixer.heads);
  mixer.state = keys.integer("ssm.state_size", {1, 4096});
  mixer.conv = keys.integer("ssm.conv_kernel", kTaps);
  mixer.norm_groups = mixer.groups;
  mixer.norm = keys.has_tensor(block + "ssm_norm.weight");
  mixer.conv_bias = keys.has_tensor(block + "ssm_conv1d.bias");
  mixer.bias = keys.has_tensor(block + "ssm_in.bias");
  mixer.norm_eps = eps;
  return mixer;
}

NamePairs joined(std::initializer_list<NamePairs> lists) {
  NamePairs all;
  for (const NamePairs& list : lists)
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

int64_t block_count(GgufKeys& keys) {
  const int64_t blocks = keys.integer("block_count", kLayers);
  if (blocks <= static_cast<int64_t>(keys.tensor_count()))
    return blocks;
  keys.refuse("block_count", "= " + std::to_string(blocks) + " is larger than the number of tensors");
  return 0;
}

bool has_bias(const GgufKeys& keys, const std::string& part) { return keys.has_tensor("blk.0." + part + ".bias"); }

AttentionMixer& attention_of(Block& block) { return *block.mixer()->as<AttentionMixer>(); }

std::vector<Block> transformer_blocks(GgufKeys& keys, int64_t hidden, bool rotary, FeedForwardOf ffn,
                                      Block::Residual residual) {
  const int64_t blocks = block_count(keys);
  const std::vector<int64_t> heads = keys.per_block("attention.head_count", kHeads, blocks);
  const std::vector<int64_t> kv =
      keys.has("attention.head_count_kv") ? keys.per_block("attention.head_count_kv", kHeads, blocks) : heads;
  const std::vector<int64_t> widths = keys.per_block("feed_forward_length", kWide, blocks);
  std::vector<Block> stack;
  AttentionMixer mixer;
  mixer.qkv_bias = has_bias(keys, "attn_q") || has_bias(keys, "attn_qkv");
  mixer.output_bias = has_bias(keys, "attn_output");
  const bool biased = has_bias(keys, "ffn_up");
  RopeSpec rope;
  for (size_t i = 0; i < heads.size() && keys.ok(); ++i) {
    mixer.heads = heads[i];
    mixer.kv_heads = kv[i];
    if (heads[i] % kv[i] != 0)
      keys.refuse("attention.head_count_kv",
                  "= " + std::to_string(kv[i]) + " does not divide the " + std::to_string(heads[i]) + " heads");
    if (!keys.has("attention.key_length") && hidden % heads[i] != 0)
      keys.refuse("attention.head_count", "= " + std::to_string(heads[i]) +
                                              " does not divide embedding_length and there is no attention.key_length");
    const int64_t width = std::max<int64_t>(1, hidden / heads[i]);
    mixer.head_dim = keys.integer("attention.key_length", kWidth, width);
    if (keys.integer("attention.value_length", kWidth, width) != mixer.head_dim)
      keys.refuse("attention.value_length", "differs from the key length, which is not supported",
                  ErrorCode::Unsupported);
    if (rotary && (i == 0 || mixer.head_dim != attention_of(stack.back()).head_dim))
      rope = rope_of(keys, mixer.head_dim);
    mixer.rope = rope;
    stack.push_back({mixer, ffn(widths[i], biased), residual});
  }
  return stack;
}

} // namespace pareto::config
