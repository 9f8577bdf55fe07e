// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"

namespace pareto::ui {

// Charts as the builders make them, with every kind of mark; the values are invented.
ChartSpec sampleTradeOff();
ChartSpec sampleLatency();
ChartSpec sampleMemory();
ChartSpec sampleEmpty();
/// `count` points of a wavy line; `scattered`: as marks of a cloud.
ChartSpec sampleLarge(int count, bool scattered);
/// Specs no builder should make and no view may stumble over, by name.
ChartSpec sampleOdd(const QString& what);
/// The trade-off in Japanese.
ChartSpec sampleJapanese();

} // namespace pareto::ui
