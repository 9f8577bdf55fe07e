// SPDX-License-Identifier: GPL-3.0-or-later
// Rotary embeddings as Hugging Face configurations state them: `rope_parameters` (transformers 5) or `rope_theta`
// beside `rope_scaling` (everything older). Rules: transformers, modeling_rope_utils; YaRN: arXiv 2309.00071; LongRoPE:
// arXiv 2402.13753.
#include "core/formats/config.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace pareto::config {

namespace {

/// The length of pretraining: beside the scaling (Phi-3 and others), then within it.
int64_t original_length(ConfigReader& reader, ConfigReader& scaling, std::optional<int64_t> otherwise) {
  const char* key = "original_max_position_embeddings";
  return reader.has(key) ? reader.integer(key, kLength) : scaling.integer(key, kLength, otherwise);
}

void apply_llama3(ConfigReader& reader, ConfigReader& scaling, RopeTable& table) {
  const double factor = scaling.number("factor", {1, 1e6}), low = scaling.number("low_freq_factor", {1e-6, 1e6});
  const double high = scaling.number("high_freq_factor", {1e-6, 1e6});
  const auto original = static_cast<double>(original_length(reader, scaling, {}));
  if (high <= low) {
    scaling.refuse("high_freq_factor", "must be larger than low_freq_factor.");
    return;
  }
  for (double& frequency : table.inv_freq) {
    const double turns = original * frequency / (2 * std::numbers::pi); // over the original length
    const double smooth = std::clamp((turns - low) / (high - low), 0.0, 1.0);
    frequency *= smooth + (1 - smooth) / factor;
  }
}

void apply_yarn(ConfigReader& reader, ConfigReader& scaling, RopeTable& table, double theta, int64_t max_position) {
  YarnScaling yarn;
  yarn.factor = scaling.number("factor", {1, 1e6});
  yarn.fast = scaling.number("beta_fast", {1e-6, 1e6}, 32);
  yarn.slow = scaling.number("beta_slow", {1e-6, 1e6}, 1);
  yarn.original = static_cast<double>(original_length(reader, scaling, std::max<int64_t>(max_position, 1)));
  yarn.truncate = scaling.boolean("truncate", true);
  scale_yarn(table, theta, yarn);
  const auto attention = [&](double mscale) {
    return yarn.factor <= 1 ? 1.0 : 0.1 * mscale * std::log(yarn.factor) + 1;
  };
  double standard = attention(1);
  if (scaling.has("mscale") && scaling.has("mscale_all_dim"))
    standard = attention(scaling.number("mscale", {0, 1e3})) / attention(scaling.number("mscale_all_dim", {0, 1e3}));
  table.attention_factor = scaling.number("attention_factor", {0, 1e3}, standard);
}

void apply_longrope(ConfigReader& reader, ConfigReader& scaling, RopeTable& table, int64_t max_position) {
  const size_t count = table.inv_freq.size();
  const std::vector<double> near = scaling.numbers("short_factor", count, {1e-6, 1e6}),
                            far = scaling.numbers("long_factor", count, {1e-6, 1e6});
  const int64_t original = original_length(reader, scaling, std::max<int64_t>(max_position, 1));
  const double ratio =
      scaling.number("factor", {1e-6, 1e6}, static_cast<double>(max_position) / static_cast<double>(original));
  const double standard = ratio <= 1 ? 1 : std::sqrt(1 + std::log(ratio) / std::log(static_cast<double>(original)));
  table.attention_factor = scaling.number("attention_factor", {0, 1e3}, standard);
  table.inv_freq_long = table.inv_freq;
  for (size_t j = 0; j < count; ++j) {
    table.inv_freq[j] /= near[j];
    table.inv_freq_long[j] /= far[j];
  }
  table.long_after = original;
}

} // namespace

void scale_yarn(RopeTable& table, double theta, const YarnScaling& yarn) {
  const auto rotated = static_cast<double>(2 * table.inv_freq.size());
  const auto dimension = [&](double turns) {
    return rotated * std::log(yarn.original / (turns * 2 * std::numbers::pi)) / (2 * std::log(theta));
  };
  double low = dimension(yarn.fast), high = dimension(yarn.slow);
  if (yarn.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, rotated - 1);
  if (low == high)
    high += 0.001;
  for (size_t j = 0; j < table.inv_freq.size(); ++j) {
    const double ramp = std::clamp((static_cast<double>(j) - low) / (high - low), 0.0, 1.0);
    table.inv_freq[j] *= (1 - ramp) + ramp / yarn.factor;
  }
}

RopeSpec read_rope(ConfigReader& reader, int64_t width, double theta, double partial) {
  ConfigReader scaling =
      reader.child(reader.has("rope_parameters") ? "rope_parameters" : "rope_scaling"); // never both: text_part()
  return read_rope(reader, scaling, scaling, width, theta, partial);
}

RopeSpec read_rope(ConfigReader& reader, ConfigReader& scaling, ConfigReader& base, int64_t width, double theta,
                   double partial) {
  theta = base.number("rope_theta", kTheta, reader.number("rope_theta", kTheta, theta));
  const double share =
      base.number("partial_rotary_factor", {0.01, 1}, reader.number("partial_rotary_factor", {0.01, 1}, partial));
  const auto rotated = static_cast<int64_t>(static_cast<double>(width) * share) / 2 * 2;
  const std::vector<std::string> kinds{"default",  "linear", "llama3",  "yarn",
                                       "longrope", "su",     "dynamic", "proportional"};
  const std::string key = scaling.has("rope_type") ? "rope_type" : "type";
  const std::string kind = scaling.choice(key, kinds, "default");
  const int64_t max_position = reader.integer("max_position_embeddings", kLength, 2048);
  if (kind == "dynamic" && scaling.has("alpha")) // Hunyuan: a base that stays
    theta *=
        std::pow(scaling.number("alpha", {1e-3, 1e9}), static_cast<double>(rotated) / static_cast<double>(rotated - 2));
  auto table = std::make_shared<RopeTable>();
  table->inv_freq = plain_frequencies(theta, kind == "proportional" ? width : rotated);
  if (kind == "proportional") { // of the pairs of a whole head only the first turn
    std::fill(table->inv_freq.begin() + rotated / 2, table->inv_freq.end(), 0.0);
    for (double& frequency : table->inv_freq)
      frequency /= scaling.number("factor", {1e-6, 1e6}, 1);
  } else if (kind == "linear") {
    const double factor = scaling.number("factor", {1e-6, 1e6});
    for (double& frequency : table->inv_freq)
      frequency /= factor;
  } else if (kind == "dynamic" &&
             !scaling.has("alpha")) { // as it is up to max_position_embeddings, where ModelSpec::rope_limit ends it
    scaling.number("factor", {1, 1e6});
  } else if (kind == "llama3") {
    apply_llama3(reader, scaling, *table);
  } else if (kind == "yarn") {
    apply_yarn(reader, scaling, *table, theta, max_position);
  } else if (kind == "longrope" || kind == "su") {
    apply_longrope(reader, scaling, *table, max_position);
  }
  return {false, std::move(table)};
}

} // namespace pareto::config
