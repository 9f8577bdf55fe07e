// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"
#include "core/model/denoising.h"

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace pareto {

/// Passes over the canvases of a batch (ModelSpec::canvas), each of which is given what the one before said.
class CanvasPasses {
public:
  CanvasPasses(LoadedModel& model, int batch) : m_model(model), m_batch(batch) {}

  /// `tokens` [batch, canvas], behind where the sequences stand; they stay there.
  Result<Program*> pass(SequenceBatch& sequences, std::span<const int32_t> tokens);
  /// The next pass is the first one over new canvases.
  void begin() { m_before.clear(); }

private:
  LoadedModel& m_model;
  int m_batch;
  std::vector<float> m_before; ///< logits of the last pass, [batch, canvas, vocab]; empty: there was none
};

/// Texts of one length that a model goes on with block by block (core/model/denoising.h). A block begins as mask tokens
/// behind what is left of the text; every pass is one forward over the block (and over the whole text where the model
/// sees all of it), after which the tokens it is surest of are kept: those whose most likely id has the greatest
/// probability, as many as share the masked ones out evenly over the passes left (arXiv 2502.09992, appendix A.3; ties
/// to the first). A block that is done is read into the state, where there is one. A canvas begins as random tokens in
/// place of masks, and those that a pass does not keep are drawn anew.
class Denoiser {
public:
  /// `mask`: the id of a token that is not known yet. The state holds `capacity` tokens, the last block included.
  Denoiser(LoadedModel& model, State& state, int batch, int32_t mask);

  /// What comes before the answer: `tokens` [batch, n], row-major. Reads whole blocks, `step` tokens at once.
  Status read(std::span<const int32_t> tokens, int64_t step);
  /// Puts masks behind the text, up to the end of its block.
  void begin_block();
  /// One pass of `left` that are left of this block, itself included. Logits that are not finite are an error.
  Status pass(int64_t left);
  /// Keeps the block, all of whose tokens are known.
  Status end_block();

  const Denoising& how() const { return m_how; }
  int64_t length() const { return m_length; }
  int64_t masked() const { return m_masked; } ///< tokens of each sequence
  /// The text of one sequence as far as it has come.
  std::span<const int32_t> text(int sequence) const;
  /// Timing: as if `length` tokens had been read before what follows.
  void pretend(int64_t length);
  /// Tokens of a sequence that a pass runs over, where `length` come before the block's masks.
  int64_t pass_tokens() const { return m_length - m_sequence.position(); }

private:
  struct Sure {
    float probability;
    int64_t at;
    int32_t id;
  };
  std::vector<int32_t> behind(int64_t position) const;
  void draw_unknown();
  void keep_surest(int sequence, std::span<const float> logits, std::span<const int32_t> likeliest, int64_t count);

  LoadedModel& m_model;
  Denoising m_how;
  SequenceBatch m_sequence;
  CanvasPasses m_canvases;
  int m_batch;
  int32_t m_mask;
  int64_t m_length = 0, m_masked = 0;
  std::vector<std::vector<int32_t>> m_texts;
  std::vector<std::vector<bool>> m_known; ///< of the block, by sequence
  std::vector<std::mt19937> m_noise;      ///< of a canvas, by sequence
  std::vector<Sure> m_sure;
};

} // namespace pareto
