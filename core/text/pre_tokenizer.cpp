// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizer.h"

#include "core/text/byte_alphabet.h"
#include "core/text/normalizer.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <iterator>

namespace pareto {

using nlohmann::json;

namespace {

using Piece = Pieces::Piece;
using Matches = std::vector<Pattern::Match>;

struct Part {
  Piece piece;
  bool match;
};

/// Cuts pieces at matches, as one behaviour says. A match without width cuts as well; what is left empty is dropped at
/// the end.
class Cutter {
public:
  Cutter(SplitBehavior behavior, std::vector<Piece>& out) : m_behavior(behavior), m_out(out) {}

  void cut(const Piece& piece, const Matches& matches, bool invert) {
    m_parts.clear();
    size_t at = 0;
    const auto gap = [&](size_t end) {
      if (end > at)
        m_parts.push_back({{piece.begin + at, piece.begin + end}, invert});
    };
    for (const Pattern::Match& match : matches) {
      gap(match.begin);
      m_parts.push_back({{piece.begin + match.begin, piece.begin + match.end}, !invert});
      at = match.end;
    }
    gap(piece.end - piece.begin);
    emit();
  }

private:
  void emit() {
    const size_t first = m_out.size();
    if (m_behavior == SplitBehavior::MergedWithNext)
      join_next();
    else
      join_previous(first);
    const auto empty = [](const Piece& piece) { return piece.begin == piece.end; };
    m_out.erase(std::remove_if(m_out.begin() + static_cast<std::ptrdiff_t>(first), m_out.end(), empty), m_out.end());
  }

  void join_previous(size_t first) {
    bool previous = false;
    for (const Part& part : m_parts) {
      const bool removed = m_behavior == SplitBehavior::Removed && part.match;
      const bool joins = (m_behavior == SplitBehavior::MergedWithPrevious && part.match && !previous) ||
                         (m_behavior == SplitBehavior::Contiguous && part.match == previous);
      previous = part.match;
      if (joins && m_out.size() > first)
        m_out.back().end = part.piece.end;
      else if (!removed)
        m_out.push_back(part.piece);
    }
  }

  /// From the right: a match joins the piece behind it unless that is a match as well.
  void join_next() {
    const auto first = static_cast<std::ptrdiff_t>(m_out.size());
    bool next = false;
    for (auto part = m_parts.rbegin(); part != m_parts.rend(); ++part) {
      if (part->match && !next && std::ssize(m_out) > first)
        m_out.back().begin = part->piece.begin;
      else
        m_out.push_back(part->piece);
      next = part->match;
    }
    std::reverse(m_out.begin() + first, m_out.end());
  }

  SplitBehavior m_behavior;
  std::vector<Piece>& m_out;
  std::vector<Part> m_parts;
};

class Split : public PreTokenizer {
public:
  Split(TextPattern pattern, SplitBehavior behavior, bool invert)
      : m_pattern(std::move(pattern)), m_behavior(behavior), m_invert(invert) {}

  Status apply(Pieces& pieces) const override {
    std::vector<Piece> out;
    out.reserve(pieces.pieces.size() + pieces.text.size() / 4);
    Cutter cutter(m_behavior, out);
    Matches matches;
    for (const Piece& piece : pieces.pieces) {
      matches.clear();
      PARETO_TRY(m_pattern.find_all(pieces.view(piece), matches));
      cutter.cut(piece, matches, m_invert);
    }
    pieces.pieces = std::move(out);
    return {};
  }

private:
  TextPattern m_pattern;
  SplitBehavior m_behavior;
  bool m_invert;
};

/// Every character that the predicate accepts is a match.
template <bool (*matches_character)(char32_t)>
class CharacterSplit : public PreTokenizer {
public:
  explicit CharacterSplit(SplitBehavior behavior) : m_behavior(behavior) {}

  Status apply(Pieces& pieces) const override {
    std::vector<Piece> out;
    Cutter cutter(m_behavior, out);
    Matches matches;
    for (const Piece& piece : pieces.pieces) {
      matches.clear();
      const std::string_view view = pieces.view(piece);
      for (size_t at = 0; at < view.size();) {
        const size_t begin = at;
        if (matches_character(unicode::next(view, at)))
          matches.push_back({begin, at});
      }
      cutter.cut(piece, matches, false);
    }
    pieces.pieces = std::move(out);
    return {};
  }

private:
  SplitBehavior m_behavior;
};

/// Words, and runs of other characters between white space.
class WordSplit : public PreTokenizer {
public:
  Status apply(Pieces& pieces) const override {
    std::vector<Piece> out;
    for (const Piece& piece : pieces.pieces) {
      int running = kBlank;
      for (size_t at = piece.begin; at < piece.end;) {
        const size_t begin = at;
        const char32_t c = unicode::next(pieces.text, at);
        const int kind = unicode::is_word(c) ? kWord : unicode::is_white_space(c) ? kBlank : kOther;
        if (kind != kBlank && kind == running)
          out.back().end = at;
        else if (kind != kBlank)
          out.push_back({begin, at});
        running = kind;
      }
    }
    pieces.pieces = std::move(out);
    return {};
  }

private:
  enum { kBlank, kWord, kOther };
};

/// Pieces of so many characters, the last one maybe shorter.
class FixedLength : public PreTokenizer {
public:
  explicit FixedLength(int64_t length) : m_length(length) {}

  Status apply(Pieces& pieces) const override {
    std::vector<Piece> out;
    for (const Piece& piece : pieces.pieces)
      for (size_t at = piece.begin; at < piece.end;) {
        const size_t begin = at;
        for (int64_t i = 0; i < m_length && at < piece.end; ++i)
          unicode::next(pieces.text, at);
        out.push_back({begin, at});
      }
    pieces.pieces = std::move(out);
    return {};
  }

private:
  int64_t m_length;
};

/// Cuts where the script changes (SentencePiece's rule: Han and kana are one, blanks belong to any). As in the
/// reference, what stands in front of the first character with a script is lost.
class ScriptSplit : public PreTokenizer {
public:
  Status apply(Pieces& pieces) const override {
    std::vector<Piece> out;
    for (const Piece& piece : pieces.pieces) {
      const size_t first = out.size();
      int last = unicode::kAnyScript;
      for (size_t at = piece.begin; at < piece.end;) {
        const size_t begin = at;
        const int script = unicode::joined_script(unicode::next(pieces.text, at));
        if (script == unicode::kAnyScript)
          continue;
        if (script != last) {
          if (out.size() > first)
            out.back().end = begin;
          out.push_back({begin, piece.end});
        }
        last = script;
      }
    }
    pieces.pieces = std::move(out);
    return {};
  }
};

/// Writes each piece anew: `change(view, of_first, out)` appends what becomes of it and returns how many bytes of that
/// stem from the view's first `of_first` bytes, those that come from the input's first character.
template <class Change>
void rewrite(Pieces& pieces, Change&& change) {
  Pieces out;
  out.text.reserve(pieces.text.size() + pieces.text.size() / 8);
  for (const Piece& piece : pieces.pieces) {
    const size_t begin = out.text.size();
    if (const size_t of_first = change(pieces.view(piece), pieces.first_of(piece), out.text))
      out.first = begin + of_first;
    out.pieces.push_back({begin, out.text.size()});
  }
  pieces = std::move(out);
}

class ByteLevel : public PreTokenizer {
public:
  ByteLevel(bool prefix, std::unique_ptr<PreTokenizer> words) : m_prefix(prefix), m_words(std::move(words)) {}
  bool is_byte_level() const override { return true; }
  void keep_bytes() override { m_map = false; }

  Status apply(Pieces& pieces) const override {
    if (m_prefix)
      rewrite(pieces, [](std::string_view view, size_t of_first, std::string& out) {
        const bool wanted = !view.starts_with(' ');
        if (wanted)
          out += ' ';
        out += view;
        return of_first + (wanted && of_first > 0 ? 1 : 0);
      });
    if (m_words)
      PARETO_TRY(m_words->apply(pieces));
    if (m_map)
      rewrite(pieces, [](std::string_view view, size_t of_first, std::string& out) {
        out += to_byte_alphabet(view);
        return to_byte_alphabet(view.substr(0, of_first)).size();
      });
    return {};
  }

private:
  bool m_prefix;
  bool m_map = true;
  std::unique_ptr<PreTokenizer> m_words;
};

class Metaspace : public PreTokenizer {
public:
  enum class Prepend { Always, First, Never };
  Metaspace(std::string replacement, Prepend prepend, bool split)
      : m_replacement(std::move(replacement)), m_prepend(prepend),
        m_split(make_split(TextPattern::literal(m_replacement), SplitBehavior::MergedWithNext, false)) {
    if (!split)
      m_split.reset();
  }

  Status apply(Pieces& pieces) const override {
    rewrite(pieces, [this](std::string_view view, size_t of_first, std::string& out) {
      const std::string replaced = replace_all(view, " ", m_replacement);
      const bool wanted = (m_prepend == Prepend::Always || (m_prepend == Prepend::First && of_first > 0)) &&
                          !replaced.starts_with(m_replacement);
      if (wanted)
        out += m_replacement;
      out += replaced;
      return of_first == 0 ? 0
                           : (wanted ? m_replacement.size() : 0) +
                                 replace_all(view.substr(0, of_first), " ", m_replacement).size();
    });
    return m_split ? m_split->apply(pieces) : Status();
  }

private:
  std::string m_replacement;
  Prepend m_prepend;
  std::unique_ptr<PreTokenizer> m_split;
};

Result<SplitBehavior> read_behavior(const JsonFields& fields, std::optional<std::string> otherwise) {
  PARETO_TRY_ASSIGN(name, fields.text("behavior", std::move(otherwise)));
  if (name == "Isolated")
    return SplitBehavior::Isolated;
  if (name == "Removed")
    return SplitBehavior::Removed;
  if (name == "MergedWithPrevious")
    return SplitBehavior::MergedWithPrevious;
  if (name == "MergedWithNext")
    return SplitBehavior::MergedWithNext;
  if (name == "Contiguous")
    return SplitBehavior::Contiguous;
  return fields.wrong("behavior", "Isolated, Removed, MergedWithPrevious, MergedWithNext or Contiguous");
}

Status read_split(const JsonFields& fields, PreTokenizers& steps) {
  PARETO_TRY_ASSIGN(pattern, TextPattern::read(fields));
  PARETO_TRY_ASSIGN(behavior, read_behavior(fields, std::nullopt));
  PARETO_TRY_ASSIGN(invert, fields.flag("invert"));
  steps.push_back(make_split(std::move(pattern), behavior, invert));
  return {};
}

/// A key that holds one character.
Result<std::string> read_character(const JsonFields& fields, const std::string& name) {
  PARETO_TRY_ASSIGN(text, fields.text(name));
  size_t length = 0;
  if (!text.empty())
    unicode::next(text, length);
  if (text.empty() || length != text.size())
    return fields.wrong(name, "one character");
  return text;
}

Status read_byte_level(const JsonFields& fields, PreTokenizers& steps) {
  PARETO_TRY_ASSIGN(prefix, fields.flag("add_prefix_space"));
  PARETO_TRY(fields.flag("trim_offsets"));
  PARETO_TRY_ASSIGN(use_regex, fields.flag("use_regex", true));
  PARETO_TRY_ASSIGN(step, make_byte_level(prefix, use_regex));
  steps.push_back(std::move(step));
  return {};
}

Status read_metaspace(const JsonFields& fields, PreTokenizers& steps) {
  PARETO_TRY_ASSIGN(replacement, read_character(fields, "replacement"));
  PARETO_TRY_ASSIGN(scheme, fields.text("prepend_scheme", "always"));
  if (scheme != "always" && scheme != "first" && scheme != "never")
    return fields.wrong("prepend_scheme", "always, first or never");
  PARETO_TRY_ASSIGN(old_prefix, fields.flag("add_prefix_space", scheme != "never"));
  if (!old_prefix && scheme != "never")
    return fields.wrong("add_prefix_space", "true or absent unless prepend_scheme is never");
  PARETO_TRY_ASSIGN(split, fields.flag("split", true));
  using Prepend = Metaspace::Prepend;
  steps.push_back(std::make_unique<Metaspace>(std::move(replacement),
                                              scheme == "always"  ? Prepend::Always
                                              : scheme == "first" ? Prepend::First
                                                                  : Prepend::Never,
                                              split));
  return {};
}

} // namespace

std::unique_ptr<PreTokenizer> make_split(TextPattern pattern, SplitBehavior behavior, bool invert) {
  return std::make_unique<Split>(std::move(pattern), behavior, invert);
}

std::unique_ptr<PreTokenizer> make_digits(bool individual) {
  return std::make_unique<CharacterSplit<unicode::is_number>>(individual ? SplitBehavior::Isolated
                                                                         : SplitBehavior::Contiguous);
}

Result<std::unique_ptr<PreTokenizer>> make_byte_level(bool add_prefix_space, bool use_regex) {
  std::unique_ptr<PreTokenizer> words;
  if (use_regex) {
    PARETO_TRY_ASSIGN(pattern, TextPattern::expression(kGpt2Pattern));
    words = make_split(std::move(pattern), SplitBehavior::Isolated, false);
  }
  return std::unique_ptr<PreTokenizer>(std::make_unique<ByteLevel>(add_prefix_space, std::move(words)));
}

Status read_pre_tokenizer(const json& value, const std::string& path, PreTokenizers& steps) {
  if (value.is_null())
    return {};
  PARETO_TRY_ASSIGN(fields, JsonFields::of(value, path));
  PARETO_TRY_ASSIGN(type, fields.text("type"));
  if (type == "Sequence") {
    PARETO_TRY_ASSIGN(list, fields.array("pretokenizers"));
    for (size_t i = 0; i < list->size(); ++i)
      PARETO_TRY(read_pre_tokenizer((*list)[i], fields.path("pretokenizers[" + std::to_string(i) + "]"), steps));
  } else if (type == "Split") {
    return read_split(fields, steps);
  } else if (type == "ByteLevel") {
    return read_byte_level(fields, steps);
  } else if (type == "Metaspace") {
    return read_metaspace(fields, steps);
  } else if (type == "Digits") {
    PARETO_TRY_ASSIGN(individual, fields.flag("individual_digits"));
    steps.push_back(make_digits(individual));
  } else if (type == "Punctuation") {
    PARETO_TRY_ASSIGN(behavior, read_behavior(fields, "Isolated"));
    steps.push_back(std::make_unique<CharacterSplit<unicode::is_punctuation>>(behavior));
  } else if (type == "WhitespaceSplit") {
    steps.push_back(std::make_unique<CharacterSplit<unicode::is_white_space>>(SplitBehavior::Removed));
  } else if (type == "BertPreTokenizer") {
    steps.push_back(std::make_unique<CharacterSplit<unicode::is_white_space>>(SplitBehavior::Removed));
    steps.push_back(std::make_unique<CharacterSplit<unicode::is_punctuation>>(SplitBehavior::Isolated));
  } else if (type == "Whitespace") {
    steps.push_back(std::make_unique<WordSplit>());
  } else if (type == "CharDelimiterSplit") {
    PARETO_TRY_ASSIGN(delimiter, read_character(fields, "delimiter"));
    steps.push_back(make_split(TextPattern::literal(std::move(delimiter)), SplitBehavior::Removed, false));
  } else if (type == "FixedLength") {
    PARETO_TRY_ASSIGN(length, fields.integer("length", 1, INT32_MAX, 5));
    steps.push_back(std::make_unique<FixedLength>(length));
  } else if (type == "UnicodeScripts") {
    steps.push_back(std::make_unique<ScriptSplit>());
  } else {
    return fail(ErrorCode::Unsupported,
                path + " is of type '" + type.substr(0, 60) +
                    "', which is not supported; supported: Sequence, Split, ByteLevel, Metaspace, Digits, "
                    "Punctuation, Whitespace, WhitespaceSplit, BertPreTokenizer, CharDelimiterSplit, FixedLength, "
                    "UnicodeScripts.",
                path);
  }
  return {};
}

} // namespace pareto
