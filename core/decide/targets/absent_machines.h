// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"
#include "core/decide/speed_model.h"
#include "core/decide/targets/targets.h"
#include "core/measure/measurement.h"

#include <memory>
#include <optional>
#include <string>

namespace pareto {

/// The machines that are not here, as evidence asks them: by the name that a device has. Their bands are narrowed by
/// what was imported of them.
class AbsentMachines {
public:
  AbsentMachines() = default; ///< none is known
  explicit AbsentMachines(std::shared_ptr<const Targets> targets);

  /// A cell of one of them counts where it was imported; others change nothing.
  void add(const Measurement& cell);
  const Machine* find(const std::string& device) const; ///< nullptr: none of them
  const SpeedBands* bands() const { return m_bands ? &*m_bands : nullptr; }
  /// What is known of one by its data sheet, as limits are known of a device that is measured: usable memory, rates.
  std::optional<Calibration> data_sheet(const std::string& device) const;
  /// Milliseconds of one step (decode) or of all prompts there: a band, or why there is none; nothing of other devices.
  std::optional<Quantity> time(const std::string& device, const SpeedModel& model, bool decode,
                               const OperatingPoint& at) const;

private:
  std::shared_ptr<const Targets> m_targets;
  std::optional<SpeedBands> m_bands; ///< with what was imported
};

} // namespace pareto
