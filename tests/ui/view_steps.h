// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/view.h"

#include <functional>

namespace pareto::test {

/// One step of a person for each part of the view a page or a panel may depend on. (Which models are hidden and how
/// long an answer is are the document's to say, and whether a study runs the session's.)
struct ViewStep {
  ui::ViewChange what;
  std::function<void(ui::ViewState&)> take;
};

inline const ViewStep kViewSteps[] = {
    {ui::ViewChange::Place, [](ui::ViewState& view) { view.at.context = view.at.context == 1024 ? 3072 : 1024; }},
    {ui::ViewChange::Limits,
     [](ui::ViewState& view) { view.limits[Metric::Tpot] = limit_on(view.limits, Metric::Tpot).value_or(400) - 90; }},
    {ui::ViewChange::Axes,
     [](ui::ViewState& view) { view.x.metric = view.x.metric == Metric::Tpot ? Metric::Ttft : Metric::Tpot; }},
    {ui::ViewChange::Latency,
     [](ui::ViewState& view) {
       view.latency_metric = view.latency_metric == Metric::Tpot ? Metric::DecodeRate : Metric::Tpot;
     }},
    {ui::ViewChange::Along,
     [](ui::ViewState& view) { view.along = view.along == Along::Context ? Along::Requests : Along::Context; }},
    {ui::ViewChange::Device,
     [](ui::ViewState& view) {
       view.compared = view.compared == Compared::Models ? Compared::Devices : Compared::Models;
     }},
    {ui::ViewChange::Selection,
     [](ui::ViewState& view) {
       view.selected = view.selected == "mamba2@1.3b" ? "gated-deltanet@1.3b" : "mamba2@1.3b";
     }},
};

} // namespace pareto::test
