// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/chat_template.h"
#include "core/text/vocabulary.h"

#include <filesystem>

namespace pareto {

/// The chat template of a checkpoint folder, where `transformers` looks for it: chat_template.jinja and
/// additional_chat_templates/*.jinja before tokenizer_config.json (a text, or named texts of which "default" counts)
/// before the older chat_template.json. Fails only on files that are not JSON.
Result<ChatSource> read_chat_source(const std::filesystem::path& folder);
/// The template and the special tokens of a GGUF file.
ChatSource chat_source(const VocabularySource& vocabulary);

} // namespace pareto
