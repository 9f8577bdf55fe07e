// SPDX-License-Identifier: GPL-3.0-or-later
// Template text into tokens, by jinja2/lexer.py's rules: which white space around a tag belongs to it is decided here.
#include "core/text/template/python_text.h"
#include "core/text/template/token.h"
#include "core/text/template/value.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace pareto::jinja {

namespace {

constexpr std::string_view kOperators[] = {"//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[",
                                           "]",  "(",  ")",  "{",  "}",  ">",  "<", "=", ".", ":", "|", ",", ";"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); }
bool is_word(char c) { return c == '_' || is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

/// Line ends as line feeds; the one at the very end is dropped, as Jinja does.
std::string with_plain_lines(std::string_view source) {
  std::string text;
  text.reserve(source.size());
  for (size_t i = 0; i < source.size(); ++i)
    if (source[i] != '\r')
      text += source[i];
    else if (i + 1 == source.size() || source[i + 1] != '\n')
      text += '\n';
  if (!text.empty() && text.back() == '\n')
    text.pop_back();
  return text;
}

class Lexer {
public:
  Lexer(std::string text, int& line) : m_text(std::move(text)), m_line(line) {}

  Result<std::vector<Token>> run() {
    while (m_at < m_text.size())
      PARETO_TRY(data());
    add(Token::Type::End);
    return std::move(m_tokens);
  }

private:
  bool starts(std::string_view with, size_t at) const {
    return std::string_view(m_text).substr(at, with.size()) == with;
  }
  char peek(size_t at) const { return at < m_text.size() ? m_text[at] : '\0'; }

  size_t after_space(size_t at) const {
    while (at < m_text.size()) {
      size_t next = at;
      if (!python::is_space(unicode::next(m_text, next)))
        break;
      at = next;
    }
    return at;
  }

  /// Where a tag's end that begins at `at` ends, 0 if there is none: `close` with its sign and the white space it
  /// takes.
  size_t after_end(size_t at, std::string_view close) const {
    const bool output = close == "}}";
    if (starts(close, at))
      return at + 2 + (!output && peek(at + 2) == '\n' ? 1 : 0);
    if (peek(at) == '-' && starts(close, at + 1))
      return after_space(at + 3);
    return !output && peek(at) == '+' && starts(close, at + 1) ? at + 3 : 0;
  }

  Token& add(Token::Type type, std::string text = {}) {
    Token token;
    token.type = type;
    token.line = m_line;
    token.text = std::move(text);
    m_tokens.push_back(std::move(token));
    return m_tokens.back();
  }

  void move_to(size_t to) {
    m_line += static_cast<int>(std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_at),
                                          m_text.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
    m_at = to;
  }

  void end_tag(size_t to) {
    move_to(to);
    m_line_starting = m_text[to - 1] == '\n';
  }

  /// Text before a tag that begins at `end`, less the white space that the tag's sign or its line takes.
  void add_data(size_t end, char sign, bool output) {
    std::string_view text = std::string_view(m_text).substr(m_at, end - m_at);
    if (sign == '-') {
      text = python::strip(text, {}, python::Side::Right);
    } else if (sign != '+' && !output) {
      const size_t line = text.rfind('\n') + 1; // 0 where there is none
      if ((line > 0 || m_line_starting) && line < text.size() && python::strip(text.substr(line), {}).empty())
        text = text.substr(0, line);
    }
    if (!text.empty())
      add(Token::Type::Data, std::string(text));
  }

  /// Text up to the next tag, and that tag.
  Status data() {
    size_t begin = m_at;
    while (begin < m_text.size() &&
           !(m_text[begin] == '{' && (peek(begin + 1) == '%' || peek(begin + 1) == '{' || peek(begin + 1) == '#')))
      ++begin;
    if (begin >= m_text.size()) {
      add(Token::Type::Data, m_text.substr(m_at));
      move_to(m_text.size());
      return {};
    }
    const char kind = m_text[begin + 1];
    const char sign = peek(begin + 2) == '-' || peek(begin + 2) == '+' ? m_text[begin + 2] : '\0';
    add_data(begin, sign, kind == '{');
    move_to(begin + (sign ? 3 : 2));
    if (kind == '#')
      return comment();
    if (kind == '%')
      if (const size_t raw = after_word("raw", true))
        return raw_text(raw);
    return tag(kind == '{');
  }

  /// After `word` as a tag of its own at the current place, 0 if something else stands here.
  size_t after_word(std::string_view word, bool raw) const {
    const size_t at = after_space(m_at);
    if (!starts(word, at))
      return 0;
    const size_t close = after_space(at + word.size());
    if (raw) // its end takes white space only where it says so
      return starts("%}", close) ? close + 2 : starts("-%}", close) ? after_space(close + 3) : 0;
    return after_end(close, "%}");
  }

  Status comment() {
    for (size_t at = m_at; at < m_text.size(); ++at)
      if (const size_t end = after_end(at, "#}")) {
        end_tag(end);
        return {};
      }
    return m_at == m_text.size()
               ? Status()
               : Status(failure("a comment has no end")); // Jinja lets one that begins at the very end pass
  }

  Status raw_text(size_t begin) {
    move_to(begin);
    for (size_t at = begin; at < m_text.size(); ++at) {
      if (!starts("{%", at))
        continue;
      const char sign = peek(at + 2) == '-' || peek(at + 2) == '+' ? m_text[at + 2] : '\0';
      const size_t back = m_at;
      m_at = at + (sign ? 3 : 2);
      const size_t end = after_word("endraw", false);
      m_at = back;
      if (!end)
        continue;
      m_line_starting = begin > 0 && m_text[begin - 1] == '\n';
      add_data(at, sign, false);
      end_tag(end);
      return {};
    }
    return m_at == m_text.size() ? Status() : Status(failure("a raw block has no end"));
  }

  Status tag(bool output) {
    add(output ? Token::Type::OutputBegin : Token::Type::TagBegin);
    std::string brackets;
    while (m_at < m_text.size()) {
      if (brackets.empty())
        if (const size_t end = after_end(m_at, output ? "}}" : "%}")) {
          add(output ? Token::Type::OutputEnd : Token::Type::TagEnd);
          end_tag(end);
          return {};
        }
      if (const size_t next = after_space(m_at); next > m_at)
        move_to(next);
      else
        PARETO_TRY(word(brackets));
    }
    return failure("a tag has no end");
  }

  Status word(std::string& brackets) {
    const char c = m_text[m_at];
    if (is_digit(c))
      return number();
    if (is_word(c)) {
      size_t end = m_at;
      while (is_word(peek(end)))
        ++end;
      add(Token::Type::Name, m_text.substr(m_at, end - m_at));
      m_at = end;
      return {};
    }
    if (c == '\'' || c == '"')
      return string(c);
    for (std::string_view sign : kOperators)
      if (starts(sign, m_at))
        return operation(sign, brackets);
    if (static_cast<unsigned char>(c) >= 0x80)
      return unsupported("a name with letters beyond ASCII");
    return failure(std::string("the character '") + c + "' is not expected");
  }

  Status operation(std::string_view sign, std::string& brackets) {
    if (sign == "(" || sign == "[" || sign == "{")
      brackets += sign == "(" ? ')' : sign == "[" ? ']' : '}';
    if (sign == ")" || sign == "]" || sign == "}") {
      if (brackets.empty() || brackets.back() != sign[0])
        return failure("'" + std::string(sign) + "' closes nothing");
      brackets.pop_back();
    }
    add(Token::Type::Operator, std::string(sign));
    m_at += sign.size();
    return {};
  }

  /// Digits with single underscores between them.
  size_t digits(size_t at, bool (*digit)(char)) const {
    while (digit(peek(at)) || (peek(at) == '_' && digit(peek(at + 1))))
      ++at;
    return at;
  }

  std::string plain_digits(size_t begin, size_t end) const {
    std::string text = m_text.substr(begin, end - begin);
    text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
    return text;
  }

  Status number() {
    size_t end = digits(m_at, is_digit);
    bool fractional = false;
    if (m_at == 0 || m_text[m_at - 1] != '.') {
      if (peek(end) == '.' && is_digit(peek(end + 1))) {
        fractional = true;
        end = digits(end + 1, is_digit);
      }
      const size_t exponent = end + (peek(end + 1) == '+' || peek(end + 1) == '-' ? 2 : 1);
      if ((peek(end) | 32) == 'e' && is_digit(peek(exponent))) {
        fractional = true;
        end = digits(exponent, is_digit);
      }
    }
    return fractional ? float_number(end) : integer();
  }

  Status float_number(size_t end) {
    const std::string text = plain_digits(m_at, end);
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
      return unsupported("a number as large or small as " + text);
    add(Token::Type::Float).number = value;
    m_at = end;
    return {};
  }

  Status integer() {
    const char mark = static_cast<char>(peek(m_at + 1) | 32);
    const bool prefixed = m_text[m_at] == '0' && (mark == 'b' || mark == 'o' || mark == 'x');
    const size_t begin = m_at + (prefixed ? 2 : 0);
    const int base = !prefixed ? 10 : mark == 'x' ? 16 : mark == 'o' ? 8 : 2;
    size_t end = digits(begin, base == 16  ? is_hex
                               : base == 8 ? [](char c) { return c >= '0' && c <= '7'; }
                               : base == 2 ? [](char c) { return c == '0' || c == '1'; }
                                           : is_digit);
    if (!prefixed && m_text[m_at] == '0') // a zero stands alone or among zeros
      end = digits(m_at, [](char c) { return c == '0'; });
    const std::string text = plain_digits(begin, end);
    int64_t value = 0;
    const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty())
      return failure("a number has no digits");
    if (error != std::errc() || last != text.data() + text.size())
      return unsupported("an integer beyond 64 bits");
    add(Token::Type::Integer).integer = value;
    m_at = end;
    return {};
  }

  Status string(char quote) {
    size_t end = m_at + 1;
    while (end < m_text.size() && m_text[end] != quote)
      end += m_text[end] == '\\' ? 2 : 1;
    if (end >= m_text.size())
      return failure("a text in quotes has no end");
    PARETO_TRY_ASSIGN(text, unescaped(std::string_view(m_text).substr(m_at + 1, end - m_at - 1)));
    add(Token::Type::String, std::move(text));
    move_to(end + 1);
    return {};
  }

  static Result<std::string> unescaped(std::string_view raw) {
    std::string out;
    for (size_t i = 0; i < raw.size();) {
      if (raw[i] != '\\' || i + 1 == raw.size()) {
        out += raw[i++];
        continue;
      }
      PARETO_TRY_ASSIGN(taken, escape(raw.substr(i), out));
      i += taken;
    }
    return out;
  }

  /// One escape of Python's "unicode-escape"; how many bytes it took.
  static Result<size_t> escape(std::string_view raw, std::string& out) {
    const char c = raw[1];
    constexpr std::string_view kEscapes = "abfnrtv\\'\"", kMeant = "\a\b\f\n\r\t\v\\'\"";
    if (const size_t known = kEscapes.find(c); known != std::string_view::npos) {
      out += kMeant[known];
      return size_t{2};
    }
    if (c == '\n')
      return size_t{2};
    if (c == 'x' || c == 'u' || c == 'U')
      return coded(raw, c == 'x' ? 2 : c == 'u' ? 4 : 8, out);
    if (c >= '0' && c <= '7') {
      size_t end = 1;
      char32_t code = 0;
      while (end < raw.size() && end < 4 && raw[end] >= '0' && raw[end] <= '7')
        code = code * 8 + static_cast<char32_t>(raw[end++] - '0');
      unicode::append(out, code);
      return end;
    }
    if (c == 'N')
      return unsupported("a character by its name, \\N");
    out += '\\'; // what is no escape stays as it is
    return size_t{1};
  }

  static Result<size_t> coded(std::string_view raw, size_t digits, std::string& out) {
    uint32_t code = 0;
    const std::string_view text = raw.substr(2, digits);
    const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), code, 16);
    if (text.size() < digits || error != std::errc() || last != text.data() + text.size() || code > 0x10FFFF)
      return failure("the escape \\" + std::string(1, raw[1]) + " needs " + std::to_string(digits) +
                     " hexadecimal digits");
    if (code >= 0xD800 && code < 0xE000)
      return unsupported("half a surrogate pair");
    unicode::append(out, code);
    return 2 + digits;
  }

  std::string m_text;
  int& m_line;
  size_t m_at = 0;
  bool m_line_starting = true;
  std::vector<Token> m_tokens;
};

} // namespace

Result<std::vector<Token>> read_tokens(std::string_view source, int& line) {
  line = 1;
  return Lexer(with_plain_lines(source), line).run();
}

} // namespace pareto::jinja
