// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/local_models.h"

#include "core/formats/checkpoint_source.h"
#include "core/formats/model_footprint.h"
#include "core/formats/strict_json.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace pareto {

namespace {

namespace fs = std::filesystem;
using Origin = LocalModel::Origin;

constexpr size_t kMostFound = 500;      ///< a folder of thousands is somebody's archive, not a choice
constexpr size_t kMostLooked = 100'000; ///< entries of all folders: a link may lead to a whole disk
constexpr int kDeepest = 6;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// Entries of a folder, sorted; nothing when it cannot be read.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> all;
  std::error_code error;
  for (fs::directory_iterator it(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end; it.increment(error))
    all.push_back(it->path());
  std::sort(all.begin(), all.end());
  return all;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

/// Whether `above` is the folder `below` or holds it; both without links.
bool holds(const fs::path& above, const fs::path& below) {
  return std::mismatch(above.begin(), above.end(), below.begin(), below.end()).first == above.end();
}

int64_t size_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : static_cast<int64_t>(size);
}

/// Bytes of the weight files of a checkpoint folder.
int64_t weights_size(const fs::path& folder) {
  int64_t total = 0;
  for (const fs::path& file : entries(folder))
    if (file.extension() == ".safetensors")
      total += size_of(file);
  return total;
}

class ModelFinder {
public:
  explicit ModelFinder(std::vector<LocalModel>& found) : m_found(found) {}

  /// GGUF files and checkpoint folders anywhere below; `prefix` + relative path names them. A linked folder is looked
  /// into once, and never when it holds the place where the link stands.
  void below(const fs::path& folder, Origin origin, const std::string& prefix, int depth = 0) {
    std::error_code ignored;
    if (depth > kDeepest || m_found.size() >= kMostFound || !m_seen.insert(fs::canonical(folder, ignored)).second ||
        ignored)
      return;
    if (depth > 0 && fs::exists(folder / "config.json", ignored) && has_checkpoint(folder.string())) {
      add({origin, FileForm::Safetensors, folder.string(), prefix, weights_size(folder)});
      return;
    }
    for (const fs::path& entry : entries(folder)) {
      if (++m_looked > kMostLooked)
        return;
      const std::string name = prefix.empty() ? entry.filename().string() : prefix + "/" + entry.filename().string();
      if (is_folder(entry) && !leads_up(entry))
        below(entry, origin, name, depth + 1);
      else if (entry.extension() == ".gguf" && fs::is_regular_file(entry, ignored)) // a pipe would never answer
        add({origin, FileForm::Gguf, entry.string(),
             prefix.empty() ? entry.stem().string() : prefix + "/" + entry.stem().string(), size_of(entry)});
    }
  }

  /// models--ORG--NAME/snapshots/REVISION/...
  void hugging_face(const fs::path& hub) {
    for (const fs::path& repository : entries(hub)) {
      std::string name = repository.filename().string();
      if (name.rfind("models--", 0) != 0)
        continue;
      name = name.substr(8);
      if (const size_t at = name.find("--"); at != std::string::npos)
        name.replace(at, 2, "/");
      for (const fs::path& snapshot : entries(repository / "snapshots"))
        below(snapshot, Origin::HuggingFace, name, 1);
    }
  }

  /// manifests/HOST/NAMESPACE/NAME/TAG is JSON whose model layer names a blob, which is a GGUF file.
  void ollama(const fs::path& models) {
    for (const fs::path& host : entries(models / "manifests"))
      for (const fs::path& space : entries(host))
        for (const fs::path& name : entries(space))
          for (const fs::path& tag : entries(name))
            manifest(models, tag, name.filename().string() + ":" + tag.filename().string());
  }

private:
  void add(LocalModel model) {
    if (m_found.size() < kMostFound)
      m_found.push_back(std::move(model));
  }

  void manifest(const fs::path& models, const fs::path& file, const std::string& name) {
    const auto document = read_strict_json(file.string());
    if (!document || !document->is_object() || !document->contains("layers") || !(*document)["layers"].is_array())
      return;
    for (const auto& layer : (*document)["layers"]) {
      if (!layer.is_object() || !layer.contains("mediaType") ||
          layer["mediaType"] != "application/vnd.ollama.image.model" || !layer.contains("digest") ||
          !layer["digest"].is_string())
        continue;
      std::string digest = layer["digest"].get<std::string>();
      std::replace(digest.begin(), digest.end(), ':', '-');
      const fs::path blob = models / "blobs" / digest;
      std::error_code ignored;
      if (digest.find('/') == std::string::npos && fs::is_regular_file(blob, ignored))
        add({Origin::Ollama, FileForm::Gguf, blob.string(), name, size_of(blob)});
    }
  }

  /// A link to a folder above itself, or to all of the disk.
  static bool leads_up(const fs::path& entry) {
    std::error_code error;
    if (!fs::is_symlink(entry, error))
      return false;
    const fs::path target = fs::canonical(entry, error), here = fs::canonical(entry.parent_path(), error);
    return error || holds(target, here);
  }

  std::vector<LocalModel>& m_found;
  std::set<fs::path> m_seen; ///< folders, without links
  size_t m_looked = 0;
};

} // namespace

const char* to_string(LocalModel::Origin origin) {
  switch (origin) {
  case Origin::OwnFolder: return "Paretoscope";
  case Origin::HuggingFace: return "Hugging Face";
  case Origin::LmStudio: return "LM Studio";
  case Origin::LlamaCpp: return "llama.cpp";
  case Origin::Ollama: return "Ollama";
  }
  return "";
}

ModelFolders default_model_folders() {
  const fs::path home = variable("HOME");
  const auto below_home = [&](const char* path) { return home.empty() ? std::string() : (home / path).string(); };
  const auto first_existing = [](std::initializer_list<std::string> candidates) {
    for (const std::string& candidate : candidates)
      if (!candidate.empty() && is_folder(candidate))
        return candidate;
    return std::string();
  };
  const std::string cache = variable("XDG_CACHE_HOME").empty() ? below_home(".cache") : variable("XDG_CACHE_HOME");
  const std::string data = variable("XDG_DATA_HOME").empty() ? below_home(".local/share") : variable("XDG_DATA_HOME");
  const std::string hf_home = variable("HF_HOME");
  ModelFolders folders;
  folders.own = data.empty() ? "" : data + "/paretoscope/models";
  folders.hugging_face = first_existing({variable("HF_HUB_CACHE"), hf_home.empty() ? "" : hf_home + "/hub",
                                         cache.empty() ? "" : cache + "/huggingface/hub"});
  folders.lm_studio =
      first_existing({below_home(".lmstudio/models"), cache.empty() ? "" : cache + "/lm-studio/models"});
  folders.llama_cpp = first_existing({variable("LLAMA_CACHE"), cache.empty() ? "" : cache + "/llama.cpp"});
  folders.ollama =
      first_existing({variable("OLLAMA_MODELS"), below_home(".ollama/models"), "/usr/share/ollama/.ollama/models"});
  return folders;
}

std::vector<LocalModel> find_local_models(const ModelFolders& folders) {
  std::vector<LocalModel> found;
  ModelFinder finder(found);
  if (!folders.own.empty())
    finder.below(folders.own, Origin::OwnFolder, {});
  if (!folders.hugging_face.empty())
    finder.hugging_face(folders.hugging_face);
  if (!folders.lm_studio.empty())
    finder.below(folders.lm_studio, Origin::LmStudio, {});
  if (!folders.llama_cpp.empty())
    finder.below(folders.llama_cpp, Origin::LlamaCpp, {});
  if (!folders.ollama.empty())
    finder.ollama(folders.ollama);
  return found;
}

LocalModelFacts inspect_local_model(const LocalModel& model) {
  LocalModelFacts facts;
  const auto opened = open_model(model.path);
  if (!opened) {
    facts.problem = opened.error().message;
    return facts;
  }
  const auto footprint = footprint_of(*opened, {Precision::F16, Format::F16});
  if (!footprint) {
    facts.problem = footprint.error().message;
    return facts;
  }
  facts.architecture = opened->architecture;
  facts.model_type = opened->model_type;
  facts.parameters = footprint->parameters();
  facts.memory_at_4k = footprint->weight_bytes() + footprint->state(1, 4096).total();
  facts.memory_at_32k = footprint->weight_bytes() + footprint->state(1, 32'768).total();
  return facts;
}

} // namespace pareto
