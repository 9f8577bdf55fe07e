// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/plan.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pareto {

/// A cell that is still to be measured, with what a formula says of it.
struct PlannedWork {
  PlannedCell cell;
  MeasureOptions options;
  double formula_s = 0;     ///< expected_seconds()
  int64_t weight_bytes = 0; ///< to load where its model is not
};

/// How long what is left will take. A cell that was measured before takes what its repetitions took and what came
/// beside them, in its last quiet turn where it had one; one that was not takes what the formula says, times what cells
/// of its kind (of its model, where there were any) took over their formulas; of a kind that was not seen yet, what the
/// nearest kind did. Cells that come back doubtful are measured once more at the end of their round: those that did are
/// foreseen, and of what is to come the share that did so far, with what is set aside beside them. On a quiet machine
/// the error is within 25 % of what is left once a quarter of the time has passed; on a busy one that holds on average
/// (a test simulates both).
class Forecast {
public:
  /// One cell took `all_seconds`, loading aside. Without a measurement: it failed.
  void took(const PlannedWork& work, double all_seconds, const Measurement* measured);
  void loaded(int64_t weight_bytes, double seconds);
  /// A cell of a plan came back; `doubtful`: it will be measured once more.
  void judged(bool doubtful);

  double seconds_of(const PlannedWork& work) const;
  /// Of all of these, loading what is not among `loaded` (model, device) included.
  double left(std::span<const PlannedWork> work, const std::set<std::pair<std::string, std::string>>& loaded) const;

  /// Of what a round of so many planned cells will measure once more: these that came back doubtful, and a share of
  /// those to come.
  double repeats(std::span<const PlannedWork> doubtful, std::span<const PlannedWork> coming, size_t planned) const;

  /// What to show at `now` where this much is thought to be left: time passes, better news counts half at once, and
  /// worse news adds at most a tenth of what was shown last, or a third of what is missing where that is more (a
  /// machine that has become busy).
  double shown(double left, double now);
  /// What is shown next belongs to something else.
  void start_over() { m_shown.reset(); }

private:
  struct Seen {
    double one = 0;    ///< seconds of a repetition
    double beside = 0; ///< those of the state, the programs, the way to the worker; none of what was set aside
    bool quiet = false, failed = false;
  };
  struct Ratio {
    double took = 0, predicted = 0;
  };
  struct Shown {
    double left = 0, at = 0;
  };
  /// Decode, whole prompts and slices (each by formula, or from what was seen), at first, in a quick round, in one that
  /// refines, or whenever.
  using Kind = std::pair<int, int>;
  static constexpr int kWhenever = -1;
  /// Cells whose repetitions take as long: a quick look takes fewer and smaller slices of a prompt.
  static bool is_quick_look(const PlannedWork& work) { return work.cell.how == Reading::Slices && work.cell.preview; }
  /// Null where no such cell was measured yet.
  const Seen* find_seen(const PlannedWork& work) const;
  static Kind kind_of(const PlannedWork& work, bool seen);
  static double predicted(const PlannedWork& work, const Seen* seen);
  double doubtful_share() const;
  std::optional<double> ratio_of(const Kind& kind, const std::string& model) const;
  double correction(const PlannedWork& work, const Seen* seen) const;
  void learn(const Kind& kind, const std::string& model, const Ratio& one);

  /// Of all models, and of each.
  struct Ratios {
    Ratio all;
    std::map<std::string, Ratio> models;
  };
  std::map<CellKey, Seen> m_seen[2]; ///< the second of quick looks at slices
  std::map<Kind, Ratios> m_ratios;
  Ratio m_unseen; ///< of every cell a formula was asked about
  Ratio m_loads;
  Ratio m_set_aside;                   ///< of doubtful cells: what was, over what they took without
  double m_judged = 0, m_doubtful = 0; ///< cells that came back, the latest counting most
  std::optional<Shown> m_shown;
};

} // namespace pareto
