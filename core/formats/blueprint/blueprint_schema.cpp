// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON Schema of blueprints: mixers by the tables of their architectures, the frame around them in words of its
// own.
#include "core/formats/blueprint/blueprint_format.h"
#include "core/formats/config.h"
#include "core/model/feed_forward/list.h"

namespace pareto {

namespace {

using Json = nlohmann::ordered_json;
using namespace ranges;

template <class T>
Json ranged(Range<T> range) {
  return {{"type", std::is_integral_v<T> ? "integer" : "number"}, {"minimum", range.low}, {"maximum", range.high}};
}

Json described(Json property, const std::string& meaning) {
  if (!meaning.empty())
    property["description"] = meaning;
  return property;
}

/// `value` as the field's kind writes it.
Json default_of(const Field& field, const FieldValue& value) {
  switch (field.kind) {
  case Field::Kind::Switch: return std::get<int64_t>(value) != 0;
  case Field::Kind::Choice: return field.words[static_cast<size_t>(std::get<int64_t>(value))];
  case Field::Kind::Number: return std::get<double>(value);
  case Field::Kind::Activation: return blueprint::activation_word(static_cast<UnaryFunction>(std::get<int64_t>(value)));
  case Field::Kind::Rotary:
  case Field::Kind::Whole: break;
  }
  return std::get<int64_t>(value);
}

Json property_of(const Field& field) {
  Json property;
  switch (field.kind) {
  case Field::Kind::Whole: property = ranged(field.whole); break;
  case Field::Kind::Number: property = ranged(field.number); break;
  case Field::Kind::Choice: property["enum"] = field.words; break;
  case Field::Kind::Activation: property["enum"] = config::activation_names(); break;
  case Field::Kind::Rotary:
  case Field::Kind::Switch: property["type"] = "boolean"; break;
  }
  property = described(std::move(property), field.meaning);
  if (const auto* value = std::get_if<FieldValue>(&field.otherwise))
    property["default"] = default_of(field, *value);
  if (field.kind == Field::Kind::Rotary)
    property["default"] = true;
  return property;
}

/// `usual`: the type that is meant where none is said.
Json part_schema(const std::string& id, const FieldTable& table, bool usual = false) {
  Json properties{{"type", {{"const", id}}}};
  Json required = usual ? Json::array() : Json::array({"type"});
  if (usual)
    properties["type"]["default"] = id;
  for (const Field& field : table.rows) {
    if (!field.said)
      continue;
    properties[field.key] = property_of(field);
    if (field.kind == Field::Kind::Rotary) {
      Json base = described(ranged(kTheta), "only with " + field.key);
      base["default"] = static_cast<int64_t>(kPlainTheta);
      properties[blueprint::theta_key(field)] = std::move(base);
    } else if (std::holds_alternative<std::monostate>(field.otherwise)) {
      required.push_back(field.key);
    }
  }
  return {{"description", table.title},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Json reference(const std::string& name) { return {{"$ref", "#/$defs/" + name}}; }

Json block_schema() {
  Json residual{
      {"enum", blueprint::kResiduals},
      {"description", "pre: x += f(norm x); post: x += norm(f(x)); parallel: mixer and ffn side by side, needs an ffn"},
      {"default", blueprint::kResiduals[0]}};
  Json parallel{{"properties", {{"residual", {{"const", "parallel"}}}}}, {"required", Json::array({"residual"})}};
  const Json shared{{"type", "string"},
                    {"pattern", "^[A-Za-z0-9_-]{1,64}$"},
                    {"description", "blocks of one name share their weights; they must be alike"}};
  return {{"type", "object"},
          {"properties",
           {{"mixer", reference("mixer")},
            {"beside", reference("beside")},
            {"ffn", reference("ffn")},
            {"shared", shared},
            {"repeat", reference("repeat")},
            {"residual", residual}}},
          {"required", Json::array({"mixer"})},
          {"additionalProperties", false},
          {"if", parallel},
          {"then", {{"required", Json::array({"ffn"})}}}};
}

Json group_schema() {
  Json stack{{"type", "array"}, {"minItems", 1}, {"items", reference("block")}};
  return {{"description", "Blocks that repeat together"},
          {"type", "object"},
          {"properties", {{"repeat", reference("repeat")}, {"stack", stack}}},
          {"required", Json::array({"stack"})},
          {"additionalProperties", false}};
}

Json definitions() {
  Json all, one_of = Json::array();
  for (const Architecture* type : blueprint::mixer_types()) {
    all[type->id] = part_schema(type->id, type->fields);
    one_of.push_back(reference(type->id));
  }
  all["mixer"] = {{"oneOf", std::move(one_of)}};
  all["beside"] = {{"description", "A second mixer that reads what the first one reads, side by side; residual pre"},
                   {"allOf", Json::array({reference("mixer")})}};
  all["ffn"] = {{"description", "Feed-forward part; absent: the block has none"}, {"oneOf", Json::array()}};
  for (const FeedForwardKind& kind : feed_forwards()) {
    all["ffn-" + kind.id] = part_schema(kind.id, kind.fields, &kind == &feed_forwards().front());
    all["ffn"]["oneOf"].push_back(reference("ffn-" + kind.id));
  }
  all["block"] = block_schema();
  all["group"] = group_schema();
  all["repeat"] = {{"description", "times in a row; at most 1024 blocks in all"},
                   {"type", "integer"},
                   {"minimum", 1},
                   {"maximum", blueprint::kMostBlocks},
                   {"default", 1}};
  return all;
}

Json frame() {
  Json norm{
      {"enum", Json::array({"rms", "layer"})}, {"description", "norm of the residual stream"}, {"default", "rms"}};
  Json eps = ranged(kEps);
  eps["default"] = 1e-6;
  Json blocks{{"type", "array"},
              {"minItems", 1},
              {"items", {{"oneOf", Json::array({reference("block"), reference("group")})}}}};
  return {
      {"$schema", {{"type", "string"}}},
      {"paretoscope_blueprint", {{"const", 1}}},
      {"name", {{"type", "string"}, {"maxLength", 200}}},
      {"vocab_size", ranged(kVocab)},
      {"hidden_size", ranged(kWidth)},
      {"tie_word_embeddings",
       {{"type", "boolean"}, {"description", "one matrix for embedding and head"}, {"default", false}}},
      {"norm", norm},
      {"norm_eps", eps},
      {"max_position_embeddings", described(ranged(kLength), "context the model is meant for; a note, not a limit")},
      {"mask_token_id",
       described(ranged(blueprint::kMasks), "id of a token that is not known yet, of models that denoise")},
      {"blocks", blocks}};
}

} // namespace

nlohmann::ordered_json blueprint_schema() {
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", "Paretoscope blueprint"},
          {"description", "A language model as a stack of blocks, each a mixer and a feed-forward part. Fields that "
                          "must divide one another are checked when the file is read."},
          {"type", "object"},
          {"properties", frame()},
          {"required", Json::array({"paretoscope_blueprint", "vocab_size", "hidden_size", "blocks"})},
          {"additionalProperties", false},
          {"$defs", definitions()}};
}

} // namespace pareto
