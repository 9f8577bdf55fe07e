// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/fingerprint.h"

#include "core/digest.h"
#include "core/graph/graph.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace pareto {

namespace {

namespace fs = std::filesystem;

constexpr uint64_t kLongestHeader = 100'000'000; ///< of safetensors, as its format says

/// Size and time: all that can be said of gigabytes at once.
void add_file(Digest& digest, const fs::path& path) {
  std::error_code ignored;
  const auto size = fs::file_size(path, ignored);
  const auto time = fs::last_write_time(path, ignored);
  digest.number(static_cast<int64_t>(size)).number(time.time_since_epoch().count());
}

std::string first_bytes(std::ifstream& in, uint64_t count) {
  std::string text(count, '\0');
  in.read(text.data(), static_cast<std::streamsize>(count));
  text.resize(static_cast<size_t>(std::max<std::streamsize>(0, in.gcount())));
  return text;
}

void add_safetensors_header(Digest& digest, const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string prefix = first_bytes(in, 8);
  uint64_t length = 0;
  for (size_t i = prefix.size(); i-- > 0;)
    length = length << 8 | static_cast<uint8_t>(prefix[i]);
  std::error_code ignored;
  const uint64_t size = fs::file_size(path, ignored);
  digest.text(prefix);
  if (!ignored && length <= std::min(size, kLongestHeader)) // otherwise the file is broken, which opening it will say
    digest.text(first_bytes(in, length));
}

std::string text_of(const fs::path& path) {
  std::error_code ignored;
  const uint64_t size = fs::file_size(path, ignored);
  std::ifstream in(path, std::ios::binary);
  return ignored ? std::string() : first_bytes(in, size);
}

bool is_one_of(const std::string& name, std::initializer_list<const char*> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Weights in any form, and the index that says where they lie.
bool is_weights(const fs::path& path) {
  return is_one_of(path.extension().string(), {".safetensors", ".bin", ".pt", ".pth"}) ||
         path.filename().string().ends_with(".index.json");
}

bool is_tokenizer(const fs::path& path) {
  return is_one_of(path.filename().string(),
                   {"tokenizer.json", "tokenizer.model", "spiece.model", "tokenizer_config.json", "added_tokens.json",
                    "vocab.json", "merges.txt"});
}

} // namespace

std::string fingerprint_of_shape(const std::string& architecture, const std::string& size, const Model& model) {
  Digest digest;
  digest.text("shape").text(architecture).text(size).number(model.spec().max_context);
  const auto add = [&](const std::string& name, const Dims& shape) {
    digest.text(name);
    for (int axis = 0; axis < shape.rank(); ++axis)
      digest.number(shape[axis]);
  };
  const Graph graph = model.record({1, 1, Phase::Decode});
  for (const WeightDecl& weight : graph.weights())
    add(weight.name, weight.shape);
  for (const StateDecl& state : graph.states()) {
    add(state.name, state.shape);
    digest.number(static_cast<int64_t>(state.kind)).number(state.window).number(state.pinned);
  }
  return digest.hex();
}

std::string fingerprint_of_config(const std::string& file, const std::string& weights) {
  Digest digest;
  digest.text("config").text(text_of(file));
  if (weights.empty())
    return digest.hex();
  const fs::path folder = fs::path(file).has_parent_path() ? fs::path(file).parent_path() : fs::path(".");
  std::error_code ignored;
  const bool is_whole = fs::is_directory(weights, ignored);
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end; at.increment(ignored))
    if (std::error_code unknown;
        at->is_regular_file(unknown) &&
        (is_tokenizer(at->path()) ||
         (is_whole ? is_weights(at->path()) : at->path().filename() == fs::path(weights).filename())))
      files.push_back(at->path());
  std::sort(files.begin(), files.end());
  for (const fs::path& each : files) {
    digest.text(each.filename().string()); // it decides what is read
    add_file(digest, each);
    if (each.extension() == ".safetensors")
      add_safetensors_header(digest, each);
  }
  return digest.hex();
}

std::string fingerprint_of_gguf(const std::vector<GgufFile>& parts) {
  Digest digest;
  digest.text("gguf");
  for (const GgufFile& part : parts) {
    add_file(digest, part.path());
    digest.bytes(part.header());
  }
  return digest.hex();
}

} // namespace pareto
