// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/fusion_bench.h"

#include "core/exec/cpu/cpu_executor.h"
#include "core/measure/bench_model.h"
#include "core/numeric/statistics.h"

namespace pareto {

namespace {

constexpr int kPrompt = 256;
constexpr int64_t kContext = 128;
constexpr int kPrefills = 15, kDecodes = 101; ///< pairs of samples
constexpr double kNoSlower = 1.03;

/// A small model in which the pattern stands in every layer.
const char* model_with(Fusion fusion) {
  switch (fusion) {
  case Fusion::GatedProduct:
  case Fusion::ProductResidual:
  case Fusion::SiblingProducts:
  case Fusion::NormProduct:
  case Fusion::RopeCache: return "softmax-attention@pilot";
  case Fusion::ProductActivation: return "rwkv7@pilot";
  case Fusion::ConvNorm:
  case Fusion::RecurrenceNorm: return "gated-deltanet@pilot";
  }
  return "";
}

Result<BenchModel> load_with(FusionSet fusions, const char* model) {
  PARETO_TRY_ASSIGN(executor, make_cpu_executor({.threads = 0, .instruction_set = {}, .fusions = fusions}));
  return BenchModel::load(std::move(executor), model, Precision::F32);
}

/// Milliseconds of a step. The step before it goes untimed: the threads of the other executor must have gone to sleep.
template <class Steps>
Result<double> settled_ms(Steps& steps) {
  PARETO_TRY(steps.step());
  PARETO_TRY_ASSIGN(time, steps.seconds());
  return 1e3 * time;
}

struct Compared {
  Estimate ratio; ///< with over without
  double with_ms = 0, without_ms = 0;
};

template <class Steps>
Result<Compared> compare(Steps& with, Steps& without, int pairs) {
  std::vector<double> ratios, ours, theirs;
  for (int pair = 0; pair < pairs; ++pair) { // either goes first as often
    const bool first = pair % 2 == 0;
    PARETO_TRY_ASSIGN(a, settled_ms(first ? with : without));
    PARETO_TRY_ASSIGN(b, settled_ms(first ? without : with));
    ours.push_back(first ? a : b);
    theirs.push_back(first ? b : a);
    ratios.push_back(ours.back() / theirs.back());
  }
  return Compared{estimate_median(ratios), median(ours), median(theirs)};
}

template <class Steps>
Result<Compared> compare_models(BenchModel& with, BenchModel& without, int64_t tokens, int pairs) {
  PARETO_TRY_ASSIGN(ours, Steps::make(*with.model, static_cast<int>(tokens)));
  PARETO_TRY_ASSIGN(theirs, Steps::make(*without.model, static_cast<int>(tokens)));
  return compare(ours, theirs, pairs);
}

} // namespace

BenchFigure fusion_figure(Fusion fusion) {
  BenchFigure figure = bench_figure("", "", "ratio", kNoSlower, false);
  figure.id = std::string("fuse-") + to_string(fusion);
  figure.title =
      std::string("time with the pattern ") + to_string(fusion) + " over time without, " + model_with(fusion);
  return figure;
}

Status measure_fusion(BenchFigure& figure, Fusion fusion) {
  PARETO_TRY_ASSIGN(with, load_with(cpu_fusions().with(fusion), model_with(fusion)));
  PARETO_TRY_ASSIGN(without, load_with(cpu_fusions().without(fusion), model_with(fusion)));
  PARETO_TRY_ASSIGN(prompt, compare_models<PrefillOf>(with, without, kPrompt, kPrefills));
  PARETO_TRY_ASSIGN(token, compare_models<DecodeAt>(with, without, kContext, kDecodes));
  figure.value = prompt.ratio.value > token.ratio.value ? prompt.ratio : token.ratio;
  figure.inputs = {{"prefill_ratio", prompt.ratio.value},     {"prefill_with_ms", prompt.with_ms},
                   {"prefill_without_ms", prompt.without_ms}, {"decode_ratio", token.ratio.value},
                   {"decode_with_ms", token.with_ms},         {"decode_without_ms", token.without_ms}};
  return {};
}

} // namespace pareto
