// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor.h"

#include <any>
#include <cstdint>
#include <string_view>
#include <utility>

namespace pareto {

struct LayerContext;

/// The settings of one part of a block, a mixer or a feed-forward part of whatever kind: a value, copied with them.
class Part {
public:
  /// The settings when they are of that struct, otherwise nullptr.
  template <class Settings>
  const Settings* as() const {
    return std::any_cast<Settings>(&m_settings);
  }
  template <class Settings>
  Settings* as() {
    return std::any_cast<Settings>(&m_settings);
  }

  /// Whether both have settings of one struct.
  bool is_kin(const Part& other) const { return m_type == other.m_type; }

  /// x and the result are [B, T, hidden].
  Tensor record(LayerContext& context, Tensor x) const { return m_type->record(context, x, m_settings); }
  std::string_view id() const { return m_type->id(m_settings); }

protected:
  struct Type {
    Tensor (*record)(LayerContext&, Tensor, const std::any&);
    std::string_view (*id)(const std::any&);
    int64_t (*bound)(const std::any&); ///< Mixer::lower_bound_width
  };
  Part(std::any settings, const Type& type) : m_settings(std::move(settings)), m_type(&type) {}

  std::any m_settings;
  const Type* m_type;
};

} // namespace pareto
