// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes behind ID@SIZE. Every size is a budget: the parameter count of its Transformer++.
#include "core/model/catalogue.h"
#include "core/spelling.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pareto {

namespace {

/// The Transformer++ of a size; the other architectures of that size are fitted to its parameter count.
struct Size {
  std::string name;
  int64_t vocab, hidden, layers, heads, kv_heads, ffn, window;
  bool tied;
};

const std::vector<Size>& sizes() {
  static const std::vector<Size> all{
      {"probe", 128, 64, 2, 2, 2, 152, 64, true},
      {"pilot", 1024, 192, 6, 3, 3, 552, 256, true},
      {"125m", 32000, 768, 12, 12, 4, 2048, 2048, false},
      {"340m", 32000, 1024, 24, 16, 16, 2816, 2048, true},    // transformerpp-340m
      {"1.3b", 32000, 2048, 24, 32, 32, 5632, 2048, false},   // transformerpp-1.3b
  };
  return all;
}

RopeSpec rope_of(int64_t width) {
  auto table = std::make_shared<RopeTable>();
  for (int64_t j = 0; j < width / 2; ++j)
    table->inv_freq.push_back(std::pow(10000.0, -2.0 * static_cast<double>(j) / static_cast<double>(width)));
  return {false, std::move(table)};
}

constexpr int64_t kPinnedTokens = 4; ///< attention sinks, arXiv 2309.17453

/// Heads of about `wanted` channels, at least one, dividing the width.
int64_t heads_of(int64_t width, int64_t wanted) {
  int64_t count = std::max<int64_t>(1, width / wanted);
  while (width % count != 0)
    --count;
  return count;
}

Mixer attention(const Size& size, int64_t hidden, int64_t window, int64_t pinned) {
  AttentionMixer mixer;
  const int64_t width = size.hidden / size.heads;
  mixer.heads = hidden / width;
  mixer.head_dim = width;
  mixer.kv_heads = size.kv_heads == size.heads || mixer.heads % size.kv_heads != 0 ? mixer.heads : size.kv_heads;
  mixer.rope = rope_of(width);
  mixer.window = window;
  mixer.pinned = pinned;
  return mixer;
}

Mixer delta_net(int64_t hidden) {
  DeltaNetMixer mixer;
  mixer.heads = mixer.value_heads = heads_of(hidden, hidden >= 512 ? 128 : 32);
  mixer.key_dim = mixer.value_dim = hidden / mixer.heads;
  return mixer;
}

/// Keys 0.75 d and values 1.5 d in all (arXiv 2412.06464), heads of about 256 keys (200 at the published 1.3 B).
Mixer gated_delta_net(int64_t hidden) {
  DeltaNetMixer mixer;
  mixer.decay = mixer.gate = true;
  const int64_t keys = hidden * 3 / 4;
  mixer.heads = mixer.value_heads = hidden >= 2304 ? 9 : heads_of(keys, hidden >= 512 ? 192 : 24);
  mixer.key_dim = keys / mixer.heads;
  mixer.value_dim = 2 * mixer.key_dim;
  return mixer;
}

Mixer rwkv7(int64_t hidden) {
  Rwkv7Mixer mixer;
  mixer.head_dim = mixer.value_dim = hidden >= 512 ? 64 : 32;
  mixer.heads = hidden / mixer.head_dim;
  const bool small = hidden < 512;
  mixer.decay_rank = mixer.a_rank = small ? 8 : 64;
  mixer.gate_rank = small ? 8 : 128;
  mixer.v_rank = small ? 8 : 32;
  return mixer;
}

Mixer mamba2(int64_t hidden) {
  Mamba2Mixer mixer;
  const bool small = hidden < 512;
  mixer.head_dim = small ? 32 : 64;
  mixer.heads = 2 * hidden / mixer.head_dim;
  mixer.state = small ? 32 : 128;
  return mixer;
}

Mixer linear_attention(int64_t hidden) { return LinearAttentionMixer{.heads = 4, .kv_heads = 4, .key_dim = hidden / 4, .value_dim = hidden / 4, .normalised = true}; }

Mixer retnet(int64_t hidden) {
  const int64_t heads = heads_of(hidden, hidden < 512 ? 32 : 256);
  return RetNetMixer{.heads = heads, .kv_heads = heads, .key_dim = hidden / heads, .value_dim = 2 * hidden / heads, .rope = rope_of(hidden / heads)};
}

Mixer hgrn2(int64_t hidden) {
  const int64_t heads = heads_of(hidden, hidden < 512 ? 32 : 128);
  return Hgrn2Mixer{.heads = heads, .key_dim = hidden / heads, .value_dim = hidden / heads};
}

/// How each mixer is made at a width. An architecture without an entry has no shape, and no other takes its place.
using MixerShape = Mixer (*)(const Size&, int64_t hidden);
const std::map<std::string, MixerShape>& mixer_shapes() {
  static const std::map<std::string, MixerShape> shapes{
      {"softmax-attention", [](const Size& size, int64_t hidden) { return attention(size, hidden, 0, 0); }},
      {"sliding-window", [](const Size& size, int64_t hidden) { return attention(size, hidden, size.window, kPinnedTokens); }},
      {"window", [](const Size& size, int64_t hidden) { return attention(size, hidden, size.window, 0); }},
      {"linear-attention", [](const Size&, int64_t hidden) { return linear_attention(hidden); }},
      {"retnet", [](const Size&, int64_t hidden) { return retnet(hidden); }},
      {"gla", [](const Size&, int64_t hidden) -> Mixer { return GlaMixer{.heads = 4, .kv_heads = 4, .key_dim = hidden / 8, .value_dim = hidden / 4}; }},
      {"hgrn2", [](const Size&, int64_t hidden) { return hgrn2(hidden); }},
      {"hgrn", [](const Size&, int64_t hidden) -> Mixer { return HgrnMixer{.inner = hidden}; }},
      {"deltanet", [](const Size&, int64_t hidden) { return delta_net(hidden); }},
      {"gated-deltanet", [](const Size&, int64_t hidden) { return gated_delta_net(hidden); }},
      {"rwkv7", [](const Size&, int64_t hidden) { return rwkv7(hidden); }},
      {"mamba", [](const Size&, int64_t hidden) -> Mixer { return MambaMixer{.inner = 2 * hidden, .rank = (hidden + 15) / 16}; }},
      {"mamba2", [](const Size&, int64_t hidden) { return mamba2(hidden); }},
      {"rg-lru", [](const Size&, int64_t hidden) -> Mixer { return RgLruMixer{.width = hidden, .heads = heads_of(hidden, hidden < 512 ? 32 : 256)}; }},
      {"mingru", [](const Size&, int64_t hidden) -> Mixer { return MinGruMixer{.inner = hidden}; }}};
  return shapes;
}

/// Mixers of the layers, repeated through the stack.
std::vector<std::string> pattern_of(const std::string& id) {
  static const std::map<std::string, std::vector<std::string>> hybrids{
      {"hybrid-samba", {"mamba", "window"}},
      {"hybrid-griffin", {"rg-lru", "rg-lru", "window"}},
      {"hybrid-gdn-attn", {"gated-deltanet", "gated-deltanet", "gated-deltanet", "softmax-attention"}},
      {"hybrid-gdn-swa", {"gated-deltanet", "window"}},
      {"hybrid-mamba2-gdn-swa", {"mamba2", "gated-deltanet", "window"}},
      {"hybrid-deltanet-swa", {"deltanet", "window"}},
  };
  const auto found = hybrids.find(id);
  return found == hybrids.end() ? std::vector<std::string>{id} : found->second;
}

bool mixer_only(const std::string& id) { return id == "mamba" || id == "mamba2"; }

ModelSpec assemble(const std::string& id, const Size& size, int64_t hidden, int64_t layers, int64_t ffn) {
  ModelSpec spec;
  spec.vocab = size.vocab;
  spec.hidden = hidden;
  spec.tied = size.tied;
  const bool rwkv = id == "rwkv7";
  if (rwkv)
    spec.norm = {NormKind::Layer, 1e-5f, false, true};
  FeedForward part{mixer_only(id) ? FeedForward::Kind::None : rwkv ? FeedForward::Kind::Rwkv7 : FeedForward::Kind::Gated, ffn};
  const std::vector<std::string> pattern = pattern_of(id);
  for (int64_t layer = 0; layer < layers; ++layer)
    spec.blocks.push_back({mixer_shapes().at(pattern[static_cast<size_t>(layer) % pattern.size()])(size, hidden), part, Block::Residual::Pre, rwkv && layer == 0});
  if (id == "hgrn" || id == "hgrn2")
    spec.lower_bound_width = hidden;
  return spec;
}

/// Feed-forward width at which the stack has `budget` parameters (linear in the width), a multiple of 8.
int64_t fitted_width(const std::string& id, const Size& size, int64_t hidden, int64_t layers, int64_t budget) {
  const int64_t at_8 = parameter_count(assemble(id, size, hidden, layers, 8)), at_16 = parameter_count(assemble(id, size, hidden, layers, 16));
  const double width = 8 + 8.0 * static_cast<double>(budget - at_8) / static_cast<double>(at_16 - at_8);
  return std::max<int64_t>(8, static_cast<int64_t>(std::llround(width / 8)) * 8);
}

constexpr double kGoodFit = 0.03;

/// Stacks without a feed-forward part are fitted by layers, then by width.
ModelSpec fit_layers(const std::string& id, const Size& size, int64_t budget) {
  ModelSpec best;
  double error = 1e9;
  const int64_t step = size.hidden >= 512 ? 64 : 8;
  std::vector<int64_t> widths{size.hidden, size.hidden - step, size.hidden + step, size.hidden + 2 * step};
  for (int64_t far = 1; far <= 4; ++far) // few layers leave coarse steps: look finer and further when nothing near fits
    widths.insert(widths.end(), {size.hidden - far * step / 2, size.hidden + far * step / 2});
  for (size_t i = 0; i < widths.size() && (i < 4 || error > kGoodFit); ++i) {
    const int64_t hidden = widths[i];
    for (int64_t layers = size.layers; layers <= 2 * size.layers + 2; ++layers) {
      ModelSpec spec = assemble(id, size, hidden, layers, 0);
      const double off = std::abs(static_cast<double>(parameter_count(spec)) / static_cast<double>(budget) - 1);
      if (off < error - (hidden == size.hidden ? 0 : 0.02)) { // leave the width alone unless it pays
        error = off;
        best = std::move(spec);
      }
    }
  }
  return best;
}

/// Shapes that published results were obtained with; empty otherwise.
ModelSpec published_shape(const std::string& id, const Size& size) {
  if (id == "softmax-attention")
    return assemble(id, size, size.hidden, size.layers, size.ffn);
  const bool large = size.name == "1.3b";
  if ((size.name == "340m" || large) && (id == "gla" || id == "deltanet"))
    return assemble(id, size, size.hidden, size.layers, size.ffn); // gla-*, deltanet-*
  if (large && (id == "mamba" || id == "mamba2"))
    return assemble(id, size, 2048, 48, 0); // mamba-1.4b, mamba2-1.3b
  if (large && id == "gated-deltanet")
    return assemble(id, size, 2400, 16, 5888); // gdn-1.3b
  if (large && id == "hybrid-gdn-swa") {
    Size swa = size;
    swa.hidden = 2304;
    swa.heads = swa.kv_heads = 18;
    return assemble(id, swa, 2304, 18, 6144); // gdn-h1-1.3b
  }
  return {};
}

} // namespace

const std::vector<std::string>& size_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Size& size : sizes())
      all.push_back(size.name);
    return all;
  }();
  return names;
}

bool has_built_in_shape(std::string_view id) {
  for (const std::string& mixer : pattern_of(std::string(id)))
    if (mixer_shapes().count(mixer) == 0)
      return false;
  return true;
}

Result<ModelSpec> built_in_model(std::string_view id, std::string_view size_name) {
  const auto size = std::find_if(sizes().begin(), sizes().end(), [&](const Size& s) { return s.name == size_name; });
  std::vector<std::string> ids;
  for (const Architecture& architecture : architectures())
    ids.push_back(architecture.id);
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
    const std::string near = same_name(id, ids);
    return fail(ErrorCode::NotFound, "There is no built-in architecture '" + std::string(id) + "'" + (near.empty() ? "." : "; did you mean '" + near + "'?") + " `paretoscope-engine architectures` lists them all.", std::string(id));
  }
  if (size == sizes().end()) {
    std::string all;
    for (const std::string& name : size_names())
      all += (all.empty() ? "" : ", ") + name;
    return fail(ErrorCode::NotFound, "There is no size '" + std::string(size_name) + "'; the sizes are " + all + ".", std::string(size_name));
  }
  if (!has_built_in_shape(id))
    return fail(ErrorCode::Internal, "The architecture '" + std::string(id) + "' is listed but has no shape.", std::string(id));
  const std::string name(id);
  ModelSpec spec = published_shape(name, *size);
  if (!spec.blocks.empty())
    return spec;
  const int64_t budget = parameter_count(assemble("softmax-attention", *size, size->hidden, size->layers, size->ffn));
  if (mixer_only(name)) {
    spec = fit_layers(name, *size, budget);
  } else {
    const auto period = static_cast<int64_t>(pattern_of(name).size());
    const int64_t layers = (size->layers + period - 1) / period * period;
    int64_t hidden = size->hidden;
    if (layers >= 2 * size->layers) // a long pattern in a shallow stack: narrower, so that the budget still holds
      hidden = hidden * 3 / 4;
    spec = assemble(name, *size, hidden, layers, fitted_width(name, *size, hidden, layers, budget));
  }
  spec.assumed_shape = true;
  return spec;
}

ModelSpec matching_baseline(const ModelSpec& model) {
  const int64_t budget = parameter_count(model);
  Size size{"baseline", model.vocab, std::max<int64_t>(16, (model.hidden + 15) / 16 * 16), 1, 1, 1, 0, 0, model.tied};
  const int64_t width = size.hidden >= 512 ? 64 : 16;
  size.hidden = (size.hidden + width - 1) / width * width;
  size.heads = size.kv_heads = size.hidden / width;
  const auto count = [&](int64_t layers, int64_t ffn) { return parameter_count(assemble("softmax-attention", size, size.hidden, layers, ffn)); };
  const int64_t outside = count(1, 8) * 2 - count(2, 8);
  const double usual = static_cast<double>(count(2, (size.hidden * 8 / 3 + 7) / 8 * 8) - count(1, (size.hidden * 8 / 3 + 7) / 8 * 8));
  const int64_t layers = std::max<int64_t>(1, std::llround(static_cast<double>(budget - outside) / usual));
  return assemble("softmax-attention", size, size.hidden, layers, fitted_width("softmax-attention", size, size.hidden, layers, budget));
}

} // namespace pareto
