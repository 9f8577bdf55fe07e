// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"
#include "core/numeric/estimate.h"
#include "core/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace pareto {

/// A text as a model reads it. `bytes[i]` are the UTF-8 bytes of the text that token i stands for (0 for special
/// tokens), so that models with different tokenizers compare by bits per byte.
struct TokenizedText {
  std::vector<int32_t> ids;
  std::vector<int32_t> bytes;
  /// What the tokenizer puts in front of a text, usually one begin token. It opens every window and counts as context,
  /// never as text: it is not predicted and has no bytes. Where there is one, the text's first token is predicted from
  /// it and counts like any other; without one, nothing predicts the first token: its bytes count, its cost does not (n
  /// is one less).
  std::vector<int32_t> begin;
};
/// Reads a text with the begin tokens of its tokenizer. Bytes that the tokenizer drops or adds at the start count for
/// the first token, so that the bytes are those of the text.
Result<TokenizedText> tokenize(const std::shared_ptr<Tokenizer>& tokenizer, std::string_view text);

/// What happens while a text is scored; `done` of `total` tokens. Returning false stops, and what was scored is kept.
using ScoreProgress = std::function<bool(int64_t done, int64_t total)>;

/// Mean bits per byte of tokens that had about `position` tokens before them.
struct PositionScore {
  int64_t position = 0; ///< upper end of the bin (exclusive)
  double bits_per_byte = 0;
  int64_t tokens = 0;
};

struct TextScore {
  int64_t context = 0;           ///< most tokens a prediction could look back on
  double bits_per_byte = 0;      ///< all nats / ln 2 / all bytes of the scored text, the first token's bytes included
  std::optional<Interval> ci95;  ///< over blocks of the text (ratio estimator); absent below 8 blocks
  int64_t tokens = 0, bytes = 0; ///< predictions that were counted; bytes of the text they stand in
  int blocks = 0;
  std::vector<PositionScore> curve; ///< by doubling positions inside the window
  bool complete = true;             ///< false: stopped early
};

/// Strided windows of `context` tokens, begin tokens included: after the first, each window predicts only its last
/// half, so that every prediction but the first half-window's looks back on at least half a context.
Result<TextScore> score_text(LoadedModel& model, const TokenizedText& text, int64_t context,
                             const ScoreProgress& progress = {});

/// How far another precision of a model is from a reference on the same text.
struct Divergence {
  double mean_nats = 0, p99_nats = 0; ///< KL(reference || other) per next-token distribution
  double same_top1 = 0;               ///< share of equal most likely tokens
  Interval same_top1_ci95;            ///< Wilson
  double bits_per_byte = 0;           ///< of other less reference, token by token: what its weights lose on this text
  std::optional<Interval>
      bits_per_byte_ci95; ///< of that paired difference, over blocks of the text; absent below 8 blocks
  int64_t tokens = 0;
  bool complete = true;
};
Result<Divergence> compare_distributions(LoadedModel& reference, LoadedModel& other, const TokenizedText& text,
                                         int64_t context, const ScoreProgress& progress = {});

/// Nats of each of several continuations of one prompt, summed over their tokens: what a choice among given options is
/// scored by. The prompt is read once.
Result<std::vector<double>> option_nats(LoadedModel& model, std::span<const int32_t> prompt,
                                        const std::vector<std::vector<int32_t>>& options);

} // namespace pareto
