// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// What happened on the machine between two looks. Seconds; what the system does not tell is negative.
struct Meanwhile {
  double wall_s = 0;
  /// The thread of this process that lost most: wall time in which it could have run and did not. Threads that slept by
  /// their own will lose only what they waited for a processor, threads that slept throughout lose nothing.
  double missed_s = -1;
  double others_s = -1; ///< processor time of programs that are no part of this one, all looked-at processors together
  double stolen_s = -1; ///< that the host of a virtual machine took, all looked-at processors together
  double pressure_s = -1; ///< during which some task of the machine waited for a processor
  int64_t switches = -1;  ///< times a thread of this process was put aside for another
  bool throttled = false; ///< the control group's own quota stopped this process: a limit, not a disturbance
};

/// Where an Interference reads.
struct InterferenceSources {
  std::string root;              ///< stands for "/"; another folder holds other /proc and /sys files
  int process = 0;               ///< this one's number there; 0 = the running process
  std::vector<int> processors;   ///< that are looked at; empty = those the running process may use
  std::function<double()> clock; ///< seconds that only go forward; the system's where empty
};

/// Watches what disturbs a measurement in this process. Each source is optional: thread clocks and
/// /proc/self/task/*/{schedstat,status}, /proc/stat (ticks of 10 ms), /proc/pressure/cpu, cpu.stat of the control
/// group; where /proc/stat is missing, the control group's own account stands in for the machine's.
///
/// Part of this program are processes of its name ("paretoscope…", or that of this process) that are joined to it by
/// parents and children of such names: the window, `run`, workers. They are found once, when this is made (which reads
/// the list of all processes: some 10 microseconds each); a look reads only theirs. On two loaded cores a look took
/// 0.2 ms with two threads and two processes.
class Interference {
public:
  explicit Interference(InterferenceSources sources = {});
  /// What happened since the last look, or since this was made.
  Meanwhile look();
  /// How many processors are looked at, at least 1.
  int processors() const;

private:
  struct Thread {
    double ran_s = -1, waited_s = -1;
    int64_t slept = -1, put_aside = -1;
    bool running = false;
  };
  struct Process {
    int parent = 0;
    std::string name;
    uint64_t started = 0; ///< ticks since the machine started: tells a number that was given anew
    double ran_s = 0;
  };
  struct Machine {
    std::optional<double> busy_s, stolen_s, pressure_s;
    int64_t throttled = 0;
  };

  double now() const;
  std::string folder(int process) const;
  std::optional<Process> process(int number) const;
  std::vector<int> find_own() const;
  std::map<int, Process> own_processes() const;
  std::map<int, Thread> threads() const;
  Thread thread(int number) const;
  Machine machine() const;
  double own_ran(const std::map<int, Process>& now) const;
  void compare_threads(const std::map<int, Thread>& now, Meanwhile& into) const;

  InterferenceSources m_sources;
  std::vector<int> m_own; ///< this program's processes
  double m_wall = 0;
  std::map<int, Thread> m_threads;
  std::map<int, Process> m_processes;
  Machine m_machine;
};

} // namespace pareto
