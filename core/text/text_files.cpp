// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/text_files.h"

#include "core/checkpoint/gguf_source.h"
#include "core/checkpoint/strict_json.h"
#include "core/text/json_fields.h"
#include "core/text/vocabulary.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pareto {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr size_t kLargestTemplate = size_t{1} << 20;

Result<TextFiles> open_gguf_text(const std::string& path) {
  PARETO_TRY_ASSIGN(parts, open_gguf_parts(path));
  PARETO_TRY_ASSIGN(source, read_vocabulary(parts.front()));
  auto tokenizer = make_tokenizer(source);
  if (!tokenizer)
    return fail(tokenizer.error().code, path + ": " + tokenizer.error().message, tokenizer.error().where);
  return TextFiles{std::move(*tokenizer), source.chat_template, end_ids(source), path};
}

/// eos_token_id: one id, a list, or nothing.
Status add_ids(const json& document, const std::string& file, std::vector<int32_t>& ids) {
  const json* found = document.is_object() && document.contains("eos_token_id") ? &document["eos_token_id"] : nullptr;
  if (!found || found->is_null())
    return {};
  const json list = found->is_array() ? *found : json::array({*found});
  for (const json& value : list) {
    PARETO_TRY_ASSIGN(id, token_id(value, file + ": eos_token_id"));
    ids.push_back(id);
  }
  return {};
}

/// A template is a string, or a list of named ones of which "default" counts.
std::string template_of(const json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_array())
    for (const json& entry : value)
      if (entry.is_object() && entry.value("name", json()) == "default" && entry.contains("template") && entry["template"].is_string())
        return entry["template"].get<std::string>();
  return {};
}

Status read_tokenizer_config(const fs::path& folder, TextFiles& files) {
  const fs::path path = folder / "tokenizer_config.json";
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    PARETO_TRY_ASSIGN(config, read_strict_json(path.string()));
    if (!config.is_object())
      return fail(ErrorCode::InvalidFile, path.string() + " must hold an object; found " + json_kind(config) + ".", path.string());
    if (config.contains("chat_template"))
      files.chat_template = template_of(config["chat_template"]);
    if (config.contains("eos_token")) {
      const json& token = config["eos_token"];
      const json& text = token.is_object() && token.contains("content") ? token["content"] : token;
      if (text.is_string())
        if (const auto id = files.tokenizer->id(text.get<std::string>()))
          files.end_ids.push_back(*id);
    }
  }
  const fs::path separate = folder / "chat_template.jinja";
  if (files.chat_template.empty() && fs::exists(separate, ignored) && fs::file_size(separate, ignored) <= kLargestTemplate) {
    std::ifstream stream(separate, std::ios::binary);
    files.chat_template.assign(std::istreambuf_iterator<char>(stream), {});
  }
  return {};
}

} // namespace

Result<TextFiles> open_text_files(const std::string& path) {
  std::error_code ignored;
  const fs::path given(path);
  if (!fs::exists(given, ignored))
    return fail(ErrorCode::NotFound, path.find('@') != std::string::npos
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
    std::string gguf;
    int found = 0;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
      if (entry.path().extension() == ".gguf" && ++found == 1)
        gguf = entry.path().string();
    if (found == 1 && is_folder)
      return open_gguf_text(gguf);
    return fail(ErrorCode::NotFound, "The folder '" + folder.string() + "' has no tokenizer.json; text needs the checkpoint's tokenizer beside its weights.", folder.string());
  }
  TextFiles files;
  files.source = file.string();
  PARETO_TRY_ASSIGN(tokenizer, read_tokenizer_file(file.string()));
  files.tokenizer = std::move(tokenizer);
  PARETO_TRY(read_tokenizer_config(folder, files));
  for (const char* config : {"config.json", "generation_config.json"})
    if (fs::exists(folder / config, ignored)) {
      PARETO_TRY_ASSIGN(document, read_strict_json((folder / config).string()));
      PARETO_TRY(add_ids(document, (folder / config).string(), files.end_ids));
    }
  std::sort(files.end_ids.begin(), files.end_ids.end());
  files.end_ids.erase(std::unique(files.end_ids.begin(), files.end_ids.end()), files.end_ids.end());
  return files;
}

} // namespace pareto
