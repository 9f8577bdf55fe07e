// SPDX-License-Identifier: GPL-3.0-or-later
// A GGUF file from its first byte to decoded weights: container, metadata, model definition, every row.
#include "core/formats/gguf/gguf.h"
#include "core/formats/gguf/gguf_config.h"
#include "core/formats/gguf/gguf_source.h"
#include "core/graph/storage.h"
#include "core/model/model.h"
#include "core/numeric/format_codec.h"
#include "tests/core/formats/gguf_builder.h"
#include "tests/fuzz/seeds.h"

#include <algorithm>
#include <cstdlib>

using namespace pareto;

namespace {

/// A refusal is one sentence.
void check(const Error& error) {
  if (error.message.empty() || error.message.back() != '.' || error.message.find('\n') != std::string::npos)
    std::abort();
}

void touch_metadata(const GgufFile& file) {
  double total = 0;
  for (const auto& [key, value] : file.metadata()) {
    if (const auto integer = file.integer(key, -100, 100); !integer)
      check(integer.error());
    if (const auto* array = std::get_if<GgufArray>(&value)) {
      for (const std::string_view text : array->strings)
        total += text.empty() ? 0 : text.back();
      for (size_t i = 0; i < array->count && array->is_number(); ++i)
        total += array->number(i);
    }
  }
  volatile double sink = total;
  static_cast<void>(sink);
}

void decode_all(const GgufFile& file) {
  std::vector<float> row;
  for (const GgufTensor& tensor : file.tensors()) {
    if (!decodable(tensor.type))
      continue;
    row.resize(static_cast<size_t>(tensor.row_length()));
    for (int64_t r = 0; r < tensor.rows(); ++r)
      decode(tensor.type,
             tensor.data.subspan(static_cast<size_t>(r * tensor.row_bytes()), static_cast<size_t>(tensor.row_bytes())),
             row);
  }
}

/// Every row as an executor stores it: the file's own blocks where the precision allows, encoded otherwise.
void store_rows(const WeightDecl& weight, TensorSource& source, Precision precision) {
  const int64_t elements = weight.shape.elements() / weight.shape[0];
  const Format format = weight_format(weight, precision, source.stored(weight));
  if (!is_block(format))
    return;
  std::vector<float> scratch(static_cast<size_t>(elements));
  std::vector<std::byte> blocks(static_cast<size_t>(format_bytes(format, elements)));
  for (int64_t row = 0; row < weight.shape[0]; ++row)
    if (const Status status = read_blocks(weight, format, source, row, scratch, blocks); !status)
      check(status.error());
}

tests::GgufBuilder renamed(const std::string& architecture) {
  tests::GgufBuilder b = tests::tiny_llama();
  for (auto& pair : b.pairs)
    if (pair.key.rfind("llama.", 0) == 0)
      pair.key = architecture + pair.key.substr(5);
  return b.str("general.architecture", architecture);
}

/// Every block type, and metadata of every kind.
tests::GgufBuilder all_blocks() {
  tests::GgufBuilder blocks;
  blocks.strings("words", {"a", "bc", ""})
      .array("numbers", 6, 2, tests::GgufBuilder::floats(2))
      .set("flag", 7, std::string(1, '\1'));
  for (uint32_t type = 0; type < 42; ++type)
    if (const auto one = format_of_gguf_type(type))
      blocks.add("t" + std::to_string(type), {static_cast<uint64_t>(block_elements(*one))},
                 std::string(static_cast<size_t>(block_bytes(*one)), '\x35'), type);
  return blocks;
}

} // namespace

std::vector<std::string> fuzz::seeds() {
  tests::GgufBuilder gemma = renamed("gemma2"), scaled = tests::tiny_llama(), qwen3 = renamed("qwen3");
  gemma.add_floats("blk.0.post_attention_norm.weight", {8}, 1).add_floats("blk.0.post_ffw_norm.weight", {8}, 1);
  scaled.str("llama.rope.scaling.type", "yarn")
      .f32("llama.rope.scaling.factor", 4)
      .add_floats("rope_freqs.weight", {2}, 1);
  qwen3.add_floats("blk.0.attn_q_norm.weight", {4}, 1).add_floats("blk.0.attn_k_norm.weight", {4}, 1);
  std::vector<std::string> all;
  for (const tests::GgufBuilder& builder :
       {tests::tiny_llama(), tests::tiny_mamba(), renamed("qwen2"), qwen3, gemma, scaled, all_blocks()})
    all.push_back(builder.build());
  return all;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto file = GgufFile::read(MappedFile::borrow({reinterpret_cast<const std::byte*>(data), size}), "fuzz.gguf");
  if (!file) {
    check(file.error());
    return 0;
  }
  touch_metadata(*file);
  decode_all(*file);
  std::vector<GgufFile> parts;
  parts.push_back(std::move(*file));
  const auto parsed = parse_gguf(parts);
  if (!parsed) {
    check(parsed.error());
    return 0;
  }
  const auto source = gguf_weights(std::move(parts), parsed->spec);
  if (!source) {
    check(source.error());
    return 0;
  }
  const Graph graph = Model(parsed->spec).record({1, 1, Phase::Decode});
  std::vector<float> values;
  for (const WeightDecl& weight : graph.weights()) {
    values.resize(static_cast<size_t>(weight.shape.elements()));
    if (const Status status = (*source)->read_rows(weight, 0, weight.shape[0], values); !status)
      check(status.error());
    for (const Precision precision : {Precision::Q8, Precision::Q4})
      store_rows(weight, **source, precision);
  }
  return 0;
}
