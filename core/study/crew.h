// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/open_model.h"
#include "core/measure/calibration.h"
#include "core/model/footprint.h"
#include "core/platform/process.h"
#include "core/study/forecast.h"
#include "core/study/plan.h"
#include "core/study/protocol/messages.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace pareto {

/// Of the workers that are started, and of whoever waits for them.
struct CrewOptions {
  std::string engine_path;       ///< program that serves `worker`
  Patience patience;             ///< with a worker that says nothing; then it is ended with a reason
  std::function<double()> clock; ///< seconds that only go forward; the machine's where empty
  std::function<bool()> stopped; ///< asked often; workers are ended at once when it says true
};

/// Bytes a device can take now, what the rest of the machine or a desktop needs left out; `held` bytes are this crew's
/// own, read only where the driver knows the device's size but not what is free. Nothing where neither is known.
std::optional<int64_t> room_on(const std::string& device, int64_t held = 0);

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

/// Models on their devices, and the workers that measure them: one each, started when it is needed and kept as long as
/// memory allows. A worker that dies, lies or hangs ends its cell with a reason; the next cell starts another.
///
/// Or the workers serve: all of them are held at once, and keep state and answers. One that is gone then has lost them,
/// so that no other takes its place.
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
  Crew(const CrewOptions& options, const KnownLimits& limits, OnLoaded on_loaded)
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

  /// Refuses with the figures what memory does not hold at once: these models, each with so many bytes beside its
  /// weights.
  Status require_room(const std::map<Id, int64_t>& beside_weights) const;
  /// A model's worker becomes its server; it is started, and the model loaded, where that is still to do.
  Status serve(const Id& id, const std::string& precision, const protocol::Serve& command);
  /// One step of that server, in the worker's own seconds. Errors name the model.
  Result<double> step(const Id& id, const ServingStep& step);
  /// The most a model's worker has held so far; 0 where it has none, or the system does not say.
  int64_t peak_resident(const Id& id) const;

  void end_all();
  /// Seconds of the clock that patience is measured by.
  double now() const;

private:
  bool stopped() const { return m_options.stopped && m_options.stopped(); }
  int64_t held_on(const std::string& device) const;
  Status make_room(Member& wanted, int64_t bytes);
  Status ensure_worker(Member& member, const protocol::Load& load);
  template <class Answer>
  Result<Answer> ask(Member& member, const protocol::Command& command, double expected);

  const CrewOptions& m_options;
  const KnownLimits& m_limits;
  OnLoaded m_on_loaded;
  std::map<Id, Member> m_members;
  int64_t m_uses = 0;
};

} // namespace pareto
