// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/knowledge_words.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

/// Operations that people have a name for; any other is called by its own.
struct KernelWords {
  Op op;
  Pattern name;
};
constexpr KernelWords kKernelWords[] = {
    {Op::Attention, PARETO_SAY("Knowledge", "attention with a cache")},
    {Op::MatrixRecurrence, PARETO_SAY("Knowledge", "recurrence of a matrix state")},
    {Op::SelectiveScan, PARETO_SAY("Knowledge", "selective scan")},
    {Op::DiagonalRecurrence, PARETO_SAY("Knowledge", "recurrence of a vector state")},
    {Op::CausalConv, PARETO_SAY("Knowledge", "short causal convolution")},
    {Op::TokenShift, PARETO_SAY("Knowledge", "shift by one token")},
    {Op::Rope, PARETO_SAY("Knowledge", "rotary positions")},
    {Op::BlockMatmul, PARETO_SAY("Knowledge", "products of blocks")},
    {Op::CumulativeSum, PARETO_SAY("Knowledge", "running sums")},
};

std::string name_of(const Voice& voice, Op op) {
  const auto found = std::find_if(std::begin(kKernelWords), std::end(kKernelWords),
                                  [op](const KernelWords& each) { return each.op == op; });
  if (found != std::end(kKernelWords))
    return voice.say(found->name);
  std::string name = to_string(op);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

} // namespace

std::string growth_text(const Voice& voice, const Architecture& architecture, const Nature& nature) {
  return voice.say(PARETO_SAY("Knowledge", "a prompt %1, each token %2, cache and state %3"),
                   {nature.prefill, architecture.complexity, nature.memory});
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
