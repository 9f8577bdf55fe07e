// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/byte_trie.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// A token that is cut out of the text before anything else happens to it.
struct AddedToken {
  std::string content;
  int32_t id = 0;
  bool single_word = false; ///< only where neither neighbour is a word character
  bool left_strip = false;  ///< takes the white space before it along
  bool right_strip = false;
  bool normalized = false; ///< searched in the normalised text
  bool special = false;    ///< dropped by decoding that skips special tokens
};

/// Finds added tokens: leftmost, the longest at that position, without overlap. As in the reference, a token of which
/// normalising left nothing is found wherever no other is: it cuts there, and takes white space along if it strips.
class AddedTokenFinder {
public:
  struct Part {
    size_t begin, end;
    int32_t id; ///< -1 for plain text
  };
  /// `content` is what to search for: the token's text, normalised where it is searched in normalised text.
  void add(const AddedToken& token, std::string_view content);
  bool empty() const { return m_tokens.empty(); }
  /// Plain text and tokens in order; empty plain parts are left out. Special tokens stay text
  /// when `with_special` is false.
  void split(std::string_view text, bool with_special, std::vector<Part>& parts) const;

private:
  static void take(const AddedToken& token, std::string_view text, size_t begin, size_t end, size_t& done,
                   std::vector<Part>& parts);
  ByteTrie m_trie, m_plain_trie; ///< all tokens; those that are not special
  int32_t m_empty = -1;          ///< a token of which normalising left nothing
  std::vector<AddedToken> m_tokens;
};

} // namespace pareto
