// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/open_model.h"
#include "core/formats/tensor_source.h"
#include "core/model/model_spec.h"
#include "core/result.h"

#include <memory>
#include <string>
#include <vector>

namespace pareto {

/// True when the folder holds safetensors weights under a usual name: model.safetensors, an index, shards.
bool has_checkpoint(const std::string& folder);

/// What the weight files of a folder (or one of its safetensors files) state beside the configuration.
struct CheckpointFacts {
  bool found = false;              ///< there are weights to be read
  std::vector<std::string> unread; ///< without them: files that hold weights in another form (WeightFiles)
  bool own_head = false;           ///< an output head is stored that is not the embedding `spec` ties it to
  std::vector<Warning> warnings;   ///< tensors without a place, files of unusual names, ...
};
Result<CheckpointFacts> inspect_checkpoint(const std::string& path, const std::string& names, const ModelSpec& spec);

/// Weights of a published checkpoint (single file or shards) read through the name map `names`. Shapes are checked when
/// a weight is read; errors name the tensor. Shards stay inside the folder: names with a path are refused.
Result<std::unique_ptr<TensorSource>> open_checkpoint(const std::string& path, const std::string& names,
                                                      const ModelSpec& spec);

} // namespace pareto
