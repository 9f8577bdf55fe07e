// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/glossary.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/labelled.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

/// A word that nothing shows any longer fails tst_word_tips.
constexpr Term kGlossary[] = {
    {QT_TRANSLATE_NOOP("Glossary", "token"),
     QT_TRANSLATE_NOOP("Glossary",
                       "a piece of text that a model reads or writes at once: about four letters of English")},
    {QT_TRANSLATE_NOOP("Glossary", "prefill"),
     QT_TRANSLATE_NOOP("Glossary", "reading the whole prompt, before the first token of the answer")},
    {QT_TRANSLATE_NOOP("Glossary", "decode"), QT_TRANSLATE_NOOP("Glossary", "writing the answer, token by token")},
    {QT_TRANSLATE_NOOP("Glossary", "context"),
     QT_TRANSLATE_NOOP("Glossary", "all tokens that a model may look back on: the prompt and its answer so far")},
    {QT_TRANSLATE_NOOP("Glossary", "cache and state"),
     QT_TRANSLATE_NOOP("Glossary",
                       "what a model keeps of the tokens it has read: a cache grows with them, a state does not")},
    {QT_TRANSLATE_NOOP("Glossary", "activations"),
     QT_TRANSLATE_NOOP("Glossary", "results in between, held for as long as the layers compute")},
    {QT_TRANSLATE_NOOP("Glossary", "share of the machine's limit"),
     QT_TRANSLATE_NOOP("Glossary", "the least time that it allows, of the time it took: 100 % is the best")},
    {QT_TRANSLATE_NOOP("Glossary", "GFLOP/s"),
     QT_TRANSLATE_NOOP("Glossary", "thousand million additions or multiplications a second")},
    {QT_TRANSLATE_NOOP("Glossary", "PUE"),
     QT_TRANSLATE_NOOP("Glossary", "power of a whole server room, of each watt that its computers take")},
    {QT_TRANSLATE_NOOP("Glossary", "baseline"), QT_TRANSLATE_NOOP("Glossary", "what the others are compared with")},
    {QT_TRANSLATE_NOOP("Glossary", "perplexity"),
     QT_TRANSLATE_NOOP("Glossary",
                       "how surprised a model is by each token of a text: the lower, the better it predicts")},
    {QT_TRANSLATE_NOOP("Glossary", "bits per byte"),
     QT_TRANSLATE_NOOP("Glossary",
                       "how many bits a model needs for a byte of a text: the lower, the better it predicts")},
    {QT_TRANSLATE_NOOP("Glossary", "KL"),
     QT_TRANSLATE_NOOP("Glossary", "how far the predictions lie from those of the finest format; 0 is the same")},
    {QT_TRANSLATE_NOOP("Glossary", "checkpoint"), QT_TRANSLATE_NOOP("Glossary", "a trained model as files")},
    {QT_TRANSLATE_NOOP("Glossary", "experts"),
     QT_TRANSLATE_NOOP("Glossary", "parts of a layer, of which each token uses a few")},
    {QT_TRANSLATE_NOOP("Glossary", "growth"),
     QT_TRANSLATE_NOOP("Glossary", "at twice the tokens O(n) is twice as much, O(n²) four times, O(1) the same")},
    {QT_TRANSLATE_NOOP("Glossary", "kernels"),
     QT_TRANSLATE_NOOP("Glossary",
                       "programs for one kind of layer: a server without them runs it slowly, or not at all")},
    {QT_TRANSLATE_NOOP("Glossary", "supported today"),
     QT_TRANSLATE_NOOP("Glossary", "libraries that run this architecture, by what their own source says")},
    {QT_TRANSLATE_NOOP("Glossary", "released models"),
     QT_TRANSLATE_NOOP("Glossary", "trained models that can be had, and under which licence")},
    {QT_TRANSLATE_NOOP("Glossary", "preview"),
     QT_TRANSLATE_NOOP("Glossary", "measured in one quick round, without an interval: decides nothing yet")},
    {QT_TRANSLATE_NOOP("Glossary", "disturbed"),
     QT_TRANSLATE_NOOP("Glossary", "other programs were busy meanwhile: decides nothing, and is measured again")},
    {QT_TRANSLATE_NOOP("Glossary", "suspect"),
     QT_TRANSLATE_NOOP("Glossary", "contradicts what must hold: decides nothing, and is measured again")},
    {QT_TRANSLATE_NOOP("Glossary", "modelled"),
     QT_TRANSLATE_NOOP("Glossary", "reckoned from what was measured or published elsewhere: decides nothing")},
    {QT_TRANSLATE_NOOP("Glossary", "published"),
     QT_TRANSLATE_NOOP("Glossary", "printed in a paper, of its authors' models; not measured here")},
    {QT_TRANSLATE_NOOP("Glossary", "interval"),
     QT_TRANSLATE_NOOP("Glossary", "from where to where the true value may lie; 95 of 100 such intervals hold it")},
    {QT_TRANSLATE_NOOP("Glossary", "percentile"),
     QT_TRANSLATE_NOOP("Glossary", "the 95th: of 100 values 95 are no larger")},
    {QT_TRANSLATE_NOOP("Glossary", "equal within error"),
     QT_TRANSLATE_NOOP("Glossary", "the interval of the difference holds zero: nobody is surely ahead")},
    {QT_TRANSLATE_NOOP("Glossary", "frontier"),
     QT_TRANSLATE_NOOP("Glossary", "those that nothing beats in both values at once")},
    {QT_TRANSLATE_NOOP("Glossary", "crossover"),
     QT_TRANSLATE_NOOP("Glossary", "the length or load from which on another one is faster")},
};

QString translated(const char* english) { return QCoreApplication::translate("Glossary", english); }

/// Of Latin letters; Japanese sets no spaces, so that a word stands by itself between any others.
bool isLetter(QChar c) { return c.isLetter() && c.script() == QChar::Script_Latin; }

} // namespace

std::span<const Term> glossary() { return kGlossary; }

QString wordOf(const Term& term) { return translated(term.word); }
QString meaningOf(const Term& term) { return translated(term.meaning); }

bool holds(const QString& text, const Term& term) {
  const QString word = wordOf(term);
  for (qsizetype at = 0; (at = text.indexOf(word, at, Qt::CaseInsensitive)) >= 0; ++at) {
    qsizetype behind = at + word.size();
    if (behind < text.size() && text[behind] == QLatin1Char('s') && isLetter(word.back()))
      ++behind; // tokens, intervals
    if ((at == 0 || !isLetter(text[at - 1])) && (behind == text.size() || !isLetter(text[behind])))
      return true;
  }
  return false;
}

QString withMeanings(const QString& tip, const QString& text) {
  const QString plain = withoutKey(withoutMarks(text)).simplified(); // it may be broken into lines
  QStringList lines;
  if (!tip.isEmpty())
    lines << tip;
  for (const Term& term : glossary())
    if (holds(plain, term))
      lines << labelled(wordOf(term), meaningOf(term));
  return lines.join(QLatin1Char('\n'));
}

} // namespace pareto::ui
