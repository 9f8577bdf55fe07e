// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/gguf/gguf.h"
#include "core/model/model.h"

#include <string>
#include <vector>

namespace pareto {

// What a model is, whatever it is called and wherever it lies: 32 hexadecimal digits that results are kept under. Two
// models of one fingerprint are the same; what was measured before a file changed belongs to another one. Weights
// themselves are not read (that would take minutes): a changed file has another header, size or time.

/// Of a built-in shape: its name in the catalogue, and every weight and state it has, since a later version may give
/// the name another shape.
std::string fingerprint_of_shape(const std::string& architecture, const std::string& size, const Model& model);
/// Of a configuration file: its text, and headers, sizes and times of its weights, and sizes and times of tokenizer
/// files beside it. `weights`: the folder they lie in, or the one file; empty: the text alone, since nothing else is
/// read then.
std::string fingerprint_of_config(const std::string& file, const std::string& weights);
/// Of a GGUF model: headers, sizes and times of its parts.
std::string fingerprint_of_gguf(const std::vector<GgufFile>& parts);

} // namespace pareto
