// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/meeting_words.h"

#include "core/decide/words/answer_words.h"
#include "core/decide/words/names.h"
#include "core/decide/words/plan_words.h"

namespace pareto {

namespace {

std::vector<std::string>& lines_of(Notes& notes, NotesPart part) { return notes[static_cast<size_t>(part)]; }

void add_plan(Notes& notes, const Speech& s, const PilotPlan& plan) {
  lines_of(notes, NotesPart::Plan).push_back(plan_headline(s, plan));
  if (!plan.who)
    return;
  if (plan.can_be_tried())
    for (const PlanStage& stage : plan.stages)
      lines_of(notes, NotesPart::Plan).push_back(stage_text(s, stage));
  for (const SampleSize& size : plan.sizes)
    lines_of(notes, NotesPart::Items).push_back(size_text(s, plan, size));
  for (const CheckItem& item : plan.checklist)
    lines_of(notes, NotesPart::Facts).push_back(check_text(s, item));
}

/// "600 tokens, one request · A person: 10 s"
std::string place_line(const Speech& s, const Answer& answer) {
  return joined({where_label(s.voice, s.evidence, s.comparison),
                 patience_label(s.voice, s.evidence.study().workload.waits, answer.patience_ms)},
                " · ");
}

/// Machines and date, models and precision, how the values came about.
std::vector<std::string> sources_of(const Speech& s, const Answer& answer, const Meeting& meeting) {
  std::vector<Contender> compared;
  for (const WaitBar& bar : answer.waits)
    compared.push_back(bar.who);
  std::vector<Quantity> shown;
  for (const Phrase& phrase : meeting.phrases)
    for (const Figure& figure : phrase.figures)
      shown.push_back(figure.quantity);
  return provenance_lines(s.voice, s.evidence, provenance(s.evidence, compared, shown));
}

} // namespace

std::string notes_title(const Voice& voice, NotesPart part) {
  switch (part) {
  case NotesPart::ResponseTime: return voice.say(PARETO_SAY("Phrases", "Response time"));
  case NotesPart::Prototype: return voice.say(PARETO_SAY("Phrases", "Prototype first, then accuracy"));
  case NotesPart::Infrastructure: return voice.say(PARETO_SAY("Phrases", "Infrastructure and cost"));
  case NotesPart::Plan: return voice.say(PARETO_SAY("Phrases", "Pilot and roll-out"));
  case NotesPart::Items: return voice.say(PARETO_SAY("Phrases", "How many own items a pilot needs"));
  case NotesPart::Facts: break;
  }
  return voice.say(PARETO_SAY("Phrases", "In-house or with a partner: the facts"));
}

NotesPart part_of(Phrase::Kind kind) {
  switch (kind) {
  case Phrase::Kind::FeltTime:
  case Phrase::Kind::FeltCompared: return NotesPart::ResponseTime;
  case Phrase::Kind::PrototypeFirst: return NotesPart::Prototype;
  case Phrase::Kind::Least:
  case Phrase::Kind::Infrastructure:
  case Phrase::Kind::CloudOrOwn: break;
  }
  return NotesPart::Infrastructure;
}

Notes notes_of(const Speech& s, const Meeting& meeting) {
  Notes notes;
  for (const Phrase& phrase : meeting.phrases)
    lines_of(notes, part_of(phrase.kind)).push_back(phrase_text(s, phrase));
  add_plan(notes, s, meeting.plan);
  return notes;
}

std::string notes_text(const Speech& s, const Answer& answer, const Meeting& meeting) {
  std::string text = headline_text(s, answer.headline) + "\n" + badge_text(s.voice, answer.backing) + ". " +
                     backing_text(s, answer.backing) + "\n" + place_line(s, answer) + "\n";
  const Notes notes = notes_of(s, meeting);
  for (size_t i = 0; i < kNotesParts; ++i) {
    if (notes[i].empty())
      continue;
    text += "\n" + notes_title(s.voice, static_cast<NotesPart>(i)) + "\n";
    for (const std::string& line : notes[i])
      text += "- " + line + "\n";
  }
  if (meeting.phrases.empty())
    return text; // no figure is in it
  text += "\n";
  for (const std::string& line : sources_of(s, answer, meeting))
    if (!line.empty())
      text += line + "\n";
  return text;
}

} // namespace pareto
