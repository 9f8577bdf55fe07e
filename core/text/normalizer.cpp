// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/normalizer.h"

#include "core/text/json_fields.h"
#include "core/text/pattern.h"
#include "core/text/pattern_field.h"
#include "core/text/unicode.h"

#include <vector>

namespace pareto {

using nlohmann::json;

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  size_t at = 0;
  for (size_t found = from.empty() ? std::string_view::npos : text.find(from); found != std::string_view::npos; found = text.find(from, at)) {
    out.append(text, at, found - at);
    out += to;
    at = found + from.size();
  }
  out.append(text, at);
  return out;
}

namespace {

class UnicodeForm : public Normalizer {
public:
  explicit UnicodeForm(unicode::Form form)
      : m_form(form) {}
  Status apply(std::string& text) const override {
    text = unicode::normalised(text, m_form);
    return {};
  }

private:
  unicode::Form m_form;
};

class Lowercase : public Normalizer {
public:
  Status apply(std::string& text) const override {
    std::string out;
    for (size_t at = 0; at < text.size();)
      unicode::append_lower(out, unicode::next(text, at));
    text = std::move(out);
    return {};
  }
};

template <bool (*unwanted)(char32_t)>
void drop(std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    if (!unwanted(unicode::next(text, at)))
      out.append(text, begin, at - begin);
  }
  text = std::move(out);
}

class StripAccents : public Normalizer {
public:
  Status apply(std::string& text) const override {
    drop<unicode::is_mark>(text);
    return {};
  }
};

class Strip : public Normalizer {
public:
  Strip(bool left, bool right)
      : m_left(left), m_right(right) {}
  Status apply(std::string& text) const override {
    size_t begin = 0, end = text.size();
    for (size_t at = begin; m_left && at < end && unicode::is_white_space(unicode::next(text, at));)
      begin = at;
    for (size_t at = end; m_right && at > begin && unicode::is_white_space(unicode::previous(text, at, at));)
      end = at;
    text = text.substr(begin, end - begin);
    return {};
  }

private:
  bool m_left, m_right;
};

class Prepend : public Normalizer {
public:
  explicit Prepend(std::string prefix)
      : m_prefix(std::move(prefix)) {}
  Status apply(std::string& text) const override {
    if (!text.empty())
      text.insert(0, m_prefix);
    return {};
  }

private:
  std::string m_prefix;
};

class Replace : public Normalizer {
public:
  Replace(TextPattern pattern, std::string content)
      : m_pattern(std::move(pattern)), m_content(std::move(content)) {}
  Status apply(std::string& text) const override { return m_pattern.replace(text, m_content); }

private:
  TextPattern m_pattern;
  std::string m_content;
};

/// The steps of BERT's own normalisation, in its order.
class BertNormalizer : public Normalizer {
public:
  BertNormalizer(bool clean, bool ideographs, bool strip, bool lower)
      : m_clean(clean), m_ideographs(ideographs), m_strip(strip), m_lower(lower) {}

  Status apply(std::string& text) const override {
    std::string out;
    for (size_t at = 0; at < text.size();) {
      const char32_t c = unicode::next(text, at);
      if (m_clean && (c == 0 || c == 0xFFFD || unicode::is_control(c)))
        continue;
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
    if (m_strip) {
      out = unicode::normalised(out, unicode::Form::Nfd);
      drop<unicode::is_nonspacing>(out);
    }
    text = std::move(out);
    return m_lower ? Lowercase().apply(text) : Status();
  }

private:
  bool m_clean, m_ideographs, m_strip, m_lower;
};

class NormalizerList : public Normalizer {
public:
  explicit NormalizerList(std::vector<std::unique_ptr<Normalizer>> steps)
      : m_steps(std::move(steps)) {}
  Status apply(std::string& text) const override {
    const size_t most = kLargestGrowth * text.size() + (1 << 20);
    for (const auto& step : m_steps) {
      PARETO_TRY(step->apply(text));
      if (text.size() > most)
        return fail(ErrorCode::Unsupported, "The tokenizer's normalizer makes this text more than " + std::to_string(kLargestGrowth) + " times longer.");
    }
    return {};
  }

private:
  static constexpr size_t kLargestGrowth = 64; ///< replacements that feed each other would double the text at every step
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
  if (type == "Prepend") {
    PARETO_TRY_ASSIGN(prefix, fields.text("prepend"));
    return Made(std::make_unique<Prepend>(std::move(prefix)));
  }
  if (type == "Strip") {
    PARETO_TRY_ASSIGN(left, fields.flag("strip_left"));
    PARETO_TRY_ASSIGN(right, fields.flag("strip_right"));
    return Made(std::make_unique<Strip>(left, right));
  }
  return fail(ErrorCode::Unsupported, path + " is of type '" + type.substr(0, 60) + "', which is not supported; supported: Sequence, NFC, NFD, NFKC, NFKD, Lowercase, "
                                      "StripAccents, BertNormalizer, Replace, Prepend, Strip.", path);
}

} // namespace pareto
