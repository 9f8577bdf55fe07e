// SPDX-License-Identifier: GPL-3.0-or-later
// Tiles, ladder, flip points, the next measurement and the map's cells in words.
#include "core/decide/words/answer_words.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/pending_words.h"
#include "core/decide/words/speech.h"

namespace pareto {

namespace {

std::string duration(const Speech& s, double ms) { return number_text(s.voice, ms, NumberFormat::Milliseconds); }

/// "9,800 tokens", "12 requests", "14 s"
std::string amount(const Speech& s, Assumption assumption, double value) {
  switch (assumption) {
  case Assumption::PromptLength:
  case Assumption::AnswerLength: return s.voice.say(PARETO_SAY("Answer", "%1 tokens"), {tokens(s, value)});
  case Assumption::Requests: return tokens(s, value);
  case Assumption::Patience: break;
  }
  return patience_text(s.voice, value);
}

Wording then_pattern(Flip::Then then) {
  switch (then) {
  case Flip::Then::Another: return PARETO_SAY("Answer", "%1 is the choice");
  case Flip::Then::TooLong: return PARETO_SAY("Answer", "%1 no longer answers in time");
  case Flip::Then::InTime: return PARETO_SAY("Answer", "%1 answers in time");
  case Flip::Then::Undecided: break;
  }
  return PARETO_SAY("Answer", "%1 is no longer surely the choice");
}

std::string model_names(const Speech& s, const std::vector<std::string>& models) {
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
  const std::string what = assumption_text(s.voice, flip.assumption), now = amount(s, flip.assumption, flip.now);
  if (!flip.at)
    return s.voice.say(PARETO_SAY("Answer", "%1 (now %2): no other answer in what was measured"), {what, now});
  return s.voice.say(
      flip.rises ? PARETO_SAY("Answer", "%1 (now %2): from %3 on, %4")
                 : PARETO_SAY("Answer", "%1 (now %2): at %3 and below, %4"),
      {what, now, amount(s, flip.assumption, *flip.at), s.voice.say(then_pattern(flip.then), {name(s, flip.who)})});
}

std::string next_text(const Speech& s, const NextStep& step) {
  const std::string models = model_names(s, step.models);
  switch (step.kind) {
  case NextStep::Kind::MeasureHere:
    return with_time(s, s.voice.say(PARETO_SAY("Answer", "Measure the wait of %1 here"), {models}), step.seconds);
  case NextStep::Kind::Refine: {
    const std::string text = s.voice.say(PARETO_SAY("Answer", "Measure further rounds of %1 here"), {models});
    return step.seconds
               ? s.voice.say(PARETO_SAY("Answer", "%1 (about %2 each)"), {text, duration(s, 1e3 * *step.seconds)})
               : text;
  }
  case NextStep::Kind::OwnText:
    return with_time(s, s.voice.say(PARETO_SAY("Answer", "Measure quality on your own text: %1"), {models}),
                     step.seconds);
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
             ? s.voice.say(PARETO_SAY("Answer", "Memory of %1"), {device_name(s.voice, s.evidence, device)})
             : s.voice.say(PARETO_SAY("Answer", "Memory of this machine"));
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
  if (q.source == Source::Measured && q.preview)
    parts.push_back(s.voice.say(PARETO_SAY("Answer", "a preview")));
  if (!rung.size.empty())
    parts.push_back(rung.size);
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

std::string cell_text(const Speech& s, const MapCell& cell) {
  using CellState = MapCell::State;
  switch (cell.state) {
  case CellState::Won: return name(s, cell.winner);
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

std::string waits_text(const Voice& voice, Waits waits) {
  switch (waits) {
  case Waits::Person: return voice.say(PARETO_SAY("Answer", "A person"));
  case Waits::Queue: return voice.say(PARETO_SAY("Answer", "A queue"));
  case Waits::Overnight: break;
  }
  return voice.say(PARETO_SAY("Answer", "Overnight"));
}

} // namespace pareto
