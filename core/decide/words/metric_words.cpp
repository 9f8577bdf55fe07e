// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/metric_words.h"

#include "core/decide/words/names.h"
#include "core/numeric/difference.h"
#include "core/quality/published.h"
#include "core/quality/score.h"

#include <iterator>

namespace pareto {

namespace {

constexpr LimitWords kNoLimit{};
constexpr FasterWords kNoCurve{};

constexpr MetricWords kMetricWords[] = {
    {Metric::Tpot,
     PARETO_SAY("Metrics", "Time per output token"),
     PARETO_SAY("Metrics", "TPOT: time between two tokens of one answer while all requests run together. "
                           "Median, with its 95 % interval."),
     PARETO_SAY("Metrics", "%1 per output token"),
     {PARETO_SAY("Metrics", "Time per token at most"),
      {},
      PARETO_SAY("Metrics", " ms"),
      PARETO_SAY("Metrics", "Time between two output tokens of one request."),
      PARETO_SAY("Metrics", "time per token"),
      PARETO_SAY("Metrics", "fails the limit on time per token"),
      PARETO_SAY("Metrics", "its time per token is not known, so neither is whether it meets that limit")},
     {PARETO_SAY("Metrics", "%1, faster per token than %2: %3."),
      PARETO_SAY("Metrics", "%1 and by the time per token, %2.")}},
    {Metric::AnswerTime,
     PARETO_SAY_N("Metrics", "Time per answer of %n tokens").if_one("Time per answer of one token"),
     PARETO_SAY("Metrics", "Time to first token plus time per output token times the remaining tokens of the answer."),
     PARETO_SAY("Metrics", "%1 per answer"),
     {PARETO_SAY("Metrics", "Time per answer at most"),
      {},
      PARETO_SAY("Metrics", " s"),
      PARETO_SAY("Metrics", "Time to first token, and then every further token of the answer."),
      PARETO_SAY("Metrics", "time per answer"),
      PARETO_SAY("Metrics", "fails the limit on time per answer"),
      PARETO_SAY("Metrics", "its time per answer is not known, so neither is whether it meets that limit")},
     {PARETO_SAY("Metrics", "%1, faster answers than %2: %3."),
      PARETO_SAY("Metrics", "%1 and by the time per answer, %2.")}},
    {Metric::Ttft,
     PARETO_SAY("Metrics", "Time to first token"),
     PARETO_SAY("Metrics",
                "TTFT: from the request to its first token, the prompt being as long as the context length."),
     PARETO_SAY("Metrics", "%1 to the first token"),
     kNoLimit,
     {PARETO_SAY("Metrics", "%1, faster to the first token than %2: %3."),
      PARETO_SAY("Metrics", "%1 and by the time to the first token, %2.")}},
    {Metric::DecodeRate, PARETO_SAY("Metrics", "Output tokens per second, all requests"),
     PARETO_SAY("Metrics", "Tokens all requests together receive in a second."),
     PARETO_SAY("Metrics", "%1 output tokens per second"), kNoLimit, kNoCurve},
    {Metric::PrefillRate, PARETO_SAY("Metrics", "Prompt tokens per second, all requests"),
     PARETO_SAY("Metrics", "Prompt tokens read in a second, all requests together."),
     PARETO_SAY("Metrics", "%1 prompt tokens per second"), kNoLimit, kNoCurve},
    {Metric::Memory,
     PARETO_SAY("Metrics", "Memory: weights and cache"),
     PARETO_SAY("Metrics", "Weights plus the cache and state of all requests at this context length, by formula."),
     PARETO_SAY("Metrics", "%1 of memory"),
     {PARETO_SAY("Metrics", "Memory at most"),
      {},
      PARETO_SAY("Metrics", " GB"),
      PARETO_SAY("Metrics", "Weights, and cache or state of all requests."),
      PARETO_SAY("Metrics", "memory"),
      PARETO_SAY("Metrics", "fails the limit on memory"),
      PARETO_SAY("Metrics", "its memory is not known, so neither is whether it meets that limit")},
     kNoCurve},
    {Metric::State, PARETO_SAY("Metrics", "Cache and state"),
     PARETO_SAY("Metrics", "Cache and state of all requests at this context length, by formula."),
     PARETO_SAY("Metrics", "%1 of cache"), kNoLimit, kNoCurve},
    {Metric::Energy, PARETO_SAY("Metrics", "Energy per output token"),
     PARETO_SAY("Metrics",
                "Joules of one output token of one request, counted by this machine, or else its watts times "
                "the time; what it takes while idle is taken off where it is known."),
     PARETO_SAY("Metrics", "%1 per output token"), kNoLimit, kNoCurve},
    {Metric::AnswerEnergy,
     PARETO_SAY_N("Metrics", "Energy per answer of %n tokens").if_one("Energy per answer of one token"),
     PARETO_SAY("Metrics", "Joules of reading the prompt, as long as the context length, and of every further token of "
                           "the answer, of one request."),
     PARETO_SAY("Metrics", "%1 per answer"), kNoLimit, kNoCurve},
    {Metric::Quality,
     {},
     {},
     PARETO_SAY("Metrics", "%1 %2"),
     {PARETO_SAY("Metrics", "Quality at most (lower is better)"),
      PARETO_SAY("Metrics", "Quality at least"),
      {},
      {},
      PARETO_SAY("Metrics", "quality"),
      PARETO_SAY("Metrics", "fails the limit on quality"),
      PARETO_SAY("Metrics", "its quality here is not known, so neither is whether it meets that limit")},
     kNoCurve},
};

constexpr bool metrics_in_order() {
  for (size_t i = 0; i < std::size(kMetricWords); ++i)
    if (kMetricWords[i].metric != static_cast<Metric>(i))
      return false;
  return true;
}
static_assert(std::size(kMetricWords) == kMetrics && metrics_in_order(),
              "Every row of core/decide/metric_table has its words, in its order.");

/// Whether all is said of a metric that its row of the table asks for.
constexpr bool complete(const MetricWords& words) {
  const bool quality = words.metric == Metric::Quality;
  return words.value && (quality || (words.title && words.definition));
}
constexpr bool complete() {
  for (const MetricWords& words : kMetricWords)
    if (!complete(words))
      return false;
  return true;
}
static_assert(complete(),
              "A metric has a title, a definition and a phrase for its values; of quality the test has its own.");

/// What was measured, with file, length and date of the latest score.
std::string own_definition(const Voice& voice, const Evidence& evidence, const std::string& metric) {
  const std::string what = voice.say(
      is_own_lookup(metric)
          ? PARETO_SAY("Metrics",
                       "Facts planted in your text and asked for; right answers of 100, with a 95 % interval.")
          : PARETO_SAY("Metrics",
                       "How many bits the model needs for a byte of your text: lower means it understands the text "
                       "better. Compares models with different tokenizers."));
  for (auto score = evidence.scores().rbegin(); score != evidence.scores().rend(); ++score)
    if (own_metric(*score) == metric)
      return what + " " +
             voice.say(PARETO_SAY("Metrics", "Measured here: %1."),
                       {text_origin(voice, score->file, score->bytes, score->time_utc)});
  return what;
}

std::string test_definition(const Voice& voice, const Evidence& evidence, const std::string& metric) {
  if (is_own_metric(metric))
    return own_definition(voice, evidence, metric);
  const std::string what = core_text(voice, published_metric_name(metric).what);
  return voice.say(
      PARETO_SAY("Metrics", "Published (%1): %2. Compared only inside one group of equal size and training data."),
      {evidence.study().quality_group, what});
}

} // namespace

const MetricWords& words_of(Metric metric) { return kMetricWords[static_cast<size_t>(metric)]; }

std::string metric_title(const Voice& voice, const Evidence& evidence, const AxisChoice& axis) {
  const Wording& title = words_of(axis.metric).title;
  return title ? voice.say(title, {}, static_cast<int>(evidence.study().workload.answer_tokens))
               : test_name(voice, axis.quality_metric);
}

std::string metric_unit(const Voice& voice, const Evidence& evidence, const AxisChoice& axis) {
  switch (row_of(axis.metric).unit) {
  case Unit::Milliseconds: return "ms";
  case Unit::TokensPerSecond: return voice.say(PARETO_SAY("Metrics", "tokens/s"));
  case Unit::Bytes: return "bytes";
  case Unit::Joules: return "J";
  case Unit::OfTest: break;
  }
  return unit_text(voice, quality_unit(evidence, axis.quality_metric));
}

std::string metric_definition(const Voice& voice, const Evidence& evidence, const AxisChoice& axis) {
  const Wording& definition = words_of(axis.metric).definition;
  return definition ? voice.say(definition) : test_definition(voice, evidence, axis.quality_metric);
}

std::string value_phrase(const Voice& voice, const Evidence& evidence, const AxisChoice& axis, double value) {
  const std::string number = number_text(voice, value, format_of(row_of(axis.metric).unit));
  const Wording& words = words_of(axis.metric).value;
  if (axis.metric != Metric::Quality)
    return voice.say(words, {number});
  const std::string name = test_name(voice, axis.quality_metric);
  return quality_unit(evidence, axis.quality_metric) == QualityUnit::RightOf100
             ? voice.say(PARETO_SAY("Metrics", "%1 of 100 %2"), {number, name})
             : voice.say(words, {number, name});
}

std::string test_name(const Voice& voice, const std::string& metric) {
  if (is_own_lookup(metric))
    return voice.say(PARETO_SAY("Texts", "look-ups in my text"));
  if (is_own_metric(metric))
    return voice.say(PARETO_SAY("Texts", "Bits per byte of my text, context %1"),
                     {count_text(voice, own_metric_context(metric))});
  constexpr std::string_view kNeedle = "ruler_s_niah_";
  if (!metric.starts_with(kNeedle))
    return core_text(voice, published_metric_name(metric).name);
  const size_t at = metric.find('@');
  const std::string kind = metric.substr(kNeedle.size(), at == std::string::npos ? at : at - kNeedle.size());
  return at == std::string::npos
             ? voice.say(PARETO_SAY("Texts", "Needle %1"), {kind})
             : voice.say(PARETO_SAY("Texts", "Needle %1 at %2 tokens"), {kind, metric.substr(at + 1)});
}

std::string interval_basis(const Voice& voice, const Difference& difference) {
  if (difference.rounds < 2)
    return voice.say(PARETO_SAY("Metrics", "both intervals, and %1 % that runs may differ by"),
                     {voice.digits(100 * kUnseenDrift, 0)});
  return voice.say(difference.rounds <= kFewRounds ? PARETO_SAY("Metrics", "%1 rounds in pairs, widened because so few")
                                                   : PARETO_SAY("Metrics", "%1 rounds in pairs"),
                   {std::to_string(difference.rounds)});
}

std::string interval_basis_in_short(const Voice& voice, const Difference& difference) {
  return difference.rounds < 2
             ? voice.say(PARETO_SAY("Metrics", "not in pairs"))
             : voice.say(PARETO_SAY("Metrics", "%1 rounds in pairs"), {std::to_string(difference.rounds)});
}

std::string unit_text(const Voice& voice, QualityUnit unit) {
  switch (unit) {
  case QualityUnit::RightOf100: return voice.say(PARETO_SAY("Metrics", "right of 100"));
  case QualityUnit::BitsPerByte: return voice.say(PARETO_SAY("Metrics", "bits per byte, lower is better"));
  case QualityUnit::Perplexity: return voice.say(PARETO_SAY("Metrics", "perplexity, lower is better"));
  case QualityUnit::Score: return voice.say(PARETO_SAY("Metrics", "score"));
  case QualityUnit::LogLoss: return voice.say(PARETO_SAY("Metrics", "nats per token (NLL), lower is better"));
  case QualityUnit::Nats: return voice.say(PARETO_SAY("Metrics", "nats, lower is better"));
  case QualityUnit::Points: return voice.say(PARETO_SAY("Metrics", "percentage points"));
  case QualityUnit::Unknown: break;
  }
  return {};
}

} // namespace pareto
