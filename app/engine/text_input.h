// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/output.h"
#include "core/result.h"
#include "core/text/tokenizer.h"

#include <string>

namespace pareto::engine {

/// The whole of a text, from a file or a pipe, up to 64 MiB: well-formed UTF-8 without its byte order mark, never
/// empty. What is something else (a folder, UTF-16, Latin-1) is called by its name. Errors name the file.
Result<std::string> read_text(const std::string& path);
/// What a tokenizer says about itself: rules of its file that are guessed or not applied.
void warn_of(const Tokenizer& tokenizer, const Output& out);

} // namespace pareto::engine
