// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"

#include <string>

namespace pareto::ui {

/// How a person looks at the study: what is asked of the evidence, and what else charts and sentences depend on, the
/// state of the run and what is selected.
struct ViewState : Comparison {
  bool running = false;        ///< a study is being measured: nobody is told to press Run
  bool times = false;          ///< TRADE-OFF: a time or rate across is shown as times better than the baseline's
  bool lost = false;           ///< TRADE-OFF: a quality upwards is shown as what is lost against the best
  Waits waits = Waits::Person; ///< of the workload: how long an answer may take
  std::string selected;        ///< model id, empty = none
};

} // namespace pareto::ui
