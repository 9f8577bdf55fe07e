// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/capacity.h"

#include "core/decide/memory_taken.h"
#include "core/decide/quantity_math.h"
#include "core/numeric/difference.h"
#include "core/translatable.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr double kSamePatience = 0.01;
constexpr double kShownAlpha = 0.05; ///< of the intervals that quantities have

/// Service times of so many answers at once: in the middle, at the quick and at the slow end of all waits.
struct Service {
  ServiceMix middle, quick, slow;
  Source source = Source::Measured;
  Reach reach = Reach::Exact;
  Condition condition = Condition::Quiet;
  bool preview = false;
};

/// The ends between which a quantity lies: as they are shown, or so far apart that those of several contenders hold
/// together.
class Ends {
public:
  Ends() = default;
  explicit Ends(int compared)
      : m_alpha(kFamilyError / std::max(1, compared)), m_normal(student_quantile(m_alpha, 0)),
        m_times(m_normal / student_quantile(kShownAlpha, 0)) {}

  /// A wait by its rounds, whose spread its own interval does not show: samples of one round share its level.
  Interval of_wait(const Evidence& evidence, const Contender& who, const OperatingPoint& at,
                   const Quantity& wait) const {
    if (m_normal == 0)
      return shown(wait);
    if (const auto mean = mean_of_wait(evidence, who, at)) {
      const Interval logarithms = interval_of(*mean, m_alpha);
      return {std::exp(logarithms.low), std::exp(logarithms.high)};
    }
    return widened(wait, unseen());
  }
  /// Joules are watts times a wait: they lie as far away as both do.
  Interval of_joules(const Evidence& evidence, const Contender& who, const OperatingPoint& at,
                     const Quantity& joules) const {
    if (m_normal == 0)
      return shown(joules);
    const auto mean = mean_of_wait(evidence, who, at);
    return widened(joules, mean ? std::exp(mean->error * student_quantile(m_alpha, mean->degrees)) : unseen());
  }
  /// By how much a value may be off for what a single round does not show.
  double unseen() const { return std::exp(m_normal * kUnseenDrift); }

private:
  static Interval shown(const Quantity& q) { return q.ci95.value_or(Interval{*q.value, *q.value}); }
  Interval widened(const Quantity& q, double more) const {
    const Interval ends = shown(q);
    return {std::max(0.0, *q.value - m_times * (*q.value - ends.low)) / more,
            (*q.value + m_times * (ends.high - *q.value)) * more};
  }
  static std::optional<Difference> mean_of_wait(const Evidence& evidence, const Contender& who,
                                                const OperatingPoint& at) {
    std::vector<double> logarithms;
    for (const auto& [id, ms] : evidence.rounds(who.model, Metric::AnswerTime, at))
      logarithms.push_back(std::log(ms));
    return mean_of_rounds(logarithms);
  }

  double m_alpha = 0, m_normal = 0, m_times = 1; ///< m_normal 0: as shown
};

/// `who` serves requests of a length.
OperatingPoint place(const LengthClass& lengths, int at_once, const Contender& who, double reused_share) {
  return {lengths.prompt_tokens, at_once, lengths.answer_tokens, who.device, reused_share};
}

bool fits(const Evidence& evidence, const Contender& who, const OperatingPoint& at) {
  const std::optional<int64_t> memory = memory_of_device(evidence, who.device);
  OperatingPoint end = at;
  end.context += at.answer_tokens;
  const Quantity bytes = evidence.value(who.model, Metric::Memory, end);
  return !memory || !bytes.value || *bytes.value <= static_cast<double>(*memory);
}

/// A wait that may not decide (a preview, a disturbed one) is shown as it is: what is made of it says so.
Result<Service> service_of(const Evidence& evidence, const Serving& serving, const LengthMix& mix, int at_once,
                           Quantity& why, const Ends& widened) {
  Service service;
  for (const LengthClass& lengths : mix) {
    const Contender who = serving(lengths);
    const OperatingPoint at = place(lengths, at_once, who, evidence.study().workload.reused_share);
    const Quantity wait = evidence.value(who.model, Metric::AnswerTime, at);
    if (!wait.value) {
      why = wait;
      return fail(ErrorCode::NotFound, wait.why);
    }
    if (!fits(evidence, who, at)) {
      why = missing(Gap::NotStated, PARETO_TEXT("Core", "It needs more memory than this machine has."));
      return fail(ErrorCode::OutOfMemory, "It does not fit.");
    }
    const Interval ends = widened.of_wait(evidence, who, at, wait);
    const auto add = [&](ServiceMix& to, double ms) { to.push_back({lengths.share, ms / 1e3 / at_once, ms / 1e3}); };
    add(service.middle, *wait.value);
    add(service.quick, ends.low);
    add(service.slow, ends.high);
    service.source = weaker(service.source, wait.source);
    service.reach = std::max(service.reach, wait.reach);
    service.condition = std::max(service.condition, wait.condition);
    service.preview |= wait.preview || (wait.source != Source::Modelled && !wait.ci95);
  }
  return service;
}

double load_of(const ServiceMix& mix, double patience_s, bool overnight) {
  const double service = mean_service_s(mix);
  if (overnight)
    return service > 0 ? 1 / service : 0;
  return capacity_per_s(mix, patience_s);
}

/// Joules of a request; none where those of any length are not known.
void add_joules(Capacity& capacity, const Evidence& evidence, const Serving& serving, const LengthMix& mix, int at_once,
                const Ends& widened) {
  double sum = 0;
  Interval ends{0, 0};
  bool known = true;
  Source source = Source::Measured;
  // Those watts enter the cost by themselves, over the machine's seconds and with idle taken off.
  const bool by_watts = evidence.study().cost[CostField::BusyWatts].value.has_value();
  for (const LengthClass& lengths : mix) {
    const Contender who = serving(lengths);
    const OperatingPoint at = place(lengths, at_once, who, evidence.study().workload.reused_share);
    const Quantity joules = evidence.value(who.model, Metric::AnswerEnergy, at);
    if (!joules.value || (by_watts && joules.power.starts_with("rated")))
      return;
    sum += lengths.share * *joules.value;
    const Interval one = widened.of_joules(evidence, who, at, joules);
    ends = {ends.low + lengths.share * one.low, ends.high + lengths.share * one.high};
    known &= joules.ci95.has_value();
    source = weaker(source, joules.source);
  }
  capacity.joules = sum;
  capacity.joules_ends = known ? std::optional(ends) : std::nullopt;
  capacity.joules_source = source;
}

Capacity made_of(const Service& service, int at_once, double per_s, double patience_s, bool overnight) {
  Capacity capacity;
  capacity.patience_s = patience_s;
  capacity.per_s = per_s;
  capacity.low = load_of(service.slow, patience_s, overnight);
  capacity.high = load_of(service.quick, patience_s, overnight);
  capacity.source = Source::Modelled;
  capacity.reach = service.reach;
  capacity.condition = service.condition;
  capacity.preview = service.preview;
  capacity.at_once = at_once;
  capacity.service_s = mean_service_s(service.middle);
  capacity.quick_s = mean_service_s(service.quick);
  capacity.slow_s = mean_service_s(service.slow);
  capacity.answer_s = capacity.service_s * at_once;
  return capacity;
}

/// So many answers at once, and the load that they carry.
struct Carried {
  Service service;
  int at_once = 0;
  double per_s = 0;
};

/// Of all numbers at once the one that carries most; what was measured goes before what a formula knows.
Capacity modelled(const Evidence& evidence, const Serving& serving, const LengthMix& mix, double patience_s,
                  const Ends& widened) {
  const bool overnight = evidence.study().workload.waits == Waits::Overnight;
  std::vector<Carried> all;
  std::optional<Quantity> first; // why of one at once nothing is known
  const auto is_beyond = [](const Carried& each) { return each.service.reach == Reach::Beyond; };
  const auto is_worse = [&](const Carried& a, const Carried& b) {
    return is_beyond(a) != is_beyond(b) ? is_beyond(a) : a.per_s < b.per_s;
  };
  for (int at_once = 1; at_once <= kMostRequests; at_once *= 2) {
    Quantity why;
    if (const auto service = service_of(evidence, serving, mix, at_once, why, widened))
      all.push_back({*service, at_once, load_of(service->middle, patience_s, overnight)});
    else if (!first)
      first = why;
  }
  if (all.empty()) {
    Capacity unknown;
    unknown.why = first.value_or(missing(Gap::NotMeasured, "Not measured yet: press Run."));
    return unknown;
  }
  const Carried& best = *std::max_element(all.begin(), all.end(), is_worse); // of several alike the first
  Capacity capacity = made_of(best.service, best.at_once, best.per_s, patience_s, overnight);
  for (const Carried& each : all)
    if (!overnight && is_beyond(each) == is_beyond(best))
      capacity.services.push_back(each.service.middle);
  return capacity;
}

const MeasuredLoad* measured_load(const Study& study, const Contender& who, double patience_s) {
  for (auto load = study.cost.loads.rbegin(); load != study.cost.loads.rend(); ++load) // the latest import counts
    if (load->model == who.model && load->device == who.device && load->precision == study.precision &&
        std::abs(load->patience_s / patience_s - 1) < kSamePatience &&
        load->prompt_tokens == study.workload.prompt_tokens && load->answer_tokens == study.workload.answer_tokens)
      return &*load;
  return nullptr;
}

Capacity with_joules(const Evidence& evidence, const Serving& serving, const LengthMix& mix, double patience_s,
                     const Ends& widened) {
  Capacity capacity = modelled(evidence, serving, mix, patience_s, widened);
  if (capacity.at_once > 0)
    add_joules(capacity, evidence, serving, mix, capacity.at_once, widened);
  return capacity;
}

void take_load(Capacity& capacity, const MeasuredLoad* load) {
  if (!load)
    return;
  capacity.per_s = capacity.low = capacity.high = load->per_s;
  capacity.services.clear();
  if (load->failed_per_s)
    capacity.high = *load->failed_per_s;
  capacity.source = Source::Measured;
  capacity.reach = Reach::Exact;
  capacity.condition = Condition::Quiet;
  capacity.preview = false;
  capacity.from = load->from;
}

const MeasuredLoad* measured_load(const Evidence& evidence, const Contender& who, double patience_s) {
  const bool overnight = evidence.study().workload.waits == Waits::Overnight;
  return overnight ? nullptr : measured_load(evidence.study(), who, patience_s);
}

} // namespace

Capacity capacity_of(const Evidence& evidence, const Serving& serving, const LengthMix& mix, double patience_s) {
  return with_joules(evidence, serving, mix, patience_s, Ends());
}

Capacity capacity_of(const Evidence& evidence, const Contender& who, const LengthMix& mix, double patience_s) {
  Capacity capacity = capacity_of(
      evidence, [&](const LengthClass&) { return who; }, mix, patience_s);
  take_load(capacity, measured_load(evidence, who, patience_s));
  return capacity;
}

Capacity capacity_to_compare(const Evidence& evidence, const Contender& who, const LengthMix& mix, double patience_s,
                             int compared, bool is_workload) {
  const Ends widened(compared);
  Capacity capacity = with_joules(
      evidence, [&](const LengthClass&) { return who; }, mix, patience_s, widened);
  if (const MeasuredLoad* load = is_workload ? measured_load(evidence, who, patience_s) : nullptr) {
    take_load(capacity, load);
    const double more = widened.unseen();
    capacity.low /= more;
    capacity.high *= more;
  }
  return capacity;
}

double per_s_at(const Capacity& capacity, double times) {
  if (capacity.services.empty() || times == 1)
    return capacity.per_s.value_or(0) * times;
  double most = 0;
  for (ServiceMix mix : capacity.services) {
    for (ServiceClass& each : mix) {
      each.occupies_s /= times;
      each.answer_s /= times;
    }
    most = std::max(most, capacity_per_s(mix, capacity.patience_s));
  }
  return most;
}

} // namespace pareto
