// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/quantity.h"

#include <algorithm>

namespace pareto {

Source weaker(Source a, Source b) { return std::max(a, b); }

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
