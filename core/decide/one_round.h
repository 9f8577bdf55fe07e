// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/metric_table.h"
#include "core/decide/speed_grid.h"

namespace pareto {

/// One model in one round that may decide, for the table of metrics to compute from. Whatever it is given outlives it.
class OneRound : public MetricSource {
public:
  /// `reused`: of that part of the prompt which is not read again.
  OneRound(const MetricSource& all, const Rounds& decode, const Rounds& prefill, const Rounds& reused, RoundId id)
      : m_all(all), m_decode(decode), m_prefill(prefill), m_reused(reused), m_id(id) {}
  Quantity decode_ms(const OperatingPoint&) const override { return of(m_decode); }
  Quantity prefill_ms(const OperatingPoint&) const override { return of(m_prefill); }
  Quantity reused_ms(const OperatingPoint&) const override { return of(m_reused); }
  Quantity decode_joules(const OperatingPoint&) const override { return {}; } // energy is not told by round
  Quantity prefill_joules(const OperatingPoint&) const override { return {}; }
  Quantity reused_joules(const OperatingPoint&) const override { return {}; }
  const Footprint& footprint() const override { return m_all.footprint(); }
  Quantity quality(const OperatingPoint& at) const override { return m_all.quality(at); }

private:
  Quantity of(const Rounds& rounds) const {
    Quantity q;
    if (const auto found = rounds.find(m_id); found != rounds.end())
      q.value = found->second;
    return q;
  }
  const MetricSource& m_all;
  const Rounds &m_decode, &m_prefill, &m_reused;
  RoundId m_id;
};

} // namespace pareto
