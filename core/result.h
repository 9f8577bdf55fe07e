// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace pareto {

/// What went wrong, coarse enough to decide on (exit codes, retry, "end this cell with a reason").
enum class ErrorCode {
  InvalidArgument, ///< a flag, a request or a call that cannot be served as asked
  InvalidConfig,   ///< a model configuration, blueprint or study that breaks its schema
  InvalidFile,     ///< a checkpoint or document whose bytes break its format
  NotFound,        ///< a file, tensor, architecture or device that is not there
  Unsupported,     ///< valid, but this build cannot run it; the message says why
  OutOfMemory,     ///< does not fit; the message holds both figures
  Io,              ///< the operating system refused a read or a write
  DeviceLost,      ///< a device stopped answering: all that lies on it is gone; opening it anew may work
  Cancelled,       ///< the person stopped it
  Internal,        ///< a broken promise of our own
};

/// Stable lower-case name used in JSON events ("invalid_config", ...).
const char* to_string(ErrorCode code);
/// The code of that name; nothing for any other text.
std::optional<ErrorCode> error_code_of(std::string_view name);

/// One clear sentence for a person: names the place and the remedy. `where` is a machine-readable
/// place (a JSON path, a file, a tensor name), empty if there is none.
struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string message;
  std::string where;
};

/// Value or Error, with the member names of std::expected (which needs C++23). No exception crosses
/// a layer; `value()` on an error is a bug of the caller.
template <class T>
class [[nodiscard]] Result {
public:
  Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return m_state.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return std::get<0>(m_state); }
  const T& value() const& { return std::get<0>(m_state); }
  T&& value() && { return std::get<0>(std::move(m_state)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<1>(m_state); }

private:
  std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Error error) : m_error(std::move(error)), m_ok(false) {}

  bool has_value() const { return m_ok; }
  explicit operator bool() const { return m_ok; }
  const Error& error() const { return m_error; }

private:
  Error m_error;
  bool m_ok = true;
};

using Status = Result<void>;

inline Error fail(ErrorCode code, std::string message, std::string where = {}) {
  return Error{code, std::move(message), std::move(where)};
}

} // namespace pareto

/// Returns the error of `expression` (a Status or Result) to the caller, if there is one.
#define PARETO_TRY(expression)                                                                                         \
  do {                                                                                                                 \
    if (auto pareto_try_status = (expression); !pareto_try_status)                                                     \
      return pareto_try_status.error();                                                                                \
  } while (false)

/// Declares `target` from a Result, or returns its error to the caller.
#define PARETO_TRY_ASSIGN(target, expression)                                                                          \
  auto target##_result = (expression);                                                                                 \
  if (!target##_result)                                                                                                \
    return target##_result.error();                                                                                    \
  auto target = std::move(target##_result).value()
