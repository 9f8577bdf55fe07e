// SPDX-License-Identifier: GPL-3.0-or-later
// A golden checkpoint with some of its values changed, written as float32.
#pragma once

#include "core/formats/safetensors.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <vector>

namespace pareto::test {

/// Called with every tensor in turn.
using EditTensor = std::function<void(const std::string& name, std::vector<float>& values)>;

/// Copies hf/NAME into `folder` with its weights edited; false when that could not be done.
inline bool edit_checkpoint(const std::string& name, const std::string& folder, const EditTensor& edit) {
  namespace fs = std::filesystem;
  const std::string from = golden("hf/" + name);
  fs::create_directories(folder);
  fs::copy_file(from + "/config.json", folder + "/config.json", fs::copy_options::overwrite_existing);
  const auto file = SafetensorsFile::open(from + "/model.safetensors");
  if (!file)
    return false;
  std::map<std::string, std::vector<float>> values;
  std::vector<FloatTensor> tensors;
  for (const auto& [tensor, view] : file->tensors()) {
    std::vector<float>& stored = values[tensor];
    stored.resize(static_cast<size_t>(view.elements()));
    if (!convert_to_float(view, 0, stored))
      return false;
    edit(tensor, stored);
    tensors.push_back({tensor, view.shape, stored});
  }
  return write_safetensors(folder + "/model.safetensors", tensors).has_value();
}

/// Multiplies so that the largest magnitude is `peak`.
inline void scale_to(std::vector<float>& values, float peak) {
  float most = 0;
  for (float value : values)
    most = std::max(most, std::abs(value));
  for (float& value : values)
    value = value / most * peak;
}

} // namespace pareto::test
