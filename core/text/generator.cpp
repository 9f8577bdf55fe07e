// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/generator.h"

#include "core/exec/denoiser.h"

#include <algorithm>
#include <chrono>

namespace pareto {

namespace {

constexpr size_t kPrefillStep = 512; ///< tokens read at once: bounds the activations of a long prompt

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Tokens [at, at + count) of every request, row-major: of each the prompt from another token on, and round.
std::vector<int32_t> tokens_of(const GenerateRequest& request, size_t at, size_t count) {
  const size_t length = request.prompt.size();
  std::vector<int32_t> tokens;
  for (size_t each = 0; each < static_cast<size_t>(request.requests); ++each)
    for (size_t i = 0; i < count; ++i)
      tokens.push_back(request.prompt[(at + i + each) % length]);
  return tokens;
}

/// Compiles what the prompt and the answer need, so that the clock does not count it.
Status compile_programs(LoadedModel& model, size_t prompt, int requests) {
  const auto tail = static_cast<int>((prompt - 1) % kPrefillStep + 1);
  for (int tokens : {prompt > kPrefillStep ? static_cast<int>(kPrefillStep) : tail, tail, 1})
    PARETO_TRY(model.program({requests, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode}, LogitRows::Last));
  return {};
}

/// Hands the tokens of an answer out one by one, until one of them ends it.
class Answer {
public:
  Answer(const GenerateRequest& request, const std::function<bool(int32_t)>& on_token, Generated& out)
      : m_request(request), m_on_token(on_token), m_out(out) {}

  /// Whether the answer goes on.
  bool take(int32_t token) {
    if (std::find(m_request.end_ids.begin(), m_request.end_ids.end(), token) != m_request.end_ids.end()) {
      m_out.stop = Generated::Stop::EndToken;
      return false;
    }
    m_out.tokens.push_back(token);
    if (!m_on_token(token)) {
      m_out.stop = Generated::Stop::Asked;
      return false;
    }
    return static_cast<int64_t>(m_out.tokens.size()) < m_request.tokens;
  }

private:
  const GenerateRequest& m_request;
  const std::function<bool(int32_t)>& m_on_token;
  Generated& m_out;
};

/// An answer in blocks, each of which is filled in by passes over it.
Result<Generated> denoise(LoadedModel& model, const GenerateRequest& request,
                          const std::function<bool(int32_t)>& on_token, const Denoising& how) {
  if (request.sampling.temperature != 0)
    return fail(ErrorCode::Unsupported, "A model that denoises takes the likeliest ids; ask for temperature 0.");
  const int32_t mask = model.model().spec().mask_token;
  if (mask < 0 && !how.canvas)
    return fail(ErrorCode::Unsupported, "This model names no mask token (mask_token_id), which denoising begins with.");
  const auto prompt = static_cast<int64_t>(request.prompt.size()), step = static_cast<int64_t>(kPrefillStep);
  const int64_t room = prompt + request.tokens + how.block;
  PARETO_TRY_ASSIGN(state,
                    model.new_state(request.requests, room,
                                    static_cast<int>(how.sight == Sight::Whole ? room : std::max(step, how.block))));
  Denoiser text(model, *state, request.requests, mask);
  Generated result;
  Answer answer(request, on_token, result);
  result.weight_bytes = model.weights().bytes();
  if (request.on_ready)
    request.on_ready();
  const auto begin = std::chrono::steady_clock::now();
  PARETO_TRY(text.read(tokens_of(request, 0, request.prompt.size()), step));
  bool goes_on = true;
  while (goes_on) {
    const int64_t first = text.length();
    text.begin_block();
    for (int64_t left = how.passes(request.denoising_steps); left > 0 && text.masked() > 0; --left) {
      PARETO_TRY(text.pass(left));
      if (result.ttft_s == 0)
        result.ttft_s = seconds_since(begin);
    }
    result.steps += text.length() - first;
    for (const int32_t token : text.text(0).subspan(static_cast<size_t>(first)))
      goes_on = goes_on && answer.take(token);
    if (goes_on)
      PARETO_TRY(text.end_block());
  }
  if (result.steps > 1)
    result.tpot_s = (seconds_since(begin) - result.ttft_s) / static_cast<double>(result.steps - 1);
  result.state_bytes = state->bytes();
  return result;
}

} // namespace

const char* to_string(Generated::Stop stop) {
  switch (stop) {
  case Generated::Stop::Length: return "length";
  case Generated::Stop::EndToken: return "end_token";
  case Generated::Stop::Asked: return "asked";
  }
  return "length";
}

Result<Prompt> make_prompt(const TextFiles& files, std::string_view system, std::string_view user, bool raw) {
  Prompt prompt;
  ChatPrompt chat = raw ? raw_chat(system, user) : render_chat(files.chat, system, user);
  prompt.form = chat.form;
  prompt.warnings = std::move(chat.warnings);
  PARETO_TRY_ASSIGN(ids, files.tokenizer->encode(chat.text, {false, true, false}));
  if (!chat.has_turns) // a template writes its own begin token
    prompt.ids = files.tokenizer->post_processor().before();
  prompt.ids.insert(prompt.ids.end(), ids.begin(), ids.end());
  if (prompt.ids.empty())
    return fail(ErrorCode::InvalidArgument, "The prompt is empty; give at least one word.", "--prompt");
  return prompt;
}

Result<Generated> generate(LoadedModel& model, const GenerateRequest& request,
                           const std::function<bool(int32_t)>& on_token) {
  if (request.prompt.empty())
    return fail(ErrorCode::InvalidArgument, "The prompt holds no token.");
  if (const Denoising how = denoising_of(model.model()); how.denoises())
    return denoise(model, request, on_token, how);
  PARETO_TRY_ASSIGN(sampler, Sampler::make(request.sampling));
  const size_t largest = std::min(request.prompt.size(), kPrefillStep);
  PARETO_TRY_ASSIGN(state,
                    model.new_state(request.requests, static_cast<int64_t>(request.prompt.size()) + request.tokens,
                                    static_cast<int>(largest)));
  PARETO_TRY(compile_programs(model, request.prompt.size(), request.requests));
  SequenceBatch sequence(model, *state, request.requests);
  Generated result;
  Answer answer(request, on_token, result);
  result.weight_bytes = model.weights().bytes();
  if (request.on_ready)
    request.on_ready();
  const auto begin = std::chrono::steady_clock::now();
  Program* program = nullptr;
  for (size_t at = 0; at < request.prompt.size(); at += kPrefillStep) {
    const size_t count = std::min(kPrefillStep, request.prompt.size() - at);
    PARETO_TRY_ASSIGN(step, sequence.step(tokens_of(request, at, count), LogitRows::Last));
    program = step;
  }
  while (true) {
    const std::span<const int32_t> likeliest = program->output_i32("next_token");
    std::vector<int32_t> next(likeliest.begin(), likeliest.end());
    if (request.sampling.temperature != 0) {
      const std::span<const float> logits = program->output("logits");
      next.front() = sampler.choose(logits.first(logits.size() / next.size()));
    }
    if (++result.steps == 1)
      result.ttft_s = seconds_since(begin);
    else
      result.tpot_s = (seconds_since(begin) - result.ttft_s) / static_cast<double>(result.steps - 1);
    if (!answer.take(next.front()))
      break;
    PARETO_TRY_ASSIGN(step, sequence.step(next, LogitRows::Last));
    program = step;
  }
  result.state_bytes = state->bytes();
  return result;
}

} // namespace pareto
