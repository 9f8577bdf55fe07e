// SPDX-License-Identifier: GPL-3.0-or-later
// Tiles, ladder, flip points, the next measurement and the map's cells in words.
#include "core/decide/answer/workload_choices.h"
#include "core/decide/words/answer_words.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/pending_words.h"
#include "core/decide/words/speech.h"
#include "core/measure/refusal.h"

namespace pareto {

namespace {

std::string duration(const Speech& s, double ms) { return number_text(s.voice, ms, NumberFormat::Milliseconds); }

bool is_length(Assumption assumption) {
  return assumption == Assumption::PromptLength || assumption == Assumption::AnswerLength;
}

/// What is assumed now, and whose that is: "this workload: 9,800 tokens", "A person: 10 s".
std::string assumed_text(const Speech& s, const Flip& flip) {
  if (flip.assumption == Assumption::Patience)
    return patience_label(s.voice, s.evidence.study().workload.waits, flip.now);
  return s.voice.say(is_length(flip.assumption) ? PARETO_SAY("Answer", "this workload: %1 tokens")
                                                : PARETO_SAY("Answer", "this workload: %1"),
                     {tokens(s, flip.now)});
}

/// A length lies where a search ended: as few digits as keep it on its side of what is assumed.
double said_length(double found, double now) {
  for (const int digits : {2, 3})
    if (const double said = round_significant(found, digits); (found > now) == (said > now) && said != now)
      return said;
  return found;
}

/// "about 8,400 tokens", "12", "36.8 s"
std::string flip_place(const Speech& s, const Flip& flip) {
  if (is_length(flip.assumption))
    return s.voice.say(PARETO_SAY("Answer", "about %1 tokens"), {tokens(s, said_length(*flip.at, flip.now))});
  return flip.assumption == Assumption::Patience ? duration(s, *flip.at) : tokens(s, *flip.at);
}

/// Nothing changes as far as there is an answer; where that ends is said, for beyond it nobody looked.
std::string steady_text(const Speech& s, const Flip& flip) {
  const std::string what = assumption_text(s.voice, flip.assumption), now = assumed_text(s, flip);
  if (flip.from == flip.to)
    return s.voice.say(PARETO_SAY("Answer", "%1: not known, nothing else can be compared yet (%2)"), {what, now});
  const std::string from = tokens(s, flip.from), to = tokens(s, flip.to);
  if (flip.everywhere)
    return s.voice.say(PARETO_SAY("Answer", "%1: no other answer from %2 to %3 (%4)"), {what, from, to, now});
  return s.voice.say(
      flip.untested
          ? PARETO_SAY("Answer", "%1: no other answer from %2 to %3; above, no quality was tested (%4)")
          : PARETO_SAY("Answer", "%1: no other answer from %2 to %3; beyond, nothing can be compared yet (%4)"),
      {what, from, to, now});
}

Wording then_pattern(const Speech& s, Flip::Then then) {
  switch (then) {
  case Flip::Then::Another:
    return unjudged(s) ? PARETO_SAY("Answer", "%1 is the choice, its quality unknown")
                       : PARETO_SAY("Answer", "%1 is the choice");
  case Flip::Then::TooLong: return PARETO_SAY("Answer", "%1 no longer answers in time");
  case Flip::Then::InTime: return PARETO_SAY("Answer", "%1 answers in time");
  case Flip::Then::Undecided: break;
  }
  return PARETO_SAY("Answer", "%1 is no longer surely the choice");
}

std::string model_names(const Speech& s, const std::vector<std::string>& models) {
  constexpr size_t kMostNames = 4;
  if (models.size() > kMostNames)
    return s.voice.say(PARETO_SAY("Answer", "%1 models"), {std::to_string(models.size())});
  std::vector<std::string> names;
  for (const std::string& model : models)
    names.push_back(model_name(s.evidence, model));
  return s.voice.list(names);
}

std::string with_time(const Speech& s, const std::string& text, const std::optional<double>& seconds) {
  return seconds ? s.voice.say(PARETO_SAY("Answer", "%1 (about %2)"), {text, duration(s, 1e3 * *seconds)}) : text;
}

} // namespace

std::string assumption_text(const Voice& voice, Assumption assumption) {
  switch (assumption) {
  case Assumption::PromptLength: return voice.say(PARETO_SAY("Answer", "Prompt length"));
  case Assumption::Requests: return voice.say(PARETO_SAY("Answer", "Requests at once"));
  case Assumption::AnswerLength: return voice.say(PARETO_SAY("Answer", "Answer length"));
  case Assumption::Patience: break;
  }
  return voice.say(PARETO_SAY("Answer", "Patience"));
}

std::string flip_text(const Speech& s, const Flip& flip) {
  if (!flip.at && flip.matters_from)
    return s.voice.say(PARETO_SAY("Answer", "%1; by formula architecture can change the wait from about %2 tokens on"),
                       {steady_text(s, flip), roughly(s, static_cast<double>(*flip.matters_from))});
  if (!flip.at)
    return steady_text(s, flip);
  const bool single = flip.assumption == Assumption::Requests && *flip.at <= 1; // nothing is below
  return s.voice.say(flip.rises ? PARETO_SAY("Answer", "%1: from %2 on, %3 (%4)")
                     : single   ? PARETO_SAY("Answer", "%1: at %2, %3 (%4)")
                                : PARETO_SAY("Answer", "%1: at %2 and below, %3 (%4)"),
                     {assumption_text(s.voice, flip.assumption), flip_place(s, flip),
                      s.voice.say(then_pattern(s, flip.then), {name(s, flip.who)}), assumed_text(s, flip)});
}

std::string next_text(const Speech& s, const NextStep& step) {
  const std::string models = model_names(s, step.models);
  const std::optional<double> seconds = seconds_of(s.evidence, s.comparison, step);
  switch (step.kind) {
  case NextStep::Kind::MeasureHere:
    return with_time(s, s.voice.say(PARETO_SAY("Answer", "Measure the wait of %1 here"), {models}), seconds);
  case NextStep::Kind::Refine: {
    const std::string text = s.voice.say(PARETO_SAY("Answer", "Measure further rounds of %1 here"), {models});
    return seconds ? s.voice.say(PARETO_SAY("Answer", "%1 (about %2 each)"), {text, duration(s, 1e3 * *seconds)})
                   : text;
  }
  case NextStep::Kind::OwnText:
    return s.voice.say(PARETO_SAY("Answer", "Measure quality on your own text: %1"), {models});
  case NextStep::Kind::OwnModel:
    return s.voice.say(PARETO_SAY("Answer", "Add a checkpoint with weights: quality can be measured on your text"));
  case NextStep::Kind::MeasureThere:
    return s.voice.say(PARETO_SAY("Answer", "Measure it on %1"),
                       {device_name(s.voice, s.evidence, shown_device(s.evidence, s.comparison))});
  case NextStep::Kind::Nothing: break;
  }
  return s.voice.say(PARETO_SAY("Answer", "No further measurement would make this surer"));
}

namespace {

std::string memory_title(const Speech& s) {
  const std::string device = shown_device(s.evidence, s.comparison);
  return s.evidence.is_elsewhere(device)
             ? s.voice.say(PARETO_SAY("Answer", "Memory it needs on %1"), {device_name(s.voice, s.evidence, device)})
             : s.voice.say(PARETO_SAY("Answer", "Memory it needs"));
}

} // namespace

std::string tile_title(const Speech& s, const Tile& tile) {
  switch (tile.kind) {
  case TileKind::Wait: return s.voice.say(PARETO_SAY("Answer", "Wait per answer"));
  case TileKind::Quality:
    return tile.unit.empty() ? s.voice.say(PARETO_SAY("Answer", "Quality on the task"))
                             : metric_title(s.voice, s.evidence, {Metric::Quality, tile.unit});
  case TileKind::Memory: return memory_title(s);
  case TileKind::Cost: break;
  }
  return s.voice.say(PARETO_SAY("Answer", "Cost a month"));
}

std::string subject_text(const Voice& voice, Subject subject) {
  switch (subject) {
  case Subject::Speed: return voice.say(PARETO_SAY("Answer", "Speed"));
  case Subject::Memory: return voice.say(PARETO_SAY("Answer", "Memory"));
  case Subject::Quality: return voice.say(PARETO_SAY("Answer", "Quality"));
  case Subject::Price: break;
  }
  return voice.say(PARETO_SAY("Answer", "Price"));
}

namespace {

/// Whose prices, and how old the oldest of them is.
std::string price_text(const Speech& s, const Rung& rung) {
  const Quantity& q = rung.quantity;
  std::vector<std::string> parts{source_text(s.voice, q), way_name(s.voice, rung.way)};
  parts.push_back(q.paper.empty() ? s.voice.say(PARETO_SAY("Answer", "prices as entered"))
                                  : s.voice.say(PARETO_SAY("Answer", "list prices: %1"), {q.paper}));
  if (const std::string day = s.voice.day(q.time_utc); !day.empty())
    parts.push_back(day);
  return joined(parts, " · ");
}

} // namespace

std::string rung_text(const Speech& s, const Rung& rung) {
  const Quantity& q = rung.quantity;
  if (!q.value) {
    const std::string why = q.gap == Gap::None ? core_text(s.voice, q.why) : gap_text(s.voice, q.gap, q.why);
    return s.voice.say(PARETO_SAY("Answer", "missing: %1"), {why});
  }
  if (rung.subject == Subject::Price)
    return price_text(s, rung);
  std::vector<std::string> parts{source_text(s.voice, q)};
  if (const std::string state = condition_text(s.voice, q.condition, q.lost_share, q.lost_to); !state.empty())
    parts.push_back(state);
  if (q.source == Source::Measured && q.preview)
    parts.push_back(s.voice.say(PARETO_SAY("Answer", "a preview")));
  if (!rung.size.empty())
    parts.push_back(size_text(s.voice, rung.size));
  if (rung.length > 0)
    parts.push_back(s.voice.say(rung.subject == Subject::Quality ? PARETO_SAY("Answer", "tested to %1 tokens")
                                                                 : PARETO_SAY("Answer", "at %1 tokens"),
                                {tokens(s, static_cast<double>(rung.length))}));
  else
    parts.push_back(s.voice.say(PARETO_SAY("Answer", "length not stated")));
  if (rung.language == "en")
    parts.push_back(s.voice.say(PARETO_SAY("Answer", "in English")));
  if (!q.paper.empty())
    parts.push_back(q.paper);
  if (const std::string day = s.voice.day(q.time_utc); !day.empty())
    parts.push_back(day);
  return joined(parts, " · ");
}

std::string wait_text(const Speech& s, const WaitBar& bar) {
  if (!bar.total.value)
    return s.voice.say(PARETO_SAY("Answer", "%1: %2"),
                       {name(s, bar.who), gap_text(s.voice, bar.total.gap, bar.total.why)});
  return s.voice.say(PARETO_SAY("Answer", "%1: a wait of %2, of it reading %3 and writing %4"),
                     {name(s, bar.who), describe(s.voice, s.evidence, {Metric::AnswerTime, {}}, bar.total),
                      duration(s, bar.reading.value.value_or(0)), duration(s, bar.writing.value.value_or(0))});
}

std::string barred_text(const Voice& voice, const Quantity& wait) {
  constexpr size_t kMostReason = 60; // characters: all of it stands in the tip
  const auto refusal = wait.gap == Gap::Failed ? refusal_of(wait.why) : std::nullopt;
  const auto text = [&](double value, NumberFormat format) { return number_text(voice, value, format); };
  if (refusal && refusal->kind == Refusal::Kind::Memory)
    return voice.say(PARETO_SAY("Answer", "cannot be measured here: needs %1, %2 are free"),
                     {text(refusal->needed, NumberFormat::Bytes), text(refusal->there, NumberFormat::Bytes)});
  if (refusal)
    return voice.say(PARETO_SAY("Answer", "cannot be measured here: nothing came in %1"),
                     {text(1e3 * refusal->there, NumberFormat::Milliseconds)});
  return voice.say(PARETO_SAY("Answer", "cannot be measured here: %1"),
                   {cut_to(gap_text(voice, wait.gap, wait.why), kMostReason)});
}

std::string cell_text(const Speech& s, const MapCell& cell) {
  using CellState = MapCell::State;
  switch (cell.state) {
  case CellState::Won:
    return unjudged(s) ? s.voice.say(PARETO_SAY("Answer", "%1, its quality unknown"), {name(s, cell.winner)})
                       : name(s, cell.winner);
  case CellState::Undecided:
    return cell.equal.empty() ? s.voice.say(PARETO_SAY("Answer", "undecided"))
                              : s.voice.say(PARETO_SAY("Answer", "equal within error: %1"),
                                            {contender_names(s.voice, s.evidence, s.comparison, cell.equal)});
  case CellState::Untested: return s.voice.say(PARETO_SAY("Answer", "no quality tested at this length"));
  case CellState::NoneFits: return s.voice.say(PARETO_SAY("Answer", "nobody meets the limits"));
  case CellState::Modelled:
    if (s.evidence.is_elsewhere(shown_device(s.evidence, s.comparison)))
      return s.voice.say(PARETO_SAY("Answer", "only modelled there"));
    return s.voice.say(PARETO_SAY("Answer", "beyond what was measured: only modelled"));
  case CellState::NotYet:
  case CellState::Unmeasured: break;
  }
  return cell.pending.all() > 0 ? pending_text(s.voice, cell.pending, cell.compared)
                                : s.voice.say(PARETO_SAY("Answer", "not measured"));
}

std::string patience_label(const Voice& voice, Waits waits, double ms) {
  const std::string patience = patience_text(voice, ms);
  return ms == patience_ms(waits) ? voice.say(PARETO_SAY("Answer", "%1: %2"), {waits_text(voice, waits), patience})
                                  : voice.say(PARETO_SAY("Answer", "Patience as entered: %1"), {patience});
}

std::string waits_text(const Voice& voice, Waits waits) {
  switch (waits) {
  case Waits::Person: return voice.say(PARETO_SAY("Answer", "A person"));
  case Waits::Queue: return voice.say(PARETO_SAY("Answer", "A queue"));
  case Waits::Overnight: break;
  }
  return voice.say(PARETO_SAY("Answer", "Overnight"));
}

} // namespace pareto
