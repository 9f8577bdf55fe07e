// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/gguf_blocks.h"
#include "tests/core/checkpoint/gguf_builder.h"

#include <cstdio>
#include <fstream>

using namespace pareto;
using namespace pareto::tests;

namespace {

void write(const std::string& folder, const std::string& name, const GgufBuilder& builder) {
  const std::string bytes = builder.build();
  std::ofstream(folder + "/" + name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

GgufBuilder renamed(const std::string& architecture) {
  GgufBuilder b = tiny_llama();
  for (auto& pair : b.pairs)
    if (pair.key.rfind("llama.", 0) == 0)
      pair.key = architecture + pair.key.substr(5);
  return b.str("general.architecture", architecture);
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "fuzz_seeds FOLDER: writes small GGUF files into it.\n");
    return 1;
  }
  const std::string folder = argv[1];
  write(folder, "llama.gguf", tiny_llama());
  write(folder, "mamba.gguf", tiny_mamba());
  write(folder, "qwen2.gguf", renamed("qwen2"));
  write(folder, "qwen3.gguf", renamed("qwen3").add_floats("blk.0.attn_q_norm.weight", {4}, 1).add_floats("blk.0.attn_k_norm.weight", {4}, 1));
  GgufBuilder gemma = renamed("gemma2");
  write(folder, "gemma2.gguf", gemma.add_floats("blk.0.post_attention_norm.weight", {8}, 1).add_floats("blk.0.post_ffw_norm.weight", {8}, 1));
  GgufBuilder scaled = tiny_llama();
  write(folder, "scaled.gguf", scaled.str("llama.rope.scaling.type", "yarn").f32("llama.rope.scaling.factor", 4).add_floats("rope_freqs.weight", {2}, 1));
  GgufBuilder blocks;
  blocks.strings("words", {"a", "bc", ""}).array("numbers", 6, 2, GgufBuilder::floats(2)).set("flag", 7, std::string(1, '\1'));
  for (uint32_t type = 0; type < 42; ++type)
    if (is_block_type(type)) {
      const auto one = static_cast<BlockType>(type);
      blocks.add("t" + std::to_string(type), {static_cast<uint64_t>(block_elements(one))}, std::string(static_cast<size_t>(block_bytes(one)), '\x35'), type);
    }
  write(folder, "blocks.gguf", blocks);
  return 0;
}
