// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/open_model.h"

#include <string>

namespace pareto {

/// As open_model(), but answered from memory for as long as the files it was read from stay as they are (their names,
/// sizes and times; of a folder, all files in it). Errors are remembered the same way. For programs that ask often, the
/// window above all; a process that measures opens what lies there now. Thread-safe: two who ask at once open it once.
Result<OpenedModel> open_model_once(const std::string& id_or_path);
/// Whether open_model_once() would answer from memory.
bool is_model_opened(const std::string& id_or_path);

} // namespace pareto
