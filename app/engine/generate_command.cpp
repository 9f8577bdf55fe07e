// SPDX-License-Identifier: GPL-3.0-or-later
// generate: a prompt's continuation, text as it comes.
#include "app/engine/arguments.h"
#include "app/engine/commands.h"
#include "app/engine/text_input.h"
#include "core/platform/memory.h"
#include "core/platform/process.h"
#include "core/text/generator.h"

#include <cstdio>
#include <optional>

namespace pareto::engine {

namespace {

using nlohmann::json;

constexpr const char* kWhatToSay = "generate needs one of --prompt TEXT, --prompt-file FILE and --tokens-in 1,2,3.";

Result<SamplerOptions> sampling(const Arguments& arguments) {
  SamplerOptions options;
  PARETO_TRY_ASSIGN(temperature, arguments.number("--temperature", 0, 100, 0));
  PARETO_TRY_ASSIGN(top_p, arguments.number("--top-p", 0, 1, 1));
  PARETO_TRY_ASSIGN(top_k, arguments.integer("--top-k", 0, INT32_MAX, 0));
  PARETO_TRY_ASSIGN(seed, arguments.integer("--seed", 0, INT64_MAX, 0));
  options = {temperature, top_p, top_k, static_cast<uint64_t>(seed)};
  PARETO_TRY(Sampler::make(options));
  return options;
}

/// What the answer is made from: ids as given, or text with the checkpoint's tokenizer.
struct Question {
  Prompt prompt;
  std::optional<TextFiles> files;
};

Result<Question> read_question(const Arguments& arguments, const std::string& path) {
  const int ways = arguments.has("--prompt") + arguments.has("--prompt-file") + arguments.has("--tokens-in");
  if (ways != 1)
    return fail(ErrorCode::InvalidArgument, kWhatToSay, "--prompt");
  Question question;
  if (arguments.has("--tokens-in")) {
    PARETO_TRY_ASSIGN(values, arguments.integers("--tokens-in", 0, INT32_MAX, {}));
    question.prompt.ids.assign(values.begin(), values.end());
    return question;
  }
  std::string text = arguments.text("--prompt", {});
  if (arguments.has("--prompt-file")) {
    PARETO_TRY_ASSIGN(read, read_text(arguments.text("--prompt-file", {})));
    text = std::move(read);
  }
  PARETO_TRY_ASSIGN(files, open_text_files(path));
  PARETO_TRY_ASSIGN(prompt, make_prompt(files, arguments.text("--system", {}), text, arguments.has("--raw")));
  for (const std::string& warning : files.tokenizer->warnings())
    std::fprintf(stderr, "paretoscope-engine: %s\n", warning.c_str());
  question.prompt = std::move(prompt);
  question.files = std::move(files);
  return question;
}

/// Prints tokens as they come; text through a decoder that has read the prompt, since the first piece depends on it.
class Printer {
public:
  Printer(const Output& out, const Question& question)
      : m_json(out.json()) {
    if (!question.files)
      return;
    m_decoder.emplace(question.files->tokenizer, true);
    for (int32_t id : question.prompt.ids)
      m_decoder->push(id);
  }

  void token(int32_t id) {
    const std::string piece = m_decoder ? m_decoder->push(id) : std::string();
    m_text += piece;
    json event{{"event", "token"}, {"index", m_index}, {"id", id}};
    if (m_decoder)
      event["text"] = piece;
    ++m_index;
    if (m_json)
      std::printf("%s\n", event.dump().c_str());
    else if (m_decoder)
      std::fputs(piece.c_str(), stdout);
    else
      std::printf("%s%d", m_index > 1 ? "," : "", id);
    std::fflush(stdout);
  }

  void finish() {
    const std::string rest = m_decoder ? m_decoder->finish() : std::string();
    m_text += rest;
    if (!m_json)
      std::printf("%s\n", rest.c_str());
  }
  const std::string& text() const { return m_text; }

private:
  bool m_json;
  std::optional<StreamDecoder> m_decoder;
  int64_t m_index = 0;
  std::string m_text;
};

/// Says that the model is loaded, and with --wait lets the one who started us say when to begin: several models then start
/// together, whatever their loading took. The end of the input counts as the word.
void say_ready(const Output& out, const Question& question, int64_t weight_bytes, bool wait) {
  if (out.json()) {
    std::printf("%s\n", json{{"event", "ready"}, {"weight_bytes", weight_bytes}, {"prompt_tokens", question.prompt.ids.size()}}.dump().c_str());
    std::fflush(stdout);
  }
  while (wait) {
    const int c = std::getchar();
    wait = c != '\n' && c != EOF;
  }
}

void print_summary(Output& out, const Question& question, const Generated& answer, const std::string& text) {
  const double per_second = answer.tpot_s > 0 ? 1 / answer.tpot_s : 0;
  json event{{"event", "generated"}, {"tokens", answer.tokens}, {"prompt_tokens", question.prompt.ids.size()}, {"stop", to_string(answer.stop)},
             {"ttft_ms", answer.ttft_s * 1e3}, {"tpot_ms", answer.steps > 1 ? json(answer.tpot_s * 1e3) : json(nullptr)},
             {"decode_tokens_per_s", answer.steps > 1 ? json(per_second) : json(nullptr)}, {"weight_bytes", answer.weight_bytes},
             {"state_bytes", answer.state_bytes}, {"peak_rss_bytes", peak_resident_bytes()}};
  if (question.files) {
    event["text"] = text;
    event["chat_form"] = to_string(question.prompt.form);
  }
  char line[400];
  int length = std::snprintf(line, sizeof line, "TTFT %.1f ms for %zu tokens", answer.ttft_s * 1e3, question.prompt.ids.size());
  if (answer.steps > 1)
    length += std::snprintf(line + length, sizeof line - static_cast<size_t>(length), ", TPOT %.2f ms, %.1f tokens/s", answer.tpot_s * 1e3, per_second);
  length += std::snprintf(line + length, sizeof line - static_cast<size_t>(length), ", weights %.1f MiB, state %.1f MiB, peak %.1f MiB, stopped by %s",
                          static_cast<double>(answer.weight_bytes) / (1 << 20), static_cast<double>(answer.state_bytes) / (1 << 20),
                          static_cast<double>(peak_resident_bytes()) / (1 << 20), to_string(answer.stop));
  if (question.files)
    std::snprintf(line + length, sizeof line - static_cast<size_t>(length), ", chat form %s", to_string(question.prompt.form));
  out.line(event, line);
}

} // namespace

Status run_generate(int argc, char** argv) {
  PARETO_TRY_ASSIGN(arguments, Arguments::parse(argc, argv, {"--tokens-in", "--prompt", "--prompt-file", "--system", "--tokens", "--temperature", "--top-p", "--top-k",
                                                             "--seed", "--device", "--precision"}, {"--json", "--raw", "--wait"}));
  PARETO_TRY_ASSIGN(path, arguments.only("CONFIG or CHECKPOINT"));
  PARETO_TRY_ASSIGN(wanted, arguments.integer("--tokens", 1, 1 << 20, 16));
  PARETO_TRY_ASSIGN(precision, parse_precision(arguments.text("--precision", "f32")));
  PARETO_TRY_ASSIGN(options, sampling(arguments));
  PARETO_TRY_ASSIGN(question, read_question(arguments, path));
  PARETO_TRY_ASSIGN(executor, make_executor(arguments.text("--device", "cpu")));
  PARETO_TRY_ASSIGN(model, open_model(path));
  PARETO_TRY_ASSIGN(loaded, LoadedModel::load(*executor, model, load_options(precision)));
  catch_stop_signals();
  Output out(arguments.has("--json"));
  Printer printer(out, question);
  const GenerateRequest request{question.prompt.ids, wanted, options, question.files ? question.files->end_ids : std::vector<int32_t>(),
                                [&] { say_ready(out, question, loaded->weights().bytes(), arguments.has("--wait")); }};
  PARETO_TRY_ASSIGN(answer, generate(*loaded, request, [&](int32_t token) {
    printer.token(token);
    return !stop_requested();
  }));
  printer.finish();
  print_summary(out, question, answer, printer.text());
  return {};
}

} // namespace pareto::engine
