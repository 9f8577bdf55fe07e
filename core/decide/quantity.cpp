// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/quantity.h"

#include <algorithm>

namespace pareto {

Source weaker(Source a, Source b) { return std::max(a, b); }

bool may_decide(const Quantity& q) {
  const bool fact = q.source == Source::Published || q.source == Source::Imported ||
                    (q.source == Source::Modelled && q.reach == Reach::Exact);
  return q.value && q.reach != Reach::Beyond && q.condition == Condition::Quiet && !q.preview &&
         (fact || q.source == Source::Measured);
}

Quantity quantity_of(const Score& score) {
  const double scale = score.task == Score::Task::Lookup ? 100 : 1;
  Quantity q;
  q.value = score.value * scale;
  if (score.ci95 && score.task != Score::Task::Divergence) // there it belongs to the share of equal first choices
    q.ci95 = Interval{score.ci95->low * scale, score.ci95->high * scale};
  q.source = score.source;
  q.preview = !score.complete;
  q.n = static_cast<int>(std::min<int64_t>(score.n, INT32_MAX));
  q.time_utc = score.time_utc;
  q.file = score.file;
  q.bytes = score.bytes;
  q.tested_to = score.context;
  return q;
}

} // namespace pareto
