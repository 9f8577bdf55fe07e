// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pareto {

class GgufFile;

/// A vocabulary as GGUF files embed it, apart from the container.
struct VocabularySource {
  enum class Type : int32_t { Normal = 1, Unknown, Control, UserDefined, Unused, Byte };
  std::string
      model; ///< "gpt2" (byte-level byte pairs), "llama" (SentencePiece-like), "gemma4" (byte pairs over marked blanks)
  std::string pre_tokenizer; ///< name of the split of "gpt2" vocabularies
  std::string name;          ///< of the model: some families have rules of their own
  std::vector<std::string> tokens;
  std::vector<float> scores; ///< one a token for "llama" (none: all alike), else empty
  std::vector<Type> types;   ///< one a token, or empty: all normal
  std::vector<std::pair<std::string, std::string>> merges;
  std::optional<int32_t> begin, end, unknown;
  std::optional<bool> add_begin, add_end, add_blank; ///< nothing = the default of the model
  std::vector<int32_t> more_ends;                    ///< end-of-turn and end-of-message ids
  std::string chat_template;
};

/// Follows llama.cpp's rules. Errors name the key.
Result<std::shared_ptr<Tokenizer>> make_tokenizer(const VocabularySource& source);
/// Reads the tokenizer.ggml.* keys.
Result<VocabularySource> read_vocabulary(const GgufFile& file);
/// Ids that end an answer: the named ones (2 where a SentencePiece vocabulary names none) and tokens known by their
/// text
/// (<|im_end|>, <|eot_id|>, <end_of_turn>, <|end|>, ...).
std::vector<int32_t> end_ids(const VocabularySource& source);

} // namespace pareto
