// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/gguf/gguf.h"
#include "core/formats/tensor_source.h"
#include "core/model/model_spec.h"
#include "core/result.h"

#include <memory>
#include <string>
#include <vector>

namespace pareto {

/// True when the name says so or the file begins with "GGUF".
bool is_gguf(const std::string& path);

/// The other parts of a model split over several files (NAME-00001-of-00003.gguf), in order; empty for a whole file.
/// Any part may be named; the first one holds the metadata. An error names a part that is missing.
Result<std::vector<std::string>> gguf_parts(const std::string& path);
/// All of them, opened; their split keys must agree with their names.
Result<std::vector<GgufFile>> open_gguf_parts(const std::string& path);

/// What a GGUF file is when it is no model ("an importance matrix (imatrix), ..."); empty for models.
std::string gguf_role(const GgufFile& file);
/// The GGUF model of a folder: the only one, its first part where it is split, whatever projectors, adapters and
/// importance matrices lie beside it. Empty when there is none; several are an error that names them. `roles`: what the
/// others are.
Result<std::string> gguf_model_in(const std::string& folder, std::vector<std::string>* roles = nullptr);

/// Tensors of parts beside the language model (vision towers, projectors), which are left alone.
bool is_other_gguf_part(const std::string& tensor);

/// Weights of a GGUF model under canonical names, decoded to float32 row by row, with the transforms of conversion
/// undone: llama's q and k rows come back in halves, A_log from -exp(A_log). Refused at once: a block type that cannot
/// be decoded and a tensor that the model definition does not use, since leaving it out would compute another model.
Result<std::unique_ptr<TensorSource>> open_gguf_weights(const std::string& path, const ModelSpec& spec);
/// The same for files already opened, metadata in the first.
Result<std::unique_ptr<TensorSource>> gguf_weights(std::vector<GgufFile> parts, const ModelSpec& spec);

} // namespace pareto
