// SPDX-License-Identifier: GPL-3.0-or-later
// A session without a window, in a folder of its own, with a script for an engine.
#pragma once

#include "tests/support/fake_engine.h"
#include "tests/support/full_study.h"
#include "tests/ui/patience.h"
#include "ui/session/study_session.h"

#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <memory>

namespace pareto::test {

/// What the tests of a session start from.
class SessionFixture {
protected:
  /// Before each function.
  void begin() { m_folder = std::make_unique<QTemporaryDir>(); }
  static Measurement sample(const char* model = "softmax-attention@1.3b") {
    return complete(decode(model, 1, 512, 100), 100);
  }
  QString engine(const QString& body) const { return fakeEngine(m_folder->path(), body); }
  ui::StudySession::Options options(const QString& enginePath) const {
    return {enginePath, m_folder->filePath(QStringLiteral("data")), publishedResults(), kPatience};
  }
  QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

  inline static const nlohmann::json kFinished{{"event", "finished"}, {"run", 1}, {"stopped", false}};

private:
  std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace pareto::test
