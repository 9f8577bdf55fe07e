// SPDX-License-Identifier: GPL-3.0-or-later
// tokenize: text to ids and back.
#include "app/engine/arguments.h"
#include "app/engine/commands.h"
#include "core/checkpoint/strict_json.h"
#include "core/text/json_fields.h"
#include "core/text/text_files.h"

#include <cstdio>
#include <iostream>

namespace pareto::engine {

namespace {

using nlohmann::json;

Status tokenize_line(const Tokenizer& tokenizer, const json& value, const std::string& where, bool decode, bool special) {
  if (!decode) {
    if (!value.is_string())
      return fail(ErrorCode::InvalidArgument, where + " must be a JSON string; found " + json_kind(value) + ".", where);
    PARETO_TRY_ASSIGN(ids, tokenizer.encode(value.get_ref<const std::string&>(), {special, true, false}));
    std::printf("%s\n", json(ids).dump().c_str());
    return {};
  }
  if (!value.is_array())
    return fail(ErrorCode::InvalidArgument, where + " must be a JSON list of ids; found " + json_kind(value) + ".", where);
  std::vector<int32_t> ids;
  for (const json& entry : value) {
    PARETO_TRY_ASSIGN(id, token_id(entry, where));
    ids.push_back(id);
  }
  std::printf("%s\n", json(tokenizer.decode(ids, !special)).dump().c_str());
  return {};
}

} // namespace

Status run_tokenize(int argc, char** argv) {
  PARETO_TRY_ASSIGN(arguments, Arguments::parse(argc, argv, {}, {"--json", "--no-special", "--decode", "--skip-special"}));
  PARETO_TRY_ASSIGN(path, arguments.only("MODEL or TOKENIZER.json"));
  const bool decode = arguments.has("--decode");
  if (arguments.has("--skip-special") && !decode)
    return fail(ErrorCode::InvalidArgument, "--skip-special goes with --decode; for encoding give --no-special.", "--skip-special");
  if (arguments.has("--no-special") && decode)
    return fail(ErrorCode::InvalidArgument, "--no-special is for encoding; with --decode give --skip-special.", "--no-special");
  PARETO_TRY_ASSIGN(files, open_text_files(path));
  for (const std::string& warning : files.tokenizer->warnings())
    std::fprintf(stderr, "paretoscope-engine: %s\n", warning.c_str());
  const bool special = decode ? !arguments.has("--skip-special") : !arguments.has("--no-special");
  std::string line;
  for (int64_t number = 1; std::getline(std::cin, line); ++number) {
    const std::string where = "Line " + std::to_string(number);
    PARETO_TRY_ASSIGN(value, parse_strict_json(line, where, {4, size_t{1} << 30, size_t{1} << 28}));
    PARETO_TRY(tokenize_line(*files.tokenizer, value, where, decode, special));
    std::fflush(stdout);
  }
  return {};
}

} // namespace pareto::engine
