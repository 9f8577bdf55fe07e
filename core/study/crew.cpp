// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/crew.h"

#include "core/measure/refusal.h"
#include "core/platform/memory.h"
#include "core/study/protocol/protocol.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr double kPoll = 0.1;                           ///< seconds between looks at the stop flag
constexpr double kPatience = 2;                         ///< seconds a worker has to end by itself
constexpr int64_t kHeadroom = int64_t{512} << 20;       ///< left to the rest of the machine
constexpr int64_t kDeviceHeadroom = int64_t{128} << 20; ///< left of a device's own memory: command lists, the desktop
constexpr const char* kMachine = "cpu";                 ///< whose memory is the machine's

bool has_own_memory(const std::optional<DeviceFacts>& facts) {
  return facts && !facts->software && facts->type != "integrated GPU";
}

/// `what`: "This cell needs".
Error does_not_fit(const std::string& what, int64_t needed, int64_t room, const std::string& device) {
  return fail(ErrorCode::OutOfMemory, memory_refusal(what, needed, "with the weights", room, device,
                                                     "fewer requests, a shorter context or a smaller size"));
}

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
                        : "it gave no reason";
}

Error lost(Crew::Member& member) {
  const std::string how = member.worker->reap();
  member.worker.reset();
  return fail(ErrorCode::Internal, "The measuring process ended early (" + how + "); " + likely_cause(how) + ".");
}

/// A signal to the whole group may have ended the worker already.
Error cancelled(Crew::Member& member) {
  member.worker.reset();
  return fail(ErrorCode::Cancelled, "Stopped.");
}

Error hung(Crew::Member& member, double silent, double expected) {
  member.worker.reset(); // killed
  return fail(ErrorCode::Internal, silence_refusal(silent, expected));
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

std::optional<int64_t> room_on(const std::string& device, int64_t held) {
  const auto facts = facts_of_device(device);
  const bool own = has_own_memory(facts);
  int64_t free = free_memory_of(device);
  if (free < 0 && own && facts->memory_bytes > 0)
    free = facts->memory_bytes - held;
  return free < 0 ? std::nullopt : std::optional(free - (own ? kDeviceHeadroom : kHeadroom));
}

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
    return stopped() ? cancelled(member) : lost(member);
  std::string line;
  while (true) {
    const double silent = now() - alive; // before the look: what comes in meanwhile counts
    const ChildProcess::Read read = member.worker->read_line(line, kPoll);
    if (stopped())
      return cancelled(member);
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
  const protocol::Load load{cell.key.model, cell.key.device, cell.key.precision, !m_limits.know(cell.key.device)};
  PARETO_TRY(ensure_worker(member, load));
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
      return does_not_fit("This cell needs", needed, *room, wanted.device);
    end_worker(*oldest);
  }
}

Status Crew::ensure_worker(Member& member, const protocol::Load& load) {
  if (member.worker)
    return {};
  const double start = now();
  PARETO_TRY_ASSIGN(child, ChildProcess::start({m_options.engine_path, "worker"}));
  member.worker.emplace(std::move(child));
  const auto loaded = ask<protocol::Loaded>(member, load, expected_load_seconds(member.footprint.weight_bytes()));
  if (!loaded) {
    end_worker(member);
    return loaded.error();
  }
  return m_on_loaded(member, now() - start, loaded->limits);
}

// --- Workers that serve

namespace {

/// The reason with the model it is about; that somebody stopped it all is about none.
Error while_serving(const Crew::Id& id, const Error& error) {
  if (error.code == ErrorCode::Cancelled)
    return error;
  return fail(error.code, "Serving " + id.first + " failed: " + error.message, error.where);
}

StepShape shape_of(const ServingStep& step) {
  const auto rows = static_cast<int>(step.rows.size());
  const auto tokens = static_cast<int>(step.rows.front().tokens);
  return {rows, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode};
}

} // namespace

/// Devices that live in the machine's memory share it.
Status Crew::require_room(const std::map<Id, int64_t>& beside_weights) const {
  std::map<std::string, int64_t> needed; // by the device whose memory it is
  for (const auto& [id, bytes] : beside_weights)
    needed[has_own_memory(facts_of_device(id.second)) ? id.second : kMachine] +=
        m_members.at(id).footprint.weight_bytes() + bytes;
  for (const auto& [device, bytes] : needed)
    if (const std::optional<int64_t> room = room_on(device); room && bytes > *room)
      return does_not_fit("Holding all models at once needs", bytes, *room, device);
  return {};
}

Status Crew::serve(const Id& id, const std::string& precision, const protocol::Serve& command) {
  Member& member = m_members.at(id);
  if (const Status loaded = ensure_worker(member, {id.first, id.second, precision}); !loaded)
    return while_serving(id, loaded.error());
  const int64_t bytes =
      member.footprint.state(command.slots, command.capacity, static_cast<int>(command.chunk)).total();
  const auto serving = ask<protocol::Serving>(member, command, expected_fill_seconds(bytes));
  return serving ? Status() : while_serving(id, serving.error());
}

Result<double> Crew::step(const Id& id, const ServingStep& step) {
  Member& member = m_members.at(id);
  if (!member.worker || step.rows.empty())
    return while_serving(id, fail(ErrorCode::Internal, "Its measuring process has ended, or was asked for nothing."));
  const double expected = expected_step_seconds(member.footprint, shape_of(step), step.rows.front().position,
                                                m_limits.of(id.second).roofline);
  const auto stepped = ask<protocol::Stepped>(member, protocol::Step{step}, expected);
  if (!stepped)
    return while_serving(id, stepped.error());
  if (stepped->seconds > 0 && stepped->tokens.size() == (step.gives_tokens() ? step.rows.size() : 0))
    return stepped->seconds;
  member.worker.reset(); // whatever else it says is no better
  return while_serving(id, fail(ErrorCode::Internal,
                                "The measuring process answered about another step than it was asked and was ended."));
}

int64_t Crew::peak_resident(const Id& id) const {
  const auto& worker = m_members.at(id).worker;
  return worker ? peak_resident_bytes(worker->id()) : 0;
}

} // namespace pareto
