// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/process.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace pareto {

namespace {
volatile std::sig_atomic_t g_stop = 0;
void on_stop(int) { g_stop = 1; }

void close_if_open(int& descriptor) {
  if (descriptor >= 0)
    close(descriptor);
  descriptor = -1;
}

constexpr size_t kLongestLine = size_t{8} << 20; ///< beyond this a child is broken, not talkative
} // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& words) {
  if (words.empty())
    return fail(ErrorCode::InvalidArgument, "No program was named to start.");
  std::signal(SIGPIPE,
              SIG_IGN); // a child that no longer reads is an answer of write_line(), not the end of this process
  int to_child[2], from_child[2];
  if (pipe2(to_child, O_CLOEXEC) != 0)
    return fail(ErrorCode::Io, std::string("A pipe could not be made: ") + std::strerror(errno) + ".");
  if (pipe2(from_child, O_CLOEXEC) != 0) {
    close(to_child[0]);
    close(to_child[1]);
    return fail(ErrorCode::Io, std::string("A pipe could not be made: ") + std::strerror(errno) + ".");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_child[0], 0);
  posix_spawn_file_actions_adddup2(&actions, from_child[1], 1);
  std::vector<char*> argv;
  for (const std::string& word : words)
    argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawnattr_t attributes; // ignored signals would be inherited
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  ChildProcess child;
  const int error = posix_spawn(&child.m_pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(to_child[0]);
  close(from_child[1]);
  child.m_in = to_child[1];
  child.m_out = from_child[0];
  if (error != 0) {
    child.m_pid = -1;
    return fail(ErrorCode::Io, "The program " + words[0] + " could not be started: " + std::strerror(error) + ".",
                words[0]);
  }
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : m_pid(std::exchange(other.m_pid, -1)), m_in(std::exchange(other.m_in, -1)), m_out(std::exchange(other.m_out, -1)),
      m_buffer(std::move(other.m_buffer)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(m_pid, other.m_pid);
  std::swap(m_in, other.m_in);
  std::swap(m_out, other.m_out);
  std::swap(m_buffer, other.m_buffer);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (m_pid > 0) {
    kill();
    reap();
  }
  close_if_open(m_in);
  close_if_open(m_out);
}

bool ChildProcess::write_line(const std::string& line) {
  const std::string text = line + "\n";
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = write(m_in, text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    done += static_cast<size_t>(count);
  }
  return true;
}

ChildProcess::Read ChildProcess::read_line(std::string& line, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  while (true) {
    const size_t end = m_buffer.find('\n');
    if (end != std::string::npos) {
      line = m_buffer.substr(0, end);
      m_buffer.erase(0, end + 1);
      return Read::Line;
    }
    if (m_buffer.size() > kLongestLine)
      return Read::Ended;
    pollfd wait{m_out, POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now())
                          .count(); // for the whole line, not for each piece
    const int ready = poll(&wait, 1, static_cast<int>(std::clamp<int64_t>(left, 0, INT_MAX)));
    if (ready < 0 && errno == EINTR)
      return Read::Nothing;
    if (ready == 0)
      return Read::Nothing;
    char block[65536];
    const ssize_t count = read(m_out, block, sizeof block);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return Read::Ended;
    m_buffer.append(block, static_cast<size_t>(count));
  }
}

namespace {

/// "SIGBUS"
std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name ? std::string("SIG") + name : "unknown";
}

} // namespace

std::string ChildProcess::reap() {
  int status = 0;
  if (m_pid <= 0)
    return "not started";
  while (waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
  }
  m_pid = -1;
  if (WIFSIGNALED(status))
    return "signal " + std::to_string(WTERMSIG(status)) + " (" + signal_name(WTERMSIG(status)) + ")";
  return "exit code " + std::to_string(WEXITSTATUS(status));
}

void ChildProcess::kill() {
  if (m_pid > 0)
    ::kill(m_pid, SIGKILL);
}

bool ChildProcess::wait(double seconds) {
  constexpr double kStep = 0.005;
  for (double waited = 0; m_pid > 0; waited += kStep) {
    int status = 0;
    if (waitpid(m_pid, &status, WNOHANG) == m_pid)
      m_pid = -1;
    else if (waited >= seconds)
      return false;
    else
      usleep(static_cast<useconds_t>(kStep * 1e6));
  }
  return true;
}

std::string own_program_path() {
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  return length > 0 ? std::string(path, static_cast<size_t>(length)) : std::string();
}

void die_with_parent(int parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (parent > 0 && getppid() != parent) // it ended before the kernel was asked
    raise(SIGKILL);
}

void catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool stop_requested() { return g_stop != 0; }
void refuse_too_large_files() { std::signal(SIGXFSZ, SIG_IGN); }

} // namespace pareto
