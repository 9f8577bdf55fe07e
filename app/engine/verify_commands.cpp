// SPDX-License-Identifier: GPL-3.0-or-later
// verify, logits: the numbers a model computes.
#include "app/engine/commands.h"
#include "core/exec/model_runner.h"
#include "core/exec/verify/block_cases.h"
#include "core/exec/verify/checkpoint_cases.h"
#include "core/exec/verify/operation_cases.h"
#include "core/formats/safetensors.h"
#include "core/platform/files.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace pareto::engine {

namespace {

void report(const Output& out, const CaseResult& result) {
  char text[512];
  std::snprintf(text, sizeof text, "%-12s %-28s %-8s %.3g %s %s", to_string(result.status), result.op.c_str(),
                result.name.c_str(), result.max_abs_error, result.worst_tensor.c_str(), result.reason.c_str());
  out.report(protocol::CaseTold{result.op, result.name, to_string(result.status), result.max_abs_error,
                                result.worst_tensor, result.reason},
             text);
}

/// Operation cases when there is a manifest, quantised blocks when there is a list of types, the folder itself or its
/// subfolders when they are checkpoints.
Result<std::vector<CaseResult>> run_cases(const std::string& directory, Executor& executor) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::exists(fs::path(directory) / "manifest.json", ignored))
    return verify_operations(directory, executor);
  if (is_block_case(directory))
    return verify_blocks(directory);
  std::vector<std::string> folders;
  if (is_checkpoint_case(directory))
    folders.push_back(directory);
  for (const auto& entry : fs::directory_iterator(directory, ignored))
    if (is_checkpoint_case(entry.path().string()))
      folders.push_back(entry.path().string());
  if (folders.empty())
    return fail(ErrorCode::NotFound,
                "'" + directory +
                    "' holds neither manifest.json nor types.json nor checkpoint folders with expected.safetensors.",
                directory);
  std::sort(folders.begin(), folders.end());
  std::vector<CaseResult> results;
  for (const std::string& folder : folders)
    results.push_back(verify_checkpoint(folder, executor));
  return results;
}

struct VerifyRequest {
  std::string folder, device = "cpu";
};

Status verify(const VerifyRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(executor, make_executor(request.device));
  PARETO_TRY_ASSIGN(results, run_cases(request.folder, *executor));
  int counts[3] = {};
  for (const CaseResult& result : results) {
    report(out, result);
    ++counts[static_cast<int>(result.status)];
  }
  const int pass = counts[static_cast<int>(CaseResult::Status::Pass)],
            failed = counts[static_cast<int>(CaseResult::Status::Fail)];
  const int unsupported = counts[static_cast<int>(CaseResult::Status::Unsupported)];
  out.report(protocol::CasesTold{pass, failed, unsupported}, std::to_string(pass) + " pass, " + std::to_string(failed) +
                                                                 " fail, " + std::to_string(unsupported) +
                                                                 " unsupported");
  if (failed > 0)
    return fail(ErrorCode::Internal, std::to_string(failed) + " cases are outside their tolerance.");
  return {};
}

struct LogitsRequest {
  std::string path, file, device = "cpu";
  std::vector<int64_t> tokens, split;
};

Status write_logits(const LogitsRequest& request, const Output& out) {
  const std::string& file = request.file;
  if (request.tokens.empty() || file.empty())
    return fail(ErrorCode::InvalidArgument, "logits needs --tokens 1,2,3 and --out FILE.safetensors.");
  PARETO_TRY(replaceable(file)); // rather than after all the work
  PARETO_TRY_ASSIGN(executor, make_executor(request.device));
  PARETO_TRY_ASSIGN(model, open_model(request.path));
  PARETO_TRY(require_weights(model));
  if (model.model.spec().canvas.length > 0)
    return fail(ErrorCode::Unsupported,
                "This model has logits for a canvas behind the tokens, none for these; `generate` denoises one.");
  out.warn(model.warnings);
  const std::vector<int32_t> tokens(request.tokens.begin(), request.tokens.end());
  std::vector<int> split(request.split.begin(), request.split.end());
  if (split.empty())
    split.push_back(static_cast<int>(tokens.size()));
  PARETO_TRY_ASSIGN(logits, prompt_logits(model, *executor, tokens, split));
  const auto rows = static_cast<int64_t>(tokens.size());
  PARETO_TRY(write_safetensors(file, {{"logits", {rows, static_cast<int64_t>(logits.size()) / rows}, logits}}));
  out.report(protocol::LogitsWritten{file, rows}, "Wrote " + file + ".");
  return {};
}

} // namespace

Action declare_verify(Options& options) {
  const auto request = std::make_shared<VerifyRequest>();
  options.word(request->folder, "GOLDEN_DIR", "Cases of operations, quantised blocks or checkpoint folders");
  options.text(request->device, "--device", "D", kDeviceHelp);
  return [request](const Output& out) { return verify(*request, out); };
}

Action declare_logits(Options& options) {
  const auto request = std::make_shared<LogitsRequest>();
  options.word(request->path, "CHECKPOINT", kConfigHelp);
  options.integers(request->tokens, "--tokens", {0, INT32_MAX}, "Ids of the prompt");
  options.text(request->file, "--out", "FILE", "Where the tensor logits goes (safetensors, float32 [ids, vocabulary])");
  options.integers(request->split, "--split", {1, 1 << 20},
                   "Ids a step: of the first, and of those after it; all at once otherwise");
  options.text(request->device, "--device", "D", kDeviceHelp);
  return [request](const Output& out) { return write_logits(*request, out); };
}

} // namespace pareto::engine
