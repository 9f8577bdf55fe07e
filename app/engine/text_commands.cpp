// SPDX-License-Identifier: GPL-3.0-or-later
// tokenize: text to ids and back.
#include "app/engine/commands.h"
#include "app/engine/text_input.h"
#include "core/formats/strict_json.h"
#include "core/text/json_fields.h"
#include "core/text/text_files.h"

#include <iostream>
#include <memory>

namespace pareto::engine {

namespace {

using nlohmann::json;

struct TokenizeRequest {
  std::string path;
  bool no_special = false, decode = false, skip_special = false;
};

Status tokenize_line(const Tokenizer& tokenizer, const json& value, const std::string& where, bool decode, bool special,
                     const Output& out) {
  if (!decode) {
    if (!value.is_string())
      return fail(ErrorCode::InvalidArgument, where + " must be a JSON string; found " + json_kind(value) + ".", where);
    PARETO_TRY_ASSIGN(ids, tokenizer.encode(value.get_ref<const std::string&>(), {special, true, false}));
    out.piece(json(ids).dump() + "\n");
    return {};
  }
  if (!value.is_array())
    return fail(ErrorCode::InvalidArgument, where + " must be a JSON list of ids; found " + json_kind(value) + ".",
                where);
  std::vector<int32_t> ids;
  for (const json& entry : value) {
    PARETO_TRY_ASSIGN(id, token_id(entry, where));
    ids.push_back(id);
  }
  out.piece(json(tokenizer.decode(ids, !special)).dump() + "\n");
  return {};
}

Status tokenize_lines(const TokenizeRequest& request, const Output& out) {
  const bool decode = request.decode;
  if (request.skip_special && !decode)
    return fail(ErrorCode::InvalidArgument, "--skip-special goes with --decode; for encoding give --no-special.",
                "--skip-special");
  if (request.no_special && decode)
    return fail(ErrorCode::InvalidArgument, "--no-special is for encoding; with --decode give --skip-special.",
                "--no-special");
  PARETO_TRY_ASSIGN(files, open_text_files(request.path));
  warn_of(*files.tokenizer, out);
  const bool special = decode ? !request.skip_special : !request.no_special;
  std::string line;
  for (int64_t number = 1; std::getline(std::cin, line); ++number) {
    const std::string where = "Line " + std::to_string(number);
    PARETO_TRY_ASSIGN(value, parse_strict_json(line, where, {4, size_t{1} << 30, size_t{1} << 28}));
    PARETO_TRY(tokenize_line(*files.tokenizer, value, where, decode, special, out));
  }
  return {};
}

} // namespace

Action declare_tokenize(Options& options) {
  const auto request = std::make_shared<TokenizeRequest>();
  options.word(request->path, "MODEL", "A checkpoint folder, a GGUF file or a tokenizer.json");
  options.toggle(request->no_special, "--no-special", "Without the ids that the tokenizer adds");
  options.toggle(request->decode, "--decode", "Ids to texts");
  options.toggle(request->skip_special, "--skip-special", "With --decode: leaves special ids out of the text");
  return [request](const Output& out) { return tokenize_lines(*request, out); };
}

} // namespace pareto::engine
