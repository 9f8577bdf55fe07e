// SPDX-License-Identifier: GPL-3.0-or-later
// Where a line may end. Japanese has no spaces, and would otherwise be broken between any two characters: "待ち時／間".
#include "ui/words/format.h"

#include <QRegularExpression>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr QChar kWordJoiner(0x2060), kFixedSpace(0x00A0); // a joiner behind a space is not heeded by Qt
constexpr int kShortWord = 3, kLongestName = 24;
constexpr int kLongWord = 12,
              kLongestWord = 18; ///< characters after which a line may end where scripts meet, and anywhere

enum class Script { Other, Space, Digit, Hiragana, Katakana, Kanji, Mark };

Script scriptOf(QChar c) {
  const char16_t u = c.unicode();
  if (u >= 0x3041 && u <= 0x309F)
    return Script::Hiragana;
  if (u >= 0x30A1 && u <= 0x30FF && u != 0x30FB) // with the long vowel's sign
    return Script::Katakana;
  if ((u >= 0x4E00 && u <= 0x9FFF) || u == 0x3005) // with the sign of repetition
    return Script::Kanji;
  if ((u >= 0x3000 && u <= 0x303F) || u == 0x30FB || (u >= 0xFF00 && u <= 0xFFEF))
    return Script::Mark; // the line's own rules know them
  return c == QLatin1Char(' ') ? Script::Space : c.isDigit() ? Script::Digit : Script::Other;
}

bool isWord(Script script) {
  return script == Script::Hiragana || script == Script::Katakana || script == Script::Kanji;
}

/// What one syllable between two Chinese characters is where it does not join them into one word, as in 待ち時間.
bool isParticle(QChar c) { return QStringLiteral("はがをにのとでもかやへな").contains(c); }

/// A counter that begins with か: 20 か所.
bool isCounter(const QString& text, qsizetype at) {
  if (at < 2 || text[at - 1] != QChar(0x304B) || scriptOf(text[at]) != Script::Kanji)
    return false;
  const QChar before = text[at - 2] == QLatin1Char(' ') && at > 2 ? text[at - 3] : text[at - 2];
  return before.isDigit();
}

/// Whether a line may end before `at`, which stands behind a character that is no space, one of both being Japanese.
bool mayEnd(const QString& text, qsizetype at, int length) {
  const Script before = scriptOf(text[at - 1]), after = scriptOf(text[at]);
  if (before == Script::Mark || after == Script::Mark || length >= kLongestWord)
    return true;
  if (isCounter(text, at))
    return false;
  if (before == Script::Hiragana && after != Script::Hiragana) {
    const bool single = at >= 2 && scriptOf(text[at - 2]) == Script::Kanji;
    return !(single && after == Script::Kanji) || isParticle(text[at - 1]);
  }
  if (before == Script::Hiragana && text[at - 1] == QChar(0x3092)) // を ends nothing but an object
    return true;
  return length >= kLongWord && before != after && isWord(before) && after != Script::Hiragana;
}

int wordLength(const QString& text, qsizetype at) {
  static const QRegularExpression behind(QStringLiteral("[ \\x{3000}-\\x{FFEF}]"));
  const qsizetype end = text.indexOf(behind, at);
  return static_cast<int>((end < 0 ? text.size() : end) - at);
}

/// Between two characters of which none is Japanese nor a space: ranges and parts of a name are one word.
bool isTight(QChar before, QChar after, bool japanese) {
  if (before == QChar(0x2013)) // 792–796
    return after.isDigit();
  if (before == QLatin1Char('-') && (after.isDigit() || after.isUpper())) // Gated DeltaNet-H1
    return true;
  return japanese && (before == QLatin1Char('-') || before == QLatin1Char('/')) && after.isLetterOrNumber();
}

/// Whether what stands behind the space before `at` belongs to what stands before it: a unit to its number, a particle
/// to its noun.
bool belongs(const QString& text, qsizetype at, int length, bool japanese) {
  static const QRegularExpression unit(
      QStringLiteral("\\G(%|[kMGTP]?B|[kmM]?J|k?W|ms|µs|s|min|h|d|k|M|USD|EUR|JPY)(?![\\w])"),
      QRegularExpression::UseUnicodePropertiesOption);
  const Script after = scriptOf(text[at]);
  if (after == Script::Hiragana || text[at] == QChar(0x00B7)) // a dot between parts ends a line rather than begins one
    return true;
  const Script before = at < 2 ? Script::Other : scriptOf(text[at - 2]);
  if (isWord(before) && after == Script::Digit) // 約 2,000, 同時 1 件, ほか 1 件: what a number counts stands behind it
    return length <= kShortWord;
  if (japanese && before == Script::Other && after == Script::Other) // Gated DeltaNet
    return length + wordLength(text, at) <= kLongestName;
  if (before != Script::Digit)
    return false;
  return after == Script::Katakana || after == Script::Kanji || unit.match(text, at).hasMatch();
}

/// What a time ends in: 10 秒以内.
bool isUnit(QChar c) { return QStringLiteral("秒分間年月日").contains(c); }

/// Signs that have their space inside.
bool isStop(QChar c) { return QStringLiteral("。、：；").contains(c); }

} // namespace

QString withoutStraySpaces(QString text) {
  for (qsizetype i = text.size() - 2; i > 0; --i) {
    const Script before = scriptOf(text[i - 1]), after = scriptOf(text[i + 1]);
    const bool bracket = text[i - 1] == QChar(0xFF09);                      // API（トークン課金）の
    const bool ended = isStop(text[i - 1]) && text[i + 1] != QChar(0x00B7); // a sentence of its own behind another
    const bool inside = (isWord(before) || bracket) && isWord(after) &&
                        (bracket || before == Script::Hiragana || after == Script::Hiragana || isUnit(text[i - 1]));
    if (text[i] == QLatin1Char(' ') && (ended || inside))
      text.remove(i, 1);
  }
  return text;
}

QString withoutMarks(QString text) { return text.remove(kWordJoiner).replace(kFixedSpace, QLatin1Char(' ')); }

QString unbroken(QString text) {
  text = withoutStraySpaces(withoutMarks(text));
  text.replace(QStringLiteral("++"), QString(kWordJoiner) + QLatin1Char('+') + kWordJoiner + QLatin1Char('+'));
  const bool japanese = std::any_of(text.begin(), text.end(), [](QChar c) { return isWord(scriptOf(c)); });
  QString joined;
  int length = 0; // of the word so far
  for (qsizetype i = 0; i < text.size(); ++i) {
    const Script script = scriptOf(text[i]);
    if (i > 0 && script != Script::Space) {
      const Script before = scriptOf(text[i - 1]);
      const bool last = isWord(script) && text.size() - i < kShortWord; // 割った額: no line of one character
      const bool ends = before == Script::Space            ? !belongs(text, i, length, japanese)
                        : isWord(before) || isWord(script) ? !last && mayEnd(text, i, length)
                                                           : !isTight(text[i - 1], text[i], japanese);
      length = ends ? 0 : length;
      if (!ends && before == Script::Space)
        joined.back() = kFixedSpace;
      else if (!ends)
        joined += kWordJoiner;
    }
    joined += text[i];
    ++length;
  }
  return joined;
}

QString headline(QString text) {
  constexpr qsizetype kTail = 10, kMostTail = 26; // characters of the last line
  text = unbroken(std::move(text));
  qsizetype at = text.lastIndexOf(QLatin1Char(' '));
  for (int words = 1; at > 0 && (words < 2 || text.size() - at <= kTail); ++words) {
    const qsizetype before = text.lastIndexOf(QLatin1Char(' '), at - 1);
    if (before < 0 || text.size() - before > kMostTail)
      break;
    text[at] = kFixedSpace;
    at = before;
  }
  return text;
}

} // namespace pareto::ui
