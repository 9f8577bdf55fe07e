// SPDX-License-Identifier: GPL-3.0-or-later
// The page RACE with a session of its own, and a script that stands for the engine.
#pragma once

#include "core/formats/opened_models.h"
#include "core/numeric/precision.h"
#include "tests/support/fake_engine.h"
#include "tests/support/full_study.h"
#include "tests/ui/patience.h"
#include "ui/pages/race/race_page.h"
#include "ui/session/race_runner.h"
#include "ui/words/format.h"
#include "ui/words/language.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace pareto::test {

class RaceFixture {
protected:
  inline static const std::string kFast = "mamba2@pilot", kSlow = "softmax-attention@pilot";

  static qint64 weightsOf(const std::string& model) {
    const auto known = footprint_once(model, load_options(*parse_precision("f16")));
    return known ? known->weight_bytes() : 0;
  }

  /// Says the events of one answer: as many tokens read and written as it is asked for, and a model's own weights.
  /// Waits for the word after "ready". The slow model's figures are half as good.
  static QString answer(const QString& middle) {
    return QStringLiteral("case \"$2\" in softmax*) tpot=40; rate=25; weights=%1;; *) tpot=20; rate=50; "
                          "weights=%2;; esac\n")
               .arg(weightsOf(kSlow))
               .arg(weightsOf(kFast)) +
           QStringLiteral(
               "echo \"$@\" >> \"$(dirname \"$0\")/calls\"\n"
               "read=$(echo \"$*\" | sed -n 's/.*--tokens-in \\([0-9,]*\\).*/\\1/p' | tr ',' '\\n' | wc -l)\n"
               "write=$(echo \"$*\" | sed -n 's/.*--tokens \\([0-9]*\\).*/\\1/p')\n"
               "echo \"{\\\"event\\\":\\\"ready\\\",\\\"weight_bytes\\\":$weights,\\\"prompt_tokens\\\":$read}\"\n"
               "read word\n") +
           middle +
           QStringLiteral(
               "for i in $(seq 0 $((write - 1))); do echo "
               "\"{\\\"event\\\":\\\"token\\\",\\\"index\\\":$i,\\\"id\\\":5,\\\"text\\\":\\\" "
               "word$i\\\"}\"; done\n"
               "echo "
               "\"{\\\"event\\\":\\\"generated\\\",\\\"stop\\\":\\\"length\\\",\\\"ttft_ms\\\":$tpot,\\\"tpot_ms\\\":$"
               "tpot,\\\"decode_tokens_per_s\\\":$rate,"
               "\\\"weight_bytes\\\":$weights,\\\"state_bytes\\\":2000,\\\"peak_rss_bytes\\\":$((weights + "
               "2000000))}\"");
  }

  /// Before each function, and after it.
  void begin() {
    ui::setLanguage(QStringLiteral("en"));
    m_folder = std::make_unique<QTemporaryDir>();
  }
  void end() {
    m_tab.reset();
    m_session.reset();
  }
  void build(const QString& engine) {
    m_session = std::make_unique<ui::StudySession>(
        ui::StudySession::Options{engine, m_folder->filePath(QStringLiteral("data")), publishedResults(), kPatience});
    Study study = m_session->document().study();
    study.models = {kFast, kSlow};
    m_session->document().setStudy(study);
    ui::ViewState view = m_session->view().state();
    view.at.context = 600;
    view.at.answer_tokens = 3;
    m_session->setView(view);
    m_tab = std::make_unique<ui::RacePage>(*m_session);
    m_tab->resize(900, 600);
    m_tab->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_tab.get()));
  }
  template <class T>
  T* child(const char* name) const {
    m_tab->settle();
    return m_tab->findChild<T*>(QLatin1String(name));
  }
  void start() const { QTest::mouseClick(child<QPushButton>("raceStart"), Qt::LeftButton); }
  QString text(const char* name) const { return ui::withoutMarks(child<QLabel>(name)->text()); }
  QString said(const char* name) const { return child<QPlainTextEdit>(name)->toPlainText(); }
  QStringList calls() const {
    QFile file(m_folder->filePath(QStringLiteral("calls")));
    return file.open(QIODevice::ReadOnly)
               ? QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
               : QStringList();
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<ui::StudySession> m_session;
  std::unique_ptr<ui::RacePage> m_tab;
};

} // namespace pareto::test
