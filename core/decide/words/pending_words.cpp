// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/pending_words.h"

namespace pareto {

namespace {

Wording share_pattern(Held held) {
  switch (held) {
  case Held::Unmeasured: return PARETO_SAY("Pending", "%1 of %2 not measured");
  case Held::Unscored: return PARETO_SAY("Pending", "%1 of %2 without a quality on your text");
  case Held::Preview: return PARETO_SAY("Pending", "%1 of %2 only previews");
  case Held::Disturbed: return PARETO_SAY("Pending", "%1 of %2 disturbed");
  case Held::Suspect: return PARETO_SAY("Pending", "%1 of %2 suspect");
  case Held::Modelled: return PARETO_SAY("Pending", "%1 of %2 only modelled here");
  case Held::LimitsUnknown: break;
  }
  return PARETO_SAY("Pending", "%1 of %2 not known to meet the limits");
}

Wording of_previews(Reader reader) {
  switch (reader) {
  case Reader::Engine:
    return PARETO_SAY("Pending", " A preview decides nothing: its interval comes with further rounds (run again with "
                                 "--rounds 3: they are added).");
  case Reader::Running:
    return PARETO_SAY("Pending", " A preview decides nothing: its interval comes with the rounds that follow.");
  case Reader::Window: break;
  }
  return PARETO_SAY("Pending", " A preview decides nothing: its interval comes with further rounds, as Run goes on.");
}

Wording of_disturbed(Reader reader) {
  return reader == Reader::Running
             ? PARETO_SAY("Pending", " What was disturbed is measured again by itself.")
             : PARETO_SAY("Pending", " What was disturbed counts once it was measured on a quiet machine.");
}

} // namespace

std::string pending_text(const Voice& voice, const Pending& pending, int compared) {
  std::vector<std::string> shares;
  for (size_t i = 0; i < kHeld; ++i)
    if (pending.by[i] > 0)
      shares.push_back(
          voice.say(share_pattern(static_cast<Held>(i)), {std::to_string(pending.by[i]), std::to_string(compared)}));
  return voice.list(shares);
}

std::string remedy_text(const Voice& voice, const Pending& pending) {
  std::string text;
  if (pending.of(Held::Preview) > 0)
    text += voice.say(of_previews(voice.reader()));
  if (pending.of(Held::Disturbed) > 0)
    text += voice.say(of_disturbed(voice.reader()));
  return text;
}

} // namespace pareto
