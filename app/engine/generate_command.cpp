// SPDX-License-Identifier: GPL-3.0-or-later
// generate: a prompt's continuation, text as it comes.
#include "app/engine/commands.h"
#include "app/engine/text_input.h"
#include "core/decide/answer/workload_choices.h"
#include "core/formats/stated_context.h"
#include "core/platform/memory.h"
#include "core/platform/process.h"
#include "core/study/protocol/protocol.h"
#include "core/text/generator.h"

#include <cstdio>
#include <memory>
#include <optional>

namespace pareto::engine {

namespace {

constexpr const char* kWhatToSay = "generate needs one of --prompt TEXT, --prompt-file FILE and --tokens-in 1,2,3.";

struct GenerateCommand {
  std::string path, system, device = "cpu", precision = "f32";
  std::optional<std::string> prompt, prompt_file;
  std::vector<int64_t> ids;
  int64_t tokens = 16, top_k = 0, seed = 0, denoising_steps = 0, requests = 1;
  double temperature = 0, top_p = 1;
  bool raw = false, wait = false;
};

Result<SamplerOptions> sampling(const GenerateCommand& command) {
  const SamplerOptions options{command.temperature, command.top_p, command.top_k, static_cast<uint64_t>(command.seed)};
  PARETO_TRY(Sampler::make(options));
  return options;
}

/// What the answer is made from: ids as given, or text with the checkpoint's tokenizer.
struct Question {
  Prompt prompt;
  std::optional<TextFiles> files;
};

Result<Question> read_question(const GenerateCommand& command) {
  const int ways = command.prompt.has_value() + command.prompt_file.has_value() + !command.ids.empty();
  if (ways != 1)
    return fail(ErrorCode::InvalidArgument, kWhatToSay, "--prompt");
  Question question;
  if (!command.ids.empty()) {
    question.prompt.ids.assign(command.ids.begin(), command.ids.end());
    return question;
  }
  std::string text = command.prompt.value_or(std::string());
  if (command.prompt_file) {
    PARETO_TRY_ASSIGN(read, read_text(*command.prompt_file));
    text = std::move(read);
  }
  PARETO_TRY_ASSIGN(files, open_text_files(command.path));
  PARETO_TRY_ASSIGN(prompt, make_prompt(files, command.system, text, command.raw));
  question.prompt = std::move(prompt);
  question.files = std::move(files);
  return question;
}

/// Prints tokens as they come; text through a decoder that has read the prompt, since the first piece depends on it.
class Printer {
public:
  Printer(const Output& out, const Question& question) : m_out(out) {
    if (!question.files)
      return;
    m_decoder.emplace(question.files->tokenizer, true);
    for (int32_t id : question.prompt.ids)
      m_decoder->push(id);
  }

  void token(int32_t id) {
    const std::string piece = m_decoder ? m_decoder->push(id) : std::string();
    m_text += piece;
    if (m_out.json())
      m_out.line(to_json(protocol::GenerateEvent(
                     protocol::Token{m_index, id, m_decoder ? std::optional(piece) : std::nullopt})),
                 {});
    else
      m_out.piece(m_decoder ? piece : std::string(m_index > 0 ? "," : "") + std::to_string(id));
    ++m_index;
  }

  void finish() {
    const std::string rest = m_decoder ? m_decoder->finish() : std::string();
    m_text += rest;
    if (!m_out.json())
      m_out.piece(rest + "\n");
  }
  const std::string& text() const { return m_text; }

private:
  const Output& m_out;
  std::optional<StreamDecoder> m_decoder;
  int64_t m_index = 0;
  std::string m_text;
};

/// Says that the model is loaded, and with --wait lets the one who started us say when to begin: several models then
/// start together, whatever their loading took. The end of the input counts as the word.
void say_ready(const Output& out, const Question& question, int64_t weight_bytes, bool wait) {
  if (out.json())
    out.line(to_json(protocol::GenerateEvent(
                 protocol::Ready{weight_bytes, static_cast<int64_t>(question.prompt.ids.size())})),
             {});
  while (wait) {
    const int c = std::getchar();
    wait = c != '\n' && c != EOF;
  }
}

void print_summary(const Output& out, const Question& question, bool seeded, const Generated& answer,
                   const std::string& text) {
  const double per_second = answer.tpot_s > 0 ? 1 / answer.tpot_s : 0;
  protocol::Generated event{answer.tokens,
                            static_cast<int64_t>(question.prompt.ids.size()),
                            to_string(answer.stop),
                            answer.ttft_s * 1e3,
                            {},
                            {},
                            answer.weight_bytes,
                            answer.state_bytes,
                            peak_resident_bytes(),
                            seeded ? "seeded" : "checkpoint",
                            {},
                            {}};
  if (answer.steps > 1) {
    event.tpot_ms = answer.tpot_s * 1e3;
    event.decode_tokens_per_s = per_second;
  }
  if (question.files) {
    event.text = text;
    event.chat_form = to_string(question.prompt.form);
  }
  char line[400];
  int length =
      std::snprintf(line, sizeof line, "TTFT %.1f ms for %zu tokens", answer.ttft_s * 1e3, question.prompt.ids.size());
  if (answer.steps > 1)
    length += std::snprintf(line + length, sizeof line - static_cast<size_t>(length), ", TPOT %.2f ms, %.1f tokens/s",
                            answer.tpot_s * 1e3, per_second);
  length += std::snprintf(line + length, sizeof line - static_cast<size_t>(length),
                          ", weights %.1f MiB, state %.1f MiB, peak %.1f MiB, stopped by %s",
                          static_cast<double>(answer.weight_bytes) / (1 << 20),
                          static_cast<double>(answer.state_bytes) / (1 << 20),
                          static_cast<double>(peak_resident_bytes()) / (1 << 20), to_string(answer.stop));
  if (question.files)
    std::snprintf(line + length, sizeof line - static_cast<size_t>(length), ", chat form %s",
                  to_string(question.prompt.form));
  out.line(to_json(protocol::GenerateEvent(std::move(event))), line + std::string(seeded ? ", weights seeded" : ""));
}

Status answer(const GenerateCommand& command, const Output& out) {
  PARETO_TRY_ASSIGN(precision, parse_precision(command.precision));
  PARETO_TRY_ASSIGN(options, sampling(command));
  PARETO_TRY_ASSIGN(model, open_model(command.path));
  if (command.prompt || command.prompt_file) // words are the model's own; ids may be asked of random weights
    PARETO_TRY(require_weights(model));
  out.warn(model.warnings);
  PARETO_TRY_ASSIGN(question, read_question(command));
  out.warn(question.prompt.warnings);
  PARETO_TRY_ASSIGN(executor, make_executor(command.device));
  if (question.files)
    warn_of(*question.files->tokenizer, out);
  if (const auto beyond = beyond_stated_context(model, std::ssize(question.prompt.ids) + command.tokens))
    out.warn(*beyond);
  PARETO_TRY_ASSIGN(loaded, LoadedModel::load(*executor, model, load_options(precision)));
  catch_stop_signals();
  Printer printer(out, question);
  const GenerateRequest request{question.prompt.ids,
                                command.tokens,
                                options,
                                question.files ? question.files->end_ids : std::vector<int32_t>(),
                                static_cast<int>(command.requests),
                                command.denoising_steps,
                                [&] { say_ready(out, question, loaded->weights().bytes(), command.wait); }};
  PARETO_TRY_ASSIGN(generated, generate(*loaded, request, [&](int32_t token) {
                      printer.token(token);
                      return !stop_requested() &&
                             Output::status(); // where nobody reads on, the rest would be computed for nothing
                    }));
  printer.finish();
  print_summary(out, question, model.folder.empty(), generated, printer.text());
  return {};
}

} // namespace

Action declare_generate(Options& options) {
  const auto command = std::make_shared<GenerateCommand>();
  options.word(command->path, "MODEL", kConfigHelp);
  options.text(command->prompt, "--prompt", "TEXT", "What is said to the model");
  options.text(command->prompt_file, "--prompt-file", "FILE", "The same from a file or a pipe");
  options.integers(command->ids, "--tokens-in", {0, INT32_MAX}, "The same as ids");
  options.text(command->system, "--system", "TEXT", "System message before the prompt");
  options.toggle(command->raw, "--raw", "The prompt as it is, without the model's chat template");
  options.integer(command->tokens, "--tokens", {1, 1 << 20}, "Tokens to write at most");
  options.number(command->temperature, "--temperature", 0, 100, "0 takes the likeliest token");
  options.number(command->top_p, "--top-p", 0, 1, "Chooses among the likeliest tokens of this probability together");
  options.integer(command->top_k, "--top-k", {0, INT32_MAX}, "Chooses among so many tokens; 0: all");
  options.integer(command->requests, "--requests", {1, kMostRequests},
                  "Answered at once: the first is shown, and times are of each");
  options.integer(command->denoising_steps, "--denoising-steps", {0, 4096}, kDenoisingHelp);
  options.integer(command->seed, "--seed", {0, INT64_MAX}, "Of the choice");
  options.text(command->device, "--device", "D", kDeviceHelp);
  options.text(command->precision, "--precision", "P", kPrecisionHelp);
  options.toggle(command->wait, "--wait", "Begins when a line comes in");
  return [command](const Output& out) { return answer(*command, out); };
}

} // namespace pareto::engine
