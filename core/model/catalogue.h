// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model_spec.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// One architecture as the model tree, its card and `architectures` show it. Texts are facts in plain words.
struct Architecture {
  std::string id;       ///< "gated-deltanet"
  std::string name;     ///< "Gated DeltaNet"
  std::string family;   ///< a key of families()
  std::string section;  ///< section of the survey arXiv 2508.09834
  std::string paper;    ///< arXiv id
  std::string source;   ///< where the equations were read
  std::string idea;     ///< one plain sentence
  std::string promise;
  std::string weakness;
  std::string complexity; ///< per token of decode, n = tokens in context
};

struct Family {
  std::string id;   ///< "linear-attention"
  std::string name; ///< "Linear attention"
};
const std::vector<Family>& families();
const std::vector<Architecture>& architectures();
/// nullptr when there is none of that id.
const Architecture* find_architecture(std::string_view id);

/// "probe", "pilot", "125m", "340m", "1.3b".
const std::vector<std::string>& size_names();

/// The shape behind "ID@SIZE". Shapes of published-quality.json where there is one, otherwise assumed (spec.assumed_shape),
/// fitted to the parameter count of the softmax-attention shape of that size.
Result<ModelSpec> built_in_model(std::string_view id, std::string_view size);

/// Whether ID@SIZE has a shape: true of everything in architectures(), false of every other word.
bool has_built_in_shape(std::string_view id);

/// A Llama-like of the same vocabulary, tying and parameter count (within 3 %). DESIGN section 5.
ModelSpec matching_baseline(const ModelSpec& model);

int64_t parameter_count(const ModelSpec& spec);

} // namespace pareto
