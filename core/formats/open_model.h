// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"
#include "core/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

class TensorSource;

/// What must be said beside an answer: found while opening, printed by every command (event "warning").
struct Warning {
  std::string code;    ///< "unused_tensors", ...; stable, for programs
  std::string message; ///< one sentence for a person
};

/// A model opened from what a person named: "mamba2@125m", a config.json, a blueprint, a checkpoint folder.
struct OpenedModel {
  Model model;
  std::string id;           ///< "mamba2@125m" or the path as given
  std::string model_type;   ///< "llama", "mamba2", "blueprint", or the architecture id of a built-in shape
  std::string architecture; ///< catalogue id ("gated-deltanet", "hybrid", ...)
  std::string
      folder; ///< where weights lie (a folder, or a .gguf file); empty = none (seeded random weights, speed only)
  std::string names; ///< name map of the checkpoint
  std::string
      unread; ///< names of files that hold its weights in a form that is not read ("pytorch_model.bin"); empty = none
  std::vector<Warning> warnings;
  std::string size{};        ///< of a built-in shape: "125m"; empty for everything that lies in files
  std::string fingerprint{}; ///< what it is, wherever it lies (core/formats/fingerprint.h)
  /// Why what it says is not a model's though weights are there (core/formats/linearised.h): "layers ... not trained".
  std::string untrained{};
  std::shared_ptr<const OpenedModel> base{}; ///< whose weights it is made with, where it is untrained
  bool built_in() const { return !size.empty(); }
  /// "checkpoint", "seeded", "not_trained".
  const char* weights() const { return base ? "not_trained" : folder.empty() ? "seeded" : "checkpoint"; }
};

/// The two halves of "mamba2@125m".
struct BuiltInId {
  std::string architecture, size;
};
/// The built-in shape a text stands for; nothing for paths, whatever is in their names. A file or folder of that very
/// name is meant before a shape is.
std::optional<BuiltInId> built_in_id(std::string_view text);

/// Errors name the JSON path, what was found, what is allowed and the nearest valid spelling.
Result<OpenedModel> open_model(std::string_view id_or_path);
/// Refuses a configuration without its weights, naming files that are not read: what it would say is not the model's.
/// Built-in shapes and blueprints have none by nature and pass.
Status require_weights(const OpenedModel& model);
/// The checkpoint's tensors through the name map of its type, or seeded random weights where there is no checkpoint.
Result<std::unique_ptr<TensorSource>> open_weights(const OpenedModel& model, uint64_t seed = 0);

} // namespace pareto
