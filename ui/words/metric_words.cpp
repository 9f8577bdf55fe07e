// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/metric_words.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QCoreApplication>

#include <iterator>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Metrics)
};

/// Of a limit; a field is called by its direction.
struct LimitWords {
  const char *ceiling, *floor, *suffix, *help, *subject, *fails, *unknown;
};

/// Of curves that cross.
struct FasterWords {
  const char *models, *devices;
};

/// nullptr: of quality the test has its own (title, definition), or nobody can ask (limit, curves).
struct MetricWords {
  Metric metric;
  const char *title, *definition, *value; ///< title: %n = tokens of an answer
  LimitWords limit;
  FasterWords faster;
};

constexpr LimitWords kNoLimit{};
constexpr FasterWords kNoCurve{};

constexpr MetricWords kWords[] = {
    {Metric::Tpot,
     QT_TRANSLATE_NOOP("Metrics", "Time per output token"),
     QT_TRANSLATE_NOOP("Metrics", "TPOT: time between two tokens of one answer while all requests run together. "
                                  "Median, with its 95 % interval."),
     QT_TRANSLATE_NOOP("Metrics", "%1 per output token"),
     {QT_TRANSLATE_NOOP("Metrics", "Time per token at most"), nullptr, QT_TRANSLATE_NOOP("Metrics", " ms"),
      QT_TRANSLATE_NOOP("Metrics", "Time between two output tokens of one request."),
      QT_TRANSLATE_NOOP("Metrics", "time per token"), QT_TRANSLATE_NOOP("Metrics", "fails the limit on time per token"),
      QT_TRANSLATE_NOOP("Metrics", "its time per token is not known, so neither is whether it meets that limit")},
     {QT_TRANSLATE_NOOP("Metrics", "%1, faster per token than %2: %3."),
      QT_TRANSLATE_NOOP("Metrics", "%1 and by the time per token, %2.")}},
    {Metric::AnswerTime,
     QT_TRANSLATE_N_NOOP("Metrics", "Time per answer of %n tokens"),
     QT_TRANSLATE_NOOP("Metrics",
                       "Time to first token plus time per output token times the remaining tokens of the answer."),
     QT_TRANSLATE_NOOP("Metrics", "%1 per answer"),
     {QT_TRANSLATE_NOOP("Metrics", "Time per answer at most"), nullptr, QT_TRANSLATE_NOOP("Metrics", " s"),
      QT_TRANSLATE_NOOP("Metrics", "Time to first token, and then every further token of the answer."),
      QT_TRANSLATE_NOOP("Metrics", "time per answer"),
      QT_TRANSLATE_NOOP("Metrics", "fails the limit on time per answer"),
      QT_TRANSLATE_NOOP("Metrics", "its time per answer is not known, so neither is whether it meets that limit")},
     {QT_TRANSLATE_NOOP("Metrics", "%1, faster answers than %2: %3."),
      QT_TRANSLATE_NOOP("Metrics", "%1 and by the time per answer, %2.")}},
    {Metric::Ttft,
     QT_TRANSLATE_NOOP("Metrics", "Time to first token"),
     QT_TRANSLATE_NOOP("Metrics",
                       "TTFT: from the request to its first token, the prompt being as long as the context length."),
     QT_TRANSLATE_NOOP("Metrics", "%1 to the first token"),
     kNoLimit,
     {QT_TRANSLATE_NOOP("Metrics", "%1, faster to the first token than %2: %3."),
      QT_TRANSLATE_NOOP("Metrics", "%1 and by the time to the first token, %2.")}},
    {Metric::DecodeRate, QT_TRANSLATE_NOOP("Metrics", "Output tokens per second, all requests"),
     QT_TRANSLATE_NOOP("Metrics", "Tokens all requests together receive in a second."),
     QT_TRANSLATE_NOOP("Metrics", "%1 output tokens per second"), kNoLimit, kNoCurve},
    {Metric::PrefillRate, QT_TRANSLATE_NOOP("Metrics", "Prompt tokens per second, all requests"),
     QT_TRANSLATE_NOOP("Metrics", "Prompt tokens read in a second, all requests together."),
     QT_TRANSLATE_NOOP("Metrics", "%1 prompt tokens per second"), kNoLimit, kNoCurve},
    {Metric::Memory,
     QT_TRANSLATE_NOOP("Metrics", "Memory: weights and cache"),
     QT_TRANSLATE_NOOP("Metrics",
                       "Weights plus the cache and state of all requests at this context length, by formula."),
     QT_TRANSLATE_NOOP("Metrics", "%1 of memory"),
     {QT_TRANSLATE_NOOP("Metrics", "Memory at most"), nullptr, QT_TRANSLATE_NOOP("Metrics", " GB"),
      QT_TRANSLATE_NOOP("Metrics", "Weights, and cache or state of all requests."),
      QT_TRANSLATE_NOOP("Metrics", "memory"), QT_TRANSLATE_NOOP("Metrics", "fails the limit on memory"),
      QT_TRANSLATE_NOOP("Metrics", "its memory is not known, so neither is whether it meets that limit")},
     kNoCurve},
    {Metric::State, QT_TRANSLATE_NOOP("Metrics", "Cache and state"),
     QT_TRANSLATE_NOOP("Metrics", "Cache and state of all requests at this context length, by formula."),
     QT_TRANSLATE_NOOP("Metrics", "%1 of cache"), kNoLimit, kNoCurve},
    {Metric::Quality,
     nullptr,
     nullptr,
     QT_TRANSLATE_NOOP("Metrics", "%1 %2"),
     {QT_TRANSLATE_NOOP("Metrics", "Quality at most (lower is better)"),
      QT_TRANSLATE_NOOP("Metrics", "Quality at least"), nullptr, nullptr, QT_TRANSLATE_NOOP("Metrics", "quality"),
      QT_TRANSLATE_NOOP("Metrics", "fails the limit on quality"),
      QT_TRANSLATE_NOOP("Metrics", "its quality here is not known, so neither is whether it meets that limit")},
     kNoCurve},
};

constexpr bool inOrder() {
  for (size_t i = 0; i < std::size(kWords); ++i)
    if (kWords[i].metric != static_cast<Metric>(i))
      return false;
  return true;
}
static_assert(std::size(kWords) == kMetrics && inOrder(),
              "Every row of core/decide/metric_table has its words, in its order.");

const MetricWords& wordsOf(Metric metric) { return kWords[static_cast<size_t>(metric)]; }

QString translated(const char* text, int n = -1) {
  return text ? QCoreApplication::translate("Metrics", text, nullptr, n) : QString();
}

QString testUnit(QualityUnit unit) {
  switch (unit) {
  case QualityUnit::RightOf100: return Texts::tr("right of 100");
  case QualityUnit::BitsPerByte: return Texts::tr("bits per byte, lower is better");
  case QualityUnit::Perplexity: return Texts::tr("perplexity, lower is better");
  case QualityUnit::Score: return Texts::tr("score");
  case QualityUnit::Unknown: break;
  }
  return {};
}

/// What was measured, with file, length and date of the latest score.
QString ownDefinition(const Evidence& evidence, const std::string& metric) {
  const QString what =
      is_own_lookup(metric)
          ? Texts::tr("Facts planted in your text and asked for; right answers of 100, with a 95 % interval.")
          : Texts::tr("How many bits the model needs for a byte of your text: lower means it understands the text "
                      "better. Compares models with different tokenizers.");
  for (auto score = evidence.scores().rbegin(); score != evidence.scores().rend(); ++score)
    if (own_metric(*score) == metric)
      return what + QLatin1Char(' ') +
             Texts::tr("Measured here: %1.").arg(textOrigin(score->file, score->bytes, score->time_utc));
  return what;
}

QString testDefinition(const Evidence& evidence, const std::string& metric) {
  if (is_own_metric(metric))
    return ownDefinition(evidence, metric);
  const QString what = coreText(published_metric_name(metric).what);
  return Texts::tr("Published (%1): %2. Compared only inside one group of equal size and training data.")
      .arg(QString::fromStdString(evidence.study().quality_group), what);
}

} // namespace

AxisFormat formatOf(Unit unit) {
  switch (unit) {
  case Unit::Milliseconds: return AxisFormat::Milliseconds;
  case Unit::TokensPerSecond: return AxisFormat::Rate;
  case Unit::Bytes: return AxisFormat::Bytes;
  case Unit::OfTest: break;
  }
  return AxisFormat::Number;
}

QString metricTitle(const Evidence& evidence, const AxisChoice& axis) {
  const char* title = wordsOf(axis.metric).title;
  if (!title)
    return publishedMetricName(axis.quality_metric);
  const bool counts = QString::fromLatin1(title).contains(QStringLiteral("%n"));
  return translated(title, counts ? static_cast<int>(evidence.study().answer_tokens) : -1);
}

QString metricUnit(const Evidence& evidence, const AxisChoice& axis) {
  switch (row_of(axis.metric).unit) {
  case Unit::Milliseconds: return QStringLiteral("ms");
  case Unit::TokensPerSecond: return Texts::tr("tokens/s");
  case Unit::Bytes: return QStringLiteral("bytes");
  case Unit::OfTest: break;
  }
  return testUnit(quality_unit(evidence, axis.quality_metric));
}

QString metricDefinition(const Evidence& evidence, const AxisChoice& axis) {
  const char* definition = wordsOf(axis.metric).definition;
  return definition ? translated(definition) : testDefinition(evidence, axis.quality_metric);
}

QString valuePhrase(const Evidence& evidence, const AxisChoice& axis, double value) {
  const QString number = formatValue(value, axisFormat(axis)), words = translated(wordsOf(axis.metric).value);
  if (axis.metric != Metric::Quality)
    return words.arg(number);
  const QString name = publishedMetricName(axis.quality_metric);
  return quality_unit(evidence, axis.quality_metric) == QualityUnit::RightOf100
             ? Texts::tr("%1 of 100 %2").arg(number, name)
             : words.arg(number, name);
}

LimitTexts limitTexts(Metric metric, bool atLeast) {
  const LimitWords& words = wordsOf(metric).limit;
  return {translated(atLeast ? words.floor : words.ceiling),
          translated(words.suffix),
          translated(words.help),
          translated(words.subject),
          translated(words.fails),
          translated(words.unknown)};
}

QString fasterThan(Metric crossesAs) { return translated(wordsOf(crossesAs).faster.models); }
QString fasterDevices(Metric crossesAs) { return translated(wordsOf(crossesAs).faster.devices); }

} // namespace pareto::ui
