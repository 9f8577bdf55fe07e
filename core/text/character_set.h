// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace pareto {

/// One set of characters: plain members, further sets united with them, or an intersection; maybe negated.
struct CharacterSet {
  bool negated = false;
  std::string members;
  std::vector<std::string> others;      ///< patterns of one character each, united
  std::vector<std::string> intersected; ///< earlier operands of &&

  /// A pattern that matches exactly one character of the set.
  std::string pattern() const {
    std::string positive;
    if (others.empty()) {
      if (intersected.empty())
        return (negated ? "[^" : "[") + members + "]";
      positive = "[" + members + "]";
    } else {
      for (const std::string& other : others)
        positive += (positive.empty() ? "(?:" : "|") + other; // one character each: fit for a lookbehind
      positive += members.empty() ? ")" : "|[" + members + "])";
    }
    if (!intersected.empty()) {
      std::string all = "(?:";
      for (const std::string& operand : intersected)
        all += "(?=" + operand + ")";
      positive = all + positive + ")";
    }
    return negated ? "(?:(?!" + positive + ")(?s:.))" : positive;
  }
  bool empty() const { return members.empty() && others.empty(); }
};

} // namespace pareto
