// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/seeded_source.h"

#include "core/numeric/half.h"
#include "core/numeric/panel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <numbers>
#include <utility>
#include <vector>

namespace pareto {

namespace {

constexpr size_t kTable = 1 << 16;   ///< normal numbers in the table
constexpr size_t kSegment = 1 << 13; ///< values copied from one hashed offset

uint64_t mix(uint64_t x) { // splitmix64
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

uint64_t hash_text(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (unsigned char c : text)
    hash = (hash ^ c) * 0x100000001b3ull;
  return mix(hash);
}

double uniform(uint64_t bits) { return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53; }

using NormalTable = std::vector<float>;

NormalTable normal_table(uint64_t key) {
  NormalTable normal(kTable);
  for (size_t i = 0; i < kTable; i += 2) { // Box-Muller
    const double radius = std::sqrt(-2 * std::log(uniform(mix(key + i))));
    const double angle = 2 * std::numbers::pi * uniform(mix(key + i + 1));
    normal[i] = static_cast<float>(radius * std::cos(angle));
    normal[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
  return normal;
}

/// The table of the seed that was asked for last is kept: a small model takes less to run than its table to make.
std::shared_ptr<const NormalTable> shared_normal_table(uint64_t key) {
  static std::mutex mutex;
  static std::pair<uint64_t, std::shared_ptr<const NormalTable>> last;
  const std::lock_guard lock(mutex);
  if (!last.second || last.first != key)
    last = {key, std::make_shared<const NormalTable>(normal_table(key))};
  return last.second;
}

/// A scaled copy of the normal table, and in those formats of panels that were asked for.
struct ScaledTable {
  std::vector<float> f32;
  std::vector<uint16_t> f16, bf16;
};

void narrow(const std::vector<float>& from, std::vector<uint16_t>& to, uint16_t (*converted)(float)) {
  if (!to.empty())
    return;
  to.resize(from.size());
  std::transform(from.begin(), from.end(), to.begin(), converted);
}

class SeededSource : public TensorSource {
public:
  explicit SeededSource(uint64_t seed) : m_seed(mix(seed + 1)), m_normal(shared_normal_table(m_seed)) {}

  Format stored(const WeightDecl&) const override { return Format::F32; }

  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    const int64_t width = weight.shape.elements() / weight.shape[0];
    const uint64_t key = m_seed ^ hash_text(weight.name);
    if (!from_table(weight)) {
      for (int64_t i = 0; i < count * width; ++i)
        out[static_cast<size_t>(i)] = static_cast<float>(element(weight, key, begin * width + i, width));
      return {};
    }
    const std::vector<float>& table = scaled(weight, Format::F32).f32;
    const Cutter cut{key};
    for (int64_t r = begin; r < begin + count; ++r)
      for (int64_t k = 0; k < width; ++k)
        out[static_cast<size_t>((r - begin) * width + k)] =
            table[cut.at(r / kPanelRows, static_cast<size_t>(k * kPanelRows + r % kPanelRows))];
    return {};
  }

  bool read_panel(const WeightDecl& weight, int64_t panel, Format format, std::span<std::byte> out) override {
    if (!from_table(weight) || weight.shape.rank() != 2)
      return false;
    const ScaledTable& table = scaled(weight, format);
    const Cutter cut{m_seed ^ hash_text(weight.name)};
    const auto total = static_cast<size_t>(weight.shape[1] * kPanelRows);
    const auto unit = static_cast<size_t>(block_bytes(format));
    const void* base = table.f32.data();
    if (format != Format::F32)
      base = format == Format::F16 ? table.f16.data() : table.bf16.data();
    for (size_t at = 0; at < total; at += kSegment)
      std::memcpy(out.data() + at * unit, static_cast<const std::byte*>(base) + cut.at(panel, at) * unit,
                  std::min(kSegment, total - at) * unit);
    clear_beyond(weight.shape[0] - panel * kPanelRows, weight.shape[1], unit, out);
    return true;
  }

private:
  /// Which entry of the table an element of a panel is: every segment of a panel starts at its own hashed offset.
  struct Cutter {
    uint64_t key;
    size_t at(int64_t panel, size_t index) const {
      const uint64_t hash = mix(key + static_cast<uint64_t>(panel) * 0x10001 + index / kSegment);
      return hash % (kTable - kSegment) / 16 * 16 + index % kSegment;
    }
  };

  static void clear_beyond(int64_t rows, int64_t width, size_t unit, std::span<std::byte> out) {
    for (int64_t k = 0; rows < kPanelRows && k < width; ++k)
      std::memset(out.data() + static_cast<size_t>(k * kPanelRows + rows) * unit, 0,
                  static_cast<size_t>(kPanelRows - rows) * unit);
  }

  static bool from_table(const WeightDecl& weight) {
    return weight.use == WeightUse::Matrix && weight.init.rule == Init::Rule::Normal && weight.init.a == 0;
  }

  static double deviation(const WeightDecl& weight) {
    return weight.init.b > 0 ? weight.init.b
                             : 1 / std::sqrt(static_cast<double>(weight.shape.elements() / weight.shape[0]));
  }

  const ScaledTable& scaled(const WeightDecl& weight, Format format) {
    const double by = deviation(weight);
    const std::lock_guard lock(m_mutex);
    ScaledTable& table = m_scaled[by];
    if (table.f32.empty()) {
      table.f32.resize(kTable);
      std::transform(m_normal->begin(), m_normal->end(), table.f32.begin(),
                     [scale = static_cast<float>(by)](float value) { return value * scale; });
    }
    if (format == Format::F16)
      narrow(table.f32, table.f16, float_to_half);
    if (format == Format::BF16)
      narrow(table.f32, table.bf16, float_to_bfloat16);
    return table;
  }

  /// `key`: of the seed and the weight's name.
  double element(const WeightDecl& weight, uint64_t key, int64_t index, int64_t width) const {
    const Init& init = weight.init;
    const uint64_t bits = mix(key + static_cast<uint64_t>(index));
    switch (init.rule) {
    case Init::Rule::Zeros: return 0;
    case Init::Rule::Ones: return 1;
    case Init::Rule::Uniform: return init.a + (init.b - init.a) * uniform(bits);
    case Init::Rule::LogUniform: return std::log(init.a + (init.b - init.a) * uniform(bits));
    case Init::Rule::LogRange: return std::log(static_cast<double>(index % width + 1)); // S4D-real, Mamba's A
    case Init::Rule::InverseSoftplusLogUniform: {
      const double step = std::exp(std::log(init.a) + (std::log(init.b) - std::log(init.a)) * uniform(bits));
      return step + std::log(-std::expm1(-step));
    }
    case Init::Rule::Normal: break;
    }
    return init.a + deviation(weight) * static_cast<double>((*m_normal)[bits % kTable]);
  }

  uint64_t m_seed;
  std::shared_ptr<const NormalTable> m_normal;
  std::mutex m_mutex;
  std::map<double, ScaledTable> m_scaled;
};

} // namespace

std::unique_ptr<TensorSource> make_seeded_source(uint64_t seed) { return std::make_unique<SeededSource>(seed); }

} // namespace pareto
