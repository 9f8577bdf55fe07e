// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pareto {

/// The safetensors files of one checkpoint, and what lies beside them.
struct WeightFiles {
  std::vector<std::string> files; ///< paths, read together; empty = none can be read
  std::map<std::string, std::string>
      places;       ///< tensor -> file name, as an index has it; a tensor not listed is where it is found
  std::string note; ///< a sentence when the files are not the ones of the usual names, or not the only ones
  std::vector<std::string> unread; ///< with `files` empty: names of files that hold weights in some other form
};

/// Looks as transformers does: model.safetensors, then what model.safetensors.index.json names; then shards without an
/// index (all of them, or the missing one is an error), then one file of another name that `fits` the model. `path` may
/// be a safetensors file: then it (or the shards it belongs to) is meant and nothing else. Links may lead anywhere; one
/// that leads nowhere is an error.
Result<WeightFiles> find_weight_files(const std::string& path,
                                      const std::function<bool(const std::string& file)>& fits);

/// "a.bin, b.bin and 3 more"
std::string listed(const std::vector<std::string>& names, size_t most = 6);

} // namespace pareto
