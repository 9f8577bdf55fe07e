// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_changes.h"

#include "core/study/protocol/protocol.h"

#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace pareto::engine {

struct StudyChanges::Shared {
  std::mutex mutex;
  std::vector<std::string> lines;
};

StudyChanges::StudyChanges(std::function<void(const Error&)> refused)
    : m_shared(std::make_shared<Shared>()), m_refused(std::move(refused)) {
  std::thread([shared = m_shared] {
    for (std::string line; std::getline(std::cin, line);) {
      const std::lock_guard lock(shared->mutex);
      shared->lines.push_back(std::move(line));
    }
  }).detach();
}

std::optional<Study> StudyChanges::take() {
  std::vector<std::string> lines;
  {
    const std::lock_guard lock(m_shared->mutex);
    lines.swap(m_shared->lines);
  }
  std::optional<Study> last;
  for (const std::string& line : lines) {
    auto command = protocol::read_run_command(line);
    if (command)
      last = std::move(std::get<protocol::Change>(*command).study);
    else
      m_refused(command.error());
  }
  return last;
}

} // namespace pareto::engine
