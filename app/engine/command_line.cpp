// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that reads CLI11: it takes seconds to compile. The library splits words, knows commands and writes
// help; what a value may be, and every sentence about it, is here.
#include "app/engine/command_line.h"

#include "core/printable.h"
#include "core/spelling.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <type_traits>

namespace pareto::engine {

namespace {

constexpr size_t kCommandLineShown = 80; ///< bytes of a value that a sentence quotes
constexpr size_t kOptionColumn = 30;     ///< where the help's second column begins

/// Thrown through CLI11 by the reader of a value, and caught by read_command_line() alone.
struct Refused {
  Error error;
};

std::string quoted(const std::string& text) { return "'" + printable(text, kCommandLineShown) + "'"; }

std::string shown(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::string list_of(const std::vector<std::string>& words, const char* last) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? std::string(" ") + last + " " : ", ") + words[i];
  return text;
}

std::string list_of(const std::vector<int64_t>& values) {
  std::string text;
  for (int64_t value : values)
    text += (text.empty() ? "" : ",") + std::to_string(value);
  return text;
}

std::string range_text(Whole range) {
  if (range.high >= INT32_MAX)
    return "from " + std::to_string(range.low);
  return std::to_string(range.low) + " to " + std::to_string(range.high);
}

Result<int64_t> parse_integer(const std::string& name, const std::string& text, Whole range) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < range.low || value > range.high)
    return fail(ErrorCode::InvalidArgument,
                name + " takes integers from " + std::to_string(range.low) + " to " + std::to_string(range.high) +
                    "; found " + quoted(text) + ".",
                name);
  return value;
}

/// NaN is in no range.
Result<double> parse_number(const std::string& name, const std::string& text, double low, double high) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= low && value <= high))
    return fail(ErrorCode::InvalidArgument,
                name + " takes numbers from " + shown(low) + " to " + shown(high) + "; found " + quoted(text) + ".",
                name);
  return value;
}

Result<double> parse_seconds(const std::string& name, const std::string& text, double low, double high) {
  constexpr std::pair<char, double> kUnits[] = {{'s', 1}, {'m', 60}, {'h', 3600}};
  double unit = 1;
  std::string number = text;
  for (const auto& [letter, seconds] : kUnits)
    if (text.size() > 1 && text.back() == letter) {
      unit = seconds;
      number.pop_back();
      break;
    }
  const auto read = parse_number(name, number, low / unit, high / unit);
  if (!read)
    return fail(ErrorCode::InvalidArgument,
                name + " takes a time from " + shown(low) + "s to " + shown(high) + "s; found " + quoted(text) + ".",
                name);
  return *read * unit;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t comma = std::min(list.find(',', begin), list.size());
    parts.push_back(list.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return parts;
}

Result<std::vector<int64_t>> parse_list(const std::string& name, const std::string& text, Whole range, size_t most) {
  std::vector<int64_t> values;
  if (const auto count = static_cast<size_t>(std::count(text.begin(), text.end(), ',')) + 1; count > most)
    return fail(ErrorCode::InvalidArgument,
                name + " takes at most " + std::to_string(most) + " values; found " + std::to_string(count) + ".",
                name);
  for (const std::string& part : split(text)) {
    PARETO_TRY_ASSIGN(value, parse_integer(name, part, range));
    values.push_back(value);
  }
  return values;
}

template <class T>
Status keep(T& target, const Result<std::type_identity_t<T>>& read) {
  if (!read)
    return read.error();
  target = *read;
  return {};
}

} // namespace

void Options::add(const std::string& name, const std::string& kind, const std::string& help,
                  const std::string& otherwise, Read read) {
  const auto take = [read = std::move(read)](const CLI::results_t& words) {
    if (const Status status = read(words.front()); !status)
      throw Refused{status.error()};
    return true;
  };
  m_app.add_option(name, take, help + (otherwise.empty() ? "." : " (default " + otherwise + ")."))->option_text(kind);
}

void Options::word(std::string& value, const std::string& kind, const std::string& help) {
  const auto take = [&value](const CLI::results_t& words) {
    value = words.front();
    return true;
  };
  m_app.add_option(kind, take, help + ".")->required()->option_text(" ");
}

void Options::toggle(bool& value, const std::string& name, const std::string& help) {
  m_app
      .add_flag_callback(
          name, [&value] { value = true; }, help + ".")
      ->disable_flag_override();
}

void Options::text(std::string& value, const std::string& name, const std::string& kind, const std::string& help) {
  add(name, kind, help, value, [&value](const std::string& word) { return keep(value, {word}); });
}

void Options::text(std::optional<std::string>& value, const std::string& name, const std::string& kind,
                   const std::string& help) {
  add(name, kind, help, {}, [&value](const std::string& word) {
    value = word;
    return Status();
  });
}

void Options::choice(std::string& value, const std::string& name, const std::vector<std::string>& choices,
                     const std::string& help) {
  add(name, "WORD", help + ": " + list_of(choices, "or"), value,
      [&value, name, choices](const std::string& word) -> Status {
        if (std::find(choices.begin(), choices.end(), word) == choices.end())
          return fail(ErrorCode::InvalidArgument,
                      name + " takes " + list_of(choices, "or") + "; found " + quoted(word) + ".", name);
        value = word;
        return {};
      });
}

void Options::integer(int64_t& value, const std::string& name, Whole range, const std::string& help) {
  add(name, "N", help + ", " + range_text(range), std::to_string(value),
      [&value, name, range](const std::string& word) { return keep(value, parse_integer(name, word, range)); });
}

void Options::integer(std::optional<int64_t>& value, const std::string& name, Whole range, const std::string& help) {
  add(name, "N", help + ", " + range_text(range), {}, [&value, name, range](const std::string& word) -> Status {
    PARETO_TRY_ASSIGN(read, parse_integer(name, word, range));
    value = read;
    return {};
  });
}

void Options::number(double& value, const std::string& name, double low, double high, const std::string& help) {
  add(name, "X", help + ", " + shown(low) + " to " + shown(high), shown(value),
      [&value, name, low, high](const std::string& word) { return keep(value, parse_number(name, word, low, high)); });
}

void Options::number(std::optional<double>& value, const std::string& name, double low, double high,
                     const std::string& help) {
  add(name, "X", help + ", " + shown(low) + " to " + shown(high), {},
      [&value, name, low, high](const std::string& word) -> Status {
        PARETO_TRY_ASSIGN(read, parse_number(name, word, low, high));
        value = read;
        return {};
      });
}

void Options::seconds(double& value, const std::string& name, double low, double high, const std::string& help) {
  add(name, "TIME", help + ": 90, 90s, 1.5m, 2h", shown(value) + "s",
      [&value, name, low, high](const std::string& word) { return keep(value, parse_seconds(name, word, low, high)); });
}

void Options::integers(std::vector<int64_t>& value, const std::string& name, Whole range, const std::string& help) {
  add(name, "N,...", help, list_of(value), [&value, name, range](const std::string& word) {
    return keep(value, parse_list(name, word, range, kMostListed));
  });
}

void Options::places(std::vector<int64_t>& value, const std::string& name, Whole range, const std::string& help) {
  add(name, "N,...", help + ", each " + range_text(range), list_of(value),
      [&value, name, range](const std::string& word) -> Status {
        PARETO_TRY_ASSIGN(read, parse_list(name, word, range, kMostPlaces));
        value.clear();
        for (int64_t place : read)
          if (std::find(value.begin(), value.end(), place) == value.end())
            value.push_back(place);
        return {};
      });
}

void Options::names(std::vector<std::string>& value, const std::string& name, const std::string& kind,
                    const std::string& help) {
  add(name, kind, help, {}, [&value](const std::string& word) {
    value = word.empty() ? std::vector<std::string>() : split(word);
    return Status();
  });
}

namespace {

/// As the library takes them. "--name=" carries an empty value, which it would take for none and look for in the next
/// word; "help COMMAND" is "COMMAND --help".
std::vector<std::string> reversed_words(int argc, char** argv) {
  std::vector<std::string> words;
  const bool help = std::string_view(argv[1]) == "help";
  if (help)
    words.emplace_back("--help");
  for (int i = help ? 2 : 1; i < argc; ++i) {
    std::string word = argv[i];
    const bool empty_value = word.rfind("--", 0) == 0 && word.find('=') == word.size() - 1 && word.size() > 3;
    if (empty_value)
      word.pop_back();
    words.push_back(std::move(word));
    if (empty_value)
      words.emplace_back();
  }
  if (help && argc > 2)
    std::rotate(words.begin(), words.begin() + 1, words.end()); // after the command
  std::reverse(words.begin(), words.end());
  return words;
}

std::string hint(const std::string& word, const std::vector<std::string>& known, const char* quote) {
  const std::string near = nearest_spelling(word, known);
  return near.empty() ? std::string() : std::string("; did you mean ") + quote + near + quote + "?";
}

Error unknown_option(const CLI::App& app, std::string word) {
  word.resize(std::min(word.find('='), word.size()));
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames())
      if (name != "help") // near to any short word
        known.push_back("--" + name);
  const std::string near = hint(word, known, "");
  return fail(ErrorCode::InvalidArgument,
              "There is no option " + printable(word, kCommandLineShown) + (near.empty() ? "." : near), word);
}

Error unknown_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> known;
  for (const CLI::App* command : app.get_subcommands({}))
    known.push_back(command->get_name());
  const std::string near = hint(word, known, "'");
  return fail(ErrorCode::InvalidArgument,
              "There is no command " + quoted(word) + (near.empty() ? "; see --help." : near));
}

Error wrong_count(const CLI::App& app, size_t found, const std::string& first) {
  for (const CLI::Option* option : app.get_options())
    if (option->get_positional())
      return fail(ErrorCode::InvalidArgument,
                  "Give exactly one " + option->get_name(true) + "; found " + std::to_string(found) + ".");
  return fail(ErrorCode::InvalidArgument, app.get_name() + " takes options only; found " + quoted(first) + ".", first);
}

/// Words that nothing has taken: an option that is not known first, whatever else is wrong.
std::optional<Error> left_over(const CLI::App& root, const CLI::App& command) {
  if (const auto words = root.remaining(); !words.empty())
    return words.front().size() > 1 && words.front()[0] == '-' ? unknown_option(root, words.front())
                                                               : unknown_command(root, words.front());
  const auto words = command.remaining();
  for (const std::string& word : words)
    if (word.size() > 1 && word[0] == '-')
      return unknown_option(command, word);
  if (!words.empty())
    return wrong_count(command, words.size() + 1, words.front());
  return std::nullopt;
}

Error explain(const CLI::App& root, const CLI::App& command, const CLI::ParseError& error) {
  if (const auto words = left_over(root, command))
    return *words;
  if (error.get_name() == "RequiredError")
    return wrong_count(command, 0, {});
  const std::string said = error.what();
  const std::string name = said.substr(0, said.find_first_of(": "));
  for (const CLI::Option* option : command.get_options())
    if (option->results().size() > 1 && option->check_name(name))
      return fail(ErrorCode::InvalidArgument,
                  name + " is given " + std::to_string(option->results().size()) +
                      " times; give it once, lists as 1,2,3.",
                  name);
  if (error.get_name() != "ArgumentMismatch")
    return fail(ErrorCode::InvalidArgument, printable(said, 400) + "; see --help.");
  if (said.find("override") != std::string::npos)
    return fail(ErrorCode::InvalidArgument, "--" + name + " takes no value.", "--" + name);
  return fail(ErrorCode::InvalidArgument, name + " needs a value.", name);
}

/// The program's commands as CLI11 knows them, and what each is to do.
class Program {
public:
  explicit Program(const std::vector<Command>& commands)
      : m_root("paretoscope-engine measures language-model architectures. Models are named by a path or as ID@SIZE "
               "(mamba2@125m).",
               "paretoscope-engine") {
    m_root.get_formatter()->column_width(kOptionColumn);
    m_root.get_formatter()->label("SUBCOMMAND", "COMMAND");
    m_root.get_formatter()->label("Subcommands", "Commands");
    m_root.require_subcommand(0, 1);
    m_root.set_help_flag("-h,--help", "This help; after a command, the command's.");
    m_root.set_version_flag("--version", PARETO_VERSION, "Version of this program.");
    m_root
        .add_flag_callback(
            "--json", [this] { m_request.json = true; }, "JSON Lines instead of text.")
        ->disable_flag_override();
    m_root.footer("paretoscope-engine COMMAND --help tells a command's options.");
    for (const Command& command : commands)
      add(command);
  }

  Result<Request> read(int argc, char** argv) {
    try {
      m_root.parse(reversed_words(argc, argv));
    } catch (const CLI::CallForHelp&) {
      return text(m_root.help());
    } catch (const CLI::CallForVersion&) {
      return text("paretoscope-engine " PARETO_VERSION "\n");
    } catch (const Refused& refused) {
      const auto words = left_over(m_root, chosen());
      return words ? *words : refused.error;
    } catch (const CLI::ParseError& error) {
      return explain(m_root, chosen(), error);
    }
    if (m_root.get_subcommands().empty())
      return fail(ErrorCode::InvalidArgument, "No command is named; see --help.");
    m_request.action = m_actions.at(chosen().get_name());
    return m_request;
  }

  std::string help() { return m_root.help(); }

private:
  void add(const Command& command) {
    CLI::App* app = m_root.add_subcommand(command.name, command.summary);
    app->group("Commands");
    Options options(*app);
    m_actions.emplace(command.name, command.declare(options));
    options.toggle(m_request.json, "--json", "JSON Lines instead of text");
    options.integer(m_request.parent, "--with-parent", {1, INT32_MAX}, "End when that process ends");
    app->get_option("--with-parent")->group(""); // for programs that start this one
  }

  const CLI::App& chosen() const {
    const auto commands = m_root.get_subcommands();
    return commands.empty() ? m_root : *commands.front();
  }

  Request text(std::string help) const {
    Request request = m_request;
    request.text = std::move(help);
    return request;
  }

  CLI::App m_root;
  std::map<std::string, Action> m_actions;
  Request m_request;
};

} // namespace

Result<Request> read_command_line(const std::vector<Command>& commands, int argc, char** argv) {
  return Program(commands).read(argc, argv);
}
std::string program_help(const std::vector<Command>& commands) { return Program(commands).help(); }

Error unknown(const std::string& what, const std::string& word, const std::vector<std::string>& known,
              const std::string& option) {
  const std::string nearest = nearest_spelling(word, known);
  return fail(ErrorCode::InvalidArgument,
              "There is no " + what + " " + printable(word, kCommandLineShown) +
                  (nearest.empty() ? "." : "; did you mean " + nearest + "?"),
              option);
}

} // namespace pareto::engine
