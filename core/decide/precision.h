// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/statements.h"
#include "core/formats/gguf/stored_format.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// One checkpoint at one precision: what it costs, and what is lost.
struct PrecisionCell {
  std::string precision; ///< one of precision_names()
  Quantity cost;         ///< of `PrecisionView::cost`
  Quantity quality;      ///< bits per byte, or the divergence from float32
  Quantity difference;   ///< bits per byte more than at float32, paired on the same tokens; no value for float32 itself
};

/// What a published comparison says of one format of a model.
struct PublishedLoss {
  std::string format;        ///< "q4_K_M"; of a cache "KIVI-2"
  double value = 0;          ///< in the unit of the test
  std::optional<double> gib; ///< of the file
};
/// A published comparison of formats of one model, of the architecture and size one looks at, but not that very model:
/// shown beside its own losses, never lent to it.
struct PublishedLosses {
  std::string group, metric, source; ///< "arXiv 2402.02750", or a title, with its table
  QualityUnit unit = QualityUnit::Unknown;
  std::vector<PublishedLoss> formats; ///< in the order of the table
};

/// One checkpoint at every precision: what it costs against what is lost.
struct PrecisionView {
  std::string model;
  Metric cost = Metric::Tpot; ///< Tpot or Memory
  bool divergence = false;    ///< KL from float32 instead of bits per byte
  int64_t context = 0;        ///< of the quality; 0 = whichever was measured with the longest
  OperatingPoint at;          ///< of the cost
  std::string size;           ///< of the model, and its parameters
  std::optional<int64_t> parameters;
  std::vector<PrecisionCell> cells;   ///< from exact to coarse
  std::optional<StoredFormat> stored; ///< of a file that holds blocks: finer formats than its own hold the same values
  std::vector<PublishedLosses> published{}; ///< the first test of each comparison that fits
};

/// Everything known of a checkpoint of the study at every precision: its own measurements, formulas and scores, none
/// borrowed.
PrecisionView precision_view(const Evidence& evidence, const std::string& model, Metric cost, bool divergence,
                             const OperatingPoint& at, std::optional<StoredFormat> stored = {});

/// Of a model of this architecture and size: within 5 %, since names round (Llama 2 "7B" has 6.74 B).
std::vector<PublishedLosses> published_losses(const PublishedResults& published, const std::string& architecture,
                                              int64_t parameters);

/// Whether reading the file at a precision can lose nothing, for it holds no more than that.
bool holds_the_file(const PrecisionView& view, const std::string& precision);

/// What a coarser format of a checkpoint gives and costs, from its file's own format, or the finest, to the coarsest.
struct Coarser : Stated {
  enum class Kind : uint8_t {
    FourBitFile, ///< nothing is coarser
    Unknown,     ///< fewer than two formats have both values, or their times may not decide
    AsFast,      ///< within 5 %, or not surely apart
    Faster,
    Slower,
    Memory,
  } kind = Kind::Unknown;
  std::string from, to;
  double times = 1;    ///< Faster, Slower: how many
  Quantity difference; ///< bits per byte more than at float32, paired on the same tokens; none where it is not known
};                     ///< figures: cost of `from`, of `to`; quality of `from`, of `to`
Coarser coarser(const PrecisionView& view);

} // namespace pareto
