// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/text_files.h"

#include "core/formats/gguf/gguf_source.h"
#include "core/formats/strict_json.h"
#include "core/text/chat_files.h"
#include "core/text/json_fields.h"
#include "core/text/vocabulary.h"

#include <algorithm>
#include <filesystem>

namespace pareto {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

Result<TextFiles> open_gguf_text(const std::string& path) {
  PARETO_TRY_ASSIGN(parts, open_gguf_parts(path));
  PARETO_TRY_ASSIGN(source, read_vocabulary(parts.front()));
  auto tokenizer = make_tokenizer(source);
  if (!tokenizer)
    return fail(tokenizer.error().code, path + ": " + tokenizer.error().message, tokenizer.error().where);
  return TextFiles{std::move(*tokenizer), chat_source(source), end_ids(source), path};
}

/// eos_token_id: one id, a list, or nothing; of a multimodal model it may stand with the language model.
Status add_ids(const json& document, const std::string& file, std::vector<int32_t>& ids) {
  const json* found = document.is_object() && document.contains("eos_token_id") ? &document["eos_token_id"] : nullptr;
  if (!found && document.is_object() && document.contains("text_config"))
    return add_ids(document["text_config"], file + ": text_config", ids);
  if (!found || found->is_null())
    return {};
  const json list = found->is_array() ? *found : json::array({*found});
  for (const json& value : list) {
    if (value.is_null() || (value.is_number_integer() && value < 0)) // -1 and null: there is no such token
      continue;
    PARETO_TRY_ASSIGN(id, token_id(value, file + ": eos_token_id"));
    ids.push_back(id);
  }
  return {};
}

} // namespace

Result<TextFiles> open_text_files(const std::string& path) {
  std::error_code ignored;
  const fs::path given(path);
  if (!fs::exists(given, ignored))
    return fail(ErrorCode::NotFound,
                path.find('@') != std::string::npos
                    ? path + " is a built-in shape and has no tokenizer; give --tokens-in 1,2,3 instead of text."
                    : "There is no file or folder '" + path + "'.",
                path);
  const bool is_folder = fs::is_directory(given, ignored);
  if (!is_folder && is_gguf(path))
    return open_gguf_text(path);
  const fs::path folder = is_folder ? given : given.parent_path().empty() ? fs::path(".") : given.parent_path();
  const std::string name = given.filename().string();
  const bool beside = is_folder || name == "config.json" || given.extension() == ".safetensors";
  const fs::path file = beside ? folder / "tokenizer.json" : given;
  if (!fs::exists(file, ignored)) {
    if (is_folder || name == "config.json") {
      PARETO_TRY_ASSIGN(gguf, gguf_model_in(folder.string()));
      if (!gguf.empty())
        return open_gguf_text(gguf);
    }
    return fail(ErrorCode::NotFound,
                "The folder '" + folder.string() +
                    "' has no tokenizer.json; text needs the checkpoint's tokenizer beside its weights.",
                folder.string());
  }
  TextFiles files;
  files.source = file.string();
  PARETO_TRY_ASSIGN(tokenizer, read_tokenizer_file(file.string()));
  files.tokenizer = std::move(tokenizer);
  PARETO_TRY_ASSIGN(chat, read_chat_source(folder));
  files.chat = std::move(chat);
  if (const auto end = files.chat.special_tokens.find("eos_token"); end != files.chat.special_tokens.end())
    if (const auto id = files.tokenizer->id(end->second))
      files.end_ids.push_back(*id);
  for (const char* config : {"config.json", "generation_config.json"})
    if (fs::exists(folder / config, ignored)) {
      PARETO_TRY_ASSIGN(document, read_strict_json((folder / config).string(), {.bare_numbers = true}));
      PARETO_TRY(add_ids(document, (folder / config).string(), files.end_ids));
    }
  std::sort(files.end_ids.begin(), files.end_ids.end());
  files.end_ids.erase(std::unique(files.end_ids.begin(), files.end_ids.end()), files.end_ids.end());
  return files;
}

} // namespace pareto
