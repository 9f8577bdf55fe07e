// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/metric_words.h"

#include "core/decide/words/metric_words.h"
#include "ui/words/voice.h"

namespace pareto::ui {

QString metricTitle(const Evidence& evidence, const AxisChoice& axis) {
  return shown(metric_title(WindowVoice(), evidence, axis));
}

QString metricUnit(const Evidence& evidence, const AxisChoice& axis) {
  return shown(metric_unit(WindowVoice(), evidence, axis));
}

QString metricDefinition(const Evidence& evidence, const AxisChoice& axis) {
  return shown(metric_definition(WindowVoice(), evidence, axis));
}

QString valuePhrase(const Evidence& evidence, const AxisChoice& axis, double value) {
  return shown(value_phrase(WindowVoice(), evidence, axis, value));
}

LimitTexts limitTexts(Metric metric, bool atLeast) {
  const WindowVoice voice;
  const LimitWords& words = words_of(metric).limit;
  const auto text = [&](const Wording& wording) { return shown(voice.say(wording)); };
  return {text(atLeast ? words.floor : words.ceiling), text(words.suffix), text(words.help), text(words.fails),
          text(words.unknown)};
}

} // namespace pareto::ui
