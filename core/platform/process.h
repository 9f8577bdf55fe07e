// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// A child process that speaks lines on its standard input and output; its standard error is ours. Killed when
/// destroyed.
class ChildProcess {
public:
  static Result<ChildProcess> start(const std::vector<std::string>& words);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  /// False when the child no longer reads.
  bool write_line(const std::string& line);
  enum class Read { Line, Nothing, Ended };
  /// Waits up to `seconds` for a whole line.
  Read read_line(std::string& line, double seconds);
  /// How it ended, in words ("exit code 1", "signal 9 (SIGKILL)"); waits for the end.
  std::string reap();
  void kill();
  /// True when the child ends by itself within `seconds`; it is then reaped.
  bool wait(double seconds);
  int id() const { return m_pid; }

private:
  ChildProcess() = default;
  int m_pid = -1, m_in = -1, m_out = -1;
  std::string m_buffer;
};

/// The path of the running program.
std::string own_program_path();
/// Asks the kernel to end this process when its parent ends. `parent`: the process that is expected there, 0 for
/// whatever it is; when it has gone already, this one ends at once.
void die_with_parent(int parent = 0);
/// SIGINT and SIGTERM set a flag instead of ending the process; writing to a closed pipe is an error, not a signal.
void catch_stop_signals();
bool stop_requested();
/// Writing past a limit on the size of files (ulimit -f) is an error, as on a full disk, not a signal.
void refuse_too_large_files();

} // namespace pareto
