// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/hugging_face/mixture_reader.h"
#include "core/model/architectures/mla.h"

// What the readers of latent attention have in common.
namespace pareto::config {

/// Heads, ranks and widths in DeepSeek's keys; `theta`: rotary base where none is said.
MlaMixer read_latent(ConfigReader& reader, double theta);
/// Rows of the joined tensors of latent attention under self_attn; any other part stays as it is.
void place_latent(const Block& block, const std::string& part, TensorRows& rows, std::string& name);

} // namespace pareto::config
