// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/model_runner.h"
#include "core/result.h"
#include "core/text/chat_template.h"
#include "core/text/sampler.h"
#include "core/text/text_files.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// A question as ids, and the form in which it was put.
struct Prompt {
  std::vector<int32_t> ids;
  ChatForm form = ChatForm::None;
  std::vector<Warning> warnings;
};
/// `raw`: the text as it is even where the checkpoint has a chat template. Begin tokens are added as the tokenizer says
/// where no template wrote the text; end tokens are not: the answer goes on from here.
Result<Prompt> make_prompt(const TextFiles& files, std::string_view system, std::string_view user, bool raw);

struct GenerateRequest {
  std::vector<int32_t> prompt;
  int64_t tokens = 16;
  SamplerOptions sampling;
  std::vector<int32_t> end_ids; ///< stop before these
  int requests = 1; ///< answered at once: the first is the answer; the others read its tokens from another one on, and
                    ///< go on each with its own, so that a step does what so many different requests ask of it
  int64_t denoising_steps = 0;         ///< passes a block, of models that denoise; 0 = one a token
  std::function<void()> on_ready = {}; ///< may be empty: called once everything is prepared, before the clock starts
};

struct Generated {
  enum class Stop { Length, EndToken, Asked };
  std::vector<int32_t> tokens; ///< without the end token
  Stop stop = Stop::Length;
  double ttft_s = 0; ///< from the prompt to its first token, of blocks that are denoised to the first pass; weights
                     ///< loaded and programs compiled before
  double tpot_s = 0; ///< mean of the steps after the first token; 0 when there were none
  int64_t steps = 0; ///< tokens computed, the end token and what a block holds behind it included
  int64_t weight_bytes = 0, state_bytes = 0;
};
const char* to_string(Generated::Stop stop);

/// One answer, one token a step, or block by block of a model that denoises (core/exec/denoiser.h), greedily.
/// `on_token` sees each token as it comes, those of a block once it is done; false ends the answer.
Result<Generated> generate(LoadedModel& model, const GenerateRequest& request,
                           const std::function<bool(int32_t)>& on_token);

} // namespace pareto
