// SPDX-License-Identifier: GPL-3.0-or-later
// evaluate: quality of a checkpoint on the person's own text.
#include "app/engine/commands.h"
#include "app/engine/text_input.h"
#include "core/formats/stated_context.h"
#include "core/measure/sampling.h"
#include "core/platform/process.h"
#include "core/quality/lookup_task.h"
#include "core/quality/score.h"
#include "core/quality/text_evaluation.h"
#include "core/study/protocol/protocol.h"
#include "core/study/run_store.h"
#include "core/text/text_files.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

namespace pareto::engine {

namespace {

/// Share of right answers by where in the passage the fact stood, against percent of the passage.
std::vector<Score::CurvePoint> depth_curve(const LookupScore& score) {
  std::vector<Score::CurvePoint> curve;
  const size_t parts = score.trials_by_quarter.size();
  for (size_t i = 0; i < parts; ++i)
    if (const int trials = score.trials_by_quarter[i]; trials > 0)
      curve.push_back({static_cast<int64_t>(100 * (i + 1) / parts),
                       static_cast<double>(score.right_by_quarter[i]) / trials, trials});
  return curve;
}

/// What every score of one call shares, and where it is written.
class Evaluation {
public:
  /// `store` may be null.
  Evaluation(LoadedModel& model, const std::string& path, const std::string& precision, const std::string& file,
             RunStore* store, const Output& out)
      : m_model(model), m_store(store), m_out(out) {
    m_common.model = path;
    m_common.fingerprint = model.opened().fingerprint;
    m_common.precision = precision;
    m_common.file = std::filesystem::path(file).filename().string();
  }

  Status bits_per_byte(const TokenizedText& text, int64_t context) {
    PARETO_TRY_ASSIGN(score, score_text(m_model, text, context, progress("text")));
    Score kept = asked(Score::Task::BitsPerByte, context, score.bits_per_byte, score.tokens, score.complete);
    kept.ci95 = score.ci95;
    kept.bytes = score.bytes;
    for (const PositionScore& bin : score.curve)
      kept.curve.push_back({bin.position, bin.bits_per_byte, bin.tokens});
    char line[256], ci[64] = "";
    if (score.ci95)
      std::snprintf(ci, sizeof ci, " [%.4f, %.4f]", score.ci95->low, score.ci95->high);
    std::snprintf(line, sizeof line, "context %6lld  %.4f bits per byte%s over %lld tokens, %lld bytes%s",
                  static_cast<long long>(context), score.bits_per_byte, ci, static_cast<long long>(score.tokens),
                  static_cast<long long>(score.bytes), score.complete ? "" : " (stopped early)");
    return keep({std::move(kept), {}, {}}, line);
  }

  Status lookup(const Tokenizer& tokenizer, const std::string& text, const LookupOptions& options) {
    PARETO_TRY_ASSIGN(trials, make_lookup_trials(tokenizer, text, options));
    PARETO_TRY_ASSIGN(score, score_lookup(m_model, trials, options, progress("lookup")));
    if (score.trials == 0)
      return fail(ErrorCode::Cancelled, "Stopped before the first look-up.");
    Score kept = asked(Score::Task::Lookup, options.context, static_cast<double>(score.right) / score.trials,
                       score.trials, score.complete);
    kept.ci95 = score.ci95;
    kept.chance = score.chance;
    kept.curve = depth_curve(score);
    char line[256];
    std::snprintf(line, sizeof line,
                  "context %6lld  %d of %d look-ups right [%.0f %%, %.0f %%], guessing gives %.0f %%",
                  static_cast<long long>(options.context), score.right, score.trials, 100 * score.ci95.low,
                  100 * score.ci95.high, 100 * score.chance);
    return keep({std::move(kept), score.right_by_quarter, score.trials_by_quarter}, line);
  }

  Status divergence(LoadedModel& other, const std::string& precision, const TokenizedText& text, int64_t context) {
    PARETO_TRY_ASSIGN(d, compare_distributions(other, m_model, text, context, progress("divergence")));
    Score kept = asked(Score::Task::Divergence, context, d.mean_nats, d.tokens, d.complete);
    kept.against = precision;
    kept.p99 = d.p99_nats;
    kept.same_top1 = d.same_top1;
    kept.ci95 = d.same_top1_ci95;
    kept.difference = d.bits_per_byte;
    kept.difference_ci95 = d.bits_per_byte_ci95;
    char line[320], ci[64] = "";
    if (d.bits_per_byte_ci95)
      std::snprintf(ci, sizeof ci, " [%+.4f, %+.4f]", d.bits_per_byte_ci95->low, d.bits_per_byte_ci95->high);
    std::snprintf(line, sizeof line,
                  "context %6lld  KL from %s: mean %.2g, 99th percentile %.2g nats; same first choice %.1f %% [%.1f, "
                  "%.1f]; %+.4f bits per byte%s over the same %lld tokens",
                  static_cast<long long>(context), precision.c_str(), d.mean_nats, d.p99_nats, 100 * d.same_top1,
                  100 * d.same_top1_ci95.low, 100 * d.same_top1_ci95.high, d.bits_per_byte, ci,
                  static_cast<long long>(d.tokens));
    return keep({std::move(kept), {}, {}}, line);
  }

private:
  Score asked(Score::Task task, int64_t context, double value, int64_t n, bool complete) const {
    Score score = m_common;
    score.task = task;
    score.context = context;
    score.value = value;
    score.n = n;
    score.complete = complete;
    score.time_utc = utc_now();
    return score;
  }

  /// Committed before it is shown, like every result.
  Status keep(const protocol::Scored& event, const char* line) const {
    if (m_store) {
      PARETO_TRY_ASSIGN(readable, score_from_json(to_json(event.score))); // what could not be read again is no result
      PARETO_TRY(m_store->append_score(readable));
    }
    m_out.line(to_json(protocol::EvaluateEvent(event)), line);
    return {};
  }

  ScoreProgress progress(const char* what) {
    const double start = now_seconds();
    return [this, what, start, last = start](int64_t done, int64_t total) mutable {
      const double now = now_seconds();
      if (m_out.json() && now - last > 0.5) {
        last = now;
        m_out.line(
            to_json(protocol::EvaluateEvent(protocol::Working{what, done, total,
                                                              (now - start) * static_cast<double>(total - done) /
                                                                  std::max<double>(1, static_cast<double>(done))})),
            {});
      }
      return !stop_requested() && Output::status();
    };
  }

  LoadedModel& m_model;
  RunStore* m_store;
  const Output& m_out;
  Score m_common;
};

Result<std::unique_ptr<LoadedModel>> load(Executor& executor, const OpenedModel& model, const std::string& precision) {
  PARETO_TRY_ASSIGN(parsed, parse_precision(precision));
  return LoadedModel::load(executor, model, load_options(parsed));
}

struct EvaluateCommand {
  std::string path, file, task = "bits-per-byte", precision = "f32", device = "cpu";
  std::optional<std::string> against, store;
  std::vector<int64_t> contexts;
  int64_t trials = 100, seed = 0;
};

Status evaluate(const EvaluateCommand& command, const Output& out) {
  const std::string &path = command.path, &file = command.file;
  const bool lookup = command.task == "lookup";
  if (file.empty())
    return fail(ErrorCode::InvalidArgument, "evaluate needs --text FILE.", "--text");
  std::unique_ptr<RunStore> store;
  if (command.store) { // before the work: a file that cannot be written must not cost it
    PARETO_TRY_ASSIGN(opened_store, RunStore::open(*command.store));
    store = std::move(opened_store);
  }
  PARETO_TRY_ASSIGN(text, read_text(file));
  PARETO_TRY_ASSIGN(executor, make_executor(command.device));
  PARETO_TRY_ASSIGN(opened, open_model(path));
  PARETO_TRY(require_weights(opened));
  if (opened.folder.empty())
    return fail(ErrorCode::InvalidArgument,
                path + " has no trained weights; quality can be measured of a checkpoint only.", path);
  out.warn(opened.warnings);
  PARETO_TRY_ASSIGN(files, open_text_files(path));
  warn_of(*files.tokenizer, out);
  PARETO_TRY_ASSIGN(tokens, tokenize(files.tokenizer, text));
  const std::vector<int64_t> contexts =
      command.contexts.empty() ? std::vector<int64_t>{lookup ? 512 : 1024} : command.contexts;
  // A window that nobody asked for is as long as the text at most.
  const int64_t longest = *std::max_element(contexts.begin(), contexts.end()),
                whole = std::ssize(tokens.begin) + std::ssize(tokens.ids);
  if (const auto beyond = beyond_stated_context(opened, command.contexts.empty() ? std::min(longest, whole) : longest))
    out.warn(*beyond);
  PARETO_TRY_ASSIGN(model, load(*executor, opened, command.precision));
  std::unique_ptr<LoadedModel> other;
  if (command.against) {
    PARETO_TRY_ASSIGN(loaded, load(*executor, opened, *command.against));
    other = std::move(loaded);
  }
  catch_stop_signals();
  Evaluation evaluation(*model, path, command.precision, file, store.get(), out);
  for (int64_t context : contexts) {
    if (stop_requested())
      break;
    if (lookup) {
      PARETO_TRY(evaluation.lookup(
          *files.tokenizer, text, {static_cast<int>(command.trials), 4, context, static_cast<uint64_t>(command.seed)}));
      continue;
    }
    PARETO_TRY(evaluation.bits_per_byte(tokens, context));
    if (other && !stop_requested())
      PARETO_TRY(evaluation.divergence(*other, *command.against, tokens, context));
  }
  return {};
}

} // namespace

Action declare_evaluate(Options& options) {
  const auto command = std::make_shared<EvaluateCommand>();
  options.word(command->path, "CHECKPOINT", kConfigHelp);
  options.text(command->file, "--text", "FILE", "The text, a file or a pipe of UTF-8");
  options.choice(command->task, "--task", {"bits-per-byte", "lookup"}, "What is asked of the model");
  options.places(command->contexts, "--context", {16, 1 << 20}, "Tokens a window (default 1024; 512 for lookup)");
  options.integer(command->trials, "--trials", {1, 100'000}, "Facts to look up");
  options.integer(command->seed, "--seed", {0, INT64_MAX}, "Of the facts");
  options.text(command->precision, "--precision", "P", kPrecisionHelp);
  options.text(command->against, "--against", "P", "Compares with this precision, token by token");
  options.text(command->store, "--store", "FILE", "Adds each score to this results file");
  options.text(command->device, "--device", "D", kDeviceHelp);
  return [command](const Output& out) { return evaluate(*command, out); };
}

} // namespace pareto::engine
