// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace pareto::fuzz {

/// Makes inputs out of others: the same seed and the same corpus give the same inputs.
class Mutator {
public:
  /// Words of `corpus` become the dictionary.
  Mutator(uint64_t seed, size_t longest, const std::vector<std::string>& corpus);
  /// One of `corpus`, changed in one to eight places. Later inputs of the corpus are taken more often.
  std::string next(const std::vector<std::string>& corpus);

private:
  size_t below(size_t limit) { return limit == 0 ? 0 : m_random() % limit; }
  void change(std::string& text, const std::vector<std::string>& corpus);
  void change_bytes(std::string& text);
  void change_length(std::string& text);
  void change_number(std::string& text);
  void write_number(std::string& text);
  void insert_word(std::string& text);
  void mix(std::string& text, const std::string& other);

  std::mt19937_64 m_random;
  size_t m_longest;
  std::vector<std::string> m_words;
};

} // namespace pareto::fuzz
