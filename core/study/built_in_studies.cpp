// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/built_in_studies.h"

namespace pareto {

Study hybrid_ratios() {
  Study study = quick_look();
  study.name = "Hybrid ratios";
  study.models = {"gated-deltanet@1.3b", "hybrid-gdn-attn-24-1@1.3b", "hybrid-gdn-attn-12-1@1.3b",
                  "hybrid-gdn-attn-6-1@1.3b", "hybrid-gdn-attn@1.3b"};
  study.baseline = "hybrid-gdn-attn@1.3b";
  study.quality_group = "hybrid-ratio-sweep";
  study.fallback_size.clear(); // its results are of 1.3 B alone
  study.fallback_group.clear();
  return study;
}

const std::vector<std::string>& built_in_study_words() {
  static const std::vector<std::string> words{"quick-look", "hybrid-ratios"};
  return words;
}

std::optional<Study> built_in_study(std::string_view word) {
  if (word == "quick-look")
    return quick_look();
  if (word == "hybrid-ratios")
    return hybrid_ratios();
  return std::nullopt;
}

} // namespace pareto
