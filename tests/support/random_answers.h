// SPDX-License-Identifier: GPL-3.0-or-later
// Studies of all kinds, drawn by a seed, for what must hold of any answer.
#pragma once

#include "core/decide/answer/answer.h"
#include "tests/support/full_study.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace pareto::test {

/// Calls `look(evidence, comparison)` for so many studies of one to seven models at one place each, some of them not
/// measured, with and without limits.
template <class Look>
void for_random_answers(int count, Look look) {
  std::mt19937 random(16);
  const auto published = publishedResults();
  for (int study = 0; study < count; ++study) {
    Study asked;
    asked.models = {"softmax-attention@1.3b",
                    "mamba2@1.3b",
                    "gated-deltanet@1.3b",
                    "hybrid-gdn-swa@1.3b",
                    "gla@1.3b",
                    "retnet@1.3b",
                    "hgrn2@1.3b"};
    std::shuffle(asked.models.begin(), asked.models.end(), random);
    asked.models.resize(1 + random() % asked.models.size());
    asked.workload.waits = static_cast<Waits>(random() % 3);
    Calibration machine;
    machine.roofline = {20e9, 200e9};
    Evidence evidence(asked, machine, published);
    const int64_t tokens = int64_t{128} << random() % 12;
    const double scale = std::pow(10.0, random() % 4);
    for (const std::string& model : asked.models)
      if (random() % 8 != 0) {
        add_rounds(evidence, decode(model, 1, tokens, static_cast<double>(5 + random() % 3)));
        add_rounds(evidence, prefill(model, 1, tokens, scale * static_cast<double>(100 + random() % 5)));
      }
    Comparison here;
    here.at = {tokens, 1, 150};
    here.task = random() % 2 == 0 ? "fda_acc" : "zero_shot_avg";
    if (random() % 4 == 0)
      here.limits[Metric::Tpot] = 6;
    here.goal = random() % 4 == 0 ? Goal::LeastMemory : Goal::ShortestWait;
    look(evidence, here);
  }
}

} // namespace pareto::test
