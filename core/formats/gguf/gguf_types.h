// SPDX-License-Identifier: GPL-3.0-or-later
// The architectures of GGUF files, and what their readers are written with. Keys: github.com/ggml-org/ggml,
// docs/gguf.md.
#pragma once

#include "core/formats/config.h"
#include "core/formats/gguf/gguf.h"
#include "core/formats/name_map.h"
#include "core/model/architectures/mamba2.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/gated.h"
#include "core/model/feed_forward/moe.h"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pareto::config {

/// Metadata behind the architecture's prefix. The first error is kept; later reads return harmless values.
class GgufKeys {
public:
  GgufKeys(std::span<const GgufFile> parts, std::string prefix)
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

  bool boolean(const std::string& key, bool otherwise) {
    return keep(m_file.boolean(m_prefix + key, otherwise), otherwise);
  }

  /// One number for each block: given once, or as an array.
  std::vector<int64_t> per_block(const std::string& key, Range<int64_t> range, int64_t blocks,
                                 std::optional<int64_t> otherwise = {});

  /// The values of a small float tensor (rotary factors), empty when it is absent.
  std::vector<double> factors(const std::string& name, size_t count);

  void refuse(const std::string& key, const std::string& sentence, ErrorCode code = ErrorCode::InvalidFile) {
    refuse_text("the metadata key '" + m_prefix + key + "' " + sentence, m_prefix + key, code);
  }
  void refuse_at(const std::string& tensor, const std::string& sentence) {
    refuse_text("tensor '" + tensor + "' " + sentence, tensor, ErrorCode::InvalidFile);
  }
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

/// An architecture of GGUF files (general.architecture): how its metadata is read and what its tensors are called.
struct GgufType {
  std::string name;
  ModelSpec (*read)(GgufKeys& keys, const std::string& architecture); ///< says what is wrong through the keys
  NamePairs whole,
      part; ///< beginnings of canonical names, as a whole (first) and behind "layers.N.", and what stands for them
  bool rows_in_pairs = false; ///< q and k rows of a head lie in neighbouring pairs, not in halves
  /// Which rows of which tensor the weight `part` is, where that is not a whole one (NameMap::place).
  void (*place)(const Block& block, const std::string& part, TensorRows& rows, std::string& name) = nullptr;
  /// Whether a tensor that is no weight of the model may be in a file all the same; null: none may.
  bool (*beside)(const GgufFile& file, const ModelSpec& spec, std::string_view tensor) = nullptr;
};

/// Every file of GGUF architectures: gguf/types/NAME.cpp.
#define PARETO_GGUF_FAMILIES(FAMILY)                                                                                   \
  FAMILY(deepseek2)                                                                                                    \
  FAMILY(gemma)                                                                                                        \
  FAMILY(gpt2)                                                                                                         \
  FAMILY(gpt_oss)                                                                                                      \
  FAMILY(hybrids)                                                                                                      \
  FAMILY(kimi_linear)                                                                                                  \
  FAMILY(lfm2)                                                                                                         \
  FAMILY(llama)                                                                                                        \
  FAMILY(mamba)                                                                                                        \
  FAMILY(nemotron_h)                                                                                                   \
  FAMILY(qwen35)                                                                                                       \
  FAMILY(rwkv7)

namespace gguf_family {
#define PARETO_DECLARE_FAMILY(name) std::vector<GgufType> name();
PARETO_GGUF_FAMILIES(PARETO_DECLARE_FAMILY)
#undef PARETO_DECLARE_FAMILY
} // namespace gguf_family

/// All of them, sorted by name.
const std::vector<GgufType>& gguf_types();
/// nullptr when there is none of that name.
const GgufType* find_gguf_type(std::string_view name);

// -- shared by their readers

float eps_of(GgufKeys& keys, const std::string& key);
/// Vocabulary, width, longest context and tying; what the file says twice must agree. `experts`: whether the type may
/// have some.
ModelSpec common(GgufKeys& keys, bool experts = false);
/// Of the experts' own keys what most types have: number, choices, width, and one that all share.
MoeFeedForward experts_of(GgufKeys& keys);
/// The same with scores by sigmoid or softmax, groups, weights that sum to one and a factor, as the file says.
MoeFeedForward routed_experts_of(GgufKeys& keys);
/// Heads, widths and sharing of block `block`, without rotation; `kv_heads` as the file has them there.
AttentionMixer attention_with(GgufKeys& keys, int64_t hidden, int64_t kv_heads);
/// Mamba-2 under the keys of state spaces.
Mamba2Mixer state_space_of(GgufKeys& keys, float eps, const std::string& block);
/// Rotary embedding of heads of that width. `truncate`: the ends of YaRN's ramp are whole pairs.
RopeSpec rope_of(GgufKeys& keys, int64_t width, bool truncate = true);
/// Every block has tensors, so the file limits the count.
int64_t block_count(GgufKeys& keys);
bool has_bias(const GgufKeys& keys, const std::string& part);
/// A feed-forward part of that width inside, with bias or without.
using FeedForwardOf = FeedForward (*)(int64_t width, bool bias);
template <UnaryFunction Activation>
FeedForward gated(int64_t width, bool bias) {
  return GatedFeedForward{width, Activation, bias};
}
/// Attention and feed-forward part of every block, everything but what single architectures add.
std::vector<Block> transformer_blocks(GgufKeys& keys, int64_t hidden, bool rotary,
                                      FeedForwardOf ffn = gated<UnaryFunction::Silu>,
                                      Block::Residual residual = Block::Residual::Pre);
AttentionMixer& attention_of(Block& block);

/// Names outside the layers, of every architecture.
inline const NamePairs kGgufWhole{
    {"embed.", "token_embd."}, {"position.", "position_embd."}, {"final_norm.", "output_norm."}, {"head.", "output."}};
/// Names inside the layers of Transformers.
inline const NamePairs kGgufTransformer{{"mixer_norm.", "attn_norm."},     {"mixer_post_norm.", "post_attention_norm."},
                                        {"ffn_norm.", "ffn_norm."},        {"ffn_post_norm.", "post_ffw_norm."},
                                        {"mixer.q_proj.", "attn_q."},      {"mixer.k_proj.", "attn_k."},
                                        {"mixer.v_proj.", "attn_v."},      {"mixer.o_proj.", "attn_output."},
                                        {"mixer.q_norm.", "attn_q_norm."}, {"mixer.k_norm.", "attn_k_norm."},
                                        {"ffn.gate_proj.", "ffn_gate."},   {"ffn.up_proj.", "ffn_up."},
                                        {"ffn.down_proj.", "ffn_down."}};
/// Of mixtures of experts, and of Mamba-2, in front of these.
inline const NamePairs kGgufExperts{
    {"ffn.router.correction", "exp_probs_b.bias"}, {"ffn.router.", "ffn_gate_inp."},
    {"ffn.experts.gate_proj.", "ffn_gate_exps."},  {"ffn.experts.up_proj.", "ffn_up_exps."},
    {"ffn.experts.down_proj.", "ffn_down_exps."},  {"ffn.shared.gate_proj.", "ffn_gate_shexp."},
    {"ffn.shared.up_proj.", "ffn_up_shexp."},      {"ffn.shared.down_proj.", "ffn_down_shexp."}};
inline const NamePairs kGgufStateSpace{
    {"mixer.in_proj.", "ssm_in."},  {"mixer.conv.", "ssm_conv1d."}, {"mixer.dt_bias", "ssm_dt.bias"},
    {"mixer.A_log", "ssm_a"},       {"mixer.D", "ssm_d"},           {"mixer.norm.", "ssm_norm."},
    {"mixer.out_proj.", "ssm_out."}};
/// One list behind the other: the first that fits counts.
NamePairs joined(std::initializer_list<NamePairs> lists);

} // namespace pareto::config
