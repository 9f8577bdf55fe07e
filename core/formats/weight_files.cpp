// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/weight_files.h"

#include "core/formats/strict_json.h"
#include "core/printable.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>

namespace pareto {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSingle = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";
constexpr const char* kExtension = ".safetensors";

/// An entry of that name is there, be it a link to nothing.
bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() != fs::file_type::not_found && !error;
}

/// A link whose target is missing would otherwise count as no file at all, and its weights as random ones.
Status leads_somewhere(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error))
    return {};
  const fs::path target = fs::read_symlink(path, error);
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    return fail(ErrorCode::NotFound, path.string() + " is a link to " + target.string() + ", where no file is.",
                path.string());
  if (error)
    return fail(ErrorCode::Io,
                path.string() + " is a link to " + target.string() + " that cannot be followed: " + error.message() +
                    ".",
                path.string());
  return {};
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    names.push_back(it->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// "model-00002-of-00003.safetensors" -> "model", 2, 3
struct Shard {
  std::string set;
  unsigned number = 0, count = 0;
};
std::optional<Shard> shard_of(const std::string& name) {
  constexpr size_t kTail = sizeof "-00001-of-00003.safetensors" - 1;
  if (name.size() <= kTail || !name.ends_with(kExtension))
    return std::nullopt;
  Shard shard;
  const std::string tail = name.substr(name.size() - kTail);
  char check[64];
  if (std::sscanf(tail.c_str(), "-%5u-of-%5u", &shard.number, &shard.count) != 2)
    return std::nullopt;
  std::snprintf(check, sizeof check, "-%05u-of-%05u%s", shard.number, shard.count, kExtension);
  if (tail != check || shard.count == 0 || shard.count > 4096)
    return std::nullopt;
  shard.set = name.substr(0, name.size() - kTail);
  return shard;
}

std::string shard_name(const Shard& shard, unsigned number) {
  char tail[64];
  std::snprintf(tail, sizeof tail, "-%05u-of-%05u%s", number, shard.count, kExtension);
  return shard.set + tail;
}

bool is_adapter(const std::string& name) { return name.starts_with("adapter_"); }

/// States of a training that lie beside checkpoints and are no weights.
bool is_training_state(const std::string& name) {
  for (const char* begin : {"optimizer", "scheduler", "scaler", "rng_state", "random_states", "training_args",
                            "trainer_state", "tokenizer", "vocab"})
    if (name.starts_with(begin))
      return true;
  return false;
}

/// Files that hold weights in a form that is not read here, by their names.
bool is_other_weights(const std::string& name) {
  if (is_training_state(name))
    return false;
  for (const char* end : {".bin",    ".pt",       ".pth",         ".ckpt",    ".ckpt.index", ".msgpack", ".h5",
                          ".hdf5",   ".onnx",     ".onnx_data",   ".npz",     ".pkl",        ".pickle",  ".ot",
                          ".nemo",   ".pdparams", ".tflite",      ".mlmodel", ".mlpackage",  ".ggml",    ".llamafile",
                          ".distcp", ".exl2",     ".safetensors", ".engine"})
    if (name.ends_with(end))
      return true;
  return name.starts_with("ggml-") || name.starts_with("ggml_");
}

std::vector<std::string> unread_in(const fs::path& folder) {
  std::vector<std::string> unread;
  for (const std::string& name : names_in(folder))
    if (is_adapter(name) && is_other_weights(name))
      unread.push_back(name + " (a LoRA adapter, which is applied to its base model)");
    else if (is_other_weights(name))
      unread.push_back(name);
  if (!unread.empty())
    return unread;
  for (const char* below : {"original", "onnx", "openvino", "consolidated", "checkpoint", "pytorch", "weights"})
    for (const std::string& name : names_in(folder / below))
      if (is_other_weights(name) || (std::strcmp(below, "openvino") == 0 && name.ends_with(".xml")))
        unread.push_back(std::string(below) + "/" + name);
  return unread;
}

class Finder {
public:
  Finder(fs::path folder, const std::function<bool(const std::string&)>& fits)
      : m_folder(std::move(folder)), m_fits(fits), m_names(names_in(m_folder)) {}

  Result<WeightFiles> in_folder() {
    PARETO_TRY_ASSIGN(indexes, index_names());
    if (is_there(m_folder / kSingle)) {
      PARETO_TRY(take(kSingle));
      if (is_there(m_folder / kIndex) || !shards().empty())
        m_out.note = "The folder holds shards of another checkpoint beside model.safetensors; model.safetensors is "
                     "read, as transformers does.";
    } else if (!indexes.empty()) {
      PARETO_TRY(by_index(indexes.front()));
    } else if (!shards().empty()) {
      PARETO_TRY(by_shards());
    } else {
      PARETO_TRY(by_content());
    }
    if (m_out.files.empty())
      m_out.unread = unread_in(m_folder);
    return std::move(m_out);
  }

  /// The file, or the set it is a shard of.
  Result<WeightFiles> one(const std::string& name) {
    const auto shard = shard_of(name);
    if (!shard) {
      PARETO_TRY(take(name));
    } else if (const std::string index = shard->set + kExtension + ".index.json"; is_there(m_folder / index)) {
      PARETO_TRY(by_index(index));
      if (std::find(m_out.files.begin(), m_out.files.end(), (m_folder / name).string()) == m_out.files.end())
        return fail(ErrorCode::InvalidFile,
                    (m_folder / name).string() + " is not among the files that " + index + " names.", name);
    } else {
      PARETO_TRY(whole_set(*shard));
    }
    return std::move(m_out);
  }

private:
  Status take(const std::string& name) {
    PARETO_TRY(leads_somewhere(m_folder / name));
    m_out.files.push_back((m_folder / name).string());
    return {};
  }

  /// model.safetensors.index.json, or the only one of another name.
  Result<std::vector<std::string>> index_names() const {
    if (is_there(m_folder / kIndex))
      return std::vector<std::string>{kIndex};
    std::vector<std::string> found;
    for (const std::string& name : m_names)
      if (name.find(".safetensors.index.") != std::string::npos && name.ends_with(".json") && !is_adapter(name))
        found.push_back(name);
    if (found.size() > 1 && !is_there(m_folder / kSingle))
      return fail(ErrorCode::InvalidFile,
                  m_folder.string() + " holds several checkpoints (" + listed(found) +
                      "); open a file of the one that is meant.",
                  m_folder.string());
    return found;
  }

  Status by_index(const std::string& name) {
    const std::string path = (m_folder / name).string();
    PARETO_TRY(leads_somewhere(path));
    PARETO_TRY_ASSIGN(index, read_strict_json(path, {.bytes = size_t{64} << 20}));
    if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
      return fail(ErrorCode::InvalidFile, path + ": 'weight_map' is missing; it must map tensors to files.",
                  "$.weight_map");
    std::set<std::string> files;
    for (const auto& [tensor, file] : index["weight_map"].items()) {
      const std::string shard = file.is_string() ? file.get<std::string>() : std::string();
      if (shard.empty() || shard.find('/') != std::string::npos || shard.find('\\') != std::string::npos ||
          shard.find('\0') != std::string::npos || shard == ".." || shard == ".")
        return fail(ErrorCode::InvalidFile,
                    path + ": the shard of '" + printable(tensor, 120) +
                        "' must be a plain file name beside the index.",
                    "$.weight_map." + tensor);
      files.insert(shard);
      m_out.places[tensor] = shard;
    }
    if (files.empty())
      return fail(ErrorCode::InvalidFile, path + ": 'weight_map' names no file.", "$.weight_map");
    for (const std::string& file : files)
      PARETO_TRY(take(file));
    return {};
  }

  /// One of each set of shards.
  std::vector<Shard> shards() const {
    std::vector<Shard> sets;
    for (const std::string& name : m_names)
      if (const auto shard = shard_of(name);
          shard && !is_adapter(name) &&
          (sets.empty() || sets.back().set != shard->set || sets.back().count != shard->count))
        sets.push_back(*shard);
    return sets;
  }

  Status by_shards() {
    const std::vector<Shard> sets = shards();
    if (sets.size() > 1) {
      std::vector<std::string> names;
      for (const Shard& set : sets)
        names.push_back(shard_name(set, set.number));
      return fail(ErrorCode::InvalidFile,
                  m_folder.string() + " holds shards of several checkpoints (" + listed(names) +
                      ") and no index; open a file of the one that is meant.",
                  m_folder.string());
    }
    return whole_set(sets.front());
  }

  Status whole_set(const Shard& shard) {
    for (unsigned i = 1; i <= shard.count; ++i) {
      const std::string name = shard_name(shard, i);
      if (!is_there(m_folder / name))
        return fail(ErrorCode::NotFound,
                    (m_folder / shard_name(shard, shard.number)).string() + " is one of " +
                        std::to_string(shard.count) + " shards and " + name + " is missing beside it.",
                    name);
      PARETO_TRY(take(name));
    }
    return {};
  }

  /// A single file of any other name.
  Status by_content() {
    std::vector<std::string> fitting;
    for (const std::string& name : m_names)
      if (name.ends_with(kExtension) && !is_adapter(name) && !is_training_state(name)) {
        PARETO_TRY(leads_somewhere(m_folder / name));
        if (m_fits((m_folder / name).string()))
          fitting.push_back(name);
      }
    if (fitting.empty())
      return {};
    if (fitting.size() > 1)
      return fail(ErrorCode::InvalidFile,
                  m_folder.string() + " holds several checkpoints (" + listed(fitting) +
                      "); open the file that is meant.",
                  m_folder.string());
    m_out.note =
        "The weights are read from " + fitting.front() + ", the only file here that holds this model's tensors.";
    return take(fitting.front());
  }

  fs::path m_folder;
  const std::function<bool(const std::string&)>& m_fits;
  std::vector<std::string> m_names;
  WeightFiles m_out;
};

} // namespace

Result<WeightFiles> find_weight_files(const std::string& path, const std::function<bool(const std::string&)>& fits) {
  const fs::path given(path);
  std::error_code ignored;
  if (fs::is_directory(given, ignored))
    return Finder(given, fits).in_folder();
  return Finder(given.parent_path().empty() ? fs::path(".") : given.parent_path(), fits).one(given.filename().string());
}

std::string listed(const std::vector<std::string>& names, size_t most) {
  std::string text;
  for (size_t i = 0; i < names.size() && i < most; ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more" : text;
}

} // namespace pareto
