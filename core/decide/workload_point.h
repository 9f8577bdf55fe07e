// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"
#include "core/measure/reuse.h"
#include "core/study/study.h"

#include <string>
#include <utility>

namespace pareto {

/// The place that a workload asks about; `device`: empty = the study's first.
inline OperatingPoint point_of(const Workload& workload, std::string device = {}) {
  return {workload.prompt_tokens, workload.requests, workload.answer_tokens, std::move(device), workload.reused_share};
}

/// The prompt that is that part of another which lies in the state already.
inline OperatingPoint reused_part(OperatingPoint at) {
  at.context = reused_tokens(at.context, at.reused_share);
  return at;
}

} // namespace pareto
