// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_files.h"

#include "core/formats/strict_json.h"
#include "core/text/json_fields.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>

namespace pareto {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kSpecialTokens[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                          "pad_token", "cls_token", "mask_token"};
constexpr size_t kLargestTemplate = size_t{1} << 20;

/// Special tokens that a tokenizer class of `transformers` has where its configuration does not name them, in the order
/// of bos, eos, unk, pad; empty: none.
struct ClassTokens {
  std::string_view name;
  std::array<const char*, 4> tokens;
};
constexpr ClassTokens kClasses[] = {{"LlamaTokenizer", {"<s>", "</s>", "<unk>", ""}},
                                    {"CodeLlamaTokenizer", {"<s>", "</s>", "<unk>", ""}},
                                    {"GemmaTokenizer", {"<bos>", "<eos>", "<unk>", "<pad>"}},
                                    {"GPT2Tokenizer", {"<|endoftext|>", "<|endoftext|>", "<|endoftext|>", ""}},
                                    {"Qwen2Tokenizer", {"", "<|endoftext|>", "<|endoftext|>", "<|endoftext|>"}}};

/// A token is a text, or an object with its text as "content".
std::optional<std::string> token_text(const json& value) {
  const json& text = value.is_object() && value.contains("content") ? value["content"] : value;
  return text.is_string() ? std::optional(text.get<std::string>()) : std::nullopt;
}

void read_special_tokens(const json& config, ChatSource& source) {
  if (config.is_object())
    for (const char* name : kSpecialTokens)
      if (config.contains(name)) {
        source.special_tokens.erase(name);
        if (const auto text = token_text(config[name]))
          source.special_tokens[name] = *text;
      }
}

void add_class_tokens(const json& config, ChatSource& source) {
  std::string name = config.is_object() && config.contains("tokenizer_class") && config["tokenizer_class"].is_string()
                         ? config["tokenizer_class"].get<std::string>()
                         : "";
  if (name.size() > 4 && name.compare(name.size() - 4, 4, "Fast") == 0)
    name.resize(name.size() - 4);
  constexpr const char* kNames[] = {"bos_token", "eos_token", "unk_token", "pad_token"};
  const auto* known = std::find_if(std::begin(kClasses), std::end(kClasses),
                                   [&](const ClassTokens& each) { return each.name == name; });
  for (size_t i = 0; known != std::end(kClasses) && i < std::size(kNames); ++i)
    if (!config.contains(kNames[i]) && *known->tokens[i])
      source.special_tokens.emplace(kNames[i], known->tokens[i]);
}

/// Named templates; one without a name of its own is "default".
using Named = std::map<std::string, std::string>;

Named templates_of(const json& value) {
  Named found;
  if (value.is_string())
    found["default"] = value.get<std::string>();
  if (value.is_object())
    for (const auto& [name, text] : value.items())
      if (text.is_string())
        found[name] = text.get<std::string>();
  if (value.is_array())
    for (const json& entry : value)
      if (entry.is_object() && entry.contains("name") && entry["name"].is_string() && entry.contains("template") &&
          entry["template"].is_string())
        found[entry["name"].get<std::string>()] = entry["template"].get<std::string>();
  return found;
}

/// The text of a file, or nothing and the reason in `problem`.
std::optional<std::string> read_template_file(const fs::path& path, std::string& problem) {
  std::error_code error;
  const bool plain = fs::is_regular_file(path, error);
  if (plain && fs::file_size(path, error) > kLargestTemplate) {
    problem = "The chat template '" + path.string() + "' is larger than 1 MiB.";
    return {};
  }
  std::ifstream stream;
  if (plain)
    stream.open(path, std::ios::binary);
  if (!plain || !stream) {
    problem = "The chat template '" + path.string() + "' cannot be read.";
    return {};
  }
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// chat_template.jinja and the named ones beside it.
Named template_files(const fs::path& folder, std::string& problem) {
  Named found;
  std::error_code ignored;
  const auto take = [&](const std::string& name, const fs::path& path) {
    if (auto text = read_template_file(path, problem))
      found[name] = std::move(*text);
  };
  if (fs::exists(fs::symlink_status(folder / "chat_template.jinja", ignored)))
    take("default", folder / "chat_template.jinja");
  for (const auto& entry : fs::directory_iterator(folder / "additional_chat_templates", ignored))
    if (entry.path().extension() == ".jinja")
      take(entry.path().stem().string(), entry.path());
  return found;
}

Result<json> read_if_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) ? read_strict_json(path.string(), {.bare_numbers = true}) : Result<json>(json());
}

/// "default" of the named templates; without it, which names there are.
void choose(const Named& named, const std::string& where, ChatSource& source) {
  if (const auto found = named.find("default"); found != named.end()) {
    source.text = found->second;
    return;
  }
  std::string names;
  for (const auto& [name, text] : named)
    names += (names.empty() ? "'" : ", '") + name + "'";
  source.problem = where + " names the chat templates " + names + " but no default one.";
}

} // namespace

Result<ChatSource> read_chat_source(const fs::path& folder) {
  ChatSource source;
  PARETO_TRY_ASSIGN(config, read_if_there(folder / "tokenizer_config.json"));
  if (!config.is_object() && !config.is_null())
    return fail(ErrorCode::InvalidFile,
                (folder / "tokenizer_config.json").string() + " must hold an object; found " + json_kind(config) + ".",
                (folder / "tokenizer_config.json").string());
  read_special_tokens(config, source);
  if (!config.contains("added_tokens_decoder")) { // folders of older versions keep them apart
    PARETO_TRY_ASSIGN(map, read_if_there(folder / "special_tokens_map.json"));
    read_special_tokens(map, source);
  }
  add_class_tokens(config, source);
  const Named files = template_files(folder, source.problem);
  if (!source.problem.empty())
    return source;
  if (!files.empty()) {
    choose(files, "The folder '" + folder.string() + "'", source);
    return source;
  }
  for (const char* name : {"tokenizer_config.json", "chat_template.json"}) {
    PARETO_TRY_ASSIGN(document, read_if_there(folder / name));
    if (!document.is_object() || !document.contains("chat_template") || document["chat_template"].is_null())
      continue;
    const Named named = templates_of(document["chat_template"]);
    if (named.empty())
      source.problem = "The chat template in '" + (folder / name).string() + "' is neither a text nor named texts.";
    else
      choose(named, "The file '" + (folder / name).string() + "'", source);
    break;
  }
  return source;
}

ChatSource chat_source(const VocabularySource& vocabulary) {
  ChatSource source;
  source.text = vocabulary.chat_template;
  const auto or_default = [&](std::optional<int32_t> named, int32_t id) {
    return named || vocabulary.model != "llama" ? named : id;
  }; // of SentencePiece vocabularies
  const std::pair<const char*, std::optional<int32_t>> tokens[] = {{"bos_token", or_default(vocabulary.begin, 1)},
                                                                   {"eos_token", or_default(vocabulary.end, 2)},
                                                                   {"unk_token", or_default(vocabulary.unknown, 0)}};
  for (const auto& [name, id] : tokens)
    if (id && *id >= 0 && static_cast<size_t>(*id) < vocabulary.tokens.size())
      source.special_tokens[name] = vocabulary.tokens[static_cast<size_t>(*id)];
  return source;
}

} // namespace pareto
