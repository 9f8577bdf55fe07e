// SPDX-License-Identifier: GPL-3.0-or-later
// A checkpoint some of whose attention layers are replaced by a linear mixer of the same heads, as conversions begin
// before they train (LoLCATs, arXiv 2410.10254; Mamba in the Llama, 2408.15237). Nothing here trains: speed and memory
// are those of the converted model, what it says is nobody's.
#pragma once

#include "core/formats/open_model.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace pareto {

/// What is replaced, and by what: the content of a document {"paretoscope_linearised": 1, ...}.
struct Linearised {
  std::string checkpoint;      ///< what open_model takes; a relative path begins at the document's folder
  std::string mixer;           ///< catalogue id: one of linear_mixers()
  std::vector<int64_t> layers; ///< empty = every layer of attention
};

/// Catalogue ids of mixers that take the place of attention: those with heads of keys and values of stated widths.
std::vector<std::string> linear_mixers();

bool is_linearised(const nlohmann::json& document);
Result<Linearised> linearised_from_json(const nlohmann::json& document, const std::string& file);
nlohmann::json to_json(const Linearised& what);
/// Beside the final name, then renamed.
Status write_linearised(const std::string& path, const Linearised& what);

/// `id`: what the person named; `file`: where the document lies.
Result<OpenedModel> open_linearised(const std::string& id, const nlohmann::json& document, const std::string& file);

/// Weights of what open_linearised gave: the checkpoint's where one of that name and shape is there, keys and values of
/// shared heads repeated for each; those that only the new mixers have are seeded.
Result<std::unique_ptr<TensorSource>> open_linearised_weights(const OpenedModel& model, uint64_t seed);

} // namespace pareto
