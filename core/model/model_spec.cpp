// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_spec.h"

#include "core/model/feed_forward/moe.h"

#include <algorithm>
#include <array>

namespace pareto {

namespace {

using Input = Branch::Input;

/// How the two branches of a published form read the stream and join it.
struct Form {
  Block::Residual residual;
  Input mixer, ffn;
  bool post_norm, parallel;
};
constexpr std::array<Form, 5> kForms{{{Block::Residual::Pre, Input::OwnNorm, Input::OwnNorm, false, false},
                                      {Block::Residual::Post, Input::Stream, Input::Stream, true, false},
                                      {Block::Residual::Parallel, Input::OwnNorm, Input::OwnNorm, false, true},
                                      {Block::Residual::ParallelShared, Input::OwnNorm, Input::NormBefore, false, true},
                                      {Block::Residual::Sandwich, Input::OwnNorm, Input::OwnNorm, true, false}}};
static_assert(kForms.size() == static_cast<size_t>(Block::Residual::Sandwich) + 1,
              "every form is in the table, in order");

bool has_form(const Branch& branch, Input input, bool post_norm) {
  return branch.input == input && branch.post_norm == post_norm && branch.gate == BranchGate{} &&
         branch.shared.empty() && branch.joins == Branch::Joins::Stream && branch.keeps == 1 && !branch.sum_norm;
}

bool has_form(const Block& block, const Form& form) {
  const std::vector<Branch>& b = block.branches;
  return block.parallel == form.parallel && !block.scaled && has_form(b[0], form.mixer, form.post_norm) &&
         (b.size() == 1 || has_form(b[1], form.ffn, form.post_norm));
}

template <class Part, class Branches>
auto first(Branches& branches) -> decltype(std::get_if<Part>(&branches.front().part)) {
  for (auto& branch : branches)
    if (auto* part = std::get_if<Part>(&branch.part))
      return part;
  return nullptr;
}

} // namespace

Block::Block(Mixer mixes, std::optional<FeedForward> feeds, Residual form_of, bool normed_first)
    : pre_norm(normed_first) {
  const Form& form = kForms[static_cast<size_t>(form_of)];
  parallel = form.parallel;
  branches.push_back({std::move(mixes), form.mixer, form.post_norm});
  if (feeds)
    branches.push_back({std::move(*feeds), form.ffn, form.post_norm});
}

const Mixer* Block::mixer() const { return first<Mixer>(branches); }
Mixer* Block::mixer() { return first<Mixer>(branches); }
const FeedForward* Block::ffn() const { return first<FeedForward>(branches); }
FeedForward* Block::ffn() { return first<FeedForward>(branches); }

void Block::put_beside(Mixer mixer) {
  branches.insert(branches.begin() + 1, {std::move(mixer), Branch::Input::NormBefore});
}

const Mixer* Block::beside() const {
  const bool reads_alike = branches.size() > 1 && branches[1].input == Branch::Input::NormBefore;
  return reads_alike ? std::get_if<Mixer>(&branches[1].part) : nullptr;
}

void Block::share(const std::string& name) {
  for (Branch& branch : branches)
    branch.shared = name;
}

std::optional<Block::Residual> Block::residual() const {
  const bool usual = (branches.size() == 1 || branches.size() == 2) &&
                     std::holds_alternative<Mixer>(branches[0].part) &&
                     (branches.size() == 1 || std::holds_alternative<FeedForward>(branches[1].part));
  const auto form =
      std::find_if(kForms.begin(), kForms.end(), [&](const Form& each) { return usual && has_form(*this, each); });
  return form == kForms.end() ? std::nullopt : std::optional(form->residual);
}

std::string architecture_of(const Block& block) {
  std::string common;
  for (const Branch& branch : block.branches)
    if (const auto* mixer = std::get_if<Mixer>(&branch.part)) {
      if (!common.empty() && mixer->id() != common)
        return "hybrid";
      common = mixer->id();
    }
  return common;
}

namespace {

/// The first mixture of experts of a stack; nullptr when it has none.
const MoeFeedForward* mixture_of(const ModelSpec& spec) {
  for (const Block& block : spec.blocks)
    for (const Branch& branch : block.branches)
      if (const auto* part = std::get_if<FeedForward>(&branch.part))
        if (const auto* mixture = part->as<MoeFeedForward>())
          return mixture;
  return nullptr;
}

/// Of attention, full or windowed: an architecture with other feed-forward parts is named by these.
bool plain_attention(const std::string& mixer) { return mixer == "softmax-attention" || mixer == "sliding-window"; }

} // namespace

std::string architecture_of(const ModelSpec& spec) {
  std::string common;
  const MoeFeedForward* mixture = mixture_of(spec);
  for (const Block& block : spec.blocks) {
    std::string name = architecture_of(block);
    if (mixture && plain_attention(name))
      name = architecture_of(*mixture);
    if (!common.empty() && name != common)
      return "hybrid";
    common = name;
  }
  return common;
}

std::optional<int64_t> lower_bound_width(const std::vector<Block>& blocks) {
  int64_t common = 0;
  for (const Block& block : blocks)
    for (const Branch& branch : block.branches) {
      const auto* mixer = std::get_if<Mixer>(&branch.part);
      const int64_t width = mixer ? mixer->lower_bound_width() : 0;
      if (width > 0 && common > 0 && width != common)
        return std::nullopt;
      common = std::max(common, width);
    }
  return common;
}

} // namespace pareto
