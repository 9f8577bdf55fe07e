// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/model_opener.h"

#include "core/formats/opened_models.h"

#include <QThreadPool>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>

namespace pareto::ui {

/// Shared with those who open: it outlives whoever asked.
struct ModelOpener::Mailbox {
  std::mutex mutex;
  std::condition_variable done;
  ModelOpener* reader = nullptr; ///< null once it is gone
  std::set<std::string> working;

  void open(const std::string& model) {
    try {
      prepare_model(model);
    } catch (const std::bad_alloc&) { // whoever asks for it next meets the same lack, where it can be said
    }
    tell(model);
    try {
      prepare_footprints(model); // nobody has to wait for these
    } catch (const std::bad_alloc&) {
    }
  }

  void tell(const std::string& model) {
    const std::lock_guard lock(mutex);
    working.erase(model);
    done.notify_all();
    if (reader)
      QMetaObject::invokeMethod(
          reader, [to = reader, model] { to->take(model); }, Qt::QueuedConnection);
  }
};

ModelOpener::ModelOpener(int patience, QObject* parent)
    : QObject(parent), m_patience(patience), m_mailbox(std::make_shared<Mailbox>()) {
  m_mailbox->reader = this;
}

ModelOpener::~ModelOpener() {
  const std::lock_guard lock(m_mailbox->mutex);
  m_mailbox->reader = nullptr;
}

void ModelOpener::open(const std::vector<std::string>& models) {
  std::unique_lock lock(m_mailbox->mutex);
  std::set<std::string> asked;
  for (const std::string& model : models) {
    if (!m_mailbox->working.count(model) && is_model_prepared(model))
      continue;
    asked.insert(model);
    if (m_mailbox->working.insert(model).second)
      QThreadPool::globalInstance()->start([mailbox = m_mailbox, model] { mailbox->open(model); });
  }
  const auto all = [&] {
    return std::none_of(asked.begin(), asked.end(),
                        [&](const std::string& model) { return m_mailbox->working.count(model) > 0; });
  };
  m_mailbox->done.wait_for(lock, std::chrono::milliseconds(m_patience), all);
  m_pending.clear();
  for (const std::string& model : asked)
    if (m_mailbox->working.count(model))
      m_pending.insert(model);
}

void ModelOpener::take(const std::string& model) {
  if (m_pending.erase(model) > 0) // otherwise it was there before anybody had to wait
    Q_EMIT opened(model);
}

} // namespace pareto::ui
