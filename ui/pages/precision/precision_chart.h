// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/gguf/stored_format.h"
#include "core/decide/evidence.h"
#include "ui/charts/charts.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto::ui {

/// One checkpoint at one precision: what it costs, and what is lost.
struct PrecisionCell {
  std::string precision;  ///< "f32", "f16", "bf16", "q8", "q4"
  Quantity cost;          ///< of `PrecisionView::cost`
  Quantity quality;       ///< bits per byte, or the divergence from float32
  Quantity difference;    ///< bits per byte more than at float32, paired on the same tokens; no value for float32 itself
};

/// What the PRECISION chart is made from.
struct PrecisionView {
  std::string model;
  Metric cost = Metric::Tpot;       ///< Tpot or Memory
  bool divergence = false;          ///< KL from float32 instead of bits per byte
  int64_t context = 0;              ///< of the quality; 0 = whichever was measured with the longest
  std::vector<PrecisionCell> cells; ///< from exact to coarse
  std::optional<StoredFormat> stored; ///< of a file that holds blocks: finer formats than its own hold the same values
};

/// Everything known of a checkpoint of the study at every precision: its own measurements, formulas and scores, none borrowed.
PrecisionView precisionView(const Evidence& evidence, const std::string& model, Metric cost, bool divergence, const OperatingPoint& at,
                            std::optional<StoredFormat> stored = {});
ChartSpec precisionChart(const PrecisionView& view, const Evidence& evidence, const ViewState& state);

/// "float16", "8-bit"
QString precisionName(const std::string& precision);

} // namespace pareto::ui
