// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/stated_context.h"

namespace pareto {

std::optional<Warning> beyond_stated_context(const OpenedModel& model, int64_t tokens) {
  const int64_t most = model.model.spec().max_context;
  if (most <= 0 || tokens <= most)
    return std::nullopt;
  const std::string key = model.folder.ends_with(".gguf") ? "context_length" : "max_position_embeddings";
  return Warning{"beyond_context", model.id + ": " + std::to_string(tokens) + " tokens of context are beyond the " +
                                       std::to_string(most) + " positions that its configuration states (" + key +
                                       "); what it does there says little about the model."};
}

} // namespace pareto
