// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/output.h"
#include "core/result.h"
#include "core/text/tokenizer.h"

#include <string>

namespace pareto::engine {

/// The whole of a text file, up to 64 MiB. Errors name the file.
Result<std::string> read_text(const std::string& path);
/// What a tokenizer says about itself: rules of its file that are guessed or not applied.
void warn_of(const Tokenizer& tokenizer, const Output& out);

} // namespace pareto::engine
