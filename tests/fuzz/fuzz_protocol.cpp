// SPDX-License-Identifier: GPL-3.0-or-later
// JSON Lines between window, engine and worker: each line of the input is a command to a worker that holds a tiny
// model, and an event of the engine as the window reads it.
#include "core/formats/strict_json.h"
#include "core/measure/calibration.h"
#include "core/quality/score.h"
#include "core/study/protocol/event_fields.h"
#include "core/study/protocol/measurement_json.h"
#include "core/study/protocol/protocol.h"
#include "core/study/study.h"
#include "core/study/worker.h"
#include "tests/fuzz/seeds.h"

#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <string_view>

using namespace pareto;
using nlohmann::json;

namespace {

constexpr size_t kMostLines = 16;
constexpr int64_t kLongest = 64, kMostRepetitions = 2, kRefused = int64_t{1} << 22;
constexpr size_t kLoadsOneIn = 16; ///< making weights took four fifths of the time, and is not what hostile lines reach
const char* const kModel = "mamba2@probe";

void require(bool condition) {
  if (!condition)
    std::abort();
}

json cell() {
  return {{"kind", "decode"}, {"model", kModel}, {"device", "cpu"},   {"precision", "f32"},
          {"batch", 1},       {"context", 16},   {"prompt_tokens", 0}};
}
json rules() { return {{"warm_up", 0}, {"least", 1}, {"most", 1}, {"precision", 0.5}, {"budget_seconds", 0}}; }
json limits() {
  return {{"processor", "a CPU"},     {"instruction_set", "AVX2"}, {"threads", 2},
          {"read_bytes_per_s", 1e10}, {"flops_per_s", 1e11},       {"seconds", 0.3},
          {"type", "discrete GPU"},   {"memory_bytes", 1 << 30}};
}

Measurement measurement() {
  Measurement m;
  m.key = {CellKey::Kind::Decode, kModel, "cpu", "f32", 8, 2048, 0};
  m.tpot_ms = Estimate{1.25, Interval{1.2, 1.3}, 300};
  m.tpot_p95_ms = 1.5;
  m.decode_tokens_per_s = 6400;
  m.peak_rss_bytes = 789;
  m.noise = {"spread"};
  m.samples_ms = {1.2, 1.3};
  return m;
}

Score score() {
  Score s;
  s.model = kModel;
  s.precision = "q4";
  s.against = "f16";
  s.task = Score::Task::Divergence;
  s.ci95 = Interval{0.1, 0.2};
  s.curve = {{64, 1.5, 64}, {128, 1.25, 64}};
  s.n = 128;
  return s;
}

WorkerSession& session() {
  static WorkerSession one([](const protocol::WorkerEvent& said) {
    const json event = to_json(said);
    require(event.is_object() && event.contains("event"));
    if (event["event"] == "error")
      require(!event["message"].get<std::string>().empty());
    static_cast<void>(event.dump(-1, ' ', false, json::error_handler_t::replace));
  });
  static const bool loaded =
      one.handle(json{{"cmd", "load"}, {"model", kModel}, {"device", "cpu"}, {"precision", "f32"}}.dump());
  require(loaded);
  return one;
}

/// What would only take long is made short or rare (always the same for one line, so that a finding can be replayed),
/// and other models than the tiny one are not there: the worker's checks, not its measuring, are looked at.
std::string tamed(json command) {
  const auto whole = [](const json& value) { return value.is_number_integer() ? value.get<double>() : 0; };
  const auto line = [&] { return command.dump(-1, ' ', false, json::error_handler_t::replace); };
  const bool other = command.contains("model") && command["model"] != kModel;
  if (other || (command["cmd"] == "load" && std::hash<std::string>()(line()) % kLoadsOneIn != 0))
    command["model"] = "no-such-model";
  if (command.contains("cell") && command["cell"].is_object()) {
    json& at = command["cell"];
    for (const char* key : {"context", "prompt_tokens", "batch"})
      if (at.contains(key) && whole(at[key]) > kLongest)
        at["model"] = "another";
  }
  if (command["cmd"] == "serve") // what is beyond the worker's own limits goes to it as it is
    for (const char* key : {"slots", "capacity", "chunk"})
      if (command.contains(key) && whole(command[key]) > kLongest && whole(command[key]) < kRefused)
        command[key] = kLongest;
  if (!command.contains("rules"))
    command["rules"] = rules();
  if (command["rules"].is_object())
    for (const json quick = rules(); const auto& [name, value] : quick.items()) {
      json& rule = command["rules"][name];
      if (rule.is_null() || (rule.is_number() && rule.get<double>() > kMostRepetitions && rule.get<double>() <= 1e6))
        rule = value;
    }
  return line();
}

void command(const json& line, const std::string& text) {
  session().handle(line.is_object() && line.contains("cmd") ? tamed(line) : text);
}

/// What is read can be written and is read again as the same.
template <class T>
void round_trip(const Result<T>& read, Result<T> (*reader)(const json&)) {
  if (!read) {
    require(!read.error().message.empty());
    return;
  }
  const std::string written = to_json(*read).dump(-1, ' ', false, json::error_handler_t::replace);
  const auto again = reader(json::parse(written));
  require(again && to_json(*again).dump(-1, ' ', false, json::error_handler_t::replace) == written);
}

/// What is read as an event of a conversation can be written, and is read again as the same.
template <class Event>
void event_of(const json& line) {
  const auto event = protocol::read_event<Event>(line);
  if (!event) {
    require(!event.error().message.empty());
    return;
  }
  const std::string written = to_json(*event).dump(-1, ' ', false, json::error_handler_t::replace);
  const auto again = protocol::read_event<Event>(json::parse(written));
  require(again && to_json(*again).dump(-1, ' ', false, json::error_handler_t::replace) == written);
}

void event(const json& line) {
  round_trip(measurement_from_json(line), measurement_from_json);
  round_trip<CellKey>(cell_key_from_json(line), cell_key_from_json);
  if (!line.is_object())
    return;
  for (const auto& [key, value] : line.items()) {
    if (key.find('\0') != std::string::npos) // what is asked for has names of the program's own
      continue;
    require(event_count(line, key.c_str(), 100) >= 0 && event_count(line, key.c_str(), 100) <= 100 &&
            event_count(line, key.c_str()) >= 0);
    require(event_text(line, key.c_str()).empty() || value.is_string());
  }
  round_trip(score_from_json(line), score_from_json);
  round_trip<CellKey>(cell_key_from_json(line.value("cell", json())), cell_key_from_json);
  round_trip(calibration_from_json(line.value("calibration", json())), calibration_from_json);
  if (const auto study = study_from_json(line.value("study", json()), "engine"); !study)
    require(!study.error().message.empty());
  if (const auto command = protocol::read_run_command(line.dump(-1, ' ', false, json::error_handler_t::replace));
      !command)
    require(!command.error().message.empty());
  event_of<protocol::WorkerEvent>(line);
  event_of<protocol::RunEvent>(line);
  event_of<protocol::GenerateEvent>(line);
  event_of<protocol::EvaluateEvent>(line);
  event_of<protocol::DeviceEvent>(line);
  event_of<protocol::ReportEvent>(line);
}

} // namespace

std::vector<std::string> fuzz::seeds() {
  const auto line = [](json object, const char* name) {
    object["event"] = name;
    return object.dump();
  };
  const json load{{"cmd", "load"}, {"model", kModel}, {"device", "cpu"}, {"precision", "f16"}, {"limits", true}};
  const json measure{{"cmd", "measure"},        {"cell", cell()},  {"rules", rules()},
                     {"calibration", limits()}, {"preview", true}, {"prefilled_state", false}};
  std::vector<std::string> all{
      load.dump(),
      measure.dump(),
      R"({"cmd":"serve","slots":2,"capacity":40,"chunk":16})",
      R"({"cmd":"step","prefill":true,"ends_prompt":true,"rows":[{"request":0,"slot":0,"position":0,"tokens":8,"total":12}]})",
      R"({"cmd":"step","prefill":false,"ends_prompt":false,"rows":[{"request":0,"slot":0,"position":8,"tokens":1,"total":12}]})",
      R"({"cmd":"park"})",
      R"({"cmd":"quit"})",
      to_json(protocol::RunCommand(protocol::Change{quick_look()})).dump(),
      line(to_json(measurement()), "result"),
      line(to_json(score()), "score"),
      line({{"cell", cell()}, {"round", 1}, {"done", 2}, {"total", 9}, {"remaining_s", 12.5}}, "progress"),
      line({{"run", 1}, {"study", to_json(quick_look())}, {"calibration", limits()}}, "started"),
      line({{"device", "vulkan:0"}, {"calibration", limits()}}, "limits"),
      line({{"round", 1}}, "round"),
      line(json::object(), "finished"),
      line({{"code", "io"}, {"message", "The disk is full."}, {"where", ""}}, "error"),
      line({{"model", kModel}, {"weight_bytes", 1}, {"seconds", 0.5}}, "loaded"),
      line({{"state_bytes", 4096}}, "serving"),
      line({{"seconds", 0.25}, {"tokens", {5, 6}}}, "stepped"),
      line({{"weight_bytes", 1}, {"prompt_tokens", 3}}, "ready"),
      line({{"index", 0}, {"id", 5}, {"text", " a"}}, "token"),
      line({{"tokens", {1, 2}}, {"stop", "length"}, {"ttft_ms", 5}, {"tpot_ms", nullptr}, {"weights", "seeded"}},
           "generated"),
      line({{"what", "text"}, {"done", 1}, {"total", 2}, {"remaining_s", 61.0}}, "progress"),
      line({{"device", nullptr},
            {"processor", "Old GPU"},
            {"type", "discrete GPU"},
            {"driver", "1"},
            {"software", false},
            {"reason", "Too old."}},
           "device")};
  const auto after = [&](std::initializer_list<size_t> commands) {
    std::string lines;
    for (const size_t each : commands)
      lines += all[each] + "\n";
    return lines;
  };
  all.push_back(after({0, 1, 5, 1}));
  all.push_back(after({0, 2, 3, 4, 5, 3}));
  return all;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (size_t lines = 0; lines < kMostLines && !rest.empty(); ++lines) {
    const size_t end = rest.find('\n');
    const std::string text(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const auto parsed = parse_strict_json(text, "line");
    command(parsed ? *parsed : json(), text);
    if (parsed)
      event(*parsed);
  }
  return 0;
}
