// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/energy.h"
#include "core/measure/pace.h"
#include "core/measure/witness.h"
#include "core/numeric/estimate.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// What one measured cell is about. `model` is ID@SIZE or a path, as the person named it; equal keys are the same point
/// of a curve.
struct CellKey {
  enum class Kind : uint8_t { Decode, Prefill } kind = Kind::Decode;
  std::string model;
  std::string device = "cpu";
  std::string precision = "f32";
  int batch = 1;
  int64_t context = 0;       ///< Decode: tokens already in the state
  int64_t prompt_tokens = 0; ///< Prefill: tokens read
  /// Decode of a model that denoises: passes a block takes (core/model/denoising.h); 0 = one a token, and of every
  /// other model.
  int64_t denoising_steps = 0;
  bool operator==(const CellKey&) const = default;
  auto operator<=>(const CellKey&) const = default;
};

/// How a prompt was read: as it is served, or in a few steps at chosen depths whose times are summed over the prompt
/// (DESIGN section 7, Prefill in slices).
enum class Reading : uint8_t { Whole, Slices };
const char* to_string(Reading reading); ///< "whole", "slices"

/// One step of a prompt that was measured at a depth.
struct Slice {
  int64_t depth = 0;  ///< tokens already in the state
  int64_t tokens = 0; ///< of each sequence that the step reads
  std::vector<double> samples_ms;
  bool operator==(const Slice&) const = default;
};

/// One `result` event of the engine and one row of the run store. A missing value is std::nullopt, never 0.
struct Measurement {
  CellKey key;
  std::string fingerprint;      ///< of the model (core/formats/fingerprint.h); empty in stores before version 4
  std::string device_name;      ///< as processor or driver calls it; empty in older stores
  std::string state = "seeded"; ///< Decode: "prefilled" or "seeded"
  int64_t generated_tokens = 0;
  /// Prefill: time to first token. Of a model that denoises until the first pass over the first block is done, after
  /// which the first of its tokens stand, wherever in the block.
  std::optional<Estimate> ttft_ms;
  /// Decode: median time per output token of one sequence (a step gives `batch` tokens); of a block that is denoised
  /// its passes over its tokens.
  std::optional<Estimate> tpot_ms;
  std::optional<double> tpot_p95_ms;          ///< only with n >= 59
  std::optional<double> tpot_p99_ms;          ///< only with n >= 299
  std::optional<double> prefill_tokens_per_s; ///< all sequences together
  std::optional<double> decode_tokens_per_s;  ///< all sequences together
  int64_t weight_bytes = 0;
  int64_t state_bytes = 0; ///< all sequences, at this context
  int64_t activation_bytes = 0;
  std::optional<int64_t> peak_rss_bytes;
  std::optional<int64_t>
      device_bytes; ///< of a device with memory of its own: weights, state and activations of this cell as allocated
  double flops_per_token = 0;
  double bytes_per_token = 0;
  std::optional<double> roofline_share;
  Reading how = Reading::Whole;
  std::vector<Slice> slices;    ///< Reading::Slices: what was summed; samples_ms are then sums of one of each
  std::optional<Energy> energy; ///< where a counter or a rating tells it
  std::optional<Pace> pace;     ///< of the machine itself; on the CPU, and nothing in older stores
  bool preview = false;         ///< fewer repetitions than the rules ask for
  Condition condition = Condition::Quiet;
  double lost_share = 0;          ///< Disturbed: share of the machine's processor time that others took meanwhile
  std::string lost_to;            ///< Disturbed: "other programs", "host"; Suspect: the rule that is broken
  std::vector<std::string> noise; ///< flags; empty = quiet
  std::vector<double>
      samples_ms; ///< raw: per-step (decode) or per-prefill times; disturbed ones only where no others are
  std::vector<Repetition> repetitions; ///< all of them in their order, with their witness; empty in older stores
  Source source = Source::Measured;
  std::string error;        ///< not empty: the cell ended with this reason and has no values
  int round = 0;            ///< refining round that made it; cells of one round of one run are paired
  int64_t run = 0, row = 0; ///< where the store holds it ("RUN:CELL"); 0 = not stored yet
  std::string time_utc;     ///< ISO 8601
};

} // namespace pareto
