// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace pareto {

/// A split of text into words that GGUF files know by name (tokenizer.ggml.pre), with the rules that go with it.
struct NamedSplit {
  std::vector<std::string_view> names;
  std::vector<std::string_view> patterns; ///< in order; matches and gaps are both kept
  bool whole_words = false;               ///< a word that is a token is not built from merges
  bool adds_begin = false;                ///< a begin token unless the file says otherwise
  bool knows_begin = true;                ///< false: no begin token unless the file names its id
};

/// Null for a name that is not known. The empty name is the split of files that state none.
const NamedSplit* find_named_split(std::string_view name);

} // namespace pareto
