// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/output.h"
#include "core/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace pareto::engine {

/// Integers from `low` to `high`, both included.
struct Whole {
  int64_t low, high;
};

/// The options of one command, each declared once: its name, what it takes, where the value goes and a line of help.
/// What the target holds at that moment is the default. Values are read, and refused with a sentence, by
/// read_command_line().
class Options {
public:
  explicit Options(CLI::App& app) : m_app(app) {}

  /// The one word of the command line that belongs to no option.
  void word(std::string& value, const std::string& kind, const std::string& help);
  void toggle(bool& value, const std::string& name, const std::string& help);
  /// `kind` is how the help calls the value: FILE, TEXT, P.
  void text(std::string& value, const std::string& name, const std::string& kind, const std::string& help);
  void text(std::optional<std::string>& value, const std::string& name, const std::string& kind,
            const std::string& help);
  void choice(std::string& value, const std::string& name, const std::vector<std::string>& choices,
              const std::string& help);
  void integer(int64_t& value, const std::string& name, Whole range, const std::string& help);
  void integer(std::optional<int64_t>& value, const std::string& name, Whole range, const std::string& help);
  void number(double& value, const std::string& name, double low, double high, const std::string& help);
  void number(std::optional<double>& value, const std::string& name, double low, double high, const std::string& help);
  /// "90", "90s", "1.5m" or "2h".
  void seconds(double& value, const std::string& name, double low, double high, const std::string& help);
  /// "1,2,3" in their order, up to kMostListed of them.
  void integers(std::vector<int64_t>& value, const std::string& name, Whole range, const std::string& help);
  /// "128,512": lengths or counts that are each measured once, up to kMostPlaces of them; what is named twice counts
  /// once.
  void places(std::vector<int64_t>& value, const std::string& name, Whole range, const std::string& help);
  /// "a,b"
  void names(std::vector<std::string>& value, const std::string& name, const std::string& kind,
             const std::string& help);

  static constexpr size_t kMostListed = 1 << 20, kMostPlaces = 64;

private:
  using Read = std::function<Status(const std::string&)>;
  void add(const std::string& name, const std::string& kind, const std::string& help, const std::string& otherwise,
           Read read);

  CLI::App& m_app;
};

/// What a command does once its words are read.
using Action = std::function<Status(const Output&)>;

struct Command {
  const char* name;
  const char* summary; ///< one line
  Action (*declare)(Options&);
};

/// What the words ask for: a command, or else a text to print (help, version).
struct Request {
  Action action;
  std::string text;
  bool json = false;
  int64_t parent = 0; ///< process that this one must not outlive; 0: none
};

/// Reads "COMMAND words"; errors are one sentence, with the nearest spelling where a name is not known.
Result<Request> read_command_line(const std::vector<Command>& commands, int argc, char** argv);
/// "There is no WHAT WORD; did you mean …?" of a value that names something.
Error unknown(const std::string& what, const std::string& word, const std::vector<std::string>& known,
              const std::string& option);
/// The help of the whole program.
std::string program_help(const std::vector<Command>& commands);

} // namespace pareto::engine
