// SPDX-License-Identifier: GPL-3.0-or-later
// What reader, writer and schema of blueprints say alike.
#pragma once

#include "core/model/architecture.h"

#include <string>
#include <vector>

namespace pareto::blueprint {

inline constexpr int64_t kMostBlocks = 1024;
inline constexpr Range<int64_t> kMasks{0, ranges::kVocab.high - 1}; ///< of the id of a token that is not known yet

/// The words of "residual", in the order of Block::Residual; what comes after them a blueprint cannot say.
inline constexpr const char* kResiduals[] = {"pre", "post", "parallel"};

/// The base of a rotary field's frequencies stands under a key of its own.
inline std::string theta_key(const Field& rotary) { return rotary.key + "_theta"; }

/// The architectures whose mixers a blueprint can name, in the order of the catalogue.
std::vector<const Architecture*> mixer_types();

/// The spelling that is written of an activation; nullptr where a blueprint has none.
const char* activation_word(UnaryFunction activation);

/// Every key of a part, in order: "type" and those of its settings that have one.
std::vector<std::string> keys_of(const FieldTable& table);

} // namespace pareto::blueprint
