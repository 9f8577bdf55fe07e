// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// Text on its way through a normalizer. What counts as the beginning of the input (Metaspace's prepend scheme "first")
/// is decided by where a piece came from, not by where it stands: white space that was stripped in front still counts.
struct NormalText {
  std::string text;
  size_t first =
      0; ///< bytes in front that stem from the input's first character; 0 where that was dropped or lies elsewhere
};

/// One stretch of text between added tokens, cut into pieces ("words") that the model sees one by one.
struct Pieces {
  struct Piece {
    size_t begin, end;
  };
  std::string text;
  std::vector<Piece> pieces;
  size_t first = 0; ///< as in NormalText, from the beginning of `text`

  /// Bytes of a piece that stem from the input's first character.
  size_t first_of(const Piece& piece) const {
    return first > piece.begin ? std::min(first, piece.end) - piece.begin : 0;
  }
  std::string_view view(const Piece& piece) const {
    return std::string_view(text).substr(piece.begin, piece.end - piece.begin);
  }
};

} // namespace pareto
