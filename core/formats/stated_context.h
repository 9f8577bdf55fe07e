// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/open_model.h"

#include <cstdint>
#include <optional>

namespace pareto {

/// What to say when `tokens` at once are more than the configuration states that the model can take
/// (max_position_embeddings, or context_length of a GGUF file). Nothing within the limit, or where none is stated.
std::optional<Warning> beyond_stated_context(const OpenedModel& model, int64_t tokens);

} // namespace pareto
