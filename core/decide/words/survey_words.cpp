// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/survey_words.h"

#include "core/model/catalogue.h"

#include <iterator>

namespace pareto {

namespace {

/// In the order of SurveyClass: the class; with how many.
struct ClassWords {
  Wording name, count;
};
constexpr ClassWords kCoverageWords[] = {
    {PARETO_SAY("Survey", "runs here"), PARETO_SAY("Survey", "%1 run here")},
    {PARETO_SAY("Survey", "a blueprint"), PARETO_SAY("Survey", "%1 as a blueprint")},
    {PARETO_SAY("Survey", "same kernel"), PARETO_SAY("Survey", "%1 by the same kernel")},
    {PARETO_SAY("Survey", "not here"), PARETO_SAY("Survey", "%1 not here")},
};
static_assert(std::size(kCoverageWords) == kCoverages);

/// In the order of Absence. %1: the part that is missing, or the architecture that computes the same.
constexpr Wording kAbsenceWords[] = {
    PARETO_SAY("Survey", "Not built yet: it needs %1."),
    PARETO_SAY("Survey", "Turns the weights of a trained model into another; random weights show nothing of it."),
    PARETO_SAY("Survey", "A faster way to compute the same as %1."),
    PARETO_SAY("Survey", "The design of a processor."),
    PARETO_SAY("Survey", "A way to train; what runs afterwards is the same."),
    PARETO_SAY("Survey", "Small additions for fine-tuning."),
    PARETO_SAY("Survey", "Reads whole texts (an encoder); it does not generate token by token."),
    PARETO_SAY("Survey", "A study or a theory, no architecture of its own."),
    PARETO_SAY("Survey", "A library of code."),
    PARETO_SAY("Survey", "Forecasts time series."),
    PARETO_SAY("Survey", "Made for reinforcement learning."),
    PARETO_SAY("Survey", "Pictures and video only."),
    PARETO_SAY("Survey", "Sound only."),
    PARETO_SAY("Survey", "Text together with pictures or sound."),
};
static_assert(std::size(kAbsenceWords) == kAbsences);

/// In the order of MissingPart.
constexpr Wording kMissingWords[] = {
    PARETO_SAY("Survey", "another feature map"),
    PARETO_SAY("Survey", "a memory of slots"),
    PARETO_SAY("Survey", "states at several time scales"),
    PARETO_SAY("Survey", "routing among several states"),
    PARETO_SAY("Survey", "segments with a compressed memory of earlier ones"),
    PARETO_SAY("Survey", "exact attention inside chunks beside linear attention across them"),
    PARETO_SAY("Survey", "feedback from the output into the next step"),
    PARETO_SAY("Survey", "a matrix memory with exponential gates"),
    PARETO_SAY("Survey", "a bonus for the current token"),
    PARETO_SAY("Survey", "closed-loop control of the state"),
    PARETO_SAY("Survey", "a decay computed for every channel and mode"),
    PARETO_SAY("Survey", "complex or dense transitions of the state"),
    PARETO_SAY("Survey", "a memory that is trained while it reads"),
    PARETO_SAY("Survey", "a triangular system solved in every layer"),
    PARETO_SAY("Survey", "attention over a fixed pattern of places"),
    PARETO_SAY("Survey", "attention to chosen blocks or tokens"),
    PARETO_SAY("Survey", "scores by relative position"),
    PARETO_SAY("Survey", "look-ups in an index outside the context"),
    PARETO_SAY("Survey", "a cache that drops tokens"),
    PARETO_SAY("Survey", "a cache that is compressed or lies elsewhere in part"),
    PARETO_SAY("Survey", "heads and neurons chosen for every token"),
    PARETO_SAY("Survey", "a cache of latent vectors"),
    PARETO_SAY("Survey", "attention computed in 8 or 4 bits"),
    PARETO_SAY("Survey", "routing among attention heads"),
    PARETO_SAY("Survey", "routing among experts"),
    PARETO_SAY("Survey", "routing that looks at the whole batch"),
    PARETO_SAY("Survey", "routing by a hash of the token"),
    PARETO_SAY("Survey", "a number of experts that varies by token"),
    PARETO_SAY("Survey", "experts that do nothing"),
    PARETO_SAY("Survey", "layers that tokens may skip"),
    PARETO_SAY("Survey", "tiny experts found by product keys"),
    PARETO_SAY("Survey", "blocks that read more than the stream"),
    PARETO_SAY("Survey", "one cache that many layers read"),
    PARETO_SAY("Survey", "attention and state heads fused in one layer"),
    PARETO_SAY("Survey", "many full passes that fill in masked tokens"),
};
static_assert(std::size(kMissingWords) == kMissingParts);

std::string names(const Voice& voice, const std::vector<std::string>& ids) {
  std::vector<std::string> all;
  for (const std::string& id : ids)
    if (const Architecture* architecture = find_architecture(id))
      all.push_back(architecture->name);
  return voice.list(all);
}

std::string absence_text(const Voice& voice, const SurveyEntry& entry) {
  const std::string place =
      entry.missing ? voice.say(kMissingWords[static_cast<size_t>(*entry.missing)]) : names(voice, entry.through);
  std::string text = voice.say(kAbsenceWords[static_cast<size_t>(*entry.absence)], {place});
  if (entry.absence == Absence::Conversion && !entry.through.empty())
    text += " " + voice.say(PARETO_SAY("Survey", "What comes out is a kind of %1."), {place});
  return text;
}

} // namespace

std::string coverage_name(const Voice& voice, SurveyClass coverage) {
  return voice.say(kCoverageWords[static_cast<size_t>(coverage)].name);
}

std::string coverage_text(const Voice& voice, const SurveyEntry& entry) {
  switch (entry.coverage) {
  case SurveyClass::Runs: return voice.say(PARETO_SAY("Survey", "Here as %1."), {names(voice, entry.through)});
  case SurveyClass::Blueprint:
    return voice.say(PARETO_SAY("Survey", "A blueprint of %1."), {names(voice, entry.through)});
  case SurveyClass::SameKernel:
    return voice.say(PARETO_SAY("Survey", "The kernel of %1."), {names(voice, entry.through)});
  case SurveyClass::NotHere: break;
  }
  return absence_text(voice, entry);
}

std::string counts_text(const Voice& voice, const Survey::Counts& counts) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0)
      parts.push_back(voice.say(kCoverageWords[i].count, {std::to_string(counts[i])}));
  return voice.list(parts);
}

} // namespace pareto
