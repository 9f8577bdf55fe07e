// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/gguf/gguf_source.h"

#include "core/formats/gguf/gguf_types.h"
#include "core/formats/tensor_shape.h"
#include "core/formats/weight_files.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/model.h"
#include "core/numeric/format_codec.h"
#include "core/platform/files.h"
#include "core/printable.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <numeric>
#include <set>

namespace pareto {

namespace {

namespace fs = std::filesystem;

/// Tensors that are no weights of a layer: rotary factors (read with the metadata) and frequencies of very old files.
bool beside_the_model(const std::string& name) {
  return name == "rope_freqs.weight" || name.rfind("rope_factors_", 0) == 0 ||
         name.find("rot_embd") != std::string::npos;
}

std::string renamed(const std::string& name, const NamePairs& pairs) {
  for (const auto& [from, to] : pairs)
    if (name.rfind(from, 0) == 0)
      return to + name.substr(from.size());
  return name;
}

/// Where a weight lies in the file.
struct Place {
  std::string tensor;
  TensorRows rows{};                  ///< which rows of the tensor
  int64_t head_rows = 0, rotated = 0; ///< llama's q and k: rows of a head and how many of them lie in pairs
  bool logarithm = false;             ///< stored as -exp(value)

  /// Whether neighbouring rows of the weight are neighbours in the file.
  bool in_turn() const { return head_rows == 0 && rows.run == 0 && rows.tiles.width == 0; }

  /// Halves (s * n/2 + i) were written as neighbouring pairs (2i + s).
  int64_t row(int64_t r) const {
    if (head_rows == 0)
      return rows.row(r);
    const int64_t in_head = r % head_rows, half = rotated / 2;
    const int64_t stored = in_head < rotated ? 2 * (in_head % half) + in_head / half : in_head;
    return rows.first + r - in_head + stored;
  }
};

/// One shape, but for matrices that lie one below the other ([E, rows, width] and [E rows, width]) and vectors in
/// groups, which either may say.
bool same_rows(const std::vector<int64_t>& stored, const std::vector<int64_t>& wanted, WeightUse use) {
  const auto elements = [](const std::vector<int64_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
  };
  if (stored == wanted || elements(stored) != elements(wanted))
    return stored == wanted;
  if (stored.size() > wanted.size())
    return wanted.size() == 1 || stored.back() == wanted.back();
  return stored.size() == 1 && use == WeightUse::Vector;
}

/// Puts what a row holds into its own order (TensorRows::columns): `unit` elements of T for `unit_columns` columns.
template <class T>
void untile(const Tiles& columns, std::span<T> row, size_t unit_columns, size_t unit) {
  const std::vector<T> stored(row.begin(), row.end());
  const size_t count = row.size() / unit;
  for (size_t i = 0; i < count; ++i) {
    const auto from = static_cast<size_t>(columns.at(static_cast<int64_t>(i * unit_columns))) / unit_columns;
    std::copy_n(stored.begin() + static_cast<std::ptrdiff_t>(from * unit), unit,
                row.begin() + static_cast<std::ptrdiff_t>(i * unit));
  }
}

class GgufSource : public TensorSource {
public:
  GgufSource(std::vector<GgufFile> files, const ModelSpec& spec, const config::GgufType& type)
      : m_spec(spec), m_type(type), m_files(std::move(files)) {}

  /// Every tensor of every part is known, decodable and used.
  Status check() {
    for (const GgufFile& file : m_files)
      for (const GgufTensor& tensor : file.tensors())
        if (!m_tensors.emplace(tensor.name, &tensor).second)
          return fail(ErrorCode::InvalidFile,
                      file.path() + ": tensor '" + printable(tensor.name, 64) + "' is in two parts of the model.",
                      tensor.name);
    std::set<std::string> used;
    const Graph graph = Model(m_spec).record({1, 1, Phase::Decode});
    for (const WeightDecl& weight : graph.weights()) {
      const Place place = locate(weight.name);
      used.insert(place.tensor);
      PARETO_TRY(check_tensor(place, weight));
    }
    for (const auto& [name, tensor] : m_tensors)
      if (used.count(name) == 0 && !beside_the_model(name) && !is_other_gguf_part(name) &&
          !(m_type.beside && m_type.beside(m_files.front(), m_spec, name)))
        return fail(
            ErrorCode::Unsupported,
            m_files.front().path() + ": tensor '" + printable(name, 64) +
                "' has no place in this architecture; the model is of a variant that this version does not know.",
            name);
    return {};
  }

  Format stored(const WeightDecl& weight) const override {
    if (weight.use != WeightUse::Matrix)
      return Format::F32;
    const GgufTensor& tensor = *m_tensors.at(locate(weight.name).tensor);
    return kept(tensor.type) ? tensor.type : m_stored;
  }

  std::string tensor_name(const WeightDecl& weight) const override { return locate(weight.name).tensor; }

  bool read_row_blocks(const WeightDecl& weight, int64_t row, std::span<std::byte> out) override {
    const Place place = locate(weight.name);
    const GgufTensor& tensor = *m_tensors.at(place.tensor);
    if (!kept(tensor.type) || place.logarithm || static_cast<int64_t>(out.size()) != tensor.row_bytes())
      return false;
    const Tiles& columns = place.rows.columns;
    if (columns.width % block_elements(tensor.type) != 0)
      return false;
    std::memcpy(out.data(), tensor.data.data() + place.row(row) * tensor.row_bytes(), out.size());
    if (columns.width > 0)
      untile(columns, out, static_cast<size_t>(block_elements(tensor.type)),
             static_cast<size_t>(block_bytes(tensor.type)));
    return true;
  }

  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    const Place place = locate(weight.name);
    const GgufTensor& tensor = *m_tensors.at(place.tensor);
    const int64_t width = weight.shape.elements() / weight.shape[0];
    if (place.in_turn()) {
      PARETO_TRY(read(tensor, place.row(begin) * width, out.first(static_cast<size_t>(count * width))));
    } else {
      for (int64_t r = 0; r < count; ++r)
        PARETO_TRY(read(tensor, place.row(begin + r) * width,
                        out.subspan(static_cast<size_t>(r * width), static_cast<size_t>(width))));
    }
    if (place.rows.columns.width > 0)
      for (int64_t r = 0; r < count; ++r)
        untile(place.rows.columns, out.subspan(static_cast<size_t>(r * width), static_cast<size_t>(width)), 1, 1);
    for (float& value : out.first(place.logarithm ? static_cast<size_t>(count * width) : 0)) {
      if (!(value < 0 && value > -1e30f))
        return fail(ErrorCode::InvalidFile,
                    "Tensor '" + tensor.name + "' holds " + std::to_string(value) + "; decay rates are negative.",
                    tensor.name);
      value = std::log(-value);
    }
    return {};
  }

private:
  /// Blocks that weights stay in (weight_format).
  static bool kept(Format type) { return type == Format::Q8_0 || type == Format::Q4_0 || type == Format::Q4_1; }

  Place locate(const std::string& weight) const {
    Place place;
    place.tensor = renamed(weight, m_type.whole);
    if (weight.rfind("layers.", 0) != 0 || place.tensor != weight)
      return place;
    const size_t dot = weight.find('.', 7);
    const auto layer = static_cast<size_t>(std::stoull(weight.substr(7, dot - 7)));
    const std::string part = weight.substr(dot + 1), prefix = "blk." + std::to_string(layer) + ".";
    place.tensor = prefix + renamed(part, m_type.part);
    place.logarithm = part.ends_with(".A_log");
    const Block& block = m_spec.blocks[layer];
    if (m_type.place) {
      std::string name = place.tensor.substr(prefix.size());
      m_type.place(block, part, place.rows, name);
      place.tensor = prefix + name;
    }
    if (const auto* mixer = block.mixer() ? block.mixer()->as<AttentionMixer>() : nullptr)
      place_attention(place, *mixer, prefix, part);
    if (part.rfind("ffn.gate_proj.", 0) == 0 || part.rfind("ffn.up_proj.", 0) == 0)
      if (const auto* ffn = block.ffn()->as<GatedFeedForward>();
          ffn && m_tensors.count(prefix + "ffn_gate.weight") == 0) { // phi3: gate rows, then up rows
        place.tensor = prefix + "ffn_up." + part.substr(part.rfind('.') + 1);
        place.rows.first = part[4] == 'g' ? 0 : ffn->width;
        place.rows.tensor_rows = 2 * ffn->width;
      }
    return place;
  }

  void place_attention(Place& place, const AttentionMixer& mixer, const std::string& prefix,
                       const std::string& part) const {
    const char* const kinds[] = {"mixer.q_proj.", "mixer.k_proj.", "mixer.v_proj."};
    int which = -1;
    for (int i = 0; i < 3; ++i)
      if (part.rfind(kinds[i], 0) == 0)
        which = i;
    if (which < 0)
      return;
    if (m_type.rows_in_pairs && which < 2 && mixer.rope.table) {
      place.head_rows = mixer.head_dim;
      place.rotated = static_cast<int64_t>(2 * mixer.rope.table->inv_freq.size());
    }
    if (m_tensors.count(place.tensor) > 0 || m_tensors.count(prefix + "attn_qkv.weight") == 0)
      return;
    const int64_t q = mixer.heads * mixer.head_dim, kv = mixer.kv_heads * mixer.head_dim;
    place.tensor = prefix + "attn_qkv." + part.substr(part.rfind('.') + 1);
    place.rows.first = which == 0 ? 0 : q + (which - 1) * kv;
    place.rows.tensor_rows = q + 2 * kv;
  }

  Status check_tensor(const Place& place, const WeightDecl& weight) {
    const auto found = m_tensors.find(place.tensor);
    const std::string file = m_files.front().path();
    if (found == m_tensors.end())
      return fail(ErrorCode::NotFound,
                  file + ": there is no tensor '" + place.tensor + "', which this architecture needs.", place.tensor);
    const GgufTensor& tensor = *found->second;
    std::vector<int64_t> wanted;
    for (int axis = 0; axis < weight.shape.rank(); ++axis)
      wanted.push_back(weight.shape[axis]);
    if (place.rows.tensor_rows > 0)
      wanted[0] = place.rows.tensor_rows;
    if (!same_rows(squeezed(tensor.shape), squeezed(wanted), weight.use))
      return fail(ErrorCode::InvalidFile,
                  file + ": tensor '" + place.tensor + "' has the shape " + shape_text(tensor.shape) +
                      "; the metadata asks for " + shape_text(wanted) + ".",
                  place.tensor);
    const Status known = decodable(tensor.type);
    if (!known)
      return fail(known.error().code, file + ": tensor '" + place.tensor + "' cannot be read. " + known.error().message,
                  place.tensor);
    const int64_t width = weight.shape.elements() / weight.shape[0];
    if (block_elements(tensor.type) > 1 && width % block_elements(tensor.type) != 0)
      return fail(ErrorCode::Unsupported,
                  file + ": tensor '" + place.tensor + "' is a vector stored as " + to_string(tensor.type) +
                      "; vectors must be F32, F16 or BF16.",
                  place.tensor);
    if (weight.use == WeightUse::Matrix)
      note_type(tensor.type);
    return {};
  }

  /// All matrices F16 or all BF16: that is the stored precision; anything else counts as float32.
  void note_type(Format type) {
    const Format one = type == Format::F16 || type == Format::BF16 ? type : Format::F32;
    m_stored = m_any_matrix && m_stored != one ? Format::F32 : one;
    m_any_matrix = true;
  }

  static Status read(const GgufTensor& tensor, int64_t element, std::span<float> out) {
    const int64_t unit = block_elements(tensor.type), bytes = block_bytes(tensor.type);
    const auto count = static_cast<int64_t>(out.size());
    decode(tensor.type,
           tensor.data.subspan(static_cast<size_t>(element / unit * bytes), static_cast<size_t>(count / unit * bytes)),
           out);
    return {};
  }

  ModelSpec m_spec;
  const config::GgufType& m_type;
  std::vector<GgufFile> m_files;
  std::map<std::string, const GgufTensor*> m_tensors;
  Format m_stored = Format::F32;
  bool m_any_matrix = false;
};

/// Files of a folder that are GGUF by name, each split model once.
std::vector<std::string> gguf_files_in(const std::string& folder) {
  std::set<std::string> files;
  std::map<std::string, std::string> sets;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string path = it->path().string(), stem = it->path().stem().string();
    unsigned part = 0, count = 0;
    const size_t tail = std::strlen("-00001-of-00003");
    if (it->path().extension() != ".gguf")
      continue;
    if (stem.size() > tail && std::sscanf(stem.c_str() + stem.size() - tail, "-%5u-of-%5u", &part, &count) == 2 &&
        count > 1) {
      std::string& first = sets[stem.substr(0, stem.size() - tail) + std::to_string(count)];
      first = first.empty() ? path : std::min(first, path);
    } else {
      files.insert(path);
    }
  }
  for (const auto& [name, first] : sets)
    files.insert(first);
  return {files.begin(), files.end()};
}

} // namespace

bool is_other_gguf_part(const std::string& tensor) {
  for (const char* part : {"v.", "mm.", "a.", "model.image_newline", "resampler.", "vision.", "audio.", "img_"})
    if (tensor.rfind(part, 0) == 0)
      return true;
  return false;
}

std::string gguf_role(const GgufFile& file) {
  const auto text = [&](std::string_view key) {
    const GgufValue* value = file.find(key);
    const auto* view = value ? std::get_if<std::string_view>(value) : nullptr;
    return view ? std::string(*view) : std::string();
  };
  const std::string type = text("general.type"), architecture = text("general.architecture");
  if (type == "adapter" || !text("adapter.type").empty())
    return "a LoRA adapter, which is applied to its base model; merge it into that and open the result";
  if (type == "imatrix" || architecture == "imatrix" || file.find("imatrix.chunk_count"))
    return "an importance matrix (imatrix) for making quantised files; open the model it was made from";
  if (type == "mmproj" || architecture == "clip")
    return "a projector for images or sound (mmproj), one part of a multimodal model; open the GGUF file of the "
           "language model";
  if (type == "vocab")
    return "a vocabulary without a model; open the GGUF file of the model";
  if (!type.empty() && type != "model")
    return "of the type '" + printable(type, 40) + "', not a model";
  return {};
}

Result<std::string> gguf_model_in(const std::string& folder, std::vector<std::string>* roles) {
  const std::vector<std::string> files = gguf_files_in(folder);
  std::vector<std::string> models, names;
  for (const std::string& path : files) {
    const auto file = GgufFile::open(path); // one that cannot be read counts: opening it says why
    const std::string role = file ? gguf_role(*file) : std::string();
    if (role.empty()) {
      models.push_back(path);
      names.push_back(fs::path(path).filename().string());
    } else if (roles) {
      roles->push_back(fs::path(path).filename().string() + " is " + role);
    }
  }
  if (models.size() > 1)
    return fail(ErrorCode::InvalidArgument,
                folder + " holds " + std::to_string(models.size()) + " GGUF models (" + listed(names) +
                    "); open the one that is meant.",
                folder);
  return models.empty() ? std::string() : models.front();
}

bool is_gguf(const std::string& path) {
  if (fs::path(path).extension() == ".gguf")
    return true;
  const auto magic = read_beginning(path, 4);
  return magic && *magic == "GGUF";
}

Result<std::vector<std::string>> gguf_parts(const std::string& path) {
  const std::string stem = fs::path(path).stem().string();
  unsigned part = 0, count = 0;
  const size_t tail = std::strlen("-00001-of-00003");
  char check[32] = {};
  if (stem.size() <= tail || std::sscanf(stem.c_str() + stem.size() - tail, "-%5u-of-%5u", &part, &count) != 2)
    return std::vector<std::string>{path};
  std::snprintf(check, sizeof check, "-%05u-of-%05u", part, count);
  if (stem.compare(stem.size() - tail, tail, check) != 0 || part < 1 || part > count || count > 4096)
    return std::vector<std::string>{path};
  std::vector<std::string> parts;
  for (unsigned i = 1; i <= count; ++i) {
    std::snprintf(check, sizeof check, "-%05u-of-%05u", i, count);
    const fs::path file = fs::path(path).parent_path() / (stem.substr(0, stem.size() - tail) + check + ".gguf");
    std::error_code ignored;
    if (!fs::exists(file, ignored))
      return fail(ErrorCode::NotFound,
                  path + " is one of " + std::to_string(count) + " parts and " + file.filename().string() +
                      " is missing beside it.",
                  file.string());
    parts.push_back(file.string());
  }
  return parts;
}

Result<std::vector<GgufFile>> open_gguf_parts(const std::string& path) {
  PARETO_TRY_ASSIGN(parts, gguf_parts(path));
  std::vector<GgufFile> files;
  const auto count = static_cast<int64_t>(parts.size());
  for (const std::string& part : parts) {
    PARETO_TRY_ASSIGN(file, GgufFile::open(part));
    PARETO_TRY_ASSIGN(stated, file.integer("split.count", 0, 1 << 16, 0));
    PARETO_TRY_ASSIGN(number, file.integer("split.no", 0, 1 << 16, static_cast<int64_t>(files.size())));
    if (std::max<int64_t>(stated, 1) != count || number != static_cast<int64_t>(files.size()))
      return fail(ErrorCode::InvalidFile,
                  part + " is part " + std::to_string(number + 1) + " of " + std::to_string(stated) +
                      " by its metadata, which its name does not say; rename the parts to NAME-00001-of-0000N.gguf.",
                  "split.count");
    files.push_back(std::move(file));
  }
  return files;
}

Result<std::unique_ptr<TensorSource>> open_gguf_weights(const std::string& path, const ModelSpec& spec) {
  PARETO_TRY_ASSIGN(files, open_gguf_parts(path));
  return gguf_weights(std::move(files), spec);
}

Result<std::unique_ptr<TensorSource>> gguf_weights(std::vector<GgufFile> files, const ModelSpec& spec) {
  PARETO_TRY_ASSIGN(architecture, files.front().text("general.architecture"));
  const config::GgufType* type = config::find_gguf_type(architecture);
  if (!type)
    return fail(ErrorCode::Unsupported,
                files.front().path() + ": the architecture '" + printable(architecture, 40) +
                    "' is not supported by this version.",
                "general.architecture");
  auto source = std::make_unique<GgufSource>(std::move(files), spec, *type);
  PARETO_TRY(source->check());
  return std::unique_ptr<TensorSource>(std::move(source));
}

} // namespace pareto
