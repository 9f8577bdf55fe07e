// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/character_set.h"
#include "core/text/pattern.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace pareto {

namespace {

constexpr int kDeepest = 32;

/// The 25 characters of White_Space and their complement, as members of a class. (PCRE2's own \s also takes U+180E.)
constexpr std::string_view kSpace =
    R"(\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
constexpr std::string_view kNotSpace =
    R"(\x{0}-\x{8}\x{E}-\x{1F}\x{21}-\x{84}\x{86}-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E})"
    R"(\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{10FFFF})";

std::string code_point(char32_t c) {
  char text[16];
  std::snprintf(text, sizeof text, "\\x{%X}", static_cast<unsigned>(c));
  return text;
}

class Rewriter {
public:
  explicit Rewriter(std::string_view pattern) : m_in(pattern) {}

  Result<std::string> run() {
    while (m_at < m_in.size())
      PARETO_TRY(step());
    if (!m_groups.empty())
      return refuse("a group is not closed");
    m_out.append(m_opened, ')');
    return m_out;
  }

private:
  Error refuse(const std::string& why) const {
    return fail(ErrorCode::Unsupported, "The regular expression '" + std::string(m_in.substr(0, 60)) +
                                            (m_in.size() > 60 ? "…" : "") + "' cannot be used: " + why + " (at byte " +
                                            std::to_string(std::min(m_at, m_in.size())) + ").");
  }

  bool looking_at(std::string_view text) const { return m_in.substr(m_at, text.size()) == text; }
  char peek(size_t ahead = 0) const { return m_at + ahead < m_in.size() ? m_in[m_at + ahead] : '\0'; }

  void atom(const std::string& text) {
    m_atom = m_out.size();
    m_has_atom = true;
    m_out += text;
  }

  Status step() {
    const char c = peek();
    switch (c) {
    case '\\': return escape();
    case '[': {
      PARETO_TRY_ASSIGN(set, character_class(0));
      atom(set);
      return {};
    }
    case '(': return open_group();
    case ')': return close_group();
    case '{': return braces();
    case '*':
    case '+':
    case '?': return quantifier();
    case '|':
    case '^':
    case '$':
      m_out += c;
      m_has_atom = false;
      ++m_at;
      return {};
    case '.':
      ++m_at;
      atom(m_dot_all ? "(?s:.)" : "[^\\n]");
      return {};
    default: {
      const size_t begin = m_at;
      unicode::next(m_in, m_at);
      atom(std::string(m_in.substr(begin, m_at - begin)));
      return {};
    }
    }
  }

  Status quantifier() {
    if (!m_has_atom)
      return refuse("a quantifier has nothing to repeat");
    m_out += m_in[m_at++];
    if (peek() == '?' || peek() == '+')
      m_out += m_in[m_at++];
    m_has_atom = false; // a second quantifier would mean something else to PCRE2
    return {};
  }

  /// {n}, {n,}, {,m}, {n,m}; anything else in braces is literal there. {n,m}+ repeats the repetition.
  Status braces() {
    size_t at = m_at + 1;
    std::string low, high;
    while (at < m_in.size() && m_in[at] >= '0' && m_in[at] <= '9')
      low += m_in[at++];
    const bool comma = at < m_in.size() && m_in[at] == ',';
    if (comma)
      ++at;
    while (comma && at < m_in.size() && m_in[at] >= '0' && m_in[at] <= '9')
      high += m_in[at++];
    if (at >= m_in.size() || m_in[at] != '}' || (low.empty() && high.empty())) {
      ++m_at;
      atom("\\{");
      return {};
    }
    if (!m_has_atom)
      return refuse("a quantifier has nothing to repeat");
    if (low.size() > 4 || high.size() > 4)
      return refuse("it repeats more than 9,999 times");
    m_at = at + 1;
    m_out += "{" + (low.empty() ? "0" : low) + (comma ? "," + high : "") + "}";
    if (peek() == '?') {
      if (!comma)
        return refuse("'{n}?' means different things in different engines");
      m_out += m_in[m_at++];
      m_has_atom = false;
    } else if (peek() == '+' || peek() == '*' || peek() == '?') {
      m_out.insert(m_atom, "(?:");
      m_out += ")";
    } else {
      m_has_atom = false;
    }
    return {};
  }

  Status open_group() {
    if (m_groups.size() >= kDeepest)
      return refuse("its groups nest deeper than " + std::to_string(kDeepest));
    for (std::string_view known : {"(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"})
      if (looking_at(known)) {
        enter(known);
        m_at += known.size();
        return {};
      }
    if (looking_at("(?#"))
      return comment();
    if (looking_at("(?<") || looking_at("(?'"))
      return named_group();
    if (peek(1) != '?') {
      enter("(?:"); // nothing refers back to a group
      ++m_at;
      return {};
    }
    return option_group();
  }

  void enter(std::string_view opening) {
    m_groups.push_back({m_out.size(), m_opened, m_dot_all});
    m_opened = 0;
    m_out += opening;
    m_has_atom = false;
  }

  Status close_group() {
    if (m_groups.empty())
      return refuse("a closing parenthesis has no opening one");
    m_out.append(m_opened + 1, ')');
    m_atom = m_groups.back().begin;
    m_opened = m_groups.back().opened;
    m_dot_all = m_groups.back().dot_all;
    m_groups.pop_back();
    m_has_atom = true;
    ++m_at;
    return {};
  }

  Status comment() {
    const size_t end = m_in.find(')', m_at);
    if (end == std::string_view::npos)
      return refuse("a comment is not closed");
    m_at = end + 1;
    return {};
  }

  /// (?<name>…) and (?'name'…): a group like any other, since nothing refers back to it.
  Status named_group() {
    const size_t end = m_in.find(peek(2) == '<' ? '>' : '\'', m_at + 3);
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : m_in.substr(m_at + 3, end - m_at - 3);
    const auto part = [](char c) { return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); };
    if (name.empty() || (name[0] >= '0' && name[0] <= '9') || !std::all_of(name.begin(), name.end(), part))
      return refuse("the name of a group is not made of letters, digits and underscores");
    enter("(?:");
    m_at = end + 1;
    return {};
  }

  /// (?i:…), (?m-i:…), and (?i) for the rest of its group: there that encloses the alternatives that follow, which is
  /// written as a group of its own. The letter m means "dot takes newlines".
  Status option_group() {
    size_t at = m_at + 2;
    bool on = true, dot_all = m_dot_all;
    std::string fold;
    for (; at < m_in.size() && (m_in[at] == 'i' || m_in[at] == 'm' || m_in[at] == '-'); ++at) {
      if (m_in[at] == '-')
        on = false;
      else if (m_in[at] == 'm')
        dot_all = on;
      else
        fold = on ? "i" : "-i";
    }
    const char end = at < m_in.size() ? m_in[at] : '\0';
    if (at == m_at + 2 || (end != ':' && end != ')'))
      return refuse("the group '" + std::string(m_in.substr(m_at, 4)) + "' is not supported");
    if (end == ':') {
      enter("(?" + fold + ":");
    } else {
      m_out += "(?" + fold + ":";
      ++m_opened;
      m_has_atom = false;
    }
    m_dot_all = dot_all;
    m_at = at + 1;
    return {};
  }

  /// \p{X}, \P{X}, \p{^X} as members of a class; `negative` tells which.
  Result<std::string> property(bool& negative) {
    negative = peek(1) == 'P';
    const size_t close = m_in.find('}', m_at);
    if (peek(2) != '{' || close == std::string_view::npos || close - m_at > 40)
      return refuse("a property is not written as \\p{Name}");
    std::string name(m_in.substr(m_at + 3, close - m_at - 3));
    if (!name.empty() && name[0] == '^') {
      negative = !negative;
      name.erase(0, 1);
    }
    static constexpr std::array<std::string_view, 34> kCategories = {
        "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
        "Ps", "Pe", "Pi", "Pf", "Po", "S",  "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf"};
    static constexpr std::array<std::string_view, 14> kScripts = {
        "Han",    "Hiragana", "Katakana", "Hangul",   "Latin",      "Cyrillic", "Greek",
        "Arabic", "Hebrew",   "Thai",     "Bopomofo", "Devanagari", "Armenian", "Georgian"};
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kLong = {{{"Letter", "L"},
                                                                                            {"Mark", "M"},
                                                                                            {"Number", "N"},
                                                                                            {"Punctuation", "P"},
                                                                                            {"Symbol", "S"},
                                                                                            {"Uppercase_Letter", "Lu"},
                                                                                            {"Lowercase_Letter", "Ll"},
                                                                                            {"Decimal_Number", "Nd"},
                                                                                            {"Nonspacing_Mark", "Mn"}}};
    for (const auto& [longer, shorter] : kLong)
      if (name == longer)
        name = shorter;
    const bool script = std::find(kScripts.begin(), kScripts.end(), name) != kScripts.end();
    if (!script && std::find(kCategories.begin(), kCategories.end(), name) == kCategories.end())
      return refuse("the property \\p{" + name + "} is not known");
    m_at = close + 1;
    return members_of(name, script);
  }

  /// \w: alphabetic characters (with letter numbers and letters in circles and squares), marks, digits, connectors;
  /// outside a class, the six other numbers of Latin-1 as well.
  static std::string word_members(bool in_class) {
    return members_of("L") + members_of("M") + members_of("Nd") +
           (in_class ? "" : R"(\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE})") +
           R"(\p{Nl}\p{Pc}\x{24B6}-\x{24E9}\x{1F130}-\x{1F149}\x{1F150}-\x{1F169}\x{1F170}-\x{1F189})";
  }

  static std::string members_of(std::string_view name, bool script = false) {
    std::string members = (script ? "\\p{sc:" : "\\p{") + std::string(name) + "}";
    for (const unicode::Range& range : unicode::newer_characters(name))
      members += code_point(range.first) + (range.last > range.first ? "-" + code_point(range.last) : "");
    return members;
  }

  /// Members of \s \S \d \D \w \W \h \H or a property; empty when the escape names one character.
  Result<std::string> class_escape(bool& negative, bool in_class) {
    negative = false;
    const char c = peek(1);
    if (c == 'p' || c == 'P')
      return property(negative);
    std::string members;
    switch (c) {
    case 's': members = kSpace; break;
    case 'S': members = kNotSpace; break;
    case 'd':
    case 'D': members = members_of("Nd"); break;
    case 'w':
    case 'W': members = word_members(in_class); break;
    case 'h':
    case 'H': members = "0-9a-fA-F"; break;
    default: return members;
    }
    negative = c == 'D' || c == 'W' || c == 'H';
    m_at += 2;
    return members;
  }

  /// The character of \n, \x41, \x{1F600}, \u0041 or an escaped symbol.
  Result<char32_t> single_escape() {
    const char c = peek(1);
    static constexpr std::string_view kLetters = "nrtfvae", kValues = "\n\r\t\f\v\a\x1B";
    if (const size_t found = kLetters.find(c); c != '\0' && found != std::string_view::npos) {
      m_at += 2;
      return static_cast<char32_t>(static_cast<unsigned char>(kValues[found]));
    }
    if (c == 'x' || c == 'u')
      return hexadecimal();
    if (c == '\0' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'))
      return refuse(std::string("the escape \\") + (c ? std::string(1, c) : std::string()) + " is not supported");
    ++m_at;
    return unicode::next(m_in, m_at);
  }

  Result<char32_t> hexadecimal() {
    const bool braced = peek(2) == '{';
    size_t at = m_at + (braced ? 3 : 2);
    const size_t most = braced ? 6 : peek(1) == 'u' ? 4 : 2;
    char32_t value = 0;
    size_t digits = 0;
    for (; digits < most && at < m_in.size(); ++digits, ++at) {
      const char c = m_in[at];
      const int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
      if (digit < 0)
        break;
      value = value << 4 | static_cast<char32_t>(digit);
    }
    const bool closed = !braced || (at < m_in.size() && m_in[at] == '}');
    if (digits == 0 || !closed || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000) ||
        (peek(1) == 'u' && digits != 4) || (!braced && peek(1) == 'x' && value > 0x7F))
      return refuse("a hexadecimal escape names no character");
    m_at = at + (braced ? 1 : 0);
    return value;
  }

  Status escape() {
    const char c = peek(1);
    if (c == 'A' || c == 'z' || c == 'Z') {
      m_out += std::string("\\") + c;
      m_at += 2;
      m_has_atom = false;
      return {};
    }
    if (c == 'b' || c == 'B') {
      const std::string word = "[" + word_members(false) + "]";
      const std::string before = "(?<=" + word + ")", not_before = "(?<!" + word + ")", after = "(?=" + word + ")",
                        not_after = "(?!" + word + ")";
      m_out += c == 'b' ? "(?:" + before + not_after + "|" + not_before + after + ")"
                        : "(?:" + before + after + "|" + not_before + not_after + ")";
      m_at += 2;
      m_has_atom = false;
      return {};
    }
    bool negative = false;
    PARETO_TRY_ASSIGN(members, class_escape(negative, false));
    if (!members.empty()) {
      atom((negative ? "[^" : "[") + members + "]");
      return {};
    }
    PARETO_TRY_ASSIGN(character, single_escape());
    atom(code_point(character));
    return {};
  }

  /// [...] with nesting and &&, from its opening bracket to its closing one.
  Result<std::string> character_class(int depth) {
    if (depth > kDeepest)
      return refuse("its classes nest deeper than " + std::to_string(kDeepest));
    ++m_at;
    CharacterSet set;
    if (peek() == '^') {
      set.negated = true;
      ++m_at;
    }
    if (peek() == ']') { // literal in first place
      set.members = "\\]";
      ++m_at;
    }
    while (peek() != ']') {
      if (m_at >= m_in.size())
        return refuse("a class is not closed");
      if (looking_at("&&")) {
        CharacterSet operand;
        operand.members = std::move(set.members);
        operand.others = std::move(set.others);
        if (operand.empty())
          return refuse("one side of && is empty");
        set.intersected.push_back(operand.pattern());
        set.members.clear();
        set.others.clear();
        m_at += 2;
        continue;
      }
      PARETO_TRY(class_member(set, depth));
    }
    ++m_at;
    if (set.empty())
      return refuse("a class is empty");
    return set.pattern();
  }

  Status class_member(CharacterSet& set, int depth) {
    if (peek() == '[') {
      if (peek(1) == ':')
        return posix_class(set);
      PARETO_TRY_ASSIGN(nested, character_class(depth + 1));
      set.others.push_back(std::move(nested));
      return {};
    }
    if (peek() == '\\') {
      bool negative = false;
      PARETO_TRY_ASSIGN(members, class_escape(negative, true));
      if (!members.empty()) {
        if (negative)
          set.others.push_back("[^" + members + "]");
        else
          set.members += members;
        return {};
      }
    }
    PARETO_TRY_ASSIGN(first, class_character());
    if (peek() != '-' || peek(1) == ']' || peek(1) == '\0' || peek(1) == '[') {
      set.members += code_point(first);
      return {};
    }
    ++m_at;
    if (peek() == '\\' && std::string_view("sSdDwWhHpP").find(peek(1)) != std::string_view::npos)
      return refuse("a range ends in a class");
    PARETO_TRY_ASSIGN(last, class_character());
    if (last < first)
      return refuse("a range runs backwards");
    set.members += code_point(first) + "-" + code_point(last);
    return {};
  }

  /// [:digit:] and the like, those whose members are known exactly.
  Status posix_class(CharacterSet& set) {
    const size_t end = m_in.find(":]", m_at);
    std::string_view name = end == std::string_view::npos ? std::string_view() : m_in.substr(m_at + 2, end - m_at - 2);
    const bool negative = name.starts_with('^');
    if (negative)
      name.remove_prefix(1);
    const std::string members = name == "digit"    ? members_of("Nd")
                                : name == "space"  ? std::string(kSpace)
                                : name == "word"   ? word_members(true)
                                : name == "xdigit" ? "0-9a-fA-F"
                                                   : "";
    if (members.empty())
      return refuse("the POSIX class '" + std::string(name.substr(0, 20)) + "' is not supported");
    if (negative)
      set.others.push_back("[^" + members + "]");
    else
      set.members += members;
    m_at = end + 2;
    return {};
  }

  Result<char32_t> class_character() {
    if (m_at >= m_in.size())
      return refuse("a class is not closed");
    return peek() == '\\' ? single_escape() : Result<char32_t>(unicode::next(m_in, m_at));
  }

  std::string_view m_in;
  size_t m_at = 0;
  std::string m_out;
  struct Group {
    size_t begin;  ///< in the output
    size_t opened; ///< of the group around it
    bool dot_all;
  };
  std::vector<Group> m_groups;
  size_t m_opened = 0; ///< groups that options opened inside the present one
  size_t m_atom = 0;   ///< where the last atom begins in the output
  bool m_has_atom = false;
  bool m_dot_all = false;
};

} // namespace

Result<std::string> rewrite_pattern(std::string_view pattern) {
  if (unicode::first_invalid(pattern) != std::string_view::npos)
    return fail(ErrorCode::InvalidFile, "A regular expression is not valid UTF-8.");
  return Rewriter(pattern).run();
}

} // namespace pareto
