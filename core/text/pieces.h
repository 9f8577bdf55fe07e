// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// One stretch of text between added tokens, cut into pieces ("words") that the model sees one by one.
struct Pieces {
  struct Piece {
    size_t begin, end;
  };
  std::string text;
  std::vector<Piece> pieces;
  bool at_start = false; ///< the first piece begins the whole input

  std::string_view view(const Piece& piece) const { return std::string_view(text).substr(piece.begin, piece.end - piece.begin); }
};

} // namespace pareto
