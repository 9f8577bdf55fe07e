// SPDX-License-Identifier: GPL-3.0-or-later
// Evidence of two small models, as the tests of it begin with.
#pragma once

#include "core/decide/evidence.h"
#include "tests/support/full_study.h"
#include "tests/support/measurements.h"

#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

namespace pareto::test {

inline const std::string kPilotAttention = "softmax-attention@pilot", kPilotMamba2 = "mamba2@pilot";

inline Study study_of(std::vector<std::string> models) {
  Study study;
  study.models = std::move(models);
  return study;
}

inline Calibration calibration() {
  Calibration c;
  c.roofline.bytes_per_s = 20e9;
  c.roofline.flops_per_s = 200e9;
  return c;
}

inline Evidence with(std::initializer_list<Measurement> cells) {
  Evidence evidence(study_of({kPilotAttention, kPilotMamba2}), calibration(), publishedResults());
  for (const Measurement& cell : cells)
    evidence.add(cell);
  return evidence;
}

inline bool close(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)); }

} // namespace pareto::test
