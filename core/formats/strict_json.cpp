// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/strict_json.h"

#include "core/formats/file_kind.h"
#include "core/platform/files.h"
#include "core/printable.h"

#include <set>
#include <vector>

namespace pareto {

namespace {

using nlohmann::json;

/// Builds the document while checking what the library's own handler does not.
class StrictBuilder {
public:
  explicit StrictBuilder(const JsonLimits& limits) : m_limits(limits) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(json::number_integer_t value) { return put(value); }
  bool number_unsigned(json::number_unsigned_t value) { return put(value); }
  bool number_float(json::number_float_t value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(json::binary_t&) { return false; }
  bool start_object(size_t) { return open(json::object()); }
  bool start_array(size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (!m_keys.back().insert(name).second)
      return refuse("key \"" + printable(name, 80) + "\" appears twice in one object");
    m_key = std::move(name);
    return true;
  }

  bool parse_error(size_t position, const std::string&, const json::exception&) {
    return refuse("not valid JSON at byte " + std::to_string(position));
  }

  json take() { return std::move(m_root); }
  const std::string& reason() const { return m_reason; }

private:
  bool refuse(std::string reason) {
    if (m_reason.empty())
      m_reason = std::move(reason);
    return false;
  }

  bool put(json value) { return insert(std::move(value)) != nullptr; }

  json* insert(json value) {
    if (++m_values > m_limits.values) {
      refuse("more than " + std::to_string(m_limits.values) + " values");
      return nullptr;
    }
    if (m_open.empty()) {
      m_root = std::move(value);
      return &m_root;
    }
    json& parent = *m_open.back();
    if (parent.is_object())
      return &(parent[m_key] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }

  bool open(json container) {
    if (static_cast<int>(m_open.size()) >= m_limits.depth)
      return refuse("nested deeper than " + std::to_string(m_limits.depth) + " levels");
    json* placed = insert(std::move(container));
    if (!placed)
      return false;
    m_open.push_back(placed);
    m_keys.emplace_back();
    return true;
  }

  bool close() {
    m_open.pop_back();
    m_keys.pop_back();
    return true;
  }

  const JsonLimits& m_limits;
  json m_root;
  std::vector<json*> m_open; ///< stable: a container only grows while it is innermost
  std::vector<std::set<std::string>> m_keys;
  std::string m_key;
  std::string m_reason;
  size_t m_values = 0;
};

/// Python's spelling of a number that JSON does not have, where one begins; otherwise empty.
std::string_view bare_number_at(std::string_view text, size_t at) {
  for (const std::string_view word : {"NaN", "Infinity", "-Infinity"})
    if (text.substr(at, word.size()) == word)
      return word;
  return {};
}

/// Those spellings outside of strings as the objects that transformers writes for them.
std::string without_bare_numbers(std::string_view text) {
  std::string out;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view word = quoted ? std::string_view() : bare_number_at(text, i);
    if (!word.empty()) {
      out.append("{\"__float__\": \"").append(word).append("\"}");
      i += word.size() - 1;
      continue;
    }
    if (text[i] == '"')
      quoted = !quoted;
    out += text[i];
    if (quoted && text[i] == '\\' && i + 1 < text.size())
      out += text[++i];
  }
  return out;
}

Result<json> parse(std::string_view text, const std::string& where, const JsonLimits& limits) {
  StrictBuilder builder(limits);
  try {
    if (json::sax_parse(text.begin(), text.end(), &builder))
      return builder.take();
  } catch (const std::exception& error) { // the library throws on numbers out of range
    return fail(ErrorCode::InvalidFile, where + " cannot be read: " + error.what() + ".", where);
  }
  return fail(ErrorCode::InvalidFile,
              where + " cannot be read: " + (builder.reason().empty() ? "not valid JSON" : builder.reason()) + ".",
              where);
}

} // namespace

Result<json> parse_strict_json(std::string_view text, const std::string& where, JsonLimits limits) {
  if (text.size() > limits.bytes)
    return fail(ErrorCode::InvalidFile,
                where + " holds " + std::to_string(text.size()) + " bytes of JSON; at most " +
                    std::to_string(limits.bytes) + " are read.",
                where);
  if (const size_t zero = text.find('\0');
      zero != std::string_view::npos) { // the library takes it for the end of the text
    const std::string what = recognised(text, FileForm::Json);
    return fail(ErrorCode::InvalidFile,
                what.empty() ? where + " cannot be read: not valid JSON at byte " + std::to_string(zero + 1) + "."
                             : where + " is " + what + ".",
                where);
  }
  auto parsed = parse(text, where, limits);
  if (!parsed && limits.bare_numbers)
    if (const std::string plain = without_bare_numbers(text); plain != text)
      parsed = parse(plain, where, limits);
  if (parsed)
    return parsed;
  const std::string what = recognised(text, FileForm::Json);
  return what.empty() ? parsed : fail(ErrorCode::InvalidFile, where + " is " + what + ".", where);
}

Result<json> read_strict_json(const std::string& path, JsonLimits limits) {
  const auto text = read_file(path, limits.bytes);
  if (text && text->empty())
    return fail(ErrorCode::InvalidFile, path + " is empty (0 bytes); it was not written or downloaded to its end.",
                path);
  if (text)
    return parse_strict_json(*text, path, limits);
  if (const auto beginning = read_beginning(path, 512)) // where it is too large, what it is says more than its size
    if (const std::string what = recognised(*beginning, FileForm::Json); !what.empty())
      return fail(ErrorCode::InvalidFile, path + " is " + what + ".", path);
  return text.error();
}

} // namespace pareto
