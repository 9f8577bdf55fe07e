// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <iterator>
#include <set>

namespace pareto::fuzz {

namespace {

constexpr size_t kMostWords = 8192, kShortestWord = 2, kLongestWord = 48, kMostChanges = 8, kLongestRun = 64;

/// What breaks readers of text.
const char* const kHostile[] = {"{",
                                "}",
                                "[",
                                "]",
                                "\"",
                                ",",
                                ":",
                                "null",
                                "true",
                                "false",
                                "\\u0000",
                                "\\ud800",
                                "\\\"",
                                "{}",
                                "[]",
                                "[[",
                                "{\"",
                                "\":",
                                "\n",
                                "\r\n",
                                "\t",
                                " ",
                                "\xEF\xBB\xBF",
                                "\xC0\x80",
                                "\xED\xA0\x80",
                                "\xF0\x9F\x99\x82",
                                "\xFF",
                                "%",
                                "{{",
                                "}}",
                                "{%",
                                "%}",
                                "..",
                                "/",
                                "@",
                                "//",
                                "\x1b[31m",
                                "1e",
                                "-",
                                "(?",
                                "*",
                                "+",
                                "|"};
/// Numbers at the edges of what readers hold them in.
const char* const kNumbers[] = {"0",
                                "-0",
                                "1",
                                "-1",
                                "2",
                                "127",
                                "128",
                                "255",
                                "256",
                                "-129",
                                "32768",
                                "65535",
                                "65536",
                                "2147483647",
                                "2147483648",
                                "-2147483648",
                                "-2147483649",
                                "4294967295",
                                "4294967296",
                                "9007199254740993",
                                "9223372036854775807",
                                "9223372036854775808",
                                "-9223372036854775808",
                                "18446744073709551615",
                                "18446744073709551616",
                                "1e308",
                                "1e309",
                                "-1e309",
                                "1e-320",
                                "0.1",
                                "1.5",
                                "-0.0",
                                "1e3",
                                "NaN",
                                "Infinity",
                                "-Infinity",
                                "00",
                                "0x10",
                                "1e400"};
constexpr uint64_t kEdges[] = {0,
                               1,
                               2,
                               4,
                               7,
                               8,
                               16,
                               31,
                               32,
                               64,
                               100,
                               127,
                               128,
                               255,
                               256,
                               512,
                               1000,
                               1024,
                               4096,
                               32767,
                               32768,
                               65535,
                               65536,
                               INT32_MAX,
                               uint64_t{1} << 31,
                               UINT32_MAX,
                               uint64_t{1} << 32,
                               uint64_t{1} << 40,
                               INT64_MAX,
                               uint64_t{1} << 63,
                               UINT64_MAX - 7,
                               UINT64_MAX - 1,
                               UINT64_MAX};

bool of_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-' || c == '@';
}

std::vector<std::string> words_of(const std::vector<std::string>& corpus) {
  std::set<std::string> words;
  for (const std::string& text : corpus)
    for (size_t at = 0; at < text.size() && words.size() < kMostWords;) {
      size_t end = at;
      while (end < text.size() && of_word(text[end]))
        ++end;
      if (end - at >= kShortestWord && end - at <= kLongestWord)
        words.insert(text.substr(at, end - at));
      at = end + 1;
    }
  return {words.begin(), words.end()};
}

} // namespace

Mutator::Mutator(uint64_t seed, size_t longest, const std::vector<std::string>& corpus)
    : m_random(seed), m_longest(longest), m_words(words_of(corpus)) {}

std::string Mutator::next(const std::vector<std::string>& corpus) {
  if (corpus.empty())
    return {};
  const size_t half = corpus.size() / 2;
  const size_t at = below(2) == 0 ? below(corpus.size()) : half + below(corpus.size() - half);
  std::string text = corpus[at];
  for (size_t changes = 1 + below(below(2) == 0 ? 2 : kMostChanges); changes > 0; --changes)
    change(text, corpus);
  if (text.size() > m_longest)
    text.resize(m_longest);
  return text;
}

void Mutator::change(std::string& text, const std::vector<std::string>& corpus) {
  if (text.empty())
    text = "x";
  switch (below(8)) {
  case 0:
  case 1: return change_bytes(text);
  case 2: return change_length(text);
  case 3: return change_number(text);
  case 4: return write_number(text);
  case 5:
  case 6: return insert_word(text);
  default: return mix(text, corpus[below(corpus.size())]);
  }
}

void Mutator::change_bytes(std::string& text) {
  char& c = text[below(text.size())];
  switch (below(4)) {
  case 0: c = static_cast<char>(c ^ (1 << below(8))); break;
  case 1: c = static_cast<char>(m_random()); break;
  case 2: c = static_cast<char>(c + (below(2) == 0 ? 1 : -1)); break;
  default: c = below(2) == 0 ? '\0' : '\xFF'; break;
  }
}

void Mutator::change_length(std::string& text) {
  const size_t at = below(text.size()), run = 1 + below(std::min(kLongestRun, text.size() - at));
  switch (below(5)) {
  case 0: text.erase(at, run); break;
  case 1: text.insert(at, text.substr(at, run)); break;
  case 2: text.insert(at, 1 + below(kLongestRun), static_cast<char>(m_random())); break;
  case 3: text.resize(at); break;
  default: { // the same part many times: depth, duplicates
    const std::string part = text.substr(at, run);
    for (size_t times = below(kLongestRun); times > 0 && text.size() < m_longest; --times)
      text.insert(at, part);
  }
  }
}

/// A number written in digits becomes another.
void Mutator::change_number(std::string& text) {
  const auto digit = [&](size_t at) { return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); };
  size_t at = below(text.size());
  while (at < text.size() && !digit(at))
    ++at;
  size_t end = at;
  while (digit(end))
    ++end;
  if (at == text.size())
    return insert_word(text);
  text.replace(at, end - at,
               below(4) == 0 ? std::to_string(m_random() >> below(64)) : kNumbers[below(std::size(kNumbers))]);
}

/// A number in bytes, little or big end first, at an edge or a little beside what was there.
void Mutator::write_number(std::string& text) {
  const size_t bytes = size_t{1} << below(4), at = below(text.size());
  if (at + bytes > text.size())
    return;
  uint64_t value = 0;
  std::memcpy(&value, &text[at], bytes);
  value = below(2) == 0 ? value + below(33) - 16 : kEdges[below(std::size(kEdges))];
  std::string written(bytes, '\0');
  std::memcpy(written.data(), &value, bytes);
  if (below(4) == 0)
    std::reverse(written.begin(), written.end());
  text.replace(at, bytes, written);
}

void Mutator::insert_word(std::string& text) {
  const size_t kind = below(4);
  std::string word = kind == 0 || m_words.empty() ? kHostile[below(std::size(kHostile))]
                     : kind == 1                  ? kNumbers[below(std::size(kNumbers))]
                                                  : m_words[below(m_words.size())];
  if (kind == 3)
    word = '"' + word + '"';
  const size_t at = below(text.size() + 1);
  text.replace(at, below(2) == 0 ? 0 : std::min(word.size(), text.size() - at), word);
}

/// Parts of another input, over or into this one; or two parts of this one in each other's place.
void Mutator::mix(std::string& text, const std::string& other) {
  if (other.empty())
    return;
  const size_t at = below(text.size()), from = below(other.size()), run = 1 + below(other.size() - from);
  switch (below(3)) {
  case 0: text.replace(at, std::min(run, text.size() - at), other, from, run); break;
  case 1: text.insert(at, other, from, std::min(run, kLongestRun)); break;
  default: text = text.substr(0, at) + other.substr(from); break;
  }
}

} // namespace pareto::fuzz
