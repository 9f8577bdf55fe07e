// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/linearised.h"

#include "core/formats/config.h"
#include "core/formats/config_reader.h"
#include "core/formats/seeded_source.h"
#include "core/formats/tensor_source.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/catalogue.h"
#include "core/platform/files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <set>

namespace pareto {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kMark = "paretoscope_linearised";

bool has_row(const FieldTable& table, std::string_view key) {
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [key](const Field& field) { return field.key == key && field.said; });
}

/// A mixer with the heads of `attention`, everything else as a blueprint has it that says no more.
Result<Mixer> linear_mixer(const std::string& id, const AttentionMixer& attention, int64_t hidden) {
  const FieldTable& table = find_architecture(id)->fields;
  json mixer{{"type", id}, {"heads", attention.heads}, {"key_dim", attention.head_dim}};
  for (const auto& [key, value] : {std::pair{"value_dim", attention.head_dim}, {"kv_heads", attention.kv_heads}})
    if (has_row(table, key))
      mixer[key] = value;
  const json blueprint{{"paretoscope_blueprint", 1},
                       {"vocab_size", 2},
                       {"hidden_size", hidden},
                       {"blocks", json::array({json{{"mixer", std::move(mixer)}}})}};
  PARETO_TRY_ASSIGN(parsed, parse_config(blueprint, id + " in place of attention"));
  return *parsed.spec.blocks.front().mixer();
}

const AttentionMixer* attention_of(const Block& block) {
  const Mixer* mixer = block.mixer();
  const auto* attention = mixer ? mixer->as<AttentionMixer>() : nullptr;
  return attention && attention->causal ? attention : nullptr;
}

/// Layers to replace, in order; those of attention where none are named.
Result<std::vector<int64_t>> layers_of(const Linearised& what, const ModelSpec& spec, const std::string& file) {
  const auto refuse = [&](const std::string& sentence) {
    return fail(ErrorCode::InvalidConfig, file + ": $.layers " + sentence, "$.layers");
  };
  if (spec.canvas.length > 0)
    return fail(ErrorCode::Unsupported, file + ": the base denoises a canvas, which only attention sees both ways.");
  std::set<int64_t> layers(what.layers.begin(), what.layers.end());
  const auto count = static_cast<int64_t>(spec.blocks.size());
  for (const int64_t layer : layers) {
    if (layer < 0 || layer >= count)
      return refuse("names layer " + std::to_string(layer) + "; the model has layers 0 to " +
                    std::to_string(count - 1) + ".");
    if (!attention_of(spec.blocks[static_cast<size_t>(layer)]))
      return refuse("names layer " + std::to_string(layer) + ", which is no softmax attention.");
  }
  for (int64_t layer = 0; what.layers.empty() && layer < count; ++layer)
    if (attention_of(spec.blocks[static_cast<size_t>(layer)]))
      layers.insert(layer);
  if (layers.empty())
    return refuse("is empty, and the model has no layer of softmax attention.");
  return std::vector<int64_t>(layers.begin(), layers.end());
}

std::string listed_layers(const std::vector<int64_t>& layers) {
  std::string text;
  for (const int64_t layer : layers)
    text += (text.empty() ? "" : ", ") + std::to_string(layer);
  return text;
}

using Shapes = std::map<std::string, Dims>;

Shapes shapes_of(const Model& model) {
  Shapes shapes;
  const Graph graph = model.record({1, 1, Phase::Decode});
  for (const WeightDecl& weight : graph.weights())
    shapes[weight.name] = weight.shape;
  return shapes;
}

/// A checkpoint's weights where it has them, and seeds elsewhere.
class LinearisedSource : public TensorSource {
public:
  LinearisedSource(std::unique_ptr<TensorSource> own, const OpenedModel& model, uint64_t seed)
      : m_own(std::move(own)), m_seeded(make_seeded_source(seed)), m_shapes(shapes_of(model.base->model)) {
    for (const Block& block : model.base->model.spec().blocks)
      if (const AttentionMixer* attention = attention_of(block))
        m_head = attention->head_dim;
  }

  Format stored(const WeightDecl& weight) const override {
    return has(weight) ? m_own->stored(weight) : repeats(weight) ? m_own->stored(original(weight)) : Format::F32;
  }
  std::string tensor_name(const WeightDecl& weight) const override {
    return has(weight) ? m_own->tensor_name(weight) : weight.name;
  }
  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    if (has(weight))
      return m_own->read_rows(weight, begin, count, out);
    if (!repeats(weight))
      return m_seeded->read_rows(weight, begin, count, out);
    const WeightDecl narrow = original(weight);
    const int64_t times = weight.shape[0] / narrow.shape[0];
    const auto width = static_cast<size_t>(weight.shape.elements() / weight.shape[0]);
    for (int64_t row = begin; row < begin + count; ++row) { // each head of the file for consecutive ones
      const int64_t from = row / (m_head * times) * m_head + row % m_head;
      PARETO_TRY(m_own->read_rows(narrow, from, 1, out.subspan(static_cast<size_t>(row - begin) * width, width)));
    }
    return {};
  }
  bool read_rows_16(const WeightDecl& weight, int64_t begin, int64_t count, Format format,
                    std::span<uint16_t> out) override {
    return has(weight) && m_own->read_rows_16(weight, begin, count, format, out);
  }
  bool read_row_blocks(const WeightDecl& weight, int64_t row, std::span<std::byte> out) override {
    return has(weight) && m_own->read_row_blocks(weight, row, out);
  }

private:
  bool has(const WeightDecl& weight) const {
    const auto found = m_shapes.find(weight.name);
    return found != m_shapes.end() && found->second == weight.shape;
  }
  /// Keys or values of heads that share them in the checkpoint, asked for one by one.
  bool repeats(const WeightDecl& weight) const {
    const auto found = m_shapes.find(weight.name);
    const bool keys = weight.name.ends_with("mixer.k_proj.weight") || weight.name.ends_with("mixer.v_proj.weight");
    return keys && found != m_shapes.end() && found->second[1] == weight.shape[1] && found->second[0] % m_head == 0 &&
           weight.shape[0] % found->second[0] == 0;
  }
  WeightDecl original(const WeightDecl& weight) const {
    WeightDecl narrow = weight;
    narrow.shape = m_shapes.at(weight.name);
    return narrow;
  }

  std::unique_ptr<TensorSource> m_own, m_seeded;
  Shapes m_shapes; ///< of the checkpoint's weights
  int64_t m_head = 1;
};

} // namespace

std::vector<std::string> linear_mixers() {
  std::vector<std::string> ids;
  for (const Architecture& each : architectures())
    if (each.family == "linear-attention" && has_row(each.fields, "heads") && has_row(each.fields, "key_dim"))
      ids.push_back(each.id);
  return ids;
}

bool is_linearised(const json& document) { return document.is_object() && document.contains(kMark); }

Result<Linearised> linearised_from_json(const json& document, const std::string& file) {
  ConfigReader reader(document, "$", file);
  reader.only({kMark, "checkpoint", "mixer", "layers"});
  reader.integer(kMark, {1, 1});
  Linearised what;
  what.checkpoint = reader.text("checkpoint", {});
  if (what.checkpoint.empty())
    reader.refuse("checkpoint", "is missing; it names the model whose layers are replaced.");
  what.mixer = reader.choice("mixer", linear_mixers());
  if (reader.has("layers"))
    what.layers = reader.integers("layers", {0, 1023});
  PARETO_TRY(reader.status());
  return what;
}

json to_json(const Linearised& what) {
  json document{{kMark, 1}, {"checkpoint", what.checkpoint}, {"mixer", what.mixer}};
  if (!what.layers.empty())
    document["layers"] = what.layers;
  return document;
}

Status write_linearised(const std::string& path, const Linearised& what) {
  return replace_file(path, to_json(what).dump(2) + "\n");
}

Result<OpenedModel> open_linearised(const std::string& id, const json& document, const std::string& file) {
  PARETO_TRY_ASSIGN(what, linearised_from_json(document, file));
  std::error_code ignored;
  const fs::path beside = fs::path(file).parent_path() / what.checkpoint;
  const std::string named = fs::exists(beside, ignored) ? beside.string() : what.checkpoint;
  if (fs::equivalent(named, file, ignored))
    return fail(ErrorCode::InvalidConfig, file + ": $.checkpoint names this very document.", "$.checkpoint");
  PARETO_TRY_ASSIGN(base, open_model(named));
  if (base.base)
    return fail(ErrorCode::InvalidConfig, file + ": $.checkpoint is linearised itself; name what it was made of.",
                "$.checkpoint");
  ModelSpec spec = base.model.spec();
  PARETO_TRY_ASSIGN(layers, layers_of(what, spec, file));
  for (const int64_t layer : layers) {
    Block& block = spec.blocks[static_cast<size_t>(layer)];
    PARETO_TRY_ASSIGN(mixer, linear_mixer(what.mixer, *attention_of(block), spec.hidden));
    *block.mixer() = std::move(mixer);
  }
  OpenedModel model{Model(std::move(spec)), id, "linearised", {}, {}, {}, {}, std::move(base.warnings)};
  base.warnings.clear();
  model.architecture = architecture_of(model.model.spec());
  model.untrained = "layers " + listed_layers(layers) + " are replaced by " + what.mixer + " and not trained";
  model.warnings.push_back({"not_trained", id + ": " + model.untrained +
                                               "; speed and memory are the converted model's, what it says is not."});
  model.fingerprint = base.fingerprint + ":" + what.mixer + ":" + listed_layers(layers);
  model.base = std::make_shared<const OpenedModel>(std::move(base));
  return model;
}

Result<std::unique_ptr<TensorSource>> open_linearised_weights(const OpenedModel& model, uint64_t seed) {
  PARETO_TRY_ASSIGN(own, open_weights(*model.base, seed));
  return std::unique_ptr<TensorSource>(std::make_unique<LinearisedSource>(std::move(own), model, seed));
}

} // namespace pareto
