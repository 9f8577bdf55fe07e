// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/random_blueprints.h"

#include "core/formats/blueprint/blueprint_format.h"
#include "core/formats/config.h"
#include "core/model/catalogue.h"
#include "core/model/feed_forward/list.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <random>

namespace pareto::test {

namespace {

using nlohmann::json;

class Dice {
public:
  explicit Dice(uint32_t seed) : m_random(seed) {}
  int64_t from(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(m_random() % static_cast<uint32_t>(high - low + 1));
  }
  bool flip() { return m_random() % 2 == 0; }
  template <class T>
  T pick(std::initializer_list<T> choices) {
    return choices.begin()[m_random() % choices.size()];
  }

private:
  std::mt19937 m_random;
};

/// A divisor of `whole` that is no larger than `most`.
int64_t divisor(Dice& dice, int64_t whole, int64_t most) {
  int64_t found = dice.from(1, most);
  while (whole % found != 0)
    --found;
  return found;
}

json attention(Dice& dice, int64_t) {
  const int64_t kv = dice.from(1, 3);
  return {{"heads", kv * dice.from(1, 3)}, {"kv_heads", kv},          {"head_dim", 2 * dice.from(1, 9)},
          {"rope", dice.flip()},           {"qkv_bias", dice.flip()}, {"qk_norm", dice.flip()}};
}

/// Full attention, now and then by pages or with heads that stream.
json whole(Dice& dice, int64_t hidden) {
  json mixer = attention(dice, hidden);
  mixer["page"] = dice.pick<int64_t>({0, 0, 1, 5});
  mixer["pages"] = dice.from(1, 6);
  mixer["stream_heads"] = dice.flip() ? 0 : dice.from(0, mixer["kv_heads"].get<int64_t>());
  mixer["stream_window"] = dice.from(1, 40);
  mixer["stream_pinned"] = dice.pick<int64_t>({0, 3, 50});
  return mixer;
}

json sliding(Dice& dice, int64_t hidden) {
  json mixer = attention(dice, hidden);
  mixer["window"] = dice.from(1, 40);
  mixer["pinned"] = dice.pick<int64_t>({0, 0, 1, 3, 50});
  return mixer;
}

json latent(Dice& dice, int64_t) {
  return {{"heads", dice.from(1, 4)},        {"q_rank", dice.pick<int64_t>({0, 1, 5, 8})},
          {"kv_rank", dice.from(1, 17)},     {"key_dim", dice.from(1, 9)},
          {"rope_dim", 2 * dice.from(1, 5)}, {"rope", dice.flip()},
          {"value_dim", dice.from(1, 9)}};
}

json linear(Dice& dice, int64_t) {
  return {{"heads", dice.from(1, 4)},
          {"key_dim", dice.from(1, 17)},
          {"value_dim", dice.from(1, 17)},
          {"feature_map", dice.flip() ? "elu" : "elementwise_product"},
          {"normalised", false}};
}

json retnet(Dice& dice, int64_t) {
  return {{"heads", dice.from(1, 4)},
          {"key_dim", 2 * dice.from(1, 9)},
          {"value_dim", dice.from(1, 17)},
          {"gate", dice.flip()}};
}

json gla(Dice& dice, int64_t) {
  return {{"heads", dice.from(1, 4)},     {"key_dim", dice.from(1, 17)}, {"value_dim", dice.from(1, 17)},
          {"gate_rank", dice.from(1, 5)}, {"conv", dice.from(0, 5)},     {"gate", dice.flip()}};
}

json delta(Dice& dice, int64_t) {
  const int64_t heads = dice.from(1, 3);
  return {{"heads", heads},
          {"value_heads", heads * dice.from(1, 3)},
          {"key_dim", dice.from(2, 17)},
          {"value_dim", dice.from(1, 17)},
          {"conv", dice.from(0, 5)},
          {"gate", dice.flip()},
          {"negative_eigenvalues", dice.flip()}};
}

json hgrn2(Dice& dice, int64_t hidden) { return {{"heads", divisor(dice, hidden, 6)}, {"conv", dice.from(0, 4)}}; }
json hgrn(Dice& dice, int64_t) { return {{"inner", dice.from(1, 40)}, {"conv", dice.from(0, 4)}}; }

json rwkv7(Dice& dice, int64_t hidden) {
  return {{"head_dim", hidden / divisor(dice, hidden, 4)},
          {"decay_rank", dice.from(1, 5)},
          {"gate_rank", dice.from(1, 5)},
          {"a_rank", dice.from(1, 5)},
          {"v_rank", dice.from(1, 5)}};
}

json mamba(Dice& dice, int64_t) {
  return {
      {"inner", dice.from(1, 40)}, {"state", dice.from(1, 17)}, {"conv", dice.from(1, 5)}, {"rank", dice.from(1, 4)}};
}

json mamba2(Dice& dice, int64_t) {
  const int64_t groups = dice.from(1, 3);
  return {{"groups", groups},
          {"heads", groups * dice.from(1, 3)},
          {"head_dim", dice.from(1, 17)},
          {"state", dice.from(1, 17)},
          {"conv", dice.from(1, 5)}};
}

json rg_lru(Dice& dice, int64_t) {
  const int64_t heads = dice.from(1, 4);
  return {{"heads", heads}, {"width", heads * dice.from(1, 9)}, {"conv", dice.from(1, 5)}};
}

json mingru(Dice& dice, int64_t) { return {{"inner", dice.from(1, 40)}}; }

/// Of an architecture without a maker below: every setting of its table, small, drawn again until they fit one another.
json any_settings(Dice& dice, const FieldTable& table) {
  json mixer = json::object();
  for (const Field& field : table.rows)
    switch (field.said ? field.kind : Field::Kind::Number) {
    case Field::Kind::Whole:
      mixer[field.key] = dice.from(field.whole.low, std::min(field.whole.high, field.whole.low + 8));
      break;
    case Field::Kind::Rotary:
    case Field::Kind::Switch: mixer[field.key] = dice.flip(); break;
    case Field::Kind::Choice:
      mixer[field.key] = field.words[static_cast<size_t>(dice.from(0, static_cast<int64_t>(field.words.size()) - 1))];
      break;
    case Field::Kind::Activation: mixer[field.key] = dice.pick({"silu", "gelu", "relu2"}); break;
    case Field::Kind::Number: break; // as it is where nothing is said
    }
  return mixer;
}

/// As the mixer of a block, or as the feed-forward part behind a mixer that fits any width.
json fitting_settings(Dice& dice, const std::string& type, const FieldTable& table, int64_t hidden, bool mixes) {
  for (;;) {
    json part = any_settings(dice, table), block{{"mixer", {{"type", "mingru"}, {"inner", 1}}}};
    part["type"] = type;
    block[mixes ? "mixer" : "ffn"] = part;
    if (parse_config({{"paretoscope_blueprint", 1},
                      {"vocab_size", 2},
                      {"hidden_size", hidden},
                      {"blocks", json::array({std::move(block)})}},
                     "drawn"))
      return part;
  }
}

/// Mixers whose widths take more than chance (heads that divide) or whose numbers would be ill-conditioned in float32.
using Maker = json (*)(Dice&, int64_t hidden);
const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> all{{"softmax-attention", whole},
                                                {"sliding-window", sliding},
                                                {"mla", latent},
                                                {"linear-attention", linear},
                                                {"retnet", retnet},
                                                {"gla", gla},
                                                {"deltanet", delta},
                                                {"gated-deltanet", delta},
                                                {"hgrn2", hgrn2},
                                                {"hgrn", hgrn},
                                                {"rwkv7", rwkv7},
                                                {"mamba", mamba},
                                                {"mamba2", mamba2},
                                                {"rg-lru", rg_lru},
                                                {"mingru", mingru}};
  return all;
}

json block(Dice& dice, const std::string& type, int64_t hidden) {
  const auto maker = makers().find(type);
  json mixer = maker == makers().end() ? fitting_settings(dice, type, find_architecture(type)->fields, hidden, true)
                                       : maker->second(dice, hidden);
  mixer["type"] = type;
  json one{{"mixer", std::move(mixer)}, {"residual", "pre"}};
  const auto kinds = static_cast<int64_t>(feed_forwards().size());
  if (const int64_t kind = dice.from(0, kinds); kind > 0) {
    const FeedForwardKind& ffn = feed_forwards()[static_cast<size_t>(kind - 1)];
    one["ffn"] = fitting_settings(dice, ffn.id, ffn.fields, hidden, false);
    one["residual"] = dice.pick({"pre", "post", "parallel"});
  }
  return one;
}

} // namespace

const std::vector<std::string>& blueprint_types() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> types;
    for (const Architecture* each : blueprint::mixer_types())
      types.push_back(each->id);
    std::sort(types.begin(), types.end());
    types.emplace_back("hybrid");
    return types;
  }();
  return all;
}

std::string random_blueprint(const std::string& type, uint32_t seed) {
  Dice dice(seed);
  const int64_t hidden = dice.from(2, 40);
  json blocks = json::array();
  const bool hybrid = type == "hybrid";
  for (int64_t count = hybrid ? dice.from(2, 3) : 1; count > 0; --count) {
    std::string mixer = type;
    while (hybrid && (mixer == "hybrid" || mixer == "hgrn")) // HGRN widths must agree with those of other layers
      mixer = blueprint_types()[static_cast<size_t>(dice.from(0, static_cast<int64_t>(blueprint_types().size()) - 1))];
    blocks.push_back(block(dice, mixer, hidden));
  }
  return json{
      {"paretoscope_blueprint", 1},          {"vocab_size", dice.from(2, 60)},     {"hidden_size", hidden},
      {"norm", dice.pick({"rms", "layer"})}, {"tie_word_embeddings", dice.flip()}, {"blocks", std::move(blocks)}}
      .dump();
}

} // namespace pareto::test
