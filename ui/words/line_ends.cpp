// SPDX-License-Identifier: GPL-3.0-or-later
// Where a line may end. Japanese has no spaces, and would otherwise be broken between any two characters: "待ち時／間".
#include "ui/words/format.h"

#include <QRegularExpression>

namespace pareto::ui {

namespace {

constexpr QChar kWordJoiner(0x2060), kFixedSpace(0x00A0); // a joiner behind a space is not heeded by Qt
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

/// Whether a line may end before `at`, which stands behind a character that is no space, one of both being Japanese.
bool mayEnd(const QString& text, qsizetype at, int length) {
  const Script before = scriptOf(text[at - 1]), after = scriptOf(text[at]);
  if (before == Script::Mark || after == Script::Mark || length >= kLongestWord)
    return true;
  if (before == Script::Hiragana && after != Script::Hiragana) {
    const bool single = at >= 2 && scriptOf(text[at - 2]) == Script::Kanji;
    return !(single && after == Script::Kanji) || isParticle(text[at - 1]);
  }
  if (before == Script::Hiragana && text[at - 1] == QChar(0x3092)) // を ends nothing but an object
    return true;
  return length >= kLongWord && before != after && isWord(before) && after != Script::Hiragana;
}

/// Whether what stands behind the space before `at` belongs to what stands before it: a unit to its number, a particle
/// to its noun.
bool belongs(const QString& text, qsizetype at) {
  static const QRegularExpression unit(QStringLiteral("\\G(%|[kMGTP]?B|[kmM]?J|k?W|ms|µs|s|min|h|d|k|M)(?![\\w])"),
                                       QRegularExpression::UseUnicodePropertiesOption);
  const Script after = scriptOf(text[at]);
  if (after == Script::Hiragana || text[at] == QChar(0x00B7)) // a dot between parts ends a line rather than begins one
    return true;
  if (at < 2 || scriptOf(text[at - 2]) != Script::Digit)
    return false;
  return after == Script::Katakana || after == Script::Kanji || unit.match(text, at).hasMatch();
}

} // namespace

QString withoutMarks(QString text) { return text.remove(kWordJoiner).replace(kFixedSpace, QLatin1Char(' ')); }

QString withoutStraySpaces(QString text) {
  for (qsizetype i = text.size() - 2; i > 0; --i)
    if (text[i] == QLatin1Char(' ') && scriptOf(text[i + 1]) == Script::Hiragana && isWord(scriptOf(text[i - 1])))
      text.remove(i, 1);
  return text;
}

QString unbroken(QString text) {
  text = withoutStraySpaces(withoutMarks(text));
  text.replace(QStringLiteral("++"), QString(kWordJoiner) + QLatin1Char('+') + kWordJoiner + QLatin1Char('+'));
  QString joined;
  int length = 0; // of the word so far
  for (qsizetype i = 0; i < text.size(); ++i) {
    const Script script = scriptOf(text[i]);
    if (i > 0 && script != Script::Space) {
      const Script before = scriptOf(text[i - 1]);
      const bool ends = before == Script::Space            ? !belongs(text, i)
                        : isWord(before) || isWord(script) ? mayEnd(text, i, length)
                                                           : true;
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

} // namespace pareto::ui
