// SPDX-License-Identifier: GPL-3.0-or-later
// What reader, writer and schema of blueprints say alike.
#pragma once

#include "core/model/architecture.h"

#include <string>
#include <vector>

namespace pareto::blueprint {

inline constexpr int64_t kMostBlocks = 1024;

/// The words of "residual", in the order of Block::Residual; what comes after them a blueprint cannot say.
inline constexpr const char* kResiduals[] = {"pre", "post", "parallel"};

/// The words of an ffn's "type", in the order of FeedForward::Kind behind None, with the activation each has where none
/// is said.
struct FfnType {
  const char* word;
  const char* activation; ///< nullptr: of its own, always
};
inline constexpr FfnType kFfnTypes[] = {{"gated", "silu"}, {"plain", "gelu"}, {"rwkv7", nullptr}};
static_assert(std::size(kFfnTypes) == static_cast<size_t>(FeedForward::Kind::Rwkv7),
              "every kind of feed-forward part has its word");

/// The base of a rotary field's frequencies stands under a key of its own.
inline std::string theta_key(const Field& rotary) { return rotary.key + "_theta"; }

/// The architectures whose mixers a blueprint can name, in the order of the catalogue.
std::vector<const Architecture*> mixer_types();

/// Every key of a mixer, in order: "type" and those of its settings that have one.
std::vector<std::string> keys_of(const FieldTable& table);

} // namespace pareto::blueprint
