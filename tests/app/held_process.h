// SPDX-License-Identifier: GPL-3.0-or-later
// A program that is held at the moment it maps a file, however busy the machine is: by the calls it makes, not by
// looking at it.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QStringList>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

class HeldProcess {
public:
  /// Held before its first instruction. What it says goes into two files.
  HeldProcess(const QString& program, const QStringList& words, const QString& out, const QString& error) {
    std::vector<QByteArray> kept{QFile::encodeName(program)};
    for (const QString& word : words)
      kept.push_back(word.toUtf8());
    std::vector<char*> arguments;
    for (QByteArray& word : kept)
      arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const QByteArray out_name = QFile::encodeName(out), error_name = QFile::encodeName(error);
    m_process = ::fork();
    if (m_process == 0)
      become(arguments.data(), out_name.constData(), error_name.constData());
    m_held = m_process > 0 && wait() && WIFSTOPPED(m_status) &&
             ::ptrace(PTRACE_SETOPTIONS, m_process, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) == 0;
  }
  HeldProcess(const HeldProcess&) = delete;
  HeldProcess& operator=(const HeldProcess&) = delete;
  ~HeldProcess() {
    if (m_process <= 0 || has_ended())
      return;
    ::kill(m_process, SIGKILL);
    wait();
  }

  bool held() const { return m_held; }
  /// Goes on until a file of such a path has been mapped, and is held right behind that; false: it ended before.
  bool maps(const QByteArray& path_end) {
    bool asked = false; // within a call that maps it
    for (int signal = 0; m_held; signal = signal_to_pass()) {
      m_held = ::ptrace(PTRACE_SYSCALL, m_process, nullptr, signal) == 0 && wait() && WIFSTOPPED(m_status);
      if (!m_held || WSTOPSIG(m_status) != (SIGTRAP | 0x80))
        continue;
      __ptrace_syscall_info call{};
      ::ptrace(PTRACE_GET_SYSCALL_INFO, m_process, sizeof call, &call);
      if (call.op == PTRACE_SYSCALL_INFO_EXIT && asked)
        return true;
      asked = call.op == PTRACE_SYSCALL_INFO_ENTRY && call.entry.nr == SYS_mmap &&
              path_of(static_cast<int>(call.entry.args[4])).endsWith(path_end);
    }
    return false;
  }
  /// Its exit code once it has gone on by itself; -1 where a signal ended it.
  int finish() {
    if (m_held)
      ::ptrace(PTRACE_DETACH, m_process, nullptr, 0);
    m_held = false;
    while (!has_ended() && wait())
      ;
    return WIFEXITED(m_status) ? WEXITSTATUS(m_status) : -1;
  }

private:
  [[noreturn]] static void become(char* const* arguments, const char* out, const char* error) {
    constexpr int kMode = 0600;
    ::dup2(::open(out, O_WRONLY | O_CREAT | O_TRUNC, kMode), STDOUT_FILENO);
    ::dup2(::open(error, O_WRONLY | O_CREAT | O_TRUNC, kMode), STDERR_FILENO);
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0)
      ::execv(arguments[0], arguments);
    ::_exit(127);
  }
  bool wait() { return ::waitpid(m_process, &m_status, 0) == m_process; }
  bool has_ended() const { return WIFEXITED(m_status) || WIFSIGNALED(m_status); }
  /// One that it was sent, and not one of ours.
  int signal_to_pass() const {
    const int signal = WSTOPSIG(m_status);
    return signal == SIGTRAP || signal == (SIGTRAP | 0x80) ? 0 : signal;
  }
  QByteArray path_of(int descriptor) const {
    char path[4096];
    const QByteArray link = "/proc/" + QByteArray::number(m_process) + "/fd/" + QByteArray::number(descriptor);
    const ssize_t length = ::readlink(link.constData(), path, sizeof path);
    return {path, std::max<ssize_t>(0, length)};
  }

  pid_t m_process = -1;
  int m_status = 0xffff; ///< neither ended nor held
  bool m_held = false;
};
