// SPDX-License-Identifier: GPL-3.0-or-later
// proc(5); Documentation/scheduler/sched-stats.rst, Documentation/accounting/psi.rst and admin-guide/cgroup-v2.rst of
// the Linux kernel.
#include "core/platform/interference.h"

#include "core/platform/control_group.h"
#include "core/platform/cpu_info.h"
#include "core/platform/files.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <sched.h>
#include <sstream>
#include <string_view>
#include <unistd.h>

namespace pareto {

namespace {

constexpr uint64_t kMostRead = 4 << 20; ///< /proc/stat of the largest machines is some 100 KiB
constexpr double kNano = 1e-9, kMicro = 1e-6;

std::string text_of(const std::string& path) {
  const auto text = read_file(path, kMostRead);
  return text ? *text : std::string();
}

double ticks_per_second() {
  static const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return ticks;
}

std::optional<int> number_of(std::string_view name) {
  int value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
  return error == std::errc() && end == name.data() + name.size() ? std::optional(value) : std::nullopt;
}

/// Names of a folder that are numbers: processes or threads.
std::vector<int> numbered(const std::string& folder) {
  std::vector<int> numbers;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (const auto number = number_of(at->path().filename().native()))
      numbers.push_back(*number);
  return numbers;
}

std::vector<int> usable_processors() {
  std::vector<int> usable;
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    for (int i = 0; i < CPU_SETSIZE; ++i)
      if (CPU_ISSET(i, &set))
        usable.push_back(i);
  return usable;
}

/// The clock of a thread of this process: what pthread_getcpuclockid() makes of one, for threads whose handles nobody
/// holds (include/linux/posix-timers.h of the kernel: ~number << 3, per thread, scheduler's account). Nanoseconds, up
/// to date.
std::optional<double> thread_clock(int number) {
  constexpr unsigned kPerThread = 4, kScheduled = 2;
  const auto id = static_cast<clockid_t>((~static_cast<unsigned>(number) << 3) | kPerThread | kScheduled);
  timespec time{};
  if (clock_gettime(id, &time) != 0)
    return std::nullopt;
  return static_cast<double>(time.tv_sec) + kNano * static_cast<double>(time.tv_nsec);
}

/// The whole number that follows `name` at the beginning of a line.
std::optional<int64_t> named_number(std::string_view text, std::string_view name) {
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    if (at > 0 && text[at - 1] != '\n')
      continue;
    size_t begin = at + name.size();
    while (begin < text.size() && (text[begin] == ' ' || text[begin] == '\t'))
      ++begin;
    int64_t value = 0;
    if (std::from_chars(text.data() + begin, text.data() + text.size(), value).ec == std::errc() && value >= 0)
      return value;
  }
  return std::nullopt;
}

struct Used {
  double busy_s = 0, stolen_s = 0;
};

/// "cpu0 user nice system idle iowait irq softirq steal ..."; guests are part of user and nice.
std::optional<Used> used_in(const std::string& line) {
  std::istringstream words(line);
  std::string name;
  int64_t user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft_irq = 0, steal = 0;
  if (!(words >> name >> user >> nice >> system >> idle))
    return std::nullopt;
  words >> wait >> irq >> soft_irq >> steal; // kernels before 2.6 have fewer
  return Used{static_cast<double>(user + nice + system + irq + soft_irq) / ticks_per_second(),
              static_cast<double>(steal) / ticks_per_second()};
}

/// The looked-at processors together; all of them where the file does not tell them apart.
std::optional<Used> used_in_stat(const std::string& text, const std::vector<int>& processors) {
  std::istringstream lines(text);
  std::optional<Used> all, some;
  for (std::string line; std::getline(lines, line) && line.rfind("cpu", 0) == 0;) {
    const auto used = used_in(line);
    const auto number = number_of(std::string_view(line).substr(3, line.find(' ') - 3));
    if (!used)
      continue;
    if (line[3] == ' ')
      all = used;
    else if (number && std::find(processors.begin(), processors.end(), *number) != processors.end())
      some = some ? Used{some->busy_s + used->busy_s, some->stolen_s + used->stolen_s} : *used;
  }
  return some ? some : all;
}

/// "some avg10=0.00 avg60=0.00 avg300=0.00 total=123", microseconds.
std::optional<double> pressure_in(const std::string& text) {
  const size_t line = text.find("some "), total = text.find("total=", line == std::string::npos ? text.size() : line);
  if (total == std::string::npos)
    return std::nullopt;
  const auto value = named_number(std::string_view(text).substr(total), "total=");
  return value ? std::optional(kMicro * static_cast<double>(*value)) : std::nullopt;
}

bool same_program(const std::string& name, const std::string& own) {
  return name == own || name.rfind("paretoscope", 0) == 0;
}

/// Counters that go backwards (a processor taken out, an account put right) count as standing still.
double grown(const std::optional<double>& now, const std::optional<double>& before) {
  return now && before ? std::max(0.0, *now - *before) : -1;
}

} // namespace

Interference::Interference(InterferenceSources sources) : m_sources(std::move(sources)) {
  if (m_sources.process == 0)
    m_sources.process = getpid();
  if (m_sources.processors.empty())
    m_sources.processors = usable_processors();
  m_own = find_own();
  static_cast<void>(look());
}

int Interference::processors() const { return std::max(1, static_cast<int>(m_sources.processors.size())); }

double Interference::now() const {
  if (m_sources.clock)
    return m_sources.clock();
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string Interference::folder(int process) const { return m_sources.root + "/proc/" + std::to_string(process); }

/// "number (name) state parent ...": a name may hold anything, so the last parenthesis ends it.
std::optional<Interference::Process> Interference::process(int number) const {
  const std::string text = text_of(folder(number) + "/stat");
  const size_t begin = text.find('('), end = text.rfind(')');
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    return std::nullopt;
  std::istringstream words(text.substr(end + 1));
  Process found;
  found.name = text.substr(begin + 1, end - begin - 1);
  std::string state, skipped;
  uint64_t user = 0, system = 0;
  words >> state >> found.parent;
  for (int field = 5; field < 14; ++field)
    words >> skipped;
  words >> user >> system;
  for (int field = 16; field < 22; ++field)
    words >> skipped;
  if (!(words >> found.started))
    return std::nullopt;
  found.ran_s = static_cast<double>(user + system) / ticks_per_second();
  return found;
}

/// Up through parents of this program's name, then down through all children of it.
std::vector<int> Interference::find_own() const {
  std::map<int, Process> all;
  for (int number : numbered(m_sources.root + "/proc"))
    if (const auto found = process(number))
      all[number] = *found;
  const auto self = all.find(m_sources.process);
  if (self == all.end())
    return {m_sources.process};
  const auto is_own = [&](int number) {
    return all.count(number) > 0 && same_program(all[number].name, self->second.name);
  };
  int top = m_sources.process;
  for (size_t steps = 0; steps < all.size() && is_own(all[top].parent); ++steps) // a garbled list may hold a ring
    top = all[top].parent;
  std::vector<int> own{top};
  for (size_t i = 0; i < own.size(); ++i)
    for (const auto& [number, each] : all)
      if (each.parent == own[i] && is_own(number) && std::find(own.begin(), own.end(), number) == own.end())
        own.push_back(number);
  return own;
}

/// A process that has gone is left out: what it did last counts as others', some hundredths of a second at most.
std::map<int, Interference::Process> Interference::own_processes() const {
  std::map<int, Process> processes;
  for (int number : m_own)
    if (const auto found = process(number))
      processes[number] = *found;
  if (m_sources.root.empty()) // to the nanosecond instead of the tick
    processes[m_sources.process].ran_s = process_cpu_seconds();
  return processes;
}

double Interference::own_ran(const std::map<int, Process>& now) const {
  double sum = 0;
  for (const auto& [number, each] : now) {
    const auto before = m_processes.find(number);
    const bool known = before != m_processes.end() && before->second.started == each.started;
    sum += std::max(0.0, each.ran_s - (known ? before->second.ran_s : 0));
  }
  return sum;
}

Interference::Thread Interference::thread(int number) const {
  const std::string at = folder(m_sources.process) + "/task/" + std::to_string(number),
                    status = text_of(at + "/status");
  Thread found;
  std::istringstream account(text_of(at + "/schedstat")); // nanoseconds on a processor, nanoseconds waiting for one
  uint64_t ran = 0, waited = 0;
  if (account >> ran >> waited) {
    found.ran_s = kNano * static_cast<double>(ran);
    found.waited_s = kNano * static_cast<double>(waited);
  }
  if (m_sources.root.empty())
    found.ran_s = thread_clock(number).value_or(found.ran_s);
  found.slept = named_number(status, "voluntary_ctxt_switches:").value_or(-1);
  found.put_aside = named_number(status, "nonvoluntary_ctxt_switches:").value_or(-1);
  found.running = status.find("State:\tR") != std::string::npos;
  return found;
}

std::map<int, Interference::Thread> Interference::threads() const {
  std::map<int, Thread> all;
  for (int number : numbered(folder(m_sources.process) + "/task"))
    all[number] = thread(number);
  return all;
}

Interference::Machine Interference::machine() const {
  Machine seen;
  const GroupProcessors group = group_processors(m_sources.root);
  seen.throttled = group.throttled;
  if (const auto used = used_in_stat(text_of(m_sources.root + "/proc/stat"), m_sources.processors)) {
    seen.busy_s = used->busy_s;
    seen.stolen_s = used->stolen_s;
  } else {
    seen.busy_s = group.used_s;
  }
  seen.pressure_s = pressure_in(text_of(m_sources.root + "/proc/pressure/cpu"));
  return seen;
}

/// What a thread that ran throughout lost is its wall time without its processor time, which holds what a host took as
/// well; of one that slept in between only the scheduler knows how long it waited. One that was asleep at a look woke
/// later, by nobody's fault.
void Interference::compare_threads(const std::map<int, Thread>& now, Meanwhile& into) const {
  for (const auto& [number, after] : now) {
    const auto known = m_threads.find(number);
    if (known == m_threads.end())
      continue;
    const Thread& before = known->second;
    if (before.put_aside >= 0 && after.put_aside >= 0)
      into.switches = std::max<int64_t>(0, into.switches) + std::max<int64_t>(0, after.put_aside - before.put_aside);
    if (before.waited_s >= 0 && after.waited_s >= 0)
      into.missed_s = std::max(into.missed_s, std::max(0.0, after.waited_s - before.waited_s));
    const double ran = before.ran_s >= 0 && after.ran_s >= 0 ? after.ran_s - before.ran_s : -1;
    if (before.slept >= 0 && before.slept == after.slept && before.running && after.running && ran > 0)
      into.missed_s = std::max(into.missed_s, std::max(0.0, into.wall_s - ran));
  }
}

Meanwhile Interference::look() {
  const double wall = now();
  std::map<int, Thread> threads_now = threads();
  const Machine machine_now = machine();
  std::map<int, Process> processes_now = own_processes();
  Meanwhile out;
  out.wall_s = std::max(0.0, wall - m_wall);
  compare_threads(threads_now, out);
  out.stolen_s = grown(machine_now.stolen_s, m_machine.stolen_s);
  out.pressure_s = grown(machine_now.pressure_s, m_machine.pressure_s);
  if (const double busy = grown(machine_now.busy_s, m_machine.busy_s); busy >= 0)
    out.others_s = std::max(0.0, busy - own_ran(processes_now));
  out.throttled = machine_now.throttled > m_machine.throttled;
  m_wall = wall;
  m_threads = std::move(threads_now);
  m_processes = std::move(processes_now);
  m_machine = machine_now;
  return out;
}

} // namespace pareto
