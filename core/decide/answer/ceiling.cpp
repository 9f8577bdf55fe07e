// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/ceiling.h"

#include "core/decide/answer/workload_choices.h"
#include "core/decide/speed_model.h"
#include "core/measure/reuse.h"

#include <algorithm>

namespace pareto {

namespace {

double part(double of, double whole) { return whole > 0 ? of / whole : 0; }

/// Of reading a prompt and writing its answer: the first token comes with the prompt.
struct AnswerWork {
  StepWork reading, writing; ///< writing: of one step
  double steps = 0;

  AnswerWork(const SpeedModel& model, const OperatingPoint& at)
      : reading(model.reading_work(at.context, reused_tokens(at.context, at.reused_share), at.requests)),
        writing(model.decode_work(at.context, at.requests)),
        steps(static_cast<double>(std::max<int64_t>(0, at.answer_tokens - 1))) {}

  template <class Amount>
  double sum(Amount amount) const {
    return amount(reading) + steps * amount(writing);
  }
};

} // namespace

double MixingShare::share() const { return time.value_or(std::max(operations, bytes)); }

std::optional<MixingShare> mixing_share(const Evidence& evidence, const Contender& who, const OperatingPoint& at) {
  const SpeedModel* model = evidence.formulas(who.model);
  if (!model)
    return std::nullopt;
  const AnswerWork work(*model, at);
  const double bytes = work.sum([](const StepWork& w) { return w.weight_bytes + w.state_bytes; });
  MixingShare share;
  share.operations = part(work.sum([](const StepWork& w) { return w.mixing_flops; }),
                          work.sum([](const StepWork& w) { return w.flops; }));
  share.bytes = part(work.sum([](const StepWork& w) { return w.state_bytes; }), bytes);
  const Calibration* limits = evidence.limits(who.device);
  if (limits && limits->roofline.known()) {
    const Roofline& roof = limits->roofline;
    const double all =
        work.sum([&](const StepWork& w) { return roof.seconds(w.weight_bytes + w.state_bytes, w.flops); });
    const double alike =
        work.sum([&](const StepWork& w) { return roof.seconds(w.weight_bytes, w.flops - w.mixing_flops); });
    share.time = 1 - part(alike, all);
  }
  return share;
}

namespace {

/// The largest share of all that are compared.
Ceiling ceiling_at(const Evidence& evidence, const std::vector<Contender>& compared, const OperatingPoint& at) {
  Ceiling all;
  for (const Contender& who : compared) {
    const auto share = mixing_share(evidence, who, place_on(at, who));
    if (!share || (all.known && share->share() <= all.most.share()))
      continue;
    all.of = who;
    all.most = *share;
    all.known = true;
  }
  return all;
}

} // namespace

Ceiling ceiling(const Evidence& evidence, const Comparison& comparison) {
  const std::vector<Contender> compared = contenders(evidence, comparison);
  Ceiling all = ceiling_at(evidence, compared, comparison.at);
  if (!all.known)
    return all;
  for (int64_t doubled = kShortestPrompt; doubled < kLongestPrompt && !all.begins; doubled *= 2)
    for (const int64_t prompt : {doubled + doubled / 2, 2 * doubled}) { // 192, 256, 384, …: no finer than it is said
      OperatingPoint at = comparison.at;
      at.context = prompt;
      if (!all.begins && prompt > comparison.at.context && ceiling_at(evidence, compared, at).most.share() >= kMatters)
        all.begins = prompt;
    }
  return all;
}

} // namespace pareto
