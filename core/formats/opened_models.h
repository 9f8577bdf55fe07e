// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/gguf/stored_format.h"
#include "core/formats/open_model.h"
#include "core/model/footprint.h"

#include <optional>
#include <string>

namespace pareto {

// Answers out of memory, for programs that ask often, the window above all; a process that measures opens what lies
// there now. An answer holds for as long as the files it was read from stay as they are (their names, sizes and times;
// of a folder, all files in it). Errors are remembered the same way. Thread-safe: two who ask at once open it once.

Result<OpenedModel> open_model_once(const std::string& id_or_path);
/// footprint_of() the model (core/formats/model_footprint.h), or why it cannot be opened.
Result<Footprint> footprint_once(const std::string& id_or_path, LoadOptions options);
std::optional<StoredFormat> stored_format_once(const std::string& id_or_path);

/// Reads all that the functions above are asked of its files: from here on they open none.
void prepare_model(const std::string& id_or_path);
bool is_model_prepared(const std::string& id_or_path);
/// Works out its footprint at every precision.
void prepare_footprints(const std::string& id_or_path);

} // namespace pareto
