// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/safetensors.h"
#include "core/formats/strict_json.h"
#include "tests/support/test_support.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace pareto::test {

/// One tensor as it lies in a file.
struct StoredTensor {
  std::string name, dtype;
  std::vector<int64_t> shape;
  std::string bytes;
};

/// A configuration to write again. JSON has no infinity (some files have it bare); a bound that nothing reaches is one.
inline nlohmann::json golden_config(const std::string& file) {
  nlohmann::json config = *read_strict_json(file, {.bare_numbers = true});
  for (nlohmann::json& value : config)
    for (nlohmann::json& bound : value)
      if (bound.is_number_float() && std::isinf(bound.get<double>()))
        bound = 1e30;
  return config;
}

/// A golden checkpoint in pieces, to be put together in another form.
struct Checkpoint {
  nlohmann::json config;
  std::vector<StoredTensor> parts;
  std::string expected; ///< expected.safetensors: tokens and logits

  static Checkpoint golden(const std::string& name) {
    namespace fs = std::filesystem;
    const fs::path folder = test::golden("hf/" + name);
    Checkpoint out{
        golden_config((folder / "config.json").string()), {}, read_file((folder / "expected.safetensors").string())};
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".safetensors" || entry.path().filename().string().rfind("expected", 0) == 0)
        continue;
      const auto file = SafetensorsFile::open(entry.path().string());
      if (!file)
        continue;
      for (const auto& [tensor, view] : file->tensors())
        out.parts.push_back({tensor, view.type_name(), view.shape,
                             std::string(reinterpret_cast<const char*>(view.data.data()), view.data.size())});
    }
    return out;
  }

  StoredTensor* find(const std::string& name) {
    for (StoredTensor& part : parts)
      if (part.name == name)
        return &part;
    return nullptr;
  }
  void remove(const std::string& name) {
    std::erase_if(parts, [&](const StoredTensor& part) { return part.name == name; });
  }
  void rename(const std::function<std::string(const std::string&)>& to) {
    for (StoredTensor& part : parts)
      part.name = to(part.name);
  }
};

/// The bytes of a safetensors file, written without the code under test.
inline std::string file_of(const std::vector<StoredTensor>& parts) {
  nlohmann::json header = nlohmann::json::object();
  std::string data;
  for (const StoredTensor& part : parts) {
    header[part.name] = {
        {"dtype", part.dtype}, {"shape", part.shape}, {"data_offsets", {data.size(), data.size() + part.bytes.size()}}};
    data += part.bytes;
  }
  const std::string text = header.dump();
  std::string out;
  for (int i = 0; i < 8; ++i)
    out += static_cast<char>(text.size() >> (8 * i));
  return out + text + data;
}

/// A folder of files; names may hold "/" for one folder below.
class Folder {
public:
  std::string path() const { return m_folder.path().toStdString(); }
  std::string at(const std::string& name) const { return path() + "/" + name; }
  Folder& put(const std::string& name, const std::string& bytes) {
    std::filesystem::create_directories(std::filesystem::path(at(name)).parent_path());
    m_good = m_good && write_file(at(name), bytes);
    return *this;
  }
  Folder& put(const std::string& name, const nlohmann::json& document) { return put(name, document.dump()); }
  Folder& put(const std::string& name, const std::vector<StoredTensor>& parts) { return put(name, file_of(parts)); }
  /// config.json, model.safetensors, expected.safetensors
  Folder& put(const Checkpoint& model) {
    return put("config.json", model.config)
        .put("model.safetensors", model.parts)
        .put("expected.safetensors", model.expected);
  }
  bool good() const { return m_good && m_folder.isValid(); }

private:
  QTemporaryDir m_folder;
  bool m_good = true;
};

} // namespace pareto::test
