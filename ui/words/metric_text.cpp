// SPDX-License-Identifier: GPL-3.0-or-later
// What the axes are called and what the metrics mean.
#include "core/quality/published.h"
#include "ui/words/core_text.h"
#include "ui/charts/chart_parts.h"

#include <QCoreApplication>

namespace pareto::ui {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(Metrics)
};

QString qualityUnit(const Evidence& evidence, const std::string& metric) {
  if (is_own_metric(metric))
    return metric == "own:lookup" ? Texts::tr("right of 100") : Texts::tr("bits per byte, lower is better");
  if (evidence.published())
    for (const PublishedResult& row : evidence.published()->rows())
      if (row.metric == metric && row.group == evidence.study().quality_group)
        return row.unit == "percent" ? Texts::tr("right of 100") : row.unit == "perplexity" ? Texts::tr("perplexity, lower is better") : Texts::tr("score");
  return {};
}

/// What was measured, with file, length and date of the latest score.
QString ownDefinition(const Evidence& evidence, const std::string& metric) {
  const QString what = metric == "own:lookup" ? Texts::tr("Facts planted in your text and asked for; right answers of 100, with a 95 % interval.")
                                              : Texts::tr("How many bits the model needs for a byte of your text: lower means it understands the text better. Compares models with different tokenizers.");
  for (auto score = evidence.scores().rbegin(); score != evidence.scores().rend(); ++score)
    if (own_metric(*score) == metric)
      return what + QLatin1Char(' ') + Texts::tr("Measured here: %1.").arg(textOrigin(score->file, score->bytes, score->time_utc));
  return what;
}

} // namespace

QString metricTitle(const Evidence& evidence, const AxisChoice& axis) {
  switch (axis.metric) {
  case Metric::Tpot: return Texts::tr("Time per output token");
  case Metric::AnswerTime: return Texts::tr("Time per answer of %n tokens", nullptr, static_cast<int>(evidence.study().answer_tokens));
  case Metric::Ttft: return Texts::tr("Time to first token");
  case Metric::DecodeRate: return Texts::tr("Output tokens per second, all requests");
  case Metric::PrefillRate: return Texts::tr("Prompt tokens per second, all requests");
  case Metric::Memory: return Texts::tr("Memory: weights and cache");
  case Metric::State: return Texts::tr("Cache and state");
  case Metric::Quality: return publishedMetricName(axis.quality_metric);
  }
  return {};
}

QString metricUnit(const Evidence& evidence, const AxisChoice& axis) {
  switch (axis.metric) {
  case Metric::Tpot:
  case Metric::AnswerTime:
  case Metric::Ttft: return QStringLiteral("ms");
  case Metric::DecodeRate:
  case Metric::PrefillRate: return Texts::tr("tokens/s");
  case Metric::Memory:
  case Metric::State: return QStringLiteral("bytes");
  case Metric::Quality: return qualityUnit(evidence, axis.quality_metric);
  }
  return {};
}

QString metricDefinition(const Evidence& evidence, const AxisChoice& axis) {
  switch (axis.metric) {
  case Metric::Tpot: return Texts::tr("TPOT: time between two tokens of one answer while all requests run together. Median, with its 95 % interval.");
  case Metric::AnswerTime: return Texts::tr("Time to first token plus time per output token times the remaining tokens of the answer.");
  case Metric::Ttft: return Texts::tr("TTFT: from the request to its first token, the prompt being as long as the context length.");
  case Metric::DecodeRate: return Texts::tr("Tokens all requests together receive in a second.");
  case Metric::PrefillRate: return Texts::tr("Prompt tokens read in a second, all requests together.");
  case Metric::Memory: return Texts::tr("Weights plus the cache and state of all requests at this context length, by formula.");
  case Metric::State: return Texts::tr("Cache and state of all requests at this context length, by formula.");
  case Metric::Quality: break;
  }
  if (is_own_metric(axis.quality_metric))
    return ownDefinition(evidence, axis.quality_metric);
  const QString what = coreText(published_metric_name(axis.quality_metric).what);
  return Texts::tr("Published (%1): %2. Compared only inside one group of equal size and training data.").arg(QString::fromStdString(evidence.study().quality_group), what);
}

} // namespace pareto::ui
