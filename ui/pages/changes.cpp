// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/changes.h"

namespace pareto::ui {

ViewChanges changesBetween(const ViewState& before, const ViewState& after) {
  const auto& [at, limits, x, y, latency, along, compared, model, running, selected, hidden] = before; // a new part of the view does not compile until it is looked at here
  ViewChanges what;
  what.setFlag(ViewChange::Place, at.context != after.at.context || at.requests != after.at.requests);
  what.setFlag(ViewChange::Answer, at.answer_tokens != after.at.answer_tokens);
  what.setFlag(ViewChange::Device, at.device != after.at.device || compared != after.compared || model != after.model);
  what.setFlag(ViewChange::Limits, limits != after.limits);
  what.setFlag(ViewChange::Axes, !(x == after.x && y == after.y));
  what.setFlag(ViewChange::Latency, latency != after.latencyMetric);
  what.setFlag(ViewChange::Along, along != after.along);
  what.setFlag(ViewChange::Running, running != after.running);
  what.setFlag(ViewChange::Selection, selected != after.selected);
  what.setFlag(ViewChange::Hidden, hidden != after.hidden);
  return what;
}

} // namespace pareto::ui
