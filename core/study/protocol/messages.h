// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/devices.h"
#include "core/measure/calibration.h"
#include "core/measure/measurement.h"
#include "core/measure/sampling.h"
#include "core/quality/score.h"
#include "core/study/protocol/serving_messages.h"
#include "core/study/study.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the processes of the engine say to each other and to whoever started them: one struct a message, one line of
/// JSON on the wire (DESIGN section 6). `kName` is the text under "cmd" of a command and under "event" of an event.
/// Seconds, bytes and tokens are in the names; an optional that is empty is null on the wire, or absent where the
/// comment says so.
namespace pareto::protocol {

// --- Commands, to a worker on its standard input

/// One model on one device at one precision; answered by Loaded.
struct Load {
  static constexpr const char* kName = "load";
  std::string model;     ///< id or path
  std::string device;    ///< "cpu", "vulkan:0"
  std::string precision; ///< "f16"
  bool limits = false;   ///< a device that is not the CPU is calibrated at once, and Loaded says its limits
};

/// One cell of what is loaded; answered by Measured, with Alive now and then before it.
struct Measure {
  static constexpr const char* kName = "measure";
  CellKey cell;
  SamplingRules rules;
  bool preview = false;
  bool prefilled_state = false;           ///< absent where false
  std::optional<Calibration> calibration; ///< of the cell's device; without one the share of the roofline is missing
  std::optional<double> watts{};          ///< of the machine, by a person; absent where nobody said so
  std::optional<Reading> how{};           ///< of a prompt; absent where the worker decides by the time it will take
};

/// Frees everything but the weights, a server too; answered by Parked.
struct Park {
  static constexpr const char* kName = "park";
};
/// Ends the worker; not answered.
struct Quit {
  static constexpr const char* kName = "quit";
};

// --- Commands, to `run --follow` on its standard input

/// This study from the next cell on, in place of what was measured: a run of its own in the store, told by Started.
/// Models that stay loaded are not loaded again.
struct Change {
  static constexpr const char* kName = "change";
  Study study;
};

// --- Events, on standard output

/// An event of another version: its name alone, empty where it has none. Still a sign of life.
struct Unknown {
  std::string name;
};
/// The command, or the whole program, ends with this reason. A code that is not known reads as Unsupported.
struct Failed {
  static constexpr const char* kName = "error";
  Error error;
};
/// Something that must be said beside the answer.
struct Warned {
  static constexpr const char* kName = "warning";
  std::string code, message;
  std::string model; ///< id of what it is about; absent where empty
};
struct Loaded {
  static constexpr const char* kName = "loaded";
  std::string model; ///< id
  int64_t weight_bytes = 0;
  double seconds = 0;
  std::optional<Calibration> limits; ///< where Load asked for them; otherwise absent
};
struct Parked {
  static constexpr const char* kName = "parked";
};
/// Between the repetitions of a long cell.
struct Alive {
  static constexpr const char* kName = "alive";
};
/// One cell, measured or ended with its reason.
struct Measured {
  static constexpr const char* kName = "result";
  Measurement measurement;
  std::optional<int64_t> run; ///< `run` alone says it: the store's number of the run; otherwise absent
};
struct Started {
  static constexpr const char* kName = "started";
  int64_t run = 0;         ///< its number in the store
  Study study;             ///< as it is measured: its fallback size where the one asked for does not fit
  Calibration calibration; ///< of the CPU
  std::string store;
};
struct Progress {
  static constexpr const char* kName = "progress";
  int round = 0, done = 0, total = 0; ///< cells of the round
  CellKey cell;                       ///< which comes now
  double remaining_s = 0;             ///< of the run; of the round where rounds go on until stopped
};
/// Limits of a device that is not the CPU as soon as they are known, or better ones of the CPU.
struct Limited {
  static constexpr const char* kName = "limits";
  std::string device;
  Calibration calibration;
};
struct RoundDone {
  static constexpr const char* kName = "round";
  int round = 0;
};
struct Finished {
  static constexpr const char* kName = "finished";
  int64_t run = 0;
  bool stopped = false;
};
/// `generate`: loaded, and with --wait waiting for the word to begin.
struct Ready {
  static constexpr const char* kName = "ready";
  int64_t weight_bytes = 0, prompt_tokens = 0;
};
struct Token {
  static constexpr const char* kName = "token";
  int64_t index = 0;
  int32_t id = 0;
  std::optional<std::string> text; ///< where there is a tokenizer; otherwise absent
};
struct Generated {
  static constexpr const char* kName = "generated";
  std::vector<int32_t> tokens;
  int64_t prompt_tokens = 0;
  std::string stop; ///< "length", "end_token", "asked"
  std::optional<double> ttft_ms, tpot_ms, decode_tokens_per_s;
  int64_t weight_bytes = 0, state_bytes = 0, peak_rss_bytes = 0;
  std::string weights;                        ///< "checkpoint", or "seeded": random ones, speed only
  std::optional<std::string> text, chat_form; ///< where there is a tokenizer; otherwise absent
};
/// `evaluate`: one task at one context.
struct Scored {
  static constexpr const char* kName = "score";
  Score score;
  std::vector<int32_t> right_by_quarter, trials_by_quarter; ///< look-ups, of the passage; otherwise absent
};
struct Working {
  static constexpr const char* kName = "progress";
  std::string what;            ///< "text", "lookup", "divergence"
  int64_t done = 0, total = 0; ///< tokens or trials
  std::optional<double> remaining_s;
};
/// `devices`: one a line; what cannot be used has a problem and no id. The CPU is told as well, without a driver, and
/// the reference by its name alone.
struct DeviceSeen {
  static constexpr const char* kName = "device";
  DeviceFacts facts;
  std::optional<Calibration> rates; ///< where they were measured: the CPU's whole, otherwise what it does at most
  std::string no_rates;             ///< why they could not be measured
};

/// `import`: all that a file states is in the store.
struct ImportDone {
  static constexpr const char* kName = "imported";
  std::string tool;
  int64_t values = 0, left_out = 0; ///< cells; runs that say nothing of any
  std::string store;
};

// --- Who says what

using Command = std::variant<Load, Measure, Serve, Step, Park, Quit>;
using RunCommand = std::variant<Change>;
using WorkerEvent = std::variant<Unknown, Loaded, Measured, Serving, Stepped, Parked, Alive, Failed>;
using RunEvent = std::variant<Unknown, Started, Progress, Measured, Limited, RoundDone, Finished, Warned, Failed>;
using GenerateEvent = std::variant<Unknown, Ready, Token, Generated, Warned, Failed>;
using EvaluateEvent = std::variant<Unknown, Working, Scored, Warned, Failed>;
using DeviceEvent = std::variant<Unknown, DeviceSeen, Warned, Failed>;
using ImportEvent = std::variant<Unknown, Measured, ImportDone, Warned, Failed>;

/// A visitor made of lambdas, one a kind: a kind that is forgotten does not compile.
template <class... Each>
struct Visitor : Each... {
  using Each::operator()...;
};
template <class... Each>
Visitor(Each...) -> Visitor<Each...>;

} // namespace pareto::protocol
