// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/config.h"
#include "core/formats/gguf/gguf.h"

#include <string>
#include <vector>

namespace pareto {

/// The architectures of GGUF files this build can run, sorted (general.architecture).
std::vector<std::string> known_gguf_architectures();

/// Reads a GGUF file's metadata into the model definition its Hugging Face relative has. Which biases exist, whether
/// the head is tied and the factors of scaled rotary embeddings come from the tensors; extents are compared with the
/// metadata when a weight is read. Weights keep two things of the file: Gemma's norms hold 1 + w, so `one_plus` is
/// false. `parts`: the files of the model, metadata in the first.
Result<ParsedConfig> parse_gguf(std::span<const GgufFile> parts);

} // namespace pareto
