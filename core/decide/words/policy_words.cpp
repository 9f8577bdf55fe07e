// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/policy_words.h"

#include "core/decide/words/cost_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/numbers.h"
#include "core/decide/words/speech.h"

#include <cmath>

namespace pareto {

namespace {

constexpr double kWorthTwo = 0.02; ///< of the mean wait: less is not worth a second model

std::string tokens(const Speech& s, int64_t count) {
  return number_text(s.voice, static_cast<double>(count), NumberFormat::Tokens);
}

std::string switching(const Speech& s, const PolicyReport& report) {
  if (report.ranges.empty())
    return s.voice.say(PARETO_SAY("Policy", "No length is decided yet: there is nothing to switch by."));
  if (!report.switches())
    return s.voice.say(PARETO_SAY("Policy", "%1 serves every length: there is nothing to switch."),
                       {name(s, report.ranges.front().serves)});
  const auto saved = report.saved_share();
  const std::string ranges = s.voice.say(PARETO_SAY("Policy", "Switch at %1 tokens: %2 below, %3 from there on"),
                                         {tokens(s, report.first_switch()->from), name(s, report.ranges.front().serves),
                                          name(s, report.first_switch()->serves)});
  if (!saved)
    return s.voice.say(PARETO_SAY("Policy", "%1; what it saves is not known yet."), {ranges});
  if (*saved < kWorthTwo)
    return s.voice.say(PARETO_SAY("Policy", "%1; at these lengths it saves next to nothing against %2 alone."),
                       {ranges, name(s, *report.singles[*report.best].who)});
  return s.voice.say(PARETO_SAY("Policy", "%1; the mean wait is %2 % shorter than with %3 alone."),
                     {ranges, s.voice.digits(100 * *saved, 0), name(s, *report.singles[*report.best].who)});
}

} // namespace

std::string policy_headline(const Speech& s, const PolicyReport& report) {
  const std::string text = switching(s, report);
  return report.ranges.empty() || !unjudged(s)
             ? text
             : s.voice.say(PARETO_SAY("Policy", "%1 No quality of these models is known."), {text});
}

std::string range_text(const Speech& s, const PolicyRange& range) {
  return s.voice.say(range.decided ? PARETO_SAY("Policy", "%1–%2 tokens: %3")
                                   : PARETO_SAY("Policy", "%1–%2 tokens: %3, as nothing is decided there"),
                     {tokens(s, range.from), tokens(s, range.to), name(s, range.serves)});
}

std::string blend_text(const Speech& s, const PolicyReport& report, const Blend& blend) {
  const std::string who = blend.who ? s.voice.say(PARETO_SAY("Policy", "%1 for all"), {name(s, *blend.who)})
                                    : s.voice.say(PARETO_SAY("Policy", "Switching"));
  if (!blend.wait.value)
    return s.voice.say(PARETO_SAY("Policy", "%1: %2"), {who, gap_text(s.voice, blend.wait.gap, blend.wait.why)});
  std::vector<std::string> parts{
      s.voice.say(PARETO_SAY("Policy", "%1: a mean wait of %2"),
                  {who, estimate_text(s.voice, *blend.wait.value, blend.wait.ci95, NumberFormat::Milliseconds)})};
  if (blend.cost.quantity.value)
    parts.push_back(
        s.voice.say(PARETO_SAY("Policy", "%1 a month"),
                    {money_in_short(s.voice, ranged_of(blend.cost.quantity), s.evidence.study().cost.currency)}));
  if (blend.memory.value)
    parts.push_back(s.voice.say(PARETO_SAY("Policy", "memory %1"),
                                {number_text(s.voice, *blend.memory.value, NumberFormat::Bytes)}));
  std::string text = joined(parts, ", ");
  if (!blend.who && report.fits == false)
    text += s.voice.say(PARETO_SAY("Policy", "; both together do not fit this device"));
  return text;
}

} // namespace pareto
