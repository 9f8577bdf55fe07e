// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/result.h"

#include <cstdint>
#include <string_view>

namespace pareto {

class Model;

/// Which tokens what a model says of a token depends on. Past: those before it, so that a prompt gives the same read at
/// once or one by one. Block: those of its own block as well, so that it gives the same read in whole blocks. Whole:
/// every token of the text, so that nothing that was read before a token came is of use afterwards.
enum class Sight : uint8_t { Past, Block, Whole };
const char* to_string(Sight sight); ///< "past", "block", "whole"

/// How a model makes tokens. Of Past one after the other. Otherwise a block of masked tokens is denoised in several
/// forward passes, each of which keeps the tokens that it is surest of (LLaDA, arXiv 2502.09992; BD3-LM, 2503.09573).
struct Denoising {
  Sight sight = Sight::Past;
  int64_t block = 1;   ///< tokens of a sequence that are made together
  bool canvas = false; ///< a block begins where the text ends, as random tokens; otherwise at a multiple of its length
  bool denoises() const { return sight != Sight::Past; }
  /// Whether a prompt and the first tokens behind it come of steps of one kind, so that some of these stand for all.
  bool steps_alike() const { return sight != Sight::Whole && !canvas; }

  /// Tokens that come before the block a token at `position` belongs to and are kept in a state.
  int64_t kept(int64_t position) const {
    return sight == Sight::Whole ? 0 : canvas ? position : position / block * block;
  }
  /// Passes that block takes where `steps` are asked for: 0 = one a token; no more than there are tokens.
  int64_t passes(int64_t steps) const { return steps > 0 && steps < block ? steps : block; }
};

/// Blocks of a model that sees the whole text: LLaDA's, which its state does not depend on.
inline constexpr int64_t kWholeBlock = 32;

/// What follows from the attention of a step.
Denoising denoising_of(const Graph& step);
/// What its settings say, or else its step (of one token, where none was recorded yet).
Denoising denoising_of(const Model& model);
Denoising denoising_of(const Model& model, const Graph& step);

/// Refuses a model that denoises for what is defined of one token after the other only: "`what` needs ...".
Status require_one_by_one(const Model& model, std::string_view what);

} // namespace pareto
