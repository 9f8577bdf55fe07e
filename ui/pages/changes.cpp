// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/changes.h"

namespace pareto::ui {

namespace {

bool same(const AxisChoice& a, const AxisChoice& b) { return a.metric == b.metric && a.quality_metric == b.quality_metric; }

bool same(const Limits& a, const Limits& b) {
  return a.most_tpot_ms == b.most_tpot_ms && a.most_answer_ms == b.most_answer_ms && a.most_memory_bytes == b.most_memory_bytes && a.least_quality == b.least_quality;
}

} // namespace

ViewChanges changesBetween(const ViewState& before, const ViewState& after) {
  const auto& [at, limits, x, y, latency, along, compared, model, running, selected, hidden] = before; // a new part of the view does not compile until it is looked at here
  ViewChanges what;
  what.setFlag(ViewChange::Place, at.context != after.at.context || at.requests != after.at.requests);
  what.setFlag(ViewChange::Answer, at.answer_tokens != after.at.answer_tokens);
  what.setFlag(ViewChange::Device, at.device != after.at.device || compared != after.compared || model != after.model);
  what.setFlag(ViewChange::Limits, !same(limits, after.limits));
  what.setFlag(ViewChange::Axes, !same(x, after.x) || !same(y, after.y));
  what.setFlag(ViewChange::Latency, latency != after.latencyMetric);
  what.setFlag(ViewChange::Along, along != after.along);
  what.setFlag(ViewChange::Running, running != after.running);
  what.setFlag(ViewChange::Selection, selected != after.selected);
  what.setFlag(ViewChange::Hidden, hidden != after.hidden);
  return what;
}

} // namespace pareto::ui
