// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/model/model_spec.h"

namespace pareto {

/// Which rows of a step get logits: all (`logits`, evaluation), the last valid one of each sequence (generation), or
/// the last block of each where all of a step's tokens are valid (denoising; core/model/denoising.h). Of a model with a
/// canvas a step of Block is a pass over one.
enum class LogitRows : uint8_t { All, Last, Block };

/// The inputs of a pass over a canvas (ModelSpec::canvas): the logits of the pass before, [B,T,vocab], and by what they
/// count, [1]: 1, or 0 where there was none.
inline constexpr const char *kLogitsBefore = "logits_before", *kLogitsCount = "logits_count";

/// A language model as data: immutable, cheap to copy, recorded into a graph per step shape.
class Model {
public:
  explicit Model(ModelSpec spec);
  const ModelSpec& spec() const { return m_spec; }
  /// Marks the outputs "logits" (Real [B,V] or [B,T,V]) and "next_token" (I32 [B] or [B,T], arg-max); of a block T is
  /// its tokens. Throws RecordingError, which names the layer, where the specification cannot be recorded.
  Graph record(StepShape shape, LogitRows rows = LogitRows::Last) const;

private:
  ModelSpec m_spec;
};

} // namespace pareto
