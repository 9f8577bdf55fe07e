// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pareto {

/// What a checkpoint says about text: its tokenizer, its chat template, the ids that end an answer.
struct TextFiles {
  std::shared_ptr<Tokenizer> tokenizer;
  ChatSource chat;
  std::vector<int32_t> end_ids; ///< sorted
  std::string source;           ///< the file the tokenizer came from
};

/// `path`: a tokenizer.json, a .gguf file, a checkpoint folder or a file in one (config.json, model.safetensors).
/// Errors say which file is missing or wrong.
Result<TextFiles> open_text_files(const std::string& path);

} // namespace pareto
