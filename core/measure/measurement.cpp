// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/measurement.h"

namespace pareto {

const char* to_string(Condition condition) {
  switch (condition) {
  case Condition::Disturbed: return "disturbed";
  case Condition::Suspect: return "suspect";
  case Condition::Quiet: break;
  }
  return "quiet";
}

const char* to_string(Reading reading) { return reading == Reading::Slices ? "slices" : "whole"; }

} // namespace pareto
