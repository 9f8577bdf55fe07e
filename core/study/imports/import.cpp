// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/imports/import.h"

#include "core/formats/strict_json.h"
#include "core/platform/files.h"
#include "core/study/imports/run_reader.h"

#include <algorithm>
#include <filesystem>

namespace pareto {

namespace {

using imports::Reader;
using nlohmann::json;

constexpr size_t kMostBytes = size_t{64} << 20; ///< with the times of every single token
constexpr size_t kMostRuns = 10'000;

const Reader* const kReaders[] = {&imports::kOwnResults, &imports::kLlamaBench, &imports::kVllmBench, &imports::kAiPerf,
                                  &imports::kGuideLlm};

/// Python writes NaN and Infinity.
JsonLimits limits() { return {32, kMostBytes, 20'000'000, true}; }

/// An array's elements, or the one.
void add_runs(std::vector<json>& runs, json document) {
  if (document.is_array())
    for (json& each : document)
      runs.push_back(std::move(each));
  else
    runs.push_back(std::move(document));
}

/// Each line a document; the error names the line.
Result<std::vector<json>> runs_by_line(std::string_view text, const std::string& file) {
  std::vector<json> runs;
  size_t line = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line;
    if (one.find_first_not_of(" \t\r") == std::string_view::npos)
      continue;
    PARETO_TRY_ASSIGN(document, parse_strict_json(one, file + ", line " + std::to_string(line), limits()));
    add_runs(runs, std::move(document));
    if (runs.size() > kMostRuns)
      break;
  }
  return runs;
}

Result<std::vector<json>> runs_of(std::string_view text, const std::string& file) {
  if (text.size() > kMostBytes)
    return fail(ErrorCode::InvalidFile, file + " holds more than 64 MiB; no result file is as large.", file);
  auto whole = parse_strict_json(text, file, limits());
  if (whole) {
    std::vector<json> runs;
    add_runs(runs, *std::move(whole));
    return runs;
  }
  const size_t first = text.find('\n');
  const bool lines = first != std::string_view::npos && parse_strict_json(text.substr(0, first), file, limits());
  return lines ? runs_by_line(text, file) : Result<std::vector<json>>(whole.error());
}

const Reader* reader_of(const std::vector<json>& runs) {
  for (const Reader* reader : kReaders)
    if (std::any_of(runs.begin(), runs.end(),
                    [&](const json& run) { return run.is_object() && reader->recognises(run); }))
      return reader;
  return nullptr;
}

Error unknown(const std::string& file) {
  return fail(ErrorCode::InvalidFile,
              file + " is no result file of llama-bench (-o json), vLLM bench serve, AIPerf, GuideLLM or of this "
                     "program's measure --json.",
              file);
}

} // namespace

std::string results_tool(std::string_view beginning) {
  if (beginning.find_first_of("{[") != beginning.find_first_not_of(" \t\r\n")) // JSON or nothing
    return {};
  for (const Reader* reader : kReaders)
    for (const std::string_view mark : reader->marks)
      if (beginning.find(mark) != std::string_view::npos)
        return reader->tool;
  return {};
}

Result<Imported> import_results(std::string_view text, const std::string& file, const ImportHints& hints) {
  PARETO_TRY_ASSIGN(runs, runs_of(text, file));
  const Reader* reader = reader_of(runs);
  if (!reader)
    return unknown(file);
  if (runs.size() > kMostRuns)
    return fail(ErrorCode::InvalidFile, file + " holds more than " + std::to_string(kMostRuns) + " runs.", file);
  Imported imported;
  imported.tool = reader->tool;
  for (size_t i = 0; i < runs.size(); ++i) {
    const std::string name = imports::run_name(file, i, runs.size());
    if (!runs[i].is_object() || !reader->recognises(runs[i]))
      imported.left_out.push_back(name + " is no run of " + reader->tool + ".");
    else
      PARETO_TRY(reader->read(imported, runs[i], hints, name));
  }
  if (imported.cells.empty())
    return fail(ErrorCode::InvalidFile, imported.left_out.empty() ? file + " holds no run." : imported.left_out.front(),
                file);
  return imported;
}

Result<Imported> import_file(const std::string& path, const ImportHints& hints) {
  PARETO_TRY_ASSIGN(text, read_file(path, kMostBytes));
  return import_results(text, std::filesystem::path(path).filename().string(), hints);
}

} // namespace pareto
