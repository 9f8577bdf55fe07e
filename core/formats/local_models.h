// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/file_kind.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// A model that lies on this computer, found by where other programs keep theirs.
struct LocalModel {
  enum class Origin : uint8_t { OwnFolder, HuggingFace, LmStudio, LlamaCpp, Ollama } origin = Origin::OwnFolder;
  FileForm format = FileForm::Gguf; ///< or Safetensors
  std::string path;                 ///< what open_model() takes
  std::string name;                 ///< "HuggingFaceTB/SmolLM2-135M", "llama3.2:1b", or the file's stem
  int64_t file_bytes = 0;
};
const char* to_string(LocalModel::Origin origin);

/// Folders to look into; empty ones are skipped.
struct ModelFolders {
  std::string own, hugging_face, lm_studio, llama_cpp, ollama;
};
/// By each program's own rules: environment variables first (HF_HUB_CACHE, HF_HOME, LLAMA_CACHE, OLLAMA_MODELS), then
/// the usual places below the home folder. `own` is XDG_DATA_HOME/paretoscope/models.
ModelFolders default_model_folders();

/// Everything found, in the order of Origin, then by name. Unreadable folders are passed over: looking is not an error.
std::vector<LocalModel> find_local_models(const ModelFolders& folders);

/// What one sees before adding a model.
struct LocalModelFacts {
  std::string architecture; ///< catalogue id, or "hybrid"
  std::string model_type;
  int64_t parameters = 0;
  int64_t memory_at_4k = 0, memory_at_32k = 0; ///< float16 weights and cache of one request, by formula
  std::string problem;                         ///< not empty: it cannot be run here, and why
};
LocalModelFacts inspect_local_model(const LocalModel& model);

} // namespace pareto
