// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

namespace pareto::test {

/// Three models on a small grid.
inline Study small() {
  Study study;
  study.models = {"softmax-attention@probe", "mamba2@probe", "gla@probe"};
  study.contexts = {64, 128};
  study.batches = {1, 8};
  study.prompts = {32};
  return study;
}

} // namespace pareto::test
