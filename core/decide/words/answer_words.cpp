// SPDX-License-Identifier: GPL-3.0-or-later
// Headline, badge and ceiling in words.
#include "core/decide/words/answer_words.h"

#include "core/decide/words/metric_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/pending_words.h"
#include "core/decide/words/speech.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace pareto {

namespace {

std::string percent(const Speech& s, double share) { return s.voice.digits(100 * share, 0); }
std::string times(const Speech& s, double ratio) { return s.voice.digits(ratio, ratio < 10 ? 1 : 0); }

constexpr double kToldTimes = 1.05; ///< below them "1.0 times less" would be said

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::string name(const Speech& s, const Contender& who, size_t most) {
  return cut_to(contender_name(s.voice, s.evidence, s.comparison, who), most);
}

Wording wins_pattern(const Headline& line) {
  switch (line.goal) {
  case Goal::LeastMemory: return PARETO_SAY("Answer", "%1 needs %2 times less memory here than %3");
  case Goal::LowestCost:
    return *line.times < kToldTimes ? PARETO_SAY("Answer", "%1 costs less a month here than %3")
                                    : PARETO_SAY("Answer", "%1 costs %2 times less a month here than %3");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Answer", "%1 answers %2 times faster here than %3");
}

Wording keep_unjudged(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory: return PARETO_SAY("Answer", "Keep %1 here: no other needs less");
  case Goal::LowestCost: return PARETO_SAY("Answer", "Keep %1 here: no other costs less");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Answer", "Keep %1 here: no other answers faster");
}
Wording keep_judged(Goal goal) {
  switch (goal) {
  case Goal::LeastMemory: return PARETO_SAY("Answer", "Keep %1 here: no other needs less without losing quality");
  case Goal::LowestCost: return PARETO_SAY("Answer", "Keep %1 here: no other costs less without losing quality");
  case Goal::ShortestWait: break;
  }
  return PARETO_SAY("Answer", "Keep %1 here: no other answers faster without losing quality");
}

std::string wins_long(const Speech& s, const Headline& line, size_t most) {
  if (!line.times)
    return s.voice.say(PARETO_SAY("Answer", "%1 is the better choice here"), {name(s, line.who, most)});
  return s.voice.say(wins_pattern(line),
                     {name(s, line.who, most), times(s, *line.times), name(s, line.baseline, most)});
}

std::string keep_text(const Speech& s, const Headline& line, size_t most) {
  const std::string who = name(s, line.who, most);
  if (line.begins)
    return s.voice.say(PARETO_SAY("Answer", "Keep %1 here: another is better only from about %2 tokens on"),
                       {who, roughly(s, static_cast<double>(*line.begins))});
  return s.voice.say(unjudged(s) ? keep_unjudged(line.goal) : keep_judged(line.goal), {who});
}

std::string equal_text(const Speech& s, const Headline& line, size_t most) {
  std::vector<std::string> names;
  for (const Contender& who : line.equal)
    names.push_back(name(s, who, most));
  return s.voice.say(PARETO_SAY("Answer", "%1 are equal here within error"), {s.voice.list(names)});
}

std::string equal_count(const Speech& s, const Headline& line) {
  return s.voice.say(PARETO_SAY_N("Answer", "%n architectures are equal here within error").if_one(""), {},
                     static_cast<int>(line.equal.size()));
}

/// The machine that is decided about, where it is not here.
std::optional<std::string> elsewhere(const Speech& s, size_t most) {
  const std::string device = shown_device(s.evidence, s.comparison);
  if (s.comparison.compared == Compared::Devices || !s.evidence.is_elsewhere(device))
    return std::nullopt;
  return cut_to(device_name(s.voice, s.evidence, device), most);
}

/// How it goes on: that no quality was tested here either, else what most of the shortest wait is.
std::string late_tail(const Speech& s, const Headline& line) {
  if (line.tested_to > 0)
    return s.voice.say(PARETO_SAY("Answer", "quality is untested at %1 tokens"),
                       {tokens(s, static_cast<double>(s.comparison.at.context))});
  return line.reading_share ? s.voice.say(PARETO_SAY("Answer", "reading is %1 % of the shortest wait"),
                                          {percent(s, *line.reading_share)})
                            : std::string();
}

/// Whether a headline has room for it in English and in the language that is spoken: it says the same in all of them,
/// not more where words are shorter.
template <class Said>
bool fits(const Speech& s, const Said& said) {
  const Voice plain(s.voice.reader());
  return characters(said(s)) <= kLongestHeadline &&
         characters(said(Speech{plain, s.evidence, s.comparison})) <= kLongestHeadline;
}

std::string late_head(const Speech& s, const Headline& line, bool sized) {
  const std::string limit = patience_text(s.voice, line.patience_ms), many = std::to_string(s.comparison.at.requests);
  const bool one = s.comparison.at.requests <= 1;
  if (!sized)
    return one ? s.voice.say(PARETO_SAY("Answer", "No model here answers within %1"), {limit})
               : s.voice.say(PARETO_SAY("Answer", "No model here answers %1 at once within %2"), {many, limit});
  const std::string size = size_of(s.voice, s.evidence.facts(line.who.model));
  return one ? s.voice.say(PARETO_SAY("Answer", "No %1 model here answers within %2"), {size, limit})
             : s.voice.say(PARETO_SAY("Answer", "No %1 model here answers %2 at once within %3"), {size, many, limit});
}

/// "No 1.3 B model here answers 8 at once within 10 s; quality is untested at 40,000 tokens", or as much of it as a
/// headline holds.
std::string late_text(const Speech& s, const Headline& line, size_t most) {
  const std::string limit = patience_text(s.voice, line.patience_ms);
  const int requests = s.comparison.at.requests;
  if (const auto there = elsewhere(s, most))
    return requests > 1 ? s.voice.say(PARETO_SAY("Answer", "No model answers %3 at once within %1 on %2"),
                                      {limit, *there, std::to_string(requests)})
                        : s.voice.say(PARETO_SAY("Answer", "No model answers within %1 on %2"), {limit, *there});
  const auto whole = [&](const Speech& in, bool sized) {
    const std::string head = late_head(in, line, sized), tail = late_tail(in, line);
    return tail.empty() ? head : in.voice.say(PARETO_SAY("Answer", "%1; %2"), {head, tail});
  };
  for (const bool sized : {s.evidence.facts(line.who.model).parameters.has_value(), false})
    if (fits(s, [&](const Speech& in) { return whole(in, sized); }))
      return whole(s, sized);
  return late_head(s, line, false);
}

std::string hardly_text(const Speech& s, const Headline& line) {
  return line.begins
             ? s.voice.say(PARETO_SAY("Answer", "Architecture hardly changes the wait here; by formula it "
                                                "can from about %1 tokens"),
                           {roughly(s, static_cast<double>(*line.begins))})
             : s.voice.say(PARETO_SAY("Answer", "Architecture hardly changes the wait here, at any prompt length"));
}

/// What was measured is said to be, though it decides nothing yet.
std::string not_yet_text(const Speech& s, const Headline& line, size_t most) {
  const Pending& pending = line.pending;
  const std::string all = std::to_string(pending.all()), compared = std::to_string(line.compared);
  if (const auto there = elsewhere(s, most))
    return s.voice.say(PARETO_SAY("Answer", "No choice on %1 yet: %2 of %3 not measured there"),
                       {*there, all, compared});
  if (pending.of(Held::Preview) == line.compared)
    return s.voice.say(PARETO_SAY("Answer", "Previews so far, %1 of %2: without intervals nobody is ahead"),
                       {all, compared});
  const auto text = [&](const Speech& in) {
    return in.voice.say(PARETO_SAY("Answer", "Cannot compare yet: %1"),
                        {pending_text(in.voice, pending, line.compared)});
  };
  return fits(s, text) ? text(s)
                       : s.voice.say(PARETO_SAY("Answer", "Cannot compare yet: %1 of %2 have no value that may decide"),
                                     {all, compared});
}

Wording nothing_compared(Reader reader) {
  return reader == Reader::Engine ? PARETO_SAY("Answer", "No model of this study can be compared")
                                  : PARETO_SAY("Answer", "Tick at least one architecture on the left");
}

/// Whoever is preferred without its quality being known is said to be.
std::string preferred(const Speech& s, const std::string& text) {
  return unjudged(s) ? s.voice.say(PARETO_SAY("Answer", "%1; quality unknown"), {text}) : text;
}

/// A cost is asked for, and nobody stated what it is made of.
bool lacks_prices(const Speech& s, const Headline& line) {
  return !metric_of(line.goal) && !is_priced(s.evidence.study().cost);
}

/// Ways to say it, with names of at most so many characters.
std::string said(const Speech& s, const Headline& line, size_t most) {
  using Kind = Headline::Kind;
  switch (line.kind) {
  case Kind::NothingChosen: return s.voice.say(nothing_compared(s.voice.reader()));
  case Kind::CannotCompare: return not_yet_text(s, line, most);
  case Kind::NoneInTime: return late_text(s, line, most);
  case Kind::HardlyMatters: return hardly_text(s, line);
  case Kind::Keep: return preferred(s, keep_text(s, line, most));
  case Kind::Wins: return preferred(s, wins_long(s, line, most));
  case Kind::Equal: return preferred(s, equal_text(s, line, most));
  case Kind::NoneFits: return s.voice.say(PARETO_SAY("Answer", "No architecture meets all limits: loosen one of them"));
  case Kind::Untested:
    return s.voice.say(PARETO_SAY("Answer", "No choice yet: quality was tested to %1 tokens only"),
                       {tokens(s, static_cast<double>(line.tested_to))});
  case Kind::Alone:
    return s.voice.say(PARETO_SAY("Answer", "Nothing to compare %1 with: choose another beside it"),
                       {name(s, line.who, most)});
  case Kind::Open: break;
  }
  if (lacks_prices(s, line))
    return s.voice.say(PARETO_SAY("Answer", "No choice by cost yet: state requests a day and what a machine costs"));
  return s.voice.say(PARETO_SAY("Answer", "Not enough evidence for a choice here"));
}

} // namespace

size_t characters(const std::string& text) {
  size_t count = 0;
  for (const char byte : text)
    count += !is_continuation(byte);
  return count;
}

std::string cut_to(const std::string& text, size_t most) {
  if (characters(text) <= most)
    return text;
  size_t end = 0;
  for (size_t kept = 0; end < text.size(); ++end)
    if (!is_continuation(text[end]) && ++kept == most)
      break;
  return text.substr(0, end) + "…";
}

std::string headline_text(const Speech& s, const Headline& line) {
  for (const size_t most : {size_t{90}, size_t{30}, size_t{24}, size_t{18}})
    if (fits(s, [&](const Speech& in) { return said(in, line, most); }))
      return said(s, line, most);
  return line.kind == Headline::Kind::Equal ? preferred(s, equal_count(s, line))
                                            : cut_to(said(s, line, 12), kLongestHeadline);
}

std::string patience_text(const Voice& voice, double ms) {
  const NumberUnit unit = unit_for(ms, NumberFormat::Milliseconds);
  const double value = ms / unit.worth;
  return value == std::round(value) ? voice.digits(value, 0) + voice.say(unit.text)
                                    : number_text(voice, ms, NumberFormat::Milliseconds);
}

std::string badge_text(const Voice& voice, const Backing& backing) {
  switch (backing.badge) {
  case Badge::Supported:
    return voice.say(backing.waits_only() ? PARETO_SAY("Answer", "Supported for the wait only")
                                          : PARETO_SAY("Answer", "Supported"));
  case Badge::Trial: return voice.say(PARETO_SAY("Answer", "Worth a trial"));
  case Badge::NotEnough: break;
  }
  return voice.say(PARETO_SAY("Answer", "Not enough evidence"));
}

std::string source_text(const Voice& voice, const Quantity& quantity) {
  switch (quantity.source) {
  case Source::Measured: return voice.say(PARETO_SAY("Answer", "measured here"));
  case Source::Imported: return voice.say(PARETO_SAY("Answer", "imported"));
  case Source::Modelled:
    return quantity.reach == Reach::Beyond ? voice.say(PARETO_SAY("Answer", "modelled"))
                                           : voice.say(PARETO_SAY("Answer", "by formula"));
  case Source::Published: return voice.say(PARETO_SAY("Answer", "published"));
  case Source::Missing: break;
  }
  return voice.say(PARETO_SAY("Answer", "missing"));
}

std::string memory_share_text(const Speech& s, const Tile& tile) {
  if (!tile.capacity || !tile.quantity.value)
    return {};
  const auto capacity = static_cast<double>(*tile.capacity);
  const std::string bytes = number_text(s.voice, capacity, NumberFormat::Bytes),
                    owner = memory_owner(s.voice, s.evidence, shown_device(s.evidence, s.comparison)),
                    share = s.voice.digits(100 * *tile.quantity.value / capacity, 0);
  if (100 * *tile.quantity.value < capacity)
    return s.voice.say(PARETO_SAY("Answer", "less than 1 % of the %1 of %2"), {bytes, owner});
  return s.voice.say(*tile.quantity.value > capacity ? PARETO_SAY("Answer", "%1 % of the %2 of %3: does not fit")
                                                     : PARETO_SAY("Answer", "%1 % of the %2 of %3"),
                     {share, bytes, owner});
}

std::string lack_text(const Voice& voice, Lack lack) {
  switch (lack) {
  case Lack::Models: return voice.say(PARETO_SAY("Answer", "models to compare"));
  case Lack::Waits: return voice.say(PARETO_SAY("Answer", "every wait, measured here"));
  case Lack::Intervals: return voice.say(PARETO_SAY("Answer", "intervals of the previews, from further rounds"));
  case Lack::Quiet:
    return voice.say(PARETO_SAY("Answer", "new measurements of the disturbed waits on a quiet machine"));
  case Lack::Quality: return voice.say(PARETO_SAY("Answer", "its quality"));
  case Lack::QualityLength: return voice.say(PARETO_SAY("Answer", "quality tested at this length"));
  case Lack::QualityOfSize: break;
  }
  return voice.say(PARETO_SAY("Answer", "quality of your own checkpoint, or of a model of 7 B or more"));
}

namespace {

/// "a wait of 1.2 s (1.1–1.3), measured here", "52 (49–55) right of 100 on FDA look-ups, published"
std::string rests_text(const Speech& s, const Figure& figure, const Backing& backing) {
  const std::string value = describe(s.voice, s.evidence, figure.axis, figure.quantity),
                    source = source_text(s.voice, figure.quantity);
  if (backing.of_waits && backing.others > 0 && backing.surely_longer == 0)
    return s.voice.say(PARETO_SAY("Answer", "the shortest wait, %1 with %3, not surely shorter than any other, %2"),
                       {value, source, name(s, figure.of, kLongestHeadline)});
  if (backing.of_waits && backing.surely_longer < backing.others) // an order needs evidence
    return s.voice.say(PARETO_SAY("Answer", "the shortest wait, %1 with %3, surely shorter than %4 of %5 others, %2"),
                       {value, source, name(s, figure.of, kLongestHeadline), s.voice.digits(backing.surely_longer, 0),
                        s.voice.digits(backing.others, 0)});
  if (backing.of_waits) // whoever the figures beneath are of
    return s.voice.say(PARETO_SAY("Answer", "the shortest wait, %1 with %3, %2"),
                       {value, source, name(s, figure.of, kLongestHeadline)});
  return figure.axis.metric == Metric::Quality
             ? s.voice.say(PARETO_SAY("Answer", "%1 on %2, %3"),
                           {value, metric_title(s.voice, s.evidence, figure.axis), source})
             : s.voice.say(PARETO_SAY("Answer", "a wait of %1, %2"), {value, source});
}

} // namespace

std::string backing_text(const Speech& s, const Backing& backing) {
  std::vector<std::string> rests, missing;
  constexpr size_t kMost = 2; // wait and quality of the first; those equal to it say no more
  for (const Figure& figure : std::span(backing.figures).first(std::min(kMost, backing.figures.size())))
    rests.push_back(rests_text(s, figure, backing));
  for (const Lack lack : backing.missing)
    missing.push_back(lack_text(s.voice, lack));
  std::string text = rests.empty() ? s.voice.say(PARETO_SAY("Answer", "Rests on nothing yet."))
                                   : s.voice.say(PARETO_SAY("Answer", "Rests on %1."), {s.voice.series(rests)});
  if (!missing.empty())
    text += s.voice.say(PARETO_SAY("Answer", " Missing: %1."), {s.voice.series(missing)});
  return text;
}

std::string ceiling_text(const Speech& s, const Ceiling& ceiling) {
  if (!ceiling.known)
    return {};
  const std::string share = percent(s, ceiling.most.share());
  const std::string parts =
      s.voice.say(PARETO_SAY("Answer", "%1 % of the operations and %2 % of the bytes of an answer by %3"),
                  {percent(s, ceiling.most.operations), percent(s, ceiling.most.bytes),
                   contender_name(s.voice, s.evidence, s.comparison, ceiling.of)});
  return s.voice.say(
      ceiling.most.time
          ? PARETO_SAY("Answer", "Architecture can change at most %1 % of the time here (%2); the rest is "
                                 "the same in all: products with weight matrices. By formula.")
          : PARETO_SAY("Answer", "Architecture can change at most %1 % of the work here (%2); the rest is "
                                 "the same in all: products with weight matrices. By formula."),
      {share, parts});
}

} // namespace pareto
