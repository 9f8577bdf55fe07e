// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/normalizer.h"

#include "core/text/byte_alphabet.h"
#include "core/text/character_map.h"
#include "core/text/json_fields.h"
#include "core/text/pattern.h"
#include "core/text/pattern_field.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <vector>

namespace pareto {

using nlohmann::json;

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  size_t at = 0;
  if (from.empty()) {
    out = to;
    while (at < text.size()) {
      const size_t begin = at;
      unicode::next(text, at);
      out.append(text, begin, at - begin);
      out += to;
    }
    return out;
  }
  for (size_t found = text.find(from); found != std::string_view::npos; found = text.find(from, at)) {
    out.append(text, at, found - at);
    out += to;
    at = found + from.size();
  }
  out.append(text, at);
  return out;
}

Status check_growth(size_t before, size_t after) {
  constexpr size_t kLargestGrowth = 64, kAllowance = size_t{1} << 20;
  if (after <= kLargestGrowth * before + kAllowance)
    return {};
  return fail(ErrorCode::Unsupported, "The tokenizer's normalizer makes this text more than " +
                                          std::to_string(kLargestGrowth) + " times longer.");
}

namespace {

/// Writes a text anew, character by character: `change(character, out)` appends what becomes of it.
template <class Change>
void rewrite(NormalText& text, Change&& change) {
  NormalText out;
  out.text.reserve(text.text.size());
  for (size_t at = 0; at < text.text.size();) {
    const bool first = at < text.first;
    change(unicode::next(text.text, at), out.text);
    if (first)
      out.first = out.text.size();
  }
  text = std::move(out);
}

class UnicodeForm : public Normalizer {
public:
  explicit UnicodeForm(unicode::Form form) : m_form(form) {}
  Status apply(NormalText& text) const override {
    const std::string first = unicode::normalised(std::string_view(text.text).substr(0, text.first), m_form);
    text.text = unicode::normalised(text.text, m_form);
    if (text.first > 0 && text.text.starts_with(first)) {
      text.first = first.size();
    } else if (text.first > 0) { // it was composed with what follows
      text.first = 0;
      unicode::next(text.text, text.first);
    }
    return {};
  }

private:
  unicode::Form m_form;
};

class Lowercase : public Normalizer {
public:
  Status apply(NormalText& text) const override {
    rewrite(text, [](char32_t c, std::string& out) { unicode::append_lower(out, c); });
    return {};
  }
};

template <bool (*unwanted)(char32_t)>
void drop(NormalText& text) {
  rewrite(text, [](char32_t c, std::string& out) {
    if (!unwanted(c))
      unicode::append(out, c);
  });
}

class StripAccents : public Normalizer {
public:
  Status apply(NormalText& text) const override {
    drop<unicode::is_mark>(text);
    return {};
  }
};

class Strip : public Normalizer {
public:
  Strip(bool left, bool right) : m_left(left), m_right(right) {}
  Status apply(NormalText& text) const override {
    size_t begin = 0, end = text.text.size();
    for (size_t at = begin; m_left && at < end && unicode::is_white_space(unicode::next(text.text, at));)
      begin = at;
    for (size_t at = end; m_right && at > begin && unicode::is_white_space(unicode::previous(text.text, at, at));)
      end = at;
    text.text = text.text.substr(begin, end - begin);
    text.first = text.first > begin ? std::min(text.first, end) - begin : 0;
    return {};
  }

private:
  bool m_left, m_right;
};

class Prepend : public Normalizer {
public:
  explicit Prepend(std::string prefix) : m_prefix(std::move(prefix)) {}
  Status apply(NormalText& text) const override {
    if (text.text.empty())
      return {};
    text.text.insert(0, m_prefix);
    if (text.first > 0)
      text.first += m_prefix.size();
    return {};
  }

private:
  std::string m_prefix;
};

class Replace : public Normalizer {
public:
  Replace(TextPattern pattern, std::string content) : m_pattern(std::move(pattern)), m_content(std::move(content)) {}

  Status apply(NormalText& text) const override {
    std::vector<Pattern::Match> matches;
    PARETO_TRY(m_pattern.find_all(text.text, matches));
    if (matches.empty())
      return {};
    PARETO_TRY(check_growth(text.text.size(), matches.size() * m_content.size()));
    NormalText out;
    const auto append = [&](std::string_view part, size_t of_first) {
      if (of_first > 0)
        out.first = out.text.size() + of_first;
      out.text += part;
    };
    size_t at = 0;
    const auto keep = [&](size_t end) {
      append(std::string_view(text.text).substr(at, end - at), text.first > at ? std::min(text.first, end) - at : 0);
      at = end;
    };
    for (const Pattern::Match& match : matches) {
      keep(match.begin);
      append(m_content, text.first > 0 && match.end <= text.first ? m_content.size()
                                                                  : 0); // stems from the last character it replaces
      at = match.end;
    }
    keep(text.text.size());
    text = std::move(out);
    return {};
  }

private:
  TextPattern m_pattern;
  std::string m_content;
};

/// The steps of BERT's own normalisation, in its order.
class BertNormalizer : public Normalizer {
public:
  BertNormalizer(bool clean, bool ideographs, bool strip, bool lower)
      : m_clean(clean), m_ideographs(ideographs), m_strip(strip), m_lower(lower) {}

  Status apply(NormalText& text) const override {
    rewrite(text, [this](char32_t c, std::string& out) { clean(c, out); });
    if (m_strip) {
      PARETO_TRY(UnicodeForm(unicode::Form::Nfd).apply(text));
      drop<unicode::is_nonspacing>(text);
    }
    return m_lower ? Lowercase().apply(text) : Status();
  }

private:
  void clean(char32_t c, std::string& out) const {
    if (m_clean && (c == 0 || c == 0xFFFD || unicode::is_control(c)))
      return;
    if (m_clean && unicode::is_white_space(c)) {
      out += ' ';
    } else if (m_ideographs && unicode::is_ideograph(c)) {
      out += ' ';
      unicode::append(out, c);
      out += ' ';
    } else {
      unicode::append(out, c);
    }
  }

  bool m_clean, m_ideographs, m_strip, m_lower;
};

/// Every byte becomes its character of the printable byte alphabet.
class ByteLetters : public Normalizer {
public:
  Status apply(NormalText& text) const override {
    text.first = to_byte_alphabet(std::string_view(text.text).substr(0, text.first)).size();
    text.text = to_byte_alphabet(text.text);
    return {};
  }
};

/// SentencePiece's "nmt" rules: some control characters are dropped, other blanks become U+0020.
class Nmt : public Normalizer {
public:
  Status apply(NormalText& text) const override {
    rewrite(text, [](char32_t c, std::string& out) {
      if ((c >= 0x1 && c <= 0x8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F)
        return;
      const bool blank = c == 0x9 || c == 0xA || c == 0xC || c == 0xD || c == 0x1680 || (c >= 0x200B && c <= 0x200F) ||
                         c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
      unicode::append(out, blank ? U' ' : c);
    });
    return {};
  }
};

class NormalizerList : public Normalizer {
public:
  explicit NormalizerList(std::vector<std::unique_ptr<Normalizer>> steps) : m_steps(std::move(steps)) {}
  Status apply(NormalText& text) const override {
    const size_t before = text.text.size();
    for (const auto& step : m_steps) {
      PARETO_TRY(step->apply(text));
      PARETO_TRY(check_growth(before, text.text.size()));
    }
    return {};
  }

private:
  std::vector<std::unique_ptr<Normalizer>> m_steps;
};

using Made = Result<std::unique_ptr<Normalizer>>;

Made read_list(const JsonFields& fields) {
  PARETO_TRY_ASSIGN(list, fields.array("normalizers"));
  std::vector<std::unique_ptr<Normalizer>> steps;
  for (size_t i = 0; i < list->size(); ++i) {
    PARETO_TRY_ASSIGN(step, read_normalizer((*list)[i], fields.path("normalizers[" + std::to_string(i) + "]")));
    if (step)
      steps.push_back(std::move(step));
  }
  return Made(std::make_unique<NormalizerList>(std::move(steps)));
}

Made read_bert(const JsonFields& fields) {
  PARETO_TRY_ASSIGN(clean, fields.flag("clean_text", true));
  PARETO_TRY_ASSIGN(ideographs, fields.flag("handle_chinese_chars", true));
  PARETO_TRY_ASSIGN(lower, fields.flag("lowercase", true));
  PARETO_TRY_ASSIGN(strip, fields.flag("strip_accents", lower));
  return Made(std::make_unique<BertNormalizer>(clean, ideographs, strip, lower));
}

Made read_precompiled(const JsonFields& fields) {
  PARETO_TRY_ASSIGN(encoded, fields.text("precompiled_charsmap"));
  return make_character_map(encoded, fields.path("precompiled_charsmap"));
}

Made read_replace(const JsonFields& fields) {
  PARETO_TRY_ASSIGN(pattern, TextPattern::read(fields));
  PARETO_TRY_ASSIGN(content, fields.text("content"));
  return Made(std::make_unique<Replace>(std::move(pattern), std::move(content)));
}

} // namespace

std::unique_ptr<Normalizer> make_replace(std::string from, std::string to) {
  return std::make_unique<Replace>(TextPattern::literal(std::move(from)), std::move(to));
}

Made read_normalizer(const json& value, const std::string& path) {
  if (value.is_null())
    return Made(std::unique_ptr<Normalizer>());
  PARETO_TRY_ASSIGN(fields, JsonFields::of(value, path));
  PARETO_TRY_ASSIGN(type, fields.text("type"));
  if (type == "Sequence")
    return read_list(fields);
  if (type == "NFC")
    return Made(std::make_unique<UnicodeForm>(unicode::Form::Nfc));
  if (type == "NFD")
    return Made(std::make_unique<UnicodeForm>(unicode::Form::Nfd));
  if (type == "NFKC")
    return Made(std::make_unique<UnicodeForm>(unicode::Form::Nfkc));
  if (type == "NFKD")
    return Made(std::make_unique<UnicodeForm>(unicode::Form::Nfkd));
  if (type == "Lowercase")
    return Made(std::make_unique<Lowercase>());
  if (type == "StripAccents")
    return Made(std::make_unique<StripAccents>());
  if (type == "BertNormalizer")
    return read_bert(fields);
  if (type == "Replace")
    return read_replace(fields);
  if (type == "ByteLevel")
    return Made(std::make_unique<ByteLetters>());
  if (type == "Nmt")
    return Made(std::make_unique<Nmt>());
  if (type == "Precompiled")
    return read_precompiled(fields);
  if (type == "Prepend") {
    PARETO_TRY_ASSIGN(prefix, fields.text("prepend"));
    return Made(std::make_unique<Prepend>(std::move(prefix)));
  }
  if (type == "Strip") {
    PARETO_TRY_ASSIGN(left, fields.flag("strip_left"));
    PARETO_TRY_ASSIGN(right, fields.flag("strip_right"));
    return Made(std::make_unique<Strip>(left, right));
  }
  return fail(ErrorCode::Unsupported,
              path + " is of type '" + type.substr(0, 60) +
                  "', which is not supported; supported: Sequence, NFC, NFD, NFKC, NFKD, Lowercase, "
                  "StripAccents, BertNormalizer, ByteLevel, Nmt, Precompiled, Replace, Prepend, Strip.",
              path);
}

} // namespace pareto
