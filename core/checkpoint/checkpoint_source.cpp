// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint_source.h"

#include "core/checkpoint/name_map.h"
#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/strict_json.h"
#include "core/checkpoint/tensor_shape.h"
#include "core/printable.h"

#include <cstring>
#include <filesystem>
#include <set>

namespace pareto {

namespace {

namespace fs = std::filesystem;

/// Where a weight lies: a tensor and the rows of it.
struct Located {
  const TensorView* view = nullptr;
  TensorRows rows;
  std::string name;
};

class CheckpointSource : public TensorSource {
public:
  CheckpointSource(std::string names, ModelSpec spec)
      : m_names(std::move(names)), m_spec(std::move(spec)) {}

  Status add_file(const std::string& path) {
    PARETO_TRY_ASSIGN(file, SafetensorsFile::open(path));
    for (const auto& [name, view] : file.tensors())
      if (!m_tensors.emplace(name, view).second)
        return fail(ErrorCode::InvalidFile, path + ": tensor '" + printable(name, 120) + "' is in two shards.", name);
    m_files.push_back(std::move(file));
    return {};
  }

  Stored stored(const WeightDecl& weight) const override {
    const auto located = locate(weight);
    if (!located)
      return Stored::F32;
    switch (located->view->dtype) {
    case DType::F16: return Stored::F16;
    case DType::BF16: return Stored::BF16;
    default: return Stored::F32;
    }
  }

  std::string tensor_name(const WeightDecl& weight) const override {
    const auto located = locate(weight);
    return located ? located->name : weight.name;
  }

  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    PARETO_TRY_ASSIGN(located, locate(weight));
    const int64_t width = weight.shape.elements() / weight.shape[0];
    for (int64_t r = 0; r < count; ++r)
      PARETO_TRY(read_row(located, begin + r, width, out.subspan(static_cast<size_t>(r * width), static_cast<size_t>(width))));
    return {};
  }

  bool read_rows_16(const WeightDecl& weight, int64_t begin, int64_t count, Stored type, std::span<uint16_t> out) override {
    const auto located = locate(weight);
    if (!located || located->rows.transposed || located->view->dtype != (type == Stored::F16 ? DType::F16 : DType::BF16))
      return false;
    const int64_t width = weight.shape.elements() / weight.shape[0];
    for (int64_t r = 0; r < count; ++r)
      std::memcpy(out.data() + r * width, located->view->data.data() + 2 * located->rows.row(begin + r) * width, static_cast<size_t>(2 * width));
    return true;
  }

private:
  Result<Located> locate(const WeightDecl& weight) const {
    PARETO_TRY_ASSIGN(rows, resolve_weight(m_names, m_spec, weight));
    for (const std::string& candidate : rows.candidates) {
      const auto found = m_tensors.find(candidate);
      if (found == m_tensors.end())
        continue;
      PARETO_TRY(check_shape(candidate, found->second, weight, rows));
      return Located{&found->second, rows, candidate};
    }
    return fail(ErrorCode::NotFound, "The checkpoint has no tensor '" + rows.candidates.front() + "' (for " + weight.name + "); is config.json of another model?",
                rows.candidates.front());
  }

  static Status check_shape(const std::string& name, const TensorView& view, const WeightDecl& weight, const TensorRows& rows) {
    std::vector<int64_t> wanted;
    for (int axis = 0; axis < weight.shape.rank(); ++axis)
      wanted.push_back(weight.shape[axis]);
    if (rows.tensor_rows > 0)
      wanted[0] = rows.tensor_rows;
    if (rows.transposed)
      std::swap(wanted[0], wanted[1]);
    if (squeezed(view.shape) != squeezed(wanted))
      return fail(ErrorCode::InvalidFile, "Tensor '" + name + "' has the shape " + shape_text(view.shape) + "; the configuration asks for " + shape_text(wanted) + ".", name);
    if (view.dtype != DType::F32 && view.dtype != DType::F16 && view.dtype != DType::BF16 && view.dtype != DType::F64)
      return fail(ErrorCode::Unsupported, "Tensor '" + name + "' is stored as " + to_string(view.dtype) + "; weights must be F64, F32, F16 or BF16.", name);
    return {};
  }

  static Status read_row(const Located& located, int64_t row, int64_t width, std::span<float> out) {
    const int64_t at = located.rows.row(row);
    if (!located.rows.transposed)
      return convert_to_float(*located.view, at * width, out);
    const int64_t stride = located.view->shape.back();
    for (int64_t i = 0; i < width; ++i)
      PARETO_TRY(convert_to_float(*located.view, i * stride + at, out.subspan(static_cast<size_t>(i), 1)));
    return {};
  }

  std::string m_names;
  ModelSpec m_spec;
  std::vector<SafetensorsFile> m_files;
  std::map<std::string, TensorView> m_tensors;
};

/// File names of a sharded checkpoint, each once.
Result<std::set<std::string>> shard_names(const std::string& index_path) {
  PARETO_TRY_ASSIGN(index, read_strict_json(index_path));
  if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
    return fail(ErrorCode::InvalidFile, index_path + ": 'weight_map' is missing; it must map tensors to files.", "$.weight_map");
  std::set<std::string> names;
  for (const auto& [tensor, file] : index["weight_map"].items()) {
    const std::string name = file.is_string() ? file.get<std::string>() : std::string();
    if (name.empty() || name.find('/') != std::string::npos || name.find('\\') != std::string::npos || name.find('\0') != std::string::npos || name == ".." || name == ".")
      return fail(ErrorCode::InvalidFile, index_path + ": the shard of '" + printable(tensor, 120) + "' must be a plain file name beside the index.", "$.weight_map." + tensor);
    names.insert(name);
  }
  if (names.empty())
    return fail(ErrorCode::InvalidFile, index_path + ": 'weight_map' names no file.", "$.weight_map");
  return names;
}

constexpr const char* kSingle = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";

} // namespace

bool has_checkpoint(const std::string& folder) {
  std::error_code ignored;
  return fs::exists(fs::path(folder) / kSingle, ignored) || fs::exists(fs::path(folder) / kIndex, ignored);
}

namespace {

/// A link may point into its own folder, and from a snapshot of the Hugging Face cache (REPOSITORY/snapshots/REVISION) into
/// the blobs of the same repository, where the cache keeps every file.
bool stays_home(const fs::path& link, const fs::path& folder) {
  std::error_code ignored;
  const fs::path target = fs::weakly_canonical(link, ignored).parent_path(), home = fs::weakly_canonical(folder, ignored);
  return target == home || (home.parent_path().filename() == "snapshots" && target == home.parent_path().parent_path() / "blobs");
}

} // namespace

Result<std::unique_ptr<TensorSource>> open_checkpoint(const std::string& folder, const std::string& names, const ModelSpec& spec) {
  auto source = std::make_unique<CheckpointSource>(names, spec);
  const std::string index = (fs::path(folder) / kIndex).string();
  std::error_code ignored;
  std::set<std::string> files{kSingle};
  if (fs::exists(index, ignored)) {
    PARETO_TRY_ASSIGN(shards, shard_names(index));
    files = std::move(shards);
  }
  for (const std::string& file : files) {
    const fs::path path = fs::path(folder) / file;
    if (fs::is_symlink(path, ignored) && !stays_home(path, folder))
      return fail(ErrorCode::InvalidFile, path.string() + " is a link that leaves its folder; put the file itself there.", path.string());
    PARETO_TRY(source->add_file(path.string()));
  }
  return std::unique_ptr<TensorSource>(std::move(source));
}

} // namespace pareto
