// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/output.h"

#include "core/formats/open_model.h"
#include "core/printable.h"
#include "core/study/protocol/protocol.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace pareto::engine {

namespace {

constexpr size_t kLongestSentence = size_t{16} << 10;
int g_reason = 0; ///< errno of the first write that failed
int g_exit_code = 0;

/// By length: a NUL inside must not cut it.
void write(std::string_view text, FILE* stream) {
  const bool done = std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0;
  if (!done && stream == stdout && g_reason == 0)
    g_reason = errno;
}

} // namespace

void Output::line(const nlohmann::json& event, const std::string& text) const {
  std::string out = m_json ? event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) : text;
  std::replace(out.begin(), out.end(), '\0', '?'); // out of a name; JSON writes it as an escape
  write(out + "\n", stdout);
}

void Output::warn(const Warning& warning) const {
  complain(warning.message);
  if (m_json)
    line(to_json(protocol::RunEvent(protocol::Warned{warning.code, warning.message, {}})), {});
}

void Output::warn(const std::vector<Warning>& warnings) const {
  for (const Warning& each : warnings)
    warn(each);
}

void Output::piece(std::string_view text) const { write(text, stdout); }

Status Output::status() {
  if (std::fflush(stdout) != 0 && g_reason == 0)
    g_reason = errno;
  if (g_reason == 0 && std::ferror(stdout) == 0)
    return {};
  return fail(ErrorCode::Io,
              std::string("The output could not be written to its end: ") +
                  std::strerror(g_reason != 0 ? g_reason : EIO) + ".",
              "stdout");
}

void Output::end_with(int code) { g_exit_code = code; }
int Output::exit_code() { return g_exit_code; }

void complain(std::string_view sentence) {
  write("paretoscope-engine: " + printable(sentence, kLongestSentence) + "\n", stderr);
}

nlohmann::json error_event(const Error& error) { return to_json(protocol::RunEvent(protocol::Failed{error})); }

} // namespace pareto::engine
