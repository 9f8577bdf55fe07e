// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/checkpoint_source.h"

#include "core/formats/name_map.h"
#include "core/formats/safetensors.h"
#include "core/formats/tensor_shape.h"
#include "core/formats/weight_files.h"
#include "core/numeric/format_codec.h"
#include "core/printable.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

namespace pareto {

namespace {

namespace fs = std::filesystem;

/// Where a weight lies: a tensor and the rows of it.
struct Located {
  std::string name;
  const TensorView* view = nullptr;
  TensorRows rows;
  std::vector<const TensorView*> through{}; ///< tensors of one length whose rows are counted through
};

constexpr float kLeastMeanSize = 1e-5f; ///< what a matrix of three values is divided by at least

const WeightDecl kEmbedding{"embed.weight", {1, 1}, WeightUse::Matrix, {}},
    kHead{"head.weight", {1, 1}, WeightUse::Matrix, {}};

/// Buffers that old checkpoints store: positions, frequencies and masks that follow from the configuration.
bool carries_nothing(const std::string& name, const TensorView& view) {
  for (const char* end :
       {"inv_freq", ".cos_cached", ".sin_cached", "rotary_emb.cos", "rotary_emb.sin", "rope.freqs", "freqs_cis",
        "position_ids", ".masked_bias", "num_batches_tracked", ".total_ops", ".total_params", ".slope_rate",
        ".query_decay", ".key_decay", ".diagonal_decay", ".act_fn.eps"})
    if (name.ends_with(end))
      return true;
  if (!name.ends_with(".attn.bias") && !name.ends_with(".attention.bias"))
    return false;
  const std::vector<int64_t> shape = squeezed(view.shape); // the causal mask; a bias of a projection would be a vector
  return shape.size() == 2 && shape[0] == shape[1];
}

/// The part of a multimodal model a tensor belongs to when it is not the language model ("vision_tower"); otherwise
/// empty.
std::string other_part(const std::string& name) {
  for (const char* part : {"vision_tower",
                           "vision_model",
                           "vision_encoder",
                           "vision_embed_tokens",
                           "visual",
                           "multi_modal_projector",
                           "mm_projector",
                           "image_newline",
                           "audio_tower",
                           "audio_model",
                           "embed_vision",
                           "embed_audio",
                           "vpm",
                           "resampler",
                           "connector",
                           "mlp1",
                           "talker",
                           "token2wav",
                           "multi_modal_encoder",
                           "patch_merger",
                           "mtp"}) // several tokens at once: layers beside the model that nobody needs to run it
    for (const char* before : {"", "model.", "thinker.", "model.language_model.", "model.encoder."})
      if (name.starts_with(std::string(before) + part + ".") || name == std::string(before) + part)
        return part;
  return {};
}

/// Names that packed checkpoints give the parts of a weight, by what they are.
constexpr std::pair<const char*, const char*> kPackings[] = {
    {".qweight", "it is packed by GPTQ or AWQ (.qweight)"},
    {".weight_packed", "it is packed by compressed-tensors (.weight_packed)"},
    {".weight.absmax", "it is packed by bitsandbytes (.absmax)"},
    {".SCB", "it is packed by bitsandbytes (.SCB)"},
    {".weight_scale_inv", "it is stored in FP8 (.weight_scale_inv)"},
    {".weight_scale", "it is stored with scales (.weight_scale)"},
    {".scales", "it is packed by MLX (.scales)"},
    {".base_layer.weight", "it was saved from within an adapter (.base_layer); merge the adapter first"},
    {".W_q", "it is packed by HQQ (.W_q)"},
    {".codes", "it is packed by AQLM (.codes)"},
    {"_blocks", "it is packed in MXFP4 (_blocks)"}};

class CheckpointSource : public TensorSource {
public:
  CheckpointSource(std::string names, ModelSpec spec)
      : m_names(std::move(names)), m_spec(std::move(spec)), m_spellings(spellings_of(m_names)) {}

  /// Files in order; with an index a tensor in two of them is the one of the file that the index says.
  Status add(const WeightFiles& files) {
    for (const std::string& path : files.files) {
      PARETO_TRY_ASSIGN(file, SafetensorsFile::open(path));
      const std::string own = fs::path(path).filename().string();
      for (const auto& [name, view] : file.tensors()) {
        const auto place = files.places.find(name);
        const bool listed = place != files.places.end();
        if (listed && place->second == own)
          m_tensors[name] = view;
        else if (!m_tensors.emplace(name, view).second && !listed)
          return fail(ErrorCode::InvalidFile, path + ": tensor '" + printable(name, 120) + "' is in two shards.", name);
      }
      m_files.push_back(std::move(file));
    }
    choose_spelling();
    return {};
  }

  /// Whether the embedding is there under one of the model's names.
  bool fits() const { return tensor_of(kEmbedding).has_value(); }

  /// A head is stored that differs from the embedding, be it in a single value.
  bool has_own_head() const {
    const auto head = tensor_of(kHead), embedding = tensor_of(kEmbedding);
    return m_spec.tied && head && embedding && !same_values(*head->view, *embedding->view);
  }

  /// Tensors that no weight of the model uses, in groups worth a sentence each.
  std::vector<Warning> unused() const {
    std::set<std::string> used, parts;
    const Graph graph = Model(m_spec).record({1, 1, Phase::Decode});
    for (const WeightDecl& weight : graph.weights())
      for (const auto& found : tensors_of(weight))
        used.insert(found.name);
    if (const auto head = tensor_of(kHead); head && m_spec.tied)
      used.insert(head->name);
    std::vector<std::string> names;
    size_t beside = 0;
    for (const auto& [name, view] : m_tensors) {
      if (used.count(name) > 0 || carries_nothing(name, view))
        continue;
      if (const std::string part = other_part(name); part.empty())
        names.push_back(printable(name, 120));
      else if (++beside > 0)
        parts.insert(part);
    }
    std::vector<Warning> warnings;
    if (!names.empty())
      warnings.push_back({"unused_tensors", "The checkpoint holds " + std::to_string(names.size()) +
                                                (names.size() == 1 ? " tensor" : " tensors") +
                                                " for which the configuration has no place: " + listed(names, 8) +
                                                "; without " + (names.size() == 1 ? "it" : "them") +
                                                " the model computed here may not be the one that was saved."});
    if (beside > 0)
      warnings.push_back(
          {"other_parts", "The checkpoint also holds " + std::to_string(beside) +
                              (beside == 1 ? " tensor" : " tensors") + " of parts beside the language model (" +
                              listed({parts.begin(), parts.end()}) + "); only the language model is read."});
    return warnings;
  }

  Format stored(const WeightDecl& weight) const override {
    const auto located = locate(weight);
    const auto type = located ? located->view->dtype : std::nullopt;
    return type == Format::F16 || type == Format::BF16 ? *type : Format::F32;
  }

  std::string tensor_name(const WeightDecl& weight) const override {
    const auto located = locate(weight);
    return located ? located->name : weight.name;
  }

  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    PARETO_TRY_ASSIGN(located, locate(weight));
    const int64_t width = weight.shape.elements() / weight.shape[0],
                  each = located.rows.matrices > 0 && located.rows.apart ? weight.shape[0] / located.rows.matrices
                                                                         : weight.shape[0];
    int64_t matrix = 0;
    for (int64_t r = 0; r < count; ++r) {
      if (const int64_t of = (begin + r) / each; of != matrix) {
        PARETO_TRY_ASSIGN(next, locate(weight, of));
        located = std::move(next);
        matrix = of;
      }
      PARETO_TRY(read_row(located, (begin + r) % each, width,
                          out.subspan(static_cast<size_t>(r * width), static_cast<size_t>(width))));
    }
    return located.rows.ternary ? make_ternary(located, out) : Status();
  }

  bool read_rows_16(const WeightDecl& weight, int64_t begin, int64_t count, Format type,
                    std::span<uint16_t> out) override {
    const auto located = locate(weight);
    if (!located || located->rows.transposed || located->rows.apart || located->rows.ternary ||
        located->view->dtype != type)
      return false; // also where rows go through several tensors
    const int64_t width = weight.shape.elements() / weight.shape[0];
    for (int64_t r = 0; r < count; ++r)
      std::memcpy(out.data() + r * width, located->view->data.data() + 2 * located->rows.row(begin + r) * width,
                  static_cast<size_t>(2 * width));
    return true;
  }

private:
  /// The spelling in which the layers (or the embedding) are there; the map's own when none is.
  void choose_spelling() {
    m_spelling = m_spellings.all.empty() ? Spelling{} : m_spellings.all.front();
    for (const Spelling& spelling : m_spellings.all) {
      const auto layer = m_tensors.lower_bound(spelling.body + m_spellings.layers);
      m_fits = layer != m_tensors.end() && layer->first.starts_with(spelling.body + m_spellings.layers);
      const Spelling before = std::exchange(m_spelling, spelling);
      if (const auto rows = resolve_weight(m_names, m_spec, kEmbedding); rows && !m_fits)
        m_fits = named(*rows).has_value();
      if (m_fits)
        return;
      m_spelling = before;
    }
  }

  /// The names a weight may have in the chosen spelling; a head may stand outside of the rest.
  std::vector<std::string> spelled(const std::vector<std::string>& candidates) const {
    std::vector<std::string> names;
    for (const std::string& name : candidates) {
      const bool inside = name.starts_with(m_spellings.root) && !m_spellings.root.empty();
      names.push_back(inside ? m_spelling.body + name.substr(m_spellings.root.size()) : m_spelling.head + name);
      if (!inside && !m_spelling.head.empty())
        names.push_back(name);
    }
    return names;
  }

  /// The tensor of one of the names, if there is one; of experts that are apart that of expert `matrix`.
  std::optional<Located> named(const TensorRows& rows, int64_t matrix = 0) const {
    for (std::string& name : spelled(rows.candidates)) {
      if (rows.apart)
        name.replace(name.find(kExpertMark), 2, std::to_string(matrix));
      if (const auto found = m_tensors.find(name); found != m_tensors.end())
        return Located{name, &found->second, rows};
    }
    for (const TensorRows& other : rows.otherwise)
      if (auto found = goes_through(other) ? std::nullopt : named(other, matrix)) // that has its own name too
        return found;
    return std::nullopt;
  }

  /// The same for a weight, unchecked.
  std::optional<Located> tensor_of(const WeightDecl& weight) const {
    const auto rows = resolve_weight(m_names, m_spec, weight);
    return rows ? tensor_of(weight, *rows) : std::nullopt;
  }
  std::optional<Located> tensor_of(const WeightDecl& weight, const TensorRows& rows, int64_t matrix = 0) const {
    auto found = named(rows, matrix);
    if (!found && m_spec.tied &&
        weight.name == kEmbedding.name) // of two names for one tensor a checkpoint may keep either
      return tensor_of(kHead);
    return found;
  }

  /// Every tensor that a weight is made of, unchecked.
  std::vector<Located> tensors_of(const WeightDecl& weight) const {
    std::vector<Located> all;
    const auto rows = resolve_weight(m_names, m_spec, weight);
    for (int64_t matrix = 0; rows && matrix < (rows->apart ? rows->matrices : 1); ++matrix)
      if (auto found = tensor_of(weight, *rows, matrix))
        all.push_back(std::move(*found));
    return all;
  }

  Result<Located> locate(const WeightDecl& weight, int64_t matrix = 0) const {
    PARETO_TRY_ASSIGN(rows, resolve_weight(m_names, m_spec, weight));
    const auto found = tensor_of(weight, rows, matrix);
    if (!found) {
      std::string name = spelled(rows.candidates).front();
      return missing(rows.apart ? name.replace(name.find(kExpertMark), 2, std::to_string(matrix)) : name, weight);
    }
    for (const TensorRows& other : found->rows.otherwise)
      if (auto through = going_through(*found, other, weight))
        return *through;
    if (const Status fits = check_shape(found->name, *found->view, weight, found->rows); !fits) {
      const std::string packed = packing_of(found->name);
      return packed.empty() ? fits.error()
                            : fail(ErrorCode::Unsupported,
                                   "Tensor '" + found->name + "' cannot be read: " + packed + ".", found->name);
    }
    return *found;
  }

  static bool goes_through(const TensorRows& rows) { return rows.apart && rows.matrices == 0; }

  /// A weight that was cut where none of its own parts ends: rows of several tensors of one length, where these are all
  /// there and the one of its own name is not as long as the weight.
  std::optional<Located> going_through(Located found, const TensorRows& rows, const WeightDecl& weight) const {
    const std::vector<int64_t> own = squeezed(found.view->shape);
    const int64_t width = weight.shape.elements() / weight.shape[0];
    if (!goes_through(rows) || own.empty() || own[0] == weight.shape[0] || !found.view->dtype ||
        !decodable(*found.view->dtype) || found.view->elements() != own[0] * width)
      return std::nullopt;
    found.rows = rows;
    for (const std::string& name : spelled(rows.candidates)) {
      const auto tensor = m_tensors.find(name);
      if (tensor == m_tensors.end() || squeezed(tensor->second.shape) != own ||
          tensor->second.dtype != found.view->dtype)
        return std::nullopt;
      found.through.push_back(&tensor->second);
    }
    return static_cast<int64_t>(found.through.size()) * own[0] == rows.tensor_rows ? std::optional(std::move(found))
                                                                                   : std::nullopt;
  }

  Error missing(const std::string& name, const WeightDecl& weight) const {
    std::string text = "The checkpoint has no tensor '" + name + "' (for " + weight.name + ")";
    if (const std::string packed = packing_of(name); !packed.empty())
      text += ": " + packed;
    else if (!m_fits && !m_tensors.empty())
      text += "; its names are of another kind, such as '" + printable(m_tensors.begin()->first, 80) + "'";
    return fail(ErrorCode::NotFound, text + ".", name);
  }

  /// How the weight behind a name is packed, by the tensors beside it.
  std::string packing_of(const std::string& name) const {
    const std::string stem = name.ends_with(".weight") ? name.substr(0, name.size() - 7) : name;
    for (const auto& [end, what] : kPackings)
      if (m_tensors.count(stem + end) > 0)
        return what;
    return {};
  }

  static bool same_values(const TensorView& a, const TensorView& b) {
    if (a.shape != b.shape)
      return false;
    if (a.dtype == b.dtype)
      return a.type_name() == b.type_name() && a.data.size() == b.data.size() &&
             std::memcmp(a.data.data(), b.data.data(), a.data.size()) == 0;
    std::vector<float> left(1 << 14), right(left.size());
    for (int64_t at = 0, all = a.elements(); at < all; at += static_cast<int64_t>(left.size())) {
      const auto count = static_cast<size_t>(std::min<int64_t>(all - at, static_cast<int64_t>(left.size())));
      if (!convert_to_float(a, at, std::span(left).first(count)) ||
          !convert_to_float(b, at, std::span(right).first(count)) ||
          !std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count), right.begin()))
        return false;
    }
    return true;
  }

  static bool same_rows(const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
    const auto elements = [](const std::vector<int64_t>& shape) {
      return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
    };
    return !a.empty() && a.back() == b.back() && elements(a) == elements(b);
  }

  static Status check_shape(const std::string& name, const TensorView& view, const WeightDecl& weight,
                            const TensorRows& rows) {
    std::vector<int64_t> wanted;
    for (int axis = 0; axis < weight.shape.rank(); ++axis)
      wanted.push_back(weight.shape[axis]);
    if (rows.tensor_rows > 0)
      wanted[0] = rows.tensor_rows;
    if (rows.matrices > 0)
      wanted[0] /= rows.matrices;
    if (rows.transposed && rows.depth > 0)
      wanted[1] = rows.depth;
    if (rows.transposed)
      std::swap(wanted[0], wanted[1]);
    if (rows.matrices > 0 && !rows.apart)
      wanted.insert(wanted.begin(), rows.matrices);
    const bool fits = rows.matrices > 0 && !rows.apart && view.shape.size() < wanted.size()
                          ? same_rows(view.shape, wanted) // [E rows, width] is [E, rows, width]
                          : squeezed(view.shape) == squeezed(wanted);
    if (!fits)
      return fail(ErrorCode::InvalidFile,
                  "Tensor '" + name + "' has the shape " + shape_text(view.shape) + "; the configuration asks for " +
                      shape_text(wanted) + ".",
                  name);
    if (rows.below == 0 && (!view.dtype || !decodable(*view.dtype)))
      return fail(ErrorCode::Unsupported,
                  "Tensor '" + name + "' is stored as " + view.type_name() + "; weights must be F64, F32, F16 or BF16.",
                  name);
    return {};
  }

  /// Whole multiples of the tensor's mean size, no further from zero than one (arXiv 2402.17764, equations 1 to 3).
  Status make_ternary(const Located& located, std::span<float> values) {
    PARETO_TRY_ASSIGN(mean, mean_size_of(located));
    const float step = std::max(mean, kLeastMeanSize);
    for (float& value : values)
      value = std::clamp(std::nearbyint(value / step), -1.0f, 1.0f) * step;
    return {};
  }

  /// Once a tensor: threads ask for its rows at the same time.
  Result<float> mean_size_of(const Located& located) {
    const std::lock_guard lock(m_mean_sizes_mutex);
    if (const auto known = m_mean_sizes.find(located.name); known != m_mean_sizes.end())
      return known->second;
    PARETO_TRY_ASSIGN(mean, mean_size(*located.view));
    return m_mean_sizes[located.name] = mean;
  }

  static Result<float> mean_size(const TensorView& view) {
    std::vector<float> some(1 << 14);
    double sum = 0;
    for (int64_t at = 0, all = view.elements(); at < all; at += static_cast<int64_t>(some.size())) {
      const auto part = std::span(some).first(static_cast<size_t>(std::min<int64_t>(all - at, 1 << 14)));
      PARETO_TRY(convert_to_float(view, at, part));
      for (const float value : part)
        sum += std::abs(static_cast<double>(value));
    }
    return static_cast<float>(sum / static_cast<double>(view.elements()));
  }

  static Status read_row(const Located& located, int64_t row, int64_t width, std::span<float> out) {
    const int64_t at = located.rows.row(row);
    if (!located.through.empty()) {
      const int64_t each = located.view->elements() / width;
      return convert_to_float(*located.through[static_cast<size_t>(at / each)], at % each * width, out);
    }
    if (located.rows.below > 0)
      return convert_whole_numbers(*located.view, located.name, at * width, located.rows.below, out);
    if (!located.rows.transposed)
      return convert_to_float(*located.view, at * width, out);
    const int64_t stride = located.view->shape.back(), depth = located.rows.depth > 0 ? located.rows.depth : width,
                  matrix = at / stride * stride * depth; // 0 where there is one
    for (int64_t i = 0; i < width; ++i)
      PARETO_TRY(
          convert_to_float(*located.view, matrix + i * stride + at % stride, out.subspan(static_cast<size_t>(i), 1)));
    return {};
  }

  std::string m_names;
  ModelSpec m_spec;
  Spellings m_spellings;
  Spelling m_spelling;
  bool m_fits = false;
  std::vector<SafetensorsFile> m_files;
  std::map<std::string, TensorView> m_tensors;
  std::mutex m_mean_sizes_mutex;
  std::map<std::string, float> m_mean_sizes; ///< of what is read in three values, by tensor
};

/// Whether a safetensors file of any name holds tensors of the model.
std::function<bool(const std::string&)> fitting(const std::string& names, const ModelSpec& spec) {
  return [names, spec](const std::string& file) {
    CheckpointSource source(names, spec);
    return source.add({{file}, {}, {}, {}}) && source.fits();
  };
}

Result<std::unique_ptr<CheckpointSource>> source_of(const WeightFiles& files, const std::string& names,
                                                    const ModelSpec& spec) {
  auto source = std::make_unique<CheckpointSource>(names, spec);
  PARETO_TRY(source->add(files));
  return source;
}

} // namespace

bool has_checkpoint(const std::string& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    return false;
  const auto found = find_weight_files(folder, [](const std::string&) { return false; });
  return !found || !found->files.empty(); // a set that is not whole is one all the same
}

Result<CheckpointFacts> inspect_checkpoint(const std::string& path, const std::string& names, const ModelSpec& spec) {
  PARETO_TRY_ASSIGN(files, find_weight_files(path, fitting(names, spec)));
  CheckpointFacts facts;
  facts.found = !files.files.empty();
  facts.unread = std::move(files.unread);
  if (!files.note.empty())
    facts.warnings.push_back({"weight_files", files.note});
  if (!facts.found)
    return facts;
  PARETO_TRY_ASSIGN(source, source_of(files, names, spec));
  facts.own_head = source->has_own_head();
  if (facts.own_head)
    facts.warnings.push_back({"stored_head", "The configuration ties the output head to the embedding, but the "
                                             "checkpoint stores a head of other values; the stored one is used."});
  for (Warning& warning : source->unused())
    facts.warnings.push_back(std::move(warning));
  return facts;
}

Result<std::unique_ptr<TensorSource>> open_checkpoint(const std::string& path, const std::string& names,
                                                      const ModelSpec& spec) {
  PARETO_TRY_ASSIGN(files, find_weight_files(path, fitting(names, spec)));
  if (files.files.empty())
    files.files.push_back((fs::path(path) / "model.safetensors").string()); // whose absence is then the error
  PARETO_TRY_ASSIGN(source, source_of(files, names, spec));
  return std::unique_ptr<TensorSource>(std::move(source));
}

} // namespace pareto
