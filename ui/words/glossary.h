// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <span>

namespace pareto::ui {

/// A word of the field that the window shows, and what it means in one line; both in English, to be translated.
struct Term {
  const char* word;    ///< as it stands in labels, in whatever case
  const char* meaning; ///< less than a sentence
};
std::span<const Term> glossary();

/// In the person's language.
QString wordOf(const Term& term);
QString meaningOf(const Term& term);
/// Whether a shown text holds the word by itself: not as a part of another one.
bool holds(const QString& text, const Term& term);

/// A tip, and behind it a line for each term that the shown text holds: "prefill: reading the whole prompt".
/// ui/word_tips gives it to whatever the window shows; charts ask for it by themselves, for what they paint.
QString withMeanings(const QString& tip, const QString& text);

} // namespace pareto::ui
