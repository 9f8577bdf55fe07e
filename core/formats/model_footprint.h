// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/open_model.h"
#include "core/formats/tensor_source.h"
#include "core/model/footprint.h"
#include "core/result.h"

namespace pareto {

/// How a source holds each weight; the source must outlive it.
inline FormatOf stored_by(const TensorSource& source) {
  return [&source](const WeightDecl& weight) { return source.stored(weight); };
}

/// From the header of the model's files alone; no weight is read. Remembers what it found as long as the files stay as
/// they are, so that it can be asked again and again.
Result<Footprint> footprint_of(const OpenedModel& model, LoadOptions options, Packing packing = Packing::Cpu);

} // namespace pareto
