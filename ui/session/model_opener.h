// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace pareto::ui {

/// Opens models off the window's thread, each once (core/formats/opened_models.h): whoever asks for one afterwards has
/// it at once. What is opened quickly is there when open() returns, so that nothing flickers; the window never waits
/// longer than its patience for the rest.
class ModelOpener : public QObject {
  Q_OBJECT

public:
  /// `patience`: milliseconds open() waits.
  explicit ModelOpener(int patience, QObject* parent = nullptr);
  ~ModelOpener() override; ///< waits for nothing: late answers are heard by nobody

  /// Begins to open what has to be. Those that take longer are pending(), and opened() follows.
  void open(const std::vector<std::string>& models);
  const std::set<std::string>& pending() const { return m_pending; }

Q_SIGNALS:
  /// One that was pending can be had at once, or its reason why not.
  void opened(const std::string& model);

private:
  struct Mailbox;
  void take(const std::string& model);

  int m_patience;
  std::shared_ptr<Mailbox> m_mailbox;
  std::set<std::string> m_pending;
};

} // namespace pareto::ui
