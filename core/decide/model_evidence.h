// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"
#include "core/decide/power_grid.h"
#include "core/decide/speed_grid.h"
#include "core/decide/speed_model.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// Parameters a size name stands for: "1.3b" is 1.3e9; 0 for names that state none.
int64_t nominal_parameters(const std::string& size);

/// Parameters a published row must be of to be this model's: those its size stands for, otherwise its own. Never 0.
int64_t published_parameters(const ModelFacts& facts);

/// What a paper prints of a model at its own size; only ever inside one group.
Quantity published_quality(const PublishedResults* published, const std::string& group, const ModelFacts& facts,
                           const std::string& metric);

/// One model of a study and what was measured of it at one precision, on every device. A result is its own by
/// fingerprint alone. One that was stored before models had fingerprints is taken by its name, kept apart, and used
/// only while nothing else is known. Stays where it is while it changes: references to its facts hold.
class ModelEvidence {
public:
  struct Grids {
    SpeedGrid decode, prefill;
    PowerGrid decode_power, prefill_power;
    std::map<std::pair<int64_t, int>, Measurement>
        memory; ///< latest decode that says what it took, by context and requests
    /// Where a curve of what was `timed` is asked for: doublings, and inside the measured range the measured places
    /// alone. Empty where nothing was measured, but for a machine that is not here.
    std::vector<double> places(Timed timed, Along along, const Interval& span, bool elsewhere) const;
  };

  ModelEvidence(std::string id, std::string precision) : m_id(std::move(id)), m_precision(std::move(precision)) {
    open();
  }
  /// Opens the model, again if need be, and forgets what was measured.
  void open();
  /// Whether other files answer to its name now.
  bool has_changed() const;

  const std::string& id() const { return m_id; }
  const std::string& precision() const { return m_precision; }
  const ModelFacts& facts() const { return m_facts; }
  const SpeedModel* speed() const { return m_speed ? &*m_speed : nullptr; } ///< of a model that was opened
  bool compared = false;                                                    ///< it is of the baseline's size

  bool owns(const std::string& fingerprint, const std::string& named) const {
    return fingerprint.empty() ? named == m_id : fingerprint == m_facts.fingerprint;
  }
  /// What is asked of a model that denoises: whether what counts of it is another thing now, which is forgotten then.
  bool ask_for_steps(int64_t denoising_steps);
  void add(const Measurement& measurement);
  void forget(const std::string& device);
  /// What counts: the results of this very model, or where there are none those of its name.
  const Grids& on(const std::string& device) const;
  /// Whether a cell has a value or a reason for having none.
  bool covers(const CellKey& key) const;
  int64_t estimates() const; ///< intervals computed so far

private:
  std::string m_id, m_precision;
  ModelFacts m_facts;
  std::optional<SpeedModel> m_speed;
  int64_t m_denoising_steps = 0;
  std::map<std::string, Grids> m_measured, m_unidentified; ///< by device
};

} // namespace pareto
