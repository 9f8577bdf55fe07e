// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architecture_of.h"

namespace pareto {

namespace {

/// Id of one mixer in the catalogue.
struct ArchitectureName {
  std::string operator()(const AttentionMixer& mixer) const { return mixer.window > 0 ? "sliding-window" : "softmax-attention"; }
  std::string operator()(const LinearAttentionMixer&) const { return "linear-attention"; }
  std::string operator()(const RetNetMixer&) const { return "retnet"; }
  std::string operator()(const GlaMixer&) const { return "gla"; }
  std::string operator()(const Hgrn2Mixer&) const { return "hgrn2"; }
  std::string operator()(const HgrnMixer&) const { return "hgrn"; }
  std::string operator()(const DeltaNetMixer& mixer) const { return mixer.decay ? "gated-deltanet" : "deltanet"; }
  std::string operator()(const Rwkv7Mixer&) const { return "rwkv7"; }
  std::string operator()(const MambaMixer&) const { return "mamba"; }
  std::string operator()(const Mamba2Mixer&) const { return "mamba2"; }
  std::string operator()(const RgLruMixer&) const { return "rg-lru"; }
  std::string operator()(const MinGruMixer&) const { return "mingru"; }
};

} // namespace

std::string architecture_of(const Mixer& mixer) { return std::visit(ArchitectureName{}, mixer); }

std::string architecture_of(const ModelSpec& spec) {
  std::string common;
  for (const Block& block : spec.blocks) {
    const std::string name = architecture_of(block.mixer);
    if (!common.empty() && name != common)
      return "hybrid";
    common = name;
  }
  return common;
}

} // namespace pareto
