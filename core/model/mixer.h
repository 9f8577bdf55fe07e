// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part.h"

#include <concepts>

namespace pareto {

struct Architecture;

/// What makes a struct the settings of a mixer: these functions beside it, in the file of its architecture.
///   std::string_view mixer_id(const M& mixer);                             id of its architecture ("mamba2")
///   Tensor record_mixer(LayerContext& context, Tensor x, const M& mixer);  x and the result [B, T, hidden]
///   int64_t bound_width(const M& mixer);                                   only where Mixer::lower_bound_width is not
///   0
template <class M>
concept MixerSettings = requires(const M& mixer) {
  { mixer_id(mixer) } -> std::same_as<std::string_view>;
};

/// One mixer of whatever architecture.
class Mixer : public Part {
public:
  template <MixerSettings M>
  Mixer(M settings) : Part(std::move(settings), kType<M>) {}
  /// Of settings that are a mixer's: what the table of an architecture makes.
  explicit Mixer(Part part) : Part(std::move(part)) {}

  const Architecture& architecture() const;
  /// Width of the row that it reads of the stack's shared lower bounds (HGRN, HGRN2); 0 = it reads none.
  int64_t lower_bound_width() const { return m_type->bound(m_settings); }

private:
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
};

} // namespace pareto
