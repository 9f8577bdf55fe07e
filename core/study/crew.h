// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/open_model.h"
#include "core/model/footprint.h"
#include "core/platform/process.h"
#include "core/study/coordinator.h"
#include "core/study/forecast.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace pareto {

/// What the devices of a study do at most, as far as it is known.
struct KnownLimits {
  Calibration cpu;
  std::map<std::string, Calibration> others;
  bool know(const std::string& device) const { return others.count(device) > 0; }
  const Calibration& of(const std::string& device) const {
    const auto known = others.find(device);
    return known == others.end() ? cpu : known->second;
  }
};

/// The models of a study on their devices, and the workers that measure them: one each, started when it is needed and
/// kept as long as memory allows. A worker that dies, lies or hangs ends its cell with a reason; the next cell starts
/// another.
class Crew {
public:
  /// A model on a device: its shape for the formulas, and its worker while it has one.
  struct Member {
    OpenedModel opened;
    std::string device;
    Footprint footprint;
    std::optional<ChildProcess> worker;
    int64_t last_used = 0;
  };
  using Id = std::pair<std::string, std::string>; ///< model and device
  /// A worker loaded its model in so many seconds; with limits where its device was calibrated.
  using OnLoaded = std::function<Status(const Member&, double seconds, const std::optional<Calibration>& limits)>;

  /// Options and limits are read while it works.
  Crew(const CoordinatorOptions& options, const KnownLimits& limits, OnLoaded on_loaded)
      : m_options(options), m_limits(limits), m_on_loaded(std::move(on_loaded)) {}

  void add(const std::string& model, OpenedModel opened, const std::string& device, Footprint footprint);
  /// Ends the workers of all that `stays` says no of, and forgets them.
  void drop(const std::function<bool(const Id&)>& stays);
  const std::map<Id, Member>& members() const { return m_members; }
  const Member* find(const CellKey& key) const;
  const Member& of(const CellKey& key) const { return m_members.at({key.model, key.device}); }
  std::set<Id> all() const;
  std::set<Id> loaded() const;
  /// Bytes a device could take if all of its workers went; nothing where that is not known.
  std::optional<int64_t> whole_room(const std::string& device) const;
  /// Whether memory holds every model of its device beside this place (a cell without a model).
  bool holds_all(const CellKey& place) const;

  Result<Measurement> measure(const PlannedWork& work);
  void end_all();
  /// Seconds of the clock that patience is measured by.
  double now() const;

private:
  bool stopped() const { return m_options.stopped && m_options.stopped(); }
  int64_t held_on(const std::string& device) const;
  Status make_room(Member& wanted, int64_t bytes);
  Status ensure_worker(Member& member, const CellKey& key);
  template <class Answer>
  Result<Answer> ask(Member& member, const protocol::Command& command, double expected);

  const CoordinatorOptions& m_options;
  const KnownLimits& m_limits;
  OnLoaded m_on_loaded;
  std::map<Id, Member> m_members;
  int64_t m_uses = 0;
};

} // namespace pareto
