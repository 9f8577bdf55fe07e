// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/decoder.h"

#include "core/text/byte_alphabet.h"
#include "core/text/json_fields.h"
#include "core/text/normalizer.h"
#include "core/text/pattern_field.h"
#include "core/text/token_model.h"
#include "core/text/unicode.h"

#include <array>
#include <optional>

namespace pareto {

using nlohmann::json;

namespace {

/// Byte alphabet back to bytes; a token with any other character stands for its own UTF-8.
class ByteLevelStep : public DecodeStep {
public:
  void push(std::string_view token, const TextSink& sink) override {
    const auto bytes = from_byte_alphabet(token);
    m_held += bytes ? std::string_view(*bytes) : token;
    const size_t complete = unicode::complete_prefix(m_held);
    if (complete > 0)
      sink(unicode::replace_invalid(std::string_view(m_held).substr(0, complete)));
    m_held.erase(0, complete);
  }
  void finish(const TextSink& sink) override {
    if (!m_held.empty())
      sink(unicode::replace_invalid(m_held));
    m_held.clear();
  }

private:
  std::string m_held;
};

/// A run of byte tokens is text if all of it is valid UTF-8, else one U+FFFD per byte: it has to be held to its end.
class ByteFallbackStep : public DecodeStep {
public:
  void push(std::string_view token, const TextSink& sink) override {
    if (const auto byte = byte_of_token(token)) {
      m_run += static_cast<char>(*byte);
      return;
    }
    finish(sink);
    sink(token);
  }
  void finish(const TextSink& sink) override {
    if (m_run.empty())
      return;
    if (unicode::first_invalid(m_run) == std::string_view::npos) {
      sink(m_run);
    } else {
      for (size_t i = 0; i < m_run.size(); ++i)
        sink("\xEF\xBF\xBD");
    }
    m_run.clear();
  }

private:
  std::string m_run;
};

class ReplaceStep : public DecodeStep {
public:
  ReplaceStep(std::shared_ptr<const TextPattern> pattern, std::string content)
      : m_pattern(std::move(pattern)), m_content(std::move(content)) {}
  void push(std::string_view token, const TextSink& sink) override {
    std::string text(token);
    if (m_pattern->replace(text, m_content)) // a pattern that runs into its limit leaves the token as it is
      sink(text);
    else
      sink(token);
  }

private:
  std::shared_ptr<const TextPattern> m_pattern;
  std::string m_content;
};

/// Drops up to `start` of a character from the front and up to `stop` from the back: of each token, or of the one fused
/// text.
class StripStep : public DecodeStep {
public:
  StripStep(std::string content, int64_t start, int64_t stop, bool fused)
      : m_content(std::move(content)), m_start(start), m_stop(stop), m_left(start), m_fused(fused) {}

  void push(std::string_view token, const TextSink& sink) override {
    if (!m_fused)
      m_left = m_start;
    while (m_left > 0 && token.starts_with(m_content)) {
      token.remove_prefix(m_content.size());
      --m_left;
    }
    if (!token.empty())
      m_left = 0;
    if (!m_fused || m_stop == 0) { // one token in, one token out, even if nothing is left of it
      sink(stripped(token));
      return;
    }
    m_held += token;
    const size_t end = stripped(m_held).size();
    sink(std::string_view(m_held).substr(0, end));
    m_held.erase(0, end);
  }

  void finish(const TextSink& sink) override {
    const std::string rest(stripped(m_held));
    m_held.clear();
    if (!rest.empty())
      sink(rest);
  }

private:
  std::string_view stripped(std::string_view text) const {
    for (int64_t i = 0; i < m_stop && text.ends_with(m_content); ++i)
      text.remove_suffix(m_content.size());
    return text;
  }
  std::string m_content;
  int64_t m_start, m_stop, m_left;
  bool m_fused;
  std::string m_held;
};

class MetaspaceStep : public DecodeStep {
public:
  MetaspaceStep(std::string replacement, bool keeps_first)
      : m_replacement(std::move(replacement)), m_keeps_first(keeps_first) {}
  void push(std::string_view token, const TextSink& sink) override {
    std::string out;
    for (size_t at = 0; at < token.size();) {
      if (!token.substr(at).starts_with(m_replacement)) {
        out += token[at++];
        continue;
      }
      at += m_replacement.size();
      if (!m_first || m_keeps_first)
        out += ' ';
    }
    m_first = false;
    sink(out);
  }

private:
  std::string m_replacement;
  bool m_keeps_first;
  bool m_first = true;
};

/// The blanks before punctuation and contractions that WordPiece and CTC leave in a token.
std::string without_artifacts(std::string text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kCleanups = {{{" .", "."},
                                                                                               {" ?", "?"},
                                                                                               {" !", "!"},
                                                                                               {" ,", ","},
                                                                                               {" ' ", "'"},
                                                                                               {" n't", "n't"},
                                                                                               {" 'm", "'m"},
                                                                                               {" do not", " don't"},
                                                                                               {" 's", "'s"},
                                                                                               {" 've", "'ve"},
                                                                                               {" 're", "'re"}}};
  for (const auto& [from, to] : kCleanups)
    text = replace_all(text, from, to);
  return text;
}

class WordPieceStep : public DecodeStep {
public:
  WordPieceStep(std::string prefix, bool cleanup) : m_prefix(std::move(prefix)), m_cleanup(cleanup) {}
  void push(std::string_view token, const TextSink& sink) override {
    std::string out;
    if (m_first)
      out = token;
    else if (token.starts_with(m_prefix))
      out = replace_first(token);
    else
      out = " " + std::string(token);
    m_first = false;
    sink(m_cleanup ? without_artifacts(std::move(out)) : out);
  }

private:
  std::string replace_first(std::string_view token) const { return std::string(token.substr(m_prefix.size())); }
  std::string m_prefix;
  bool m_cleanup;
  bool m_first = true;
};

/// The suffix of a word's last token becomes a blank, but not in the last token of all: one token is held back.
class WordSuffixStep : public DecodeStep {
public:
  explicit WordSuffixStep(std::string suffix) : m_suffix(std::move(suffix)) {}
  void push(std::string_view token, const TextSink& sink) override {
    if (m_held)
      sink(replace_all(*m_held, m_suffix, " "));
    m_held = token;
  }
  void finish(const TextSink& sink) override {
    if (m_held)
      sink(replace_all(*m_held, m_suffix, ""));
    m_held.reset();
  }

private:
  std::string m_suffix;
  std::optional<std::string> m_held;
};

/// Connectionist temporal classification: repeated tokens are one, padding falls away.
class CtcStep : public DecodeStep {
public:
  CtcStep(std::string pad, std::string delimiter, bool cleanup)
      : m_pad(std::move(pad)), m_delimiter(std::move(delimiter)), m_cleanup(cleanup) {}
  void push(std::string_view token, const TextSink& sink) override {
    if (m_last && *m_last == token)
      return;
    m_last = token;
    std::string text = replace_all(token, m_pad, "");
    if (m_cleanup) // as in the reference, the delimiter becomes a blank only then
      text = replace_all(without_artifacts(std::move(text)), m_delimiter, " ");
    if (!text.empty())
      sink(text);
  }

private:
  std::string m_pad, m_delimiter;
  bool m_cleanup;
  std::optional<std::string> m_last;
};

/// For a step that looks at whole tokens behind one that fuses them: waits for the end.
class WholeTextStep : public DecodeStep {
public:
  explicit WholeTextStep(std::unique_ptr<DecodeStep> step) : m_step(std::move(step)) {}
  void push(std::string_view token, const TextSink&) override { m_text += token; }
  void finish(const TextSink& sink) override {
    m_step->push(m_text, sink);
    m_step->finish(sink);
    m_text.clear();
  }

private:
  std::unique_ptr<DecodeStep> m_step;
  std::string m_text;
};

/// Reads decoders in order and remembers whether tokens have been fused.
class DecoderReader {
public:
  Status read(const json& value, const std::string& path) {
    PARETO_TRY_ASSIGN(fields, JsonFields::of(value, path));
    PARETO_TRY_ASSIGN(type, fields.text("type"));
    if (type == "Sequence") {
      PARETO_TRY_ASSIGN(list, fields.array("decoders"));
      for (size_t i = 0; i < list->size(); ++i)
        PARETO_TRY(read((*list)[i], fields.path("decoders[" + std::to_string(i) + "]")));
      return {};
    }
    if (type == "ByteLevel") {
      add(byte_level_decoder());
      m_fused = true;
      return {};
    }
    if (type == "ByteFallback") {
      add([] { return std::make_unique<ByteFallbackStep>(); });
      return {};
    }
    if (type == "Fuse") {
      m_fused = true;
      return {};
    }
    if (type == "Replace")
      return read_replace(fields);
    if (type == "Strip")
      return read_strip(fields);
    if (type == "Metaspace")
      return read_metaspace(fields);
    if (type == "WordPiece")
      return read_word_piece(fields);
    if (type == "BPEDecoder")
      return read_word_suffix(fields);
    if (type == "CTC")
      return read_ctc(fields);
    return fail(ErrorCode::Unsupported,
                path + " is of type '" + type.substr(0, 60) +
                    "', which is not supported; supported: Sequence, ByteLevel, ByteFallback, Fuse, "
                    "Replace, Strip, Metaspace, WordPiece, BPEDecoder, CTC.",
                path);
  }

  Decoder take() { return std::move(m_decoder); }

private:
  void add(DecodeStepMaker maker) {
    if (!m_fused) {
      m_decoder.steps.push_back(std::move(maker));
      return;
    }
    m_decoder.steps.push_back([inner = std::move(maker)] { return std::make_unique<WholeTextStep>(inner()); });
  }

  Status read_replace(const JsonFields& fields) {
    PARETO_TRY_ASSIGN(pattern, TextPattern::read(fields));
    PARETO_TRY_ASSIGN(content, fields.text("content"));
    auto shared = std::make_shared<const TextPattern>(std::move(pattern));
    add([shared, content] { return std::make_unique<ReplaceStep>(shared, content); });
    return {};
  }

  Status read_strip(const JsonFields& fields) {
    PARETO_TRY_ASSIGN(content, fields.text("content"));
    size_t length = 0;
    if (!content.empty())
      unicode::next(content, length);
    if (content.empty() || length != content.size())
      return fields.wrong("content", "one character");
    PARETO_TRY_ASSIGN(start, fields.integer("start", 0, 1 << 20));
    PARETO_TRY_ASSIGN(stop, fields.integer("stop", 0, 1 << 20));
    m_decoder.steps.push_back(
        [content, start, stop, fused = m_fused] { return std::make_unique<StripStep>(content, start, stop, fused); });
    return {};
  }

  Status read_metaspace(const JsonFields& fields) {
    PARETO_TRY_ASSIGN(replacement, fields.text("replacement"));
    PARETO_TRY_ASSIGN(scheme, fields.text("prepend_scheme", "always"));
    if (replacement.empty() || (scheme != "always" && scheme != "first" && scheme != "never"))
      return fields.wrong(replacement.empty() ? "replacement" : "prepend_scheme",
                          replacement.empty() ? "one character" : "always, first or never");
    add([replacement, keeps = scheme == "never"] { return std::make_unique<MetaspaceStep>(replacement, keeps); });
    return {};
  }

  Status read_word_piece(const JsonFields& fields) {
    PARETO_TRY_ASSIGN(prefix, fields.text("prefix", "##"));
    PARETO_TRY_ASSIGN(cleanup, fields.flag("cleanup", true));
    add([prefix, cleanup = cleanup] { return std::make_unique<WordPieceStep>(prefix, cleanup); });
    return {};
  }

  Status read_word_suffix(const JsonFields& fields) {
    PARETO_TRY_ASSIGN(suffix, fields.text("suffix"));
    add([suffix] { return std::make_unique<WordSuffixStep>(suffix); });
    return {};
  }

  Status read_ctc(const JsonFields& fields) {
    PARETO_TRY_ASSIGN(pad, fields.text("pad_token"));
    PARETO_TRY_ASSIGN(delimiter, fields.text("word_delimiter_token"));
    PARETO_TRY_ASSIGN(cleanup, fields.flag("cleanup"));
    add([pad, delimiter, cleanup = cleanup] { return std::make_unique<CtcStep>(pad, delimiter, cleanup); });
    return {};
  }

  Decoder m_decoder;
  bool m_fused = false;
};

} // namespace

Result<Decoder> read_decoder(const json& value, const std::string& path) {
  if (value.is_null())
    return Decoder{{}, true};
  DecoderReader reader;
  PARETO_TRY(reader.read(value, path));
  return reader.take();
}

DecodeStepMaker byte_level_decoder() {
  return [] { return std::make_unique<ByteLevelStep>(); };
}

Decoder sentence_piece_decoder(int strip) {
  auto blank = std::make_shared<const TextPattern>(TextPattern::literal("\xE2\x96\x81"));
  Decoder decoder;
  decoder.steps.push_back([blank] { return std::make_unique<ReplaceStep>(blank, " "); });
  decoder.steps.push_back([] { return std::make_unique<ByteFallbackStep>(); });
  if (strip > 0)
    decoder.steps.push_back([strip] { return std::make_unique<StripStep>(" ", strip, 0, true); });
  return decoder;
}

} // namespace pareto
