// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pareto::tests {

/// Writes GGUF bytes, right or wrong: every field can be set to what no writer would set it to.
class GgufBuilder {
public:
  struct Tensor {
    std::string name;
    std::vector<uint64_t> dims; ///< row length first
    uint32_t type = 0;
    std::string data;
    std::optional<uint64_t> offset, name_length;
    std::optional<uint32_t> rank;
  };
  struct Pair {
    std::string key;
    uint32_t type = 0;
    std::string value;
    std::optional<uint64_t> key_length;
  };

  uint32_t magic = 0x46554747, version = 3;
  uint64_t alignment = 32;
  std::optional<uint64_t> tensor_count, pair_count;
  std::vector<Pair> pairs;
  std::vector<Tensor> tensors;
  bool pad_last = true;

  template <class T>
  static std::string bytes(T value) {
    std::string out(sizeof value, '\0');
    std::memcpy(out.data(), &value, sizeof value);
    return out;
  }
  static std::string text(const std::string& value) { return bytes<uint64_t>(value.size()) + value; }
  static std::string floats(size_t count, float first = 0.01f, float step = 0.001f) {
    std::string out;
    for (size_t i = 0; i < count; ++i)
      out += bytes(first + step * static_cast<float>(i % 97));
    return out;
  }

  /// Sets a key, replacing one of that name.
  GgufBuilder& set(const std::string& key, uint32_t type, std::string value) {
    for (Pair& pair : pairs)
      if (pair.key == key) {
        pair.type = type;
        pair.value = std::move(value);
        return *this;
      }
    pairs.push_back({key, type, std::move(value), {}});
    return *this;
  }
  GgufBuilder& u32(const std::string& key, uint32_t value) { return set(key, 4, bytes(value)); }
  GgufBuilder& i32(const std::string& key, int32_t value) { return set(key, 5, bytes(value)); }
  GgufBuilder& f32(const std::string& key, float value) { return set(key, 6, bytes(value)); }
  GgufBuilder& str(const std::string& key, const std::string& value) { return set(key, 8, text(value)); }
  GgufBuilder& array(const std::string& key, uint32_t type, uint64_t count, const std::string& values) {
    return set(key, 9, bytes(type) + bytes(count) + values);
  }
  GgufBuilder& strings(const std::string& key, const std::vector<std::string>& values) {
    std::string all;
    for (const std::string& value : values)
      all += text(value);
    return array(key, 8, values.size(), all);
  }
  GgufBuilder& drop(const std::string& key) {
    std::erase_if(pairs, [&](const Pair& pair) { return pair.key == key; });
    return *this;
  }
  GgufBuilder& add(const std::string& name, std::vector<uint64_t> dims, std::string data, uint32_t type = 0) {
    tensors.push_back({name, std::move(dims), type, std::move(data), {}, {}, {}});
    return *this;
  }
  GgufBuilder& add_floats(const std::string& name, std::vector<uint64_t> dims, float first = 0.01f,
                          float step = 0.001f) {
    size_t count = 1;
    for (uint64_t dim : dims)
      count *= dim;
    return add(name, std::move(dims), floats(count, first, step));
  }
  GgufBuilder& drop_tensor(const std::string& name) {
    std::erase_if(tensors, [&](const Tensor& tensor) { return tensor.name == name; });
    return *this;
  }
  Tensor& tensor(const std::string& name) {
    for (Tensor& each : tensors)
      if (each.name == name)
        return each;
    return tensors.front();
  }

  std::string build() const {
    std::string out = bytes(magic) + bytes(version) + bytes(tensor_count.value_or(tensors.size())) +
                      bytes(pair_count.value_or(pairs.size()));
    for (const Pair& pair : pairs)
      out += bytes(pair.key_length.value_or(pair.key.size())) + pair.key + bytes(pair.type) + pair.value;
    uint64_t at = 0;
    for (const Tensor& each : tensors) {
      out += bytes(each.name_length.value_or(each.name.size())) + each.name +
             bytes(each.rank.value_or(static_cast<uint32_t>(each.dims.size())));
      for (uint64_t dim : each.dims)
        out += bytes(dim);
      out += bytes(each.type) + bytes(each.offset.value_or(at));
      at += (each.data.size() + alignment - 1) / alignment * alignment;
    }
    const auto pad = [&] { out.append((alignment - out.size() % alignment) % alignment, '\0'); };
    pad();
    for (size_t i = 0; i < tensors.size(); ++i) {
      out += tensors[i].data;
      if (pad_last || i + 1 < tensors.size())
        pad();
    }
    return out;
  }
};

/// A whole llama of one block: width 8, two heads, one key-value head, feed-forward 16, eight tokens.
inline GgufBuilder tiny_llama() {
  GgufBuilder b;
  b.str("general.architecture", "llama")
      .u32("llama.context_length", 64)
      .u32("llama.embedding_length", 8)
      .u32("llama.block_count", 1);
  b.u32("llama.feed_forward_length", 16).u32("llama.attention.head_count", 2).u32("llama.attention.head_count_kv", 1);
  b.f32("llama.attention.layer_norm_rms_epsilon", 1e-5f).u32("llama.vocab_size", 8);
  b.strings("tokenizer.ggml.tokens", {"a", "b", "c", "d", "e", "f", "g", "h"});
  b.add_floats("token_embd.weight", {8, 8})
      .add_floats("output_norm.weight", {8}, 1)
      .add_floats("output.weight", {8, 8});
  b.add_floats("blk.0.attn_norm.weight", {8}, 1).add_floats("blk.0.ffn_norm.weight", {8}, 1);
  b.add_floats("blk.0.attn_q.weight", {8, 8})
      .add_floats("blk.0.attn_k.weight", {8, 4})
      .add_floats("blk.0.attn_v.weight", {8, 4});
  b.add_floats("blk.0.attn_output.weight", {8, 8})
      .add_floats("blk.0.ffn_gate.weight", {8, 16})
      .add_floats("blk.0.ffn_up.weight", {8, 16});
  b.add_floats("blk.0.ffn_down.weight", {16, 8});
  return b;
}

/// A whole mamba of one block: width 8, inner 16, state 4, kernel 4, rank 2.
inline GgufBuilder tiny_mamba() {
  GgufBuilder b;
  b.str("general.architecture", "mamba")
      .u32("mamba.context_length", 64)
      .u32("mamba.embedding_length", 8)
      .u32("mamba.block_count", 1);
  b.u32("mamba.feed_forward_length", 0)
      .u32("mamba.attention.head_count", 0)
      .u32("mamba.ssm.conv_kernel", 4)
      .u32("mamba.ssm.inner_size", 16);
  b.u32("mamba.ssm.state_size", 4)
      .u32("mamba.ssm.time_step_rank", 2)
      .f32("mamba.attention.layer_norm_rms_epsilon", 1e-5f);
  b.add_floats("token_embd.weight", {8, 8})
      .add_floats("output_norm.weight", {8}, 1)
      .add_floats("blk.0.attn_norm.weight", {8}, 1);
  b.add_floats("blk.0.ssm_in.weight", {8, 32})
      .add_floats("blk.0.ssm_conv1d.weight", {4, 16})
      .add_floats("blk.0.ssm_conv1d.bias", {16});
  b.add_floats("blk.0.ssm_x.weight", {16, 10})
      .add_floats("blk.0.ssm_dt.weight", {2, 16})
      .add_floats("blk.0.ssm_dt.bias", {16});
  b.add_floats("blk.0.ssm_a", {4, 16}, -1).add_floats("blk.0.ssm_d", {16}).add_floats("blk.0.ssm_out.weight", {16, 8});
  return b;
}

} // namespace pareto::tests
