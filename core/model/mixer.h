// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor.h"

#include <any>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <utility>

namespace pareto {

struct Architecture;
struct LayerContext;

/// What makes a struct the settings of a mixer: these functions beside it, in the file of its architecture.
///   std::string_view mixer_id(const M& mixer);                             id of its architecture ("mamba2")
///   Tensor record_mixer(LayerContext& context, Tensor x, const M& mixer);  x and the result [B, T, hidden]
///   int64_t bound_width(const M& mixer);                                   only where Mixer::lower_bound_width is not
///   0
template <class M>
concept MixerSettings = requires(const M& mixer) {
  { mixer_id(mixer) } -> std::same_as<std::string_view>;
};

/// One mixer of whatever architecture: a value, copied with its settings.
class Mixer {
public:
  template <MixerSettings M>
  Mixer(M settings) : m_settings(std::move(settings)), m_type(&kType<M>) {}

  /// The settings when they are of that struct, otherwise nullptr.
  template <MixerSettings M>
  const M* as() const {
    return std::any_cast<M>(&m_settings);
  }
  template <MixerSettings M>
  M* as() {
    return std::any_cast<M>(&m_settings);
  }

  /// Whether both have settings of one struct.
  bool is_kin(const Mixer& other) const { return m_type == other.m_type; }

  Tensor record(LayerContext& context, Tensor x) const { return m_type->record(context, x, m_settings); }
  std::string_view id() const { return m_type->id(m_settings); }
  const Architecture& architecture() const;
  /// Width of the row that it reads of the stack's shared lower bounds (HGRN, HGRN2); 0 = it reads none.
  int64_t lower_bound_width() const { return m_type->bound(m_settings); }

private:
  struct Type {
    Tensor (*record)(LayerContext&, Tensor, const std::any&);
    std::string_view (*id)(const std::any&);
    int64_t (*bound)(const std::any&);
  };

  template <class M>
  static Tensor record_as(LayerContext& context, Tensor x, const std::any& settings) {
    return record_mixer(context, x, *std::any_cast<M>(&settings));
  }
  template <class M>
  static std::string_view id_as(const std::any& settings) {
    return mixer_id(*std::any_cast<M>(&settings));
  }
  template <class M>
  static int64_t bound_as(const std::any& settings) {
    if constexpr (requires(const M& mixer) { bound_width(mixer); })
      return bound_width(*std::any_cast<M>(&settings));
    return 0;
  }
  template <class M>
  static constexpr Type kType{&record_as<M>, &id_as<M>, &bound_as<M>};

  std::any m_settings;
  const Type* m_type;
};

} // namespace pareto
