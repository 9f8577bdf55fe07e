// SPDX-License-Identifier: GPL-3.0-or-later
// Model definitions from GGUF metadata. Keys: github.com/ggml-org/ggml, docs/gguf.md.
#include "core/formats/gguf/gguf_config.h"

#include "core/formats/gguf/gguf_source.h"
#include "core/numeric/format_codec.h"
#include "core/printable.h"

#include <cmath>

namespace pareto {

namespace config {
namespace {

/// Metadata behind the architecture's prefix. The first error is kept; later reads return harmless values.
class Keys {
public:
  Keys(std::span<const GgufFile> parts, std::string prefix)
      : m_parts(parts), m_file(parts.front()), m_prefix(std::move(prefix) + ".") {}

  bool has(const std::string& key) const { return m_file.find(m_prefix + key) != nullptr; }
  const GgufTensor* tensor(const std::string& name) const {
    for (const GgufFile& part : m_parts)
      if (const GgufTensor* found = part.tensor(name))
        return found;
    return nullptr;
  }
  bool has_tensor(const std::string& name) const { return tensor(name) != nullptr; }
  size_t tensor_count() const {
    size_t count = 0;
    for (const GgufFile& part : m_parts)
      count += part.tensors().size();
    return count;
  }
  const GgufFile& file() const { return m_file; }

  int64_t integer(const std::string& key, Range<int64_t> range, std::optional<int64_t> otherwise = {}) {
    return keep(m_file.integer(m_prefix + key, range.low, range.high, otherwise), otherwise.value_or(range.low));
  }
  double number(const std::string& key, Range<double> range, std::optional<double> otherwise = {}) {
    return keep(m_file.number(m_prefix + key, range.low, range.high, otherwise), otherwise.value_or(range.low));
  }
  std::string text(const std::string& key, const std::string& otherwise) {
    return std::string(keep(m_file.text(m_prefix + key, otherwise), std::string_view(otherwise)));
  }

  /// One number for each block: given once, or as an array.
  std::vector<int64_t> per_block(const std::string& key, Range<int64_t> range, int64_t blocks, std::optional<int64_t> otherwise = {}) {
    const GgufValue* value = m_file.find(m_prefix + key);
    if (!value || !std::holds_alternative<GgufArray>(*value))
      return std::vector<int64_t>(static_cast<size_t>(blocks), integer(key, range, otherwise));
    const auto& array = std::get<GgufArray>(*value);
    std::vector<int64_t> numbers(static_cast<size_t>(blocks), range.low);
    if (!array.is_integer() || array.count != numbers.size()) {
      refuse(key, "must be an integer or an array of " + std::to_string(blocks) + " integers");
      return numbers;
    }
    for (size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] = array.integer(i);
      if (numbers[i] < range.low || numbers[i] > range.high)
        refuse(key, "holds " + std::to_string(numbers[i]) + "; " + std::to_string(range.low) + " to " + std::to_string(range.high) + " are allowed");
    }
    return numbers;
  }

  /// The values of a small float tensor (rotary factors), empty when it is absent.
  std::vector<double> factors(const std::string& name, size_t count) {
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

  void refuse(const std::string& key, const std::string& sentence, ErrorCode code = ErrorCode::InvalidFile) {
    refuse_text("the metadata key '" + m_prefix + key + "' " + sentence, m_prefix + key, code);
  }
  void refuse_at(const std::string& tensor, const std::string& sentence) { refuse_text("tensor '" + tensor + "' " + sentence, tensor, ErrorCode::InvalidFile); }
  bool ok() const { return !m_error; }
  Status status() const { return m_error ? Status(*m_error) : Status(); }

private:
  template <class T>
  T keep(Result<T> result, T harmless) {
    if (result)
      return *result;
    if (!m_error)
      m_error = result.error();
    return harmless;
  }
  void refuse_text(const std::string& text, const std::string& where, ErrorCode code) {
    if (!m_error)
      m_error = fail(code, m_file.path() + ": " + text + ".", where);
  }

  std::span<const GgufFile> m_parts;
  const GgufFile& m_file;
  std::string m_prefix;
  std::optional<Error> m_error;
};

float eps_of(Keys& keys, const std::string& key) { return static_cast<float>(keys.number(key, {0, 1})); }

/// Scaling keys applied to the table; the scaled frequencies are those of HF's relative.
void scale_rope(Keys& keys, RopeTable& table, double theta) {
  const std::string type = keys.text("rope.scaling.type", keys.has("rope.scaling.factor") || keys.has("rope.scale_linear") ? "linear" : "none");
  const double factor = keys.number("rope.scaling.factor", {1e-6, 1e6}, keys.number("rope.scale_linear", {1e-6, 1e6}, 1));
  if (type == "linear") {
    for (double& frequency : table.inv_freq)
      frequency /= factor;
  } else if (type == "yarn") {
    YarnScaling yarn;
    yarn.factor = factor;
    yarn.fast = keys.number("rope.scaling.yarn_beta_fast", {1e-6, 1e6}, 32);
    yarn.slow = keys.number("rope.scaling.yarn_beta_slow", {1e-6, 1e6}, 1);
    yarn.original = static_cast<double>(keys.integer("rope.scaling.original_context_length", kLength, keys.integer("context_length", kLength, 2048)));
    scale_yarn(table, theta, yarn);
    if (factor > 1)
      table.attention_factor = 1 + 0.1 * std::log(factor);
  } else if (type != "none" && type != "longrope") {
    keys.refuse("rope.scaling.type", "is not supported; none, linear, yarn and longrope are", ErrorCode::Unsupported);
  }
  table.attention_factor *= keys.number("rope.scaling.attn_factor", {1e-3, 1e3}, 1);
}

RopeSpec rope_of(Keys& keys, int64_t width) {
  const double theta = keys.number("rope.freq_base", kTheta, 10000);
  const int64_t rotated = keys.integer("rope.dimension_count", {2, 1 << 16}, width / 2 * 2);
  if (rotated > width || rotated % 2 != 0) {
    keys.refuse("rope.dimension_count", "= " + std::to_string(rotated) + " must be even and at most the width of a head, " + std::to_string(width));
    return {};
  }
  auto table = std::make_shared<RopeTable>();
  table->inv_freq = plain_frequencies(theta, rotated);
  const std::vector<double> plain = table->inv_freq;
  scale_rope(keys, *table, theta);
  const auto divide = [](std::vector<double>& frequencies, const std::vector<double>& by) {
    for (size_t j = 0; j < by.size(); ++j)
      frequencies[j] /= by[j];
  };
  divide(table->inv_freq, keys.factors("rope_freqs.weight", plain.size()));
  const std::vector<double> near = keys.factors("rope_factors_short.weight", plain.size()), far = keys.factors("rope_factors_long.weight", plain.size());
  if (near.empty() != far.empty())
    keys.refuse_at(near.empty() ? "rope_factors_long.weight" : "rope_factors_short.weight", "needs the other set of rotary factors beside it");
  if (!near.empty() && !far.empty()) {
    table->inv_freq_long = table->inv_freq;
    divide(table->inv_freq, near);
    divide(table->inv_freq_long, far);
    table->long_after = keys.integer("rope.scaling.original_context_length", kLength, keys.integer("context_length", kLength, 2048));
  }
  return {false, std::move(table)};
}

/// What all architectures state in the same way.
ParsedConfig common(Keys& keys, const std::string& architecture) {
  ParsedConfig config{.spec = {}, .model_type = architecture, .architecture = {}, .names = "gguf"};
  ModelSpec& spec = config.spec;
  spec.hidden = keys.integer("embedding_length", kWidth);
  spec.max_context = keys.integer("context_length", kLength, 2048);
  spec.tied = !keys.has_tensor("output.weight");
  const GgufTensor* table = keys.tensor("token_embd.weight");
  if (!table || table->shape.size() != 2) {
    keys.refuse_at("token_embd.weight", "is missing or not a matrix; the file holds no model (only a vocabulary?)");
    return config;
  }
  spec.vocab = table->shape[0];
  if (spec.vocab < kVocab.low || spec.vocab > kVocab.high)
    keys.refuse_at("token_embd.weight", "has " + std::to_string(spec.vocab) + " rows; 2 to 4194304 are possible");
  if (keys.integer("vocab_size", kVocab, spec.vocab) != spec.vocab)
    keys.refuse("vocab_size", "differs from the " + std::to_string(spec.vocab) + " rows of token_embd.weight");
  const auto tokens = keys.file().strings("tokenizer.ggml.tokens");
  if (tokens && *tokens && static_cast<int64_t>((*tokens)->count) != spec.vocab)
    keys.refuse_at("token_embd.weight", "has " + std::to_string(spec.vocab) + " rows where tokenizer.ggml.tokens has " + std::to_string((*tokens)->count) + " entries");
  if (keys.integer("expert_count", {0, 1 << 16}, 0) > 0)
    keys.refuse("expert_count", "is not 0: mixtures of experts are not supported by this version", ErrorCode::Unsupported);
  return config;
}

/// Every block has tensors, so the file limits the count.
int64_t block_count(Keys& keys) {
  const int64_t blocks = keys.integer("block_count", kLayers);
  if (blocks <= static_cast<int64_t>(keys.tensor_count()))
    return blocks;
  keys.refuse("block_count", "= " + std::to_string(blocks) + " is larger than the number of tensors");
  return 0;
}

bool has_bias(const Keys& keys, const std::string& part) { return keys.has_tensor("blk.0." + part + ".bias"); }

/// Attention and feed-forward part of every block, everything but what single architectures add.
std::vector<Block> transformer_blocks(Keys& keys, int64_t hidden, bool rotary) {
  const int64_t blocks = block_count(keys);
  const std::vector<int64_t> heads = keys.per_block("attention.head_count", kHeads, blocks);
  const std::vector<int64_t> kv = keys.has("attention.head_count_kv") ? keys.per_block("attention.head_count_kv", kHeads, blocks) : heads;
  const std::vector<int64_t> widths = keys.per_block("feed_forward_length", kWide, blocks);
  std::vector<Block> stack;
  AttentionMixer mixer;
  mixer.qkv_bias = has_bias(keys, "attn_q") || has_bias(keys, "attn_qkv");
  mixer.output_bias = has_bias(keys, "attn_output");
  FeedForward ffn;
  ffn.bias = has_bias(keys, "ffn_up");
  RopeSpec rope;
  for (size_t i = 0; i < heads.size() && keys.ok(); ++i) {
    mixer.heads = heads[i];
    mixer.kv_heads = kv[i];
    ffn.width = widths[i];
    if (heads[i] % kv[i] != 0)
      keys.refuse("attention.head_count_kv", "= " + std::to_string(kv[i]) + " does not divide the " + std::to_string(heads[i]) + " heads");
    if (!keys.has("attention.key_length") && hidden % heads[i] != 0)
      keys.refuse("attention.head_count", "= " + std::to_string(heads[i]) + " does not divide embedding_length and there is no attention.key_length");
    const int64_t width = std::max<int64_t>(1, hidden / heads[i]);
    mixer.head_dim = keys.integer("attention.key_length", kWidth, width);
    if (keys.integer("attention.value_length", kWidth, width) != mixer.head_dim)
      keys.refuse("attention.value_length", "differs from the key length, which is not supported", ErrorCode::Unsupported);
    if (rotary && (i == 0 || mixer.head_dim != std::get<AttentionMixer>(stack.back().mixer).head_dim))
      rope = rope_of(keys, mixer.head_dim);
    mixer.rope = rope;
    stack.push_back({mixer, ffn, Block::Residual::Pre, false});
  }
  return stack;
}

AttentionMixer& attention_of(Block& block) { return std::get<AttentionMixer>(block.mixer); }

/// llama, qwen2, qwen3, phi3.
ParsedConfig llama_like(Keys& keys, const std::string& architecture) {
  ParsedConfig config = common(keys, architecture);
  ModelSpec& spec = config.spec;
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  spec.blocks = transformer_blocks(keys, spec.hidden, true);
  const int64_t window = keys.integer("attention.sliding_window", {0, kLength.high}, 0);
  for (Block& block : spec.blocks) {
    attention_of(block).window = window;
    if (architecture == "qwen3") {
      attention_of(block).qk_norm = AttentionMixer::QkNorm::PerHead;
      attention_of(block).qk_norm_eps = spec.norm.eps;
    }
  }
  return config;
}

/// Which blocks slide: every second one (gemma2), five of six (gemma3), or as the file says.
std::vector<bool> sliding_blocks(Keys& keys, size_t blocks, int64_t pattern) {
  std::vector<bool> sliding(blocks);
  const GgufValue* value = keys.file().find("gemma3.attention.sliding_window_pattern");
  const GgufArray* array = value ? std::get_if<GgufArray>(value) : nullptr;
  if (array && (array->type != GgufValueType::Bool || array->count != blocks))
    keys.refuse("attention.sliding_window_pattern", "must be an integer or an array of one bool for each block");
  else if (array)
    for (size_t i = 0; i < blocks; ++i)
      sliding[i] = array->integer(i) != 0;
  else {
    pattern = keys.integer("attention.sliding_window_pattern", {1, 1024}, pattern);
    for (size_t i = 0; i < blocks; ++i)
      sliding[i] = static_cast<int64_t>(i + 1) % pattern != 0;
  }
  return sliding;
}

ParsedConfig gemma(Keys& keys, const std::string& architecture) {
  ParsedConfig config = common(keys, architecture);
  ModelSpec& spec = config.spec;
  const bool second = architecture == "gemma2";
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  spec.embedding_scale = std::sqrt(static_cast<float>(spec.hidden));
  spec.logit_softcap = static_cast<float>(keys.number("final_logit_softcapping", {0, 1e6}, second ? 30 : 0));
  spec.blocks = transformer_blocks(keys, spec.hidden, true);
  const auto window = keys.integer("attention.sliding_window", kLength, 4096);
  const std::vector<bool> sliding = sliding_blocks(keys, spec.blocks.size(), second ? 2 : 6);
  const bool biggest = spec.blocks.size() == (second ? 46 : 62); // the 27B models scale scores by the width per head
  const auto softcap = static_cast<float>(second ? keys.number("attn_logit_softcapping", {0, 1e6}, 50) : 0);
  const double swa_theta = keys.number("rope.freq_base_swa", kTheta, 10000);
  for (size_t i = 0; i < spec.blocks.size(); ++i) {
    Block& block = spec.blocks[i];
    AttentionMixer& mixer = attention_of(block);
    block.residual = Block::Residual::Sandwich;
    block.ffn.activation = UnaryFunction::GeluTanh;
    mixer.softcap = softcap;
    mixer.window = sliding[i] ? window : 0;
    if (biggest)
      mixer.scale = 1 / std::sqrt(static_cast<float>(spec.hidden) / static_cast<float>(mixer.heads));
    if (second)
      continue;
    mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
    mixer.qk_norm_eps = spec.norm.eps;
    if (sliding[i] && mixer.rope.table) {
      auto local = std::make_shared<RopeTable>();
      local->inv_freq = plain_frequencies(swa_theta, static_cast<int64_t>(2 * mixer.rope.table->inv_freq.size()));
      mixer.rope.table = std::move(local);
    }
  }
  return config;
}

ParsedConfig gpt2(Keys& keys, const std::string& architecture) {
  ParsedConfig config = common(keys, architecture);
  ModelSpec& spec = config.spec;
  spec.norm = {NormKind::Layer, eps_of(keys, "attention.layer_norm_epsilon"), false, true};
  spec.positions = keys.integer("context_length", {1, 1 << 20});
  spec.blocks = transformer_blocks(keys, spec.hidden, false);
  for (Block& block : spec.blocks) {
    block.ffn.kind = FeedForward::Kind::Plain;
    block.ffn.activation = UnaryFunction::GeluTanh;
  }
  return config;
}

ParsedConfig mamba(Keys& keys, const std::string& architecture) {
  ParsedConfig config = common(keys, architecture);
  ModelSpec& spec = config.spec;
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  spec.max_context = 0; // a recurrent model has no limit of its own; files state a placeholder
  MambaMixer mixer;
  mixer.inner = keys.integer("ssm.inner_size", kWide);
  mixer.state = keys.integer("ssm.state_size", {1, 4096});
  mixer.conv = keys.integer("ssm.conv_kernel", {1, 64});
  mixer.rank = keys.integer("ssm.time_step_rank", kRank);
  mixer.conv_bias = has_bias(keys, "ssm_conv1d");
  mixer.bias = has_bias(keys, "ssm_in");
  const auto normed = keys.file().boolean("mamba.ssm.dt_b_c_rms", false);
  if (!normed)
    keys.refuse("ssm.dt_b_c_rms", "must be a bool");
  else if (*normed) // Falcon Mamba
    mixer.bcdt_norm_eps = spec.norm.eps;
  const Block block{mixer, {FeedForward::Kind::None}, Block::Residual::Pre, false};
  spec.blocks.assign(static_cast<size_t>(block_count(keys)), block);
  return config;
}

struct Parser {
  const char* architecture;
  ParsedConfig (*parse)(Keys&, const std::string&);
};
constexpr Parser kParsers[] = {{"gemma2", gemma}, {"gemma3", gemma}, {"gpt2", gpt2}, {"llama", llama_like},
                               {"mamba", mamba}, {"phi3", llama_like}, {"qwen2", llama_like}, {"qwen3", llama_like}};

} // namespace
} // namespace config

std::vector<std::string> known_gguf_architectures() {
  std::vector<std::string> names;
  for (const auto& parser : config::kParsers)
    names.emplace_back(parser.architecture);
  return names;
}

Result<ParsedConfig> parse_gguf(std::span<const GgufFile> parts) {
  const GgufFile& file = parts.front();
  if (const std::string role = gguf_role(file); !role.empty())
    return fail(ErrorCode::Unsupported, file.path() + " is " + role + ".", "general.type");
  PARETO_TRY_ASSIGN(architecture, file.text("general.architecture"));
  for (const auto& parser : config::kParsers) {
    if (architecture != parser.architecture)
      continue;
    config::Keys keys(parts, parser.architecture);
    ParsedConfig parsed = parser.parse(keys, parser.architecture);
    PARETO_TRY(keys.status());
    PARETO_TRY(check_model_size(parsed.spec, file.path()));
    parsed.architecture = architecture_of(parsed.spec);
    return parsed;
  }
  std::string all;
  for (const std::string& name : known_gguf_architectures())
    all += (all.empty() ? "" : ", ") + name;
  return fail(ErrorCode::Unsupported, file.path() + ": the architecture '" + printable(architecture, 40) + "' is not supported by this version. Supported: " + all + ".", "general.architecture");
}

} // namespace pareto
