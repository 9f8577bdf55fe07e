// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/monitor_words.h"

#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/numbers.h"

namespace pareto {

namespace {

std::string tokens(const Voice& voice, int64_t count) {
  return number_text(voice, static_cast<double>(count), NumberFormat::Tokens);
}

/// "mamba2@1.3b, f16 on cpu: a token at 2,048 tokens, 8 at once"
std::string subject_text(const Voice& voice, const Change& change) {
  const CellKey& key = change.key;
  const std::string model = short_name(key.model);
  switch (change.watched) {
  case Watched::DecodeTime:
    return voice.say(PARETO_SAY("Monitor", "%1, %2 on %3: a token at %4 tokens, %5 at once"),
                     {model, key.precision, key.device, tokens(voice, key.context), tokens(voice, key.batch)});
  case Watched::PrefillTime:
    return voice.say(PARETO_SAY("Monitor", "%1, %2 on %3: reading %4 tokens, %5 at once"),
                     {model, key.precision, key.device, tokens(voice, key.prompt_tokens), tokens(voice, key.batch)});
  case Watched::Memory:
    return voice.say(PARETO_SAY("Monitor", "%1, %2 on %3: memory at %4 tokens, %5 at once"),
                     {model, key.precision, key.device, tokens(voice, key.context), tokens(voice, key.batch)});
  case Watched::Quality: break;
  }
  return voice.say(PARETO_SAY("Monitor", "%1, %2: %3"), {model, key.precision, test_name(voice, change.test)});
}

std::string value_text(const Voice& voice, const Change& change, double value) {
  switch (change.watched) {
  case Watched::DecodeTime:
  case Watched::PrefillTime: return number_text(voice, value, NumberFormat::Milliseconds);
  case Watched::Memory: return number_text(voice, value, NumberFormat::Bytes);
  case Watched::Quality: break;
  }
  return voice.digits(value, 4);
}

std::string why_text(const Voice& voice, Change::Why why) {
  switch (why) {
  case Change::Why::NotQuiet:
    return voice.say(PARETO_SAY("Monitor", "one side knows only previews, disturbed or suspect values"));
  case Change::Why::NoInterval: return voice.say(PARETO_SAY("Monitor", "one side has no interval"));
  case Change::Why::OtherDevice: return voice.say(PARETO_SAY("Monitor", "it was another device"));
  case Change::Why::OtherText: return voice.say(PARETO_SAY("Monitor", "it was another text"));
  case Change::Why::None: break;
  }
  return {};
}

} // namespace

std::string monitor_headline(const Voice& voice, const Monitoring& monitoring) {
  const auto count = [&](Change::Kind kind) { return tokens(voice, static_cast<int64_t>(monitoring.count(kind))); };
  if (monitoring.judged() == 0)
    return voice.say(
        PARETO_SAY("Monitor", "Nothing could be compared: no value that may decide is known on both sides."));
  return voice.say(PARETO_SAY("Monitor", "Of %1 compared, %2 became worse, %3 better; %4 show no decisive difference."),
                   {tokens(voice, static_cast<int64_t>(monitoring.judged())), count(Change::Kind::Worse),
                    count(Change::Kind::Better), count(Change::Kind::Same)});
}

std::string change_text(const Voice& voice, const Change& change) {
  const std::string subject = subject_text(voice, change);
  if (change.kind == Change::Kind::NotJudged)
    return voice.say(PARETO_SAY("Monitor", "%1: not judged, %2"), {subject, why_text(voice, change.why)});
  const std::string now = value_text(voice, change, change.after), before = value_text(voice, change, change.before);
  if (change.kind == Change::Kind::Same)
    return voice.say(PARETO_SAY("Monitor", "%1: no decisive difference (%2, before %3)"), {subject, now, before});
  const bool worse = change.kind == Change::Kind::Worse;
  const int decimals = change.watched == Watched::Quality ? 4 : 2;
  const std::string low = voice.digits(change.change->low, decimals),
                    high = voice.digits(change.change->high, decimals);
  if (change.watched == Watched::Quality)
    return voice.say(worse ? PARETO_SAY("Monitor", "%1: worse, %2, before %3 (difference %4 to %5)")
                           : PARETO_SAY("Monitor", "%1: better, %2, before %3 (difference %4 to %5)"),
                     {subject, now, before, low, high});
  return voice.say(worse ? PARETO_SAY("Monitor", "%1: worse, %2, before %3 (%4–%5 times as much)")
                         : PARETO_SAY("Monitor", "%1: better, %2, before %3 (%4–%5 times as much)"),
                   {subject, now, before, low, high});
}

} // namespace pareto
