// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/tensor_source.h"
#include "core/model/model_spec.h"
#include "core/result.h"

#include <memory>
#include <string>

namespace pareto {

/// True when the folder holds model.safetensors or model.safetensors.index.json.
bool has_checkpoint(const std::string& folder);

/// Weights of a published checkpoint (single file or shards) read through the name map `names`. Shapes are checked when a
/// weight is read; errors name the tensor. Shards stay inside the folder: names with a path are refused.
Result<std::unique_ptr<TensorSource>> open_checkpoint(const std::string& folder, const std::string& names, const ModelSpec& spec);

} // namespace pareto
