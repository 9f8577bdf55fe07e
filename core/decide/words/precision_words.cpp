// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/precision_words.h"

#include "core/decide/words/metric_words.h"

#include <algorithm>
#include <span>

namespace pareto {

std::string published_text(const Voice& voice, const PublishedLosses& losses) {
  constexpr size_t kMost = 6; // the whole table is in the published results
  std::vector<std::string> formats;
  for (const PublishedLoss& loss : std::span(losses.formats).first(std::min(kMost, losses.formats.size())))
    formats.push_back(voice.say(PARETO_SAY("Conclusions", "%1 %2"),
                                {loss.format, number_text(voice, loss.value, NumberFormat::Number)}));
  return voice.say(PARETO_SAY("Conclusions", "Published for a model of this kind and size (%1): %2 (%3)."),
                   {losses.source, voice.list(formats), unit_text(voice, losses.unit)});
}

} // namespace pareto
