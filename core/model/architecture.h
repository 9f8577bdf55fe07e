// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"
#include "core/model/shapes.h"

#include <string>

namespace pareto {

/// One architecture: its facts as the model tree, its card and `architectures` show them, the settings of its mixer and
/// the rule of its built-in shapes. Texts are facts in plain words.
struct Architecture {
  std::string id;      ///< "gated-deltanet"
  std::string name;    ///< "Gated DeltaNet"
  std::string family;  ///< a key of families()
  std::string section; ///< section of the survey arXiv 2508.09834
  std::string paper;   ///< arXiv id
  std::string source;  ///< where the equations were read
  std::string idea;    ///< one plain sentence
  std::string promise;
  std::string weakness;
  std::string complexity; ///< per token of decode, n = tokens in context
  FieldTable fields{};    ///< none where the layers are a pattern of other architectures' mixers
  ShapeRule shape{};
};

} // namespace pareto
