// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/crew.h"

#include "core/exec/devices.h"
#include "core/study/protocol/protocol.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr double kPoll = 0.1;   ///< seconds between looks at the stop flag
constexpr double kPatience = 2; ///< seconds a worker has to end by itself

void end_worker(Crew::Member& member) {
  if (!member.worker)
    return;
  if (member.worker->write_line(to_json(protocol::Command(protocol::Quit())).dump()))
    static_cast<void>(member.worker->wait(kPatience));
  member.worker.reset(); // killed where it did not go by itself
}

Error about_another_cell() {
  return fail(ErrorCode::Internal,
              "The measuring process answered about another cell than it was asked and was ended.");
}

/// The worker's own reason. After a lost device it goes: what a hung device holds comes back with its process only.
/// One that lost a file it was reading has gone already.
Error refusal(Crew::Member& member, const Error& said) {
  if (said.code == ErrorCode::DeviceLost || said.code == ErrorCode::Io)
    end_worker(member);
  return fail(said.code, said.message.empty() ? "The measuring process gave no reason." : said.message, said.where);
}

/// What such an end comes from more often than from anything else; the kernel kills by SIGKILL when memory is short.
std::string likely_cause(const std::string& how) {
  const auto by = [&](const char* signal) { return how.find(signal) != std::string::npos; };
  return by("SIGKILL")  ? "it may have run out of memory"
         : by("SIGBUS") ? "a file it reads may have been shortened"
                        : "the next cells go on with another";
}

Error lost(Crew::Member& member) {
  const std::string how = member.worker->reap();
  member.worker.reset();
  return fail(ErrorCode::Internal, "The measuring process ended early (" + how + "); " + likely_cause(how) + ".");
}

Error hung(Crew::Member& member, double silent, double expected) {
  member.worker.reset(); // killed; the next cell starts another
  const auto seconds = [](double value) { return std::to_string(std::max(1L, std::lround(value))) + " s"; };
  return fail(
      ErrorCode::Internal,
      "The measuring process said nothing for " + seconds(silent) + " where about " + seconds(expected) +
          " were expected, and was ended; fewer requests, a shorter context or a smaller size may get through.");
}

/// What a line says to who waits for `Answer`; nothing where it is a sign of life and no more. Whatever comes after a
/// line that cannot be understood may belong to this command: the worker goes.
template <class Answer>
std::optional<Result<Answer>> answer_in(Crew::Member& member, const std::string& line) {
  const auto object = protocol::read_line(line);
  if (!object) {
    member.worker.reset();
    return fail(ErrorCode::Internal, "The measuring process answered something that is no event and was ended.");
  }
  auto event = protocol::read_event<protocol::WorkerEvent>(*object);
  if (!event && std::is_same_v<Answer, protocol::Measured>) { // no other event can be wrong
    member.worker.reset();
    return event.error().code == ErrorCode::InvalidFile
               ? fail(ErrorCode::Internal,
                      "The measuring process answered what cannot be and was ended: " + event.error().message)
               : about_another_cell();
  }
  if (!event)
    return std::nullopt;
  if (auto* answer = std::get_if<Answer>(&*event))
    return std::move(*answer);
  if (const auto* failed = std::get_if<protocol::Failed>(&*event))
    return refusal(member, failed->error);
  return std::nullopt;
}

} // namespace

void Crew::add(const std::string& model, OpenedModel opened, const std::string& device, Footprint footprint) {
  m_members.emplace(Id{model, device}, Member{std::move(opened), device, std::move(footprint), {}, 0});
}

void Crew::drop(const std::function<bool(const Id&)>& stays) {
  for (auto each = m_members.begin(); each != m_members.end();) {
    if (stays(each->first)) {
      ++each;
      continue;
    }
    end_worker(each->second);
    each = m_members.erase(each);
  }
}

std::optional<int64_t> Crew::whole_room(const std::string& device) const {
  const int64_t held = held_on(device);
  const std::optional<int64_t> room = room_on(device, held);
  return room ? std::optional(*room + held) : std::nullopt;
}

const Crew::Member* Crew::find(const CellKey& key) const {
  const auto found = m_members.find({key.model, key.device});
  return found == m_members.end() ? nullptr : &found->second;
}

std::set<Crew::Id> Crew::all() const {
  std::set<Id> all;
  for (const auto& [id, member] : m_members)
    all.insert(id);
  return all;
}

std::set<Crew::Id> Crew::loaded() const {
  std::set<Id> loaded;
  for (const auto& [id, member] : m_members)
    if (member.worker)
      loaded.insert(id);
  return loaded;
}

bool Crew::holds_all(const CellKey& place) const {
  const std::optional<int64_t> room = whole_room(place.device);
  int64_t weights = 0, most = 0;
  for (const auto& [id, member] : m_members) {
    if (member.device != place.device)
      continue;
    weights += member.footprint.weight_bytes();
    most = std::max(most, cell_bytes(member.footprint, place, MeasureOptions()));
  }
  return !room || weights + most <= *room;
}

double Crew::now() const { return m_options.clock ? m_options.clock() : now_seconds(); }

void Crew::end_all() {
  for (auto& [id, member] : m_members)
    end_worker(member);
}

/// Sends a command and waits for its answer, looking at the stop flag and for signs of life meanwhile: any line is
/// one.
template <class Answer>
Result<Answer> Crew::ask(Member& member, const protocol::Command& command, double expected) {
  const double patience = m_options.patience.seconds(expected);
  double alive = now();
  if (!member.worker->write_line(to_json(command).dump()))
    return lost(member);
  std::string line;
  while (true) {
    const double silent = now() - alive; // before the look: what comes in meanwhile counts
    const ChildProcess::Read read = member.worker->read_line(line, kPoll);
    if (stopped()) {
      member.worker.reset();
      return fail(ErrorCode::Cancelled, "Stopped.");
    }
    if (read == ChildProcess::Read::Ended)
      return lost(member);
    if (read == ChildProcess::Read::Nothing) {
      if (silent > patience)
        return hung(member, silent, expected);
      continue;
    }
    alive = now();
    if (auto answer = answer_in<Answer>(member, line))
      return std::move(*answer);
  }
}

Result<Measurement> Crew::measure(const PlannedWork& work) {
  const PlannedCell& cell = work.cell;
  const MeasureOptions& options = work.options;
  Member& member = m_members.at({cell.key.model, cell.key.device});
  PARETO_TRY(make_room(member, cell_bytes(member.footprint, cell.key, options)));
  PARETO_TRY(ensure_worker(member, cell.key));
  member.last_used = ++m_uses;
  const protocol::Measure command{
      cell.key,      options.rules, options.preview, options.prefilled_state, m_limits.of(cell.key.device),
      options.watts, cell.how};
  PARETO_TRY_ASSIGN(event, ask<protocol::Measured>(member, command, work.formula_s));
  if (event.measurement.key == cell.key)
    return event.measurement;
  member.worker.reset();
  return about_another_cell();
}

/// Weights that parked workers hold in a device's own memory.
int64_t Crew::held_on(const std::string& device) const {
  int64_t held = 0;
  for (const auto& [key, member] : m_members)
    held += member.device == device && member.worker ? member.footprint.weight_bytes() : 0;
  return held;
}

/// Ends parked workers, longest unused first, until the cell fits its device; refuses it with the figures when it
/// never does.
Status Crew::make_room(Member& wanted, int64_t bytes) {
  const int64_t needed = bytes + (wanted.worker ? 0 : wanted.footprint.weight_bytes());
  while (true) {
    const std::optional<int64_t> room = room_on(wanted.device, held_on(wanted.device));
    if (!room || needed <= *room)
      return {};
    Member* oldest = nullptr;
    for (auto& [key, member] : m_members)
      if (&member != &wanted && member.worker && (!oldest || member.last_used < oldest->last_used))
        oldest = &member;
    if (!oldest)
      return fail(ErrorCode::OutOfMemory,
                  "This cell needs " + std::to_string(needed >> 20) + " MiB with the weights and " +
                      std::to_string(std::max<int64_t>(0, *room) >> 20) + " MiB are free" +
                      (find_device_family(wanted.device) ? " on " + wanted.device : std::string()) +
                      "; fewer requests, a shorter context or a smaller size would fit.");
    end_worker(*oldest);
  }
}

Status Crew::ensure_worker(Member& member, const CellKey& key) {
  if (member.worker)
    return {};
  const double start = now();
  PARETO_TRY_ASSIGN(child, ChildProcess::start({m_options.engine_path, "worker"}));
  member.worker.emplace(std::move(child));
  const protocol::Load command{key.model, key.device, key.precision, !m_limits.know(key.device)};
  const auto loaded = ask<protocol::Loaded>(member, command, expected_load_seconds(member.footprint.weight_bytes()));
  if (!loaded) {
    end_worker(member);
    return loaded.error();
  }
  return m_on_loaded(member, now() - start, loaded->limits);
}

} // namespace pareto
