// SPDX-License-Identifier: GPL-3.0-or-later
// How a language says what core knows. The English of every statement lies in this room, once: the engine prints it as
// it is, the window looks each text up in its translations and fills the same places (ui/words/voice.h).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace pareto {

/// One whole text, with places %1 to %9 for what is filled in and %n for a count, so that every language has its own
/// order. Made by the macros below alone: the translation tool finds the texts by them.
struct Wording {
  const char* context = "";
  const char* text = nullptr;    ///< nullptr: nothing is said
  const char* one = nullptr;     ///< the same in English where %n is 1
  const char* comment = nullptr; ///< for the translator: tells two equal texts apart

  explicit constexpr operator bool() const { return text != nullptr; }
  constexpr Wording if_one(const char* words) const { return {context, text, words, comment}; }
};

/// A text; one with a comment; one with a count, to be completed by if_one("..."): the translation tool counts on these
/// names (ui/CMakeLists.txt).
#define PARETO_SAY(context, text)                                                                                      \
  ::pareto::Wording { context, text, nullptr, nullptr }
#define PARETO_SAY_AS(context, text, comment)                                                                          \
  ::pareto::Wording { context, text, nullptr, comment }
#define PARETO_SAY_N(context, text)                                                                                    \
  ::pareto::Wording { context, text, nullptr, nullptr }

/// What is not language itself between parts of a text: " · ", "; ".
std::string joined(const std::vector<std::string>& parts, const std::string& between);

/// Where a sentence is read, and so what there is to do.
enum class Reader : uint8_t {
  Engine, ///< in a terminal: there are no charts, and nobody can press Run
  Window,
  Running, ///< in the window while a study is measured
};

/// English, as it stands in core; the window's voice speaks the person's language and writes numbers as people do
/// there.
class Voice {
public:
  explicit Voice(Reader reader = Reader::Engine) : m_reader(reader) {}
  virtual ~Voice() = default;

  Reader reader() const { return m_reader; }
  /// The wording in this language with its places filled; `n` is for %n.
  std::string say(const Wording& wording, std::initializer_list<std::string> places = {}, int n = -1) const;
  std::string list(const std::vector<std::string>& items) const; ///< "Mamba, RetNet, GLA"
  std::string series(
      const std::vector<std::string>& items) const; ///< of what has commas of its own: "1.2 s, measured; 52, published"

  /// With so many digits after the point and grouped thousands: "2,048.50".
  virtual std::string digits(double value, int decimals) const;
  /// In powers of ten, with three significant digits: "1.5E+12".
  virtual std::string powers(double value) const;
  /// A time of the form 2026-11-28T20:45:00Z; empty for what is no time.
  virtual std::string day(const std::string& utc) const;

protected:
  /// The wording in this language, its places unfilled.
  virtual std::string text(const Wording& wording, int n) const;

private:
  Reader m_reader;
};

} // namespace pareto
