// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/knowledge_words.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace pareto {

namespace {

/// Operations that people have a name for, by their own (core/graph/operations.h); any other is called by that.
struct KernelWords {
  std::string_view op;
  Wording name;
};
constexpr KernelWords kKernelWords[] = {
    {"attention", PARETO_SAY("Knowledge", "attention with a cache")},
    {"matrix_recurrence", PARETO_SAY("Knowledge", "recurrence of a matrix state")},
    {"selective_scan", PARETO_SAY("Knowledge", "selective scan")},
    {"diagonal_recurrence", PARETO_SAY("Knowledge", "recurrence of a vector state")},
    {"fast_weights", PARETO_SAY("Knowledge", "weights trained while reading")},
    {"ridge_solve", PARETO_SAY("Knowledge", "least squares at every token")},
    {"slstm", PARETO_SAY("Knowledge", "recurrence that feeds back")},
    {"pair_features", PARETO_SAY("Knowledge", "features of pairs of channels")},
    {"causal_conv", PARETO_SAY("Knowledge", "short causal convolution")},
    {"token_shift", PARETO_SAY("Knowledge", "shift by one token")},
    {"rope", PARETO_SAY("Knowledge", "rotary positions")},
    {"block_matmul", PARETO_SAY("Knowledge", "products of blocks")},
    {"cumulative_sum", PARETO_SAY("Knowledge", "running sums")},
    {"route", PARETO_SAY("Knowledge", "routing among experts")},
    {"expert_matmul", PARETO_SAY("Knowledge", "products of chosen experts")},
};

std::string name_of(const Voice& voice, Op op) {
  std::string name = to_string(op);
  const auto found = std::find_if(std::begin(kKernelWords), std::end(kKernelWords),
                                  [&](const KernelWords& each) { return each.op == name; });
  if (found != std::end(kKernelWords))
    return voice.say(found->name);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

} // namespace

std::string growth_text(const Voice& voice, const Architecture& architecture, const Nature& nature) {
  return voice.say(PARETO_SAY("Knowledge", "a prompt %1, each token %2, cache and state %3"),
                   {nature.prefill, architecture.complexity, nature.memory});
}

std::string sight_text(const Voice& voice, const Nature& nature) {
  switch (nature.how.sight) {
  case Sight::Whole:
    return voice.say(PARETO_SAY("Knowledge", "on the whole text: it must be read at once, and %1 tokens are made "
                                             "together in several passes"),
                     {std::to_string(nature.how.block)});
  case Sight::Block:
    return voice.say(PARETO_SAY("Knowledge",
                                "on the tokens before it and on its block of %1, which are made together in "
                                "several passes: it must be read in whole blocks"),
                     {std::to_string(nature.how.block)});
  case Sight::Past: break;
  }
  return {};
}

std::string kernels_text(const Voice& voice, const Nature& nature) {
  std::vector<std::string> names;
  for (const Op op : nature.kernels)
    names.push_back(name_of(voice, op));
  return voice.list(names);
}

std::string support_text(const Voice& voice, const LibraryRead& library, const Support& support) {
  switch (support.kind) {
  case Support::Kind::Yes: return voice.say(PARETO_SAY("Knowledge", "%1: %2"), {library.name, support.as});
  case Support::Kind::Inside: return voice.say(PARETO_SAY("Knowledge", "%1: inside %2"), {library.name, support.as});
  case Support::Kind::No: return voice.say(PARETO_SAY("Knowledge", "%1: not there"), {library.name});
  case Support::Kind::Unknown: break;
  }
  return voice.say(PARETO_SAY("Knowledge", "%1: not known"), {library.name});
}

std::string release_text(const Voice& voice, const ReleasedModel& release) {
  return voice.say(release.licence.empty() ? PARETO_SAY("Knowledge", "%1: %2 (licence not known)")
                                           : PARETO_SAY("Knowledge", "%1: %2 (%3)"),
                   {release.name, release.sizes, release.licence});
}

} // namespace pareto
