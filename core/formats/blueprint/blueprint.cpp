// SPDX-License-Identifier: GPL-3.0-or-later
// Paretoscope's own description of any stack of blocks; schema: resources/architectures/blueprint.schema.json.
#include "core/formats/blueprint/blueprint_format.h"
#include "core/formats/config.h"
#include "core/model/catalogue.h"
#include "core/model/feed_forward/list.h"
#include "core/model/same_spec.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

namespace pareto::config {

namespace {

/// Reads the settings of one part of a block by the table of its type: what is said, then what follows from it, then
/// whether what must divide does.
class PartReader {
public:
  PartReader(ConfigReader& reader, const FieldTable& table, int64_t hidden)
      : m_reader(reader), m_table(table), m_hidden(hidden), m_part(m_table.fresh()) {
    m_reader.only(blueprint::keys_of(m_table));
  }

  Part read() {
    for (const Field& field : m_table.rows)
      if (field.said && field.kind != Field::Kind::Rotary &&
          (m_reader.has(field.key) || !std::holds_alternative<FieldRule>(field.otherwise)))
        field.set(m_part, said(field));
      else if (const auto* value = std::get_if<FieldValue>(&field.otherwise))
        field.set(m_part, *value);
    for (const Field& field : m_table.rows)
      follow(field);
    for (const Field& field : m_table.rows)
      if (!field.divides.empty())
        divided(m_reader, field.key, whole(field.divides), whole(field.key));
    if (const char* sentence = m_table.problem ? m_table.problem(m_part) : nullptr)
      m_reader.refuse("type", sentence);
    return m_part;
  }

private:
  int64_t whole(const std::string& key) const { return std::get<int64_t>(m_table.row(key).get(m_part)); }

  FieldValue said(const Field& field) {
    const auto* given = std::get_if<FieldValue>(&field.otherwise);
    const auto otherwise = [&]<class T>(T) { return given ? std::optional<T>(std::get<T>(*given)) : std::nullopt; };
    switch (field.kind) {
    case Field::Kind::Whole: return m_reader.integer(field.key, field.whole, otherwise(int64_t{}));
    case Field::Kind::Number: return m_reader.number(field.key, field.number, otherwise(0.0));
    case Field::Kind::Switch: return int64_t{m_reader.boolean(field.key, otherwise(int64_t{}).value_or(0) != 0)};
    case Field::Kind::Choice: return word(field, otherwise(int64_t{}));
    case Field::Kind::Activation: return function(field, otherwise(int64_t{}).value_or(0));
    case Field::Kind::Rotary: break;
    }
    return rotary(field);
  }

  int64_t word(const Field& field, std::optional<int64_t> otherwise) {
    const std::string text = m_reader.choice(
        field.key, field.words, otherwise ? std::optional(field.words[static_cast<size_t>(*otherwise)]) : std::nullopt);
    return std::find(field.words.begin(), field.words.end(), text) - field.words.begin();
  }

  int64_t function(const Field& field, int64_t otherwise) {
    const char* usual = blueprint::activation_word(static_cast<UnaryFunction>(otherwise));
    return static_cast<int64_t>(read_activation(m_reader, field.key, usual));
  }

  RopeSpec rotary(const Field& field) {
    const std::string base = blueprint::theta_key(field);
    if (field.said && !m_reader.boolean(field.key, true)) {
      if (m_reader.has(base))
        m_reader.refuse(base, "has no meaning without " + field.key + ".");
      return {};
    }
    return plain_rope(whole(field.width), field.said ? m_reader.number(base, kTheta, kPlainTheta) : kPlainTheta);
  }

  void follow(const Field& field) {
    const auto* rule = std::get_if<FieldRule>(&field.otherwise);
    if (field.kind == Field::Kind::Rotary) {
      field.set(m_part, rotary(field));
    } else if (rule && !(field.said && m_reader.has(field.key))) {
      const Quotient share = apply(*rule, m_table, m_part, m_hidden);
      const int64_t value =
          rule->divisor.empty() ? share.whole : divided(m_reader, rule->divisor, share.whole, share.parts);
      const auto& [low, high] = field.whole;
      if (value < low || value > high)
        m_reader.refuse(field.key, "is not stated and would be " + std::to_string(value) + "; it must be from " +
                                       std::to_string(low) + " to " + std::to_string(high) + ".");
      field.set(m_part, std::clamp(value, low, high));
    }
  }

  ConfigReader& m_reader;
  const FieldTable& m_table;
  int64_t m_hidden;
  Part m_part;
};

/// Refuses a key that another type has and this one has not.
void refuse_keys_of(const FieldTable& other, const FieldTable& own, ConfigReader& reader, const std::string& sentence) {
  const std::vector<std::string> known = blueprint::keys_of(own);
  for (const std::string& key : blueprint::keys_of(other))
    if (reader.has(key) && std::find(known.begin(), known.end(), key) == known.end())
      reader.refuse(key, sentence);
}

/// A key that belongs to an architecture of the same settings ("window" of sliding-window) is told so.
Mixer read_mixer(ConfigReader& reader, const Architecture& architecture, int64_t hidden) {
  const Part fresh = architecture.fields.fresh();
  for (const Architecture* other : blueprint::mixer_types())
    if (other != &architecture && fresh.is_kin(other->fields.fresh()))
      refuse_keys_of(other->fields, architecture.fields, reader, "belongs to the type '" + other->id + "'.");
  return Mixer(PartReader(reader, architecture.fields, hidden).read());
}

std::optional<FeedForward> read_ffn(ConfigReader& block, int64_t hidden) {
  if (!block.has("ffn"))
    return std::nullopt;
  ConfigReader reader = block.child("ffn");
  std::vector<std::string> types;
  for (const FeedForwardKind& each : feed_forwards())
    types.push_back(each.id);
  const std::string type = reader.choice("type", types, types.front());
  if (!block.ok())
    return std::nullopt;
  const FeedForwardKind& kind = *find_feed_forward(type);
  for (const FeedForwardKind& other : feed_forwards())
    refuse_keys_of(other.fields, kind.fields, reader, "does not apply to the type '" + type + "'.");
  return FeedForward(PartReader(reader, kind.fields, hidden).read());
}

/// A word that names weights.
std::string shared_name(ConfigReader& reader) {
  const std::string name = reader.text("shared", {});
  const bool plain = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_';
  });
  if (!plain)
    reader.refuse("shared", "must be a name of 1 to 64 letters, digits, - and _.");
  return name;
}

/// The mixer under a key that is there.
std::optional<Mixer> read_mixer(ConfigReader& block, const std::string& key, int64_t hidden) {
  std::vector<std::string> types;
  for (const Architecture* each : blueprint::mixer_types())
    types.push_back(each->id);
  std::sort(types.begin(), types.end());
  ConfigReader reader = block.child(key);
  const std::string type = reader.choice("type", types);
  if (!block.ok())
    return std::nullopt;
  return read_mixer(reader, *find_architecture(type), hidden);
}

/// A second mixer, and weights that layers share.
void read_extras(ConfigReader& reader, int64_t hidden, Block& block) {
  if (reader.has("beside")) {
    if (block.residual() != Block::Residual::Pre)
      reader.refuse("beside", "needs residual = \"pre\".");
    if (const auto second = read_mixer(reader, "beside", hidden))
      block.put_beside(*second);
  }
  if (reader.has("shared"))
    block.share(shared_name(reader));
}

std::optional<Block> read_block(ConfigReader& block, int64_t hidden) {
  block.only({"mixer", "beside", "ffn", "repeat", "residual", "shared"});
  if (!block.has("mixer"))
    block.refuse("mixer", "is missing; a block needs one, for example {\"type\": \"mamba2\"}.");
  const std::optional<Mixer> mixer = read_mixer(block, "mixer", hidden);
  if (!mixer)
    return std::nullopt;
  const auto ffn = read_ffn(block, hidden);
  const std::vector<std::string> residuals(std::begin(blueprint::kResiduals), std::end(blueprint::kResiduals));
  const std::string word = block.choice("residual", residuals, residuals.front());
  const auto residual =
      static_cast<Block::Residual>(std::find(residuals.begin(), residuals.end(), word) - residuals.begin());
  if (residual == Block::Residual::Parallel && !ffn)
    block.refuse("residual", "= \"parallel\" needs an ffn beside the mixer.");
  Block read(*mixer, ffn, residual);
  read_extras(block, hidden, read);
  return read;
}

/// A list of blocks and of groups {"repeat": n, "stack": [...]}; groups hold blocks only.
void read_stack(ConfigReader& reader, const std::string& key, int64_t hidden, bool groups, std::vector<Block>& out) {
  const size_t count = reader.array_size(key);
  if (count == 0)
    reader.refuse(key, "must be a list of at least one block.");
  for (size_t i = 0; i < count && reader.ok(); ++i) {
    ConfigReader item = reader.element(key, i);
    const int64_t repeat = item.integer("repeat", {1, blueprint::kMostBlocks}, 1);
    std::vector<Block> once;
    if (groups && item.has("stack")) {
      item.only({"repeat", "stack"});
      read_stack(item, "stack", hidden, false, once);
    } else if (auto block = read_block(item, hidden)) {
      once.push_back(std::move(*block));
    }
    if (static_cast<int64_t>(out.size() + once.size()) * 1 + (repeat - 1) * static_cast<int64_t>(once.size()) >
        blueprint::kMostBlocks) {
      reader.refuse(key, "describes more than 1024 blocks.");
      return;
    }
    for (int64_t r = 0; r < repeat; ++r)
      out.insert(out.end(), once.begin(), once.end());
  }
}

/// Layers that share weights have the same parts.
void read_shared(ConfigReader& reader, const std::vector<Block>& blocks) {
  std::map<std::string, const Block*> first;
  for (const Block& block : blocks)
    if (const std::string& name = block.branches.front().shared; !name.empty())
      if (const auto [known, is_new] = first.try_emplace(name, &block); !is_new && !same_block(*known->second, block))
        reader.refuse("blocks", "shares the weights '" + name + "' among blocks that differ.");
}

/// Layers of HGRN and HGRN2 share one table of lower bounds, so their widths must agree.
void read_lower_bounds(ConfigReader& reader, ModelSpec& spec) {
  const auto width = lower_bound_width(spec.blocks);
  if (!width)
    reader.refuse("blocks", "mixes HGRN widths; all hgrn and hgrn2 mixers must have the same inner width.");
  spec.lower_bound_width = width.value_or(0);
}

} // namespace

ParsedConfig parse_blueprint(ConfigReader& reader) {
  ParsedConfig config{.spec = {}, .model_type = "blueprint", .architecture = {}, .names = {}};
  reader.only({"$schema", "paretoscope_blueprint", "name", "vocab_size", "hidden_size", "tie_word_embeddings", "norm",
               "norm_eps", "max_position_embeddings", "mask_token_id", "blocks"});
  reader.integer("paretoscope_blueprint", {1, 1});
  reader.text("name", {});
  ModelSpec& spec = config.spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.tied = reader.boolean("tie_word_embeddings", false);
  const bool layer = reader.choice("norm", {"rms", "layer"}, "rms") == "layer";
  spec.norm = {layer ? NormKind::Layer : NormKind::Rms, static_cast<float>(reader.number("norm_eps", kEps, 1e-6)),
               false, layer};
  spec.max_context = reader.integer("max_position_embeddings", kLength, 0);
  if (reader.has("mask_token_id"))
    spec.mask_token = static_cast<int32_t>(reader.integer("mask_token_id", blueprint::kMasks));
  if (spec.mask_token >= spec.vocab)
    reader.refuse("mask_token_id", "must be less than vocab_size.");
  read_stack(reader, "blocks", spec.hidden, true, spec.blocks);
  read_shared(reader, spec.blocks);
  read_lower_bounds(reader, spec);
  return config;
}

} // namespace pareto::config
